"""Messages: one JSON object a line over a stream socket, without ever blocking."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from .event_loop import READ, WRITE, EventLoop

Message = dict[str, Any]

MAX_LINE_BYTES = 2 * 1024 * 1024
"""The longest message that is accepted (docs/runner-protocol.md)."""

BACKLOG = 2048
"""Connections that may wait on a listening socket, so that an update or a cold start refuses none."""


class ProtocolError(Exception):
    """The other side sent something that is not a message."""


def now() -> str:
    """The present moment, RFC 3339, UTC, microseconds."""
    return datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def encode(message: Message) -> bytes:
    """A message as a line. Lone surrogates become `?`: no JSON reader must choke on them."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def decode(line: bytes) -> Message:
    """A line as a message. Raises `ProtocolError`."""
    try:
        message = json.loads(line)
    except ValueError as error:
        raise ProtocolError(f"not JSON: {error}") from error
    if not isinstance(message, dict):
        raise ProtocolError("not a JSON object")
    return message


class LineBuffer:
    """Cuts a stream of bytes into lines of at most `limit` bytes."""

    def __init__(self, limit: int = MAX_LINE_BYTES) -> None:
        self._limit = limit
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that are complete now. Raises `ProtocolError` when one is too long."""
        *lines, rest = data.split(b"\n")
        if lines:
            lines[0] = bytes(self._rest) + lines[0]
            self._rest = bytearray(rest)
        else:
            self._rest += rest
        if len(self._rest) > self._limit or any(len(line) > self._limit for line in lines):
            raise ProtocolError(f"a line is longer than {self._limit} bytes")
        return [line for line in lines if line.strip()]


class Connection:
    """One end of a stream socket in an event loop; sends and receives messages."""

    def __init__(
        self,
        loop: EventLoop,
        stream: socket.socket,
        on_message: Callable[[Message], None],
        on_close: Callable[[], None],
        on_drained: Callable[[], None] = lambda: None,
    ) -> None:
        self._loop = loop
        self._stream = stream
        self._on_message = on_message
        self._on_close = on_close
        self._on_drained = on_drained
        self._lines = LineBuffer()
        self._out = bytearray()
        self.closed = False
        stream.setblocking(False)
        loop.watch(stream, READ, self._ready)

    @property
    def pending(self) -> int:
        """Bytes that wait for the other side to read."""
        return len(self._out)

    def fileno(self) -> int:
        """The socket's descriptor."""
        return self._stream.fileno()

    def send(self, message: Message) -> None:
        """Queue a message. A closed connection swallows it."""
        self.send_line(encode(message))

    def send_line(self, line: bytes) -> None:
        """Queue a message that is encoded already."""
        if self.closed:
            return
        idle = not self._out
        self._out += line
        if idle:
            self._flush()

    def close(self) -> None:
        """Close at once; what is pending is lost."""
        if self.closed:
            return
        self.closed = True
        self._loop.forget(self._stream)
        self._stream.close()
        self._on_close()

    def receive_rest(self) -> None:
        """Receive what has arrived, up to the stream's end."""
        while not self.closed and self._receive():
            pass

    def _ready(self) -> None:
        if self._out:
            self._flush()
        if not self.closed:
            self._receive()

    def _receive(self) -> bool:
        """Receive once; whether there may be more."""
        try:
            data = self._stream.recv(256 * 1024)
            messages = [decode(line) for line in self._lines.feed(data)]
        except BlockingIOError:
            return False
        except ProtocolError as error:
            self.send({"ok": False, "error": str(error)})
            data, messages = b"", []
        except OSError:
            data, messages = b"", []
        for message in messages:
            if not self.closed:
                self._on_message(message)
        if not data:
            self.close()
        return bool(data)

    def _flush(self) -> None:
        try:
            while self._out:
                with memoryview(self._out) as view:
                    sent = self._stream.send(view[: 256 * 1024])
                del self._out[:sent]
        except BlockingIOError:
            pass
        except OSError:
            return self.close()
        self._loop.watch(self._stream, READ | WRITE if self._out else READ, self._ready)
        self._on_drained()


def listen(address: str) -> socket.socket:
    """A listening socket on `tcp:HOST:PORT` or the path of a Unix socket, whose old file is replaced."""
    if address.startswith("tcp:"):
        host, _, port = address[4:].rpartition(":")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host.strip("[]"), int(port)), family=family, backlog=BACKLOG)
    else:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        if os.path.exists(address):
            os.unlink(address)
        previous = os.umask(0o177)
        try:
            listener.bind(address)
        finally:
            os.umask(previous)
        listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


def accept_all(listener: socket.socket, on_accept: Callable[[socket.socket], None]) -> None:
    """Accept every connection that waits."""
    while True:
        try:
            stream, _ = listener.accept()
        except OSError:
            return
        on_accept(stream)

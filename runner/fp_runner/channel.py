"""A child's two ways to its supervisor: the channel (stages, commands) and the pipe of request records."""

from __future__ import annotations

import asyncio
import os
import socket

from .process import kill_group
from .protocol import LineBuffer, Message, decode, encode, now

PENDING_BYTES = 1024 * 1024
"""Request records that wait for a slow supervisor; more are dropped and counted rather than slow requests down."""


class Channel:
    """Sends stages to the supervisor and waits for its commands. Its end means that the supervisor is gone."""

    def __init__(self, stream: socket.socket) -> None:
        self._stream = stream
        self._lines = LineBuffer()
        self._commands: asyncio.Queue[str] | None = None

    def send(self, message: Message) -> None:
        """Send a message; they are few and small, so waiting for the supervisor is no matter."""
        self._stream.setblocking(True)
        self._stream.sendall(encode(message))

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Receive commands in `loop`."""
        self._commands = asyncio.Queue()
        loop.add_reader(self._stream.fileno(), self._receive)

    async def expect(self, command: str) -> None:
        """Wait for a command."""
        assert self._commands is not None
        while await self._commands.get() != command:
            continue

    def _receive(self) -> None:
        data = self._stream.recv(65536)
        if not data:
            kill_group(os.getpid())
            os._exit(1)
        for line in self._lines.feed(data):
            if self._commands is not None:
                self._commands.put_nowait(decode(line).get("command", ""))


class RecordPipe:
    """Writes request records into a pipe without ever blocking the event loop."""

    def __init__(self, descriptor: int, loop: asyncio.AbstractEventLoop) -> None:
        self._descriptor = descriptor
        self._loop = loop
        self._pending = bytearray()
        self._dropped = 0
        os.set_blocking(descriptor, False)

    def write(self, record: Message) -> None:
        """Queue one record, or count it as dropped."""
        if len(self._pending) > PENDING_BYTES:
            self._dropped += 1
            return
        if self._dropped:
            self._pending += encode({"event": "dropped", "at": now(), "count": self._dropped})
            self._dropped = 0
        idle = not self._pending
        self._pending += encode(record)
        if idle:
            self._flush()

    def finish(self) -> None:
        """Write what is pending, as far as the pipe takes it."""
        self._flush()

    def _flush(self) -> None:
        try:
            while self._pending:
                written = os.write(self._descriptor, self._pending[:65536])
                del self._pending[:written]
        except BlockingIOError:
            self._loop.add_writer(self._descriptor, self._flush)
            return
        except OSError:
            self._pending.clear()
        self._loop.remove_writer(self._descriptor)

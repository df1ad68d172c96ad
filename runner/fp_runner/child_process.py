"""A child as its supervisor sees it: the process, its channel, and the pipes it writes into."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from . import memory, process
from .event_loop import EventLoop, Timer
from .failure import Failure, ended, place_in_dump
from .output import LineSplitter, PipeReader
from .protocol import Connection, LineBuffer, Message, ProtocolError, decode, now
from .revision import Revision, remove

TAIL_LINES = 20
"""Lines of standard error that are told when a process ends."""

DUMP_LINES = 400
"""Lines of standard error that are kept: the interpreter's report of a crash may be long."""

LAST_WORDS_SECONDS = 0.2
"""How long the pipes of a dead child may stay open (processes of its group are dying) before they are given up."""

KILL_SECONDS = 0.3
"""Between the signal that makes Python tell where it hangs, and the one that ends it."""

RECORD_FIELDS = ("at", "method", "path", "query", "status", "duration_ms", "bytes", "error")
"""What is taken over from a child's request records; it runs foreign code, so the rest is the supervisor's word."""


class ChildProcess:
    """One forked child. `on_record` receives its records, `on_message` its channel, `on_exit` its end."""

    def __init__(
        self,
        loop: EventLoop,
        revision: Revision,
        folder: str,
        on_record: Callable[[Message], None],
        on_message: Callable[[Message], None],
        on_exit: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._on_record = on_record
        self._on_exit = on_exit
        self.on_message = on_message
        self.revision = revision
        self.folder = folder
        self.pid = 0
        self.was = "loading"
        """`loading`, `serving` or `draining`."""
        self.started_at = now()
        self.stages: list[Message] = []
        """The stages of the load that brought it to where it is."""
        self.exit_code: int | None = None
        self.signal_number: int | None = None
        self.out_of_memory_bytes: int | None = None
        """The limit, when it was ended for reaching it."""
        self._began = time.monotonic()
        self._kills = memory.kills()
        self._errors: deque[str] = deque(maxlen=DUMP_LINES)
        self._record_lines = LineBuffer()
        self._readers: list[PipeReader] = []
        self._channel: Connection | None = None
        self._kill: Timer | None = None
        self._when_gone: list[Callable[[], None]] = []
        self._reaped = False

    def start(self, listener: int, app_id: str, data_dir: str) -> None:
        """Fork. Returns in the supervisor only. Raises `OSError` when the system has no room for a process."""
        above = os.getpid()
        ours, theirs = socket.socketpair()
        pipes = [os.pipe() for _ in range(3)]
        assignment_fields: dict[str, Any] = {
            "app_id": app_id,
            "data_dir": data_dir,
            "folder": self.folder,
            "revision": self.revision,
            "listener": listener,
            "channel": theirs.fileno(),
            "stdout": pipes[0][1],
            "stderr": pipes[1][1],
            "records": pipes[2][1],
        }
        keep = [listener, theirs.fileno(), *(write for _, write in pipes)]
        try:
            self.pid = process.fork(lambda: _enter(assignment_fields), keep, (self._loop, ours, theirs))
        except OSError:
            ours.close()
            for read, _ in pipes:
                os.close(read)
            raise
        finally:
            if os.getpid() == above:
                theirs.close()
                for _, write in pipes:
                    os.close(write)
        self._channel = Connection(self._loop, ours, self._receive, lambda: None)
        self._read_pipes([read for read, _ in pipes])

    def command(self, command: str) -> None:
        """Send a command down the channel."""
        if self._channel is not None:
            self._channel.send({"command": command})

    def kill(self) -> None:
        """End the child and its whole group at once."""
        if not self._reaped:
            # A child that was forked just now may not lead its group yet.
            os.kill(self.pid, signal.SIGKILL)
            process.kill_group(self.pid)

    def kill_telling_where(self) -> None:
        """End a child that hangs: SIGABRT makes the interpreter write where it is, SIGKILL ends it in any case."""
        if not self._reaped:
            os.kill(self.pid, signal.SIGABRT)
            self._kill = self._loop.call_later(KILL_SECONDS, self.kill)

    def pause(self, paused: bool) -> None:
        """Stop or go on reading what the child writes."""
        for reader in self._readers:
            (reader.pause if paused else reader.resume)()

    def ended(self, exit_code: int | None, signal_number: int | None) -> None:
        """The process was reaped: end its group, read its last words, report."""
        self._reaped = True
        self.exit_code, self.signal_number = exit_code, signal_number
        if signal_number == signal.SIGKILL and memory.kills() > self._kills:
            self.out_of_memory_bytes = memory.limit()
        process.kill_group(self.pid)
        if self._kill is not None:
            self._kill.cancel()
        if self._drain_pipes():
            self._finish()
        else:
            self._loop.call_later(LAST_WORDS_SECONDS, self._finish)

    def when_gone(self, callback: Callable[[], None]) -> None:
        """Call back after the end was reported."""
        self._when_gone.append(callback)

    def failure(self, kind: str, message: str) -> Failure:
        """A failure that the child could not tell itself, with what is known of its end."""
        lines = list(self._errors)
        file, line = place_in_dump(lines, self.folder)
        return Failure(kind, message, None, file, line, self.exit_code, self.signal_number, self.tail())

    def end_as_failure(self, when: str = "") -> Failure:
        """The failure that its end is; `when` is added to how it ended."""
        if self.out_of_memory_bytes is not None:
            mebibytes = self.out_of_memory_bytes >> 20
            return self.failure("out_of_memory", f"it needed more than {mebibytes} MiB of memory and was ended{when}")
        return self.failure("exited", ended(self.exit_code, self.signal_number) + when)

    def tail(self) -> list[str]:
        """The last lines of standard error; of the interpreter's report of a crash, the first: they name the place."""
        lines = list(self._errors)
        reports = [index for index, line in enumerate(lines) if line.startswith("Fatal Python error: ")]
        return lines[reports[-1] :][:TAIL_LINES] if reports else lines[-TAIL_LINES:]

    def exited_event(self) -> Message:
        """The `exited` event."""
        return {
            "event": "exited",
            "at": now(),
            "revision": self.revision.name,
            "pid": self.pid,
            "exit_code": self.exit_code,
            "signal": self.signal_number,
            "out_of_memory_bytes": self.out_of_memory_bytes,
            "after_seconds": round(time.monotonic() - self._began, 3),
            "was": self.was,
            "tail": self.tail(),
        }

    def say(self, line: str) -> None:
        """Add a line of the runner's own to the log."""
        self._log("runner", line, False)

    def _receive(self, message: Message) -> None:
        self.on_message(message)

    def _read_pipes(self, descriptors: list[int]) -> None:
        stdout, stderr, records = descriptors
        self._readers = [
            PipeReader(self._loop, stdout, *self._log_callbacks("stdout")),
            PipeReader(self._loop, stderr, *self._log_callbacks("stderr")),
            PipeReader(self._loop, records, self._receive_records, lambda: None),
        ]

    def _log_callbacks(self, stream: str) -> tuple[Callable[[bytes], None], Callable[[], None]]:
        splitter = LineSplitter(int(self.revision.limits.line_bytes))

        def emit(lines: list[tuple[str, bool]]) -> None:
            for line, truncated in lines:
                self._log(stream, line, truncated)

        return lambda data: emit(splitter.feed(data)), lambda: emit(splitter.end())

    def _log(self, stream: str, line: str, truncated: bool) -> None:
        if stream == "stderr":
            self._errors.append(line)
        self._on_record(
            {
                "event": "log",
                "at": now(),
                "stream": stream,
                "revision": self.revision.name,
                "pid": self.pid,
                "line": line,
                "truncated": truncated,
            }
        )

    def _receive_records(self, data: bytes) -> None:
        try:
            messages = [decode(line) for line in self._record_lines.feed(data)]
        except ProtocolError:
            return self.say("the app wrote into the runner's pipe; request records are missing")
        for message in messages:
            if message.get("event") == "dropped":
                self.say(f"{message.get('count')} request records were dropped: nobody read them fast enough")
            else:
                self._on_record(self._request_record(message))

    def _request_record(self, message: Message) -> Message:
        fields = {name: message.get(name) for name in RECORD_FIELDS}
        return {"event": "request", "revision": self.revision.name, "pid": self.pid, **fields}

    def _drain_pipes(self) -> bool:
        for reader in self._readers:
            reader.drain()
        return all(reader.ended for reader in self._readers)

    def _finish(self) -> None:
        self._drain_pipes()
        for reader in self._readers:
            reader.close()
        if self._channel is not None:
            # The last message may still be unread: it tells why the child ended.
            self._channel.receive_rest()
            self._channel.close()
        remove(self.folder)
        self._on_exit()
        for callback in self._when_gone:
            callback()


def _enter(assignment_fields: dict[str, Any]) -> None:
    from .child import Assignment, main

    main(Assignment(**assignment_fields))

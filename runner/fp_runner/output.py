"""What a child writes, from the pipe to lines. Knows nothing of who reads them."""

from __future__ import annotations

import os
from collections.abc import Callable

from .event_loop import READ, EventLoop

READ_BYTES = 64 * 1024
"""At most so much is read at once: the usual capacity of a pipe."""


class LineSplitter:
    """Cuts bytes into lines of at most `limit` bytes, never inside a UTF-8 character."""

    def __init__(self, limit: int) -> None:
        self._limit = max(int(limit), 4)
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[str, bool]]:
        """The lines that are complete, each with whether it goes on in the next one."""
        *lines, rest = (self._rest + data).split(b"\n")
        found = [piece for line in lines for piece in self._pieces(line)]
        while len(rest) > self._limit:
            cut = self._cut(rest)
            found.append((_text(rest[:cut]), True))
            rest = rest[cut:]
        self._rest = rest
        return found

    def end(self) -> list[tuple[str, bool]]:
        """What is left when no more comes: a last line without its newline."""
        rest, self._rest = self._rest, b""
        return self._pieces(rest) if rest else []

    def _pieces(self, line: bytes) -> list[tuple[str, bool]]:
        pieces = []
        while len(line) > self._limit:
            cut = self._cut(line)
            pieces.append((_text(line[:cut]), True))
            line = line[cut:]
        return [*pieces, (_text(line), False)]

    def _cut(self, line: bytes) -> int:
        # At most three continuation bytes (10xxxxxx) follow a character's first byte.
        for cut in range(self._limit, self._limit - 4, -1):
            if line[cut] & 0xC0 != 0x80:
                return cut
        return self._limit


class PipeReader:
    """Reads one pipe of a child whenever there is something in it, unless paused."""

    def __init__(
        self, loop: EventLoop, descriptor: int, on_data: Callable[[bytes], None], on_end: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._descriptor = descriptor
        self._on_data = on_data
        self._on_end = on_end
        self.ended = False
        os.set_blocking(descriptor, False)
        self.resume()

    def pause(self) -> None:
        """Stop reading: the pipe fills, and then the child waits in its write."""
        if not self.ended:
            self._loop.forget(self._descriptor)

    def resume(self) -> None:
        """Read on."""
        if not self.ended:
            self._loop.watch(self._descriptor, READ, self._read_once)

    def drain(self) -> None:
        """Read what is in the pipe now, paused or not."""
        while not self.ended and self._read():
            pass

    def close(self) -> None:
        """Read no more."""
        if not self.ended:
            self.ended = True
            self._loop.forget(self._descriptor)
            os.close(self._descriptor)
            self._on_end()

    def _read_once(self) -> None:
        self._read()

    def _read(self) -> bool:
        try:
            data = os.read(self._descriptor, READ_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if data:
            self._on_data(data)
        else:
            self.close()
        return bool(data)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")

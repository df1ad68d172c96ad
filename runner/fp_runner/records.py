"""Log, request and exit records on their way to whoever follows.

With a follower nothing is lost: when it reads too slowly, the sources are paused, which slows the app down. Without one
the newest records are held back, the rest is counted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from .event_loop import EventLoop, Timer
from .protocol import Connection, Message, encode

HELD_RECORDS = 2000
"""How many records are held back for the first follower (docs/runner-protocol.md)."""

HELD_BYTES = 8 * 1024 * 1024
"""How many bytes of records are held back; long lines must not fill the memory."""

PAUSE_BYTES = 1024 * 1024
"""A follower with more than this pending pauses the sources."""

RESUME_BYTES = 256 * 1024
"""The sources go on when no follower has more than this pending."""

STALL_SECONDS = 10.0
"""A follower that pauses the sources for so long is disconnected: a stuck reader must not stop an app."""


class Records:
    """Passes records on to the followers, or holds them back."""

    def __init__(self, loop: EventLoop, on_pause: Callable[[bool], None]) -> None:
        self._loop = loop
        self._on_pause = on_pause
        self._followers: list[Connection] = []
        self._held: deque[bytes] = deque()
        self._held_bytes = 0
        self._dropped = 0
        self._stall: Timer | None = None

    @property
    def paused(self) -> bool:
        """Whether the sources must wait."""
        return self._stall is not None

    def add(self, record: Message) -> None:
        """Pass on or hold back one record."""
        line = encode(record)
        if not self._followers:
            return self._hold(line)
        for follower in list(self._followers):
            follower.send_line(line)
        if not self.paused and self._most_pending() > PAUSE_BYTES:
            self._stall = self._loop.call_later(STALL_SECONDS, self._disconnect_stalled)
            self._on_pause(True)

    def follow(self, connection: Connection, reply: Message) -> None:
        """Send `reply` with the count of lost records, then what was held back, then all that comes."""
        connection.send({**reply, "dropped": self._dropped})
        for line in self._held:
            connection.send_line(line)
        self._held.clear()
        self._held_bytes = self._dropped = 0
        if not connection.closed and connection not in self._followers:
            self._followers.append(connection)

    def forget(self, connection: Connection) -> None:
        """A connection closed."""
        if connection in self._followers:
            self._followers.remove(connection)
        self.check_pending()

    def check_pending(self) -> None:
        """A follower has read something: let the sources go on if all have read enough."""
        if self._stall is not None and self._most_pending() < RESUME_BYTES:
            self._stall.cancel()
            self._stall = None
            self._on_pause(False)

    def _hold(self, line: bytes) -> None:
        self._held.append(line)
        self._held_bytes += len(line)
        while len(self._held) > HELD_RECORDS or self._held_bytes > HELD_BYTES:
            self._held_bytes -= len(self._held.popleft())
            self._dropped += 1

    def _most_pending(self) -> int:
        return max((follower.pending for follower in self._followers), default=0)

    def _disconnect_stalled(self) -> None:
        for follower in list(self._followers):
            if follower.pending > RESUME_BYTES:
                follower.close()
        self.check_pending()

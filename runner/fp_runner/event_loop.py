"""A single-threaded event loop over `selectors`, with timers and signals.

The parent and the supervisor use it instead of asyncio because they fork: a forked copy of this loop is simply
never run again. It knows nothing of messages or children.
"""

from __future__ import annotations

import heapq
import itertools
import os
import selectors
import signal
import time
from collections.abc import Callable
from typing import Protocol

READ = selectors.EVENT_READ
WRITE = selectors.EVENT_WRITE


class HasDescriptor(Protocol):
    """Anything with a file descriptor: a socket, a pipe."""

    def fileno(self) -> int:
        """The descriptor's number."""
        ...


Watched = HasDescriptor | int


class Timer:
    """A call to be made once, at a moment of the monotonic clock; `cancel` prevents it."""

    def __init__(self, due: float, callback: Callable[[], None]) -> None:
        self.due = due
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        """Prevent the call. Harmless when it was made already."""
        self.callback = None


class EventLoop:
    """Waits for descriptors, timers and signals, and calls back. One a process."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._stopped = False
        self._callbacks: dict[int, Callable[[], None]] = {}
        self._signal_handlers: dict[int, Callable[[], None]] = {}
        self._wakeup_read, self._wakeup_write = os.pipe()
        os.set_blocking(self._wakeup_read, False)
        os.set_blocking(self._wakeup_write, False)
        self.watch(self._wakeup_read, READ, self._dispatch_signals)

    def watch(self, source: Watched, events: int, callback: Callable[[], None]) -> None:
        """Call back whenever `source` is ready for `events`; a second call changes both."""
        descriptor = _descriptor(source)
        change = self._selector.modify if descriptor in self._callbacks else self._selector.register
        change(descriptor, events)
        self._callbacks[descriptor] = callback

    def forget(self, source: Watched) -> None:
        """Stop watching `source`, which must still be open. Harmless when it was not watched."""
        descriptor = _descriptor(source)
        if self._callbacks.pop(descriptor, None) is not None:
            self._selector.unregister(descriptor)

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        """Call back once, `seconds` from now."""
        timer = Timer(time.monotonic() + seconds, callback)
        heapq.heappush(self._timers, (timer.due, next(self._order), timer))
        return timer

    def on_signal(self, number: int, callback: Callable[[], None]) -> None:
        """Call back, from the loop, after the process received signal `number`."""
        self._signal_handlers[number] = callback
        signal.set_wakeup_fd(self._wakeup_write, warn_on_full_buffer=False)
        signal.signal(number, lambda *_: None)

    def run(self) -> None:
        """Serve until `stop`."""
        while not self._stopped:
            ready = [(key.fd, self._callbacks[key.fd]) for key, _ in self._selector.select(self._timeout())]
            for descriptor, callback in ready:
                # An earlier callback of the same round may have closed this one, and opened another of its number.
                if self._callbacks.get(descriptor) == callback:
                    callback()
            self._run_timers()

    def stop(self) -> None:
        """Return from `run` after the present round."""
        self._stopped = True

    def _timeout(self) -> float | None:
        while self._timers and self._timers[0][2].callback is None:
            heapq.heappop(self._timers)
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else None

    def _run_timers(self) -> None:
        while self._timers and self._timers[0][0] <= time.monotonic():
            callback = heapq.heappop(self._timers)[2].callback
            if callback is not None:
                callback()

    def _dispatch_signals(self) -> None:
        try:
            received = os.read(self._wakeup_read, 4096)
        except BlockingIOError:
            return
        for number in set(received):
            self._signal_handlers.get(number, lambda: None)()


def _descriptor(source: Watched) -> int:
    return source if isinstance(source, int) else source.fileno()

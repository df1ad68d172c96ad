"""The event loop by itself."""

import os
import socket

from fp_runner.event_loop import READ, EventLoop


def test_a_source_that_is_closed_in_the_same_round_is_not_called() -> None:
    loop, called = EventLoop(), []
    pairs = [socket.socketpair() for _ in range(2)]

    def end_all(name: str) -> None:
        called.append(name)
        for ours, theirs in pairs:
            loop.forget(ours) if ours.fileno() >= 0 else None
            ours.close()
            theirs.close()
        loop.stop()

    for index, (ours, theirs) in enumerate(pairs):
        loop.watch(ours, READ, lambda index=index: end_all(str(index)))
        theirs.send(b"x")
    loop.run()
    assert len(called) == 1


def test_a_number_used_again_in_the_same_round_is_not_called_for_the_old_event() -> None:
    loop, called = EventLoop(), []
    (first, a), (second, b) = socket.socketpair(), socket.socketpair()
    quiet = os.pipe()

    def replace(other: socket.socket) -> None:
        called.append("replaced")
        number = other.fileno()
        loop.forget(other)
        os.dup2(quiet[0], number)
        loop.watch(number, READ, lambda: called.append("wrong"))
        loop.call_later(0.01, loop.stop)

    loop.watch(first, READ, lambda: (loop.forget(first), replace(second)))
    loop.watch(second, READ, lambda: (loop.forget(second), replace(first)))
    a.send(b"x")
    b.send(b"x")
    loop.run()
    assert called == ["replaced"]


def test_timers_run_in_order_and_can_be_cancelled() -> None:
    loop, called = EventLoop(), []
    loop.call_later(0.02, lambda: called.append(2))
    loop.call_later(0.01, lambda: called.append(1))
    loop.call_later(0.005, lambda: called.append(0)).cancel()
    loop.call_later(0.03, loop.stop)
    loop.run()
    assert called == [1, 2]

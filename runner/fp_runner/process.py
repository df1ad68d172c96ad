"""Processes: forking without leftovers, dying with the process above, finding and killing what is left behind.

Linux has death signals and subreapers; elsewhere the end of a watched socket has to do.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import random
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable

LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36

Entry = Callable[[], None]

_inherited: list[object] = []
"""What a forked process must never finalise: its descriptors are closed, and their numbers in use by others."""

_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


class Forked(BaseException):
    """Unwinds the stack of a freshly forked process up to `run`, which then enters `entry`."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry


def run(entry: Entry) -> None:
    """Run `entry`, and in every process forked below it that process's own entry, each on a clean stack."""
    while True:
        try:
            return entry()
        except Forked as forked:
            entry = forked.entry
            forked.__traceback__ = None


def fork(entry: Entry, keep: Iterable[int], inherited: object) -> int:
    """Fork a process that runs `entry` as leader of its own session, with only standard streams and `keep` open.

    `inherited` is what the caller owns (its event loop): the new process holds it for ever, so that no destructor
    closes a descriptor number that belongs to something else by then. Returns the new process's id.
    """
    above = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        signal.set_wakeup_fd(-1)
        _reset_signals()
        _inherited.append(inherited)
        _close_descriptors({0, 1, 2, *keep})
        os.setsid()
        random.seed()
        if os.getppid() != above:
            os._exit(1)
    except BaseException:
        os._exit(70)
    raise Forked(entry)


def freeze() -> None:
    """Keep the garbage collector off everything that exists, so that forks go on sharing its memory."""
    gc.collect()
    gc.freeze()


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """On Linux: receive signal `number` when the process above dies."""
    if _libc is not None:
        above = os.getppid()
        _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != above:
            os._exit(1)


def watch_parent_in_thread(descriptor: int) -> None:
    """Elsewhere than on Linux: kill this process group when `descriptor` (a socket nobody writes to) ends."""
    if LINUX:
        return

    def wait_for_end() -> None:
        poll = select.poll()
        poll.register(descriptor, select.POLLHUP)
        poll.poll()
        kill_group(os.getpid())

    threading.Thread(target=wait_for_end, name="fp-runner-watch", daemon=True).start()


def become_subreaper() -> None:
    """On Linux: orphans among the descendants become this process's children instead of init's."""
    if _libc is not None:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def kill_group(leader: int, number: int = signal.SIGKILL) -> None:
    """Signal every process of the group that `leader` leads; nothing when there is none."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def reap() -> list[tuple[int, int | None, int | None]]:
    """The children that ended: process id and either exit code or signal."""
    ended: list[tuple[int, int | None, int | None]] = []
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        code = os.waitstatus_to_exitcode(status)
        ended.append((pid, code, None) if code >= 0 else (pid, None, -code))


def kill_strays(known: set[int]) -> None:
    """Kill the direct children that are not `known` and not in a known one's group: orphans that came to us."""
    for pid in _children():
        if pid in known:
            continue
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(pid) not in known:
                os.kill(pid, signal.SIGKILL)


def kill_all_descendants() -> None:
    """Kill every child and whatever becomes a child by its parent's death, until none is left (two seconds at most)."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(2)
    while True:
        kill_strays(set())
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def wait_for_children(seconds: float) -> None:
    """Wait until no child is left, or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                select.select([], [], [], 0.005)
        except ChildProcessError:
            return


def ignore_input() -> None:
    """Let go of the standard input that was inherited: somebody may be waiting for its end."""
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)


def _children() -> list[int]:
    """The direct children as the kernel knows them; empty where it does not tell."""
    if not LINUX:
        return []
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", "rb") as listing:
            return [int(pid) for pid in listing.read().split()]
    except OSError:
        return _children_by_scan()


def _children_by_scan() -> list[int]:
    """As `_children`, on kernels without that file: every process's parent is field 4 of its stat (proc(5))."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as stat:
            if int(stat.read().rpartition(b")")[2].split()[1]) == os.getpid():
                found.append(int(name))
    return found


def _reset_signals() -> None:
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGPIPE}:
        handler = signal.getsignal(number)
        if handler not in (signal.SIG_DFL, None):
            with contextlib.suppress(OSError, ValueError):
                signal.signal(number, signal.SIG_DFL)


def _close_descriptors(keep: set[int]) -> None:
    folder = "/proc/self/fd" if LINUX else "/dev/fd"
    for descriptor in [int(name) for name in os.listdir(folder)]:
        if descriptor not in keep:
            with contextlib.suppress(OSError):
                os.close(descriptor)

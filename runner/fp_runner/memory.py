"""The memory a container may use, and whether a process was ended for lack of it: what its control group says."""

from __future__ import annotations

_KILLS = ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control")
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")

_UNLIMITED = 1 << 62
"""The first version of control groups writes a number of this size for no limit."""


def kills() -> int:
    """How many processes were ended for lack of memory so far; 0 where the kernel does not say."""
    for line in _first(_KILLS).splitlines():
        name, _, count = line.partition(" ")
        if name == "oom_kill" and count.isdigit():
            return int(count)
    return 0


def limit() -> int | None:
    """The most memory in bytes, if there is a limit."""
    text = _first(_LIMITS).strip()
    return int(text) if text.isdigit() and int(text) < _UNLIMITED else None


def _first(paths: tuple[str, ...]) -> str:
    for path in paths:
        try:
            with open(path, encoding="ascii") as file:
                return file.read()
        except OSError:
            continue
    return ""

"""The gate: a revision must answer through its own event loop before any request reaches it."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable

from .asgi import HEALTH_PATH
from .failure import Failure

FIRST_PAUSE = 0.05
LAST_PAUSE = 0.5
"""Seconds between two attempts: doubled from the first to the last."""


async def pass_gate(protocol: Callable[[], asyncio.Protocol], paths: list[str], seconds: float) -> None:
    """Ask for every path over a private socket pair until each answered below 500. Raises `Failure` (`unhealthy`)."""
    deadline = time.monotonic() + seconds
    for path in [HEALTH_PATH, *paths]:
        pause = FIRST_PAUSE
        while (problem := await _attempt(protocol, path, deadline)) is not None:
            if time.monotonic() + pause > deadline:
                raise Failure("unhealthy", f"GET {path} {problem}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST_PAUSE)


async def _attempt(protocol: Callable[[], asyncio.Protocol], path: str, deadline: float) -> str | None:
    """What was wrong with one attempt; None when it was answered well."""
    try:
        status, body = await asyncio.wait_for(_get(protocol, path), max(0.01, deadline - time.monotonic()))
    except (asyncio.TimeoutError, TimeoutError):
        return "did not answer in time"
    except (OSError, ValueError, IndexError, asyncio.IncompleteReadError):
        return "was not answered with HTTP"
    return None if status < 500 else f"answered {status}: {body}"


async def _get(protocol: Callable[[], asyncio.Protocol], path: str) -> tuple[int, str]:
    ours, theirs = socket.socketpair()
    await asyncio.get_running_loop().connect_accepted_socket(protocol, theirs)
    reader, writer = await asyncio.open_connection(sock=ours)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
        head, _, rest = (await reader.read(64 * 1024)).partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        if status >= 500 and not rest:
            rest = await reader.read(1024)
        return status, rest[:200].decode("utf-8", "replace")
    finally:
        writer.close()

"""Serving a loaded app: lifespan, gate, accepting, draining. Uvicorn's protocols do the HTTP."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from . import routes
from .asgi import Wrapper
from .channel import Channel
from .failure import Failure, from_exception, traceback_text
from .gate import pass_gate
from .protocol import BACKLOG
from .revision import Limits

DRAIN_POLL = 0.02
"""Seconds between two looks at the connections while draining."""

SILENT_SECONDS = 5.0
"""How long a drain waits for the request on a connection that was accepted and is silent still."""

SHUTDOWN_SECONDS = 4.0
"""How long the lifespan's shutdown may take after a drain; the supervisor's patience is longer by a second."""

LOG_NOTHING = logging.CRITICAL + 50


class Serving:
    """One app in its event loop, from start-up to the end of its drain."""

    def __init__(self, wrapper: Wrapper, app: Any, folder: str, limits: Limits, channel: Channel) -> None:
        self._wrapper = wrapper
        self._app = app
        self._folder = folder
        self._limits = limits
        self._channel = channel
        self._config = _configure(wrapper)
        self._server = uvicorn.Server(self._config)
        self._lifespan = self._config.lifespan_class(self._config)
        self._acceptor: asyncio.AbstractServer | None = None

    async def run(self, listener: socket.socket) -> None:
        """Start, pass the gate, accept when told, drain when told. Raises `Failure` before the gate is passed."""
        self._channel.send({"stage": "start"})
        await self._start()
        clock = asyncio.ensure_future(self._keep_headers())
        self._channel.send({"stage": "check"})
        own = ["/health"] if routes.has_get(self._app, "/health") else []
        await pass_gate(self._protocol, own, self._limits.health_seconds)
        self._channel.send({"ready": True})
        await self._channel.expect("accept")
        await self._accept(listener)
        await self._channel.expect("drain")
        await self._drain()
        clock.cancel()

    async def _start(self) -> None:
        await self._lifespan.startup()
        if self._lifespan.should_exit:
            error = self._wrapper.lifespan_error
            if error is None:
                raise Failure("start_failed", "the app's lifespan reported that its start-up failed")
            sys.stderr.write(traceback_text(error, self._folder))
            raise from_exception("start_failed", error, self._folder)

    async def _accept(self, listener: socket.socket) -> None:
        self._wrapper.live = True
        loop = asyncio.get_running_loop()
        if listener.family == socket.AF_UNIX:
            # The path belongs to the supervisor: from Python 3.13 on, a server would delete it with its own end.
            options: dict[str, Any] = {"cleanup_socket": False} if sys.version_info >= (3, 13) else {}
            self._acceptor = await loop.create_unix_server(self._protocol, sock=listener, backlog=BACKLOG, **options)
        else:
            self._acceptor = await loop.create_server(self._protocol, sock=listener, backlog=BACKLOG)
        self._channel.send({"accepting": True})

    async def _drain(self) -> None:
        assert self._acceptor is not None
        self._wrapper.draining = True
        self._acceptor.close()
        self._channel.send({"draining": True})
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.sleep(DRAIN_POLL)
        while self._state.connections or self._state.tasks:
            waited = loop.time() - began
            if waited > self._limits.drain_seconds:
                break
            for connection in list(self._state.connections):
                if _is_over(connection, waited):
                    connection.shutdown()
            await asyncio.sleep(DRAIN_POLL)
        await self._end()

    async def _end(self) -> None:
        """What did not finish in time is ended; then the app may tidy up."""
        for connection in list(self._state.connections):
            connection.transport.close()
        for task in list(self._state.tasks):
            task.cancel()
        await asyncio.wait([asyncio.ensure_future(self._lifespan.shutdown())], timeout=SHUTDOWN_SECONDS)
        error = self._wrapper.lifespan_error
        if error is not None and not isinstance(error, asyncio.CancelledError) and self._lifespan.shutdown_failed:
            sys.stderr.write(traceback_text(error, self._folder))

    async def _keep_headers(self) -> None:
        while True:
            await self._server.on_tick(0)
            await asyncio.sleep(1)

    @property
    def _state(self) -> ServerState:
        return self._server.server_state

    def _protocol(self) -> asyncio.Protocol:
        make: Any = self._config.http_protocol_class
        protocol: asyncio.Protocol = make(config=self._config, server_state=self._state, app_state=self._lifespan.state)
        return protocol


def _configure(wrapper: Wrapper) -> uvicorn.Config:
    """Uvicorn's settings. Only the platform reaches the listening socket, so its forwarding headers are believed."""
    config = uvicorn.Config(
        wrapper,
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips="*",
        backlog=BACKLOG,
        timeout_keep_alive=60,
    )
    # The wrapper prints what went wrong, once and without the runner's frames.
    logging.getLogger("uvicorn.error").setLevel(LOG_NOTHING)
    config.load()
    return config


def _is_over(connection: Any, waited: float) -> bool:
    """Whether a connection may be closed: idle after a response, silent for long, or a WebSocket."""
    if not hasattr(connection, "cycle"):
        return True
    if connection.cycle is None:
        return waited > SILENT_SECONDS and connection.scope is None
    is_idle = connection.cycle.response_complete and connection.cycle.scope is connection.scope
    return is_idle and not _has_unread(connection)


def _has_unread(connection: Any) -> bool:
    """Whether the next request's bytes have arrived but were not read yet."""
    source = connection.transport.get_extra_info("socket")
    if source is None or source.fileno() < 0:
        return False
    try:
        with socket.socket(fileno=os.dup(source.fileno())) as peeked:
            return bool(peeked.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except OSError:
        return False

"""The wrapper around a user's ASGI app: platform health, static files, request records, tracebacks, draining.

It is pure ASGI: no response body is held back, and WebSockets and event streams pass through.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from .failure import summary, traceback_text
from .protocol import Message, now
from .static_files import StaticFolder

HEALTH_PATH = "/__fp/health"
"""The platform's own path; it never reaches the app."""

TEXT_LIMIT = 2048
"""A record's path, query and error are cut to so many characters each."""

Scope = dict[str, Any]
Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]


class ResponseAborted(Exception):
    """Tells uvicorn to close the connection of a response that broke off."""


class Wrapper:
    """An ASGI app that contains the user's."""

    def __init__(
        self, app: Any, folder: str, revision: str, static: StaticFolder | None, record: Callable[[Message], None]
    ) -> None:
        self._app = app
        self._folder = folder
        self._static = static
        self._record = record
        self._health = json.dumps({"status": "ok", "revision": revision}).encode()
        self.live = False
        """Requests are recorded from the gate on."""
        self.draining = False
        """Every response that begins now closes its connection."""
        self.lifespan_error: BaseException | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, WebSocket or lifespan."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == HEALTH_PATH:
            await _answer(send, 200, b"application/json", self._health, self.draining)
        else:
            await self._observe(Exchange(self, scope, send), receive)

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except BaseException as error:
            self.lifespan_error = error
            raise

    async def _observe(self, exchange: Exchange, receive: Receive) -> None:
        error: BaseException | None = None
        try:
            await self._serve(exchange, receive)
        except asyncio.CancelledError as cancelled:
            error = cancelled
            raise
        except BaseException as raised:
            error = raised
            self._print(raised)
            await exchange.fail()
        finally:
            if self.live:
                self._record(exchange.record(error))

    async def _serve(self, exchange: Exchange, receive: Receive) -> None:
        scope = exchange.scope
        static = self._static if scope["type"] == "http" else None
        if static is None or not await static.answers(scope, receive, exchange.send):
            await self._app(scope, receive, exchange.send)

    def _print(self, error: BaseException) -> None:
        sys.stderr.write(traceback_text(error, self._folder))
        sys.stderr.flush()


class Exchange:
    """One request or WebSocket on its way: what was sent, how long it took."""

    def __init__(self, wrapper: Wrapper, scope: Scope, send: Send) -> None:
        self.scope = scope
        # The app may change its scope (mounts do).
        self._method = scope.get("method", "WEBSOCKET")
        self._path, self._query = scope["path"], scope["query_string"]
        self._wrapper = wrapper
        self._send = send
        self._at = now()
        self._began = time.perf_counter()
        self._ended: float | None = None
        self._status: int | None = None
        self._bytes = 0

    async def send(self, event: Event) -> None:
        """Pass on what the app sends, and measure it."""
        if event["type"] == "http.response.start":
            self._status = event["status"]
            if self._wrapper.draining:
                event = {**event, "headers": [*event.get("headers", ()), (b"connection", b"close")]}
        elif event["type"] == "websocket.accept":
            self._status = 101
        elif event["type"] == "websocket.close" and self._status is None:
            self._status = 403
        self._bytes += len(event.get("body") or event.get("bytes") or (event.get("text") or "").encode())
        await self._send(event)
        if event["type"] == "http.response.body" and not event.get("more_body", False):
            self._ended = time.perf_counter()

    async def fail(self) -> None:
        """Answer for an app that raised: 500 if nothing was sent, else an end that is seen as an error."""
        if self.scope["type"] == "websocket":
            if self._status is None:
                await self.send({"type": "websocket.close", "code": 1011})
            else:
                await self._close_broken_socket()
        elif self._status is None:
            self._status = 500
            await _answer(self._send, 500, b"text/plain; charset=utf-8", b"Internal Server Error", True)
        elif self._ended is None:
            raise ResponseAborted

    def record(self, error: BaseException | None) -> Message:
        """The `request` event, without what the supervisor adds."""
        return {
            "event": "request",
            "at": self._at,
            "method": self._method,
            "path": self._path[:TEXT_LIMIT],
            "query": self._query.decode("latin-1")[:TEXT_LIMIT],
            "status": self._status,
            "duration_ms": round(((self._ended or time.perf_counter()) - self._began) * 1000, 3),
            "bytes": self._bytes,
            "error": None if error is None else summary(error)[:TEXT_LIMIT],
        }

    async def _close_broken_socket(self) -> None:
        try:
            await self._send({"type": "websocket.close", "code": 1011})
        except Exception:
            # It was closed already: there is nobody to tell.
            return


async def _answer(send: Send, status: int, kind: bytes, body: bytes, close: bool) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

"""FastAPI's documentation pages with a relative address of `openapi.json`, so that they work below any prefix."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Endpoint = Callable[[Request], Awaitable[Response]]


def make_relative(app: Any) -> None:
    """Replace the routes that FastAPI made for its pages. Routes of the user's own are left alone."""
    fastapi = sys.modules.get("fastapi")
    if fastapi is None or not isinstance(app, fastapi.FastAPI) or not app.openapi_url:
        return
    pages = {"swagger_ui_html": (app.docs_url, _swagger(app)), "redoc_html": (app.redoc_url, _redoc(app))}
    for index, route in enumerate(app.router.routes):
        if type(route) is Route and route.endpoint.__module__ == "fastapi.applications":
            path, endpoint = pages.get(route.endpoint.__name__, (None, None))
            if path == route.path and endpoint is not None:
                app.router.routes[index] = Route(path, endpoint, name=route.name, include_in_schema=False)


def _swagger(app: Any) -> Endpoint:
    from fastapi.openapi.docs import get_swagger_ui_html

    async def page(_request: Request) -> Response:
        return get_swagger_ui_html(
            openapi_url=_relative(app.openapi_url, app.docs_url),
            title=f"{app.title} - Swagger UI",
            oauth2_redirect_url=app.swagger_ui_oauth2_redirect_url,
            init_oauth=app.swagger_ui_init_oauth,
            swagger_ui_parameters=app.swagger_ui_parameters,
        )

    return page


def _redoc(app: Any) -> Endpoint:
    from fastapi.openapi.docs import get_redoc_html

    async def page(_request: Request) -> Response:
        return get_redoc_html(openapi_url=_relative(app.openapi_url, app.redoc_url), title=f"{app.title} - ReDoc")

    return page


def _relative(target: str, page: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(page))

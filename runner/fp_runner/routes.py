"""What can be told about an app's routes: only apps made with Starlette (FastAPI, FastHTML) list them."""

from __future__ import annotations

from typing import Any

from starlette.routing import BaseRoute, Host, Match, Mount, Route


def has_get(app: Any, path: str) -> bool:
    """Whether the app has a route of its own for `GET path`; a pattern that happens to match does not count."""
    return any(_answers_get(route, path) for route in _routes(app))


def has_path_below(app: Any, prefix: str) -> bool:
    """Whether a route or mount of the app is `prefix` or begins with it."""
    return any(_is_below(route, prefix) for route in _routes(app))


def _routes(app: Any) -> list[BaseRoute]:
    routes = getattr(app, "routes", None)
    return [route for route in routes if isinstance(route, BaseRoute)] if isinstance(routes, (list, tuple)) else []


def _answers_get(route: BaseRoute, path: str) -> bool:
    if isinstance(route, Route):
        return route.path == path and (route.methods is None or "GET" in route.methods)
    if isinstance(route, (Mount, Host)):
        return False
    return _matches(route, path)


def _is_below(route: BaseRoute, prefix: str) -> bool:
    if isinstance(route, (Route, Mount)):
        return route.path == prefix or route.path.startswith(prefix + "/")
    return not isinstance(route, Host) and _matches(route, prefix + "/x")


def _matches(route: BaseRoute, path: str) -> bool:
    """Other kinds, such as FastAPI's included routers, do not list their paths; they can be asked."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": [], "query_string": b""}
    try:
        return route.matches(scope)[0] is Match.FULL
    except Exception:
        return False

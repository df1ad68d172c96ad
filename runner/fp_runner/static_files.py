"""A revision's `static/` folder, answered at `/static`."""

from __future__ import annotations

import os
from typing import Any

from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from . import routes

Scope = dict[str, Any]


class StaticFolder:
    """Answers for files that exist; everything else stays with the app."""

    def __init__(self, folder: str) -> None:
        self._files = StaticFiles(directory=folder)

    async def answers(self, scope: Scope, receive: Any, send: Any) -> bool:
        """Answer the request if a file of the folder is meant, and tell whether it was."""
        if scope["method"] not in ("GET", "HEAD") or not scope["path"].startswith("/static/"):
            return False
        path = os.path.normpath(scope["path"].removeprefix("/static/"))
        try:
            response = await self._files.get_response(path, scope)
        except HTTPException:
            return False
        await response(scope, receive, send)
        return True


def find(app: Any, folder: str) -> StaticFolder | None:
    """The revision's static folder, unless there is none or the app has a route or mount of its own there."""
    static = os.path.join(folder, "static")
    if not os.path.isdir(static) or routes.has_path_below(app, "/static"):
        return None
    return StaticFolder(static)

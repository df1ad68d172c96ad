"""Relative folders of templates and static files.

The working directory is the data folder, but `StaticFiles(directory="static")` and
`Jinja2Templates(directory="templates")` mean folders that were deployed with the code.
Such a folder is looked for beside the code if the data folder has none.
"""

from __future__ import annotations

import functools
import os
import sys
from typing import Any


def resolve_in(folder: str) -> None:
    """From now on, new `StaticFiles` and Jinja loaders find their relative folders in `folder` too."""
    from starlette.staticfiles import StaticFiles

    _wrap(StaticFiles, "directory", folder)
    jinja2 = sys.modules.get("jinja2")
    if jinja2 is not None:
        _wrap(jinja2.FileSystemLoader, "searchpath", folder)


def _wrap(kind: Any, parameter: str, folder: str) -> None:
    original = kind.__init__

    @functools.wraps(original)
    def construct(self: Any, *arguments: Any, **named: Any) -> None:
        if arguments:
            arguments = (_resolve(arguments[0], folder), *arguments[1:])
        elif parameter in named:
            named[parameter] = _resolve(named[parameter], folder)
        original(self, *arguments, **named)

    kind.__init__ = construct


def _resolve(value: Any, folder: str) -> Any:
    if isinstance(value, (list, tuple)):
        return [_resolve(item, folder) for item in value]
    if isinstance(value, (str, os.PathLike)) and not os.path.exists(value):
        beside = os.path.join(folder, value)
        return beside if os.path.isdir(beside) else value
    return value

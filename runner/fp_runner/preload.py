"""The libraries that are imported once, before any fork, and the module names that an app cannot take.

A parent imports them all, for every app of a machine. A pod runs one app on a part of a processor: it imports those
that the app names, because the rest would be most of its start.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterable
from importlib import metadata

SERVER = (
    "uvicorn",
    "uvloop",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
    "uvicorn.middleware.proxy_headers",
)
"""What the runner serves with, whatever the app is made of."""

CHILD = ("fp_runner.child", "anyio._backends._asyncio")
"""What every child needs besides (it imports Starlette)."""

LIBRARIES = (
    "fastapi",
    "fastapi.openapi.docs",
    "starlette.middleware.sessions",
    "starlette.templating",
    "jinja2",
    "httpx",
    "python_multipart",
    "email_validator",
    "itsdangerous",
    "aiosqlite",
    "sqlite3",
    "fasthtml.common",
    "fastlite",
    "monsterui.all",
    "fasthtml_auth",
    "pymongo",
    "bcrypt",
    "slack_sdk",
    "google.auth",
)
"""What apps import."""

IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+([^#\n]+)", re.MULTILINE)
"""An import statement, as far as it names modules."""

DISTRIBUTIONS = (
    "fastapi", "python-fasthtml", "starlette", "uvicorn", "uvloop", "httptools", "websockets", "pydantic", "jinja2",
    "httpx", "python-multipart", "email-validator", "itsdangerous", "aiosqlite", "fastlite", "monsterui",
    "fasthtml-auth", "pymongo", "bcrypt", "slack-sdk", "google-auth",
)  # fmt: skip
"""The distributions whose versions `ping` tells."""

taken: frozenset[str] = frozenset()
"""Top-level modules that are loaded before an app's folder is looked at, as they are under `uvicorn app:app`."""

_tried: set[str] = set()


def preload_all() -> None:
    """Import everything. A library that is missing or broken is left for the app to find out."""
    _preload_server()
    _import_all(LIBRARIES)


def preload_named(texts: Iterable[str]) -> None:
    """Import what every app needs, and the libraries that an import in one of the texts names."""
    _preload_server()
    named = {word for text in texts for line in IMPORT.findall(text) for word in re.findall(r"\w+", line)}
    _import_all(name for name in LIBRARIES if name.partition(".")[0] in named)


def versions() -> dict[str, str]:
    """The installed distributions and their versions."""
    found = {}
    for name in DISTRIBUTIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _preload_server() -> None:
    global taken
    if not taken:
        _import_all(SERVER)
        taken = frozenset(name.partition(".")[0] for name in sys.modules)
        _import_all(CHILD)


def _import_all(names: Iterable[str]) -> None:
    for name in names:
        if name in _tried:
            continue
        _tried.add(name)
        try:
            importlib.import_module(name)
        except Exception as error:
            print(f"fp_runner: {name} is not preloaded: {error!r}", file=sys.stderr)

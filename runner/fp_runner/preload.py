"""The libraries that are imported once, before any fork, and the module names that an app cannot take."""

from __future__ import annotations

import importlib
import sys
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

LIBRARIES = (
    "fp_runner.child",
    "fastapi",
    "fastapi.openapi.docs",
    "starlette.middleware.sessions",
    "starlette.templating",
    "anyio._backends._asyncio",
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
"""What apps import, and the child's own modules (they import Starlette)."""

DISTRIBUTIONS = (
    "fastapi", "python-fasthtml", "starlette", "uvicorn", "uvloop", "httptools", "websockets", "pydantic", "jinja2",
    "httpx", "python-multipart", "email-validator", "itsdangerous", "aiosqlite", "fastlite", "monsterui",
    "fasthtml-auth", "pymongo", "bcrypt", "slack-sdk", "google-auth",
)  # fmt: skip
"""The distributions whose versions `ping` tells."""

taken: frozenset[str] = frozenset()
"""Top-level modules that are loaded before an app's folder is looked at, as they are under `uvicorn app:app`."""


def preload() -> None:
    """Import everything. A library that is missing or broken is left for the app to find out."""
    global taken
    _import_all(SERVER)
    taken = frozenset(name.partition(".")[0] for name in sys.modules)
    _import_all(LIBRARIES)


def versions() -> dict[str, str]:
    """The installed distributions and their versions."""
    found = {}
    for name in DISTRIBUTIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _import_all(names: tuple[str, ...]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            print(f"fp_runner: {name} is not preloaded: {error!r}", file=sys.stderr)

"""Importing a revision's entrypoint and finding the ASGI app in it."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from . import preload
from .failure import Failure, from_exception


def load(entrypoint: str, folder: str, loop: asyncio.AbstractEventLoop) -> Any:
    """The ASGI app of the revision in `folder`. `loop` runs an asynchronous factory. Raises `Failure`."""
    module = _import(entrypoint, folder)
    asyncio.set_event_loop(loop)
    if _is_asgi(getattr(module, "app", None)):
        return module.app
    factory = getattr(module, "create_app", None)
    if not callable(factory):
        raise Failure("no_app", _what_was_found(module, entrypoint), file=entrypoint)
    app = _call(factory, entrypoint, folder, loop)
    if not _is_asgi(app):
        raise Failure(
            "no_app", f"create_app() in {entrypoint} returned {_kind(app)}, which is not an ASGI app", file=entrypoint
        )
    return app


def hidden_files(folder: str) -> list[str]:
    """Top-level files and packages that no `import` can reach: Python loaded another module of their name first."""
    return [entry for entry in sorted(os.listdir(folder)) if _module_name(folder, entry) in preload.taken]


def forget_preloaded(folder: str) -> None:
    """Let the revision's modules win over libraries of the same name that were only preloaded.

    A fresh interpreter would have found the revision's `httpx.py` first, because its folder comes first on the path.
    """
    names = {_module_name(folder, entry) for entry in os.listdir(folder)} - preload.taken
    for loaded in [name for name in sys.modules if name.partition(".")[0] in names]:
        del sys.modules[loaded]


def _import(entrypoint: str, folder: str) -> ModuleType:
    path = os.path.join(folder, entrypoint)
    if not os.path.isfile(path):
        raise Failure("no_app", f"the entrypoint {entrypoint} is not among the revision's files")
    name = entrypoint.removesuffix(".py").replace("/", ".")
    if name.partition(".")[0] in preload.taken:
        raise Failure(
            "import_error",
            f"{entrypoint} has the name of a module that Python loads itself; rename it",
            file=entrypoint,
        )
    try:
        return _import_named(name, entrypoint, path)
    except SystemExit as error:
        failure = from_exception("exited", error, folder)
        failure.exit_code = _exit_code(error)
        failure.message = f"{failure.file or entrypoint} called sys.exit({error.code!r}) while it was imported"
        raise failure from None
    except BaseException as error:
        raise from_exception("import_error", error, folder) from None


def _import_named(name: str, entrypoint: str, path: str) -> ModuleType:
    # A dot inside a folder's or a file's name cannot be told from a package: such a file is loaded by its path alone.
    if "." not in entrypoint.removesuffix(".py"):
        module = importlib.import_module(name)
        if os.path.realpath(getattr(module, "__file__", None) or "") == path:
            return module
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{entrypoint} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _call(factory: Callable[[], Any], entrypoint: str, folder: str, loop: asyncio.AbstractEventLoop) -> Any:
    try:
        app = factory()
        return loop.run_until_complete(app) if inspect.isawaitable(app) else app
    except BaseException as error:
        failure = from_exception("import_error", error, folder)
        failure.file = failure.file or entrypoint
        failure.message = f"create_app() failed: {failure.message}"
        raise failure from None


def _is_asgi(value: object) -> bool:
    """Whether it can be called with scope, receive and send; a class would only be constructed by that."""
    if value is None or inspect.isclass(value) or not callable(value):
        return False
    try:
        inspect.signature(value).bind(None, None, None)
    except TypeError:
        return False
    except ValueError:
        return True
    return True


def _what_was_found(module: ModuleType, entrypoint: str) -> str:
    if hasattr(module, "app"):
        found = f"`app` in {entrypoint} is {_kind(module.app)}, which is not an ASGI app"
    else:
        found = f"{entrypoint} defines neither `app` nor `create_app()`"
    others = [name for name, value in vars(module).items() if not name.startswith("_") and hasattr(value, "router")]
    return found + (f"; is it `{others[0]}`? name it `app`" if others else "")


def _kind(value: object) -> str:
    return f"the class {value.__name__}" if inspect.isclass(value) else f"of type {type(value).__name__}"


def _exit_code(error: SystemExit) -> int:
    return error.code if isinstance(error.code, int) else int(error.code is not None)


def _module_name(folder: str, entry: str) -> str:
    return entry.removesuffix(".py") if entry.endswith(".py") or os.path.isdir(os.path.join(folder, entry)) else ""

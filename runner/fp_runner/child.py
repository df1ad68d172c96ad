"""The child: from a fresh fork to a served app. It runs the user's code, so nothing it says is believed blindly."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import faulthandler
import io
import os
import resource
import socket
import sys
import sysconfig
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from . import documentation, loading, process, relative_folders, static_files
from .asgi import Wrapper
from .channel import Channel, RecordPipe
from .failure import Failure, from_exception
from .revision import Revision
from .serving import Serving

INHERITED_ENVIRONMENT = ("PATH", "LANG", "TMPDIR", "TZ")
"""What a child's environment takes over from the runner's."""


@dataclass(frozen=True)
class Assignment:
    """What a child is to run, and the descriptors handed to it."""

    app_id: str
    data_dir: str
    folder: str
    revision: Revision
    listener: int
    channel: int
    records: int
    stdout: int
    stderr: int

    @property
    def descriptors(self) -> tuple[int, ...]:
        """The descriptors that must survive the fork."""
        return (self.listener, self.channel, self.records, self.stdout, self.stderr)


def main(assignment: Assignment) -> None:
    """Run the assignment; never returns."""
    process.die_with_parent()
    process.watch_parent_in_thread(assignment.channel)
    _replace_streams(assignment)
    channel = Channel(socket.socket(fileno=assignment.channel))
    exit_code, own = 1, os.getpid()
    try:
        _prepare(assignment)
        _serve(assignment, channel)
        exit_code = 0
    except Failure as failure:
        if os.getpid() == own:
            channel.send({"failure": failure.as_message()})
    except SystemExit as error:
        exit_code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException as error:
        sys.stderr.write(f"the runner failed: {error!r}\n")
        channel.send({"failure": from_exception("internal", error, assignment.folder).as_message()})
    _leave(exit_code)


def _serve(assignment: Assignment, channel: Channel) -> None:
    loop = _new_event_loop()
    asyncio.set_event_loop(loop)
    own = os.getpid()
    for entry in loading.hidden_files(assignment.folder):
        channel.send({"say": f"{entry} cannot be imported: Python loads its own module of that name first; rename it"})
    try:
        app = loading.load(assignment.revision.entrypoint, assignment.folder, loop)
    except Failure as failure:
        if failure.traceback:
            sys.stderr.write(failure.traceback)
        raise
    if os.getpid() != own:
        # The user's code forked while it was imported; the copy must not serve as well.
        _leave(0)
    documentation.make_relative(app)
    records = RecordPipe(assignment.records, loop)
    static = static_files.find(app, assignment.folder)
    wrapper = Wrapper(app, assignment.folder, assignment.revision.name, static, records.write)
    channel.attach(loop)
    serving = Serving(wrapper, app, assignment.folder, assignment.revision.limits, channel)
    loop.run_until_complete(serving.run(socket.socket(fileno=assignment.listener)))
    records.finish()


def _prepare(assignment: Assignment) -> None:
    """Make the process look like a fresh interpreter that was started for the app alone."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.makedirs(assignment.data_dir, exist_ok=True)
    os.chdir(assignment.data_dir)
    _set_environment(assignment)
    sys.argv = [os.path.join(assignment.folder, assignment.revision.entrypoint)]
    sys.path[:] = [assignment.folder, *filter(_belongs_to_python, sys.path)]
    sys.dont_write_bytecode = True
    sys.modules["__main__"] = ModuleType("__main__")
    relative_folders.resolve_in(assignment.folder)
    loading.forget_preloaded(assignment.folder)
    faulthandler.enable(assignment.stderr)


def _set_environment(assignment: Assignment) -> None:
    environment = {name: os.environ[name] for name in INHERITED_ENVIRONMENT if name in os.environ}
    environment.update(assignment.revision.env)
    environment.update(
        HOME=assignment.data_dir,
        APP_DATA_DIR=assignment.data_dir,
        APP_ID=assignment.app_id,
        APP_REVISION=assignment.revision.name,
    )
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()


def _belongs_to_python(entry: str) -> bool:
    """Whether a path entry is the interpreter's or its packages', and not where the runner was started from."""
    return bool(entry) and entry.startswith((sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()))


def _replace_streams(assignment: Assignment) -> None:
    """Standard streams as with `python -u`, but a line at a time, and no text that cannot be printed."""
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    for descriptor, source in ((1, assignment.stdout), (2, assignment.stderr)):
        os.dup2(source, descriptor)
        os.set_blocking(descriptor, True)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (it lives as long as the process)
    sys.stdout = sys.__stdout__ = _line_stream(1)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _line_stream(2)  # type: ignore[misc]


def _line_stream(descriptor: int) -> io.TextIOWrapper:
    raw = io.FileIO(descriptor, "wb", closefd=False)
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", line_buffering=True)


def _new_event_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    make: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return make()


def _leave(exit_code: int) -> None:
    """End without taking the interpreter apart, which would only cost time; `atexit` functions do run."""
    with contextlib.suppress(BaseException):
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(exit_code)

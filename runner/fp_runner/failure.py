"""Why a revision does not answer, in the words and fields of the protocol."""

from __future__ import annotations

import os
import re
import signal
import traceback
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

_RUNNER_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
_IMPORTLIB = ("<frozen importlib", os.path.join("importlib", "__init__.py"))
_DUMPED_FRAME = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d+)')


@dataclass(eq=False)
class Failure(Exception):
    """A load that did not come to its end. The fields are the protocol's."""

    kind: str
    message: str
    traceback: str | None = None
    file: str | None = None
    line: int | None = None
    exit_code: int | None = None
    signal: int | None = None
    tail: list[str] = field(default_factory=list)

    def as_message(self) -> dict[str, Any]:
        """The object that is sent."""
        return dict(vars(self))


def from_exception(kind: str, error: BaseException, folder: str) -> Failure:
    """A failure that an exception tells of; `folder` is the revision's, to which paths are made relative."""
    file, line = _place(error, folder)
    if isinstance(error, SyntaxError) and file is not None and _inside(error.filename, folder):
        kind = "syntax_error" if kind == "import_error" else kind
    return Failure(kind, summary(error), traceback_text(error, folder), file, line)


def traceback_text(error: BaseException, folder: str) -> str:
    """The traceback as Python prints it, without the frames of the runner and with paths relative to `folder`."""
    report = traceback.TracebackException.from_exception(error)
    _strip(report, set())
    return "".join(report.format()).replace(folder + os.sep, "")


def place_in_dump(lines: list[str], folder: str) -> tuple[str | None, int | None]:
    """The user's deepest frame in what `faulthandler` wrote (its newest frame comes first)."""
    for text in lines:
        match = _DUMPED_FRAME.match(text)
        if match and _inside(match["file"], folder):
            return os.path.relpath(match["file"], folder), int(match["line"])
    return None, None


def ended(exit_code: int | None, signal_number: int | None) -> str:
    """How a process ended, in words."""
    if signal_number is None:
        return f"the process ended with exit code {exit_code}"
    try:
        return f"the process was ended by signal {signal_number} ({signal.Signals(signal_number).name})"
    except ValueError:
        return f"the process was ended by signal {signal_number}"


def summary(error: BaseException) -> str:
    """The last line of a traceback: `ValueError: no`. A syntax error's place is not repeated."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    return "".join(traceback.format_exception_only(type(error), error)).strip()


def _place(error: BaseException, folder: str) -> tuple[str | None, int | None]:
    if isinstance(error, SyntaxError) and _inside(error.filename, folder):
        return os.path.relpath(str(error.filename), folder), error.lineno
    return _deepest_frame(error.__traceback__, folder)


def _deepest_frame(trace: TracebackType | None, folder: str) -> tuple[str | None, int | None]:
    place: tuple[str | None, int | None] = (None, None)
    for frame, line in traceback.walk_tb(trace):
        if _inside(frame.f_code.co_filename, folder):
            place = (os.path.relpath(frame.f_code.co_filename, folder), line)
    return place


def _strip(report: traceback.TracebackException, seen: set[int]) -> None:
    """Drop the runner's and importlib's frames from a report and from the exceptions behind it."""
    if id(report) in seen:
        return
    seen.add(id(report))
    report.stack[:] = [frame for frame in report.stack if not _is_ours(frame.filename)]
    group = getattr(report, "exceptions", None) or []
    for other in (report.__cause__, report.__context__, *group):
        if other is not None:
            _strip(other, seen)


def _is_ours(filename: str) -> bool:
    return filename.startswith((_RUNNER_FOLDER, _IMPORTLIB[0])) or filename.endswith(_IMPORTLIB[1])


def _inside(filename: str | None, folder: str) -> bool:
    return filename is not None and filename.startswith(folder + os.sep)

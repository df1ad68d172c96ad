"""What is loaded: a revision's files with their surroundings, and the folder they are written into."""

from __future__ import annotations

import itertools
import os
import shutil
from dataclasses import dataclass, field, fields
from typing import Any

from .failure import Failure

_folder_numbers = itertools.count(1)


@dataclass(frozen=True)
class Limits:
    """How long each stage may take, in seconds, and how long a log line may be, in bytes."""

    import_seconds: float = 30.0
    start_seconds: float = 30.0
    health_seconds: float = 10.0
    drain_seconds: float = 30.0
    line_bytes: int = 16384

    @classmethod
    def from_message(cls, values: dict[str, Any] | None) -> Limits:
        """Known limits that are positive numbers; the default for the others."""
        known = {item.name for item in fields(cls)}
        return cls(**{key: value for key, value in (values or {}).items() if key in known and _is_positive(value)})


@dataclass(frozen=True)
class Revision:
    """A revision as a `load` request describes it."""

    name: str
    entrypoint: str
    files: dict[str, str] = field(repr=False)
    env: dict[str, str] = field(repr=False)
    env_version: int | None
    limits: Limits

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Revision:
        """Raises `Failure` (kind `internal`) when the request is not as the protocol says."""
        try:
            revision = cls(
                str(message["revision"]),
                str(message["entrypoint"]),
                {str(path): str(text) for path, text in message["files"].items()},
                {str(name): str(value) for name, value in (message.get("env") or {}).items()},
                message.get("env_version"),
                Limits.from_message(message.get("limits")),
            )
        except (KeyError, AttributeError, TypeError) as error:
            raise Failure("internal", f"the load request is incomplete: {error!r}") from error
        if not revision.name.isalnum():
            raise Failure("internal", f"{revision.name!r} does not name a revision")
        for path in (revision.entrypoint, *revision.files):
            _refuse_outside(path)
        return revision

    @property
    def key(self) -> tuple[str, int | None]:
        """What two loads of the same thing have in common."""
        return (self.name, self.env_version)

    def write(self, work_dir: str) -> str:
        """Write the files into a new folder below `work_dir` and return its real path."""
        folder = os.path.join(os.path.realpath(work_dir), "revisions", f"{self.name[:12]}-{next(_folder_numbers)}")
        try:
            os.makedirs(folder)
            for path, text in self.files.items():
                target = os.path.join(folder, path)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "w", encoding="utf-8", newline="") as file:
                    file.write(text)
        except (OSError, UnicodeEncodeError) as error:
            remove(folder)
            raise Failure("internal", f"the revision cannot be written: {error}") from error
        return folder


def remove(folder: str) -> None:
    """Delete a revision's folder."""
    shutil.rmtree(folder, ignore_errors=True)


def remove_all(work_dir: str) -> None:
    """Delete what an earlier supervisor left in `work_dir`."""
    remove(os.path.join(work_dir, "revisions"))


def _refuse_outside(path: str) -> None:
    parts = path.split("/")
    if not path or "\0" in path or path.startswith("/") or any(part in ("", ".", "..") for part in parts):
        raise Failure("internal", f"the path {path!r} is not inside the revision")


def _is_positive(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0

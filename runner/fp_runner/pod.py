"""What only a runner in a pod does: read code and variables from mounted folders, tell the cluster why it ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from .failure import Failure
from .protocol import Message

TERMINATION_BYTES = 4000
"""The cluster keeps 4,096 bytes of a container's termination message."""


@dataclass(frozen=True)
class Pod:
    """How a runner in a pod ends: the reason goes to `termination_log`, as JSON."""

    termination_log: str

    def and_print(self, add: Callable[[Message], None]) -> Callable[[Message], None]:
        """Records go to `add`, and an app's output to the container's as well: it is there when the pod is not."""

        def add_and_print(record: Message) -> None:
            add(record)
            if record.get("event") == "log":
                stream = sys.stderr if record.get("stream") == "stderr" else sys.stdout
                print(record.get("line"), file=stream, flush=True)

        return add_and_print

    def end(self, reason: Failure) -> None:
        """Write the reason and end, with the code the app ended with."""
        fields = reason.as_message()
        while len(text := json.dumps(fields).encode()) > TERMINATION_BYTES and fields["tail"]:
            fields["tail"] = fields["tail"][1:]
        if len(text) > TERMINATION_BYTES:
            fields["traceback"] = None
            text = json.dumps(fields).encode()[:TERMINATION_BYTES]
        try:
            with open(self.termination_log, "wb") as file:
                file.write(text)
        except OSError as error:
            print(f"fp_runner: the reason cannot be told: {error}", file=sys.stderr)
        os._exit(reason.exit_code or 1)


def first_load(code_dir: str | None, env_dir: str | None) -> Message | None:
    """The load request that the mounted folders make, if there is one.

    `CODE_DIR/load.json` names revision and entrypoint; unless it holds the files as well, its `paths` say which file of
    CODE_DIR belongs where. Each file of ENV_DIR is a variable.
    """
    path = os.path.join(code_dir, "load.json") if code_dir else ""
    if code_dir is None or not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        request: Message = json.load(file)
    if "files" not in request:
        request["files"] = {path: _read(code_dir, key) for key, path in request["paths"].items()}
    if "env" not in request and env_dir is not None:
        request["env"] = {name: _read(env_dir, name) for name in os.listdir(env_dir) if not name.startswith("..")}
    return request


def _read(folder: str, name: str) -> str:
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return file.read()

"""A parent, a supervisor and clients for tests: real processes and sockets, waits with deadlines, no sleeps."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import itertools
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).resolve().parent.parent
DEADLINE = 30.0

Message = dict[str, Any]


def wait_until(what: str, condition: Callable[[], Any], seconds: float = DEADLINE) -> Any:
    """The condition's value, once it is true."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        select.select([], [], [], 0.01)


class Client:
    """A connection that speaks the protocol."""

    _ids = itertools.count(1)

    def __init__(self, path: str) -> None:
        self.stream = socket.socket(socket.AF_UNIX)
        self.stream.connect(path)
        self._rest = b""
        self.events: list[Message] = []

    def send(self, operation: str, **fields: Any) -> int:
        number = next(self._ids)
        self.stream.sendall(json.dumps({"id": number, "op": operation, **fields}).encode() + b"\n")
        return number

    def reply(self, number: int, seconds: float = DEADLINE) -> Message:
        return self.wait(lambda message: message.get("id") == number and "ok" in message, seconds)

    def ask(self, operation: str, seconds: float = DEADLINE, **fields: Any) -> Message:
        return self.reply(self.send(operation, **fields), seconds)

    def wait(self, condition: Callable[[Message], Any], seconds: float = DEADLINE) -> Message:
        """The next message that fulfils the condition; those before it are kept in `events`."""
        deadline = time.monotonic() + seconds
        while True:
            message = self.read(deadline)
            if condition(message):
                return message
            self.events.append(message)

    def read(self, deadline: float) -> Message:
        while b"\n" not in self._rest:
            self.stream.settimeout(max(0.01, deadline - time.monotonic()))
            data = self.stream.recv(1 << 20)
            assert data, "the connection was closed"
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return json.loads(line)

    def event(
        self, kind: str, condition: Callable[[Message], Any] = lambda _: True, seconds: float = DEADLINE
    ) -> Message:
        """As `wait`, for an event, which may have come already."""
        for index, message in enumerate(self.events):
            if message.get("event") == kind and condition(message):
                return self.events.pop(index)
        return self.wait(lambda message: message.get("event") == kind and condition(message), seconds)

    def line(self, text: str, seconds: float = DEADLINE) -> Message:
        return self.event("log", lambda message: text in message["line"], seconds)

    def close(self) -> None:
        self.stream.close()


class Parent:
    """A parent process."""

    def __init__(self) -> None:
        # Short: the path of a Unix socket may have about a hundred characters.
        self.folder = tempfile.mkdtemp(prefix="fp")
        self.control = os.path.join(self.folder, "p")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fp_runner", "parent", "--control", self.control], cwd=RUNNER, stdin=subprocess.PIPE
        )
        wait_until("the parent", lambda: self._client() or self.process.poll() is not None)
        self._count = itertools.count()

    def _client(self) -> Client | None:
        with contextlib.suppress(OSError):
            self.client = Client(self.control)
            return self.client
        return None

    def spawn(self) -> App:
        return App(self, f"{self.folder}/{next(self._count)}")

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(DEADLINE)
        shutil.rmtree(self.folder, ignore_errors=True)


class App:
    """A supervisor and its app."""

    def __init__(self, parent: Parent, folder: str) -> None:
        self.listen, self.control, self.data_dir = f"{folder}/a", f"{folder}/c", f"{folder}/data"
        self.work_dir = f"{folder}/work"
        os.mkdir(folder)
        reply = parent.client.ask(
            "spawn", app_id="abc12345", control=self.control, listen=self.listen, work_dir=self.work_dir,
            data_dir=self.data_dir,
        )  # fmt: skip
        assert reply["ok"], reply
        self.supervisor = reply["pid"]
        self.client = Client(self.control)

    def load_begin(self, files: dict[str, str] | str, entrypoint: str = "app.py", **fields: Any) -> int:
        files = {entrypoint: files} if isinstance(files, str) else files
        name = hashlib.sha256(json.dumps(files).encode()).hexdigest()
        fields = {"env": {}, "env_version": 1, "revision": name, **fields}
        return self.client.send("load", entrypoint=entrypoint, files=files, **fields)

    def load(self, files: dict[str, str] | str, entrypoint: str = "app.py", **fields: Any) -> Message:
        return self.client.reply(self.load_begin(files, entrypoint, **fields))

    def must_load(self, files: dict[str, str] | str, entrypoint: str = "app.py", **fields: Any) -> Message:
        reply = self.load(files, entrypoint, **fields)
        assert reply["ok"], reply
        return reply

    def failure(self, files: dict[str, str] | str, entrypoint: str = "app.py", **fields: Any) -> Message:
        reply = self.load(files, entrypoint, **fields)
        assert not reply["ok"], reply
        return reply["failure"]

    def follow(self) -> Client:
        client = Client(self.control)
        reply = client.ask("follow")
        assert reply["ok"]
        client.dropped = reply["dropped"]
        return client

    def status(self) -> Message:
        return self.client.ask("status")

    def connect(self) -> socket.socket:
        stream = socket.socket(socket.AF_UNIX)
        stream.settimeout(DEADLINE)
        stream.connect(self.listen)
        return stream

    def get(self, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("localhost", timeout=DEADLINE)
        connection.sock = self.connect()
        try:
            connection.request(method, path, headers={"Connection": "close", **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.read().decode(), dict(response.getheaders()))
        finally:
            connection.close()


class Answer:
    """What came back."""

    def __init__(self, status: int, text: str, headers: dict[str, str]) -> None:
        self.status, self.text, self.headers = status, text, headers


@contextlib.contextmanager
def running_parent() -> Iterator[Parent]:
    parent = Parent()
    try:
        yield parent
    finally:
        parent.end()


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except OSError:
        return False


def gone(*pids: int) -> None:
    wait_until(f"the end of {pids}", lambda: not any(is_alive(pid) for pid in pids))


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def fastapi_app(version: object, extra: str = "") -> str:
    """A small app that answers its version at `/`."""
    return f"""\
import asyncio, os, sys, time
from fastapi import FastAPI, WebSocket
app = FastAPI()

@app.get("/")
async def root():
    return {version!r}
{extra}"""

"""A runner in a pod: process 1, spoken to over TCP with a token, started from mounted folders, ended with a reason."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness import DEADLINE, RUNNER, Client, fastapi_app, is_alive, wait_until

REVISION = "r" * 64
SLOW = "import time\ntime.sleep(1)\n"


class TcpClient(Client):
    """A control connection over TCP."""

    def __init__(self, port: int) -> None:
        self.stream = socket.create_connection(("127.0.0.1", port))
        self._rest, self.events = b"", []


class Pod:
    """A supervisor as a pod's container starts it."""

    def __init__(self, folder: Path) -> None:
        self.control, self.listen = free_port(), free_port()
        self.reason = folder / "termination-log"
        arguments = {
            "--control": f"tcp:127.0.0.1:{self.control}", "--listen": f"tcp:127.0.0.1:{self.listen}",
            "--work-dir": folder / "work", "--data-dir": folder / "data", "--token-file": folder / "token",
            "--code-dir": folder / "code", "--env-dir": folder / "env", "--termination-log": self.reason,
        }  # fmt: skip
        flags = [str(part) for pair in arguments.items() for part in pair]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fp_runner", "supervise", *flags],
            cwd=RUNNER, env={**os.environ, "APP_ID": "pod12345"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def connect(self) -> TcpClient:
        """A connection that has not said hello."""

        def attempt() -> TcpClient | None:
            try:
                return TcpClient(self.control)
            except OSError:
                return None

        return wait_until("the supervisor", attempt)

    def client(self) -> TcpClient:
        """A trusted connection."""
        client = self.connect()
        assert client.ask("hello", token="secret")["ok"]
        return client

    def get(self, path: str = "/") -> bytes:
        """What the app answers."""
        with socket.create_connection(("127.0.0.1", self.listen)) as stream:
            stream.sendall(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
            return stream.makefile("rb").read().partition(b"\r\n\r\n")[2]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def mount(folder: Path, files: dict[str, str], env: dict[str, str]) -> None:
    """Folders as the cluster mounts them: what is seen are links into a folder whose name begins with two dots."""
    (folder / "token").write_text("secret\n")
    hidden = folder / "code" / "..2026_11_21"
    hidden.mkdir(parents=True)
    paths = {f"file-{number}": path for number, path in enumerate(files)}
    load = {"revision": REVISION, "entrypoint": "app.py", "env_version": 1, "paths": paths}
    mounted = {"load.json": json.dumps(load), **{key: files[path] for key, path in paths.items()}}
    for name, text in mounted.items():
        (hidden / name).write_text(text)
        (folder / "code" / name).symlink_to(f"..2026_11_21/{name}")
    (folder / "env" / "..data").mkdir(parents=True)
    for name, value in env.items():
        (folder / "env" / "..data" / name).write_text(value)
        (folder / "env" / name).symlink_to(f"..data/{name}")


@contextmanager
def running_pod(folder: Path, files: dict[str, str], env: dict[str, str] | None = None) -> Iterator[Pod]:
    mount(folder, files, env or {})
    pod = Pod(folder)
    try:
        yield pod
    finally:
        pod.process.kill()
        pod.process.wait()


def test_a_cold_start_reads_files_folders_and_variables(tmp_path) -> None:
    route = "from pkg.words import told\napp.get('/word')(told)\n"
    told = "import os\ndef told(): return os.environ['WORD']\n"
    files = {"app.py": fastapi_app(1, route), "pkg/__init__.py": "", "pkg/words.py": told}
    with running_pod(tmp_path, files, {"WORD": "from a secret"}) as pod:
        client = pod.client()
        status = wait_until("the cold start", lambda: (s := client.ask("status"))["revision"] and s)
        assert (status["revision"], status["env_version"]) == (REVISION, 1)
        assert pod.get("/word") == b'"from a secret"'
        pod.process.send_signal(signal.SIGTERM)
        assert pod.process.wait(DEADLINE) == 0
        assert not is_alive(status["pid"])


def test_strangers_are_refused(tmp_path) -> None:
    with running_pod(tmp_path, {"app.py": fastapi_app(1)}) as pod:
        stranger = pod.connect()
        assert stranger.ask("status")["ok"] is False
        assert stranger.stream.recv(1) == b""
        assert pod.connect().ask("hello", token="wrong")["ok"] is False


def test_a_load_of_what_is_being_loaded_joins_it(tmp_path) -> None:
    files = {"app.py": SLOW + fastapi_app("cold")}
    with running_pod(tmp_path, files) as pod:
        first, second = pod.client(), pod.client()
        request = {"revision": REVISION, "entrypoint": "app.py", "files": files, "env": {}, "env_version": 1}
        number = first.send("load", **request)
        given_up = second.send("load", **request)
        assert second.ask("cancel", load=given_up)["ok"]
        assert first.reply(number)["ok"]
        stages = [event["stage"] for event in first.events if event.get("event") == "stage"]
        assert stages == ["import", "start", "check", "switch"]
        assert pod.get() == b'"cold"'


def test_who_comes_after_the_cold_start_is_told_its_stages(tmp_path) -> None:
    files = {"app.py": fastapi_app("cold")}
    with running_pod(tmp_path, files) as pod:
        client = pod.client()
        wait_until("the cold start", lambda: client.ask("status")["revision"])
        reply = client.ask("load", revision=REVISION, entrypoint="app.py", files=files, env={}, env_version=1)
        assert [stage["stage"] for stage in reply["stages"]] == ["import", "start", "check", "switch"]


def test_a_cold_start_that_fails_ends_the_pod_with_the_reason(tmp_path) -> None:
    with running_pod(tmp_path, {"app.py": "print('last words')\nraise RuntimeError('no such luck')\n"}) as pod:
        output, _ = pod.process.communicate(timeout=DEADLINE)
        assert pod.process.returncode == 1
        reason = json.loads(pod.reason.read_text())
        assert (reason["kind"], reason["file"], reason["line"]) == ("import_error", "app.py", 2)
        assert b"last words" in output


def test_an_app_that_ends_ends_the_pod_with_its_code(tmp_path) -> None:
    ending = "import os, threading\nthreading.Timer(0.5, lambda: os._exit(7)).start()\n"
    with running_pod(tmp_path, {"app.py": ending + fastapi_app(1)}) as pod:
        pod.process.communicate(timeout=DEADLINE)
        assert pod.process.returncode == 7
        assert json.loads(pod.reason.read_text())["exit_code"] == 7


def test_a_pod_imports_the_libraries_that_its_app_names_and_keeps_them(tmp_path) -> None:
    tells = "import sys\n@app.get('/has/{name}')\ndef has(name: str) -> bool:\n    return name in sys.modules\n"
    with running_pod(tmp_path, {"app.py": fastapi_app(1, tells)}) as pod:
        client = pod.client()
        wait_until("the cold start", lambda: client.ask("status")["revision"])
        assert pod.get("/has/fastapi") == b"true"
        assert (pod.get("/has/fasthtml"), pod.get("/has/pymongo")) == (b"false", b"false")

        def load(number: int, more: str) -> None:
            files = {"app.py": f"{more}\n{fastapi_app(number, tells)}"}
            revision = str(number) * 64
            assert client.ask("load", revision=revision, entrypoint="app.py", files=files, env={}, env_version=1)["ok"]

        load(2, "from fasthtml.common import Div")
        assert (pod.get("/has/fasthtml"), pod.get("/has/pymongo")) == (b"true", b"false")
        load(3, "")
        assert pod.get("/has/fasthtml") == b"true"

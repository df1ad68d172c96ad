"""Nothing outlives what is above it, and nothing is left of what ended."""

import json
import os
import subprocess
import sys

import pytest
from harness import DEADLINE, RUNNER, App, Client, Parent, fastapi_app, gone, kill, running_parent, wait_until

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's death signals and subreapers")

FORKS = """
import signal
def stray(leave_group):
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if leave_group:
            os.setsid()
        inner = os.fork()
        signal.pause()
    return pid
PIDS = [stray(False), stray(True)]
@app.get("/pids")
def pids(): return PIDS
"""


def family(app: App) -> list[int]:
    """The child, the processes it forked and theirs."""
    app.must_load(fastapi_app(1, FORKS))
    pids = json.loads(app.get("/pids").text)
    inner = wait_until("the grandchildren", lambda: [p for pid in pids for p in below(pid)])
    return [app.status()["pid"], *pids, *inner]


def below(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return [int(child) for child in children.read().split()]


@linux
def test_an_update_ends_what_the_old_child_forked(app: App) -> None:
    pids = family(app)
    app.must_load(fastapi_app(2))
    gone(*pids)
    assert app.get("/").text == "2"


@linux
def test_a_failed_load_ends_what_it_forked(app: App) -> None:
    app.must_load(fastapi_app(1))
    pid_file = f"{app.data_dir}/pids"
    code = fastapi_app(2, FORKS + "open('pids', 'w').write(json.dumps(PIDS))\n1/0\n")
    app.failure("import json\n" + code)
    with open(pid_file) as file:
        gone(*json.load(file))


@linux
def test_killing_the_supervisor_leaves_nothing_and_is_told() -> None:
    with running_parent() as parent:
        app = parent.spawn()
        pids = family(app)
        kill(app.supervisor)
        event = parent.client.event("supervisor-exited")
        assert (event["app_id"], event["pid"], event["signal"]) == ("abc12345", app.supervisor, 9)
        gone(*pids)
        assert parent.client.ask("ping")["ok"]


@linux
def test_killing_the_parent_leaves_nothing() -> None:
    with running_parent() as parent:
        app, other = parent.spawn(), parent.spawn()
        pids = [*family(app), *family(other), app.supervisor, other.supervisor]
        kill(parent.process.pid)
        gone(*pids)


@linux
def test_the_end_of_the_parents_input_leaves_nothing() -> None:
    with running_parent() as parent:
        app = parent.spawn()
        pids = [*family(app), app.supervisor, parent.process.pid]
        loading = app.load_begin("import time, os\nwhile True: time.sleep(1)\n")
        app.client.event("stage", lambda event: event["load"] == loading)
        parent.process.stdin.close()
        gone(*pids)
        assert parent.process.wait(DEADLINE) == 0


@linux
def test_killing_the_server_leaves_nothing(tmp_path) -> None:
    """A process that starts a parent and is killed with it still running."""
    control = str(tmp_path / "p")
    server = subprocess.Popen(
        [sys.executable, "-c", "import subprocess, sys, signal\n"
         "p = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE)\nprint(p.pid, flush=True)\nsignal.pause()\n",
         sys.executable, "-m", "fp_runner", "parent", "--control", control],
        cwd=RUNNER, stdout=subprocess.PIPE,
    )  # fmt: skip
    parent = int(server.stdout.readline())
    wait_until("the parent", lambda: os.path.exists(control))
    server.kill()
    server.wait()
    gone(parent)


def test_spawn_failures_are_told(parent: Parent) -> None:
    reply = parent.client.ask("spawn", app_id="a", control="/no/such/folder/c", listen="/no/such/folder/a",
                              work_dir=parent.folder, data_dir=parent.folder)  # fmt: skip
    assert "cannot listen" in reply["error"]
    assert "lacks" in parent.client.ask("spawn")["error"]
    assert parent.client.ask("ping")["packages"]["fastapi"]


def test_many_supervisors_start_at_once(parent: Parent) -> None:
    apps = [parent.spawn() for _ in range(8)]
    numbers = [app.load_begin(fastapi_app(index)) for index, app in enumerate(apps)]
    for index, app in enumerate(apps):
        assert app.client.reply(numbers[index])["ok"]
        assert app.get("/").text == str(index)
        kill(app.supervisor)


def test_a_missing_library_does_not_stop_the_parent(tmp_path) -> None:
    (tmp_path / "pymongo.py").write_text("raise RuntimeError('broken')\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "fp_runner", "parent", "--control", str(tmp_path / "p")], cwd=RUNNER,
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    wait_until("the parent", lambda: os.path.exists(tmp_path / "p") or process.poll() is not None)
    assert wait_until("the control socket", lambda: Client(str(tmp_path / "p"))).ask("ping")["ok"]
    _, errors = process.communicate()
    assert b"pymongo is not preloaded" in errors

"""Every way in which a revision can fail to come up, and that the old one goes on answering."""

import os

import pytest
from harness import App, fastapi_app

RAISES = "def deep():\n    raise ValueError('no such thing')\n"


def test_raises_at_import_names_the_users_deepest_frame(app: App) -> None:
    failure = app.failure({"app.py": "from pkg import helper\nhelper.deep()\n", "pkg/helper.py": RAISES})
    assert failure["kind"] == "import_error"
    assert failure["message"] == "ValueError: no such thing"
    assert (failure["file"], failure["line"]) == ("pkg/helper.py", 2)
    assert failure["traceback"].startswith('Traceback (most recent call last):\n  File "app.py", line 2')
    assert "fp_runner" not in failure["traceback"]
    assert "importlib" not in failure["traceback"]
    assert failure["tail"][-1] == "ValueError: no such thing"


def test_error_inside_a_library_names_the_users_frame(app: App) -> None:
    failure = app.failure("import json\n\njson.loads('{')\n")
    assert (failure["kind"], failure["file"], failure["line"]) == ("import_error", "app.py", 3)


def test_missing_module(app: App) -> None:
    failure = app.failure("import no_such_library\n")
    assert failure["kind"] == "import_error"
    assert failure["message"] == "ModuleNotFoundError: No module named 'no_such_library'"


def test_syntax_error_in_a_second_file(app: App) -> None:
    failure = app.failure({"app.py": "import other\n", "other.py": "x = 1\ndef f(:\n"})
    assert (failure["kind"], failure["file"], failure["line"]) == ("syntax_error", "other.py", 2)
    assert failure["message"].startswith("SyntaxError: ")


def test_no_app_says_what_was_found(app: App) -> None:
    failure = app.failure("from fastapi import FastAPI\napi = FastAPI()\n")
    assert failure["kind"] == "no_app"
    assert "neither `app` nor `create_app()`" in failure["message"]
    assert "`api`" in failure["message"]
    assert "of type int" in app.failure("app = 3\n")["message"]
    assert "the class Thing" in app.failure("class Thing: pass\napp = Thing\n")["message"]


def test_entrypoint_is_not_there(app: App) -> None:
    failure = app.failure({"other.py": ""}, "app.py")
    assert failure["kind"] == "no_app"


def test_factory_that_raises(app: App) -> None:
    failure = app.failure("def create_app():\n    return 1 / 0\n")
    assert (failure["kind"], failure["file"], failure["line"]) == ("import_error", "app.py", 2)
    assert "create_app() failed: ZeroDivisionError" in failure["message"]


def test_factory_that_returns_no_app(app: App) -> None:
    assert app.failure("def create_app():\n    return 1\n")["kind"] == "no_app"


def test_import_that_blocks(app: App) -> None:
    failure = app.failure("import time\n\ntime.sleep(600)\n", limits={"import_seconds": 0.3})
    assert (failure["kind"], failure["file"], failure["line"]) == ("import_timeout", "app.py", 3)
    assert "0.3 s" in failure["message"]


def test_lifespan_that_raises(app: App) -> None:
    code = """\
from contextlib import asynccontextmanager
from fastapi import FastAPI
@asynccontextmanager
async def lifespan(app):
    raise RuntimeError("no database")
    yield
app = FastAPI(lifespan=lifespan)
"""
    failure = app.failure(code)
    assert (failure["kind"], failure["file"], failure["line"]) == ("start_failed", "app.py", 5)
    assert failure["message"] == "RuntimeError: no database"
    assert "fp_runner" not in failure["traceback"]


@pytest.mark.parametrize("wait", ["await asyncio.sleep(600)", "time.sleep(600)"])
def test_lifespan_that_never_finishes(app: App, wait: str) -> None:
    code = f"""\
import asyncio, time
from contextlib import asynccontextmanager
from fastapi import FastAPI
@asynccontextmanager
async def lifespan(app):
    {wait}
    yield
app = FastAPI(lifespan=lifespan)
"""
    failure = app.failure(code, limits={"start_seconds": 0.3})
    assert failure["kind"] == "start_timeout"
    if "time." in wait:
        assert (failure["file"], failure["line"]) == ("app.py", 6)


HEALTH = """
from fastapi.responses import JSONResponse
@app.get("/health")
def health():
    return JSONResponse({"database": "down"}, STATUS)
"""


def test_own_health_decides(app: App) -> None:
    failure = app.failure(fastapi_app(1, HEALTH.replace("STATUS", "503")), limits={"health_seconds": 0.3})
    assert failure["kind"] == "unhealthy"
    assert failure["message"] == 'GET /health answered 503: {"database":"down"}'
    app.must_load(fastapi_app(1, HEALTH.replace("STATUS", "200")))
    app.must_load(fastapi_app(2, HEALTH.replace("STATUS", "404")))


def test_own_health_in_a_router(app: App) -> None:
    code = """\
from fastapi import APIRouter, FastAPI
router = APIRouter()
@router.get("/health")
def health():
    return 1 / 0
app = FastAPI()
app.include_router(router)
"""
    failure = app.failure(code, limits={"health_seconds": 0.3})
    assert failure["kind"] == "unhealthy"
    assert "answered 500" in failure["message"]


def test_health_that_never_answers(app: App) -> None:
    health = '@app.get("/health")\nasync def health():\n    WAIT\n'
    waiting = fastapi_app(1, health.replace("WAIT", "await asyncio.sleep(600)"))
    assert app.failure(waiting, limits={"health_seconds": 0.3})["message"] == "GET /health did not answer in time"
    blocking = app.failure(fastapi_app(2, health.replace("WAIT", "time.sleep(600)")), limits={"health_seconds": 0.3})
    assert blocking["kind"] == "unhealthy"
    assert (blocking["file"], blocking["line"]) == ("app.py", 10)


def test_health_that_recovers(app: App) -> None:
    code = """\
from fastapi import FastAPI
from fastapi.responses import JSONResponse
app, answers = FastAPI(), [503, 503, 200]
@app.get("/health")
def health():
    return JSONResponse({}, answers.pop(0))
"""
    app.must_load(code)


def test_exit_at_import(app: App) -> None:
    failure = app.failure("import os, sys\nprint('bye', file=sys.stderr)\nos._exit(3)\n")
    assert (failure["kind"], failure["exit_code"], failure["signal"]) == ("exited", 3, None)
    assert failure["tail"] == ["bye"]
    assert "exit code 3" in failure["message"]


def test_sys_exit_at_import(app: App) -> None:
    failure = app.failure("import sys\nsys.exit()\n")
    assert (failure["kind"], failure["exit_code"], failure["file"], failure["line"]) == ("exited", 0, "app.py", 2)
    assert app.failure("raise SystemExit('x')\n")["exit_code"] == 1


def test_crash_at_import_tells_signal_and_place(app: App) -> None:
    failure = app.failure("import ctypes\n\nctypes.string_at(0)\n")
    assert (failure["kind"], failure["exit_code"], failure["signal"]) == ("exited", None, 11)
    assert (failure["file"], failure["line"]) == ("app.py", 3)
    assert "SIGSEGV" in failure["message"]


def test_paths_cannot_leave_the_revision(app: App) -> None:
    for path in ("../x.py", "/tmp/x.py", "a/../../x.py", "", "a//b.py"):
        failure = app.failure({"app.py": fastapi_app(1), path: ""})
        assert failure["kind"] == "internal", path


def test_odd_requests(app: App) -> None:
    assert app.failure(fastapi_app(1), revision="../../x")["kind"] == "internal"
    assert app.failure(fastapi_app(1), env={"A=B": "\0"})["kind"] == "internal"
    assert app.failure(fastapi_app(1), env=[1])["kind"] == "internal"
    reply = app.client.ask("load", entrypoint="app.py")
    assert reply["failure"]["kind"] == "internal"
    assert app.client.ask("nonsense")["ok"] is False


def test_a_failed_load_leaves_the_old_revision_answering_and_no_traces(app: App) -> None:
    first = app.must_load(fastapi_app(1))
    for code in ("1/0", "import os; os._exit(1)", "x ="):
        app.failure(code)
    assert app.get("/").text == "1"
    status = app.status()
    assert (status["pid"], status["loading"], status["draining"]) == (first["pid"], None, [])
    assert len(os.listdir(app.work_dir + "/revisions")) == 1


def test_cancel(app: App) -> None:
    number = app.load_begin("import time; time.sleep(600)")
    app.client.event("stage", lambda event: event["load"] == number)
    asked = app.client.send("cancel", load=number)
    replies = {}
    while len(replies) < 2:
        message = app.client.wait(lambda message: "ok" in message)
        replies[message["id"]] = message
    assert replies[asked]["ok"]
    assert replies[number]["failure"]["kind"] == "cancelled"


def test_a_second_load_cancels_the_first(app: App) -> None:
    first = app.load_begin("import time; time.sleep(600)")
    second = app.load_begin(fastapi_app(2))
    replies = {}
    while len(replies) < 2:
        message = app.client.wait(lambda message: "ok" in message)
        replies[message["id"]] = message
    assert replies[first]["failure"]["kind"] == "cancelled"
    assert replies[second]["ok"]
    assert app.get("/").text == "2"

"""Updates: no request is lost, draining has its bounds, state is told truly."""

import socket
import threading

from harness import App, fastapi_app, gone, is_alive, kill, wait_until

SLOW = """
@app.get("/slow")
async def slow(seconds: float = 1.0):
    await asyncio.sleep(seconds)
    return "slow"

@app.get("/never")
async def never():
    await asyncio.sleep(600)

@app.get("/block")
async def block(seconds: float):
    time.sleep(seconds)
    return "blocked"

@app.get("/exit")
async def exit_now():
    print("last words", file=sys.stderr)
    os._exit(7)

@app.get("/crash")
async def crash():
    import ctypes
    ctypes.string_at(0)
"""


def request(stream: socket.socket, path: str = "/") -> bytes:
    stream.sendall(f"GET {path} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
    return read_answer(stream)


def read_answer(stream: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = stream.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += stream.recv(65536)
    return head + b"\r\n\r\n" + body


def test_twenty_updates_under_load_drop_no_request(app: App) -> None:
    app.must_load(fastapi_app(0))
    failures: list[object] = []
    seen: set[str] = set()
    over = threading.Event()
    served = []

    def hammer() -> None:
        while not over.is_set():
            try:
                answer = app.get("/")
                (seen.add(answer.text) if answer.status == 200 else failures.append(answer.status))
                served.append(1)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=hammer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for version in range(1, 21):
        app.must_load(fastapi_app(version))
        # From the reply on, only the new revision answers.
        assert app.get("/").text == str(version)
    over.set()
    for thread in threads:
        thread.join()
    assert not failures, failures[:3]
    assert len(seen) > 5
    assert len(served) > 100


def test_requests_before_the_first_revision_wait_for_it(app: App) -> None:
    streams = [app.connect() for _ in range(300)]
    for stream in streams:
        stream.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    app.must_load(fastapi_app(5))
    assert all(read_answer(stream).endswith(b"\r\n\r\n5") for stream in streams)


def test_a_request_under_way_is_finished_by_the_old_child(app: App) -> None:
    app.must_load(fastapi_app(1, SLOW))
    stream = app.connect()
    stream.sendall(b"GET /slow?seconds=0.5 HTTP/1.1\r\nhost: x\r\n\r\n")
    wait_until("the request to be under way", lambda: app.get("/").text == "1")
    app.must_load(fastapi_app(2, SLOW))
    answer = read_answer(stream)
    assert answer.endswith(b'"slow"')
    assert b"connection: close" in answer.lower()


def test_a_connection_accepted_but_silent_is_served_by_the_old_child(app: App) -> None:
    old = app.must_load(fastapi_app(1))
    stream = app.connect()
    assert app.get("/").text == "1"  # the queue is served in order: the silent connection is accepted as well
    app.must_load(fastapi_app(2))
    assert app.status()["draining"] == [old["pid"]]
    answer = request(stream)
    assert answer.endswith(b"\r\n\r\n1")
    assert b"connection: close" in answer.lower()
    gone(old["pid"])


def test_idle_keep_alive_connections_are_closed(app: App) -> None:
    old = app.must_load(fastapi_app(1))
    stream = app.connect()
    assert request(stream).endswith(b"1")
    assert request(stream).endswith(b"1")
    app.must_load(fastapi_app(2))
    assert stream.recv(1) == b""
    gone(old["pid"])


def test_a_request_that_never_ends_is_ended_by_the_drain(app: App) -> None:
    old = app.must_load(fastapi_app(1, SLOW), limits={"drain_seconds": 0.5})
    stream = app.connect()
    stream.sendall(b"GET /never HTTP/1.1\r\nhost: x\r\n\r\n")
    assert app.get("/").text == "1"
    app.must_load(fastapi_app(2))
    assert is_alive(old["pid"])
    gone(old["pid"])
    assert stream.recv(1) == b""
    wait_until("the reaping", lambda: app.status()["draining"] == [])


def test_the_reply_waits_for_an_old_child_that_is_blocked(app: App) -> None:
    app.must_load(fastapi_app(1, SLOW))
    stream = app.connect()
    stream.sendall(b"GET /block?seconds=0.7 HTTP/1.1\r\nhost: x\r\n\r\n")
    follower = app.follow()
    number = app.load_begin(fastapi_app(2))
    app.client.event("stage", lambda event: event["load"] == number and event["stage"] == "switch")
    assert app.client.reply(number)["ok"]
    assert all(app.get("/").text == "2" for _ in range(20))
    assert read_answer(stream).endswith(b'"blocked"')
    assert follower.event("request", lambda event: event["path"] == "/block")["status"] == 200


def test_stages_come_in_order(app: App) -> None:
    reply_to = app.load_begin(fastapi_app(1))
    assert app.client.reply(reply_to)["ok"]
    stages = [event for event in app.client.events if event["event"] == "stage"]
    assert [event["stage"] for event in stages] == ["import", "start", "check", "switch"]
    assert {event["load"] for event in stages} == {reply_to}
    assert sorted(event["at"] for event in stages) == [event["at"] for event in stages]


def test_the_same_revision_is_not_loaded_twice_but_with_other_variables_it_is(app: App) -> None:
    code = "import os\nfrom fastapi import FastAPI\napp = FastAPI()\napp.get('/')(lambda: os.environ['A'])\n"
    first = app.must_load(code, env={"A": "x"}, env_version=1)
    assert app.must_load(code, env={"A": "x"}, env_version=1)["pid"] == first["pid"]
    assert app.must_load(code, env={"A": "y"}, env_version=2)["pid"] != first["pid"]
    assert app.get("/").text == '"y"'


def test_status_and_stop(app: App) -> None:
    assert app.status() | {"id": 0} == {
        "id": 0, "ok": True, "revision": None, "env_version": None, "pid": None, "started_at": None, "draining": [],
        "loading": None,
    }  # fmt: skip
    reply = app.must_load(fastapi_app(1, SLOW), env_version=4)
    status = app.status()
    assert (status["revision"], status["pid"], status["env_version"]) == (reply["revision"], reply["pid"], 4)
    stream = app.connect()
    stream.sendall(b"GET /slow?seconds=0.3 HTTP/1.1\r\nhost: x\r\n\r\n")
    assert app.get("/").text == "1"
    assert app.client.ask("stop")["ok"]
    assert read_answer(stream).endswith(b'"slow"')
    gone(reply["pid"])
    assert app.status()["revision"] is None
    assert app.client.ask("stop")["ok"]


def test_the_end_of_a_live_child_is_told(app: App) -> None:
    follower = app.follow()
    reply = app.must_load(fastapi_app(1, SLOW))
    app.connect().sendall(b"GET /exit HTTP/1.1\r\nhost: x\r\n\r\n")
    event = follower.event("exited")
    assert (event["pid"], event["exit_code"], event["signal"], event["was"]) == (reply["pid"], 7, None, "serving")
    assert event["tail"] == ["last words"]
    assert 0 < event["after_seconds"] < 60
    assert app.status()["revision"] is None
    app.must_load(fastapi_app(1, SLOW))
    app.connect().sendall(b"GET /crash HTTP/1.1\r\nhost: x\r\n\r\n")
    event = follower.event("exited")
    assert event["signal"] == 11
    assert any("in crash" in line for line in event["tail"])


def test_a_killed_child_is_told(app: App) -> None:
    follower = app.follow()
    kill(app.must_load(fastapi_app(1))["pid"])
    assert follower.event("exited")["signal"] == 9
    app.must_load(fastapi_app(1))
    assert app.get("/").text == "1"


def test_the_lifespan_is_shut_down_and_atexit_runs(app: App) -> None:
    code = """\
import atexit
from contextlib import asynccontextmanager
from fastapi import FastAPI
@asynccontextmanager
async def lifespan(app):
    print("up")
    yield
    print("down")
app = FastAPI(lifespan=lifespan)
atexit.register(lambda: print("at exit"))
"""
    follower = app.follow()
    app.must_load(code)
    app.client.ask("stop")
    assert [follower.event("log")["line"] for _ in range(3)] == ["up", "down", "at exit"]
    assert follower.event("exited")["exit_code"] == 0

"""What reaches the app and what is told of it: records, errors, static files, WebSockets, streams, documentation."""

import base64
import os

from harness import App, fastapi_app
from test_updates import request

ROUTES = """
from fastapi.responses import StreamingResponse

@app.get("/boom")
def boom():
    raise ValueError("no luck")

@app.post("/echo")
async def echo(body: dict):
    return body

@app.get("/stream")
async def stream():
    async def parts():
        number = 0
        while True:
            yield f"data: {number}\\n\\n"
            number += 1
            await asyncio.sleep(0.01)
    return StreamingResponse(parts(), media_type="text/event-stream")

@app.get("/broken")
async def broken():
    async def parts():
        yield "some"
        raise ValueError("midway")
    return StreamingResponse(parts())

@app.websocket("/ws")
async def socket(websocket: WebSocket):
    await websocket.accept()
    while True:
        await websocket.send_text((await websocket.receive_text()).upper())

@app.get("/where")
def where(request: Request):
    return [request.client.host, str(request.url)]
"""


def routes(version: object = 1) -> str:
    return "from fastapi import Request\n" + fastapi_app(version, ROUTES)


def record(follower, path: str):
    return follower.event("request", lambda event: event["path"] == path)


def test_request_records(app: App) -> None:
    follower = app.follow()
    reply = app.must_load(routes())
    app.get("/?a=1&b=%20")
    event = record(follower, "/")
    assert (event["method"], event["query"], event["status"], event["bytes"], event["error"]) == (
        "GET", "a=1&b=%20", 200, 1, None,
    )  # fmt: skip
    assert (event["revision"], event["pid"]) == (reply["revision"], reply["pid"])
    assert 0 < event["duration_ms"] < 5000
    app.get("/nothing")
    assert record(follower, "/nothing")["status"] == 404


def test_an_exception_is_told_with_its_traceback(app: App) -> None:
    follower = app.follow()
    app.must_load(routes())
    assert app.get("/boom").status == 500
    assert record(follower, "/boom")["error"] == "ValueError: no luck"
    text = "\n".join(event["line"] for event in follower.events if event["event"] == "log")
    while "ValueError: no luck" not in text:
        text += "\n" + follower.event("log")["line"]
    assert 'File "app.py", line' in text
    assert "fp_runner" not in text
    assert text.count("Traceback") == 1
    assert app.get("/").text == "1"


def test_a_response_that_breaks_off_is_seen_as_broken(app: App) -> None:
    follower = app.follow()
    app.must_load(routes())
    stream = app.connect()
    stream.sendall(b"GET /broken HTTP/1.1\r\nhost: x\r\n\r\n")
    data = b""
    while piece := stream.recv(4096):
        data += piece
    assert b"some" in data
    assert not data.endswith(b"0\r\n\r\n")
    assert record(follower, "/broken")["error"] == "ValueError: midway"


def test_platform_health_does_not_hide_the_apps(app: App) -> None:
    app.must_load(fastapi_app(1, '@app.get("/health")\ndef health(): return "mine"\n'))
    assert app.get("/health").text == '"mine"'
    health = app.get("/__fp/health")
    assert (health.status, '"ok"' in health.text) == (200, True)


def test_a_plain_function_is_an_app(app: App) -> None:
    app.must_load("""\
async def app(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"hi"})
""")
    assert app.get("/any").text == "hi"


def test_factories(app: App) -> None:
    make = "app = FastAPI()\n    app.get('/')(lambda: NAME)\n    return app\n"
    app.must_load("from fastapi import FastAPI\ndef create_app():\n    " + make.replace("NAME", "'sync'"))
    assert app.get("/").text == '"sync"'
    app.must_load(
        "import asyncio\nfrom fastapi import FastAPI\nasync def create_app():\n    await asyncio.sleep(0)\n    "
        + make.replace("NAME", "'async'")
    )
    assert app.get("/").text == '"async"'


def test_fasthtml(app: App) -> None:
    app.must_load("""\
from fasthtml.common import *
app, rt = fast_app()
@rt("/")
def get(): return Titled("Hello", P("there"))
""")
    assert "<p>there</p>" in app.get("/").text


def test_static_folder(app: App) -> None:
    code = "from fasthtml.common import *\napp, rt = fast_app()\n"
    app.must_load({"app.py": code, "static/css/a.css": "body {}"})
    answer = app.get("/static/css/a.css")
    assert (answer.status, answer.text, answer.headers["content-type"].split(";")[0]) == (200, "body {}", "text/css")
    assert app.get("/static/css/b.css").status == 404
    assert app.get("/static/../app.py").status == 404
    assert app.get("/static/%2e%2e/app.py").status == 404
    own = fastapi_app(1, '@app.get("/static/{name}")\ndef own(name): return "own"\n')
    app.must_load({"app.py": own, "static/a.css": "x"})
    assert app.get("/static/a.css").text == '"own"'


def test_documentation_uses_a_relative_address(app: App) -> None:
    app.must_load(fastapi_app(1))
    assert "url: 'openapi.json'" in app.get("/docs").text
    assert 'spec-url="openapi.json"' in app.get("/redoc").text
    assert app.get("/openapi.json").status == 200


def test_websocket_and_its_end_at_an_update(app: App) -> None:
    follower = app.follow()
    app.must_load(routes())
    stream = app.connect()
    key = base64.b64encode(os.urandom(16)).decode()
    stream.sendall(
        f"GET /ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: {key}\r\n"
        "sec-websocket-version: 13\r\n\r\n".encode()
    )
    assert stream.recv(4096).startswith(b"HTTP/1.1 101")
    stream.sendall(b"\x81\x82\0\0\0\0hi")
    assert stream.recv(4096) == b"\x81\x02HI"
    app.must_load(routes(2))
    assert stream.recv(4096)[2:4] == (1012).to_bytes(2, "big")
    event = record(follower, "/ws")
    assert (event["method"], event["status"]) == ("WEBSOCKET", 101)


def test_event_stream_flows_and_ends_with_the_drain(app: App) -> None:
    app.must_load(routes(), limits={"drain_seconds": 0.5})
    stream = app.connect()
    stream.sendall(b"GET /stream HTTP/1.1\r\nhost: x\r\n\r\n")
    data = b""
    while b"data: 3" not in data:
        data += stream.recv(4096)
    app.must_load(routes(2))
    assert stream.recv(4096)
    while stream.recv(4096):
        pass


def test_forwarding_headers_are_believed(app: App) -> None:
    app.must_load(routes())
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "Host": "app-x.example.org"}
    assert app.get("/where", headers=headers).text == '["203.0.113.9","https://app-x.example.org/where"]'


def test_keep_alive_and_invalid_requests(app: App) -> None:
    app.must_load(routes())
    stream = app.connect()
    for _ in range(3):
        assert request(stream).endswith(b"1")
    broken = app.connect()
    broken.sendall(b"nonsense\r\n\r\n")
    assert b" 400 " in broken.recv(4096)

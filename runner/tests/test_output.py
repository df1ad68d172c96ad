"""What an app writes: complete, in order, bounded."""

import pytest
from harness import App, fastapi_app

PRINTS = """
@app.get("/print")
def prints(count: int):
    for number in range(count):
        print("line", number)
    return count
"""


def test_streams_and_fields(app: App) -> None:
    follower = app.follow()
    reply = app.must_load(
        "import sys, logging\nprint('out')\nprint('err', file=sys.stderr)\nlogging.warning('warned %s', 1)\n"
        + fastapi_app(1)
    )
    out, error, logged = (follower.event("log") for _ in range(3))
    lines = {event["line"]: event for event in (out, error, logged)}
    assert lines["out"]["stream"] == "stdout"
    assert lines["err"]["stream"] == "stderr"
    assert lines["WARNING:root:warned 1"]["stream"] == "stderr"
    assert (out["revision"], out["pid"], out["truncated"]) == (reply["revision"], reply["pid"], False)
    assert out["at"].endswith("Z")


def test_output_is_there_at_once_and_the_last_line_needs_no_newline(app: App) -> None:
    follower = app.follow()
    number = app.load_begin("import time, sys\nprint('before')\nsys.stdout.buffer.write(b'raw')\ntime.sleep(600)\n")
    follower.line("before")
    app.client.ask("cancel", load=number)
    assert follower.line("raw")["line"] == "raw"


def test_a_hundred_thousand_lines_reach_a_follower(app: App) -> None:
    follower = app.follow()
    app.must_load(fastapi_app(1, PRINTS))
    stream = app.connect()
    stream.sendall(b"GET /print?count=100000 HTTP/1.1\r\nhost: x\r\n\r\n")
    lines = [follower.event("log")["line"] for _ in range(100_000)]
    assert lines == [f"line {number}" for number in range(100_000)]
    assert b"100000" in stream.recv(4096)


def test_a_slow_follower_slows_the_app_and_memory_stays_bounded(app: App) -> None:
    follower = app.follow()
    app.must_load(fastapi_app(1, PRINTS))
    before = resident(app.supervisor)
    stream = app.connect()
    stream.sendall(b"GET /print?count=100000 HTTP/1.1\r\nhost: x\r\n\r\n")
    stream.settimeout(1)
    with pytest.raises(TimeoutError):
        stream.recv(1)
    assert resident(app.supervisor) - before < 16 * 1024
    assert [follower.event("log")["line"] for _ in range(100_000)][-1] == "line 99999"


def test_without_a_follower_the_newest_lines_are_held_and_the_rest_is_counted(app: App) -> None:
    app.must_load("for number in range(5000): print('line', number)\n" + fastapi_app(1))
    follower = app.follow()
    assert follower.dropped == 3000
    assert [follower.event("log")["line"] for _ in range(2000)] == [f"line {number}" for number in range(3000, 5000)]
    assert app.follow().dropped == 0


def test_bytes_that_are_not_text(app: App) -> None:
    follower = app.follow()
    app.must_load("import os\nos.write(1, b'caf\\xe9 \\x1b[31m\\xff\\n')\nprint('\\udc80')\n" + fastapi_app(1))
    assert follower.event("log")["line"] == "caf\ufffd \x1b[31m\ufffd"
    assert follower.event("log")["line"] == "\\udc80"


def test_a_line_of_a_megabyte_is_cut(app: App) -> None:
    follower = app.follow()
    app.must_load("print('\u20ac' * 350_000)\nprint('after')\n" + fastapi_app(1))
    pieces = []
    while not pieces or pieces[-1]["truncated"]:
        pieces.append(follower.event("log"))
    assert "".join(piece["line"] for piece in pieces) == "\u20ac" * 350_000
    assert max(len(piece["line"].encode()) for piece in pieces) <= 16384
    assert follower.event("log")["line"] == "after"


def resident(pid: int) -> int:
    """Resident memory in KiB."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

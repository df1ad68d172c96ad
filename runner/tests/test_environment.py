"""What the user's code finds around itself: folders, variables, modules."""

import json

from harness import App, fastapi_app

SHOW = """
import json, threading
SHOWN = json.dumps({"environ": dict(os.environ), "cwd": os.getcwd(), "path": sys.path[0], "argv": sys.argv,
    "name": __name__, "main": sorted(vars(sys.modules["__main__"])), "threads": threading.active_count(),
    "fds": sorted(int(fd) for fd in os.listdir("/proc/self/fd")), "sid": os.getsid(0), "pid": os.getpid(),
    "stdin": sys.stdin.read()})
@app.get("/show")
def show():
    return json.loads(SHOWN)
"""


def shown(app: App):
    return json.loads(app.get("/show").text)


def test_folders_and_variables(app: App) -> None:
    reply = app.must_load({"pkg/main.py": fastapi_app(1, SHOW)}, "pkg/main.py", env={"KEY": "välue", "APP_ID": "fake"})
    found = shown(app)
    environ = found["environ"]
    assert environ["KEY"] == "välue"
    assert (environ["APP_ID"], environ["APP_REVISION"]) == ("abc12345", reply["revision"])
    assert environ["APP_DATA_DIR"] == environ["HOME"] == found["cwd"] == app.data_dir
    assert set(environ) <= {
        "KEY", "APP_ID", "APP_REVISION", "APP_DATA_DIR", "HOME", "PATH", "LANG", "TMPDIR", "TZ", "LC_CTYPE",
    }  # fmt: skip
    assert found["name"] == "pkg.main"
    assert found["path"].startswith(app.work_dir)
    assert found["threads"] == 1
    assert found["stdin"] == ""
    assert found["sid"] == found["pid"] == reply["pid"]
    assert not [name for name in found["main"] if not name.startswith("__")]


def test_no_descriptor_of_others_is_open(app: App, parent) -> None:
    app.must_load(fastapi_app(0))
    app.follow()
    other = parent.spawn()
    other.must_load(fastapi_app(1, SHOW))
    # Standard streams; listener, channel, records and the two outputs; the event loop's own; the listing itself.
    assert len(shown(other)["fds"]) <= 16
    other.client.ask("stop")


def test_the_data_folder_outlives_revisions(app: App) -> None:
    app.must_load(fastapi_app(1, "open('kept.txt', 'w').write('x')\n"))
    app.must_load(fastapi_app(2, "assert open('kept.txt').read() == 'x'\n"))


def test_relative_folders_of_templates_and_static_files_are_those_deployed(app: App) -> None:
    code = """\
from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
app = FastAPI()
app.mount("/assets", StaticFiles(directory="assets"))
templates = Jinja2Templates(directory="templates")
@app.get("/")
def page(request: Request):
    return templates.TemplateResponse(request, "page.html", {"name": "there"})
"""
    for text in ("one", "two"):
        app.must_load({"app.py": code, "templates/page.html": text + " {{ name }}", "assets/a.txt": text})
        assert app.get("/").text == text + " there"
        assert app.get("/assets/a.txt").text == text


def test_modules_of_two_revisions_do_not_mix(app: App) -> None:
    for version in (1, 2):
        app.must_load({"app.py": "from main import app\nimport helper\n", "main.py": fastapi_app(version),
                       "helper.py": f"assert __import__('main').root.__name__ == 'root'\nV = {version}\n"})  # fmt: skip
        assert app.get("/").text == str(version)
    failure = app.failure({"app.py": "import helper"})
    assert failure["message"] == "ModuleNotFoundError: No module named 'helper'"


def test_a_module_named_like_a_preloaded_library_is_the_users(app: App) -> None:
    files = {
        "app.py": "import httpx, sqlite3\nfrom pymongo import here\nassert httpx.mine and sqlite3.mine\n"
        + fastapi_app(1),
        "httpx.py": "mine = True\n",
        "sqlite3.py": "mine = True\n",
        "pymongo/__init__.py": "",
        "pymongo/here.py": "",
    }
    app.must_load(files)


def test_a_module_named_like_one_of_pythons_own_is_hidden_and_that_is_said(app: App) -> None:
    follower = app.follow()
    app.must_load({"app.py": "import types\nassert types.ModuleType\n" + fastapi_app(1), "types.py": "mine = True\n"})
    event = follower.line("types.py")
    assert event["stream"] == "runner"
    assert "rename it" in event["line"]
    failure = app.failure({"types.py": fastapi_app(1)}, "types.py")
    assert (failure["kind"], failure["file"]) == ("import_error", "types.py")


def test_packages_relative_imports_and_odd_names(app: App) -> None:
    app.must_load(
        {"pkg/__init__.py": "", "pkg/main.py": "from .sub.deep import app\n", "pkg/sub/deep.py": fastapi_app(1)},
        "pkg/main.py",
    )
    assert app.get("/").text == "1"
    app.must_load({"my-app.v2/the main.py": fastapi_app(2)}, "my-app.v2/the main.py")
    assert app.get("/").text == "2"


def test_a_fork_at_import_does_not_serve_twice(app: App) -> None:
    reply = app.must_load("import os\nforked = os.fork()\n" + fastapi_app(1, "root.__doc__ = str(forked)\n"))
    assert app.get("/").text == "1"
    assert reply["pid"] == app.status()["pid"]


def test_asyncio_and_threads_at_import(app: App) -> None:
    app.must_load("""\
import asyncio, threading
async def early(): return 3
assert asyncio.run(early()) == 3
threading.Thread(target=threading.Event().wait).start()
from fastapi import FastAPI
app = FastAPI()
@app.get("/")
async def root(): return await asyncio.to_thread(lambda: 4)
""")
    assert app.get("/").text == "4"
    app.client.ask("stop")


def test_random_numbers_differ_between_children(app: App) -> None:
    code = fastapi_app(
        "v", "import random, uuid\n@app.get('/r')\ndef r(): return [random.random(), str(uuid.uuid4())]\n"
    )
    seen = set()
    for version in range(3):
        app.must_load(code, env_version=version)
        seen.update(json.loads(app.get("/r").text))
    assert len(seen) == 6

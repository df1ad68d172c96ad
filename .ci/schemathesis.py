"""Runs schemathesis against a server: once with made-up identifiers, once with those of objects that exist."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

# Ends the session that asks, removes what the second round needs, or closes the server for the rest of the run.
LEFT_OUT = [
    "^/api/auth/(logout|password|email|sessions)",
    "^/api/admin/users/[^/]+/(suspend|admin|sessions|act-as|reset-code)",
    "^/api/admin/settings$",
    # Without a cluster there is no viewer of databases: 500 with a code, as on the platform this API is compatible with.
    "/viewer",
]
REMOVING = ["(purge|restore)$"]
# A request without a token is answered with 403, as on the platform this API is compatible with; rules beyond the schema, such as
# code that must parse, refuse requests that fit it.
LEFT_OUT_CHECKS = "positive_data_acceptance,missing_required_header,unsupported_method"
HOOKS = pathlib.Path(__file__).resolve().parent / "hooks"
CODE = "from fastapi import FastAPI\n\napp = FastAPI()\n"


def ask(url: str, path: str, token: str | None, body: dict | None = None) -> dict:
    request = urllib.request.Request(url + path, method="GET" if body is None else "POST")
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(request, data, timeout=30) as reply:
        return json.load(reply)


def objects(url: str, token: str) -> dict[str, str]:
    """Identifiers of objects that exist, by the names of path parameters."""
    app = ask(url, "/api/apps", token, {"name": "fuzzed", "code": CODE, "deploy": False})
    template = {"name": "Fuzzed", "description": "For the fuzzer.", "code": CODE}
    template = ask(url, "/api/templates", token, template)
    account = {"username": "fuzzed", "email": "fuzzed@example.org", "password": "a long password"}
    account = ask(url, "/api/auth/signup", None, account)
    deployment = ask(url, f"/api/apps/{app['app_id']}/deploy", token, {})["deployment"]
    found = {
        "app_id": app["app_id"],
        "deployment_id": deployment["id"],
        "revision": deployment["revision"],
        "other": deployment["revision"],
        "template_id": template["id"],
        "user_id": account["id"],
        "collection": "things",
    }
    databases = ask(url, "/api/databases", token)["databases"]
    found |= {"database_id": database["id"] for database in databases[:1]}
    return found


def run(tool: str, url: str, token: str, examples: str, known: dict[str, str], seed: int) -> int:
    """One round; answers with the number of requests."""
    settings = "".join(f'"path.{name}" = {json.dumps(value)}\n' for name, value in known.items())
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "schemathesis.toml").write_text(f"[parameters]\n{settings}" if known else "")
        command = [tool, "run", f"{url}/openapi.json", "-H", f"Authorization: Bearer {token}", "-n", examples]
        command += ["--phases", "examples,coverage,fuzzing", "--seed", str(seed), "--continue-on-failure"]
        command += ["--exclude-checks", LEFT_OUT_CHECKS, "--request-timeout", "70", "--no-color"]
        command += ["--suppress-health-check", "all", "--warnings", "off"]
        command += ["--exclude-path-regex", "|".join(LEFT_OUT + (REMOVING if known else []))]
        if known:
            command += ["--exclude-method", "DELETE"]
        # A folder of their own: beside this file its name would hide the library's.
        hooks = {"PYTHONPATH": str(HOOKS), "SCHEMATHESIS_HOOKS": "archives"}
        environment = {**os.environ, **hooks}
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    # Without its session every request would be refused, and nothing be seen.
    ask(url, "/api/auth/me", token)
    count = re.search(r"(\d+) generated", done.stdout)
    if done.returncode != 0 or not count:
        print(done.stdout, done.stderr, file=sys.stderr)
        sys.exit(1)
    return int(count[1])


def main() -> None:
    data, tool, examples = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    url = json.loads((data / "server.json").read_text())["url"]
    token = (data / "owner-token").read_text().strip()
    requests = run(tool, url, token, examples, {}, 1)
    requests += run(tool, url, token, examples, objects(url, token), 2)
    store = ask(url, "/health", None)["store"]
    print(f"schemathesis: {requests} requests, no failure, on {store}")


main()

"""`python -m fp_runner parent|supervise`: see docs/runner-protocol.md."""

from __future__ import annotations

import argparse
import os
import sys

from . import __version__


def main() -> None:
    """Read the command line and be what it says."""
    arguments = _parser().parse_args()
    if arguments.role == "parent":
        from . import parent

        parent.main(arguments.control)
    else:
        _supervise(arguments)


def _supervise(arguments: argparse.Namespace) -> None:
    from . import pod, preload, process, supervisor

    settings = supervisor.Settings(
        arguments.app_id,
        arguments.control,
        arguments.listen,
        arguments.work_dir,
        arguments.data_dir,
        _token(arguments),
        pod.Pod(arguments.termination_log) if arguments.termination_log else None,
    )
    first = pod.first_load(arguments.code_dir, arguments.env_dir)
    preload.preload_named(map(str, first["files"].values()) if first else ())
    process.freeze()
    supervisor.main(settings, first=first)


def _token(arguments: argparse.Namespace) -> str | None:
    if arguments.token_file:
        with open(arguments.token_file, encoding="utf-8") as file:
            return file.read().strip()
    if arguments.control.startswith("tcp:"):
        sys.exit("fp_runner: a TCP control address needs --token-file")
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fp_runner", description="Runs small Python web apps.")
    parser.add_argument("--version", action="version", version=__version__)
    roles = parser.add_subparsers(dest="role", required=True)
    parent = roles.add_parser("parent", help="preload the libraries and fork supervisors on request")
    parent.add_argument("--control", required=True, help="path of the Unix socket to listen on")
    supervise = roles.add_parser("supervise", help="be the supervisor of one app (in a pod)")
    supervise.add_argument("--app-id", default=os.environ.get("APP_ID", ""), help="default: $APP_ID")
    supervise.add_argument("--control", required=True, help="a Unix socket's path, or tcp:HOST:PORT")
    supervise.add_argument("--listen", required=True, help="where the app answers: a path, or tcp:HOST:PORT")
    supervise.add_argument("--work-dir", required=True, help="folder for the revisions' files")
    supervise.add_argument("--data-dir", required=True, help="the app's data folder")
    supervise.add_argument("--token-file", help="file with the token that TCP control connections must send")
    supervise.add_argument("--code-dir", help="folder with load.json, the revision to start with")
    supervise.add_argument("--env-dir", help="folder with a file for each variable of the revision to start with")
    supervise.add_argument(
        "--termination-log", help="end when nothing answers any more, and write the reason into this file (in a pod)"
    )
    return parser


if __name__ == "__main__":
    main()

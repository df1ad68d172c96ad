"""The supervisor: owns one app's listening socket and forks a child per revision.

It answers requests, hands the socket from child to child, and leaves no process behind. It never runs the user's code.
"""

from __future__ import annotations

import hmac
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

from . import preload, process, revision
from .child_process import ChildProcess
from .event_loop import READ, EventLoop
from .failure import Failure
from .load import Load
from .pod import Pod
from .protocol import Connection, Message, accept_all, listen
from .records import Records
from .revision import Revision

LAST_WORDS_SECONDS = 0.2
"""How long a pod that ends goes on, so that followers read why."""

DRAIN_GRACE_SECONDS = 5.0
"""After `drain_seconds`: for the lifespan's shutdown, before the child is killed."""


@dataclass(frozen=True)
class Settings:
    """What a supervisor is started with: addresses are paths of Unix sockets or `tcp:HOST:PORT`."""

    app_id: str
    control: str
    listen: str
    work_dir: str
    data_dir: str
    token: str | None = None
    pod: Pod | None = None


class Supervisor:
    """One app's supervisor."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loop = EventLoop()
        self._records = Records(self._loop, self._pause_children)
        self._add_record = settings.pod.and_print(self._records.add) if settings.pod else self._records.add
        self._children: dict[int, ChildProcess] = {}
        self._serving: ChildProcess | None = None
        self._load: Load | None = None
        self._leaving = False
        os.makedirs(settings.work_dir, exist_ok=True)
        os.makedirs(settings.data_dir, exist_ok=True)
        revision.remove_all(settings.work_dir)
        self._listener = listen(settings.listen)
        self._control = listen(settings.control)
        self._loop.watch(self._control, READ, lambda: accept_all(self._control, self._connect))
        self._loop.on_signal(signal.SIGCHLD, self._reap)
        self._loop.on_signal(signal.SIGTERM, self._leave)
        self._loop.on_signal(signal.SIGINT, self._leave)
        self._operations = {
            "load": self._on_load,
            "cancel": self._on_cancel,
            "stop": self._on_stop,
            "status": self._on_status,
            "follow": self._on_follow,
        }

    def watch_above(self, lifeline: socket.socket) -> None:
        """End everything at once when `lifeline` ends: the parent is gone."""
        self._loop.watch(lifeline, READ, self._kill_everything)

    def run(self) -> None:
        """Serve until told to end."""
        self._loop.run()

    def load_at_start(self, request: Message) -> None:
        """Load a revision that nobody on a connection asked for (a pod's cold start)."""
        self._begin_load({"id": None, **request}, None)

    # Connections

    def _connect(self, stream: socket.socket) -> None:
        trusted = self._settings.token is None

        def receive(message: Message) -> None:
            nonlocal trusted
            if not trusted:
                trusted = self._is_trusted(message)
                if trusted:
                    return connection.send({"id": message.get("id"), "ok": True})
                connection.send({"id": message.get("id"), "ok": False, "error": "the token is missing or wrong"})
                return connection.close()
            self._dispatch(connection, message)

        def drained() -> None:
            self._records.check_pending()

        connection = Connection(self._loop, stream, receive, lambda: self._records.forget(connection), drained)

    def _is_trusted(self, message: Message) -> bool:
        token = (self._settings.token or "").encode()
        offered = str(message.get("token", "")).encode("utf-8", "replace")
        return message.get("op") == "hello" and bool(token) and hmac.compare_digest(token, offered)

    def _dispatch(self, connection: Connection, message: Message) -> None:
        operation = self._operations.get(str(message.get("op")))
        if operation is None:
            error = f"the operation {message.get('op')!r} is not known"
            connection.send({"id": message.get("id"), "ok": False, "error": error})
        else:
            operation(connection, message)

    # Operations

    def _on_load(self, connection: Connection, message: Message) -> None:
        self._begin_load(message, connection)

    def _on_cancel(self, connection: Connection, message: Message) -> None:
        if self._load is not None:
            self._load.leave(message.get("load"), "the load was cancelled")
        connection.send({"id": message.get("id"), "ok": True})

    def _on_stop(self, connection: Connection, message: Message) -> None:
        if self._load is not None:
            self._load.cancel("the app was stopped")
        stopped, self._serving = self._serving, None
        if stopped is None:
            connection.send({"id": message.get("id"), "ok": True})
        else:
            self._drain(stopped, lambda: None)
            stopped.when_gone(lambda: connection.send({"id": message.get("id"), "ok": True}))

    def _on_status(self, connection: Connection, message: Message) -> None:
        serving = self._serving
        loading = self._load.child if self._load is not None else None
        connection.send(
            {
                "id": message.get("id"),
                "ok": True,
                "revision": serving.revision.name if serving else None,
                "env_version": serving.revision.env_version if serving else None,
                "pid": serving.pid if serving else None,
                "started_at": serving.started_at if serving else None,
                "draining": [child.pid for child in self._children.values() if child.was == "draining"],
                "loading": loading.revision.name if loading else None,
            }
        )

    def _on_follow(self, connection: Connection, message: Message) -> None:
        self._records.follow(connection, {"id": message.get("id"), "ok": True})

    # Loading

    def _begin_load(self, message: Message, connection: Connection | None) -> None:
        load = Load(self._loop, message.get("id"), connection, self._switch)
        try:
            wanted = Revision.from_message(message)
            if self._is_loading(wanted) and self._load is not None:
                return self._load.join(message.get("id"), connection)
            if self._load is not None:
                self._load.cancel("another load took its place")
                self._load = None
            if self._serving is not None and self._serving.revision.key == wanted.key:
                return load.reply_that(self._serving)
            folder = wanted.write(self._settings.work_dir)
            # Imported here and not in the child alone, so that later revisions need not import it again.
            preload.preload_named(wanted.files.values())
        except Failure as failure:
            return load.reply_failure(failure)
        self._load = load
        self._fork(load, wanted, folder)

    def _is_loading(self, wanted: Revision) -> bool:
        load = self._load
        return (
            load is not None
            and load.child is not None
            and load.failure is None
            and load.child.revision.key == wanted.key
        )

    def _fork(self, load: Load, wanted: Revision, folder: str) -> None:
        child = ChildProcess(
            self._loop, wanted, folder, self._add_record, load.receive, lambda: self._forget(child, load)
        )
        load.begin(child)
        try:
            child.start(self._listener.fileno(), self._settings.app_id, self._settings.data_dir)
        except OSError as error:
            self._load = None
            load.clear_deadline()
            revision.remove(folder)
            return load.reply_failure(Failure("internal", f"no process can be started: {error}"))
        self._children[child.pid] = child
        if self._records.paused:
            child.pause(True)

    def _switch(self, load: Load) -> None:
        """The gate is passed: the new child accepts first, then the old one stops, so that somebody always does."""
        child = load.child
        if child is None or load is not self._load:
            return
        load.enter("switch", child.revision.limits.health_seconds, "unhealthy", "the app stopped answering")
        child.on_message = lambda message: self._take_over(load) if "accepting" in message else None
        child.command("accept")

    def _take_over(self, load: Load) -> None:
        if load.child is None or load.failure is not None:
            return
        load.clear_deadline()
        # From here on the load cannot be cancelled: requests are being answered.
        self._load = None
        old, self._serving = self._serving, load.child
        load.child.was = "serving"
        if old is None:
            load.reply_success()
        else:
            self._drain(old, load.reply_success)

    def _drain(self, child: ChildProcess, on_stopped: Callable[[], None]) -> None:
        """Have a child finish what it has. `on_stopped`: it accepts no more, or it is gone."""
        child.was = "draining"
        child.on_message = lambda message: on_stopped() if "draining" in message else None
        child.when_gone(on_stopped)
        child.command("drain")
        self._loop.call_later(child.revision.limits.drain_seconds + DRAIN_GRACE_SECONDS, child.kill)

    # Ends

    def _reap(self) -> None:
        ended = process.reap()
        for pid, exit_code, number in ended:
            child = self._children.get(pid)
            if child is not None:
                child.ended(exit_code, number)
        if ended:
            process.kill_strays(set(self._children))

    def _forget(self, child: ChildProcess, load: Load) -> None:
        """A child is gone and its last words are read."""
        del self._children[child.pid]
        self._add_record(child.exited_event())
        load.end_after_exit()
        served = self._serving is child
        if served:
            self._serving = None
        if self._load is load:
            self._load = None
        if self._leaving and not self._children:
            self._loop.stop()
        elif self._settings.pod is not None and not self._children:
            self._end_pod(child, load)

    def _end_pod(self, child: ChildProcess, load: Load) -> None:
        """Nothing is left that could answer: the pod ends with the reason, and the cluster starts another."""
        reason = load.failure or child.end_as_failure()
        self._loop.call_later(LAST_WORDS_SECONDS, lambda: self._settings.pod and self._settings.pod.end(reason))

    def _pause_children(self, paused: bool) -> None:
        for child in self._children.values():
            child.pause(paused)

    def _leave(self) -> None:
        """SIGTERM: let requests end, then go."""
        self._leaving = True
        if self._load is not None:
            self._load.cancel("the runner is ending")
        if self._serving is not None:
            self._drain(self._serving, lambda: None)
        if not self._children:
            self._loop.stop()

    def _kill_everything(self) -> None:
        for child in self._children.values():
            child.kill()
        process.kill_all_descendants()
        os._exit(0)


def main(settings: Settings, lifeline: socket.socket | None = None, first: Message | None = None) -> None:
    """Be a supervisor. Never returns.

    In a forked process `lifeline` leads to the parent; in a pod `first` is the load request of the cold start.
    """
    process.become_subreaper()
    process.ignore_input()
    try:
        supervisor = Supervisor(settings)
    except (OSError, ValueError) as error:
        text = f"the supervisor cannot listen: {error}"
        if lifeline is not None:
            lifeline.sendall(text.encode())
        print(f"fp_runner: {text}", file=sys.stderr)
        os._exit(1)
    if lifeline is not None:
        supervisor.watch_above(lifeline)
        lifeline.sendall(b"\n")
    process.run(lambda: _serve(supervisor, first))
    os._exit(0)


def _serve(supervisor: Supervisor, first: Message | None) -> None:
    if first is not None:
        supervisor.load_at_start(first)
    supervisor.run()

"""The parent: imports the expensive libraries once and forks a supervisor per app (one machine only)."""

from __future__ import annotations

import os
import platform
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass

from . import preload, process, supervisor
from .event_loop import READ, EventLoop
from .protocol import Connection, Message, accept_all, listen
from .supervisor import Settings


@dataclass
class SupervisorProcess:
    """A supervisor as the parent sees it. The lifeline's end tells each that the other is gone."""

    app_id: str
    pid: int
    lifeline: socket.socket
    is_ready: bool = False


class Parent:
    """Answers `spawn` and `ping`; ends when its standard input does."""

    def __init__(self, control: str) -> None:
        self._loop = EventLoop()
        self._supervisors: dict[int, SupervisorProcess] = {}
        self._connections: set[Connection] = set()
        self._control = listen(control)
        self._packages = preload.versions()
        self._loop.watch(self._control, READ, lambda: accept_all(self._control, self._connect))
        self._loop.watch(0, READ, self._read_input)
        self._loop.on_signal(signal.SIGCHLD, self._reap)
        self._loop.on_signal(signal.SIGTERM, self._leave)
        # The server's terminal: the server decides what an interrupt means, and ends our input.
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def run(self) -> None:
        """Serve until the input ends."""
        self._loop.run()

    def _connect(self, stream: socket.socket) -> None:
        connection = Connection(
            self._loop,
            stream,
            lambda message: self._dispatch(connection, message),
            lambda: self._connections.discard(connection),
        )
        self._connections.add(connection)

    def _dispatch(self, connection: Connection, message: Message) -> None:
        reply: Message = {"id": message.get("id")}
        if message.get("op") == "ping":
            connection.send({**reply, "ok": True, "python": platform.python_version(), "packages": self._packages})
        elif message.get("op") == "spawn":
            self._spawn(message, lambda result: connection.send({**reply, **result}))
        else:
            error = f"the operation {message.get('op')!r} is not known"
            connection.send({**reply, "ok": False, "error": error})

    def _spawn(self, message: Message, answer: Callable[[Message], None]) -> None:
        try:
            fields = {name: message[name] for name in ("app_id", "control", "listen", "work_dir", "data_dir")}
        except KeyError as error:
            return answer({"ok": False, "error": f"the spawn request lacks {error}"})
        settings = Settings(**{name: str(value) for name, value in fields.items()})
        ours, theirs = socket.socketpair()
        entry = _supervisor_entry(settings, theirs)
        try:
            pid = process.fork(entry, [theirs.fileno()], (self._loop, ours, theirs, self))
        except OSError as error:
            return answer({"ok": False, "error": f"no process can be started: {error}"})
        theirs.close()
        started = SupervisorProcess(settings.app_id, pid, ours)
        self._supervisors[pid] = started
        self._loop.watch(ours, READ, lambda: self._hear(started, answer))

    def _hear(self, started: SupervisorProcess, answer: Callable[[Message], None]) -> None:
        """The first line from a supervisor: empty when it listens, else what went wrong."""
        self._loop.forget(started.lifeline)
        text = started.lifeline.recv(4096).decode("utf-8", "replace")
        started.is_ready = text == "\n"
        if started.is_ready:
            answer({"ok": True, "pid": started.pid})
        else:
            answer({"ok": False, "error": text or "the supervisor ended before it listened"})

    def _reap(self) -> None:
        ended = process.reap()
        for pid, exit_code, number in ended:
            gone = self._supervisors.pop(pid, None)
            if gone is not None and gone.is_ready:
                gone.lifeline.close()
                self._tell(
                    {
                        "event": "supervisor-exited",
                        "app_id": gone.app_id,
                        "pid": pid,
                        "exit_code": exit_code,
                        "signal": number,
                    }
                )
        if ended:
            # What a killed supervisor had below it comes to us.
            process.kill_strays(set(self._supervisors))

    def _tell(self, event: Message) -> None:
        for connection in list(self._connections):
            connection.send(event)

    def _read_input(self) -> None:
        if not os.read(0, 4096):
            self._leave()

    def _leave(self) -> None:
        """Let go of every lifeline: the supervisors end all below them, then themselves."""
        for started in self._supervisors.values():
            self._loop.forget(started.lifeline)
            started.lifeline.close()
        process.wait_for_children(seconds=3)
        process.kill_all_descendants()
        os._exit(0)


def main(control: str) -> None:
    """Be the parent. Never returns."""
    process.become_subreaper()
    preload.preload_all()
    process.freeze()
    process.run(lambda: Parent(control).run())
    os._exit(0)


def _supervisor_entry(settings: Settings, lifeline: socket.socket) -> Callable[[], None]:
    descriptor = lifeline.fileno()
    return lambda: supervisor.main(settings, socket.socket(fileno=descriptor))

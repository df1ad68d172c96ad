"""One load on its way from the request to the answer: stages, deadlines, failure."""

from __future__ import annotations

from collections.abc import Callable

from .child_process import ChildProcess
from .event_loop import EventLoop, Timer
from .failure import Failure
from .protocol import Connection, Message, now

EXIT_SECONDS = 1.0
"""How long a child may take to exit (its `atexit` functions) after it reported its failure."""

GRACE_SECONDS = 1.0
"""What the supervisor adds to a limit that the child keeps itself."""


class Load:
    """A running `load`, and everybody who asked for it. `on_ready` is called when the gate is passed."""

    def __init__(
        self, loop: EventLoop, request_id: object, connection: Connection | None, on_ready: Callable[[Load], None]
    ) -> None:
        self._loop = loop
        self._askers: list[tuple[object, Connection | None]] = [(request_id, connection)]
        self._on_ready = on_ready
        self._timer: Timer | None = None
        self.child: ChildProcess | None = None
        self.failure: Failure | None = None
        self._answered = False

    def join(self, request_id: object, connection: Connection | None) -> None:
        """Somebody else asks for the same: told what has happened so far, and all that follows."""
        self._askers.append((request_id, connection))
        for stage in self.child.stages if self.child is not None else []:
            self._send(connection, {**stage, "load": request_id})

    def begin(self, child: ChildProcess) -> None:
        """The child is about to be forked."""
        self.child = child
        limit = child.revision.limits.import_seconds
        message = f"{child.revision.entrypoint} was not imported within {limit:g} s"
        self.enter("import", limit, "import_timeout", message)

    def receive(self, message: Message) -> None:
        """What the child says before it serves."""
        if "failure" in message:
            self._receive_failure(message["failure"])
        elif "say" in message and self.child is not None:
            self.child.say(str(message["say"]))
        elif self.failure is None and self.child is not None:
            limits = self.child.revision.limits
            if message.get("stage") == "start":
                text = f"the app's lifespan did not start within {limits.start_seconds:g} s"
                self.enter("start", limits.start_seconds, "start_timeout", text)
            elif message.get("stage") == "check":
                text = f"nothing answered within {limits.health_seconds:g} s"
                self.enter("check", limits.health_seconds + GRACE_SECONDS, "unhealthy", text)
            elif message.get("ready"):
                self._on_ready(self)

    def enter(self, stage: str, seconds: float, kind: str, message: str) -> None:
        """A stage begins, which ends the load as `kind` when it takes too long."""
        self.clear_deadline()
        event = {"event": "stage", "stage": stage, "at": now()}
        if self.child is not None:
            self.child.stages.append(event)
        for request_id, connection in self._askers:
            self._send(connection, {**event, "load": request_id})
        self._timer = self._loop.call_later(seconds, lambda: self._too_late(kind, message))

    def clear_deadline(self) -> None:
        """No deadline from here on."""
        if self._timer is not None:
            self._timer.cancel()

    def leave(self, request_id: object, message: str) -> None:
        """One who asked gives up; the load ends with the last of them."""
        if request_id not in [asker for asker, _ in self._askers]:
            return
        if len(self._askers) == 1:
            return self.cancel(message)
        for asker, connection in self._askers:
            if asker == request_id:
                failure = Failure("cancelled", message)
                self._send(connection, {"id": asker, "ok": False, "failure": failure.as_message()})
        self._askers = [(asker, connection) for asker, connection in self._askers if asker != request_id]

    def cancel(self, message: str) -> None:
        """End the load; its failure is sent when the child is gone."""
        self.fail(Failure("cancelled", message))
        if self.child is not None:
            self.child.kill()

    def fail(self, failure: Failure) -> None:
        """Remember why the load fails; the first reason counts."""
        self.clear_deadline()
        if self.failure is None:
            self.failure = failure

    def end_after_exit(self) -> None:
        """The child is gone: send the failure, completed with what is known of the end."""
        if self.child is None or self._answered:
            return
        self.clear_deadline()
        failure = self.failure or self.child.end_as_failure(" before it was ready")
        if failure.kind in ("import_timeout", "start_timeout", "unhealthy") and failure.file is None:
            told = self.child.failure(failure.kind, failure.message)
            failure.file, failure.line = told.file, told.line
        failure.tail = failure.tail or self.child.tail()
        self.reply_failure(failure)

    def reply_failure(self, failure: Failure) -> None:
        """Send the answer of a load that failed."""
        self._answer({"ok": False, "failure": failure.as_message()})

    def reply_success(self) -> None:
        """Send the answer of a load whose revision answers."""
        self.clear_deadline()
        if self.child is not None:
            self._answer({"ok": True, "revision": self.child.revision.name, "pid": self.child.pid})

    def reply_that(self, child: ChildProcess) -> None:
        """Send the answer of a load of what `child` answers with already, and how that came about."""
        stages = [{"stage": stage["stage"], "at": stage["at"]} for stage in child.stages]
        self._answer({"ok": True, "revision": child.revision.name, "pid": child.pid, "stages": stages})

    def _receive_failure(self, fields: Message) -> None:
        try:
            self.fail(Failure(**fields))
        except TypeError:
            self.fail(Failure("internal", "the child reported a failure that cannot be read"))
        if self.child is not None:
            self._loop.call_later(EXIT_SECONDS, self.child.kill)

    def _too_late(self, kind: str, message: str) -> None:
        self.fail(Failure(kind, message))
        if self.child is not None:
            self.child.kill_telling_where()

    def _answer(self, message: Message) -> None:
        if self._answered:
            return
        self._answered = True
        for request_id, connection in self._askers:
            self._send(connection, {"id": request_id, **message})

    @staticmethod
    def _send(connection: Connection | None, message: Message) -> None:
        if connection is not None:
            connection.send(message)

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
    """A running `load` request. `on_ready` is called when the gate is passed, `on_end` with the failure or None."""

    def __init__(
        self, loop: EventLoop, request_id: object, connection: Connection | None, on_ready: Callable[[Load], None]
    ) -> None:
        self._loop = loop
        self._connection = connection
        self._on_ready = on_ready
        self._timer: Timer | None = None
        self.request_id = request_id
        self.child: ChildProcess | None = None
        self.failure: Failure | None = None
        self._answered = False

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
        self._send({"event": "stage", "load": self.request_id, "stage": stage, "at": now()})
        self._timer = self._loop.call_later(seconds, lambda: self._too_late(kind, message))

    def clear_deadline(self) -> None:
        """No deadline from here on."""
        if self._timer is not None:
            self._timer.cancel()

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
        failure = self.failure or self.child.failure("exited", self.child.ended_in_words() + " before it was ready")
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
        if not self._answered:
            self._answered = True
            self._send({"id": self.request_id, **message})

    def _send(self, message: Message) -> None:
        if self._connection is not None:
            self._connection.send(message)

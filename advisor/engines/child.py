"""The child process that evaluates rule sets: its start, its requests, its time limit, its end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import IO, Any, cast

from advisor.errors import AdvisorError, Problem


@dataclass(slots=True)
class _Watch:
    """The deadline of a pending request, and whether the child is still in use."""

    deadline: float = inf
    over: Event = field(default_factory=Event)


_HELP = "the next call starts it anew; the engine `python` gives the same answers"


class Child:
    """A running worker; it ends with this object, with this process, or when it misbehaves."""

    def __init__(self, module: str, timeout: float) -> None:
        self.defined = 0
        self._timeout = timeout
        self._owner = os.getpid()
        try:
            # `-P` keeps a file of the current folder from standing in for a module.
            self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                [sys.executable, "-P", "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": _import_path()},
            )
        except OSError as error:
            message = f"the engine `durable-rules` cannot be started: {error.strerror or error}"
            raise AdvisorError(Problem(message)) from error
        # Neither is None, as both were requested as pipes.
        self._requests = cast("IO[bytes]", self.process.stdin)
        self._answers = cast("IO[bytes]", self.process.stdout)
        self._watch = _Watch()
        # One thread that polls: a thread for each request would take longer to start
        # than most answers take.
        arguments = (self.process, self._watch, min(1.0, timeout / 4))
        Thread(target=_watch_over, args=arguments, daemon=True).start()
        self.end = weakref.finalize(self, _end, self.process, self._owner, self._watch)

    @property
    def usable(self) -> bool:
        """Whether it can be asked: not ended, and not inherited through a fork."""
        return self.end.alive and self._owner == os.getpid()

    def ask(
        self, definitions: Sequence[str], messages: Sequence[tuple[int, str]]
    ) -> list[list[str]]:
        """The names of the rules that fire for each message, after taking some definitions."""
        request = json.dumps({"define": definitions, "ask": messages})
        try:
            answer = self._exchanged(request.encode("ascii") + b"\n")
        except BaseException:
            # Also when interrupted: an unread answer would be taken for that of the next request.
            self.end()
            raise
        self.defined += len(definitions)
        fired: list[list[str]] = answer["fired"]
        return fired

    def _exchanged(self, request: bytes) -> dict[str, Any]:
        self._watch.deadline = deadline = monotonic() + self._timeout
        try:
            self._requests.write(request)
            self._requests.flush()
            line = self._answers.readline()
        except OSError:
            line = b""
        finally:
            self._watch.deadline = inf
        if not line.endswith(b"\n"):
            raise AdvisorError(Problem(self._ending(monotonic() >= deadline), help=_HELP))
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            message = f"the engine `durable-rules` failed: {answer['error']}"
            raise AdvisorError(Problem(message, help=_HELP))
        return answer

    def _ending(self, late: bool) -> str:
        if late:
            return f"the engine `durable-rules` did not answer within {self._timeout:g} s"
        code = self.process.wait()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"the engine `durable-rules` ended unexpectedly ({how})"


def _import_path() -> str:
    """Where this process finds modules, so that the child finds the same ones."""
    # The current folder is left out, even where advisor itself was found through it.
    absolute = [entry for entry in sys.path if Path(entry).is_absolute()]
    return os.pathsep.join((*absolute, str(Path(__file__).resolve().parents[2])))


def _watch_over(process: subprocess.Popen[bytes], watch: _Watch, interval: float) -> None:
    while not watch.over.wait(interval):
        if monotonic() >= watch.deadline:
            process.kill()
            return


def _end(process: subprocess.Popen[bytes], owner: int, watch: _Watch) -> None:
    watch.over.set()
    # After a fork the worker still serves the process that started it.
    if os.getpid() == owner:
        process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                continue  # nobody will read what is still unwritten
    if os.getpid() == owner:
        process.wait()

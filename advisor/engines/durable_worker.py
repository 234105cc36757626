"""The child process in which durable-rules runs: JSON lines in, JSON lines out, nothing else.

It is started by `advisor.engines.child` and imports nothing of advisor's, so that it starts fast.
A request is `{"define": [definition, …], "ask": [[number, message], …]}`: rule sets are numbered
from 0 in the order they are defined; the answer lists the rules that fire for each message.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import Any

durable: Any = import_module("durable_rules_engine")  # a C module, which no stub describes

_FIRED = 0  # the code of a message that some rule matched


class Handles:
    """The rule sets of this process, by number."""

    def __init__(self) -> None:
        self._handles: list[int] = []

    def define(self, definition: str) -> None:
        """Take a rule set, which durable-rules never gives back."""
        self._handles.append(durable.create_ruleset(f"r{len(self._handles)}", definition))

    def fired(self, number: int, message: str) -> list[str]:
        """The names of the rules that fire when the message is the only fact."""
        handle = self._handles[number]
        code, state = durable.assert_fact(handle, message)
        if code != _FIRED:
            raise RuntimeError(f"a message was not taken: code {code}")
        names = []
        action = durable.start_action_for_state(handle, state)[1]
        while action:
            # `{"name":{"m":{…}}}`: names are ours, plain, and all that is wanted of it.
            names.append(action[2 : action.index('"', 2)])
            action = durable.complete_and_start_action(handle, state)
        durable.retract_fact(handle, message)
        return names


def answer(handles: Handles, request: dict[str, Any]) -> dict[str, Any]:
    """What to write back; an error is a message."""
    try:
        for definition in request["define"]:
            handles.define(definition)
        return {"fired": [handles.fired(number, message) for number, message in request["ask"]]}
    except Exception as error:  # noqa: BLE001  # whatever it is, the parent must hear of it
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answer until the parent closes the pipe."""
    # Whatever C code prints must not mix with the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    handles = Handles()
    for line in sys.stdin:
        answers.write(json.dumps(answer(handles, json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

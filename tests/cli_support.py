"""Calls of the command line: within this process, or in one of its own where streams matter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from advisor.cli import outcome

__all__ = ["COMMAND", "EXAMPLES", "Result", "call", "environment", "run"]

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
COMMAND = [sys.executable, "-m", "advisor"]


class Result(NamedTuple):
    """What a call did: its exit code, its standard output and its standard error."""

    code: int
    out: str
    err: str


def call(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Result:
    """A call within this process."""
    capsys.readouterr()
    code = outcome([str(each) for each in arguments])
    return Result(code, *capsys.readouterr())


def environment(**changes: str) -> dict[str, str]:
    """The environment of a terminal nobody has set anything up in."""
    passed = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**passed, "PYTHONPATH": str(ROOT), **changes}


def run(*arguments: str | Path, **options: Any) -> Result:
    """A call in a process of its own."""
    options.setdefault("env", environment())
    command = [*COMMAND, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60, **options)
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

"""Runs the command line in this process, in a folder of the test's own."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from advisor.cli import run

GOOD = """\
name: report
image: app
lambda_image: false
duration: 1 h
vcpus: 2
memory: 8 GiB
runs_per_month: 10
"""
LONG_ON_LAMBDA = """\
name: report
duration: 20 min
platform: lambda
vcpus: 1
memory: 2 GiB
runs_per_month: 10
"""


class Answer(NamedTuple):
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str


class Folder:
    """A folder with files, and the command line in it."""

    def __init__(
        self,
        path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.path = path
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.chdir(path)
        for name in ("ADVISOR_FORMAT", "FORCE_COLOR", "NO_COLOR"):
            monkeypatch.delenv(name, raising=False)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Put files there, with the folders they need."""
        for name, content in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content.encode() if isinstance(content, str) else content
            path.write_bytes(data)

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return (self.path / name).read_bytes()

    def call(self, *arguments: str, stdin: bytes | None = None) -> Answer:
        """Call `advisor` with these arguments."""
        self._monkeypatch.setattr(sys, "argv", ["advisor", *arguments])
        if stdin is not None:
            stream = io.TextIOWrapper(io.BytesIO(stdin))
            self._monkeypatch.setattr(sys, "stdin", stream)
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            run()
        captured = self._capsys.readouterr()
        code = stopped.value.code
        return Answer(code if isinstance(code, int) else 0, captured.out, captured.err)

    def check(self, *arguments: str, stdin: bytes | None = None) -> Answer:
        """Call `advisor check`."""
        return self.call("check", *arguments, stdin=stdin)

    def codes(self, *arguments: str) -> list[str]:
        """The codes that `advisor check` finds, in their order."""
        lines = self.check("-f", "concise", *arguments).out.splitlines()
        return [line.split(": ", 1)[1].split(" ", 1)[0] for line in lines]


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Folder:
    """An empty folder, and the command line in it."""
    return Folder(tmp_path, monkeypatch, capsys)

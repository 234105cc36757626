"""Streams that end, fill up or cannot show a letter, and interrupts: quiet, or told in one line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import COMMAND, EXAMPLES, Result, environment, run

LAMBDA = EXAMPLES / "thumbnail.workload.json"
FULL = Path("/dev/full")

needs_posix = pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
buffering = pytest.mark.parametrize("unbuffered", ["", "1"])


def shell(line: str, unbuffered: str = "") -> Result:
    """What a shell line does, with `advisor` for the command and `$spec` for a spec."""
    changes = {"PYTHONUNBUFFERED": unbuffered, "spec": str(LAMBDA)}
    script = f'advisor() {{ "{sys.executable}" -m advisor "$@"; }}\n{line}\n'
    command = ["bash", "-c", script]
    done = subprocess.run(
        command, capture_output=True, check=False, env=environment(**changes), timeout=60
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


@needs_posix
@buffering
@pytest.mark.parametrize(
    "call", ["recommend $spec", "--version", "--help", "schema recommendation", "recommend -h"]
)
def test_a_pipe_that_nobody_reads_ends_quietly(call: str, unbuffered: str):
    # The reader is gone before anything is written: `true` ends while the writer still starts.
    line = f"(sleep 0.2; advisor {call}; echo $? >&2) | true"
    assert shell(line, unbuffered) == (0, "", "0\n")


@needs_posix
@buffering
def test_a_pipe_that_is_closed_midway_ends_quietly(unbuffered: str):
    many = " ".join(["$spec"] * 30)  # more than a pipe holds
    done = shell(f"advisor recommend {many} | head -1; echo ${{PIPESTATUS[0]}}", unbuffered)
    assert done == (0, f"thumbnail ({LAMBDA})\n0\n", "")


@needs_posix
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("advisor recommend $spec >&-", 0),
        ("advisor recommend $spec >&- 2>&- <&-", 0),
        ("advisor --version >&-", 0),
        ("advisor recommend nowhere 2>&-", 2),
        ("advisor recommend nowhere >&- 2>&-", 2),
        ("advisor recomend 2>&-", 2),
        ("advisor recommend nowhere 2>/dev/full", 2),
        ("advisor recomend 2>/dev/full", 2),
    ],
)
def test_a_stream_that_takes_nothing_changes_no_exit_code(line: str, code: int):
    assert shell(line) == (code, "", "")


@needs_full
@buffering
@pytest.mark.parametrize("call", ["recommend $spec", "--version", "--help", "schema"])
def test_a_full_disk_is_told_once(call: str, unbuffered: str):
    said = "error: the output cannot be written: no space left on device\n"
    assert shell(f"advisor {call} >/dev/full", unbuffered) == (2, "", said)


@needs_full
def test_a_full_disk_is_told_with_the_file():
    said = "error: /dev/full: cannot be written: no space left on device\n"
    assert shell("advisor recommend $spec -o /dev/full") == (2, "", said)


@needs_posix
def test_standard_input_that_is_closed_is_told():
    said = "error: <stdin>: there is no standard input to read\n"
    assert shell("advisor recommend - <&-") == (2, "", said)


@needs_posix
def test_an_interrupt_is_quiet(tmp_path: Path):
    pipe = tmp_path / "never-written"
    os.mkfifo(pipe)
    command = [*COMMAND, "recommend", str(pipe)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        # A shell's background jobs ignore interrupts, and hand that on to what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # one thread
    )
    # The writing end opens when the command has come as far as reading its spec.
    with pipe.open("wb"):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


@pytest.mark.parametrize(
    ("encoding", "form"), [("ascii", "text"), ("ascii", "json"), ("cp1252", "json")]
)
def test_a_terminal_without_a_letter_shows_its_code_and_json_stays_json(
    tmp_path: Path, encoding: str, form: str
):
    name = "été → 😀 \ufb00"
    path = tmp_path / "spec.json"
    path.write_text(json.dumps({"name": name, "duration": "1 min"}))
    done = subprocess.run(
        [*COMMAND, "recommend", str(path), "-f", form],
        capture_output=True,
        check=True,
        env=environment(PYTHONIOENCODING=encoding),
        timeout=60,
    )
    shown = done.stdout.decode(encoding)
    assert "\\u2192 \\ud83d\\ude00 \\ufb00" in shown
    if form == "json":
        assert json.loads(shown)["workload"]["name"] == name


@needs_posix
def test_a_file_name_that_is_no_text_is_shown_inert(tmp_path: Path):
    name = os.fsencode(tmp_path) + b"/\xff\x1b[31m\n.yaml"
    for changes in ({}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        done = subprocess.run(
            [*COMMAND, "recommend", name],
            capture_output=True,
            check=False,
            env=environment(**changes),
            timeout=60,
        )
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.endswith(b"/\\udcff\\x1b[31m\\n.yaml: no such file\n")


def test_windows_line_ends_change_nothing_but_the_text(tmp_path: Path):
    unix, windows = tmp_path / "a.yaml", tmp_path / "b.yaml"
    unix.write_bytes(b"name: a\nmemory: 8 GiB\nvcpus: x\n")
    windows.write_bytes(b"\xef\xbb\xbfname: a\r\nmemory: 8 GiB\r\nvcpus: x\r\n")
    one, other = run("recommend", unix), run("recommend", windows)
    assert one.code == other.code == 2
    assert one.err.replace(str(unix), "") == other.err.replace(str(windows), "")
    assert ":3:8: `vcpus`" in other.err


@needs_posix
def test_a_folder_that_is_gone_hides_no_spec_elsewhere():
    line = 'cd "$(mktemp -d)" && rmdir "$PWD" && advisor recommend $spec | head -1'
    assert shell(line).out == f"thumbnail ({LAMBDA})\n"


@needs_posix
def test_a_command_in_a_folder_that_is_gone_says_so(tmp_path):
    done = shell(f"mkdir {tmp_path}/gone && cd {tmp_path}/gone && rmdir ../gone && advisor check")
    assert done.code == 2
    assert done.err == "error: the current folder is gone; go to one that is there\n"

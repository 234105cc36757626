"""`advisor init` writes a spec to start from that is valid, commented, and never in the way."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
import yaml
from check_support import Folder

from advisor.check.starting import ASKED, answer, started
from advisor.errors import AdvisorError
from advisor.reading import read_text
from advisor.validation import validated
from advisor.workload import Workload


def test_options_are_filled_in_and_all_else_is_there_to_be_uncommented(folder: Folder):
    made = folder.call(
        "init", "report.workload.yaml", "--name", "report", "--duration", "20 min",
        "--vcpus", "2", "--memory", "8 GiB", "--interruptible", "--set", "platform=batch-fargate",
    )  # fmt: skip
    assert made.code == 0
    text = folder.read("report.workload.yaml").decode()
    assert text.startswith("# yaml-language-server: $schema=./workload.schema.json\n")
    assert yaml.safe_load(text) == {
        "name": "report",
        "duration": "20 min",
        "vcpus": 2,
        "memory": "8 GiB",
        "interruptible": True,
        "platform": "batch-fargate",
    }
    assert "# gpus: 1  # whole GPUs" in text
    assert folder.check("report.workload.yaml").code == 0


def test_the_schema_beside_it_is_the_one_that_advisor_prints(folder: Folder):
    folder.call("init", "--name", "x")
    assert json.loads(folder.read("workload.schema.json")) == json.loads(folder.call("schema").out)


def test_every_example_is_valid_once_it_is_uncommented():
    lines = started({"name": "x"}, None).split("\n")
    fields = [line.removeprefix("# ") for line in lines if line.startswith("# ") and ": " in line]
    fields = [line for line in fields if line.split(":")[0] in Workload.model_fields]
    assert len(fields) > 25
    text = "\n".join(line for line in fields if not line.startswith("runtime"))
    document = read_text(text.replace("gpus: 1 ", "gpus: 0 "), "workload.yaml")
    validated(Workload, document)


def test_what_is_there_is_not_overwritten_unless_forced(folder: Folder):
    folder.write({"workload.yaml": "name: mine\n", "workload.schema.json": "{}"})
    refused = folder.call("init", "--name", "new")
    assert refused.code == 2
    assert "workload.yaml: is there already" in refused.err
    assert folder.read("workload.yaml") == b"name: mine\n"
    assert folder.call("init", "--name", "new", "--force").code == 0
    assert b"name: new" in folder.read("workload.yaml")
    assert folder.read("workload.schema.json") != b"{}"


def test_a_schema_that_is_there_stays(folder: Folder):
    folder.write({"workload.schema.json": "{}"})
    folder.call("init", "--name", "x")
    assert folder.read("workload.schema.json") == b"{}"


def test_without_a_schema_none_is_named(folder: Folder):
    folder.call("init", "--name", "x", "--no-schema")
    assert not (folder.path / "workload.schema.json").exists()
    assert b"$schema" not in folder.read("workload.yaml")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--memory", "8"), "`8` has no unit"),
        (("--vcpus", "many"), "`vcpus`"),
        (("--trigger", "cron"), "`trigger` must be one of"),
        (("--set", "durtion=3 s"), "did you mean `duration`?"),
        (("--set", "duration"), "--set takes FIELD=VALUE"),
        (("x.json",), "must end in .yaml or .yml"),
        (("nowhere/x.yaml",), "nowhere"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(folder: Folder, arguments, words):
    refused = folder.call("init", *arguments)
    assert refused.code == 2
    assert words in refused.err
    assert list(folder.path.iterdir()) == []


def test_all_wrong_options_are_told_at_once(folder: Folder):
    refused = folder.call("init", "--memory", "8", "--vcpus", "x", "--gpus", "-1")
    assert refused.err.count("error:") == 3


@pytest.mark.parametrize(
    "text", ["a: b", "yes", "1.0", "- a", "# a", "x # y", "", "'", '"', "a\nb", "é 日", "*a", " a "]
)
def test_any_text_is_written_so_that_it_is_read_back(text):
    known = {"description": text, "name": "n"}
    assert yaml.safe_load(started(known, None))["description"] == text
    document = read_text(started(known, None), "workload.yaml")
    assert document.value["description"] == text


def test_a_name_that_looks_like_a_number_stays_a_text():
    assert answer("name", "42") == "42"
    assert answer("vcpus", "0.5") == 0.5
    with pytest.raises(AdvisorError):
        answer("vcpus", "9" * 30)


def test_nothing_is_asked_where_nobody_can_answer(folder: Folder):
    assert folder.call("init", stdin=b"").code == 0
    assert yaml.safe_load(folder.read("workload.yaml")) == {"name": folder.path.name}


def test_a_spec_is_called_after_its_file(folder: Folder):
    folder.call("init", "nightly-report.workload.yaml")
    assert yaml.safe_load(folder.read("nightly-report.workload.yaml")) == {"name": "nightly-report"}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_at_a_terminal_it_asks_and_asks_again_what_it_did_not_understand(tmp_path: Path):
    import pty

    answers = ["report", "", "8", "8 min", "2", "2 GiB", *[""] * (len(ASKED) - 5)]
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover  # the child is the command line itself
        os.chdir(tmp_path)
        os.execv(sys.executable, [sys.executable, "-m", "advisor", "init"])
    shown = b""
    for each in answers:
        os.write(terminal, f"{each}\n".encode())
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert b"which one?" in shown
    found = yaml.safe_load((tmp_path / "workload.yaml").read_text())
    assert found == {"name": "report", "duration": "8 min", "vcpus": 2, "memory": "2 GiB"}

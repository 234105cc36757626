"""The command line from the outside: what it prints, writes, refuses, and exits with."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from pathlib import Path

import pytest
from cli_support import EXAMPLES, call

import advisor.cli.recommend
from advisor import __version__
from advisor.cli import ISSUES

LAMBDA = EXAMPLES / "thumbnail.workload.json"
FARGATE = EXAMPLES / "nightly-report.workload.yaml"
NOTHING_FITS = "name: impossible\nmemory: 1000 TiB\nvcpus: 1\n"

Capsys = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ADVISOR_FORMAT", "ADVISOR_DEBUG", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def impossible(tmp_path: Path) -> Path:
    """A spec that no platform fits."""
    path = tmp_path / "impossible.yaml"
    path.write_text(NOTHING_FITS)
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A spec with one mistake."""
    path = tmp_path / "broken.yaml"
    path.write_text("memory: 8\n")
    return path


# ---------------------------------------------------------------------------- help and version


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_one_line(capsys: Capsys, option: str):
    assert call(capsys, option) == (0, f"advisor {__version__}\n", "")


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("verb", [(), ("recommend",), ("schema",)])
def test_help_keeps_its_lines_within_a_terminal(capsys: Capsys, verb: tuple[str, ...], option: str):
    code, out, err = call(capsys, *verb, option)
    assert (code, err) == (0, "")
    assert "Usage: advisor" in out
    assert "\\b" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_each_example_in_the_help_of_recommend_has_a_line_of_its_own(capsys: Capsys):
    lines = call(capsys, "recommend", "--help").out.splitlines()
    assert sum(line.startswith("  advisor recommend ") for line in lines) == 6


def test_every_option_says_what_it_does():
    options = advisor.cli.recommend.command.params[1:]
    assert all(getattr(option, "help", None) for option in options)


def test_the_help_says_how_words_are_completed(capsys: Capsys):
    assert "_ADVISOR_COMPLETE=bash_source" in call(capsys, "--help").out


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("advisor rec", ["plain,recommend"]),
        ("advisor recommend --fo", ["plain,--format", "plain,--force"]),
        ("advisor recommend -f m", ["plain,markdown"]),
        ("advisor recommend --engine d", ["plain,durable-rules"]),
        ("advisor recommend wor", ["file,wor"]),
    ],
)
def test_the_shell_completes_commands_options_values_and_files(
    capsys: Capsys, monkeypatch: pytest.MonkeyPatch, line: str, completed: list[str]
):
    monkeypatch.setenv("_ADVISOR_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - 1))
    assert call(capsys) == (0, "\n".join([*completed, ""]), "")


# ---------------------------------------------------------------------------- usage


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["recomend"], "`recomend` is not a command; did you mean `recommend`?"),
        (
            ["\x1b[31mred"],
            "`\\x1b[31mred` is not a command; there are recommend, explore",
        ),
        (["recommend"], "Missing argument 'SPEC...'"),
        (["recommend", ""], "a file name is empty"),
        (["recommend", "-", "-"], "`-` is given twice, and standard input can be read once"),
        (["recommend", "a.yaml", "-f", "yaml"], "'yaml' is not one of 'text', 'markdown', 'json'"),
        (["recommend", "a.yaml", "--engine", "x"], "'x' is not one of 'python', 'durable-rules'"),
        (["recommend", "a.yaml", "--fromat", "json"], "'--format'"),
        (["recommend", "a.yaml", "--rules", "nowhere"], "no installed pack is called `nowhere`"),
        (["schema", "answer"], "'answer' is not one of 'workload', 'recommendation'"),
    ],
)
def test_a_wrong_call_is_explained_on_standard_error(
    capsys: Capsys, arguments: list[str], said: str
):
    code, out, err = call(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_the_environment_sets_the_format_and_an_option_is_stronger(
    capsys: Capsys, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ADVISOR_FORMAT", "json")
    assert json.loads(call(capsys, "recommend", LAMBDA).out)["platform"]
    assert call(capsys, "recommend", LAMBDA, "-f", "markdown").out.startswith("---")


def test_a_wrong_format_in_the_environment_is_named(
    capsys: Capsys, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ADVISOR_FORMAT", "xml")
    code, out, err = call(capsys, "recommend", LAMBDA)
    assert (code, out) == (2, "")
    assert "ADVISOR_FORMAT" in err
    assert "'xml'" in err


def test_an_engine_that_is_not_installed_is_said_once(
    capsys: Capsys, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("advisor.engines.durable.find_spec", lambda _name: None)
    advisor.engines.engine.cache_clear()
    code, out, err = call(capsys, "recommend", LAMBDA, FARGATE, "--engine", "durable-rules")
    assert (code, out) == (2, "")
    assert err.count("error:") == 1
    assert "is not installed; install it with `pip install" in err


# ---------------------------------------------------------------------------- answers


def test_one_answer_as_json_is_an_object_and_of_several_an_array(capsys: Capsys):
    one = json.loads(call(capsys, "recommend", LAMBDA, "-f", "json").out)
    several = json.loads(call(capsys, "recommend", LAMBDA, FARGATE, "-f", "json").out)
    assert several[0] == one
    assert [each["workload"]["name"] for each in several] == ["thumbnail", "nightly-report"]


def test_an_array_stays_one_when_a_broken_spec_leaves_one_answer(capsys: Capsys, broken: Path):
    code, out, err = call(capsys, "recommend", broken, LAMBDA, "-f", "json")
    assert code == 2
    assert [each["workload"]["name"] for each in json.loads(out)] == ["thumbnail"]
    assert err.startswith(f"error: {broken}:1:9: `memory`")


def test_texts_stand_one_after_the_other(capsys: Capsys):
    out = call(capsys, "recommend", FARGATE, LAMBDA).out
    assert out.index("nightly-report (") < out.index("thumbnail (")


def test_the_exit_code_is_that_of_the_worst(capsys: Capsys, impossible: Path, broken: Path):
    assert call(capsys, "recommend", LAMBDA).code == 0
    assert call(capsys, "recommend", LAMBDA, impossible).code == 1
    assert call(capsys, "recommend", impossible, broken, LAMBDA).code == 2


def test_standard_input_is_a_spec(capsys: Capsys, monkeypatch: pytest.MonkeyPatch):
    stream = io.TextIOWrapper(io.BytesIO(LAMBDA.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert call(capsys, "recommend", "-").out.startswith("thumbnail\nAWS Lambda")


def test_a_pipe_is_a_spec(capsys: Capsys, tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(LAMBDA.read_bytes()))
    writer.start()
    assert call(capsys, "recommend", pipe).code == 0
    writer.join()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), "has no workload in any of its files"),
        (lambda path: path.touch(), "is empty"),
        (lambda path: path.write_text(" \n\n"), "is empty"),
        (lambda path: path.symlink_to("/dev/null"), "is empty"),
        (lambda path: path.symlink_to(path), "cannot be read: too many levels of symbolic links"),
        (lambda path: (path.touch(), os.truncate(path, 10**8)), "is larger than 10 MiB"),
        (lambda path: path.write_text(f"name: {'x' * 2**20}"), "is larger than 1024 KiB"),
        (lambda _path: None, "no such file"),
    ],
)
def test_what_is_no_spec_is_named_and_hides_no_other(
    capsys: Capsys, tmp_path: Path, make: object, said: str
):
    path = tmp_path / "spec.yaml"
    make(path)  # type: ignore[operator]
    code, out, err = call(capsys, "recommend", path, LAMBDA)
    assert code == 2
    assert err.startswith(f"error: {path}: {said}")
    assert err.count("\n") == 1
    assert out.startswith("thumbnail (")


def test_an_answer_goes_to_a_file(capsys: Capsys, tmp_path: Path):
    path = tmp_path / "answer.json"
    assert call(capsys, "recommend", LAMBDA, "-f", "json", "-o", path) == (0, "", "")
    assert path.read_text() == call(capsys, "recommend", LAMBDA, "-f", "json", "-o", "-").out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing/answer.txt", "cannot be written: no such file or directory"),
        (".", "is a folder, not a file"),
        ("spec.yaml/answer.txt", "cannot be written: not a directory"),
        ("spec.yaml", "is the spec itself: not overwritten"),
    ],
)
def test_a_file_that_cannot_be_written_is_named(
    capsys: Capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
):
    monkeypatch.chdir(tmp_path)
    Path("spec.yaml").write_text("name: a\n")
    assert call(capsys, "recommend", "spec.yaml", "-o", name) == (
        2,
        "",
        f"error: {name}: {said}\n",
    )
    assert Path("spec.yaml").read_text() == "name: a\n"
    assert [path.name for path in tmp_path.iterdir()] == ["spec.yaml"]


def test_a_file_that_is_overwritten_keeps_its_mode(capsys: Capsys, tmp_path: Path):
    path = tmp_path / "answer.txt"
    path.write_text("old")
    path.chmod(0o640)
    assert call(capsys, "recommend", LAMBDA, "-o", path).code == 0
    assert path.stat().st_mode & 0o777 == 0o640


# ---------------------------------------------------------------------------- starters


def test_a_starter_is_written_beside_the_answer(capsys: Capsys, tmp_path: Path):
    code, out, err = call(capsys, "recommend", LAMBDA, "--out", tmp_path / "deploy")
    assert code == 0
    assert out.startswith("thumbnail (")
    assert f"wrote {tmp_path / 'deploy' / 'template.yaml'}\n" in err


def test_quiet_is_quiet_about_everything_but_mistakes(capsys: Capsys, tmp_path: Path, broken: Path):
    assert call(capsys, "recommend", LAMBDA, "--out", tmp_path / "a", "-q").err == ""
    assert call(capsys, "recommend", broken, "-q").err.startswith("error: ")


def test_each_of_several_specs_has_a_folder_even_if_one_alone_is_right(
    capsys: Capsys, tmp_path: Path, broken: Path
):
    out = tmp_path / "out"
    assert call(capsys, "recommend", LAMBDA, FARGATE, "--out", out).code == 0
    assert sorted(path.name for path in out.iterdir()) == ["nightly-report", "thumbnail"]
    assert call(capsys, "recommend", LAMBDA, broken, "--out", tmp_path / "one").code == 2
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["thumbnail"]


def test_a_starter_that_is_in_the_way_hides_neither_answers_nor_other_starters(
    capsys: Capsys, tmp_path: Path
):
    (tmp_path / "thumbnail").mkdir()
    (tmp_path / "thumbnail" / "README.md").write_text("mine")
    code, out, err = call(capsys, "recommend", LAMBDA, FARGATE, "--out", tmp_path, "-q")
    assert code == 2
    assert "thumbnail (" in out
    assert err == (
        f"error: {tmp_path / 'thumbnail' / 'README.md'}: is there already; "
        "`--force` overwrites it\n"
    )
    assert (tmp_path / "thumbnail" / "README.md").read_text() == "mine"
    assert (tmp_path / "nightly-report" / "README.md").is_file()
    assert call(capsys, "recommend", LAMBDA, FARGATE, "--out", tmp_path, "--force").code == 0


def test_two_starters_never_share_a_folder(capsys: Capsys, tmp_path: Path):
    for folder, name in (("a", "Report 1"), ("b", "report-1")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "w.yaml").write_text(f"name: {name}\n")
    out = tmp_path / "out"
    specs = [tmp_path / "a" / "w.yaml", tmp_path / "b" / "w.yaml"]
    code, _, err = call(capsys, "recommend", *specs, "--out", out)
    assert code == 2
    assert "the starters of `Report 1` and `report-1` would share the folder" in err
    assert not out.exists()


def test_what_does_not_fit_has_no_starter_and_that_is_said(
    capsys: Capsys, tmp_path: Path, impossible: Path
):
    code, _, err = call(capsys, "recommend", impossible, "--out", tmp_path / "out")
    assert code == 1
    assert err == "no starter for `impossible`: no platform fits it\n"
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------------------- colour


@pytest.mark.parametrize(
    ("changes", "painted"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_is_for_terminals_and_those_who_force_it(
    capsys: Capsys, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], painted: bool
):
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in call(capsys, "recommend", LAMBDA).out) == painted
    for form in ("json", "markdown"):
        assert "\x1b[" not in call(capsys, "recommend", LAMBDA, "-f", form).out


def test_a_file_is_never_painted(capsys: Capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    call(capsys, "recommend", LAMBDA, "-o", tmp_path / "a.txt")
    assert "\x1b[" not in (tmp_path / "a.txt").read_text()


# ---------------------------------------------------------------------------- bugs


@pytest.fixture
def _planted_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise LookupError("planted\n\x1b[31m" + "x" * 10_000)

    monkeypatch.setattr(advisor.cli.recommend, "joined", fail)


@pytest.mark.usefixtures("_planted_bug")
def test_a_bug_exits_with_3_and_says_where_to_report_it(capsys: Capsys):
    code, out, err = call(capsys, "recommend", LAMBDA)
    assert (code, out) == (3, "")
    first, second, third = err.splitlines()
    assert first.startswith("advisor has a bug: LookupError at recommend.py:")
    assert len(first) < 1000
    assert "\x1b" not in first
    assert second == f"please report it, with the workload, at {ISSUES}"
    assert third == "set ADVISOR_DEBUG=1 to see where it came from"


@pytest.mark.usefixtures("_planted_bug")
def test_a_bug_can_be_traced(capsys: Capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ADVISOR_DEBUG", "1")
    assert "Traceback (most recent call last)" in call(capsys, "recommend", LAMBDA).err


# ---------------------------------------------------------------------------- schema


@pytest.mark.parametrize("which", [(), ("workload",), ("recommendation",)])
def test_a_schema_is_json_on_standard_output_or_in_a_file(
    capsys: Capsys, tmp_path: Path, which: tuple[str, ...]
):
    code, out, err = call(capsys, "schema", *which)
    assert (code, err) == (0, "")
    assert "draft-07" in json.loads(out)["$schema"]
    assert call(capsys, "schema", *which, "-o", tmp_path / "s.json") == (0, "", "")
    assert (tmp_path / "s.json").read_text() == out

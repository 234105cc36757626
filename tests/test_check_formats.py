"""Each format of `advisor check` is what its readers expect, whatever stands in the files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from check_support import GOOD, LONG_ON_LAMBDA, Folder
from click.testing import CliRunner

from advisor.check.diagnostics import Diagnostic, Severity
from advisor.check.formats import FORMATS
from advisor.check.formats.excerpt import excerpt, line_of
from advisor.check.formats.json_text import schema
from advisor.cli.schema import command as schema_command
from advisor.errors import Place

SARIF = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.json").read_text())
# Everything that one of the formats gives a meaning to.
NASTY = "a b%20,x;ü日/50%:\u202e'\"<&>]]>.workload.yaml"
NASTY_SPEC = "memory: '%0A::error::x, y: <b>&]]> \\u0007 \u202e日本'\nplatform: \"a\\nb\\u0001\"\n"


@pytest.fixture
def mixed(folder: Folder) -> Folder:
    folder.write(
        {
            "jobs/a.workload.yaml": LONG_ON_LAMBDA + "timeout: 10 min\n",
            "jobs/b.workload.yaml": "image: app\nlambda_image: true\nvcpus: 1\nmemory: 2 GiB\n",
            "c.workload.yaml": GOOD,
            "d.workload.json": '{"memroy": "8 GiB",\n\t"vcpus": true}',
            NASTY: NASTY_SPEC,
        }
    )
    return folder


def test_text_shows_the_line_with_a_caret_below_and_what_would_be_right(folder: Folder):
    folder.write({"workload.yaml": LONG_ON_LAMBDA})
    assert folder.check().out.startswith(
        "error[SPC010]: `lambda` is ruled out by SVC003: a run takes up to 20 min and Lambda stops"
        " a function after 15 min\n"
        " --> workload.yaml:3:11\n"
        "  |\n"
        "3 | platform: lambda\n"
        "  |           ^^^^^^\n"
        "  |\n"
        "  = note: SVC003 (lambda-too-long): A run outlasts a standard function; `duration` 20 min"
        " at workload.yaml:2:11\n"
    )


def shown(line: str, column: int, end: int | None = None, before: str = "") -> list[str]:
    row = before.count("\n") + 1
    each = Diagnostic(
        "X001", "x", Severity.ERROR, "m", "p", Place(row, column),
        Place(row, end) if end else None,
    )  # fmt: skip
    return list(excerpt(each, before + line + "\nnext"))[1:]


@pytest.mark.parametrize(
    ("line", "column", "carets"),
    [
        ("vcpus: 10 min # why", 8, "1 | vcpus: 10 min # why\n  |        ^^^^^^"),
        ("\tvcpus: 4", 9, "1 |     vcpus: 4\n  |            ^"),
        ("名前: 日本 x", 5, "1 | 名前: 日本 x\n  |       ^^^^^^"),
        ("e\u0301e\u0301: x", 7, "1 | e\u0301e\u0301: x\n  |     ^"),
        ('{"a": "b\\"c, d", "e": 1}', 7, '1 | {"a": "b\\"c, d", "e": 1}\n  |       ^^^^^^^^^'),
        ("a: 'it''s'", 4, "1 | a: 'it''s'\n  |    ^^^^^^^"),
        ("\x1b[31mred: 1", 1, "1 | \\x1b[31mred: 1\n  | ^^^^"),
        ("platform: a", 1, "1 | platform: a\n  | ^^^^^^^^"),
        ("x", 9, "1 | x\n  |  ^"),
    ],
)
def test_a_caret_stands_below_what_it_marks_in_a_terminal(line, column, carets):
    assert "\n".join(shown(line, column)) == carets


def test_a_line_that_is_very_long_is_cut_around_the_finding():
    line = '{"a": "' + "x" * 5000 + '", "b": 1, "c": "' + "y" * 5000 + '"}'
    text, carets = shown(line, 5011)
    assert len(text) < 120
    assert text.index("…") == 4
    assert text.endswith("…")
    assert text[carets.index("^") :].startswith('"b"')


def test_a_finding_on_several_lines_is_marked_to_the_end_of_its_first():
    each = Diagnostic("X001", "x", Severity.ERROR, "m", "p", Place(1, 3), Place(2, 2))
    assert list(excerpt(each, "a: b c\nd"))[2] == "  |   ^^^^"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_end(end):
    assert [line_of(f"a{end}b{end}", n) for n in (1, 2, 3, 4)] == ["a", "b", "", ""]


def test_colour_is_for_terminals_and_for_those_who_force_it(folder: Folder, monkeypatch):
    folder.write({"workload.yaml": LONG_ON_LAMBDA})
    assert "\x1b" not in folder.check().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31m" in folder.check().out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in folder.check().out


def test_concise_is_one_line_for_each_finding(mixed: Folder):
    lines = mixed.check("-f", "concise").out.splitlines()
    assert all(re.match(r".+:\d+:\d+: [A-Z]{3}\d{3} \S", line) for line in lines)
    count = len(json.loads(mixed.check("-f", "json").out)["findings"])
    assert len(lines) == count


def test_json_follows_its_published_schema(mixed: Folder):
    mixed.write({"e.workload.yaml": "# advisor: ignore[SPC011]\nname: a\n"})
    answer = json.loads(mixed.check("-f", "json", ".", "missing.yaml").out)
    jsonschema.Draft7Validator(schema()).validate(answer)
    assert answer["summary"]["files"] == 6
    assert answer["problems"] == [{"path": "missing.yaml", "message": "no such file"}]
    assert any(each["edits"] for each in answer["findings"])


def test_the_published_schema_of_json_is_the_one_in_the_documentation():
    """To write it again: `advisor schema check -o docs/reference/check.schema.json`."""
    path = Path(__file__).parent.parent / "docs" / "reference" / "check.schema.json"
    printed = CliRunner().invoke(schema_command, ["check"], standalone_mode=False).output
    assert path.read_text() == printed
    assert json.loads(printed) == schema()


def test_sarif_follows_the_schema_of_oasis(mixed: Folder):
    log = json.loads(mixed.check("-f", "sarif", ".", "missing.yaml").out)
    jsonschema.Draft4Validator(
        SARIF, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    ).validate(log)
    (run,) = log["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_without_findings_follows_the_schema_too(folder: Folder):
    folder.write({"workload.yaml": GOOD})
    log = json.loads(folder.check("-f", "sarif").out)
    jsonschema.Draft4Validator(SARIF).validate(log)
    assert log["runs"][0]["results"] == []


def test_sarif_names_its_rules_and_files_so_that_others_find_them(mixed: Folder):
    (run,) = json.loads(mixed.check("-f", "sarif").out)["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        artifact = location["physicalLocation"]["artifactLocation"]
        assert not artifact["uri"].startswith("/")
        assert re.fullmatch(r"[A-Za-z0-9._~%/-]+", artifact["uri"])
        assert artifact["uriBaseId"] == "%SRCROOT%"
    assert all(rule["helpUri"].startswith("https://") for rule in rules)


def test_fingerprints_differ_within_a_run_and_survive_when_lines_move(folder: Folder):
    def prints(text: str) -> list[str]:
        folder.write({"workload.yaml": text})
        (run,) = json.loads(folder.check("-f", "sarif").out)["runs"]
        return [each["partialFingerprints"]["advisorFinding/v1"] for each in run["results"]]

    twice = "disk: 5\nimage_size: 5\npayload: 5\n"
    before = prints(twice)
    assert len(set(before)) == 3
    assert prints("# moved\n\n" + twice) == before


def test_github_commands_cannot_be_broken_by_what_stands_in_a_file(mixed: Folder):
    lines = mixed.check("-f", "github").out.splitlines()
    pattern = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:]*,?)+)::(.+)")
    for line in lines:
        match = pattern.fullmatch(line)
        assert match is not None
        properties = dict(each.split("=", 1) for each in match[2].split(","))
        assert {"file", "line", "col", "title"} <= set(properties)
        assert int(properties["endColumn"]) >= int(properties["col"])
    assert len(lines) == len(mixed.check("-f", "concise").out.splitlines())


def test_gitlab_issues_have_what_code_quality_needs(mixed: Folder):
    issues = json.loads(mixed.check("-f", "gitlab").out)
    assert issues
    prints = [each["fingerprint"] for each in issues]
    assert len(set(prints)) == len(prints)
    for each in issues:
        assert set(each) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert each["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not each["location"]["path"].startswith(("/", "./"))
        assert each["location"]["lines"]["begin"] >= 1


def test_gitlab_without_findings_is_an_empty_array(folder: Folder):
    folder.write({"workload.yaml": GOOD})
    assert json.loads(folder.check("-f", "gitlab").out) == []


def test_junit_counts_what_it_holds(mixed: Folder):
    root = ET.fromstring(mixed.check("-f", "junit").out)
    assert root.tag == "testsuites"
    cases, failures = root.findall("testsuite/testcase"), root.findall("testsuite/testcase/failure")
    assert int(root.attrib["tests"]) == len(cases)
    assert int(root.attrib["failures"]) == len(failures)
    for suite in root:
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
    assert [suite.attrib["name"] for suite in root].count("c.workload.yaml") == 1
    assert all({"name", "classname"} <= set(case.attrib) for case in cases)


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_fails_on_text_that_nobody_can_show(mixed: Folder, form):
    answer = mixed.check("-f", form)
    assert answer.code in (1, 2)
    assert "bug" not in answer.err
    assert "\u202e" not in answer.out or form not in ("text", "concise")


@pytest.mark.parametrize("form", ["text", "concise", "github"])
def test_formats_for_people_say_nothing_where_nothing_is_found(folder: Folder, form):
    folder.write({"workload.yaml": GOOD})
    assert folder.check("-f", form).out == ""

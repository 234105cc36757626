"""What `advisor check` says of workload specs, where it says it, and how it exits."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
import yaml
from check_support import GOOD, LONG_ON_LAMBDA, Folder

from advisor.check.case import Judge
from advisor.check.checks import Check, compiled_checks, spec_checks
from advisor.check.diagnostics import Diagnostic, Severity
from advisor.check.selection import Selection, sifted
from advisor.check.specs import of_problems, spec_findings
from advisor.check.suppression import suppressions
from advisor.engines import engine
from advisor.errors import AdvisorError
from advisor.pages import see
from advisor.reading import read_text
from advisor.rulebook import load_rules

BOOK = load_rules()
CHECKS = spec_checks(BOOK)
JUDGE = Judge(CHECKS, engine(), date(2026, 11, 22))


def found(text: str) -> list[Diagnostic]:
    try:
        document = read_text(text, "workload.yaml")
    except AdvisorError as error:
        return list(of_problems(error, CHECKS, "workload.yaml"))
    shown, _ = sifted(
        spec_findings(document, JUDGE), suppressions(document), Selection(), CHECKS, document.path
    )
    return shown


def of(code: str, text: str) -> Diagnostic:
    return next(each for each in found(text) if each.code == code)


EXAMPLES = [(check, each) for check in CHECKS.checks.values() for each in check.examples]


@pytest.mark.parametrize(
    ("check", "example"), EXAMPLES, ids=[f"{c.code}-{i}" for i, (c, _) in enumerate(EXAMPLES)]
)
def test_every_check_is_found_in_its_examples_and_only_there(check: Check, example):
    spec = example["spec"]
    text = spec if isinstance(spec, str) else yaml.safe_dump(spec, sort_keys=False)
    assert (check.code in [each.code for each in found(text)]) is example["expect"]


@pytest.mark.parametrize("check", CHECKS.checks.values(), ids=lambda check: check.code)
def test_every_check_has_an_example_that_fires_and_one_that_does_not(check: Check):
    if check.id.endswith(("record", "record-without-spec")):
        pytest.skip("kept records have tests of their own")
    assert {True, False} <= {each["expect"] for each in check.examples}


def test_a_good_spec_has_no_findings():
    assert found(GOOD) == []


def test_a_platform_that_is_ruled_out_names_the_rule_its_reason_its_limit_and_the_one_that_fits():
    finding = of("SPC010", LONG_ON_LAMBDA)
    assert finding.severity is Severity.ERROR
    assert str(finding.place) == "3:11"
    assert "SVC003" in finding.message
    assert "20 min" in finding.message
    assert any("lambda.timeout" in note and "15 min" in note for note in finding.notes)
    assert any("workload.yaml:2:11" in note for note in finding.notes)
    assert finding.help == "use `batch-fargate` (AWS Batch on Fargate), which fits"
    assert finding.see == see("SPC010")
    assert finding.source is not None
    assert finding.source.url is not None
    assert finding.source.url.startswith("https://docs.aws.amazon.com/")
    assert finding.notes[-1] == f"source: {finding.source.title}, {finding.source.url}"


def test_all_rules_that_rule_a_platform_out_are_named():
    text = "platform: batch-fargate\ngpus: 1\nprivileged: true\nvcpus: 1\nmemory: 2 GiB\n"
    finding = of("SPC010", text)
    assert len([note for note in finding.notes if note.startswith("CMP")]) == 2


def test_a_platform_is_judged_by_its_own_choices_and_not_by_the_verdicts():
    """Spot is asked about for a spec whose verdict is Lambda, where Spot is no question."""
    text = "platform: batch-fargate-spot\nimage: app\nlambda_image: true\nduration: 1 min\n"
    assert "SPC010" in [each.code for each in found(text)]
    text += "interruptible: true\n"
    assert "SPC010" not in [each.code for each in found(text)]


def test_another_platform_than_the_one_recommended_says_which_and_why():
    finding = of("SPC011", GOOD + "platform: batch-ec2\n")
    assert finding.severity is Severity.WARNING
    assert "`batch-fargate` (AWS Batch on Fargate) is recommended" in finding.message
    assert finding.notes


def test_an_alternative_that_is_intended_is_told_to_name_itself_in_consider():
    finding = of("SPC011", GOOD + "platform: batch-ecs-managed-instances\n")
    assert finding.help == "name `ecs-managed-instances` in `consider` to let it compete"


def test_a_platform_that_a_missing_fact_could_still_make_right_is_not_called_wrong():
    text = "image: app\nlambda_image: false\nvcpus: 1\nmemory: 2 GiB\nplatform: batch-ec2\n"
    codes = [each.code for each in found(text)]
    assert "SPC016" in codes
    assert "SPC011" not in codes


def test_a_contradiction_names_both_of_its_sides_with_their_places():
    finding = of("SPC012", "duration: 20 min\nresponse_within: 1 s\n")
    note, *_ = finding.notes
    assert "AWS Lambda and AWS Batch ruled out by SVC002" in note
    assert "`duration` 20 min at workload.yaml:1:11" in note
    assert "`response_within` 1 s at workload.yaml:2:18" in note


def test_a_contradiction_of_two_rules_names_both():
    text = "own_instances: true\nnodes: 2\nduration: 1 h\nvcpus: 1\nmemory: 2 GiB\n"
    finding = of("SPC013", text)
    assert len([note for note in finding.notes if "ruled out by MGT" in note]) == 2
    assert "MGT" in finding.message


def test_a_job_that_no_environment_places_says_what_is_too_large():
    finding = of("SPC013", "vcpus: 2000\nmemory: 8 GiB\nduration: 1 h\nimage: app\n")
    assert "2,000 vCPU" in finding.message
    assert str(finding.place) == "1:8"


def test_instance_types_that_are_too_small_are_named_with_what_one_job_needs():
    text = "instance_types: [c6i.large, m6i.large]\nvcpus: 16\nmemory: 8 GiB\nduration: 1 h\n"
    finding = of("SPC014", text)
    assert "`c6i.large`, `m6i.large`" in finding.message
    assert "`vcpus` 16 vCPU" in finding.message


def test_a_missing_fact_says_the_answer_on_each_side_of_each_threshold():
    finding = of("SPC016", "image: app\nlambda_image: true\nvcpus: 1\nmemory: 2 GiB\n")
    assert finding.severity is Severity.NOTE
    assert finding.message == "`duration` is not given, and the answer turns on it"
    assert any(note.startswith("`lambda` where `duration`") for note in finding.notes)
    assert any("`batch-" in note for note in finding.notes)


@pytest.mark.parametrize(
    ("runtime", "code", "word"),
    [
        ("python3.7", "SPC030", "2024-01-09"),
        ("python3.9", "SPC031", "2025-12-15"),
        ("nodejs22.x", "SPC032", "2027-04-30"),
    ],
)
def test_a_runtime_that_ends_says_when_and_what_to_move_to(runtime, code, word):
    finding = of(code, f"runtime: {runtime}\nplatform: lambda\nduration: 1 min\n")
    assert word in finding.message
    assert finding.help is not None
    assert finding.help.startswith("move to `")


@pytest.mark.parametrize(("more", "told"), [(0, True), (1, False)])
def test_the_end_of_a_runtime_is_told_from_the_day_of_notice_on(more: int, told: bool):
    notice = timedelta(seconds=BOOK.number("check.runtime_notice"))
    day = date(2027, 4, 30) - notice - timedelta(days=more)
    judge = Judge(CHECKS, engine(), day)
    document = read_text("runtime: nodejs22.x\nplatform: lambda\nduration: 1 min\n", "a.yaml")
    codes = {each.code for each in spec_findings(document, judge)}
    assert ("SPC032" in codes) is told


def test_a_quota_that_will_be_met_is_found_under_the_code_of_its_advice():
    text = GOOD + "concurrency: 100\n"
    finding = of("ADV035", text)
    assert finding.severity is Severity.WARNING
    assert finding.help is not None


def test_every_problem_of_a_broken_spec_is_found_at_its_place():
    text = "memroy: 8 GiB\nvcpus: many\ngpus: -1\nhost_volumes:\n  - source: /data\n"
    places = {(each.code, str(each.place)) for each in found(text)}
    assert places == {("SPC002", "1:1"), ("SPC003", "2:8"), ("SPC003", "3:7"), ("SPC004", "5:5")}
    assert of("SPC002", text).help == "did you mean `memory`?"


def test_what_a_project_takes_as_given_counts_where_a_spec_does_not_say(folder: Folder):
    """The configuration lets an alternative compete in every spec."""
    spec = "image: app\nlambda_image: false\nduration: 1 h\nvcpus: 1\nmemory: 2 GiB\n"
    folder.write(
        {
            "a.workload.yaml": spec + "platform: batch-ecs-managed-instances\nruns_per_month: 9\n",
            "advisor.toml": 'consider = ["ecs-managed-instances"]\n',
        }
    )
    assert "SPC011" not in folder.codes()
    assert "SPC011" in folder.codes("--no-config")


def test_the_compiled_checks_of_a_wheel_say_the_same_as_the_file():
    import pickle

    checks, advice = pickle.loads(compiled_checks(BOOK))
    assert [each._replace(examples=(), path="") for each in CHECKS.checks.values()] == [
        each._replace(path="") for each in checks
    ]
    assert [(name, severity) for name, severity in advice] == [
        (rule.id, severity) for rule, severity in CHECKS.advice
    ]


def test_ids_and_codes_are_unique_over_all_rules():
    every = [(each.code, each.id) for each in CHECKS.checks.values()]
    every += [(each.code, each.id) for each in BOOK.rules]
    every += [(each.code, each.id) for each in CHECKS.of_definitions]
    for names in zip(*every, strict=True):
        assert len(set(names)) == len(names)


def test_a_run_that_finds_nothing_imports_nothing_that_only_findings_need(folder: Folder):
    folder.write({"workload.yaml": GOOD})
    code = (
        "import sys; from advisor.cli import run\n"
        "sys.argv = ['advisor', 'check']\n"
        "try:\n run()\n"
        "except SystemExit as stop:\n"
        " print(stop.code, *(name for name in sys.modules))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder.path)
    exit_code, *modules = done.stdout.split()
    assert exit_code == "0"
    heavy = {"jinja2", "xml", "difflib", "advisor.report", "advisor.starter", "advisor.definitions"}
    heavy |= {"advisor.check.records", "advisor.check.formats.text", "advisor.check.formats.sarif"}
    assert heavy.isdisjoint(modules)


# How it exits.


def test_nothing_found_is_0(folder: Folder):
    folder.write({"workload.yaml": GOOD})
    answer = folder.check()
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "no findings in 1 file\n"


def test_an_error_is_1(folder: Folder):
    folder.write({"workload.yaml": LONG_ON_LAMBDA})
    assert folder.check().code == 1


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("note", 1)])
def test_warnings_fail_from_the_level_asked_for(folder: Folder, level, code):
    folder.write({"workload.yaml": GOOD + "platform: batch-ec2\n"})
    assert folder.check("--fail-level", level).code == code


def test_exit_zero_is_0_whatever_is_found(folder: Folder):
    folder.write({"workload.yaml": LONG_ON_LAMBDA})
    answer = folder.check("--exit-zero")
    assert answer.code == 0
    assert "SPC010" in answer.out


@pytest.mark.parametrize(
    "arguments",
    [("--format", "xml"), ("--select", "SPC9"), ("--ignore", "nonsense"), ("--nonsense",),
     ("missing.yaml",), ("--rules", "nowhere"), ("--fail-level", "fatal")],
)  # fmt: skip
def test_a_mistake_in_the_call_is_2(folder: Folder, arguments):
    folder.write({"workload.yaml": GOOD})
    answer = folder.check(*arguments)
    assert answer.code == 2
    assert answer.err
    assert "bug" not in answer.err


def test_a_code_that_is_none_is_refused_with_the_one_that_may_be_meant(folder: Folder):
    assert "did you mean `SPC010`?" in folder.check("--select", "SPCO10").err


def test_a_file_that_is_nothing_for_advisor_is_2_when_named_and_passed_over_when_found(
    folder: Folder,
):
    folder.write({"other.yaml": "a: 1\n", "workload.yaml": GOOD})
    assert folder.check().code == 0
    answer = folder.check("other.yaml", "workload.yaml")
    assert answer.code == 2
    assert (
        "other.yaml: is neither a workload spec nor a definition of AWS Batch, ECS or Lambda"
        in answer.err
    )
    assert folder.check("--skip-unknown", "other.yaml", "workload.yaml").code == 0


def test_one_broken_file_does_not_hide_the_findings_of_another(folder: Folder):
    folder.write(
        {
            "a.workload.yaml": "name: [",
            "b.workload.yaml": b"\x00\x01",
            "c.workload.yaml": LONG_ON_LAMBDA,
        }
    )
    answer = folder.check("-f", "concise", "missing.yaml", ".")
    assert answer.code == 2
    assert "a.workload.yaml:1:8: SPC001" in answer.out
    assert "b.workload.yaml:1:1: SPC001" in answer.out
    assert "c.workload.yaml:3:11: SPC010" in answer.out
    assert "missing.yaml: no such file" in answer.err


def test_a_file_with_another_name_is_a_spec_by_its_content(folder: Folder):
    folder.write({"job.yaml": LONG_ON_LAMBDA})
    assert folder.codes("job.yaml") == ["SPC010"]
    assert folder.codes() == []


@pytest.mark.parametrize("text", [LONG_ON_LAMBDA, '{"platform": "lambda", "duration": "20 min"}'])
def test_standard_input_is_checked_by_its_content(folder: Folder, text):
    answer = folder.check("-f", "concise", "--select", "SPC010", "-", stdin=text.encode())
    assert answer.out.startswith("<stdin>:")
    assert answer.code == 1


def test_select_and_ignore_take_codes_beginnings_of_codes_and_ids(folder: Folder):
    folder.write({"workload.yaml": LONG_ON_LAMBDA + "timeout: 10 min\n"})
    assert folder.codes() == ["SPC010", "SPC021"]
    assert folder.codes("--select", "SPC010") == ["SPC010"]
    assert folder.codes("--select", "SPC01") == ["SPC010"]
    assert folder.codes("--select", "timeout-before-the-end") == ["SPC021"]
    assert folder.codes("--ignore", "SPC010,ADV") == ["SPC021"]
    assert folder.codes("--select", "ALL", "--ignore", "SPC") == []


def test_what_is_hidden_is_counted(folder: Folder):
    folder.write({"workload.yaml": LONG_ON_LAMBDA})
    assert "hidden: 1 by configuration" in folder.check("--ignore", "SPC010").err


def test_quiet_says_nothing_but_findings_and_mistakes(folder: Folder):
    folder.write({"workload.yaml": LONG_ON_LAMBDA})
    answer = folder.check("-q", "-f", "concise")
    assert answer.err == ""
    assert answer.out.count("\n") == 1


def test_statistics_count_by_rule(folder: Folder):
    folder.write({f"{n}.workload.yaml": LONG_ON_LAMBDA for n in "ab"})
    assert "    2  SPC010  platform-ruled-out" in folder.check("--statistics").err


def test_nothing_to_check_says_so(folder: Folder):
    folder.write({"readme.md": "hello"})
    answer = folder.check()
    assert answer.code == 0
    assert "nothing to check" in answer.err


def test_the_format_may_come_from_the_environment(folder: Folder, monkeypatch):
    folder.write({"workload.yaml": LONG_ON_LAMBDA})
    monkeypatch.setenv("ADVISOR_FORMAT", "concise")
    assert folder.check().out.startswith("workload.yaml:3:11: SPC010 ")


def test_findings_go_into_a_file(folder: Folder):
    folder.write({"workload.yaml": LONG_ON_LAMBDA})
    answer = folder.check("-f", "json", "-o", "found.json")
    assert (answer.code, answer.out) == (1, "")
    assert b"SPC010" in folder.read("found.json")


def test_a_rule_book_of_ones_own_is_used(folder: Folder):
    import shutil

    shutil.copytree(BOOK.folder, folder.path / "ours")
    path = folder.path / "ours" / "limits" / "lambda.yaml"
    path.write_text(path.read_text().replace("- value: 900", "- value: 2400", 1))
    folder.write({"workload.yaml": LONG_ON_LAMBDA})
    answer = folder.check("--rules", "ours", "-f", "concise")
    # Its rules are held to their examples, which speak of 15 minutes.
    assert answer.code == 2
    assert "example" in answer.err


def test_a_key_given_twice_hides_none_of_the_other_mistakes(folder: Folder):
    folder.write({"workload.yaml": "name: a\nname: b\nduratoin: 5 min\nplatform: lambada\n"})
    said = folder.check("-f", "concise").out
    assert [line.split(": ")[1][:6] for line in said.splitlines()] == ["SPC001", "SPC002", "SPC005"]

"""What a pack changes is told wherever it counts: answers, rules, freshness, proofs, checks."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from pack_support import NO_GPUS

import advisor as library
from advisor.cli import advisor
from advisor.rulebook import load_rules

PACKS = Path(__file__).parents[1] / "examples" / "packs"
ACME = str(PACKS / "acme")
PINNED = "AWS raised the quota of our production accounts"


def call(*arguments):
    """The exit code and standard output of a call."""
    result = CliRunner().invoke(advisor, list(arguments), standalone_mode=False)
    return result.return_value or 0, result.stdout, result.exception


@pytest.fixture
def pack(tmp_path):
    """A pack of one file, and of others by their names."""

    def made(text, **files):
        folder = tmp_path / "mine"
        (folder / "checks").mkdir(parents=True)
        (folder / "pack.yaml").write_text("id: mine\ntitle: Mine\n" + text)
        for name, content in files.items():
            (folder / "checks" / f"{name}.yaml").write_text(content)
        return str(folder)

    return made


PIN = """pins:
  lambda.timeout:
    value: 600
    because: our gateway gives up earlier
    source: {judgement: the platform team's word, checked: 2026-11-20}
"""
JOB = {"image": "app", "duration": "12 min", "vcpus": 2, "memory": "4 GiB", "runs_per_month": 100,
       "lambda_image": True}  # fmt: skip


def test_an_answer_says_which_pack_pinned_the_limit_that_decided_and_why(pack):
    """In all three forms."""
    answer = library.recommend(JOB, rules=load_rules(pack(PIN)))
    words = "`lambda.timeout` pinned by pack mine, our gateway gives up earlier"
    assert words in " ".join(answer.to_text().split())
    assert "pinned by pack mine, our gateway gives up earlier" in " ".join(
        answer.to_markdown().split()
    )
    assert '"pinned": "our gateway gives up earlier"' in answer.to_json()


QUOTA = """pins:
  fargate.quota_vcpus:
    value: 4
    because: our account is new
    source: {judgement: the platform team's word, checked: 2026-11-20}
"""


def test_advice_that_rests_on_a_pinned_limit_says_so_in_every_format(pack):
    """The shipped value gives no such advice for it."""
    spec = {**JOB, "duration": "2 h", "vcpus": 1, "concurrency": 5}
    answer = library.recommend(spec, rules=load_rules(pack(QUOTA)))
    (advice,) = [each for each in answer.advice if each.pinned]
    assert advice.rule.id == "fargate-vcpu-quota"
    assert advice.rule.id not in {each.rule.id for each in library.recommend(spec).advice}
    (pinned,) = [each["pinned"] for each in answer.to_dict()["advice"] if each["pinned"]]
    assert [(each["id"], each["pack"]) for each in pinned] == [("fargate.quota_vcpus", "mine")]
    because = "pinned by pack mine, our account is new; the platform team's word"
    shown = (answer.to_text(), answer.to_markdown(), answer.to_html(), str(answer.card()))
    for text in (" ".join(unescape(each).split()) for each in shown):
        assert because in text


def test_what_rests_on_a_pin_through_a_derived_fact_says_so(pack):
    """How long Fargate takes to launch all jobs is computed from its rate."""
    pin = """pins:
  fargate.launch_rate:
    value: 1
    because: our accounts are young
    source: {judgement: the platform team's word, checked: 2026-11-20}
"""
    many = {**JOB, "duration": "20 min", "concurrency": 1000, "start_within": "5 min"}
    answer = library.recommend(many, rules=load_rules(pack(pin)))
    reasons = [each for several in answer.reasons.values() for each in several if each.pinned]
    assert {each.rule.id for each in reasons} >= {"fargate-launches-too-slowly"}


def test_markdown_names_the_pack_of_a_reason():
    secret = {**JOB, "x": {"data_class": "secret"}}
    answer = library.recommend(secret, rules=load_rules(ACME))
    assert "pack acme" in answer.to_markdown()


def test_a_rule_that_reads_a_pinned_limit_says_so_and_has_examples_that_hold(pack):
    _, out, _ = call("rule", "lambda-too-long", "--rules", pack(PIN), "-f", "json")
    (rule,) = json.loads(out)["rules"]
    (limit,) = [each for each in rule["limits"] if each["id"] == "lambda.timeout"]
    said = "pinned by the pack `mine`, in place of 15 min: our gateway gives up earlier"
    assert limit["pinned"] == said
    durations = {each["facts"].get("duration"): each["expect"] for each in rule["examples"]}
    assert durations.get("15 min") is not False


def test_a_rule_that_is_switched_off_is_said_to_be():
    for name in ("lambda-little-headroom", "svc004"):
        _, _, error = call("rule", name, "--rules", ACME)
        assert "is switched off by the pack `acme`: our functions are cut into steps" in str(error)


def test_freshness_compares_what_is_below_a_pin_and_tells_the_pin():
    pytest.importorskip("botocore")
    pytest.importorskip("cfnlint")
    from advisor.fresh import fresh

    found = fresh(load_rules(ACME), date(2026, 11, 22))
    assert found.is_fresh
    pins = {each.id: each for each in found.comparisons if each.verdict == "pinned"}
    assert set(pins) == {"fargate.quota_vcpus", "ec2.default_x86_64"}
    assert (pins["fargate.quota_vcpus"].where, pins["fargate.quota_vcpus"].why) == (
        "pack acme",
        PINNED,
    )
    assert "in the book below" in str(pins["ec2.default_x86_64"].found)


def test_packs_with_promises_of_their_own_pass_every_proof():
    """The two samples, one on top of the other."""
    pytest.importorskip("z3")
    packs = ("--rules", ACME, "--rules", str(PACKS / "orchestration"))
    code, out, _ = call("rules", "prove", *packs)
    assert code == 0, out


def test_a_pack_as_it_is_written_for_a_newcomer_is_proved(tmp_path):
    pytest.importorskip("z3")
    call("rules", "init-pack", str(tmp_path / "acme"))
    new = ("--rules", str(tmp_path / "acme"))
    code, out, _ = call("rules", "prove", "--only", "total,sound", *new)
    assert code == 0, out


OFF = "overrides: {%s: {disabled: true, because: another team sees to it}}\n"


def test_a_pack_without_the_promises_that_it_needs_is_told_what_is_missing(pack):
    """As docs/explanation/proofs.md says: a promise, a class, and a limit of AWS's that is gone."""
    pytest.importorskip("z3")
    folder = pack(OFF % "lambda-too-long")
    (Path(folder) / "service.yaml").write_text(NO_GPUS)
    code, out, _ = call("rules", "prove", "--only", "total,sound", "--rules", folder)
    assert code == 1
    failed = {line.removeprefix("FAILED ") for line in out.splitlines() if line[:6] == "FAILED"}
    assert failed >= {
        "sound/service-batch-no-more",
        "sound/service-lambda-managed-instances-no-more",
        "total/service",
        "sound/lambda-time",
    }


DEFINITION = json.dumps(
    {"jobDefinitionName": "a", "type": "container", "platformCapabilities": ["FARGATE"],
     "containerProperties": {"image": "a", "privileged": True, "resourceRequirements": [
         {"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "2048"}]}}
)  # fmt: skip


def codes(folder, path):
    out = call("check", str(path), "--rules", folder, "-f", "json", "--no-config")[1]
    return {each["rule"]: each for each in json.loads(out)["findings"]}


def test_a_pack_switches_checks_off_and_changes_them(pack, tmp_path):
    definition = tmp_path / "job.json"
    definition.write_text(DEFINITION)
    off = pack(OFF % "fargate-not-privileged")
    before = codes(ACME, definition)
    name = next(each for each in before if "privileged" in each)
    folder = Path(off)
    (folder / "pack.yaml").write_text("id: mine\ntitle: Mine\n" + OFF % name)
    assert set(codes(str(folder), definition)) == set(before) - {name}
    changed = "{change: {severity: note, reports: ask us}, because: ours}"
    (folder / "pack.yaml").write_text(f"id: mine\ntitle: Mine\noverrides: {{{name}: {changed}}}\n")
    found = codes(str(folder), definition)[name]
    assert (found["severity"], found["message"]) == ("note", "ask us")


def test_a_change_that_a_check_does_not_have_is_a_mistake(pack):
    text = "overrides: {needs-a-size: {change: {favours: batch, strength: weak}, because: b}}\n"
    folder = pack(text)
    _, _, error = call("rules", "list", "--rules", folder)
    assert "`needs-a-size` is a check, which has no `favours`" in str(error)


def test_a_pack_adds_checks_to_a_subject_of_the_book(pack, tmp_path):
    ours = """subject: job-definition
facts: {team: {title: the team, path: tags.team}}
rules:
  - id: mine-names-a-team
    code: MINE001
    title: A definition names its team
    severity: warning
    when: {not: {team: {exists: true}}}
    reports: no team is named
    because: somebody has to be asked
    source: {judgement: ours, checked: 2026-11-20}
    examples:
      - {definition: {containerProperties: {image: a}}, expect: true}
      - {definition: {containerProperties: {image: a}, tags: {team: b}}, expect: false}
"""
    definition = tmp_path / "job.json"
    definition.write_text(DEFINITION)
    folder = pack("", ours=ours)
    found = codes(folder, definition)
    assert "mine-names-a-team" in found
    assert any("privileged" in each for each in found)
    assert call("rules", "test", "--mutate", "--rules", folder)[0] == 0


def test_a_fact_that_no_pack_declares_is_told(tmp_path):
    """It goes unread, and may be a slip."""
    spec = tmp_path / "job.yaml"
    spec.write_text("duration: 1 h\nx: {team: blue}\n")
    result = CliRunner().invoke(advisor, ["recommend", str(spec), "--no-config"])
    assert "no rule reads `x.team`: no pack that declares it is used" in result.stderr
    quiet = CliRunner().invoke(advisor, ["recommend", str(spec), "--no-config", "-q"])
    assert quiet.stderr == ""

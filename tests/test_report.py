"""What a stranger reads at a terminal: golden outputs, and promises that hold for any workload."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import workloads

import advisor
from advisor.display.forms import as_text
from advisor.display.layout import WIDTH
from advisor.explain import Margin
from advisor.report import FORMATS, joined, report
from advisor.report.cited import cited
from advisor.report.words import margin_words

GOLDEN = Path(__file__).parent / "golden"
LENIENT = settings(max_examples=40, suppress_health_check=list(HealthCheck))
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def text(colour=False, **spec):
    return report(advisor.recommend(spec), "text", colour)


@pytest.mark.parametrize("spec", sorted(GOLDEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_text_is_as_it_was_last_read_and_liked(spec, monkeypatch):
    """UPDATE_GOLDEN=1 writes what there is now; read the difference before it is committed."""
    monkeypatch.chdir(GOLDEN)
    found = report(advisor.recommend(spec.name), "text")
    wanted = spec.with_suffix(".txt")
    if os.environ.get("UPDATE_GOLDEN"):
        wanted.write_text(found)
    assert found == wanted.read_text()


@LENIENT
@given(workloads())
def test_no_line_is_wider_than_the_page_but_for_what_cannot_be_broken(spec):
    for line in text(**spec).splitlines():
        assert len(line) <= WIDTH or len(line.split()) <= 3 or "://" in line, line


@LENIENT
@given(workloads())
def test_colour_changes_nothing_but_the_colour(spec):
    made = advisor.recommend(spec)
    plain, painted = report(made, "text"), report(made, "text", colour=True)
    assert ESCAPE.sub("", painted) == plain
    assert "\x1b" not in plain


@LENIENT
@given(workloads())
def test_every_rule_that_the_text_names_leads_to_its_source(spec):
    made = advisor.recommend(spec)
    body, _, sources = report(made, "text").partition("\nSources\n")
    rules = {rule.code: rule for rule in made.book.rules}
    for code in set(re.findall(r"\b[A-Z]{3}[0-9]{3}\b", body)) & set(rules):
        assert code in sources
        assert not rules[code].source.url or rules[code].source.url in sources


@LENIENT
@given(workloads())
def test_the_first_screen_names_the_platform_or_the_demands_that_contradict(spec):
    made = advisor.recommend(spec)
    head = report(made, "text").partition("\nWhy\n")[0]
    assert (made.platform.title if made.platform else "No platform fits") in head


HOSTILE = ["\x1b[31mred", "a\nb\r\nc", "\x07bell", "\u202eright to left", "tab\there", "\u2028line"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_terminal_obeys_nothing_that_a_user_wrote(name):
    found = text(name=name, host_requirements=[name], own_instances=True, description=name)
    assert all(char.isprintable() or char == "\n" for char in found)
    assert len(found.splitlines()) == found.count("\n")


@LENIENT
@given(st.text(min_size=1))
def test_any_name_stays_on_the_first_line(name):
    first, second = text(name=name, gpus=1).splitlines()[:2]
    assert first.isprintable()
    assert second == "AWS Batch on EC2 (batch-ec2)"


def test_a_conditional_answer_tells_the_answer_on_each_side_of_each_threshold():
    found = text(name="a", vcpus=1, memory="1 GiB")
    assert re.search(r"`duration` +at most 10 min: AWS Lambda", found)
    assert re.search(r"over 7 d: AWS Batch on EC2", found)


def test_what_would_flip_it_names_the_value_there_is_and_the_value_it_would_take():
    found = text(duration="20 min", vcpus=1, memory="1 GiB", runs_per_month=10, image="a")
    assert re.search(r"`duration` at most [0-9]+ min \(now 20 min\) +AWS Lambda", found)


def test_what_would_flip_it_names_its_rules_in_every_format_and_their_sources():
    made = advisor.recommend({"name": "job", "image": "a", "duration": "2 h", "vcpus": 1})
    codes = {rule.code for flip in made.flips for rule in flip.rules}
    assert codes
    sourced = {code for each in cited(made) for code in each.codes}
    assert codes <= sourced
    told = {each["code"] for flip in made.to_dict()["flips"] for each in flip["rules"]}
    assert told == codes
    for flip in made.flips:
        for each in (made.to_text(), made.to_markdown(), made.to_html(), as_text(made.card())):
            assert all(rule.code in each for rule in flip.rules)


def test_a_platform_that_was_intended_and_is_not_chosen_gets_its_reason():
    found = text(platform="lambda", duration="2 h", vcpus=1, memory="4 GiB", image="a")
    assert "Not AWS Lambda, which the spec intends: a run takes up to 2 h" in found


def test_decimal_units_are_shown_with_what_they_come_to():
    assert "8 GB = 7.45 GiB" in text(memory="8 GB")
    assert "8 GB = 7.45 GiB" in text(memory="8 GB", own_instances=True, nodes=4)


def test_a_margin_says_what_is_used_of_what_and_what_is_spare():
    found = text(vcpus=4, memory="96 GiB", duration="1 h", image="a", gpus=0)
    assert re.search(r"memory +96 of [0-9.]+ GiB, [0-9]+ % spare", found)


@pytest.mark.parametrize(
    ("gib", "limit", "words"),
    [
        (8, 10, "8 of 10 GiB, 20 % spare"),
        (10, 10, "10 of 10 GiB, none spare"),
        (9.9999, 10, "9.9999 of 10 GiB, 0 % spare"),
        (10.001, 10, "10.001 of 10 GiB, 1 % over"),
        (30, 10, "30 of 10 GiB, 200 % over"),
    ],
)
def test_what_is_spare_is_never_more_than_there_is(gib: float, limit: float, words: str):
    of = Margin("memory", gib * 1024, limit * 1024, "MiB", (limit - gib) * 1024, gib / limit)
    assert margin_words(of) == words


def test_several_answers_follow_one_another():
    made = [advisor.recommend({"name": name, "gpus": 1}) for name in ("one", "two")]
    found = joined(made, "text", several=True)
    assert found.index("one\n") < found.index("two\n")


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_ends_in_one_newline(form):
    found = report(advisor.recommend({"gpus": 1}), form)
    assert found.endswith("\n")
    assert not found.endswith("\n\n")


def test_text_needs_no_template_engine():
    script = (
        "import sys, advisor; from advisor.report import report;"
        "report(advisor.recommend({'gpus': 1}), 'text');"
        "sys.exit('jinja2' in sys.modules or 'advisor.schema' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_reason_that_rests_on_what_nobody_stated_says_so():
    found = advisor.recommend({"duration": "2 h", "vcpus": 2, "memory": "4 GiB"})
    for shown in (found.to_text(), found.to_markdown()):
        words = " ".join(shown.replace("\\", "").split())
        assert re.search(
            r"taken back with a warning of 2 min \([^()]*(\([^()]*\))?,? ?assumed\)", words
        )
    stated = advisor.recommend(
        {"duration": "2 h", "vcpus": 2, "memory": "4 GiB", "interruptible": False}
    )
    of_spot = next(r for r in stated.reasons["purchase", "spot"] if r.rule.code == "PUR001")
    assert not of_spot.assumed


@pytest.mark.parametrize("now", ["batch-fargate", "batch-ec2"])
def test_every_form_compares_the_answer_with_the_platform_that_is_meant(now):
    found = advisor.recommend({"duration": "2 h", "vcpus": 2, "memory": "4 GiB", "platform": now})
    meant = found.to_dict()["intended"]
    assert (meant["platform"], meant["in_use"]) == (now, False)
    assert meant["recommended"] is (now == "batch-fargate")
    assert bool(meant["because"]) is (now == "batch-ec2")
    assert ("which the spec intends" in found.to_markdown()) is (now == "batch-ec2")
    assert advisor.recommend({"duration": "2 h"}).to_dict()["intended"] is None

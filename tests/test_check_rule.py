"""`advisor rule` explains any rule: what, why, by which limit, on whose word, with examples."""

from __future__ import annotations

import json

import pytest
from check_support import Folder

from advisor.check.explained import every_rule
from advisor.rulebook import load_rules

EVERY = every_rule(load_rules())


def test_a_rule_says_what_why_its_limit_with_value_and_date_its_source_and_examples(folder: Folder):
    out = folder.call("rule", "SVC003").out
    for words in (
        "SVC003 lambda-too-long",
        "rules out `lambda` (AWS Lambda)",
        "`duration` is over 15 min",
        "lambda.timeout: longest run of a standard function, 15 min, since 2018-10-10",
        "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
        "checked 2026-11-22",
        'does not hold: facts {"duration": "15 min"}',
    ):
        assert words in out


@pytest.mark.parametrize("name", ["SPC010", "spc010", "platform-ruled-out"])
def test_a_rule_is_known_by_its_code_in_any_case_and_by_its_id(folder: Folder, name):
    assert folder.call("rule", name).out.startswith("SPC010 platform-ruled-out\n")


def test_a_check_of_definitions_says_what_it_reports(folder: Folder):
    out = folder.call("rule", "JOB001").out
    assert "fargate.sizes" in out
    assert "is a row of `fargate.sizes`" in out
    assert len(out) < 5000


def test_several_rules_are_explained_in_their_order(folder: Folder):
    out = folder.call("rule", "SPC011", "SPC010").out
    assert out.index("SPC011") < out.index("SPC010 platform")


def test_all_rules_are_listed_one_a_line(folder: Folder):
    lines = folder.call("rule", "--all").out.splitlines()
    assert len(lines) == len(EVERY)
    assert {line.split()[0][:3] for line in lines} >= {"SVC", "CMP", "ADV", "SPC", "JOB"}


def test_all_rules_are_json_with_sources_and_examples(folder: Folder):
    rules = json.loads(folder.call("rule", "--all", "-f", "json").out)["rules"]
    assert len(rules) == len(EVERY)
    for rule in rules:
        assert rule["because"]
        assert rule["source"]["checked"]
        assert rule["source"]["url"] or rule["source"]["judgement"]
        assert "/" not in rule["path"]


def test_all_rules_are_markdown(folder: Folder):
    out = folder.call("rule", "--all", "-f", "markdown").out
    assert out.count("\n## ") + 1 == len(EVERY)


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.code)
def test_no_explanation_has_a_gap(each):
    for text in (each.title, each.because, each.effect, each.when or ""):
        assert "{" not in text.replace("${", "")
        assert "UNKNOWN" not in text
        assert len(text) < 1500


def test_a_name_that_is_none_is_a_mistake_with_the_one_that_may_be_meant(folder: Folder):
    answer = folder.call("rule", "SPCO10", "platform-ruled-owt")
    assert answer.code == 2
    assert "did you mean `SPC010`?" in answer.err
    assert "did you mean `platform-ruled-out`?" in answer.err


def test_nothing_named_says_how_to_ask(folder: Folder):
    answer = folder.call("rule")
    assert answer.code == 2
    assert "--all" in answer.err

"""The JSON of a recommendation is a contract: it keeps to its schema, whatever the workload."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft7Validator
from strategies import workloads

import advisor
from advisor.report import joined, report
from advisor.report.contract import contract
from advisor.schema import recommendation_schema

SCHEMA = Draft7Validator(recommendation_schema())
LENIENT = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def answer(**spec: Any) -> dict[str, Any]:
    return contract(advisor.recommend(spec))


@LENIENT
@given(workloads())
def test_any_answer_is_strict_json_that_keeps_to_the_schema(spec):
    found = answer(**spec)
    text = json.dumps(found, allow_nan=False)
    assert [error.message for error in SCHEMA.iter_errors(json.loads(text))] == []


@LENIENT
@given(workloads())
def test_the_workload_in_the_answer_is_a_spec_with_the_same_answer(spec):
    found = answer(**spec)
    assert answer(**found["workload"]) == found


@LENIENT
@given(workloads())
def test_every_option_of_a_decision_is_there_and_only_one_is_chosen(spec):
    found = answer(**spec)
    for decision in found["decisions"].values():
        if decision is None:
            continue
        chosen = [each["id"] for each in decision["options"] if each["state"] == "chosen"]
        assert chosen == ([decision["choice"]] if decision["choice"] else [])
        assert (decision["status"] == "no-fit") == (not chosen)


@LENIENT
@given(workloads())
def test_conflicts_are_told_exactly_where_nothing_fits(spec):
    found = answer(**spec)
    assert bool(found["conflicts"]) == (found["status"] == "no-fit") == (found["platform"] is None)


@LENIENT
@given(workloads())
def test_the_demands_in_conflict_together_rule_out_every_option_that_competes(spec):
    found = answer(**spec)
    for name, decision in found["decisions"].items():
        if decision is None or decision["status"] != "no-fit":
            continue
        out = {option for each in found["conflicts"] for option in each["options"]}
        considered = found["workload"].get("consider", [])
        competing = {
            each["id"]
            for each in decision["options"]
            if not each["alternative"] or each["id"] in considered
        }
        assert out == competing
        assert {each["decision"] for each in found["conflicts"]} == {name}


def test_quantities_stand_in_the_answer_as_they_were_written():
    found = answer(name="a", memory="8 GB", duration="1h30m")
    assert found["workload"] == {"name": "a", "memory": "8 GB", "duration": "1h30m"}
    assert found["conversions"] == ["8 GB = 7.45 GiB"]


def test_a_reason_has_its_facts_limit_margin_and_source():
    found = answer(duration="20 min")
    options = {each["id"]: each for each in found["decisions"]["service"]["options"]}
    reason = next(each for each in options["lambda"]["reasons"] if each["effect"] == "rules_out")
    assert options["lambda"]["state"] == "ruled_out"
    assert reason["facts"] == {"duration": {"value": 1200, "unit": "s", "known": True}}
    assert (reason["limit"]["id"], reason["limit"]["value"]) == ("lambda.timeout", 900)
    assert reason["margin"]["spare"] == -300
    assert reason["source"]["url"].startswith("https://docs.aws.amazon.com/")


def test_a_reason_names_the_line_and_column_of_the_spec(tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text("name: a\nduration: 20 min\n")
    found = contract(advisor.recommend(spec))
    options = {each["id"]: each for each in found["decisions"]["service"]["options"]}
    assert options["lambda"]["reasons"][0]["at"] == {"line": 2, "column": 11}


def test_a_decision_that_is_not_asked_is_null():
    found = answer(duration="10 s", vcpus=1, memory="1 GiB", runtime="python3.13")
    assert found["platform"] == "lambda"
    assert found["decisions"]["compute"] is None


def test_an_unknown_fact_has_no_value_and_says_so():
    found = answer(name="nothing else")
    options = {each["id"]: each for each in found["decisions"]["service"]["options"]}
    facts = [r["facts"].get("duration") for r in options["lambda"]["reasons"]]
    assert {"value": None, "unit": "s", "known": False} in facts


def test_demands_that_contradict_each_other_are_both_named():
    found = answer(own_instances=True, nodes=4)
    named = {name for each in found["conflicts"] for name in each["reason"]["facts"]}
    assert found["status"] == "no-fit"
    assert {"own_instances", "nodes"} <= named


def test_several_answers_are_one_array():
    several = [advisor.recommend({"gpus": 1}), advisor.recommend({"duration": "1 min"})]
    assert [each["platform"] for each in json.loads(joined(several, "json", several=True))]
    assert isinstance(json.loads(joined(several[:1], "json", several=False)), dict)


def test_numbers_that_json_does_not_have_become_null():
    found = json.loads(report(advisor.recommend({"x": {"a": float("nan"), "b": [1e999]}}), "json"))
    assert found["workload"]["x"] == {"a": None, "b": [None]}


@pytest.mark.parametrize("verb", ["to_dict", "to_json"])
def test_the_library_gives_the_same_structure(verb):
    made = advisor.recommend({"gpus": 1})
    found = getattr(made, verb)()
    assert (json.loads(found) if isinstance(found, str) else found) == contract(made)

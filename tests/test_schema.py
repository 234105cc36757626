"""The published schemas are valid, and agree with what advisor itself reads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from json_page import json_page
from jsonschema import Draft7Validator
from strategies import workloads

import advisor
from advisor.errors import AdvisorError
from advisor.schema import recommendation_schema, workload_schema

SPEC = Draft7Validator(workload_schema())
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "json.md"


def read(spec):
    """Whether advisor reads a spec."""
    try:
        advisor.recommend(spec)
    except AdvisorError:
        return False
    return True


@pytest.mark.parametrize("schema", [workload_schema, recommendation_schema])
def test_a_schema_is_draft_07(schema):
    made = schema()
    Draft7Validator.check_schema(made)
    assert made["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$defs" not in made


@pytest.mark.parametrize("schema", [workload_schema, recommendation_schema])
def test_nothing_stands_beside_a_reference_where_draft_07_does_not_read_it(schema):
    def lone(node):
        if isinstance(node, dict):
            assert not isinstance(node.get("$ref"), str) or len(node) == 1
            for each in node.values():
                lone(each)
        elif isinstance(node, list):
            for each in node:
                lone(each)

    lone(schema())


def test_every_part_of_an_answer_is_described_or_named_by_its_parts():
    schema = recommendation_schema()
    for name, part in schema["definitions"].items():
        assert part["description"], name
        # Packs have decisions of their own; nothing else may be there that is not described.
        assert (part["additionalProperties"] is False) == (name != "Decisions"), name


def test_every_field_of_a_spec_is_described():
    assert all(field["description"] for field in workload_schema()["properties"].values())


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(workloads())
def test_the_schema_accepts_what_advisor_reads(spec):
    assert read(spec)
    assert [error.message for error in SPEC.iter_errors(spec)] == []


@pytest.mark.parametrize(
    "spec",
    [
        {"$schema": "workload.schema.json", "name": "a"},
        {"duration": "1 h 30 min"}, {"duration": "PT1H30M"}, {"duration": "0.5 h"},
        {"memory": "8GB"}, {"memory": " 8 GiB "}, {"duration": None},
        {"file_systems": "efs"}, {"file_systems": [{"type": "efs", "path": "/mnt"}]},
        {"linux_parameters": {"devices": "/dev/fuse"}}, {"instance_types": "m6i"},
        {"platform": "batch-ec2"}, {"consider": "ecs-managed-instances"}, {"x": {"tier": 1}},
        {"vcpus": None}, {"max_vcpus": None, "runs_per_month": None, "concurrency": None},
    ],
)  # fmt: skip
def test_what_both_accept(spec):
    assert read(spec)
    assert SPEC.is_valid(spec)


@pytest.mark.parametrize(
    "spec",
    [
        {"memroy": "8 GiB"}, {"memory": 8}, {"memory": "8"}, {"memory": "8 Gb"},
        {"memory": "20 min"}, {"duration": 900}, {"duration": "900"}, {"duration": "5 M"},
        {"duration": "8 GiB"},
        {"duration": "-5 s"}, {"vcpus": 0}, {"vcpus": -1}, {"vcpus": "4"}, {"vcpus": 1e9},
        {"gpus": -1}, {"gpus": 0.5}, {"nodes": 0}, {"efa": "yes"}, {"architecture": "arm"},
        {"operating_system": "Linux"}, {"trigger": "cron"}, {"region": "Frankfurt"},
        {"platform": "fargate"}, {"consider": ["ec2"]}, {"file_systems": ["nfs"]}, {"name": ""},
        {"environment": {"A": 1}}, {"linux_parameters": {"swappiness": 101}}, {"tags": ["a"]},
        {"concurrency": 0}, {"ulimits": [{"name": "nofile"}]}, {"runs_per_month": -1},
    ],
)  # fmt: skip
def test_what_both_refuse(spec):
    assert not read(spec)
    assert not SPEC.is_valid(spec)


def test_the_reference_page_is_made_from_the_schema():
    """UPDATE_GOLDEN=1 writes it anew."""
    page = json_page(recommendation_schema())
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(page)
    assert PAGE.read_text() == page

"""Every bound that the published schema of a spec puts on a number is one that proofs know."""

from __future__ import annotations

import pytest

pytest.importorskip("z3")

from advisor.facts import spec_facts
from advisor.model import Kind
from advisor.prove.bounds import Bounds, bounds
from advisor.schema import workload_schema

SCHEMA = workload_schema()
NUMBERS = {each.fact.name: each.field for each in spec_facts() if each.fact.kind is Kind.NUMBER}


def resolved(node):
    while "$ref" in node:
        node = SCHEMA["definitions"][node["$ref"].rsplit("/", 1)[1]]
    return node


def node_of(field):
    node = SCHEMA
    for name in field:
        parts = [resolved(each) for each in (node, *node.get("anyOf", ()), *node.get("allOf", ()))]
        (node,) = [each["properties"][name] for each in parts if name in each.get("properties", {})]
    return resolved(node)


def bounded(node):
    """The schemas of numbers in a field: itself, or one of its alternatives."""
    every = [resolved(each) for each in (node, *node.get("anyOf", ()), *node.get("allOf", ()))]
    return [each for each in every if {"minimum", "maximum", "exclusiveMinimum"} & set(each)]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_bound_in_the_schema_is_a_bound_in_proofs(name):
    known = bounds()[name]
    for each in bounded(node_of(NUMBERS[name])):
        assert known.low == each.get("minimum", each.get("exclusiveMinimum"))
        assert known.included == ("minimum" in each)
        assert known.high == each["maximum"]
        # A schema may take a whole number for any number, but never the other way round.
        assert known.whole == ("integer" in each["type"] and "number" not in each["type"])


def test_no_number_of_a_spec_is_without_a_bound():
    assert len(bounds()) == len(NUMBERS)
    for name, bound in bounds().items():
        assert None not in (bound.low, bound.high), name


def test_bounds_stand_where_they_did_not_reach_before():
    assert bounds()["vcpus"] == bounds()["max_vcpus"] == Bounds(0, 1_000_000, included=False)
    assert bounds()["linux_parameters.swappiness"] == Bounds(0, 100, whole=True)
    assert bounds()["array_size"] == bounds()["concurrency"] == Bounds(1, 10**9, whole=True)
    assert bounds()["runs_per_month"] == Bounds(0, 1e12)

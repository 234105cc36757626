"""Every criterion is carried by a rule, by the option that comes first, or by a test."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from advisor.model import Rule
from advisor.rulebook import load_rules

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
BOOK = load_rules(ROOT / "rules")
PAGE = (ROOT / "docs" / "reference" / "criteria.md").read_text()
ROWS = [*(f"A{n}" for n in range(1, 31)), *(f"B{n}" for n in range(16))]

# What no rule says, since it is what happens where no rule speaks: the option that comes first.
FIRST = {"A7": ("compute", "fargate"), "A18": ("management", "managed")}
# What is done with the answer, or how it is found: rows that the page gives a test, by its name.
STARTER = {"A19", "A20", "A27", "A28", "A29", "A30"}
PROCEDURE = {"A6"}

CARRIED: dict[str, list[Rule]] = defaultdict(list)
for _rule in BOOK.rules:
    for _row in _rule.criteria:
        CARRIED[_row].append(_rule)


@cache
def _tests() -> frozenset[str]:
    """The names of all tests that there are."""
    return frozenset(
        node.name
        for path in TESTS.glob("test_*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@pytest.mark.parametrize("row", ROWS)
def test_a_criterion_is_carried(row: str):
    if row in FIRST:
        decision, option = FIRST[row]
        found = next(each for each in BOOK.decisions if each.id == decision)
        assert found.options[0].id == option
    elif row in STARTER | PROCEDURE:
        assert _listed("test_[a-z0-9_]+")[row]
    else:
        assert CARRIED[row], f"no rule names {row}"


@pytest.mark.parametrize("row", [row for row in ROWS if CARRIED[row]])
def test_a_criterion_is_shown_firing_and_silent_by_every_rule_that_carries_it(row: str):
    for rule in CARRIED[row]:
        assert {True, False} <= {example.expect for example in rule.examples}, rule.id


def test_no_rule_names_a_criterion_that_there_is_not():
    assert set(CARRIED) <= set(ROWS)


def test_a_case_shows_each_criterion_that_decides_something():
    cases = [yaml.safe_load(path.read_text()) for path in (TESTS / "cases").glob("*.yaml")]
    shown = {row for file in cases for case in file["cases"] for row in case["criteria"]}
    assert set(ROWS) - shown == STARTER


def _listed(name: str = "[a-z0-9]+(?:-[a-z0-9]+)+") -> dict[str, list[str]]:
    """The names of a form that stand in backticks where the page says what carries each row."""
    found = {}
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 5 and re.fullmatch("[AB][0-9]+", cells[1]):
            found[cells[1]] = re.findall(f"`({name})`", cells[3])
    return found


def test_the_page_has_every_criterion_in_order():
    assert list(_listed()) == ROWS


@pytest.mark.parametrize("row", ROWS)
def test_the_page_names_the_rules_that_carry_a_criterion(row: str):
    assert set(_listed()[row]) == {rule.id for rule in CARRIED[row]}


@pytest.mark.parametrize("row", ROWS)
def test_the_page_names_tests_that_there_are(row: str):
    assert set(_listed("test_[a-z0-9_]+")[row]) <= _tests()

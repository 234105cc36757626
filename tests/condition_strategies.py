"""Random conditions, rules and facts that fit them, and the readers that must agree on them."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec

import pytest
from hypothesis import strategies as st

from advisor.condition import (
    UNKNOWN,
    All,
    Among,
    Any,
    Compare,
    Condition,
    Constant,
    Exists,
    FactRef,
    Facts,
    Not,
    Truth,
    truth,
)
from advisor.engines.durable import DurableEngine
from advisor.engines.python import PythonEngine
from advisor.model import Advises, Rule, Source

# durable-rules needs a compiler and Python 3.12 or older, and the tests must pass without either.
# Where it is meant to be installed, `ADVISOR_DURABLE=required` turns the skip into a failure.
HAS_DURABLE = (
    find_spec("durable_rules_engine") is not None or os.environ.get("ADVISOR_DURABLE") == "required"
)
needs_durable = pytest.mark.skipif(
    not HAS_DURABLE,
    reason="durable-rules is not installed: it needs a C compiler and Python 3.12 or older",
)

SOURCE = Source(date(2026, 11, 22), judgement="made up for a test")
Reader = Callable[[Condition, Facts], Truth]


def rule_of(condition: Condition, number: int = 1) -> Rule:
    """A rule with this condition, and nothing else that matters."""
    effect = Advises("nothing")
    return Rule(f"rule-{number}", f"TST{number:03}", "a rule", condition, effect, "so", SOURCE)


def rules_of(conditions: list[Condition]) -> tuple[Rule, ...]:
    return tuple(rule_of(condition, number) for number, condition in enumerate(conditions))


def readers() -> dict[str, Reader]:
    """Every reader of conditions that can be had here, by name."""
    engines = {"python": PythonEngine()} | ({"durable": DurableEngine()} if HAS_DURABLE else {})
    return {"reference": truth} | {
        name: lambda condition, facts, engine=engine: engine.evaluate((rule_of(condition),), facts)[
            0
        ]
        for name, engine in engines.items()
    }


NUMBERS = tuple(f"number{index}" for index in range(4))
BOOLEANS = ("boolean0", "boolean1")
TEXTS = ("text0", "text1")
LISTS = ("list0", "list1")

# Few enough that facts and constants are often equal; with all that is hard to write as a number.
numbers = st.sampled_from(
    [0, -0.0, 1, 1.0, 2, 0.1, -1, 900, 900.5, 10240, 1e-05, 1e16, 5e-324, 1.7e308, -(2**53), 2**53]
) | st.floats(allow_nan=False, allow_infinity=False, width=32)
texts = st.sampled_from(
    [
        "",
        "a",
        "b",
        "ab",
        "a b",
        "1",
        "true",
        "null",
        "none",
        '"',
        "\\",
        "'",
        "é",
        "😀",
        "\x00",
        "\n",
    ]
) | st.text(max_size=5)

operators = st.sampled_from(["eq", "gt", "gte", "lt", "lte"])
_numbers = st.sampled_from(NUMBERS)
_booleans = st.sampled_from(BOOLEANS)
_texts = st.sampled_from(TEXTS)
_lists = st.sampled_from(LISTS)


def _listed(values):
    return st.lists(values, max_size=4).map(tuple)


leaves = st.one_of(
    st.builds(Compare, _numbers, operators, st.builds(Constant, numbers)),
    st.builds(Compare, _numbers, operators, st.builds(FactRef, _numbers)),
    st.builds(Compare, _booleans, st.just("eq"), st.builds(Constant, st.booleans())),
    st.builds(Compare, _texts, st.just("eq"), st.builds(Constant, texts)),
    st.builds(Among, _numbers, _listed(numbers)),
    st.builds(Among, _booleans, _listed(st.booleans())),
    st.builds(Among, _texts | _lists, _listed(texts)),
    st.builds(Exists, st.sampled_from((*NUMBERS, *BOOLEANS, *TEXTS, *LISTS))),
)


def _joined(parts):
    several = st.lists(parts, max_size=4).map(tuple)
    return st.one_of(st.builds(All, several), st.builds(Any, several), st.builds(Not, parts))


conditions = st.recursive(leaves, _joined, max_leaves=12)


def _gappy(values):
    return st.just(UNKNOWN) | st.none() | values


workloads = st.fixed_dictionaries(
    {name: _gappy(numbers) for name in NUMBERS}
    | {name: _gappy(st.booleans()) for name in BOOLEANS}
    | {name: _gappy(texts) for name in TEXTS}
    | {name: _gappy(_listed(texts)) for name in LISTS}
)

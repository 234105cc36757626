"""What a formula means, and how it says that it is not one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.condition import UNKNOWN
from advisor.formula import Names, evaluate, limits, parse, refs

NAMES = Names(
    numbers={"fargate.launch_rate": 20.0, "batch.nothing": 0.0},
    tables={
        "fargate.sizes": (
            ("vcpus", "memory"),
            ((0.25, 512.0), (0.25, 1024.0), (1.0, 2048.0), (1.0, 8192.0), (4.0, 8192.0)),
        )
    },
)
FACTS = {
    "one": 1,
    "two": 2.0,
    "five": 5,
    "none": None,
    "unknown": UNKNOWN,
    "linux_parameters.max_swap": 64,
    "text": "four",
    "list": ("a", "b"),
}


def value(text):
    return evaluate(parse(text, NAMES), FACTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("two", 2),
        ("linux_parameters.max_swap", 64),
        ('limit("fargate.launch_rate")', 20),
        ("  one + two  ", 3),
        ("one - two", -1),
        ("two * five", 10),
        ("five / two", 2.5),
    ],
)
def test_numbers_facts_limits_and_arithmetic(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one + two * five", 11),
        ("(one + two) * five", 15),
        ("five - two - one", 2),
        ("five - (two - one)", 4),
        ("five / two / two", 1.25),
        ("five / two * two", 5),
        ("none or one + one", 2),
        ("one + (none or five)", 6),
        ("ceil(five / two) * two", 6),
    ],
)
def test_precedence_is_that_of_arithmetic_and_or_binds_loosest(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("min(five, two, one)", 1),
        ("max(five, two, one)", 5),
        ("min(five)", 5),
        ("ceil(2.1)", 3),
        ("ceil(two)", 2),
        ("ceil(one - five / two)", -1),
        ("max(ceil(five / two), min(five, 2))", 3),
    ],
)
def test_functions(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('smallest("fargate.sizes", 0.25, 512).memory', 512),
        ('smallest("fargate.sizes", 0.25, 513).memory', 1024),
        ('smallest("fargate.sizes", 0.25, 1025).vcpus', 1),
        ('smallest("fargate.sizes", two, 1).vcpus', 4),
        ('smallest("fargate.sizes", 4, 8192).memory', 8192),
    ],
)
def test_smallest_is_the_first_row_that_is_large_enough_in_every_column(text, expected):
    assert value(text) == expected


def test_smallest_is_none_when_nothing_is_large_enough():
    assert value('smallest("fargate.sizes", 4, 8193).memory') is None


@pytest.mark.parametrize(
    "text",
    [
        "unknown",
        "unknown + one",
        "one / unknown",
        "max(one, unknown)",
        "ceil(unknown)",
        "unknown or one",
        'smallest("fargate.sizes", unknown, 1).vcpus',
        'smallest("fargate.sizes", 99, unknown).vcpus',
        "one + (none or unknown)",
    ],
)
def test_unknown_in_is_unknown_out(text):
    assert value(text) is UNKNOWN


@pytest.mark.parametrize("text", ["unknown + none", "none * unknown", "min(none, unknown)"])
def test_unknown_goes_before_none(text):
    """What is unknown may turn out to be none or not: nobody can tell yet."""
    assert value(text) is UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "none + one",
        "five / none",
        "max(one, none)",
        "ceil(none)",
        "none or none",
        'smallest("fargate.sizes", none, 1).vcpus',
    ],
)
def test_else_none_in_is_none_out(text):
    assert value(text) is None


@pytest.mark.parametrize("text", ["text", "list", "text + one"])
def test_a_fact_that_is_not_a_number_counts_as_none(text):
    assert value(text) is None


def test_or_takes_the_second_where_the_first_is_none_but_not_where_it_is_zero():
    assert value("none or five") == 5
    assert value("one - one or five") == 0
    assert value("one or unknown") == 1


@pytest.mark.parametrize(
    "text", ["one / 0", "one / (two - two)", 'five / limit("batch.nothing")', "0 / 0"]
)
def test_division_by_zero_is_none(text):
    assert value(text) is None


def test_division_by_an_unknown_is_unknown_even_of_zero():
    assert value("0 / unknown") is UNKNOWN


def test_the_facts_and_limits_that_a_formula_reads_are_known():
    formula = parse(
        'max(one, linux_parameters.max_swap) / limit("fargate.launch_rate")'
        ' + (smallest("fargate.sizes", two, five).memory or none)',
        NAMES,
    )
    assert list(refs(formula)) == ["one", "linux_parameters.max_swap", "two", "five", "none"]
    assert list(limits(formula)) == ["fargate.launch_rate", "fargate.sizes"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "`` is not a formula"),
        ("one +", "`one +` is not a formula"),
        ("one two", "`one two` is not a formula"),
        ("(" * 300 + "one" + ")" * 300, "is not a formula"),
        ("one\x00", "is not a formula"),
        ("-one", "`-one` is not understood in a formula"),
        ("one ** two", "`one ** two` is not understood in a formula"),
        ("one // two", "`one // two` is not understood in a formula"),
        ("one % two", "`one % two` is not understood in a formula"),
        ("one and two", "`one and two` is not understood in a formula"),
        ("one or two or five", "`one or two or five` is not understood in a formula"),
        ("one < two", "`one < two` is not understood in a formula"),
        ("'a'", "`'a'` is not understood in a formula"),
        ("True", "`True` is not understood in a formula"),
        ("None", "`None` is not understood in a formula"),
        ("facts['one']", "`facts['one']` is not understood in a formula"),
        ("round(one)", "`round(one)` is not understood in a formula"),
        ("min()", "`min()` is not understood in a formula"),
        ("min(one, key=two)", "is not understood in a formula"),
        ("ceil(one, two)", "`ceil` takes one argument"),
        ("__import__('os').system('ls')", "is not understood in a formula"),
        ("limit(one)", "`limit(one)` is not understood in a formula"),
        ('limit("fargate.rate")', "`fargate.rate` is not a limit that is a number"),
        ('limit("fargate.sizes")', "`fargate.sizes` is not a limit that is a number"),
        (
            'smallest("fargate.launch_rate", one).vcpus',
            "`fargate.launch_rate` is not a limit that is a table",
        ),
        (
            'smallest("fargate.sizes", one).vcpus',
            "`fargate.sizes` has the columns vcpus, memory: give each, ask for one",
        ),
        (
            'smallest("fargate.sizes", one, two).gpus',
            "`fargate.sizes` has the columns vcpus, memory: give each, ask for one",
        ),
        ('smallest("fargate.sizes", one, two)', "is not understood in a formula"),
    ],
)
def test_what_is_not_a_formula_is_refused_with_the_part_that_is_not_understood(text, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the message is compared below
        parse(text, NAMES)
    assert message in str(caught.value)


@given(st.text(alphabet="onetw(),.+-*/ \"'[]{}:=<>0123_lambda\n", max_size=40))
def test_any_text_is_a_formula_or_a_message(text):
    try:
        formula = parse(text, NAMES)
    except ValueError:
        return
    assert all(name in text for name in refs(formula))


whole = st.integers(-1000, 1000)


@given(whole, whole, whole)
def test_formulas_compute_what_python_computes(one, two, three):
    formula = parse("(a - b) * c + max(a, b, c) / 4 - min(a, c)", NAMES)
    facts = {"a": one, "b": two, "c": three}
    expected = (one - two) * three + max(one, two, three) / 4 - min(one, three)
    assert evaluate(formula, facts) == expected


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_division_never_raises(one, two):
    result = evaluate(parse("a / b", NAMES), {"a": one, "b": two})
    assert result is None if two == 0 else result == one / two


@given(st.floats(0.01, 4), st.floats(1, 8192))
def test_the_smallest_row_holds_what_was_asked_for(vcpus, memory):
    facts = {"v": vcpus, "m": memory}
    row = [
        evaluate(parse(f'smallest("fargate.sizes", v, m).{column}', NAMES), facts)
        for column in ("vcpus", "memory")
    ]
    assert row[0] >= vcpus
    assert row[1] >= memory
    assert all(math.isfinite(each) for each in row)

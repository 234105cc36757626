"""What a condition means: every reader passes the same tests."""

from __future__ import annotations

from functools import reduce

import pytest
from condition_strategies import HAS_DURABLE, needs_durable, readers

from advisor.condition import (
    UNKNOWN,
    All,
    Among,
    Any,
    Compare,
    Constant,
    Exists,
    FactRef,
    Not,
    facts_read,
    leaves,
    limits_read,
)

READERS = readers()


@pytest.fixture(params=["reference", "python", pytest.param("durable", marks=needs_durable)])
def read(request):
    """A reader: from a condition and facts to true, false or unknown."""
    return READERS[request.param]


def is_(fact, value, operator="eq"):
    return Compare(fact, operator, Constant(value))


def than(fact, operator, other):
    return Compare(fact, operator, FactRef(other))


TRUE, FALSE, UNSURE = is_("yes", True), is_("no", True), is_("unknown", True)
FACTS = {
    "yes": True,
    "no": False,
    "unknown": UNKNOWN,
    "none": None,
    "zero": 0,
    "minus_zero": -0.0,
    "one": 1,
    "half": 0.5,
    "text": "lambda",
    "word_true": "true",
    "word_one": "1",
    "empty_text": "",
    "list": ("efs", "s3files"),
    "empty_list": (),
    "huge": 1.7e308,
    "tiny": 5e-324,
    "odd": 9007199254740991,
    "unicode": "naïve 😀 ☕",
    "hostile": "\"}, {{ $or 'x' \\ \n \x00",
    "long": "x" * 70_000,
}

COMPARISONS = [
    ("a number equals itself", is_("one", 1), True),
    ("a number equals itself written with a point", is_("one", 1.0), True),
    ("a number is not greater than itself", is_("one", 1, "gt"), False),
    ("a number is at least itself", is_("one", 1, "gte"), True),
    ("a number is not less than itself", is_("one", 1, "lt"), False),
    ("a number is at most itself", is_("one", 1, "lte"), True),
    ("a number is greater than a smaller one", is_("one", 0.999999, "gt"), True),
    ("a number is less than a greater one", is_("one", 1.000001, "lt"), True),
    ("minus zero is zero", is_("minus_zero", 0), True),
    ("zero is minus zero", is_("zero", -0.0), True),
    ("zero is not less than minus zero", is_("zero", -0.0, "lt"), False),
    ("a tiny number is more than zero", is_("tiny", 0, "gt"), True),
    ("a tiny number equals itself", is_("tiny", 5e-324), True),
    ("a number without a point in its exponent is read", is_("half", 1e-05, "gt"), True),
    ("a large number without a point is read", is_("half", 1e16, "lt"), True),
    ("a huge number equals itself", is_("huge", 1.7e308), True),
    ("a huge number is not the next one", is_("huge", 1.7000000000000003e308), False),
    ("neighbouring large whole numbers differ", is_("odd", 9007199254740992), False),
    ("a large whole number equals itself", is_("odd", 9007199254740991), True),
    ("a text equals itself", is_("text", "lambda"), True),
    ("a text is not its beginning", is_("text", "lamb"), False),
    ("a text is not its continuation", is_("text", "lambdas"), False),
    ("a text is not itself in capitals", is_("text", "Lambda"), False),
    ("the empty text equals itself", is_("empty_text", ""), True),
    ("the empty text is no other", is_("empty_text", "a"), False),
    ("unicode text equals itself", is_("unicode", "naïve 😀 ☕"), True),
    ("unicode text is not its ASCII", is_("unicode", "naive X"), False),
    ("hostile text is only text", is_("hostile", "\"}, {{ $or 'x' \\ \n \x00"), True),
    ("hostile text is no other", is_("hostile", "\"}, {{ $or 'x' \\ \n "), False),
    ("a very long text equals itself", is_("long", "x" * 70_000), True),
    ("a very long text is not one a bit shorter", is_("long", "x" * 69_999), False),
    ("true is true", is_("yes", True), True),
    ("false is not true", is_("no", True), False),
    ("false is false", is_("no", False), True),
    ("none equals nothing", is_("none", 0), False),
    ("none is not the empty text", is_("none", ""), False),
    ("none is not false", is_("none", False), False),
    ("none is not less than anything", is_("none", 1, "lt"), False),
    ("none is not at least anything", is_("none", 1, "gte"), False),
    ("not equal to none is true", Not(is_("none", 1)), True),
    ("an unknown number is not compared", is_("unknown", 1, "gt"), None),
    ("an unknown text is not compared", is_("unknown", "a"), None),
    ("an unknown boolean is not compared", is_("unknown", False), None),
]
TWO_FACTS = [
    ("two facts are compared", than("one", "gt", "half"), True),
    ("two facts are compared the other way", than("one", "lte", "half"), False),
    ("a fact equals itself", than("one", "eq", "one"), True),
    ("a fact is not less than itself", than("half", "lt", "half"), False),
    ("zero equals minus zero", than("zero", "eq", "minus_zero"), True),
    ("a huge fact is more than a tiny one", than("huge", "gt", "tiny"), True),
    ("an unknown left side is unknown", than("unknown", "lt", "one"), None),
    ("an unknown right side is unknown", than("one", "lt", "unknown"), None),
    ("an unknown fact may or may not equal itself", than("unknown", "eq", "unknown"), None),
    ("none on the left is false", than("none", "lte", "one"), False),
    ("none on the right is false", than("one", "lte", "none"), False),
    ("none does not equal none", than("none", "eq", "none"), False),
    ("none against unknown is false", than("none", "eq", "unknown"), False),
    ("unknown against none is false", than("unknown", "eq", "none"), False),
    ("not less than none is true", Not(than("one", "lt", "none")), True),
]
MEMBERS = [
    ("a text is among texts", Among("text", ("batch", "lambda")), True),
    ("a text is not among others", Among("text", ("batch", "lamb")), False),
    ("a number is among numbers", Among("one", (0, 1.0)), True),
    ("a number is not among others", Among("one", (0, 2)), False),
    ("minus zero is among zeros", Among("minus_zero", (0,)), True),
    ("a boolean is among booleans", Among("no", (True, False)), True),
    ("a boolean is not among others", Among("no", (True,)), False),
    ("one element of a list is enough", Among("list", ("ebs", "s3files")), True),
    ("no element of a list", Among("list", ("ebs", "s3")), False),
    ("the empty list has no element", Among("empty_list", ("efs",)), False),
    ("a list is not its text", Among("list", ("('efs', 's3files')",)), False),
    ("nothing is among nothing", Among("text", ()), False),
    ("none is among nothing", Among("none", ("", "none", "null")), False),
    ("none is not among false", Among("none", (False,)), False),
    ("unknown may be among some", Among("unknown", ("a",)), None),
    ("unknown may be among none, for all a reader knows", Among("unknown", ()), None),
    ("not among others is true", Not(Among("list", ("ebs",))), True),
    ("many values are as good as few", Among("text", (*map(str, range(300)), "lambda")), True),
    ("many values may all be others", Among("text", tuple(map(str, range(300)))), False),
    ("many values against a list", Among("list", (*map(str, range(300)), "efs")), True),
    ("many values that no element is", Not(Among("list", tuple(map(str, range(300))))), True),
    ("a very long text among others", Among("long", ("a", "x" * 70_000)), True),
]
EXISTING = [
    *((f"{fact} exists", Exists(fact), True) for fact in FACTS if fact not in
      ("none", "unknown", "empty_list")),
    ("none does not exist", Exists("none"), False),
    ("the empty list does not exist", Exists("empty_list"), False),
    ("unknown may exist", Exists("unknown"), None),
    ("unknown may not exist", Not(Exists("unknown")), None),
    ("not existing is true of none", Not(Exists("none")), True),
]  # fmt: skip
LOGIC = [
    ("all of nothing is true", All(()), True),
    ("any of nothing is false", Any(()), False),
    ("not all of nothing is false", Not(All(())), False),
    ("not any of nothing is true", Not(Any(())), True),
    ("all: true and true", All((TRUE, TRUE)), True),
    ("all: false decides", All((TRUE, FALSE)), False),
    ("all: false decides over unknown", All((UNSURE, FALSE)), False),
    ("all: false decides before unknown", All((FALSE, UNSURE)), False),
    ("all: unknown with true", All((TRUE, UNSURE)), None),
    ("any: false or false", Any((FALSE, FALSE)), False),
    ("any: true decides", Any((FALSE, TRUE)), True),
    ("any: true decides over unknown", Any((UNSURE, TRUE)), True),
    ("any: true decides before unknown", Any((TRUE, UNSURE)), True),
    ("any: unknown with false", Any((FALSE, UNSURE)), None),
    ("not unknown is unknown", Not(UNSURE), None),
    ("not not true is true", Not(Not(TRUE)), True),
    ("not not unknown is unknown", Not(Not(UNSURE)), None),
    ("unknown or its opposite is unknown", Any((UNSURE, Not(UNSURE))), None),
    ("unknown and its opposite is unknown", All((UNSURE, Not(UNSURE))), None),
    ("nested: not any in all", All((TRUE, Not(Any((FALSE, FALSE))))), True),
    ("nested: not all in any", Any((FALSE, Not(All((TRUE, FALSE))))), True),
    ("nested: unknown inside all inside any", Any((FALSE, All((TRUE, UNSURE)))), None),
    ("nested: any inside not inside all", All((TRUE, Not(Any((UNSURE, TRUE))))), False),
    ("an interval of one fact", All((is_("one", 0, "gt"), is_("one", 2, "lt"))), True),
    ("an impossible interval", All((is_("one", 2, "gt"), is_("one", 1, "lt"))), False),
    ("an unknown interval", All((is_("unknown", 2, "gt"), is_("unknown", 1, "lt"))), None),
    ("a nest of twenty", reduce(lambda c, _: Not(All((c, TRUE))), range(20), UNSURE), None),
]  # fmt: skip
WIDE = [
    (
        "a table of pairs, none of which it is",
        Not(Any(tuple(All((is_("one", v), is_("half", m))) for v in range(9) for m in range(9)))),
        True,
    ),
    (
        "a product that would make a million conjunctions",
        All(tuple(Any(tuple(is_("one", n) for n in (1, *range(k, k + 9)))) for k in range(2, 9))),
        True,
    ),
    (
        "the same product with an unknown part",
        All((*(Any((is_("one", 1), is_("half", k))) for k in range(20)), Any((UNSURE, FALSE)))),
        None,
    ),
    ("a hundred parts of all", All(tuple(is_("one", -k, "gt") for k in range(1, 101))), True),
    ("a hundred parts of any", Any(tuple(is_("one", -k, "lt") for k in range(1, 101))), False),
    ("a hundred parts, one false", All((*[TRUE, UNSURE] * 50, FALSE)), False),
    (
        "three hundred facts at once",
        Not(Any(tuple(Not(Exists(f"many{k}")) for k in range(300)))),
        True,
    ),
]
FACTS |= {f"many{k}": k for k in range(300)}

CASES = [*COMPARISONS, *TWO_FACTS, *MEMBERS, *EXISTING, *LOGIC, *WIDE]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [pytest.param(condition, expected, id=name) for name, condition, expected in CASES],
)
def test_a_condition_means_the_same_to_every_reader(read, condition, expected):
    assert read(condition, FACTS) is expected


MIXED = [
    ("true is not the number one", is_("yes", 1), False),
    ("the number one is not true", is_("one", True), False),
    ("false is not zero", is_("no", 0), False),
    ("zero is not false", is_("zero", False), False),
    ("true is not more than zero", is_("yes", 0, "gt"), False),
    ("true is not among numbers", Among("yes", (1, 2)), False),
    ("the number one is not among truths", Among("one", (True, False)), False),
    ("the number one is among numbers and truths", Among("one", (True, 1)), True),
    ("true is among truths and numbers", Among("yes", (1, True)), True),
    ("true does not equal a fact that is one", than("yes", "eq", "one"), False),
    ("the word true is not true", is_("word_true", True), False),
    ("true is not the word", is_("yes", "true"), False),
    ("the text 1 is not the number", is_("word_one", 1), False),
    ("the number is not the text 1", is_("one", "1"), False),
    ("the text 1 is not among numbers", Among("word_one", (1,)), False),
    ("a list is not its element", is_("list", "efs"), False),
    ("not equal to a value of another kind is true", Not(is_("yes", 1)), True),
]


@pytest.mark.parametrize("engine", ["python", pytest.param("durable", marks=needs_durable)])
@pytest.mark.parametrize(
    ("condition", "expected"),
    [pytest.param(condition, expected, id=name) for name, condition, expected in MIXED],
)
def test_values_of_different_kinds_are_never_equal_to_an_engine(engine, condition, expected):
    assert READERS[engine](condition, FACTS) is expected


def test_values_of_different_kinds_are_never_equal_to_the_reference():
    """No rule may ask it: the loader refuses to compare a fact with a value of another kind."""
    for _, condition, expected in MIXED:
        assert READERS["reference"](condition, FACTS) is expected


def test_every_reader_is_tested():
    """The durable engine counts only where durable-rules can be had."""
    assert set(READERS) == {"reference", "python"} | ({"durable"} if HAS_DURABLE else set())


def test_the_leaves_of_a_condition_come_from_left_to_right():
    condition = All((is_("a", 1), Not(Any((Exists("b"), Among("c", ("x",)))))))
    assert [leaf.fact for leaf in leaves(condition)] == ["a", "b", "c"]


def test_facts_read_are_named_once_with_the_ones_compared_to():
    condition = Any((than("b", "lt", "a"), is_("b", 1), Exists("c")))
    assert facts_read(condition) == ("b", "a", "c")


def test_limits_read_are_those_a_condition_was_bound_to():
    bound = Compare("duration", "gt", Constant(900, "lambda.timeout"))
    listed = Among("runtime", ("python3.13",), "lambda.runtimes")
    assert limits_read(All((bound, Not(listed), bound, is_("gpus", 1)))) == (
        "lambda.timeout",
        "lambda.runtimes",
    )

"""How findings become a decision: reasons, order, unknown facts, groups, alternatives."""

from __future__ import annotations

from itertools import product

from books import book, rules_out, strong, weak
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.condition import UNKNOWN, Compare, Constant, Value
from advisor.decide import decide
from advisor.engines import engine
from advisor.model import Rule, RuleBook
from advisor.outcome import State, Status, Taken

P, Q, R, S = (Compare(name, "eq", Constant(True)) for name in "pqrs")


def pick(a_book: RuleBook, **facts: Value) -> Taken:
    """The decision for these facts; what is not given is false."""
    known = {"p": False, "q": False, "r": False, "s": False, "n": 0, "consider": (), "pick": None}
    taken = decide(a_book, {**known, **facts}, engine()).decisions["pick"]
    assert taken is not None
    return taken


def states(taken: Taken) -> dict[str, State]:
    """The state of each option."""
    return {standing.option.id: standing.state for standing in taken.standings}


def test_without_reasons_the_first_option_wins_and_is_a_near_tie():
    taken = pick(book())
    assert (taken.choice, taken.status) == ("a", Status.SETTLED)
    assert taken.near_ties == ("b", "c")


def test_a_rule_that_holds_removes_its_option():
    taken = pick(book(rules_out("x", P, "a")), p=True)
    assert taken.choice == "b"
    assert states(taken)["a"] is State.RULED_OUT


def test_one_strong_reason_outweighs_any_number_of_weak_ones():
    weaker = [weak(f"w{i}", P, "a") for i in range(5)]
    taken = pick(book(strong("s", P, "b"), *weaker), p=True)
    assert taken.choice == "b"
    assert taken.near_ties == ()


def test_weak_reasons_decide_where_strong_ones_are_equal():
    rules = [strong("s1", P, "a"), strong("s2", P, "b"), weak("w", P, "b")]
    assert pick(book(*rules), p=True).choice == "b"


def test_a_group_has_one_vote_and_it_is_its_strongest():
    rules = [
        weak("w", P, "b", "g"),
        strong("s", P, "b", "g"),
        strong("t", P, "a"),
        weak("u", P, "a"),
    ]
    assert pick(book(*rules), p=True).choice == "a"


def test_nothing_left_is_no_fit():
    taken = pick(book(rules_out("x", P, "a", "b", "c")), p=True)
    assert (taken.choice, taken.status) == (None, Status.NO_FIT)


def test_an_unknown_rule_against_the_leader_makes_the_answer_conditional_on_its_facts():
    taken = pick(book(rules_out("x", P, "a")), p=UNKNOWN)
    assert (taken.choice, taken.status) == ("a", Status.CONDITIONAL)
    assert taken.depends_on == ("p",)
    assert states(taken) == {"a": State.CHOSEN, "b": State.OPEN, "c": State.ELIGIBLE}


def test_an_unknown_reason_for_a_rival_makes_the_answer_conditional():
    taken = pick(book(strong("s", Q, "b")), q=UNKNOWN)
    assert (taken.status, taken.depends_on) == (Status.CONDITIONAL, ("q",))


def test_an_unknown_reason_too_weak_to_win_leaves_the_answer_settled():
    taken = pick(book(strong("s", P, "a"), weak("w", Q, "b")), p=True, q=UNKNOWN)
    assert (taken.choice, taken.status, taken.depends_on) == ("a", Status.SETTLED, ())


def test_a_losers_unknowns_alone_make_nothing_conditional():
    taken = pick(book(rules_out("x", Q, "b")), q=UNKNOWN)
    assert (taken.status, states(taken)["b"]) == (Status.SETTLED, State.ELIGIBLE)


def test_an_option_that_is_ruled_out_stays_out_whatever_the_unknown_say():
    taken = pick(book(rules_out("x", P, "b"), strong("s", Q, "b")), p=True, q=UNKNOWN)
    assert (taken.choice, taken.status) == ("a", Status.SETTLED)


def test_a_group_with_a_true_weak_and_an_unknown_strong_rule_may_still_become_strong():
    rules = [weak("w", P, "b", "g"), strong("s", Q, "b", "g"), weak("t", P, "a"), weak("u", P, "a")]
    taken = pick(book(*rules), p=True, q=UNKNOWN)
    assert (taken.choice, taken.status, taken.depends_on) == ("a", Status.CONDITIONAL, ("q",))


def test_an_alternative_does_not_compete_unless_it_is_considered():
    a_book = book(strong("s", P, "z"), options="a b", alternatives="z")
    assert pick(a_book, p=True).choice == "a"
    assert pick(a_book, p=True, consider=("z",)).choice == "z"


def test_a_considered_alternative_wins_ties():
    a_book = book(options="a b", alternatives="z")
    assert pick(a_book, consider=("z",)).choice == "z"
    a_book = book(strong("s", P, "a"), options="a b", alternatives="z")
    assert pick(a_book, p=True, consider=("z",)).choice == "a"


CONDITIONS = st.sampled_from([P, Q, R, S])
OPTIONS = st.sampled_from(["a", "b", "c"])


@st.composite
def some_rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    """Rules over four facts, with groups."""
    makers = st.sampled_from([rules_out, strong, weak])
    rules = []
    for index in range(draw(st.integers(0, 7))):
        maker, condition, option = draw(makers), draw(CONDITIONS), draw(OPTIONS)
        groups = {} if maker is rules_out else {"group": draw(st.sampled_from([None, "g", "h"]))}
        rules.append(maker(f"r{index}", condition, option, **groups))
    return tuple(rules)


@settings(max_examples=400)
@given(
    some_rules(),
    st.fixed_dictionaries({n: st.sampled_from([True, False, UNKNOWN]) for n in "pqrs"}),
)
def test_a_settled_answer_holds_whatever_the_unknown_facts_turn_out_to_be(rules, facts):
    """And a conditional answer depends only on facts that are unknown."""
    a_book = book(*rules)
    taken = pick(a_book, **facts)
    gaps = [name for name in "pqrs" if facts[name] is UNKNOWN]
    assert set(taken.depends_on) <= set(gaps)
    if taken.status is Status.CONDITIONAL:
        assert taken.depends_on
        return
    for values in product([True, False], repeat=len(gaps)):
        assert (
            pick(a_book, **{**facts, **dict(zip(gaps, values, strict=True))}).choice == taken.choice
        )


@settings(max_examples=400)
@given(
    some_rules(),
    st.fixed_dictionaries({n: st.sampled_from([True, False, UNKNOWN]) for n in "pqrs"}),
)
def test_only_options_called_chosen_or_open_can_win(rules, facts):
    """Whatever the unknown facts turn out to be, the winner was chosen or open before."""
    a_book = book(*rules)
    before = states(pick(a_book, **facts))
    gaps = [name for name in "pqrs" if facts[name] is UNKNOWN]
    for values in product([True, False], repeat=len(gaps)):
        choice = pick(a_book, **{**facts, **dict(zip(gaps, values, strict=True))}).choice
        assert choice is None or before[choice] in (State.CHOSEN, State.OPEN)

"""Z3 and the Python engine say the same: of conditions, of formulas, of whole decisions."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

z3 = pytest.importorskip("z3")

from condition_strategies import BOOLEANS, NUMBERS, TEXTS, conditions
from condition_strategies import workloads as facts_of_all_kinds
from strategies import workloads

from advisor.api import recommend
from advisor.condition import UNKNOWN, Among, Compare, Constant, leaves, truth
from advisor.engines import engine
from advisor.facts import spec_facts
from advisor.formula import (
    Arithmetic,
    Call,
    Number,
    Otherwise,
    Ref,
    Smallest,
    evaluate,
    refs,
)
from advisor.outcome import Status
from advisor.prove import numbers as exact
from advisor.prove import read
from advisor.prove.declared import nothing_declared
from advisor.prove.fixed import as_stated
from advisor.prove.session import Session
from advisor.prove.terms import BooleanTerm, ListTerm, NumberTerm, TextTerm
from advisor.rulebook import shipped_rules

YES, NO = z3.BoolVal(True), z3.BoolVal(False)
IN_TIME = settings(suppress_health_check=[HealthCheck.too_slow])


def texts_in(condition):
    for leaf in leaves(condition):
        match leaf:
            case Compare(_, _, Constant(str() as text)):
                yield text
            case Among(_, values):
                yield from (value for value in values if isinstance(value, str))


def term_of(name, value, texts):
    """A fact with a value, as a term without variables."""
    unknown, none = z3.BoolVal(value is UNKNOWN), z3.BoolVal(value is None)
    there = value is not UNKNOWN and value is not None
    if name in NUMBERS:
        return NumberTerm(unknown, none, exact.number(value if there else 0))
    if name in BOOLEANS:
        return BooleanTerm(unknown, none, z3.BoolVal(value is True))
    if name in TEXTS:
        return TextTerm(unknown, none, {text: z3.BoolVal(text == value) for text in texts})
    held = value if there else ()
    members = {text: z3.BoolVal(text in held) for text in texts}
    return ListTerm(unknown, none, members, z3.BoolVal(bool(held)))


def constant(term):
    return {"True": True, "False": False}[str(z3.simplify(term))]


@IN_TIME
@given(conditions, facts_of_all_kinds)
def test_a_condition_means_to_z3_what_it_means_to_python(condition, facts):
    texts = set(texts_in(condition))
    terms = {name: term_of(name, value, texts) for name, value in facts.items()}
    said = read.truth(condition, terms.__getitem__, exact.Products())
    surely, maybe = constant(said.surely), constant(said.maybe)
    assert (True if surely else None if maybe else False) is truth(condition, facts)


REFS = ("a", "b", "c")
amounts = st.integers(0, 8).map(lambda n: n / 4)
formulas = st.recursive(
    st.builds(Number, amounts) | st.builds(Ref, st.sampled_from(REFS)),
    lambda parts: st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*/"), parts, parts),
        st.builds(Call, st.sampled_from(["min", "max"]), st.tuples(parts, parts)),
        st.builds(Call, st.just("ceil"), st.tuples(parts)),
        st.builds(Otherwise, parts, parts),
        st.builds(
            Smallest,
            st.just("sizes"),
            # Engines look a size up by its first column, in which tables rise.
            st.lists(st.tuples(amounts, amounts), max_size=4).map(sorted).map(tuple),
            st.tuples(parts, parts),
            st.integers(0, 1),
        ),
    ),
    max_leaves=6,
)
gappy = st.just(UNKNOWN) | st.none() | amounts


@IN_TIME
@given(formulas, st.fixed_dictionaries(dict.fromkeys(REFS, gappy)))
def test_a_formula_means_to_z3_what_it_means_to_python(formula, facts):
    solver, products = z3.Solver(), exact.Products()
    terms = {name: _free(name, facts[name], solver) for name in set(refs(formula))}
    term = read.value(formula, terms.__getitem__, products)
    value = exact.settled(term.value, products)
    solver.add(*products.signs, *products.definitions)
    assert solver.check() == z3.sat
    model = solver.model()
    expected = evaluate(formula, facts)
    assert z3.is_true(model.eval(term.unknown, True)) is (expected is UNKNOWN)
    assert z3.is_true(model.eval(term.none, True)) is (expected is None)
    if isinstance(expected, float | int):
        found = model.eval(value.top.term / value.bottom.term, True).as_fraction()
        assert isclose(float(found), expected, rel_tol=1e-9, abs_tol=1e-9)


def _free(name, value, solver):
    """A fact as a variable that can have one value alone, so that products are products."""
    variable = z3.Real(name)
    known = isinstance(value, int | float)
    solver.add(variable == exact.numeral(value if known else 1).term)
    part = exact.Part(variable, "any")
    unknown, none = z3.BoolVal(value is UNKNOWN), z3.BoolVal(value is None)
    return NumberTerm(unknown, none, exact.Ratio(part, exact.ONE))


@pytest.fixture(scope="module")
def session():
    """The shipped book before Z3, with its advice read too."""
    found = Session(shipped_rules(), nothing_declared())
    found.advice = {rule.id: found.truth(rule.when) for rule in found.book.advice}
    return found


def model_of(session, stated):
    """The one workload that a spec states, as a model."""
    world = session.world
    defaults = {each.fact.name: each.absent for each in spec_facts() if not each.depends}
    solver = z3.Solver()
    solver.add(*world.constraints, *session.products.signs, *session.products.definitions)
    solver.add(*(as_stated(world, name, stated, defaults.get(name)) for name in world.given))
    assert solver.check() == z3.sat, "the spec allows a workload that Z3 does not know"
    return solver.model()


@settings(IN_TIME, max_examples=150)
@given(spec=workloads())
def test_z3_decides_as_the_engine_does(session, spec):
    answer = recommend(spec)
    model = model_of(session, dict(answer.stated))

    def holds(term):
        return z3.is_true(model.eval(term, model_completion=True))

    for name, taken in session.outcome.decisions.items():
        decided = answer.outcome.decisions[name]
        assert holds(taken.asked) is (decided is not None)
        if decided is None:
            continue
        chosen = [option for option, term in taken.chosen.items() if holds(term)]
        assert chosen == ([decided.choice] if decided.choice else [])
        assert holds(taken.no_fit) is (decided.status is Status.NO_FIT)
        if decided.status is not Status.NO_FIT:
            assert holds(taken.settled) is (decided.status is Status.SETTLED)
    platforms = [name for name, term in session.outcome.platforms.items() if holds(term)]
    assert platforms == ([answer.platform.id] if answer.platform else [])


@settings(IN_TIME, max_examples=60)
@given(spec=workloads())
def test_z3_says_of_every_rule_what_the_engine_says(session, spec):
    answer = recommend(spec)
    model = model_of(session, dict(answer.stated))
    facts = answer.outcome.facts
    terms = dict(session.advice)
    rules = list(session.book.advice)
    for name, taken in session.outcome.decisions.items():
        if answer.outcome.decisions[name] is not None:
            terms |= taken.truths
            rules += taken.decision.rules
    for rule, expected in zip(rules, engine().evaluate(rules, facts), strict=True):
        surely, maybe = terms[rule.id]
        found = [z3.is_true(model.eval(each, model_completion=True)) for each in (surely, maybe)]
        assert found == [expected is True, expected is not False], rule.id

"""The shipped book passes every proof; a broken one is told with a workload that shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("z3")

from advisor.api import recommend
from advisor.condition import All, Compare, Constant
from advisor.model import Favours, Limit, Option, RulesOut
from advisor.prove import FAMILIES, alive, monotone, prove, sound, total, unambiguous
from advisor.prove.declared import declared
from advisor.prove.results import Verdict
from advisor.prove.session import Session
from advisor.rulebook import shipped_rules

BOOK = shipped_rules()


@pytest.fixture(scope="module")
def proofs():
    """Every proof of the shipped book."""
    return list(prove(BOOK))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_shipped_book_passes_every_proof(proofs, family):
    of_it = [proof for proof in proofs if proof.family == family]
    assert of_it
    assert [f"{p.id}: {p.says}" for p in of_it if p.verdict is not Verdict.PROVED] == []


def test_the_ties_of_the_shipped_book_are_known(proofs):
    """A change of rules that makes new ties, or ends one, is worth a look."""
    assert {proof.id for proof in proofs if proof.family == "unambiguous" and proof.examples} == {
        "service-lambda-managed-instances-lambda",
        "service-lambda-managed-instances-batch",
        "service-lambda-batch",
        "compute-ecs-managed-instances-fargate",
        "compute-ecs-managed-instances-ec2",
        "compute-fargate-ec2",
        "purchase-on-demand-spot",
    }


def test_the_workload_of_a_tie_ends_as_the_tie_says(proofs):
    for proof in proofs:
        if proof.family == "unambiguous" and proof.examples:
            (example,) = proof.examples
            decision = proof.id.split("-")[0]
            taken = recommend(dict(example.spec)).outcome.decisions[decision]
            assert f"`{taken.choice}` is chosen" in example.shows


# Broken books: one rule gone, changed or too many.


def with_rules(decision, change):
    """The shipped book with the rules of one decision changed."""
    decisions = tuple(
        replace(each, rules=tuple(change(each.rules))) if each.id == decision else each
        for each in BOOK.decisions
    )
    return replace(BOOK, decisions=decisions)


def without(decision, rule_id):
    """The shipped book without one of its rules."""
    return with_rules(decision, lambda rules: [rule for rule in rules if rule.id != rule_id])


def rule_like(rule_id, **changes):
    """A rule of the shipped book with something changed."""
    (rule,) = (rule for rule in BOOK.rules if rule.id == rule_id)
    return replace(rule, **changes)


def failures(book, family, **declared_otherwise):
    """The proofs of one family that fail, by their ids."""
    session = Session(book, declared(BOOK)._replace(**declared_otherwise))
    return failed_of(family.proofs(session))


def dead(book, decision, **declared_otherwise):
    """The rules of one decision that are of no use."""
    session = Session(book, declared(BOOK)._replace(**declared_otherwise))
    return failed_of(alive.rules(session, session.outcome.decisions[decision]))


def failed_of(proofs):
    return {proof.id: proof for proof in proofs if proof.verdict is Verdict.FAILED}


def the_spec(proof):
    (example,) = proof.examples
    return dict(example.spec)


def test_a_hard_limit_without_its_rule_is_unsound_and_the_workload_breaks_it():
    book = without("service", "lambda-too-long")
    failed = failures(book, sound)
    assert set(failed) == {"lambda-time", "lambda-time-settled"}
    answer = recommend(the_spec(failed["lambda-time"]), rules=book)
    assert answer.platform.id == "lambda"
    assert answer.outcome.facts["duration"] > BOOK.number("lambda.timeout")


def test_a_rule_that_begins_at_its_limit_does_not_mean_what_the_limit_says():
    rule = rule_like("lambda-too-little-memory")
    wrong = replace(rule, when=replace(rule.when, operator="gte"))
    book = with_rules("service", lambda rules: [wrong if r.id == rule.id else r for r in rules])
    failed = failures(book, sound)
    assert "lambda-too-little-memory-lambda.memory" in failed
    assert "service-lambda-no-more" in failed, "it rules out a workload that keeps all promises"


def test_a_rule_that_reads_the_limit_of_another_service_is_unsound():
    rule = rule_like("fargate-too-little-memory")
    other = Constant(BOOK.number("ec2.largest_memory"), "ec2.largest_memory")
    wrong = replace(rule, when=replace(rule.when, operand=other))
    book = with_rules("compute", lambda rules: [wrong if r.id == rule.id else r for r in rules])
    assert "fargate-size" in failures(book, sound)


def test_a_class_of_no_fit_that_is_missing_is_told_with_a_workload_of_it():
    classes = tuple(each for each in declared(BOOK).no_fit if each.id != "endless")
    failed = failures(BOOK, total, no_fit=classes)
    assert list(failed) == ["service"]
    answer = recommend(the_spec(failed["service"]))
    assert answer.platform is None
    assert answer.outcome.facts["endless"] is True


def test_a_class_of_no_fit_that_is_too_wide_is_told_with_a_workload_that_fits():
    wide = tuple(
        each._replace(when=All(())) if each.id == "endless" else each
        for each in declared(BOOK).no_fit
    )
    failed = failures(BOOK, total, no_fit=wide)
    assert list(failed) == ["endless"]
    assert recommend(the_spec(failed["endless"])).platform is not None


def test_a_class_of_no_fit_that_cannot_occur_is_told():
    endless = next(each for each in declared(BOOK).no_fit if each.id == "endless")
    more = Compare("gpus", "gt", Constant(1)), Compare("gpus", "lt", Constant(1))
    never = endless._replace(id="never", when=All(more))
    failed = failures(BOOK, total, no_fit=(*declared(BOOK).no_fit, never))
    assert list(failed) == ["never-occurs"]


def test_choices_that_no_platform_names_are_told():
    book = replace(BOOK, platforms=tuple(p for p in BOOK.platforms if p.id != "batch-eks-spot"))
    failed = failures(book, total)
    assert list(failed) == ["platform"]
    assert recommend(the_spec(failed["platform"]), rules=book).platform is None


def test_a_rule_that_never_holds_is_dead():
    more = Compare("gpus", "gt", Constant(8)), Compare("gpus", "lt", Constant(8))
    never = rule_like("lambda-no-gpu", id="never", when=All(more))
    book = with_rules("service", lambda rules: [*rules, never])
    assert list(dead(book, "service")) == ["never-can-hold"]


def test_of_two_rules_that_say_the_same_each_is_pointless():
    twin = rule_like("fargate-no-gpu", id="twin")
    book = with_rules("compute", lambda rules: [*rules, twin])
    assert set(dead(book, "compute")) == {"fargate-no-gpu-matters", "twin-matters"}


def test_an_exception_for_a_rule_that_does_decide_something_is_told():
    exceptions = dict(declared(BOOK).pointless)
    exceptions["lambda-too-long"] = next(iter(exceptions.values()))
    assert list(dead(BOOK, "service", pointless=exceptions)) == ["lambda-too-long-matters"]


def test_an_option_that_is_always_ruled_out_can_never_win():
    always = rule_like("lambda-no-gpu", id="always", when=All(()), effect=RulesOut(("batch",)))
    book = with_rules("service", lambda rules: [*rules, always])
    failed = failed_of(alive.options(Session(book, declared(BOOK))))
    assert {"service-batch", "batch-ec2", "compute-fargate"} <= set(failed)
    assert "service-lambda" not in failed


def test_a_limit_that_nobody_reads_is_told():
    unread = Limit("batch.unread", "of no use", None, BOOK.limits["batch.attempts"].values)
    book = replace(BOOK, limits={**BOOK.limits, "batch.unread": unread})
    failed = failed_of(alive.limits(Session(book, declared(BOOK))))
    assert "batch.unread-is-read" in failed


def test_a_limit_for_people_alone_that_is_read_is_told():
    session = Session(BOOK, declared(BOOK)._replace(for_people={"lambda.timeout": "for no reason"}))
    assert "lambda.timeout-is-read" in failed_of(alive.limits(session))


def test_the_order_of_options_is_read_off_the_book():
    """With Batch before Lambda, a tie ends the other way."""
    service = BOOK.decisions[0]
    order = sorted(service.options, key=lambda option: option.id != "batch")
    decisions = (replace(service, options=tuple(order)), *BOOK.decisions[1:])
    session = Session(replace(BOOK, decisions=decisions), declared(BOOK))
    claims = {proof.id: proof.claim for proof in unambiguous.proofs(session)}
    assert "where `batch` and `lambda` tie, `batch` is chosen" in claims["service-batch-lambda"]


def test_more_that_turns_an_option_back_in_is_told_with_both_workloads():
    between = All((Compare("vcpus", "gt", Constant(4)), Compare("vcpus", "lt", Constant(8))))
    odd = rule_like("fargate-too-few-vcpus", id="odd", when=between)
    book = with_rules("compute", lambda rules: [*rules, odd])
    failed = failures(book, monotone)
    assert list(failed) == ["vcpus-fargate"]
    before, after = (dict(each.spec) for each in failed["vcpus-fargate"].examples)
    assert before["vcpus"] < after["vcpus"]
    assert {**before, "vcpus": 0, "name": ""} == {**after, "vcpus": 0, "name": ""}


def test_a_reason_that_is_no_limit_may_be_outweighed_by_more():
    """`monotone` speaks of what is ruled out; what a decision prefers may change both ways."""
    odd = rule_like(
        "fargate-too-few-vcpus",
        id="odd",
        when=Compare("vcpus", "lt", Constant(4)),
        effect=Favours(("ec2",), "strong"),
    )
    assert failures(with_rules("compute", lambda rules: [*rules, odd]), monotone) == {}


def test_an_alternative_of_another_book_is_proved_like_any_option():
    service = BOOK.decisions[0]
    new = Option("new", "something new", alternative=True)
    decisions = (replace(service, options=(*service.options, new)), *BOOK.decisions[1:])
    session = Session(replace(BOOK, decisions=decisions), declared(BOOK))
    found = {proof.id: proof.verdict for proof in alive.options(session)}
    assert found["service-new"] is Verdict.PROVED

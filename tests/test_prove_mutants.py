"""Every rule that rules an option out is held by a promise: without it, one breaks.

Half a minute: run it with `ADVISOR_SLOW=1` when the promises or the rules have changed.
"""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

pytest.importorskip("z3")

from advisor.model import RulesOut
from advisor.prove import total
from advisor.prove.declared import declared
from advisor.prove.kleene import every, some
from advisor.prove.results import Verdict
from advisor.prove.session import Session
from advisor.rulebook import shipped_rules

BOOK = shipped_rules()
DECLARED = declared(BOOK)

pytestmark = pytest.mark.skipif(
    not os.environ.get("ADVISOR_SLOW"), reason="takes half a minute: set ADVISOR_SLOW=1"
)


def session_without(rule_id):
    decisions = tuple(
        replace(each, rules=tuple(rule for rule in each.rules if rule.id != rule_id))
        for each in BOOK.decisions
    )
    return Session(replace(BOOK, decisions=decisions), DECLARED)


def is_told(rule_id):
    """Whether some promise breaks without the rule, or something fits nowhere unexpectedly."""
    session = session_without(rule_id)
    broken = some(
        every((session.chosen(each.of), session.truth(each.holds).never))
        for each in DECLARED.promises
    )
    if session.find(broken) is not None:
        return True
    return any(proof.verdict is not Verdict.PROVED for proof in total.proofs(session))


def test_no_rule_that_rules_out_can_go_unnoticed_but_those_that_decide_nothing():
    rules = [rule for each in BOOK.decisions for rule in each.rules]
    hard = {rule.id for rule in rules if isinstance(rule.effect, RulesOut)}
    unnoticed = {rule_id for rule_id in hard if not is_told(rule_id)}
    assert unnoticed == hard & set(DECLARED.pointless)

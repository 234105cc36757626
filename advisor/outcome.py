"""The answer of a rule book for one workload: its decisions, and how sure each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from advisor.condition import Truth, Value
from advisor.model import Decision, Option, Platform, Rule


class State(StrEnum):
    """The state of an option in a decision."""

    CHOSEN = "chosen"
    ELIGIBLE = "eligible"  # possible, but not chosen
    RULED_OUT = "ruled_out"
    OPEN = "open"  # an unknown fact may make it the choice, or rule it out


class Status(StrEnum):
    """How sure an answer is."""

    SETTLED = "settled"  # whatever the unknown facts are
    CONDITIONAL = "conditional"  # an unknown fact may change it
    NO_FIT = "no-fit"  # every option is ruled out


class Finding(NamedTuple):
    """A rule that holds, or that may hold while a fact is unknown."""

    rule: Rule
    truth: Truth


class Standing(NamedTuple):
    """An option of a decision: its state, and the findings for and against it."""

    option: Option
    state: State
    findings: tuple[Finding, ...]


class Taken(NamedTuple):
    """A decision that was taken.

    `choice` is the id of the chosen option, None if every option is ruled out; `depends_on` names
    the unknown facts that may change it; `near_ties` are the ids of options with nearly the same
    reasons.
    """

    decision: Decision
    choice: str | None
    status: Status
    standings: tuple[Standing, ...]
    depends_on: tuple[str, ...]
    near_ties: tuple[str, ...]


class Outcome(NamedTuple):
    """Every decision of a rule book for one workload; None for one that was not asked."""

    facts: Mapping[str, Value]
    decisions: Mapping[str, Taken | None]
    platform: Platform | None
    status: Status

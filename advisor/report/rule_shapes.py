"""The part of the JSON structure about a rule: its facts, its limit, its source."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic reads the standard one only from Python 3.12 on

Plain = int | float | str | bool | list[str] | None


class PlaceDict(TypedDict):
    """A position in the spec; line and column count from 1."""

    line: int
    column: int


class SourceDict(TypedDict):
    """Where a rule or a number comes from: a page, or a judgement of the rule book's authors."""

    title: str
    """The page's title; empty for a judgement."""
    url: str | None
    """The page; null for a judgement."""
    judgement: str | None
    """Why the authors chose it; null for a page."""
    checked: str
    """The day it was last compared with the page, as YYYY-MM-DD."""


class FactDict(TypedDict):
    """The value of a fact that a rule read, in its canonical unit (MiB, s, vCPU)."""

    value: Plain
    """The value; null when it is unknown, and when the workload has none of it (see `known`)."""
    unit: str | None
    """The unit of a number; null for counts, texts and yes or no."""
    known: bool
    """False if the spec does not state it and there is no default."""


class DisputedDict(TypedDict):
    """The value of a limit on another of AWS's pages."""

    value: Plain
    shown: str
    """The value as a person writes it."""
    source: SourceDict


class LimitDict(TypedDict):
    """The limit of a service, or a threshold of ours, that a rule compares with."""

    id: str
    title: str
    value: int | float | str | list[str] | None
    """The value in force, in `unit`; null for a table of sizes."""
    unit: str | None
    shown: str
    """The value as a person writes it, such as 15 min."""
    since: str | None
    """The day it came into force, as YYYY-MM-DD, where that is known."""
    source: SourceDict
    disputed: list[DisputedDict]
    pack: str
    """The rule pack it comes from; advisor is the shipped one."""
    pinned: str | None
    """Why that pack changed the value; null if none did."""


class MarginDict(TypedDict):
    """How far a fact is from a limit, all numbers in `unit`."""

    fact: str
    value: int | float
    limit: int | float
    unit: str | None
    spare: int | float
    """The limit less the value: negative when the value is beyond it."""
    used: float | None
    """The value as a share of the limit: 0.8 is 80 %; null where the limit is 0."""


class ReasonDict(TypedDict):
    """A rule that speaks for or against an option, or may when an unknown fact is stated."""

    rule: str
    """The rule's permanent id."""
    code: str
    """The rule's permanent code."""
    title: str
    effect: Literal["rules_out", "favours"]
    strength: Literal["strong", "weak"] | None
    """How much a rule that favours counts; null for one that rules out."""
    truth: bool | None
    """True when the rule holds; null when it may, and an unknown fact decides."""
    because: str
    facts: dict[str, FactDict]
    """Every fact that the rule read."""
    limit: LimitDict | None
    margin: MarginDict | None
    source: SourceDict
    at: PlaceDict | None
    """Where the spec states the first of the facts; null when it does not."""
    pack: str
    """The rule pack it comes from; advisor is the shipped one."""
    pinned: list[LimitDict]
    """The limits it rests on whose value a pack changed."""


class CitedRuleDict(TypedDict):
    """A rule with its source."""

    rule: str
    """The rule's permanent id."""
    code: str
    """The rule's permanent code."""
    title: str
    source: SourceDict
    pack: str
    """The rule pack it comes from; advisor is the shipped one."""

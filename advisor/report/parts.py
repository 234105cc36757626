"""The smaller parts of the JSON structure: places, sources, limits, margins, reasons, sizes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Literal

from advisor.catalogue import Instance
from advisor.condition import UNKNOWN, Value
from advisor.errors import Place
from advisor.explain import HeldLimit, Margin, Reason
from advisor.explain.words import limit_shown
from advisor.model import Limit, LimitContent, Rule, RuleBook, Source, Table
from advisor.report.rule_shapes import (
    CitedRuleDict,
    DisputedDict,
    FactDict,
    LimitDict,
    MarginDict,
    PlaceDict,
    Plain,
    ReasonDict,
    SourceDict,
)
from advisor.report.shapes import HeldDict, InstanceDict, SizingDict
from advisor.report.words import margin_words
from advisor.sizing import Sizing


def number(value: float) -> int | float:
    """The number for JSON: a whole number as an int, without a decimal point."""
    return int(value) if value == int(value) else value


def optional(value: float | None) -> int | float | None:
    """The number for JSON; None for None and for a number that is not finite."""
    return None if value is None or not math.isfinite(value) else number(value)


def plain(value: Value) -> Plain:
    """The value of a fact for JSON; None both for unknown and for none."""
    if value is UNKNOWN or value is None:
        return None
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, bool | str):
        return value
    return optional(value)


def place(at: Place | None) -> PlaceDict | None:
    """The line and column of a position in the spec."""
    return None if at is None else {"line": at.line, "column": at.column}


def source(origin: Source) -> SourceDict:
    """A source with the day it was checked."""
    return {
        "title": origin.title,
        "url": origin.url,
        "judgement": origin.judgement,
        "checked": origin.checked.isoformat(),
    }


def limit(held: Limit) -> LimitDict:
    """A limit with the value in force, and the values that other pages of AWS give for it."""
    now = held.current
    return {
        "id": held.id,
        "title": held.title,
        "value": _content(now.value),
        "unit": held.unit,
        "shown": limit_shown(now.value, held.unit),
        "since": _day(now.since),
        "source": source(now.source),
        "disputed": [_disputed(held, each.value, each.source) for each in held.disputed],
        "pack": held.pack,
        "pinned": held.pinned,
    }


def _disputed(held: Limit, value: LimitContent, origin: Source) -> DisputedDict:
    return {
        "value": _content(value),
        "shown": limit_shown(value, held.unit),
        "source": source(origin),
    }


def _content(value: LimitContent) -> int | float | str | list[str] | None:
    if isinstance(value, Table):
        return None
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str) else optional(value)


def cited_rule(rule: Rule) -> CitedRuleDict:
    """A rule with its source and its pack."""
    return {
        "rule": rule.id,
        "code": rule.code,
        "title": rule.title,
        "source": source(rule.source),
        "pack": rule.pack,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def margin(held: Margin) -> MarginDict:
    """How far a fact is from a limit."""
    return {
        "fact": held.fact,
        "value": number(held.value),
        "limit": number(held.limit),
        "unit": held.unit,
        "spare": number(held.spare),
        "used": held.used,
    }


def reason(given: Reason, book: RuleBook) -> ReasonDict:
    """A rule that favours an option or rules it out, with the facts, the limit and the margin."""
    return {
        "rule": given.rule.id,
        "code": given.rule.code,
        "title": given.rule.title,
        "effect": "favours" if given.strength else "rules_out",
        "strength": _strength(given),
        "truth": given.truth,
        "because": given.because,
        "facts": _facts(given.facts, book),
        "limit": limit(given.limit) if given.limit else None,
        "margin": margin(given.margin) if given.margin else None,
        "source": source(given.rule.source),
        "at": place(given.at),
        "pack": given.rule.pack,
        "pinned": [limit(each) for each in given.pinned],
    }


def _strength(given: Reason) -> Literal["strong", "weak"] | None:
    match given.strength:
        case "strong" | "weak" as strength:
            return strength
        case _:
            return None


def _facts(facts: Mapping[str, Value], book: RuleBook) -> dict[str, FactDict]:
    return {
        name: {"value": plain(value), "unit": book.facts[name].unit, "known": value is not UNKNOWN}
        for name, value in facts.items()
    }


def held(kept: HeldLimit) -> HeldDict:
    """A limit that the workload keeps on the platform, and by how much."""
    return {
        "rule": kept.rule.id,
        "code": kept.rule.code,
        "limit": limit(kept.limit),
        "margin": margin(kept.margin),
        "shown": margin_words(kept.margin),
    }


def sizing(size: Sizing) -> SizingDict:
    """The size to ask for: vCPUs, and memory and storage in MiB."""
    return {
        "vcpus": optional(size.vcpus),
        "memory": optional(size.memory),
        "storage": optional(size.storage),
        "instance_types": [_instance(each) for each in size.instances],
        "rounding": list(size.rounding),
    }


def _instance(each: Instance) -> InstanceDict:
    return {
        "type": each.type,
        "vcpus": each.vcpus,
        "memory": each.memory,
        "gpus": number(each.gpus),
        "gpu_model": each.gpu_model or None,
        "gpu_memory": each.gpu_memory or None,
    }

"""Converts a summary to its published JSON structure."""

from __future__ import annotations

import json
from typing import Any

from advisor import __version__
from advisor.fleet.summary import words
from advisor.fleet.summary.cost_contract import costs, rounded
from advisor.fleet.summary.data import Count, Hinge, NearMiss, Reason, Share, Summary, Waste
from advisor.fleet.summary.shapes import (
    SCHEMA_VERSION,
    CountDict,
    HingeDict,
    NearMissDict,
    PlatformDict,
    ReasonDict,
    SummaryDict,
    WasteDict,
)
from advisor.schema import schema_of


def to_json(summary: Summary) -> str:
    """The summary as JSON in the structure of `schema()`, the same bytes for the same summary."""
    return json.dumps(contract(summary), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft-07) of the output of `advisor fleet --format json`."""
    return schema_of(SummaryDict, "fleet", SCHEMA_VERSION, "FleetSummary")


def contract(summary: Summary) -> SummaryDict:
    """The summary as plain data."""
    total = summary.total
    return {
        "schema_version": SCHEMA_VERSION,
        "jobs": summary.named,
        "total": _count(total, total),
        "platforms": [_platform(each, total) for each in summary.platforms],
        "rules": [_reason(each, total) for each in summary.rules],
        "costs": costs(summary.pricing) if summary.pricing else None,
        "near_misses": [_near(each, total) for each in summary.near_misses],
        "wastes": [_waste(each) for each in summary.wastes],
        "unknown": [_hinge(each, total) for each in summary.hinges],
        "refused": [
            {"number": each.number, "reason": each.reason, "examples": list(each.examples)}
            for each in summary.refused
        ],
        "took": [
            {"column": each.column, "source": each.source, "how": each.how} for each in summary.took
        ],
        "left_unknown": list(summary.left_unknown),
        "states": dict(summary.states),
        "rules_as_of": summary.as_of.isoformat(),
        "advisor_version": __version__,
    }


def _count(count: Count, total: Count) -> CountDict:
    return {
        "rows": count.rows,
        "jobs": _whole(count.jobs),
        "job_share": _share(count.jobs, total.jobs),
        "cpu_hours": rounded(count.hours),
        "cpu_hour_share": _share(count.hours, total.hours),
        "without_cpu_hours": _whole(count.unhoured),
    }


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 5) if whole else None


def _reason(each: Reason, total: Count) -> ReasonDict:
    rule = each.rule
    return {
        "decision": each.decision,
        "choice": each.option,
        "rule": rule.code if rule else None,
        "title": rule.title if rule else None,
        "source": rule.source.url if rule else None,
        "count": _count(each.counted, total),
    }


def _platform(each: Share, total: Count) -> PlatformDict:
    return {
        "platform": each.platform.id if each.platform else None,
        "title": words.platform(each.platform),
        "count": _count(each.counted, total),
        "conditional": _count(each.conditional, total),
        "reasons": [_reason(reason, total) for reason in each.reasons],
    }


def _near(each: NearMiss, total: Count) -> NearMissDict:
    return {
        "rule": each.rule.code,
        "title": each.rule.title,
        "fact": each.fact,
        "unit": each.unit,
        "limit": each.limit,
        "most": each.most,
        "platform": each.origin.id if each.origin else None,
        "would_be": each.to.id,
        "count": _count(each.counted, total),
        "shown": words.near(each, total),
    }


def _waste(each: Waste) -> WasteDict:
    return {
        "sizes_of": each.platform,
        "fact": each.fact,
        "added": _share(each.given - each.asked, each.asked) or 0.0,
        "jobs": _whole(each.jobs),
        "shown": words.waste(each),
    }


def _hinge(each: Hinge, total: Count) -> HingeDict:
    return {
        "fact": each.fact,
        "title": each.title,
        "count": _count(each.counted, total),
        "alone": _count(each.alone, total),
    }

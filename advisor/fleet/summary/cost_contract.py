"""From what a fleet costs to its published JSON structure."""

from __future__ import annotations

from advisor.fleet.pricing.data import Alone, Mix, Part, Pricing
from advisor.fleet.summary.shapes import (
    FleetAloneDict,
    FleetCostsDict,
    FleetMixDict,
    FleetPartDict,
)
from advisor.report.cost_contract import amount_dict, bill_dicts


def costs(pricing: Pricing) -> FleetCostsDict:
    """The costs as plain data."""
    return {
        "regions": list(pricing.regions),
        "period": "month" if pricing.period.monthly else "once",
        "days": _number(pricing.period.days) if pricing.period.days else None,
        "jobs": _number(pricing.jobs),
        "recommended": _mix(pricing.recommended),
        "cheapest": _mix(pricing.cheapest),
        "alone": [_alone(each) for each in pricing.alone],
        "not_priced": [
            {"jobs": _number(each.jobs), "cpu_hours": _number(each.hours), "why": each.why}
            for each in pricing.unpriced
        ],
        "assumed": list(pricing.assumed),
        "prices": [
            {
                "id": each.id,
                "unit": each.unit,
                "price": each.price,
                "as_of": each.source.as_of.isoformat(),
                "url": each.source.url,
                "stale": each in pricing.stale,
            }
            for each in pricing.prices
        ],
    }


def _mix(mix: Mix) -> FleetMixDict:
    return {"cost": amount_dict(mix.low, mix.high), "platforms": [_part(e) for e in mix.parts]}


def _part(part: Part) -> FleetPartDict:
    found = part.amount
    return {
        "platform": part.platform.id,
        "jobs": _number(found.jobs),
        "cost": amount_dict(found.low, found.high),
        "least": bill_dicts(found.least),
        "most": bill_dicts(found.most),
    }


def _alone(each: Alone) -> FleetAloneDict:
    return {
        "platform": each.platform.id,
        "jobs": _number(each.amount.jobs),
        "cost": amount_dict(each.amount.low, each.amount.high),
        "cost_as_recommended": amount_dict(each.same.low, each.same.high),
        "cannot": _number(each.cannot),
        "rule": each.rule.code if each.rule else None,
        "not_sure": _number(each.unsure),
        "not_priced": each.why or None,
    }


def _number(value: float) -> float:
    """A sum without the last digits, which hang on the order that cores added it up in."""
    rounded = float(f"{value:.7g}")
    return int(rounded) if rounded == int(rounded) else rounded

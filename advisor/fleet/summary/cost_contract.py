"""Converts the costs of a fleet to their published JSON structure."""

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
        "days": rounded(pricing.period.days) if pricing.period.days else None,
        "jobs": rounded(pricing.jobs),
        "recommended": _mix(pricing.recommended),
        "cheapest": _mix(pricing.cheapest),
        "alone": [_alone(each) for each in pricing.alone],
        "not_priced": [
            {"jobs": rounded(each.jobs), "cpu_hours": rounded(each.hours), "why": each.why}
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
        "jobs": rounded(found.jobs),
        "cost": amount_dict(found.low, found.high),
        "least": bill_dicts(found.least),
        "most": bill_dicts(found.most),
    }


def _alone(each: Alone) -> FleetAloneDict:
    return {
        "platform": each.platform.id,
        "jobs": rounded(each.amount.jobs),
        "cost": amount_dict(each.amount.low, each.amount.high),
        "cost_as_recommended": amount_dict(each.same.low, each.same.high),
        "cannot": rounded(each.cannot),
        "rule": each.rule.code if each.rule else None,
        "not_sure": rounded(each.unsure),
        "not_priced": each.why or None,
    }


def rounded(value: float) -> float:
    """A sum to 7 digits, since further ones depend on the order in which cores add up."""
    found = float(f"{value:.7g}")
    return int(found) if found == int(found) else found

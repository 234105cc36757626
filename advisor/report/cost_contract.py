"""Turns the costs of an explanation into the published JSON structure."""

from __future__ import annotations

import math
from typing import Literal

from advisor.cost import words
from advisor.cost.bill import Bill, Line
from advisor.cost.breakeven import BreakEven
from advisor.cost.costs import Costs
from advisor.cost.options import Priced, PricedState
from advisor.cost.prices import Price
from advisor.cost.savings import Saving
from advisor.cost.working import price_rows
from advisor.report.cost_shapes import (
    AmountDict,
    BreakEvenDict,
    CostLineDict,
    CostOptionDict,
    CostsDict,
    PriceDict,
    SavingDict,
)
from advisor.report.parts import number

# Sums are rounded to this many digits, so that every machine writes the same text.
_DIGITS = 12


def costs_dict(costs: Costs) -> CostsDict:
    """The costs of each platform, in USD."""
    return {
        "region": costs.region,
        "currency": "USD",
        "runs_per_month": number(costs.use.runs) if costs.use.monthly else None,
        "runs_per_month_to": number(costs.upper.use.runs) if costs.upper else None,
        "duration": number(costs.use.duration),
        "problem": costs.problem,
        "options": [_option(each, costs) for each in costs.options],
        "cheaper": [each.platform.id for each in costs.cheaper],
        "factor": number(costs.factor),
        "break_evens": [_break_even(each) for each in costs.break_evens],
        "savings": [_saving(each) for each in costs.savings],
        "assumed": list(costs.assumed),
        "prices": [_price(each, costs) for each in price_rows(costs, every=True)],
    }


def _option(each: Priced, costs: Costs) -> CostOptionDict:
    cost, here = each.cost, costs.option(costs.recommended.id if costs.recommended else None)
    relative = None
    if cost and here and here.cost and here.low and here.high:
        relative = amount_dict(each.low / here.low, each.high / here.high)
    return {
        "platform": each.platform.id,
        "title": each.platform.title,
        "state": _state(each.state),
        "recommended": each is here,
        "rule": each.rule.code if each.rule else None,
        "why": each.why or None,
        "size": cost.size if cost else None,
        "per_run": amount_dict(each.low / each.runs, each.high / each.runs) if cost else None,
        "per_month": amount_dict(each.low, each.high) if cost and costs.use.monthly else None,
        "per_month_to": _upper(each, costs),
        "relative": relative,
        "least": bill_dicts(cost.low) if cost else [],
        "most": bill_dicts(cost.high) if cost else [],
        "assumed": list(cost.assumed) if cost else [],
    }


def _upper(each: Priced, costs: Costs) -> AmountDict | None:
    upper = costs.upper.option(each.platform.id) if costs.upper else None
    return amount_dict(upper.low, upper.high) if upper and upper.cost else None


def _state(state: PricedState) -> Literal["priced", "not_feasible", "not_priced"]:
    match state:
        case PricedState.PRICED:
            return "priced"
        case PricedState.NOT_FEASIBLE:
            return "not_feasible"
        case PricedState.NOT_PRICED:
            return "not_priced"


def amount_dict(low: float, high: float) -> AmountDict:
    """An amount in USD, as a range."""
    return {"low": _sum(low), "high": _sum(high)}


def _sum(amount: float) -> int | float:
    """A sum without the rounding errors of floats."""
    rounded = float(f"{amount:.{_DIGITS}g}")
    return number(rounded) if math.isfinite(rounded) else 0


def bill_dicts(bill: Bill) -> list[CostLineDict]:
    """The lines of a bill, with quantities, prices and factors."""
    return [_line(each) for each in bill]


def _line(line: Line) -> CostLineDict:
    return {
        "label": line.label,
        "quantity": _sum(line.quantity),
        "unit": line.unit,
        "price_id": line.price_id,
        "price": number(line.price),
        "factors": [{"name": name, "factor": number(factor)} for name, factor in line.factors],
        "amount": _sum(line.amount),
    }


def _price(price: Price, costs: Costs) -> PriceDict:
    source = price.source
    return {
        "id": price.id,
        "unit": price.unit,
        "price": number(price.price),
        "confidence": price.confidence,
        "disputed": price.disputed,
        "stale": price in costs.stale,
        "source": {
            "title": source.title,
            "url": source.url,
            "judgement": source.judgement,
            "as_of": source.as_of.isoformat(),
            "checked": source.checked.isoformat(),
        },
    }


def _break_even(each: BreakEven) -> BreakEvenDict:
    return {
        "fact": each.fact,
        "unit": each.unit,
        "now": number(each.now),
        "value": _sum(each.value),
        "cheaper": each.cheaper.id,
        "dearer": each.dearer.id,
        "within": each.within,
        "shown": each.sentence,
    }


def _saving(each: Saving) -> SavingDict:
    return {
        "rule": each.rule.code if each.rule else None,
        "shown": words.saving_words(each),
        "per_month": amount_dict(each.low, each.high),
        "saved": amount_dict(each.off_low, each.off_high),
    }

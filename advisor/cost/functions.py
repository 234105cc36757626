"""The bill of AWS Lambda: requests, and memory by the millisecond."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from advisor.condition import Value
from advisor.cost.bill import Cost, Line, Rates
from advisor.cost.use import MIB_PER_GB, Use
from advisor.model import RuleBook
from advisor.sizing import Sizing
from advisor.units import show

_EPSILON = 1e-6  # rounding errors must not add a step


def lambda_cost(
    book: RuleBook, facts: Mapping[str, Value], size: Sizing, use: Use, rates: Rates
) -> Cost:
    """What a month of requests costs."""
    bill = tuple(_lines(book, facts, size, use, rates))
    assumed = ["cold starts are billed too and are not counted"]
    if use.monthly and not rates.terms.free_tier:
        assumed.append(_free_tier_words(book, bill))
    return Cost(bill, bill, show(size.memory, "MiB"), tuple(assumed))


def _lines(
    book: RuleBook, facts: Mapping[str, Value], size: Sizing, use: Use, rates: Rates
) -> Iterator[Line]:
    kind = str(facts["architecture"])
    seconds = billed_seconds(book, use) * use.runs
    requests, duration = use.runs, seconds * (size.memory or 0) / MIB_PER_GB
    if use.monthly and rates.terms.free_tier:
        requests = max(0.0, requests - book.number("cost.lambda_free_requests"))
        duration = max(0.0, duration - book.number("cost.lambda_free_duration"))
    yield from rates.lines(f"lambda.requests.{kind}", requests, "requests")
    yield from rates.lines(f"lambda.duration.{kind}", duration, "duration")
    if size.storage is not None:
        above = size.storage - book.number("lambda.ephemeral_storage_default")
        yield from rates.lines(
            f"lambda.storage.{kind}", seconds * above / MIB_PER_GB, "scratch space"
        )


def billed_seconds(book: RuleBook, use: Use) -> float:
    """The run time in whole steps of a millisecond."""
    if not use.steps:
        return use.duration
    step = book.number("cost.lambda_step")
    return math.ceil(use.duration / step - _EPSILON) * step


def _free_tier_words(book: RuleBook, bill: tuple[Line, ...]) -> str:
    """What the free tier would take off, at the price of the first units."""
    free = {"requests": "cost.lambda_free_requests", "duration": "cost.lambda_free_duration"}
    firsts = {line.label: line for line in reversed(bill) if line.label in free}
    off = math.fsum(
        line._replace(quantity=min(line.quantity, book.number(free[label]))).amount
        for label, line in firsts.items()
    )
    requests = show(book.number("cost.lambda_free_requests"))
    duration = show(book.number("cost.lambda_free_duration"))
    return (
        f"without the free tier: {requests} requests and {duration} GB-seconds a month would take "
        f"off at most ${off:,.2f}, if no other function uses them"
    )

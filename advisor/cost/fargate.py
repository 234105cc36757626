"""The bill of AWS Batch on Fargate: vCPUs, memory and storage by the second, a minute at least."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from advisor.condition import Value
from advisor.cost.bill import Cost, Line, Rates
from advisor.cost.use import MIB_PER_GB, SECONDS_PER_HOUR, Use
from advisor.model import RuleBook
from advisor.sizing import Sizing
from advisor.units import show

_EPSILON = 1e-6  # rounding errors must not add a second


def fargate_cost(
    book: RuleBook, facts: Mapping[str, Value], size: Sizing, use: Use, rates: Rates, *, spot: bool
) -> Cost:
    """What a month of runs costs; Spot as a range."""
    shares = rates.spot("fargate") if spot else (None, None)
    low, high = (tuple(_lines(book, facts, size, use, rates, share)) for share in shares)
    words = f"{show(size.vcpus, 'vCPU')}, {show(size.memory, 'MiB')}"
    return Cost(low, high, words, tuple(_assumed(book, facts, use, shares)))


def _lines(
    book: RuleBook,
    facts: Mapping[str, Value],
    size: Sizing,
    use: Use,
    rates: Rates,
    spot: float | None,
) -> Iterator[Line]:
    kind = "windows" if facts["operating_system"] == "windows" else str(facts["architecture"])
    hours = use.runs * billed_seconds(book, use) / SECONDS_PER_HOUR
    vcpu_hours = hours * (size.vcpus or 0)
    yield from rates.lines(f"fargate.vcpu.{kind}", vcpu_hours, "vCPUs", spot)
    memory = hours * (size.memory or 0) / MIB_PER_GB
    yield from rates.lines(f"fargate.memory.{kind}", memory, "memory", spot)
    if kind == "windows":
        yield from rates.lines("fargate.licence.windows", vcpu_hours, "Windows licence", spot)
    if size.storage is not None:
        above = size.storage - book.number("fargate.ephemeral_storage_default")
        yield from rates.lines("fargate.storage", hours * above / MIB_PER_GB, "storage")


def billed_seconds(book: RuleBook, use: Use) -> float:
    """Whole seconds, and at least the minimum."""
    seconds = math.ceil(use.duration - _EPSILON) if use.steps else use.duration
    return max(book.number("cost.fargate_minimum"), seconds)


def _assumed(
    book: RuleBook, facts: Mapping[str, Value], use: Use, shares: tuple[float | None, float | None]
) -> Iterator[str]:
    least = book.number("cost.fargate_minimum")
    if use.duration < least:
        yield f"each run is billed as {show(least, 's')}, the least that Fargate bills"
    yield "the time to pull the image is billed too and is not counted"
    if facts["operating_system"] == "windows":
        yield "Windows may have a longer minimum than Linux, which is not known"
    if shares[0] is not None and shares[1] is not None:
        yield f"Spot at {shares[0]:.0%} to {shares[1]:.0%} of On-Demand"

"""What somebody pays: prices of their own, discounts, Savings Plans, the free tier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from advisor.cost.prices import Prices
from advisor.errors import AdvisorError, Problem, did_you_mean, quoted

SERVICES = ("lambda", "fargate", "ec2", "ebs")
# What a Savings Plan does not cover, though its service is covered.
_NEVER_PLANNED = ("lambda.requests.", "lambda.storage.", "lambda.managed_instances.",
                  "fargate.storage", "fargate.licence.")  # fmt: skip
_PLANNED = ("lambda", "fargate", "ec2")
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?) ?%")
_FACTOR = re.compile(r"[01](?:\.[0-9]+)?|\.[0-9]+")


class Terms(NamedTuple):
    """How bills depart from the shipped list prices; factors by service, 0.8 for 20 % off.

    `folder` has files of one's own, by Region; a Region without one there has the shipped prices.
    """

    prices: Prices | None = None
    discounts: Mapping[str, float] = MappingProxyType({})
    savings_plans: Mapping[str, float] = MappingProxyType({})
    free_tier: bool = False
    folder: Path | None = None

    def own(self, region: str) -> Prices | None:
        """The user's own prices for a Region; AdvisorError where their file has mistakes."""
        from advisor.cost.load import prices_from

        path = self.folder / f"{region}.yaml" if self.folder else None
        return prices_from(path) if path and path.is_file() else self.prices

    def factors(self, price_id: str, *, spot: bool = False) -> tuple[tuple[str, float], ...]:
        """The factors that a price is multiplied by, with their names."""
        service = price_id.partition(".")[0]
        found = []
        if service in self.discounts:
            found.append(("discount", self.discounts[service]))
        # Spot is not sold under Savings Plans.
        if service in self.savings_plans and not spot and not price_id.startswith(_NEVER_PLANNED):
            found.append(("Savings Plan", self.savings_plans[service]))
        return tuple(found)


def terms(
    prices: str | Path | None = None,
    discounts: Iterable[str] = (),
    savings_plans: Iterable[str] = (),
    *,
    free_tier: bool = False,
) -> Terms:
    """Terms as a command line gives them: a file or a folder of them, `fargate=20%`, `ec2=0.72`."""
    from advisor.cost.load import prices_from

    problems: list[Problem] = []
    cut = dict(_factors(discounts, "discount", SERVICES, problems))
    planned = dict(_factors(savings_plans, "Savings Plan", _PLANNED, problems))
    if problems:
        raise AdvisorError(problems)
    path = Path(prices) if prices is not None else None
    if path is not None and path.is_dir():
        return Terms(None, cut, planned, free_tier, path)
    return Terms(prices_from(path) if path else None, cut, planned, free_tier)


def _factors(
    texts: Iterable[str], what: str, services: tuple[str, ...], problems: list[Problem]
) -> Iterator[tuple[str, float]]:
    for text in texts:
        service, _, amount = text.partition("=")
        factor = _factor(amount.strip())
        if service not in services:
            near = did_you_mean(service, services)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(services)}"
            problems.append(Problem(f"{quoted(service)} has no {what}", help=hint))
        elif factor is None:
            hint = f"write `{service}=20%` for a fifth off, or `{service}=0.8` for what is left"
            problems.append(Problem(f"{quoted(text)} is no {what}", help=hint))
        else:
            yield service, factor


def _factor(text: str) -> float | None:
    """What is left of a price: 0.8 for `20%`, and 0.8 for `0.8`."""
    percent = _PERCENT.fullmatch(text)
    if percent:
        off = float(percent[1])
        return round(1 - off / 100, 12) if off <= 100 else None  # noqa: PLR2004  # per cent
    return float(text) if _FACTOR.fullmatch(text) and float(text) <= 1 else None

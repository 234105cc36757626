"""The cost of one platform: which bill it gets, or why it gets none."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from advisor.condition import Value
from advisor.cost.bill import Cost, Rates, total
from advisor.cost.fargate import fargate_cost
from advisor.cost.feasible import Seen, feasible
from advisor.cost.functions import lambda_cost
from advisor.cost.instances import ec2_cost, managed_cost
from advisor.cost.prices import MissingPriceError
from advisor.cost.use import Use
from advisor.engines import Engine
from advisor.model import Platform, Rule, RuleBook
from advisor.sizing import Sizing, number, size_for


class PricedState(StrEnum):
    """Whether an option could be priced."""

    PRICED = "priced"
    NOT_FEASIBLE = "not_feasible"
    NOT_PRICED = "not_priced"


class Priced(NamedTuple):
    """A platform with the cost of a month, or why it is not priced.

    `rule` is the one that rules the platform out, or may once a fact is known; a range is from
    `low` to `high`, which are one where nothing is open.
    """

    platform: Platform
    state: PricedState
    cost: Cost | None
    runs: float
    rule: Rule | None = None
    why: str = ""

    @property
    def low(self) -> float:
        """The least a month costs, in USD."""
        return total(self.cost.low) if self.cost else 0.0

    @property
    def high(self) -> float:
        """The most a month costs, in USD."""
        return total(self.cost.high) if self.cost else 0.0


def price(
    book: RuleBook,
    engine: Engine,
    facts: Mapping[str, Value],
    platform: Platform,
    use: Use,
    rates: Rates,
    seen: Seen | None = None,
) -> Priced:
    """A platform, priced if it can run the workload and its prices are known.

    `seen` is kept between the platforms of one workload, as for `feasible`.
    """
    found = feasible(book, engine, facts, platform, seen)
    if found.truth is False:
        return Priced(platform, PricedState.NOT_FEASIBLE, None, use.runs, found.rule)
    try:
        cost = cost_of(book, found.facts, platform, use, rates)
    except MissingPriceError as missing:
        state = PricedState.NOT_PRICED
        return Priced(platform, state, None, use.runs, found.rule, str(missing))
    return Priced(platform, PricedState.PRICED, cost, use.runs, found.rule)


def cost_of(
    book: RuleBook, facts: Mapping[str, Value], platform: Platform, use: Use, rates: Rates
) -> Cost:
    """What a platform costs, even one that is ruled out; MissingPriceError without a price."""
    return bill_of(book, facts, platform, size_of(book, facts, platform), use, rates)


def size_of(book: RuleBook, facts: Mapping[str, Value], platform: Platform) -> Sizing:
    """The size that is paid for on a platform; MissingPriceError if it has no price or no size."""
    choices = platform.choices
    if "ecs-managed-instances" in choices.values():
        raise MissingPriceError("the fee of ECS Managed Instances on top of EC2 is not known")
    if choices.get("management") == "unmanaged":
        raise MissingPriceError("what instances of your own cost is not known")
    size = _size(book, tuple(facts[name] for name in SIZED_BY), tuple(choices.items()))
    if size.vcpus is None and size.memory is None:
        raise MissingPriceError(
            "no size holds the workload, or it says neither `vcpus` nor `memory`"
        )
    return size


# The facts that a size depends on: how often and how long a job runs are not among them.
SIZED_BY = (
    "vcpus", "memory", "gpus", "gpu_memory", "architecture", "operating_system", "efa",
    "instance_types", "disk", "image_size", "image_and_disk", "file_systems",
)  # fmt: skip


@lru_cache(maxsize=256)
def _size(book: RuleBook, known: tuple[Value, ...], choices: tuple[tuple[str, str], ...]) -> Sizing:
    """A size; cached, since a break-even asks for the same one many times."""
    facts = dict(zip(SIZED_BY, known, strict=True))
    return size_for(book, facts, dict(choices), words=False)


def bill_of(
    book: RuleBook,
    facts: Mapping[str, Value],
    platform: Platform,
    size: Sizing,
    use: Use,
    rates: Rates,
) -> Cost:
    """What a size costs on a platform; MissingPriceError without a price."""
    cost = _of(book, facts, platform.choices, size, use, rates)
    return cost._replace(assumed=(*cost.assumed, *_unknown_sizes(facts)))


def _of(
    book: RuleBook,
    facts: Mapping[str, Value],
    choices: Mapping[str, str],
    size: Sizing,
    use: Use,
    rates: Rates,
) -> Cost:
    spot = choices.get("purchase") == "spot"
    match choices.get("service"), choices.get("compute"):
        case "lambda", _:
            return lambda_cost(book, facts, size, use, rates)
        case "lambda-managed-instances", _:
            return managed_cost(book, facts, size, use, rates)
        case _, "fargate":
            return fargate_cost(book, facts, size, use, rates, spot=spot)
        case _, "ec2":
            cost = ec2_cost(book, facts, size, use, rates, spot=spot)
            return _beside_a_cluster(cost, choices)
    raise MissingPriceError("how it is billed is not known")


def _beside_a_cluster(cost: Cost, choices: Mapping[str, str]) -> Cost:
    if choices.get("orchestrator") != "eks":
        return cost
    return cost._replace(
        assumed=(*cost.assumed, "the EKS cluster is there for other work too and is not counted")
    )


def _unknown_sizes(facts: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(
        f"`{name}` is not given: the smallest size that holds what is"
        for name in ("vcpus", "memory")
        if number(facts, name) is None
    )

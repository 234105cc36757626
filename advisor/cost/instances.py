"""The bill of EC2 instances, between jobs that fill them and jobs that each have one alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from advisor.catalogue import Instance, one_per_family
from advisor.condition import Value
from advisor.cost.bill import Bill, Cost, Line, Rates
from advisor.cost.prices import MissingPriceError, instance_id
from advisor.cost.use import MIB_PER_GB, SECONDS_PER_HOUR, Use
from advisor.model import RuleBook
from advisor.sizing import Sizing, instances_for, number
from advisor.units import show

Hours = Callable[[Instance], float]


class _Need(NamedTuple):
    """What one job (or environment) takes of an instance, and what must always be up."""

    vcpus: float
    memory: float
    gpus: float


def ec2_cost(
    book: RuleBook, facts: Mapping[str, Value], size: Sizing, use: Use, rates: Rates, *, spot: bool
) -> Cost:
    """What a month of jobs costs: from jobs packed without gaps to one job per instance."""
    found = priced(size.instances, rates)
    need = _Need(size.vcpus or 0, size.memory or 0, number(facts, "gpus") or 0)
    usable = book.number("ec2.usable_memory")
    disk = (size.storage or book.number("ec2.root_disk")) / MIB_PER_GB
    shares = rates.spot("ec2") if spot else (None, None)
    extra = (book.number("cost.ec2_start") + book.number("cost.ec2_idle")) / SECONDS_PER_HOUR
    jobs = use.hours * use.nodes
    alone = jobs + use.runs * use.nodes * extra

    def packed(instance: Instance) -> float:
        return jobs * _filled(instance, need, usable, use)

    # A volume is as large as one job needs, so it is paid for each job, shared instance or not.
    def bill(hours: Hours, volumes: float, spot: float | None) -> tuple[Bill, str]:
        best = _cheapest(found, hours, _hourly(rates, spot))
        return (
            *rates.lines(instance_id(best.type), hours(best), best.type, spot),
            *rates.lines("ebs.gp3", volumes / use.month * disk, "root volume"),
        ), best.type

    low, low_type = bill(packed, jobs, shares[0])
    high, high_type = bill(lambda _: alone, alone, shares[1])
    words = high_type if low_type == high_type else f"{low_type} or {high_type}"
    return Cost(low, high, words, tuple(_assumed(book, size, found, use, shares)))


class Shared(NamedTuple):
    """An instance type that jobs share: USD an hour, and the vCPUs and the MiB that they can use.

    `least` is the part of it that a job takes whatever its vCPUs and memory.
    """

    type: str
    hourly: float
    vcpus: float
    memory: float
    least: float


def shared(
    book: RuleBook, facts: Mapping[str, Value], size: Sizing, use: Use, rates: Rates, *, spot: bool
) -> tuple[Shared, ...]:
    """The instance types among which jobs of a size are packed, for pricing many such jobs."""
    need, usable = _Need(0, 0, number(facts, "gpus") or 0), book.number("ec2.usable_memory")
    hourly = _hourly(rates, rates.spot("ec2")[0] if spot else None)
    return tuple(
        Shared(
            each.type, hourly(each), each.vcpus, each.memory * usable,
            _filled(each, need, usable, use),
        )
        for each in priced(size.instances, rates)
    )  # fmt: skip


def managed_cost(
    book: RuleBook, facts: Mapping[str, Value], size: Sizing, use: Use, rates: Rates
) -> Cost:
    """What a month of Lambda Managed Instances costs: its environments are always up."""
    if not use.monthly:
        raise MissingPriceError("it is billed by the month, and `runs_per_month` is not given")
    if number(facts, "gpus"):
        raise MissingPriceError("what Lambda Managed Instances cost with a GPU is not known")
    need = _Need(size.vcpus or 0, size.memory or 0, 0)
    architecture = str(facts["architecture"])
    found = priced(_for_environments(book, need.vcpus, need.memory, architecture), rates)
    usable = book.number("ec2.usable_memory")
    least = book.number("lambda-managed-instances.environments")
    overlapping = use.hours / use.month

    def packed(instance: Instance) -> float:
        return use.month * max(least, overlapping) * _share(instance, need, usable)

    def apart(_: Instance) -> float:
        return use.month * max(least, overlapping, use.at_once)

    def bill(hours: Hours) -> tuple[Bill, str]:
        best = _cheapest(found, hours, _hourly(rates, None))
        return tuple(_managed_lines(best, hours(best), use, rates)), best.type

    assumed = (
        f"at least {show(least)} environments are up all month, whatever runs",
        "at the least they fill their instances, at the most each has one of its own",
        "one run at a time in an environment; several would cost less",
    )
    low, _ = bill(packed)
    high, words = bill(apart)
    return Cost(low, high, words, assumed)


@lru_cache(maxsize=256)
def _for_environments(
    book: RuleBook, vcpus: float, memory: float, architecture: str
) -> tuple[Instance, ...]:
    """The instance types that hold an environment, remembered for break-evens."""
    facts: dict[str, Value] = {
        "vcpus": vcpus, "memory": memory, "gpus": 0, "architecture": architecture, "efa": False
    }  # fmt: skip
    return one_per_family(instances_for(book, facts, spot=False))


def priced(instances: tuple[Instance, ...], rates: Rates) -> tuple[Instance, ...]:
    """The instance types that have a price; MissingPriceError where none has."""
    found = tuple(each for each in instances if instance_id(each.type) in rates.prices.rows)
    if not found:
        names = ", ".join(each.type for each in instances[:3]) or "an instance that holds it"
        raise MissingPriceError(f"there is no price of {names} for {rates.prices.region}")
    return found


def _cheapest(found: tuple[Instance, ...], hours: Hours, hourly: Hours) -> Instance:
    return min(found, key=lambda each: hours(each) * hourly(each))


def _hourly(rates: Rates, spot: float | None) -> Hours:
    """The price of an hour of an instance, to compare types without making their bills."""
    return lambda each: rates.one(instance_id(each.type), spot)


def _share(instance: Instance, need: _Need, usable: float) -> float:
    """The part of an instance that one job takes: the largest of vCPUs, memory, GPUs."""
    parts = (
        need.vcpus / instance.vcpus,
        need.memory / (instance.memory * usable),
        need.gpus / instance.gpus if need.gpus else 0.0,
    )
    return min(1.0, max(parts))


def _filled(instance: Instance, need: _Need, usable: float, use: Use) -> float:
    """The part of an instance a job pays for: what it takes, at least its share among the jobs."""
    alone = use.nodes > 1  # each node of a job is an instance
    return 1.0 if alone else max(_share(instance, need, usable), 1 / use.in_flight)


def _managed_lines(instance: Instance, hours: float, use: Use, rates: Rates) -> Iterator[Line]:
    bought = tuple(rates.lines(instance_id(instance.type), hours, instance.type))
    yield from bought
    # The fee is on the On-Demand price, even where a Savings Plan lowers that of the instance.
    listed = sum(line.quantity * line.price for line in bought)
    fee = next(rates.lines("lambda.managed_instances.fee", listed, "Lambda's fee"))
    yield fee._replace(unit="USD")
    yield from rates.lines("lambda.managed_instances.requests", use.runs, "requests")


def _assumed(
    book: RuleBook,
    size: Sizing,
    found: tuple[Instance, ...],
    use: Use,
    shares: tuple[float | None, float | None],
) -> Iterator[str]:
    start, idle = book.number("cost.ec2_start"), book.number("cost.ec2_idle")
    if use.nodes > 1:
        yield "each node has an instance of its own"
    elif use.in_flight > 1:
        yield f"at the least {show(use.in_flight)} jobs at a time fill the instances without gaps"
    else:
        yield "one job at a time has an instance alone, since there is no other to share it"
    yield (
        f"at the most each job has an instance of its own, billed for {show(start, 's')} of start "
        f"and {show(idle, 's')} of idling as well"
    )
    if len(found) < len(size.instances):
        yield f"{len(found)} of the {len(size.instances)} instance types that hold it have a price"
    if shares[0] is not None and shares[1] is not None:
        yield f"Spot at {shares[0]:.0%} to {shares[1]:.0%} of On-Demand"

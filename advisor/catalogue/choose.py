"""Which instance types hold a workload, the smallest first."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from advisor.catalogue.instances import BUNDLES, Catalogue, Instance, usable_memory, whole_gpus


class _Need(NamedTuple):
    """What must fit on one instance; None is unknown, and no constraint."""

    vcpus: float | None
    memory: float | None
    gpus: float
    gpu_memory: float | None
    architecture: str
    efa: bool
    spot: bool


def candidates(
    catalogue: Catalogue,
    *,
    vcpus: float | None,
    memory: float | None,
    gpus: float = 0,
    gpu_memory: float | None = None,
    architecture: str = "x86_64",
    efa: bool = False,
    families: Sequence[str] | None = None,
    named: Sequence[str] = (),
    spot: bool = False,
    usable: float,
) -> tuple[Instance, ...]:
    """Every instance type that holds a job, the smallest first.

    `named` are the user's own types and families, used as they are (even a T family, or a GPU that
    no job asks for); a bundle among them stands for `families`. Without `named` any type of
    `families` will do, and without both any plain type of the current generation.

    Smallest: fewest GPUs, then least memory per GPU, vCPUs, memory. Types that are sold as
    Capacity Blocks come after all others, since their capacity must be planned. Equals stand in
    the order of `families`, then current before previous generation, newer before older, plain
    before special (`m7i` before `m7i-flex`), and by name.
    """
    need = _Need(vcpus, memory, gpus, gpu_memory, architecture, efa, spot)
    offered = _offered(families, named, need.gpus > 0)
    held = [
        instance
        for instance in catalogue.instances
        if offered(instance) and _holds(instance, need, usable)  # first, as it excludes most
    ]
    rank = {family: place for place, family in enumerate(dict.fromkeys(families or ()))}
    return tuple(sorted(held, key=lambda instance: _order(instance, rank)))


def one_per_family(instances: Iterable[Instance]) -> tuple[Instance, ...]:
    """The first of each family, in the given order: of candidates, its smallest."""
    first: dict[str, Instance] = {}
    for instance in instances:
        first.setdefault(instance.family, instance)
    return tuple(first.values())


def _offered(
    families: Sequence[str] | None, named: Sequence[str], with_gpus: bool
) -> Callable[[Instance], bool]:
    """Whether an instance type is among those to choose from."""
    if named:
        names = frozenset(named)
        wanted = frozenset(families or ()) if names & BUNDLES else frozenset()
        return lambda i: _is_named(i, names) or (i.family in wanted and _is_plain(i, with_gpus))
    if families is not None:
        wanted = frozenset(families)
        return lambda i: i.family in wanted and _is_plain(i, with_gpus)
    return lambda i: i.current_generation and not i.accelerator and _is_plain(i, with_gpus)


def _is_named(instance: Instance, names: frozenset[str]) -> bool:
    # Bare metal repeats the largest size of a family: whoever wants it names the type.
    return instance.type in names or (instance.family in names and not instance.bare_metal)


def _is_plain(instance: Instance, with_gpus: bool) -> bool:
    """Whether a type may be chosen that the user did not name."""
    # Batch refuses T families, and a GPU that no job asks for is paid for and unused.
    return not instance.bare_metal and not instance.burstable and (with_gpus or not instance.gpus)


def _holds(instance: Instance, need: _Need, usable: float) -> bool:
    """Whether an instance type holds what is known of the need."""
    return (
        instance.architecture == need.architecture
        and instance.vcpus >= (need.vcpus or 0)
        and usable_memory(instance, usable) >= (need.memory or 0)
        and (instance.efa or not need.efa)
        and (instance.spot or not need.spot)
        and (not need.gpus or _holds_gpus(instance, need))
    )


def _holds_gpus(instance: Instance, need: _Need) -> bool:
    # AWS cuts to whole MiB: its "24 GB" would be 22,888.18 MiB and stands as 22,888.
    memory = math.floor(need.gpu_memory or 0)
    return whole_gpus(instance) >= need.gpus and instance.gpu_memory >= memory


def _order(instance: Instance, rank: Mapping[str, int]) -> tuple[object, ...]:
    """The sort key that `candidates` describes."""
    return (
        instance.capacity_block,
        instance.gpus,
        instance.gpu_memory,
        instance.vcpus,
        instance.memory,
        rank.get(instance.family, len(rank)),
        not instance.current_generation,
        -_generation(instance.family),
        len(instance.family),
        instance.type,
    )


@cache
def _generation(family: str) -> int:
    """The first number in a family's name: 7 of m7i-flex."""
    number = re.search(r"\d+", family)
    return int(number[0]) if number else 0

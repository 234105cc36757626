"""Sizes for a platform: the smallest that hold the workload, and what was rounded to get there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from advisor.catalogue import Catalogue, Instance, candidates, one_per_family, read_catalogue
from advisor.condition import UNKNOWN, Value
from advisor.decide import Outcome
from advisor.model import RuleBook
from advisor.units import show


@dataclass(frozen=True, slots=True)
class Sizing:
    """The size to ask for; None is not known, since the workload does not say what it needs.

    `memory` in MiB, `storage` (ephemeral, or the root volume) in MiB where more than the default is
    needed. `instance_types` are EC2 types that hold one job, smallest first; `instances` adds what
    each has. `rounding` says in words what was rounded, and why.
    """

    vcpus: float | None
    memory: float | None
    storage: float | None
    instances: tuple[Instance, ...]
    rounding: tuple[str, ...]

    @property
    def instance_types(self) -> tuple[str, ...]:
        """The names of the instance types, smallest first."""
        return tuple(instance.type for instance in self.instances)


def sizing(book: RuleBook, outcome: Outcome) -> Sizing | None:
    """The size for the platform that was chosen; None when nothing fits."""
    if outcome.platform is None:
        return None
    return size_for(book, outcome.facts, outcome.platform.choices)


def size_for(book: RuleBook, facts: Mapping[str, Value], choices: Mapping[str, str]) -> Sizing:
    """The size for a combination of choices."""
    if choices.get("service") != "batch":
        return _lambda(book, facts, choices.get("service") == "lambda-managed-instances")
    match choices.get("compute"):
        case "fargate":
            return _fargate(book, facts)
        case "ecs-managed-instances":
            return _instances(book, facts, choices, storage=None)
        case _:
            return _instances(book, facts, choices, storage=_root_volume(book, facts))


@cache
def catalogue(folder: Path) -> Catalogue:
    """The instance types of a rule book's folder, read once."""
    return read_catalogue(folder / "instances.csv")


def number(facts: Mapping[str, Value], name: str) -> float | None:
    """A fact as a number; None when it is unknown or none."""
    value = facts.get(name)
    if value is UNKNOWN or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value


def _fargate(book: RuleBook, facts: Mapping[str, Value]) -> Sizing:
    """The smallest valid pair; with one of the two unknown, what is known alone decides."""
    vcpus, memory = number(facts, "vcpus"), number(facts, "memory")
    storage = _storage(book, facts, "fargate.ephemeral_storage_default")
    if vcpus is None and memory is None:
        return Sizing(None, None, storage, (), ())
    least = book.number("fargate.windows_least_vcpus") if facts["operating_system"] == "windows" else 0
    pairs = [(float(row[0] or 0), float(row[1] or 0)) for row in book.table("fargate.sizes").rows]
    for pair in pairs:
        if pair[0] >= max(vcpus or 0, least) and pair[1] >= (memory or 0):
            return Sizing(*pair, storage, (), _rounded(pair, vcpus, memory))
    return Sizing(None, None, storage, (), ())


def _rounded(
    pair: tuple[float, float], vcpus: float | None, memory: float | None
) -> tuple[str, ...]:
    words = []
    if vcpus is not None and pair[0] != vcpus:
        words.append(f"{show(vcpus, 'vCPU')} rounded up to {show(pair[0], 'vCPU')}")
    if memory is not None and pair[1] != memory:
        words.append(f"{show(memory, 'MiB')} rounded up to {show(pair[1], 'MiB')}")
    if words:
        words.append("the smallest size that Fargate offers for both")
    return tuple(words)


def _lambda(book: RuleBook, facts: Mapping[str, Value], managed: bool) -> Sizing:
    """Memory that holds the workload and brings the vCPUs asked for, within Lambda's range."""
    vcpus, memory = number(facts, "vcpus"), number(facts, "memory")
    storage = _storage(book, facts, "lambda.storage_default", whole=1)
    if vcpus is None and memory is None:
        return Sizing(None, None, storage, (), ())
    largest = book.number("managed-instances.lambda_memory" if managed else "lambda.memory")
    smallest = book.number("managed-instances.lambda_memory_least" if managed else "lambda.memory_least")
    for_vcpus = math.ceil((vcpus or 0) * book.number("lambda.memory_per_vcpu"))
    need = max(math.ceil(memory or 0), for_vcpus)
    size = float(min(max(need, smallest), largest))
    words = []
    if vcpus is not None and memory is not None and for_vcpus > memory:
        words.append(
            f"{show(size, 'MiB')} of memory, more than the {show(memory, 'MiB')} asked for, "
            f"since Lambda gives vCPUs by memory and {show(vcpus, 'vCPU')} are asked for"
        )
    return Sizing(vcpus, size, storage, (), tuple(words))


def _storage(
    book: RuleBook, facts: Mapping[str, Value], default: str, whole: float = 1024
) -> float | None:
    """Scratch space beyond the default, in whole steps; None where the default is enough."""
    name = "image_and_disk" if default.startswith("fargate") else "disk"
    need = number(facts, name) or 0
    return float(math.ceil(need / whole) * whole) if need > book.number(default) else None


def _root_volume(book: RuleBook, facts: Mapping[str, Value]) -> float | None:
    """The root volume an instance needs for one job; None where the AMI's own is enough."""
    need, default = number(facts, "image_and_disk") or 0, book.number("ec2.root_volume")
    # The AMI itself, and a second image while one is replaced, live on the default volume's share.
    return float(math.ceil((need + default) / 1024) * 1024) if need > default / 2 else None


def _instances(
    book: RuleBook, facts: Mapping[str, Value], choices: Mapping[str, str], storage: float | None
) -> Sizing:
    vcpus, memory = number(facts, "vcpus"), number(facts, "memory")
    found = candidates(
        catalogue(book.folder),
        vcpus=vcpus,
        memory=memory,
        gpus=number(facts, "gpus") or 0,
        gpu_memory=number(facts, "gpu_memory"),
        architecture=str(facts["architecture"]),
        efa=facts["efa"] is True,
        families=_families(book, facts),
        named=_texts(facts, "instance_types"),
        spot=choices.get("purchase") == "spot",
        usable=book.number("ec2.usable_memory"),
    )
    return Sizing(vcpus, memory, storage, one_per_family(found), ())


def _families(book: RuleBook, facts: Mapping[str, Value]) -> tuple[str, ...] | None:
    """The families to choose from, in order of preference; None is any."""
    if facts["efa"] is True:
        return None
    if number(facts, "gpus"):
        return book.texts("ec2.gpu_families")
    arm = facts["architecture"] == "arm64"
    return book.texts("ec2.default_arm64" if arm else "ec2.default_x86_64")


def _texts(facts: Mapping[str, Value], name: str) -> tuple[str, ...]:
    value = facts.get(name)
    return value if isinstance(value, tuple) else ()

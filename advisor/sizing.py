"""The smallest size of a platform that holds the workload, and what was rounded for it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from advisor.catalogue import Catalogue, Instance, candidates, one_per_family, read_catalogue
from advisor.condition import UNKNOWN, Value
from advisor.model import RuleBook
from advisor.outcome import Outcome
from advisor.units import show

_MIB_PER_GIB = 1024
_GB_PER_GIB = 1000**3 / 1024**3


class Sizing(NamedTuple):
    """The size to ask for; None where the workload does not say what it needs.

    `memory` in MiB, `storage` (ephemeral, or the root volume) in MiB where more than the default is
    needed. `instances` are EC2 types that hold one job, the smallest of each family, smallest
    first. `rounding` says in words what was rounded, and why.
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


def size_for(
    book: RuleBook, facts: Mapping[str, Value], choices: Mapping[str, str], *, words: bool = True
) -> Sizing:
    """The size for a combination of choices; without `words`, on EC2 `rounding` is left out.

    Those words take as long as the size.
    """
    if choices.get("service") == "lambda":
        return _lambda(book, facts)
    if choices.get("service") == "lambda-managed-instances":
        return _lambda_managed(book, facts)
    if choices.get("compute") == "fargate":
        return _fargate(book, facts)
    if choices.get("management") == "unmanaged":
        # The team chooses its own instances and their disks.
        return Sizing(number(facts, "vcpus"), number(facts, "memory"), None, (), ())
    return _on_instances(book, facts, choices, words)


@cache
def catalogue(folder: Path) -> Catalogue:
    """The instance types of a rule book; read once."""
    return read_catalogue(folder / "instances.csv")


@cache
def _shelf(folder: Path, families: tuple[str, ...]) -> Catalogue:
    """The instance types of some families; cached, since a break-even asks for them many times."""
    whole = catalogue(folder)
    return replace(whole, instances=tuple(i for i in whole.instances if i.family in families))


def number(facts: Mapping[str, Value], name: str) -> float | None:
    """A fact as a number; None if it is unknown or none."""
    value = facts.get(name)
    if value is UNKNOWN or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value


def _fargate(book: RuleBook, facts: Mapping[str, Value]) -> Sizing:
    """The smallest valid pair of vCPUs and memory; an unknown one of the two does not count."""
    vcpus, memory = number(facts, "vcpus"), number(facts, "memory")
    storage = _fargate_storage(book, facts)
    if vcpus is None and memory is None:
        return Sizing(None, None, storage, (), ())
    windows = facts["operating_system"] == "windows"
    least = book.number("fargate.vcpus_windows") if windows else 0
    for row in book.table("fargate.sizes").rows:
        pair = float(row[0] or 0), float(row[1] or 0)
        if pair[0] >= max(vcpus or 0, least) and pair[1] >= (memory or 0):
            return Sizing(*pair, storage, (), tuple(_rounded(pair, vcpus, memory)))
    return Sizing(None, None, storage, (), ())


def _rounded(pair: tuple[float, float], vcpus: float | None, memory: float | None) -> Iterator[str]:
    before = [
        f"{show(asked, unit)} rounded up to {show(given, unit)}"
        for asked, given, unit in ((vcpus, pair[0], "vCPU"), (memory, pair[1], "MiB"))
        if asked is not None and asked != given
    ]
    yield from before
    if before:
        yield "the smallest size that Fargate offers for both"


def _shared_scratch(facts: Mapping[str, Value]) -> bool:
    """Whether a shared file system holds the scratch space instead of a local disk."""
    shared = facts.get("file_systems")
    return isinstance(shared, tuple) and bool({"efs", "s3files"}.intersection(shared))


def _on_local_disk(facts: Mapping[str, Value]) -> float:
    """What the local disk must hold, in MiB: the image, and scratch space that is not shared."""
    name = "image_size" if _shared_scratch(facts) else "image_and_disk"
    return number(facts, name) or 0


def _fargate_storage(book: RuleBook, facts: Mapping[str, Value]) -> float | None:
    """Ephemeral storage for the image and the scratch space, in whole GiB."""
    need = _on_local_disk(facts)
    if need <= book.number("fargate.ephemeral_storage_default"):
        return None
    least = book.number("fargate.ephemeral_storage_minimum")
    return min(max(_whole_gib(need), least), book.number("fargate.ephemeral_storage"))


def _whole_gib(mebibytes: float) -> float:
    return float(math.ceil(mebibytes / _MIB_PER_GIB) * _MIB_PER_GIB)


def _lambda(book: RuleBook, facts: Mapping[str, Value]) -> Sizing:
    """Memory that holds the workload and brings the vCPUs asked for, within Lambda's range."""
    vcpus, memory = number(facts, "vcpus"), number(facts, "memory")
    storage = _tmp(book, facts, "lambda.ephemeral_storage")
    if vcpus is None and memory is None:
        return Sizing(None, None, storage, (), ())
    for_vcpus = math.ceil((vcpus or 0) * book.number("lambda.memory_per_vcpu"))
    need = max(math.ceil(memory or 0), for_vcpus, book.number("lambda.memory_minimum"))
    size = float(min(need, book.number("lambda.memory")))
    if vcpus is None or memory is None or for_vcpus <= memory:
        return Sizing(vcpus, size, storage, (), ())
    words = (
        f"{show(size, 'MiB')} of memory, more than the {show(memory, 'MiB')} asked for, "
        f"since Lambda gives vCPUs by memory and {show(vcpus, 'vCPU')} are asked for"
    )
    return Sizing(vcpus, size, storage, (), (words,))


def _tmp(book: RuleBook, facts: Mapping[str, Value], largest: str) -> float | None:
    need = 0 if _shared_scratch(facts) else number(facts, "disk") or 0
    if need <= book.number("lambda.ephemeral_storage_default"):
        return None
    return float(min(math.ceil(need), book.number(largest)))


def _lambda_managed(book: RuleBook, facts: Mapping[str, Value]) -> Sizing:
    """Whole vCPUs with one of the ratios of memory that Lambda offers; the fewest."""
    vcpus, memory = number(facts, "vcpus"), number(facts, "memory")
    kind = "ephemeral_storage_gpu" if number(facts, "gpus") else "ephemeral_storage"
    storage = _tmp(book, facts, f"lambda-managed-instances.{kind}")
    if vcpus is None and memory is None:
        return Sizing(None, None, storage, (), ())
    least = book.number("starter.managed_instance_memory_minimum")
    need = max(memory or 0, least)
    ratios = [
        float(row[0] or 1) * _MIB_PER_GIB for row in book.table("starter.memory_per_vcpu").rows
    ]
    sizes = [(max(math.ceil(vcpus or 0), math.ceil(need / ratio), 1), ratio) for ratio in ratios]
    largest = book.number("lambda-managed-instances.memory")
    fitting = [(n, ratio) for n, ratio in sizes if n * ratio <= largest] or sizes[:1]
    # Fewest first: vCPUs cost more than memory, and more memory is never the cheaper need then.
    count, ratio = min(fitting)
    size = min(count * ratio, largest)
    words = f"{show(size, 'MiB')}, {show(ratio, 'MiB')} for each of {show(count, 'vCPU')}"
    return Sizing(float(count), size, storage, (), () if size == memory else (words,))


def _on_instances(
    book: RuleBook, facts: Mapping[str, Value], choices: Mapping[str, str], words: bool
) -> Sizing:
    vcpus, memory = number(facts, "vcpus"), number(facts, "memory")
    spot = choices.get("purchase") == "spot"
    found = instances_for(book, facts, spot)
    said: Iterable[str] = ()
    if words:
        said = _instance_words(book, facts, spot, found[0]) if found else _nothing_words(facts)
    return Sizing(vcpus, memory, _root_volume(book, facts), one_per_family(found), tuple(said))


def _nothing_words(facts: Mapping[str, Value]) -> Iterator[str]:
    """A sentence if none of the instance types that the user named can hold a job."""
    named = facts.get("instance_types")
    if named:
        yield f"none of the instance types named holds a job: {show(named)}"


def instances_for(
    book: RuleBook,
    facts: Mapping[str, Value],
    spot: bool,
    *,
    usable: float | None = None,
    gpu_memory: float | None = None,
) -> tuple[Instance, ...]:
    """Every instance type that holds one job; of any family where the usual ones are too small."""
    named = facts.get("instance_types")

    def found(families: tuple[str, ...] | None) -> tuple[Instance, ...]:
        return candidates(
            catalogue(book.folder) if named or families is None else _shelf(book.folder, families),
            vcpus=number(facts, "vcpus"),
            memory=number(facts, "memory"),
            gpus=number(facts, "gpus") or 0,
            gpu_memory=gpu_memory or number(facts, "gpu_memory"),
            architecture=str(facts["architecture"]),
            efa=facts["efa"] is True,
            families=families,
            named=named if isinstance(named, tuple) else (),
            spot=spot,
            usable=usable or book.number("ec2.usable_memory"),
        )

    return found(_families(book, facts)) or found(None)


def _families(book: RuleBook, facts: Mapping[str, Value]) -> tuple[str, ...]:
    """The families to choose from, the preferred first."""
    arm = facts["architecture"] == "arm64"
    if number(facts, "gpus"):
        every = book.texts("ec2.gpu_families_arm64" if arm else "ec2.gpu_families")
        left_out = book.texts("starter.gpu_families_on_request")
        return tuple(family for family in every if family not in left_out)
    if facts["efa"] is True:
        return book.texts("starter.efa_families")
    return book.texts("ec2.default_arm64" if arm else "ec2.default_x86_64")


def _root_volume(book: RuleBook, facts: Mapping[str, Value]) -> float | None:
    """The root volume an instance needs for one job; None where the AMI's own is enough."""
    need, default = _on_local_disk(facts), book.number("ec2.root_disk")
    # The AMI itself, and a second image while one is replaced, live on the default volume's share.
    if need <= default / 2:
        return None
    return min(_whole_gib(need + default), book.number("starter.volume"))


def _instance_words(
    book: RuleBook, facts: Mapping[str, Value], spot: bool, smallest: Instance
) -> Iterator[str]:
    """What was rounded up: memory that the host keeps, gigabytes that are not gibibytes."""
    memory, gpu_memory = number(facts, "memory"), number(facts, "gpu_memory")
    whole = instances_for(book, facts, spot, usable=1.0)
    if memory is not None and whole[0].memory < smallest.memory:
        yield (
            f"{show(memory, 'MiB')} do not fit on an instance of {show(whole[0].memory, 'MiB')}, "
            f"since the host and its agent keep some of it: {smallest.type} with "
            f"{show(smallest.memory, 'MiB')} is the smallest that holds them"
        )
    if gpu_memory is None or not number(facts, "gpus"):
        return
    decimal = instances_for(book, facts, spot, gpu_memory=gpu_memory * _GB_PER_GIB)
    if decimal[0].gpu_memory < gpu_memory <= smallest.gpu_memory:
        smaller = show(decimal[0].gpu_memory, "MiB")
        yield (
            f"{show(gpu_memory, 'MiB')} are more than the {smaller} of a GPU sold with as many GB "
            f"({decimal[0].gpu_model}), so {smallest.type} "
            f"({smallest.gpu_model}) is the smallest; ask in GB if the smaller one will do"
        )


__all__ = ["Sizing", "catalogue", "instances_for", "number", "size_for", "sizing"]

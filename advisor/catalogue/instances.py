"""The data of EC2 instance types, and figures that follow from them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from advisor.errors import did_you_mean

# Words for several families in a compute environment; a limit says which ones.
BUNDLES = frozenset({"optimal", "default_x86_64", "default_arm64"})
# The only make of GPU that Batch schedules.
GPU_MAKER = "NVIDIA"


# A named tuple, as 1,400 of them are created six times as fast as frozen dataclasses.
class Instance(NamedTuple):
    """One EC2 instance type; memory and disk in MiB, `gpu_memory` that of one GPU."""

    type: str
    family: str
    vcpus: int
    memory: int
    gpus: float
    gpu_model: str
    gpu_manufacturer: str
    gpu_memory: int
    accelerator: str
    architecture: str
    efa: bool
    efa_interfaces: int
    first_efa_card: int
    network_cards: int
    local_disk: int
    bare_metal: bool
    burstable: bool
    current_generation: bool
    spot: bool
    capacity_block: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All instance types, the origin of their figures, and when that was checked."""

    instances: tuple[Instance, ...]
    origin: str
    checked: date


class Largest(NamedTuple):
    """The largest figures of any instance type, each by itself; memory as installed."""

    vcpus: int
    memory: int
    gpus: int
    gpu_memory: int


def usable_memory(instance: Instance, usable: float) -> int:
    """The whole MiB left for jobs after the share of the host and the ECS agent."""
    return math.floor(instance.memory * usable)


def whole_gpus(instance: Instance) -> int:
    """The GPUs that Batch can assign to jobs: whole ones, of the one maker it supports."""
    return math.floor(instance.gpus) if instance.gpu_manufacturer == GPU_MAKER else 0


def default_sizes(
    catalogue: Catalogue, families: Sequence[str], usable: float
) -> tuple[tuple[float, float, float], ...]:
    """The distinct sizes (vCPUs, usable MiB, installed MiB) of some families, smallest first."""
    wanted = frozenset(families)
    sizes = {
        (float(instance.vcpus), float(usable_memory(instance, usable)), float(instance.memory))
        for instance in catalogue.instances
        if instance.family in wanted and not instance.bare_metal
    }
    return tuple(sorted(sizes))


def largest(catalogue: Catalogue) -> Largest:
    """The most vCPUs, memory, GPUs and memory per GPU that one instance type has."""
    every = [i for i in catalogue.instances if not i.bare_metal]
    with_gpus = [i for i in every if whole_gpus(i)]
    return Largest(
        vcpus=max((i.vcpus for i in every), default=0),
        memory=max((i.memory for i in every), default=0),
        gpus=max((whole_gpus(i) for i in with_gpus), default=0),
        gpu_memory=max((i.gpu_memory for i in with_gpus), default=0),
    )


def find(catalogue: Catalogue, name: str) -> Instance | None:
    """The instance type of that name."""
    return next((i for i in catalogue.instances if i.type == name), None)


def unknown_names(catalogue: Catalogue, named: Iterable[str]) -> dict[str, str | None]:
    """Names that are no type, family or bundle, each with the most similar name."""
    known = {name for i in catalogue.instances for name in (i.type, i.family)} | BUNDLES
    return {name: did_you_mean(name, known) for name in named if name not in known}

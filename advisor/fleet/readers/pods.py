"""Reads what pods of Kubernetes request: quantities, and the resources of containers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

_QUANTITY = re.compile(
    r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:[eE]([+-]?\d{1,3})|([numkMGTPE]|[KMGTPE]i)?)"
)
_FACTORS = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1.0, "k": 1e3} | {
    unit: factor
    for power, letter in enumerate("KMGTPE", 1)
    for unit, factor in ((letter, 1000.0**power), (f"{letter}i", 1024.0**power))
    if unit != "K"
}
_MEBI = 1024.0**2
_GPUS = ("nvidia.com/gpu", "nvidia.com/gpu.shared", "nvidia.com/mig-*", "amd.com/gpu")
_EFA = "vpc.amazonaws.com/efa"
# Facts, the patterns of their resources, and the divisor of the quantity.
_RESOURCES = {"vcpus": (("cpu",), 1.0), "memory": (("memory",), _MEBI), "gpus": (_GPUS, 1.0),
              "disk": (("ephemeral-storage",), _MEBI), "efa": ((_EFA,), 1.0)}  # fmt: skip


class Needs(NamedTuple):
    """What a pod needs, in vCPU and MiB, and the values that could not be read."""

    facts: dict[str, Any]
    wrong: tuple[tuple[str, Any], ...]
    partial: bool  # whether only some containers state their memory


def quantity(value: Any) -> float | None:
    """A quantity such as `500m`, `2Gi`, `1e3`, or a number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    match = _QUANTITY.fullmatch(str(value))
    if match is None:
        return None
    exponent = f"e{match[2]}" if match[2] else ""
    amount = float(match[1] + exponent) * _FACTORS[match[3] or ""]
    return amount if 0 <= amount < math.inf else None


def needs_of(spec: Any) -> Needs:
    """What a pod's specification requests: the larger of its containers and init containers."""
    facts: dict[str, Any] = {}
    wrong: list[tuple[str, Any]] = []
    main = each_of(spec, "containers")
    before = each_of(spec, "initContainers")
    beside = [each for each in before if each.get("restartPolicy") == "Always"]
    before = [each for each in before if each.get("restartPolicy") != "Always"]
    for fact, (names, unit) in _RESOURCES.items():
        amounts = [_amount(each, names, wrong) for each in (*main, *beside)]
        first = [_amount(each, names, wrong) for each in before]
        stated = [each for each in amounts if each is not None]
        most = max([sum(stated), *(each for each in first if each is not None)])
        if stated and most > 0:
            facts[fact] = most / unit
    if facts.pop("efa", 0):
        facts["efa"] = True
    if main and isinstance(image := main[0].get("image"), str):
        facts["image"] = image
    facts |= _placed(spec)
    memories = ["memory" in (_side(e, "limits") | _side(e, "requests")) for e in main]
    return Needs(facts, tuple(wrong), any(memories) and not all(memories))


def _amount(container: Mapping[str, Any], names: tuple[str, ...], wrong: list[Any]) -> float | None:
    """What a container may use: its limit, else its request."""
    for side in ("limits", "requests"):
        for name, value in _side(container, side).items():
            if value is not None and any(fnmatchcase(name, each) for each in names):
                amount = quantity(value)
                if amount is None:
                    wrong.append((f"{side}.{name}", value))
                else:
                    return amount
    return None


def _side(container: Mapping[str, Any], side: str) -> dict[str, Any]:
    resources = container.get("resources")
    found = resources.get(side) if isinstance(resources, dict) else None
    return found if isinstance(found, dict) else {}


def _placed(spec: Any) -> dict[str, str]:
    """What the pod requires of its node."""
    selector = at(spec, "nodeSelector") or {}
    arch = str(at(selector, "kubernetes.io/arch"))
    system = at(selector, "kubernetes.io/os")
    found = {"arm64": {"architecture": "arm64"}, "amd64": {"architecture": "x86_64"}}.get(arch, {})
    return found | ({"operating_system": system} if system in ("linux", "windows") else {})


def at(value: Any, *keys: str | int) -> Any:
    """The value at a path of JSON; None if there is none."""
    for key in keys:
        if isinstance(key, int):
            value = value[key] if isinstance(value, list) and len(value) > key else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def each_of(value: Any, *keys: str | int) -> list[dict[str, Any]]:
    """The mappings in the list at a path of JSON; empty if there is none."""
    listed = at(value, *keys)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def milliseconds(value: Any) -> int | None:
    """A time such as `2026-01-30T10:00:00Z` in ms since 1970; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return round(moment.timestamp() * 1000) if moment.tzinfo else None

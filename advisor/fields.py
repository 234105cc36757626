"""How the fields of a spec are read, and which facts they become; the model is in `workload`.

Nothing here needs pydantic, so that a start which reads the spec by the compiled schema
(`advisor.quick`) does not pay for importing it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from advisor import units
from advisor.condition import UNKNOWN, FactRef, Value
from advisor.model import Fact, Kind
from advisor.units import Quantity

Absent = Value | FactRef | Callable[[Mapping[str, Value]], Value]

# Far above any machine or run, and small enough for arithmetic in every reader to stay exact.
LARGEST: Final = 2.0**50


class Reads(NamedTuple):
    """The fact that a field becomes: its kind, its unit, and its value when nothing is given.

    `absent` is a value, another fact whose value it takes, or a function of the facts before it;
    `assumed` says it in words.
    """

    kind: Kind
    absent: Absent
    unit: str | None = None
    assumed: str | None = None


class SpecFact(NamedTuple):
    """A fact that a field of the spec becomes, and the path to the field."""

    fact: Fact
    field: tuple[str, ...]
    absent: Absent
    assumed: str | None

    @property
    def depends(self) -> bool:
        """Whether its value, when absent, depends on another fact."""
        return isinstance(self.absent, FactRef) or callable(self.absent)


def duration(value: Any) -> Quantity | None:
    """A duration above nothing, or None."""
    return None if value is None else _above_nothing(units.duration(value), value)


def memory(value: Any) -> Quantity | None:
    """An amount of memory above nothing, or None."""
    return None if value is None else _above_nothing(units.memory(value), value)


def size(value: Any) -> Quantity | None:
    """An amount of memory or disk, nothing included, or None."""
    return None if value is None else _bounded(units.memory(value), value)


def _above_nothing(quantity: Quantity, value: Any) -> Quantity:
    if quantity.amount <= 0:
        raise ValueError(f"`{value}` must be more than nothing")
    return _bounded(quantity, value)


def _bounded(quantity: Quantity, value: Any) -> Quantity:
    if not math.isfinite(quantity.amount) or quantity.amount > LARGEST:
        raise ValueError(f"`{value}` is larger than anything that can be meant")
    if quantity.amount < 0:
        raise ValueError(f"`{value}` must not be negative")
    return quantity


def number(value: Any) -> Any:
    """A finite number, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        # pydantic collects only ValueError from a validator
        raise ValueError("must be a number, such as `4` or `0.5`")  # noqa: TRY004  # see above
    # Compared and not asked for finiteness, which fails for integers beyond a float.
    if not -LARGEST <= value <= LARGEST:
        raise ValueError("must be a number that can be meant")
    return value


class Range(NamedTuple):
    """A number of which only the ends are known, both included."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{units.spell(self.low, None)}-{units.spell(self.high, None)}"


def runs(value: Any) -> float | Range | None:
    """Runs in a month: a number, a range (`1000-50000`, `{from: 1000, to: 50000}`), or None."""
    if value is None:
        return None
    if isinstance(value, str) and (match := _RANGE.fullmatch(value)):
        return _ranged(float(match[1]), float(match[2]))
    if isinstance(value, dict) and value.keys() == {"from", "to"}:
        return _ranged(_runs(value["from"]), _runs(value["to"]))
    return _runs(value)


def range_of(value: Any) -> Range | None:
    """The range that runs in a month are given as; None where they are not."""
    found = value if isinstance(value, Range) else runs(value)
    return found if isinstance(found, Range) else None


_RANGE = re.compile(r" *([0-9]{1,13}) *(?:-|to) *([0-9]{1,13}) *")
_MOST_RUNS = 1e12


def _runs(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        # pydantic collects only ValueError from a validator
        raise ValueError("must be a number, such as `400`, or a range, such as `1000-50000`")  # noqa: TRY004  # see above
    if not 0 <= value <= _MOST_RUNS:
        raise ValueError("must be a number from 0 to 1,000,000,000,000")
    return float(value)


def _ranged(low: float, high: float) -> float | Range:
    if not 0 < low <= high <= _MOST_RUNS:
        raise ValueError("must be a range from a number above 0 to one that is no smaller")
    return low if low == high else Range(low, high)


def listed(value: Any) -> Any:
    """A list as a tuple; anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


def listed_or_one(value: Any) -> Any:
    """A list as a tuple, and one text as a tuple of one."""
    return (value,) if isinstance(value, str) else listed(value)


def devices(value: Any) -> Any:
    """Devices, each a mapping; a text is the path on the host."""
    return _each_as(value, "host_path")


def file_systems(value: Any) -> Any:
    """File systems, each a mapping; a text is the kind."""
    return _each_as(value, "type")


def _each_as(value: Any, key: str) -> Any:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        return value
    return tuple({key: each} if isinstance(each, str) else each for each in value)


def flag_or_text(value: Any) -> Any:
    """True, false or an AMI id."""
    if isinstance(value, bool | str):
        return value
    raise ValueError("must be true, false or an AMI id such as `ami-0123456789abcdef0`")


def absent_gpu_memory(facts: Mapping[str, Value]) -> Value:
    """Unknown where there are GPUs, else none."""
    return UNKNOWN if facts.get("gpus") else None


def absent_lambda_image(facts: Mapping[str, Value]) -> Value:
    """Unknown where there is an image, else none."""
    return UNKNOWN if isinstance(facts.get("image"), str) else None

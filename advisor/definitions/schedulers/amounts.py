"""Parses times and amounts of Slurm, Kubernetes and Nextflow to seconds, MiB and vCPUs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = [
    "kubernetes_cpu",
    "kubernetes_mib",
    "nextflow_mib",
    "nextflow_seconds",
    "shown_memory",
    "slurm_mib",
    "slurm_seconds",
]

_KIB: Final = 1 / 1024
_BINARY: Final[Mapping[str, float]] = {"K": _KIB, "M": 1, "G": 1024, "T": 1024**2, "P": 1024**3}
_SLURM_TIME = re.compile(r"(?:(\d{1,6})-)?(\d{1,8})(?::(\d{1,6}))?(?::(\d{1,6}))?")
_SLURM_MEMORY = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)([KMGTP]?)B?([cn]?)", re.IGNORECASE)
_QUANTITY = re.compile(r"(\d{0,15}(?:\.\d{0,9})?(?:e[+-]?\d{1,2})?)([numkKMGTPE]i?|)")
_NEXTFLOW = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)[ .]?([A-Za-z]+)")


def slurm_seconds(text: str) -> float | None:
    """The seconds of minutes, `HH:MM:SS`, `D-HH` and Slurm's other forms; None for no limit.

    Raises ValueError if it is no time.
    """
    if text.upper() in ("UNLIMITED", "INFINITE", "NOT_SET", "-1", "0"):
        return None
    match = _SLURM_TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    days, *parts = match.groups()
    numbers = [int(part) for part in parts if part is not None]
    if days is not None:
        hours, minutes, seconds = (*numbers, 0, 0)[:3]
        return float(((int(days) * 24 + hours) * 60 + minutes) * 60 + seconds)
    if len(numbers) == 3:  # noqa: PLR2004  # hours, minutes, seconds
        return float((numbers[0] * 60 + numbers[1]) * 60 + numbers[2])
    minutes, seconds = (*numbers, 0)[:2]
    return float(minutes * 60 + seconds)


def slurm_mib(text: str) -> tuple[float, str]:
    """The MiB, and `c` or `n` if they are for each CPU or node; ValueError if it is no amount."""
    match = _SLURM_MEMORY.fullmatch(text)
    if match is None:
        raise ValueError(text)
    number, unit, each = match.groups()
    return float(number) * _BINARY[unit.upper() or "M"], each.lower()


def kubernetes_cpu(text: object) -> float:
    """The vCPUs of `25m`, `2` or `0.5`; ValueError if it is no amount."""
    return _quantity(text)


def kubernetes_mib(text: object) -> float:
    """The MiB of `32Gi`, `100M` or `1e9`; ValueError if it is no amount."""
    return _quantity(text) / 2**20


_SCALES: Final[Mapping[str, float]] = {
    "": 1, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
    "P": 1e15, "E": 1e18,
    "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60,
}  # fmt: skip


def _quantity(text: object) -> float:
    match = _QUANTITY.fullmatch(str(text).strip())  # as text, `True` and lists do not match
    if match is None or not match[1] or match[2] not in _SCALES:
        raise ValueError(text)
    return float(match[1]) * _SCALES[match[2]]


def nextflow_mib(text: str) -> float:
    """The MiB of `12.GB` or `12 GB`, in powers of 1024; ValueError if it is no amount."""
    match = _NEXTFLOW.fullmatch(text.strip())
    unit = match[2].upper().removesuffix("B") if match else ""
    if match is None or (unit not in _BINARY and unit):
        raise ValueError(text)
    return float(match[1]) * (_BINARY[unit] if unit else 1 / 2**20)


_TIMES: Final[Mapping[str, float]] = {
    "ms": 1e-3, "milli": 1e-3, "millis": 1e-3, "s": 1, "sec": 1, "second": 1, "seconds": 1,
    "m": 60, "min": 60, "minute": 60, "minutes": 60, "h": 3600, "hour": 3600, "hours": 3600,
    "d": 86400, "day": 86400, "days": 86400,
}  # fmt: skip


def nextflow_seconds(text: str) -> float:
    """The seconds of `7d`, `4.h` or `1h 30m`; ValueError if it is no time."""
    parts = list(_NEXTFLOW.finditer(text))
    rest = _NEXTFLOW.sub("", text)
    if not parts or rest.strip() or any(part[2].lower() not in _TIMES for part in parts):
        raise ValueError(text)
    return sum(float(part[1]) * _TIMES[part[2].lower()] for part in parts)


def shown_memory(mib: float) -> str:
    """An amount of MiB as a spec writes it."""
    gib = mib / 1024
    if gib >= 1 and float(gib).is_integer():
        return f"{int(gib)} GiB"
    return f"{int(mib)} MiB" if float(mib).is_integer() else f"{mib:.4f} MiB"

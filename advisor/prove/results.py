"""The results of proofs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from advisor.rulebook.promises import Where


class Verdict(StrEnum):
    """How a proof ended."""

    PROVED = "proved"
    FAILED = "failed"
    UNDECIDED = "undecided"


class Example(NamedTuple):
    """A workload as a spec that can be run, and what it shows."""

    shows: str
    spec: Mapping[str, Any]


class Proof(NamedTuple):
    """One claim about every workload: the claim, the verdict, the examples that go with it."""

    family: str
    id: str
    claim: str
    verdict: Verdict
    says: str = ""
    examples: tuple[Example, ...] = ()
    where: Where | None = None

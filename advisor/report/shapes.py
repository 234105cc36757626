"""The JSON structure of a recommendation, declared once: the contract and its schema follow it."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict  # pydantic reads the standard one only from Python 3.12 on

from advisor.report.cost_shapes import CostsDict
from advisor.report.rule_shapes import (
    CitedRuleDict,
    LimitDict,
    MarginDict,
    Plain,
    ReasonDict,
    SourceDict,
)

SCHEMA_VERSION: Literal["1.2"] = "1.2"

StatusName = Literal["settled", "conditional", "no-fit"]
StateName = Literal["chosen", "eligible", "ruled_out", "open"]


class OptionDict(TypedDict):
    """One answer to a decision, and why it stands where it stands."""

    id: str
    title: str
    state: StateName
    because: str
    """What speaks for it in general."""
    alternative: bool
    """True for one that competes only when the workload's `consider` names it."""
    reasons: list[ReasonDict]


class SideDict(TypedDict):
    """Values of a fact that all lead to one answer."""

    when: str
    """The values in words."""
    condition: dict[str, Any]
    """The values as a condition of a rule file, in canonical units."""
    choice: str | None
    """What the decision's answer is then; null when it is not asked, or nothing fits."""
    platform: str | None
    status: StatusName


class DependencyDict(TypedDict):
    """An unknown fact that a decision depends on, with the answer for each of its values."""

    fact: str
    title: str
    unit: str | None
    answers: list[SideDict]


class DecisionDict(TypedDict):
    """One question, taken."""

    question: str
    choice: str | None
    """The id of the option that leads; null when none fits."""
    status: StatusName
    options: list[OptionDict]
    depends_on: list[DependencyDict]
    near_ties: list[str]
    """The options for which nearly as much speaks as for the choice."""


class DecisionsDict(TypedDict):
    """The five decisions, and those of packs by their ids; null for one that was not asked."""

    service: DecisionDict | None
    """Lambda or Batch."""
    compute: DecisionDict | None
    """Fargate or EC2."""
    management: DecisionDict | None
    """Managed or unmanaged."""
    purchase: DecisionDict | None
    """On-Demand or Spot."""
    orchestrator: DecisionDict | None
    """ECS or EKS."""


class BranchDict(TypedDict):
    """Values of an unknown fact that lead to another platform than the one named."""

    when: str
    """The values in words."""
    condition: dict[str, Any]
    """The values as a condition of a rule file, in canonical units."""
    platform: str | None
    status: StatusName


class AlternativeDict(TypedDict):
    """An option that was evaluated and does not compete unless `consider` names it."""

    decision: str
    id: str
    title: str
    platform: str | None
    state: StateName
    because: str
    reasons: list[ReasonDict]


class FlipDict(TypedDict):
    """The smallest change of one fact that leads to another platform."""

    platform: str
    platform_title: str
    status: StatusName
    fact: str
    unit: str | None
    before: Plain
    """The fact's value now, in canonical units; null when there is none."""
    after: Plain
    """The nearest value that leads to the other platform."""
    when: str
    """The values that do, in words."""
    rules: list[CitedRuleDict]
    """Those for which the change has to go as far as it does."""


class AssumedDict(TypedDict):
    """A fact that the spec does not state and that has a value all the same."""

    value: Plain
    unit: str | None
    shown: str
    """What is assumed, in words."""


class MissingDict(TypedDict):
    """An unknown fact worth asking for."""

    fact: str
    title: str
    unit: str | None
    decides: list[str]
    """The decisions that may turn on it."""
    for_size: bool
    """Whether the size to ask for depends on it."""


class AdviceDict(TypedDict):
    """Something to do, and why."""

    rule: str
    code: str
    title: str
    text: str
    because: str
    source: SourceDict
    pack: str
    pinned: list[LimitDict]
    """The limits it rests on to which a pack gave another value than the book below it."""


class InstanceDict(TypedDict):
    """An EC2 instance type that holds the workload; memory in MiB, as installed."""

    type: str
    vcpus: int
    memory: int
    gpus: int | float
    gpu_model: str | None
    gpu_memory: int | None
    """Memory of each GPU, in MiB."""


class SizingDict(TypedDict):
    """The size to ask for on the platform."""

    vcpus: int | float | None
    memory: int | float | None
    """In MiB; null, like `vcpus`, when the spec does not say what is needed."""
    storage: int | float | None
    """In MiB: ephemeral storage or root volume; null where the default is enough."""
    instance_types: list[InstanceDict]
    """The smallest of each family, the smallest first; empty where there are no instances."""
    rounding: list[str]
    """What was rounded, and why, in words."""


class HeldDict(TypedDict):
    """A limit that the platform keeps, and by how much."""

    rule: str
    code: str
    limit: LimitDict
    margin: MarginDict
    shown: str
    """The margin in words."""


class ConflictDict(TypedDict):
    """One of the demands that together leave nothing."""

    decision: str
    options: list[str]
    """The options of that decision that it rules out."""
    reason: ReasonDict


class NoFitDict(TypedDict):
    """A class of workloads for which nothing fits, as the rule book knows it."""

    id: str
    title: str
    because: str
    """Why nothing fits."""
    way_out: str
    """What to ask for instead, so that something does."""


class IntendedDict(TypedDict):
    """A platform that was meant before anybody asked, against the one recommended."""

    platform: str
    in_use: bool
    """Whether a definition that was read uses it now; else the spec names it."""
    recommended: bool
    because: str
    """Why it is not the one recommended; empty where it is."""


class RecommendationDict(TypedDict):
    """Where one workload should run on AWS, and why."""

    schema_version: Literal["1.2"]
    """Grows behind the point when something is added, before it when something changes or goes."""
    workload: dict[str, Any]
    """The spec with its quantities as written; a valid spec itself."""
    platform: str | None
    """The platform that leads; null when nothing fits."""
    platform_title: str | None
    status: StatusName
    """Whether the answer holds whatever the unknown facts are."""
    intended: IntendedDict | None
    """The platform that the spec names or the definition uses now; null where none is named."""
    decisions: DecisionsDict
    branches: list[BranchDict]
    conflicts: list[ConflictDict]
    """The demands that contradict each other; empty unless the status is no-fit."""
    no_fit: list[NoFitDict]
    """The known classes that the workload is of; empty unless the status is no-fit."""
    alternatives: list[AlternativeDict]
    flips: list[FlipDict]
    """The nearest first."""
    assumed: dict[str, AssumedDict]
    unknown: list[MissingDict]
    """The most decisive first."""
    left_unknown: list[str]
    """What the reader of a definition or a job had to leave unknown, in words."""
    advice: list[AdviceDict]
    sizing: SizingDict | None
    """Null when nothing fits."""
    costs: CostsDict | None
    """Null where nobody says how often or how long it runs."""
    margins: list[HeldDict]
    """The tightest first."""
    conversions: list[str]
    """Quantities given in decimal units, in the units that the limits are in."""
    rules_as_of: str
    """The day of the newest check of a limit, as YYYY-MM-DD."""
    advisor_version: str

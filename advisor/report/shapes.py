"""The JSON structure of a recommendation, declared once for the contract and its schema."""

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
    """An option of a decision: its state, and the reasons for and against it."""

    id: str
    title: str
    state: StateName
    because: str
    """What generally speaks for the option."""
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
    """A decision that was taken."""

    question: str
    choice: str | None
    """The id of the option that leads; null when none fits."""
    status: StatusName
    options: list[OptionDict]
    depends_on: list[DependencyDict]
    near_ties: list[str]
    """The options with nearly as many reasons as the choice."""


class DecisionsDict(TypedDict):
    """The five decisions, and those of packs by id; null for one that was not asked."""

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
    """The values that lead there, in words."""
    rules: list[CitedRuleDict]
    """The rules that hold on only one side of the change."""


class AssumedDict(TypedDict):
    """A fact that the spec does not state and that has a value by default."""

    value: Plain
    unit: str | None
    shown: str
    """What is assumed, in words."""


class MissingDict(TypedDict):
    """An unknown fact worth stating."""

    fact: str
    title: str
    unit: str | None
    decides: list[str]
    """The decisions that it may change."""
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
    """The limits it rests on whose value a pack changed."""


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
    """One of the demands that together rule out every option."""

    decision: str
    options: list[str]
    """The options of that decision that it rules out."""
    reason: ReasonDict


class NoFitDict(TypedDict):
    """A class of workloads that nothing fits, as the rule book knows it."""

    id: str
    title: str
    because: str
    """Why nothing fits."""
    way_out: str
    """What to ask for instead, so that a platform fits."""


class IntendedDict(TypedDict):
    """The platform that a spec names or a definition uses, compared with the recommended one."""

    platform: str
    in_use: bool
    """Whether the definition that was read uses it now; false if a spec names it."""
    recommended: bool
    because: str
    """Why it is not the recommended platform; empty if it is."""


class RecommendationDict(TypedDict):
    """Where one workload should run on AWS, and why."""

    schema_version: Literal["1.2"]
    """The minor version grows with additions, the major one with changes and removals."""
    workload: dict[str, Any]
    """The spec of the workload, with quantities as written."""
    platform: str | None
    """The recommended platform; null when nothing fits."""
    platform_title: str | None
    status: StatusName
    """How sure the answer is; a settled one holds for all values of unknown facts."""
    intended: IntendedDict | None
    """The platform that the spec names or the definition uses now; null if there is none."""
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
    """What could not be read from a definition or a job file, in words."""
    advice: list[AdviceDict]
    sizing: SizingDict | None
    """Null when nothing fits."""
    costs: CostsDict | None
    """Null if the spec does not state how often or how long it runs."""
    margins: list[HeldDict]
    """The tightest first."""
    conversions: list[str]
    """Quantities given in decimal units, in the units that the limits are in."""
    rules_as_of: str
    """The day of the newest check of a limit, as YYYY-MM-DD."""
    advisor_version: str

"""What a starter is planned from: the workload, its facts, its size, and the choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.condition import Value
from advisor.explain import Explanation
from advisor.model import RuleBook
from advisor.sizing import Sizing, number
from advisor.starter import names
from advisor.starter.leaves import Joined, Pseudo, Text
from advisor.workload import Workload

NO_ACCOUNT = "000000000000"
NO_REGION = "xx-region-1"


@dataclass(frozen=True, slots=True)
class Need:
    """All that planning reads."""

    workload: Workload
    facts: Mapping[str, Value]
    book: RuleBook
    size: Sizing
    choices: Mapping[str, str]
    slug: str

    def number(self, fact: str) -> float | None:
        """A fact as a number; None if it is unknown or none."""
        return number(self.facts, fact)

    def count(self, fact: str, default: int = 0) -> int:
        """A fact as a whole number within the range of the API."""
        value = self.number(fact)
        return default if value is None else self.whole(value)

    def whole(self, value: float) -> int:
        """A number rounded up, within the range of the API."""
        return min(-int(-value // 1), int(self.book.number("starter.largest_integer")))

    @property
    def eks(self) -> bool:
        """Whether Kubernetes runs the jobs."""
        return self.choices.get("orchestrator") == "eks"

    @property
    def spot(self) -> bool:
        """Whether the capacity is Spot."""
        return self.choices.get("purchase") == "spot"

    @property
    def unmanaged(self) -> bool:
        """Whether the team provides the instances."""
        return self.choices.get("management") == "unmanaged"

    @property
    def on_instances(self) -> bool:
        """Whether Batch starts EC2 instances."""
        return self.choices.get("compute") == "ec2" and not self.unmanaged

    @property
    def several_nodes(self) -> bool:
        """Whether a job runs on more than one machine."""
        return self.workload.nodes > 1

    @property
    def tags(self) -> dict[str, str]:
        """The tags of all resources."""
        return names.tags(self.workload.tags, self.slug, self.book)[0]

    def named(self, suffix: str) -> str:
        """A short name for a part, such as a role."""
        length = int(self.book.number("starter.short_name_length"))
        return names.slug(self.workload.name, length, suffix)

    @property
    def region(self) -> Pseudo:
        """The Region to deploy to."""
        return Pseudo("Region", self.workload.region or NO_REGION)

    def arn(
        self, service: str, resource: Text, *, regional: bool = True, own: bool = True
    ) -> Joined:
        """The ARN of a resource of this account; an ARN of AWS's own has no account."""
        region = self.workload.region or ""
        partition = next(
            (name for start, name in _PARTITIONS.items() if region.startswith(start)), "aws"
        )
        parts: list[Text] = ["arn:", Pseudo("Partition", partition), f":{service}:"]
        parts += [self.region, ":"] if regional else [":"]
        parts += [Pseudo("AccountId", NO_ACCOUNT) if own else "aws", ":", resource]
        return Joined(tuple(parts))


_PARTITIONS = {
    "cn-": "aws-cn", "us-gov-": "aws-us-gov", "eusc-": "aws-eusc", "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b", "us-isof-": "aws-iso-f", "eu-isoe-": "aws-iso-e",
}  # fmt: skip


def need_of(explanation: Explanation) -> Need | None:
    """The need of an explained recommendation; None if nothing fits."""
    outcome, size = explanation.outcome, explanation.sizing
    if outcome.platform is None or size is None:
        return None
    taken = {name: each.choice for name, each in outcome.decisions.items() if each and each.choice}
    name = explanation.workload.name
    length = int(explanation.book.number("starter.name_length"))
    return Need(
        explanation.workload,
        outcome.facts,
        explanation.book,
        size,
        taken | dict(outcome.platform.choices),
        names.slug(name, length),
    )

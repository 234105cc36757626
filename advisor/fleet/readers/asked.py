"""The options for reading jobs: format, mapping file, meaning of memory, grouping."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from advisor.errors import AdvisorError, Problem, did_you_mean, quoted

Format = Literal["sacct", "lsf", "swf", "nextflow", "batch", "kubernetes", "table"]
Memory = Literal["asked", "used"]

LARGEST = 100  # the percentile of the largest run
FORMATS: tuple[Format, ...] = get_args(Format)


class Reading(NamedTuple):
    """How to read jobs: a format, a mapping or its file, and choices that a log leaves open.

    `memory` takes what a job requested, or its peak; `cpus_per_node` divides the processors of jobs
    whose nodes are unknown. Runs with equal values in the column `group_by` become one workload,
    whose duration and sizes are at the `percentile` of the runs (100: the largest).
    """

    format: Format | None = None
    mapping: str | Path | Mapping[str, Any] | None = None
    memory: Memory = "asked"
    cpus_per_node: int | None = None
    group_by: str | None = None
    percentile: float = LARGEST

    def checked(self) -> Reading:
        """These options; AdvisorError if one is out of bounds."""
        problems = []
        if self.format is not None and self.format not in FORMATS:
            near = did_you_mean(self.format, FORMATS)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(FORMATS)}"
            problems.append(Problem(f"{quoted(self.format)} is not a format of jobs", help=hint))
        if self.memory not in get_args(Memory):
            message = f"memory is `asked` or `used`, not {quoted(self.memory)}"
            problems.append(Problem(message))
        if self.cpus_per_node is not None and self.cpus_per_node < 1:
            problems.append(Problem("a node has 1 processor or more"))
        if not 0 < self.percentile <= LARGEST:
            problems.append(Problem("a percentile is above 0, and at most 100"))
        elif self.percentile != LARGEST and self.group_by is None:
            message = f"the percentile {self.percentile:g} is of the runs of one job"
            hint = "say with `--group-by` what tells jobs apart, such as `name`"
            problems.append(Problem(message, help=hint))
        if self.mapping is not None and self.format not in (None, "table"):
            message = f"a mapping is for tables, and `{self.format}` has columns of its own"
            problems.append(Problem(message, help="leave one of them away"))
        if problems:
            raise AdvisorError(problems)
        return self

"""Quick tests, by a few words, of whether a file may hold a definition or a job."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from advisor.errors import Problem

__all__ = ["may_be_assembly", "may_be_definition", "may_be_job", "unrendered", "why_no_spec"]

_WORDS = (
    b"AWS::Batch::", b"AWS::Lambda::Function", b"AWS::Serverless::Function",
    b"ontainerProperties", b"odeProperties", b"ksProperties", b"csProperties", b"obDefinition",
    b"omputeEnvironment", b"omputeResources", b"obQueue", b"unctionName",
    b"aws_batch_", b"aws_lambda_function", b"aws_ecs_task_definition",
    b"AWS::ECS::TaskDefinition", b"ontainerDefinitions",
)  # fmt: skip


def may_be_assembly(path: str | Path) -> bool:
    """Whether a path can be what CDK synthesises: a folder with a manifest, or the manifest."""
    name = str(path)
    # These take names of any length and of any characters.
    return name.endswith("manifest.json") or os.path.isfile(os.path.join(name, "manifest.json"))  # noqa: PTH113, PTH118


def may_be_definition(data: bytes) -> bool:
    """Whether a file may hold a definition, tested before it is parsed."""
    return any(word in data for word in _WORDS)


def may_be_job(data: bytes) -> bool:
    """Whether a file may be a job of another scheduler: `sbatch`, Kubernetes or Nextflow."""
    return b"#SBATCH" in data or b"batch/v1" in data or b"process" in data


_UNRENDERED = r"\{%|\{\{(?!resolve:)"
_QUOTED = r'"(?:[^"\\]|\\.)*"'


def unrendered(data: bytes, path: str, problems: Iterable[Problem]) -> Problem | None:
    """One problem in place of all those of a template that another tool has to fill first."""
    lines = data.decode("utf-8", "replace").splitlines()
    for each in problems:
        line = lines[each.place.line - 1 : each.place.line] if each.place else []
        if each.place and line and _is_marked(line[0], each.place.column, data):
            helm = b"apiVersion" in data
            whose = "a template of Helm's" if helm else "a template"
            advice = (
                ": `helm template . | advisor recommend -`" if helm else ", and give what comes out"
            )
            message = f"is {whose}, and no YAML or JSON before it is rendered"
            return Problem(message, path, each.place, f"render it first{advice}")
    return None


def _is_marked(line: str, column: int, data: bytes) -> bool:
    """Whether a template's mark stands in a line at or before its mistake, which it may have made.

    In JSON a mark within quotes is text; in YAML Helm's own quotes end those around it.
    """
    if data.lstrip().startswith((b"{", b"[")):
        line = re.sub(_QUOTED, lambda text: " " * len(text[0]), line)
    mark = re.search(_UNRENDERED, line)
    return mark is not None and mark.start() < column


def why_no_spec(data: bytes, path: str) -> str | None:
    """What kind of file it is, by name or first line, if it cannot be a spec; else None.

    For files in which nothing was found that describes a workload.
    """
    name, start = path.lower(), data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if name.endswith((".tf", ".tf.json")):
        return "has no job definition, task definition or function that advisor reads"
    if name.endswith((".nf", ".config")):
        return "has no process of Nextflow's"
    if re.search(rb"^apiVersion\s*:", data, re.MULTILINE):
        return "is a Kubernetes manifest without a Job or a CronJob"
    if start.startswith(b"#!"):
        held = b"\n#SBATCH" in data
        return "is an `sbatch` script" if held else "is a script without `#SBATCH` lines"
    if start.startswith(b"#SBATCH"):
        return "is no script that `sbatch` takes: its first line must begin with `#!`"
    return None

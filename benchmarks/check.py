"""Times `advisor check` beside its peers on the same files, in one run; by hand.

    python benchmarks/check.py                    1,000 specs beside check-jsonschema
    python benchmarks/check.py --definitions      1,000 job definitions beside cfn-lint

Build and install a wheel first: an editable install reads the rule book's YAML at every start.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

SMALL = """\
# yaml-language-server: $schema=workload.schema.json
name: job-{n}
image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/job:{n}
lambda_image: false
duration: {minutes} min
vcpus: {vcpus}
memory: {memory} GiB
runs_per_month: 1{n}
trigger: schedule
interruptible: true
"""
USUAL = (
    SMALL
    + """\
description: nightly aggregation of the events of tenant {n}
command: [python, -m, aggregate, --tenant, "{n}"]
environment:
  LOG_LEVEL: info
  BUCKET: events-{n}
  REGION: us-east-1
job_role: arn:aws:iam::123456789012:role/aggregate
tags: {{team: data, cost-center: "4{n}"}}

# how large and how often
typical_duration: 15 min
disk: 10 GiB
image_size: 900 MiB
retries: 2
checkpoints: false
file_systems:
  - type: efs
    id: fs-0123456789abcdef0
    path: /mnt/data
"""
)
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Image:
    Type: String
Resources:
  Job{n}:
    Type: AWS::Batch::JobDefinition
    Properties:
      Type: container
      JobDefinitionName: !Sub "${{AWS::StackName}}-job"
      PlatformCapabilities: [FARGATE]
      Timeout:
        AttemptDurationSeconds: 3600
      RetryStrategy:
        Attempts: 2
      ContainerProperties:
        Image: !Ref Image
        ExecutionRoleArn: arn:aws:iam::123456789012:role/x
        Command: [python, -m, report, "{n}"]
        ResourceRequirements:
          - Type: VCPU
            Value: "1"
          - Type: MEMORY
            Value: "2048"
"""


def written(folder: Path, pattern: str, text: str, count: int) -> list[str]:
    """Files made from a template."""
    paths = []
    for n in range(count):
        path = folder / pattern.format(n=n)
        size = 1 + n % 4
        path.write_text(text.format(n=n, minutes=20 + n % 50, vcpus=size, memory=2 * size))
        paths.append(str(path))
    return paths


def seconds(command: Sequence[str], rounds: int) -> float:
    """The median time of a command; 1 is a finding, and not what is measured here."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        times.append(perf_counter() - start)
    return median(times)


def compared(ours: Sequence[str], theirs: Sequence[str], rounds: int) -> tuple[float, float]:
    """Both in turn, so that what else the machine does falls on both."""
    pairs = [(seconds(ours, 1), seconds(theirs, 1)) for _ in range(rounds)]
    return median(mine for mine, _ in pairs), median(other for _, other in pairs)


def main() -> None:
    """Time what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--definitions", action="store_true")
    options = parser.parse_args()
    tools = Path(sys.executable).parent
    advisor = str(tools / "advisor")
    folder = Path(tempfile.mkdtemp())
    try:
        if options.definitions:
            files = written(folder, "t{n}.yaml", TEMPLATE, options.count)
            ours = [advisor, "check", "-q", str(folder)]
            show("definitions", *compared(ours, [str(tools / "cfn-lint"), *files], 1))
            return
        schema = folder / "workload.schema.json"
        subprocess.run([advisor, "schema", "-o", str(schema)], check=True)
        for name, text in (("small specs", SMALL), ("usual specs", USUAL)):
            own = folder / name.replace(" ", "-")
            own.mkdir()
            files = written(own, "job{n}.workload.yaml", text, options.count)
            ours = [advisor, "check", "-q", str(own)]
            theirs = [str(tools / "check-jsonschema"), "--schemafile", str(schema), *files]
            show(name, *compared(ours, theirs, options.rounds))
    finally:
        shutil.rmtree(folder)


def show(name: str, ours: float, theirs: float) -> None:
    """One line of the result."""
    start = seconds([sys.executable, "-c", "pass"], 5)
    print(
        f"{name}: advisor {ours:.2f} s, peer {theirs:.2f} s, ratio {ours / theirs:.3f}"
        f" (advisor is {ours / start:.0f} x python -c pass)"
    )


if __name__ == "__main__":
    main()

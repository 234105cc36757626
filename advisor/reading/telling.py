"""Which files can hold a definition or a job, told by a few words and at no cost."""

from __future__ import annotations

__all__ = ["may_be_definition", "may_be_job"]

_WORDS = (
    b"AWS::Batch::", b"AWS::Lambda::Function", b"AWS::Serverless::Function",
    b"ontainerProperties", b"odeProperties", b"ksProperties", b"csProperties", b"obDefinition",
    b"omputeEnvironment", b"omputeResources", b"obQueue", b"unctionName",
    b"aws_batch_", b"aws_lambda_function", b"aws_ecs_task_definition",
    b"AWS::ECS::TaskDefinition", b"ontainerDefinitions",
)  # fmt: skip


def may_be_definition(data: bytes) -> bool:
    """Whether a file can hold a definition at all, before it is worth being read."""
    return any(word in data for word in _WORDS)


def may_be_job(data: bytes) -> bool:
    """Whether a file can be another scheduler's: an `sbatch` script, a manifest, Nextflow's."""
    return b"#SBATCH" in data or b"batch/v1" in data or b"process" in data

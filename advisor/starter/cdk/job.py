"""The job definition as CDK constructs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.starter import cloudformation
from advisor.starter.cdk.container import container, linux_parameters, overrides
from advisor.starter.cdk.pod import pod, pod_overrides
from advisor.starter.cdk.python_text import Call, Raw, Statement, call
from advisor.starter.cdk.roles import THIS, resource
from advisor.starter.cdk.values import expression, valued
from advisor.starter.leaves import Ask
from advisor.starter.model import Job, Retries, Starter


def definition(starter: Starter, job: Job) -> Iterator[Statement]:
    """The definition, and before it the resources that it needs."""
    why = _without_construct(job)
    if why is not None:
        tree = cloudformation.resources(starter)["JobDefinition"]
        yield resource("JobDefinition", tree["Type"], tree["Properties"], "definition", why)
    elif job.kind == "eks":
        yield Statement(_eks(job), "definition")
        yield from pod_overrides(job)
    else:
        yield from linux_parameters(job)
        yield Statement(_several(job) if job.nodes > 1 else _one(job), "definition")
        yield from overrides(job)


def by_construct(job: Job) -> bool:
    """Whether a high-level construct makes the definition."""
    return _without_construct(job) is None


def _without_construct(job: Job) -> str | None:
    """Why no high-level construct can make the definition; None if one can."""
    if job.kind == "ecs-managed-instances":
        return "There is no construct for jobs on ECS Managed Instances yet."
    if job.nodes > 1 and job.kind == "eks":
        return "The construct for multi-node jobs supports Amazon ECS only."
    if job.nodes > 1 and job.instance_type is None:
        return "The construct for multi-node jobs needs an instance type, and none is known."
    return None


def _shared(job: Job) -> dict[str, Any]:
    return {
        "job_definition_name": job.name,
        "parameters": dict(job.parameters) or None,
        "retry_attempts": job.retries.attempts,
        "retry_strategies": _strategies(job.retries),
        "timeout": call("Duration.seconds", _number(job.timeout)),
        "propagate_tags": True if job.kind != "eks" else None,
    }


def _number(value: int | Ask) -> Any:
    return expression(value) if isinstance(value, Ask) else value


def _strategies(retries: Retries) -> list[Call] | None:
    if retries.attempts == 1:
        return None
    again = [
        _strategy("RETRY", call("batch.Reason.custom", on_status_reason=start))
        for start in retries.retried
    ]
    # Batch retries an exit that matches no entry, so the last entry must match all and end it.
    return [*again, _strategy("EXIT", call("batch.Reason.custom", on_reason="*"))]


def _strategy(action: str, reason: Call) -> Call:
    return call("batch.RetryStrategy", Raw(f"batch.Action.{action}"), reason)


def _one(job: Job) -> Call:
    return call(
        "batch.EcsJobDefinition", THIS, "JobDefinition", container=container(job), **_shared(job)
    )


def _several(job: Job) -> Call:
    nodes = call(
        "batch.MultiNodeContainer", start_node=0, end_node=job.nodes - 1, container=container(job)
    )
    return call(
        "batch.MultiNodeJobDefinition",
        THIS,
        "JobDefinition",
        containers=[nodes],
        instance_type=call("ec2.InstanceType", job.instance_type),
        **_shared(job),
    )


def _eks(job: Job) -> Call:
    account = None if job.service_account is None else valued(job.service_account)
    return call(
        "batch.EksJobDefinition",
        THIS,
        "JobDefinition",
        container=pod(job),
        service_account=account,
        use_host_network=True,
        **_shared(job),
    )

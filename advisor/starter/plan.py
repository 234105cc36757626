"""Plans everything that a starter makes from what a workload needs."""

from __future__ import annotations

from advisor.starter import environment, function, job, roles
from advisor.starter.model import Batch, Starter
from advisor.starter.need import Need


def plan(need: Need) -> Starter:
    """All resources for the chosen platform."""
    if need.choices["service"] != "batch":
        return Starter(
            need.slug,
            function.function(need),
            roles.function_roles(need),
            function.log_group(need),
            function.provider(need),
        )
    logs = None if need.eks else job.log_group(need)
    return Starter(need.slug, _batch(need), roles.batch_roles(need), logs)


def _batch(need: Need) -> Batch:
    own_group = need.on_instances and need.workload.efa and not need.workload.launch_template
    return Batch(
        job.job(need),
        environment.environment(need),
        environment.queue(need),
        job.submission(need),
        environment.launch_template(need),
        need.slug if environment.placement_group(need) else None,
        environment.SECURITY_GROUP.part if own_group else None,
    )

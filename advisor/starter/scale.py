"""Plans how large an environment may grow, and how much of it stays warm."""

from __future__ import annotations

from advisor.starter.leaves import Ask, Kind
from advisor.starter.need import Need


def wanted_vcpus(need: Need) -> int | None:
    """The vCPUs for all jobs that run at once; None if the size of a job is unknown."""
    vcpus = need.size.vcpus
    if vcpus is None:
        return None
    # Each node of a multi-node job has its own instance; single jobs share instances.
    alone = _whole_instance(need) if need.several_nodes else vcpus
    at_once = need.count("jobs_at_once", 1) * need.workload.nodes
    return max(need.whole(max(alone, vcpus) * at_once), one_job(need))


def one_job(need: Need) -> int:
    """The least vCPUs with which a job can start: whole instances of the smallest type."""
    vcpus = max(need.size.vcpus or 0, _whole_instance(need))
    return max(need.whole(vcpus * need.workload.nodes), 1)


def _whole_instance(need: Need) -> int:
    return need.size.instances[0].vcpus if need.size.instances and need.on_instances else 0


def max_vcpus(need: Need) -> Ask:
    """The most vCPUs of the environment: as given, but never less than one job needs."""
    given = need.count("max_vcpus")
    start = need.whole(need.book.number("starter.max_vcpus"))
    most = max(given or wanted_vcpus(need) or start, one_job(need))
    title = "vCPUs that the environment may grow to, which bounds what it can cost"
    return Ask("MaxVcpus", title, Kind.NUMBER, most, most, least=1)


def warm_vcpus(need: Need) -> int:
    """The vCPUs to keep warm if a start may not wait for a new instance; else 0."""
    start = need.number("start_within")
    if start is None or start >= need.book.number("judgement.ec2_start"):
        return 0
    most = max_vcpus(need).default
    return min(wanted_vcpus(need) or one_job(need), most if isinstance(most, int) else 0)

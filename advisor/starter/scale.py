"""How far an environment grows, and what it keeps warm."""

from __future__ import annotations

from advisor.starter.leaves import Ask, Kind
from advisor.starter.need import Need


def wanted_vcpus(need: Need) -> int | None:
    """What the environment must reach for all that runs at once; None where it is unknown."""
    vcpus = need.size.vcpus
    if vcpus is None:
        return None
    # Each node of a job has an instance to itself; single jobs share theirs.
    alone = _whole_instance(need) if need.several_nodes else vcpus
    at_once = need.count("jobs_at_once", 1) * need.workload.nodes
    return max(need.whole(max(alone, vcpus) * at_once), one_job(need))


def one_job(need: Need) -> int:
    """The vCPUs without which no job could ever start: whole instances of the smallest type."""
    vcpus = max(need.size.vcpus or 0, _whole_instance(need))
    return max(need.whole(vcpus * need.workload.nodes), 1)


def _whole_instance(need: Need) -> int:
    return need.size.instances[0].vcpus if need.size.instances and need.on_instances else 0


def max_vcpus(need: Need) -> Ask:
    """The most vCPUs that the environment may grow to: as given, if one job fits into it."""
    given = need.count("max_vcpus")
    start = need.whole(need.book.number("starter.max_vcpus"))
    most = max(given or wanted_vcpus(need) or start, one_job(need))
    title = "vCPUs that the environment may grow to, which bounds what it can cost"
    return Ask("MaxVcpus", title, Kind.NUMBER, most, most, least=1)


def warm_vcpus(need: Need) -> int:
    """Warm capacity, where a start is awaited sooner than a new instance can give it."""
    start = need.number("start_within")
    if start is None or start >= need.book.number("judgement.ec2_start"):
        return 0
    most = max_vcpus(need).default
    return min(wanted_vcpus(need) or one_job(need), most if isinstance(most, int) else 0)

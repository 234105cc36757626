"""Plans how a job or function runs: its command, timeout and retries."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.starter.leaves import Ask, Kind
from advisor.starter.model import Retries
from advisor.starter.need import Need

_REFERENCE = re.compile(r"Ref::([\w.-]+)")
# The starts of the statuses of failures that are not the job's own.
_HOST_LOST = "Host EC2*"
_FARGATE_SPOT_LOST = "Your Spot Task was interrupted*"
_NOT_STARTED = "Task failed to start*"


def command(need: Need) -> tuple[str, ...]:
    """The command as a list; a single text is run by the shell of the operating system."""
    given = need.workload.command
    if not isinstance(given, str):
        return given or ()
    shell = ("cmd", "/S", "/C") if need.workload.operating_system == "windows" else ("sh", "-c")
    return (*shell, given)


def parameters(arguments: Sequence[str]) -> dict[str, str]:
    """Parameters that keep `Ref::name` in a command, which Batch would replace."""
    found = (match for argument in arguments for match in _REFERENCE.finditer(argument))
    return {match[1]: match[0] for match in found}


def retries(need: Need) -> Retries:
    """The attempts in all, and the failures that are retried: those that are not the job's own."""
    attempts = min(need.workload.retries + 1, int(need.book.number("batch.attempts")))
    lost = _FARGATE_SPOT_LOST if need.choices.get("compute") == "fargate" else _HOST_LOST
    if need.eks:
        return Retries(attempts, (_HOST_LOST,))
    if need.choices.get("compute") == "fargate" and not need.spot:
        return Retries(attempts, (_NOT_STARTED,))
    return Retries(attempts, (lost, _NOT_STARTED))


def timeout_wanted(need: Need) -> float | None:
    """Seconds until a run is stopped: as given, or the longest run with headroom."""
    given, duration = need.number("timeout"), need.number("duration")
    if given is not None:
        return given
    return None if duration is None else duration * need.book.number("starter.timeout_headroom")


def job_timeout(need: Need) -> int | Ask:
    """The timeout of a job in seconds; on Fargate at most the longest run that it guarantees."""
    least = int(need.book.number("batch.timeout_minimum"))
    wanted = timeout_wanted(need)
    if wanted is not None:
        most = need.book.number("fargate.longest_run")
        bounded = min(wanted, most) if need.choices.get("compute") == "fargate" else wanted
        return max(need.whole(bounded), least)
    start = int(need.book.number("starter.timeout_unknown"))
    return Ask("TimeoutSeconds", _TIMEOUT, Kind.NUMBER, start, least=least)


def function_timeout(need: Need) -> int | Ask:
    """The timeout of a function in seconds, within the limit of the service."""
    most = int(need.book.number(function_limit(need)))
    wanted = timeout_wanted(need)
    if wanted is not None:
        return max(min(need.whole(wanted), most), 1)
    return Ask("TimeoutSeconds", _TIMEOUT, Kind.NUMBER, most, least=1)


def function_limit(need: Need) -> str:
    """The id of the limit on the timeout, the shorter one if a caller waits for the answer."""
    service = need.choices["service"]
    waits = need.workload.response_within is not None
    if service == "lambda":
        return "lambda.timeout"
    return f"{service}.timeout_sync" if waits else f"{service}.timeout"


_TIMEOUT = "seconds after which a run is stopped"

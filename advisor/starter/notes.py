"""Notes on a starter for its user, as plain sentences without markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.starter import notes_platform, run
from advisor.starter.environment import misshapen
from advisor.starter.job import array_size, image
from advisor.starter.leaves import Ask
from advisor.starter.model import Starter
from advisor.starter.names import batch_variables, lambda_variables, tags
from advisor.starter.need import Need
from advisor.starter.roles import readable
from advisor.units import show


def chosen(need: Need) -> Iterator[str]:
    """The settings, and how they follow from the workload."""
    yield from _size(need)
    yield from _timeout(need)
    yield from _retries(need)
    yield from _several(need)


def _size(need: Need) -> Iterator[str]:
    size = need.size
    for amount, unit, word in ((size.vcpus, "vCPU", "vCPUs"), (size.memory, "MiB", "memory")):
        if amount is None:
            yield f"The workload does not say its {word}: replace the value to start with."
        else:
            yield f"Each run gets {show(amount, unit)}{' of memory' if unit == 'MiB' else ''}."
    if size.rounding:
        words = "; ".join(size.rounding)
        yield f"{words[0].upper()}{words[1:]}."
    if size.storage is not None:
        yield f"The disk has {show(size.storage, 'MiB')}, for the image and the scratch space."


def _timeout(need: Need) -> Iterator[str]:
    batch = need.choices["service"] == "batch"
    set_to = run.job_timeout(need) if batch else run.function_timeout(need)
    if isinstance(set_to, Ask):
        start = show(set_to.stand_in, "s")
        yield (
            f"The workload does not say how long a run takes: {start} is a timeout to start with, "
            "to be replaced."
        )
        return
    given, duration = need.number("timeout"), need.number("duration")
    headroom = need.book.number("starter.timeout_headroom")
    if given is not None:
        why = f"as the workload asks ({show(given, 's')})"
    else:
        why = (
            f"the longest run expected, {show(duration, 's')}, times {show(headroom)} for headroom"
        )
    words = f"A run is stopped after {show(set_to, 's')}: {why}"
    wanted = run.timeout_wanted(need) or 0
    if set_to < need.whole(wanted):
        words += f"; {show(wanted, 's')} would be wanted, and this is the most the service allows"
    elif set_to > need.whole(wanted):
        words += "; this is the least the service allows"
    yield f"{words}. A run that is stopped is not tried again."


def _retries(need: Need) -> Iterator[str]:
    if need.choices["service"] != "batch":
        most = int(need.book.number("starter.attempts_of_async_call"))
        if need.workload.retries > most:
            yield f"Lambda tries an asynchronous call again {most} times at most."
        return
    attempts = run.retries(need).attempts
    if attempts < need.workload.retries + 1:
        yield f"Batch makes {attempts} attempts at most, fewer than the retries asked for."
    if attempts > 1:
        yield (
            f"A job is attempted {attempts} times where its host was lost or its container did not "
            "start. A failure of its own is not tried again: to change that, remove the last entry "
            "of the retry strategy."
        )


def _several(need: Need) -> Iterator[str]:
    asked, size = need.workload.array_size, array_size(need)
    if need.choices["service"] != "batch":
        return
    if asked is not None and size is None and asked > 1:
        yield f"Jobs of several nodes have no arrays: submit {asked} jobs."
    if asked is not None and size is not None and asked > size:
        calls = -(-asked // size)
        yield (
            f"{asked} children are asked for and an array has {size} at most: submit {calls} "
            "arrays and give each its offset in a variable."
        )
    at_once = need.workload.concurrency or 1
    if size is None and at_once > 1:
        yield f"{at_once} jobs are to run at once: submit as many, or one array of that size."


def left_out(need: Need) -> Iterator[str]:
    """What the workload asks for and the starter leaves out, and why."""
    workload = need.workload
    batch = need.choices["service"] == "batch"
    kept = batch_variables if batch else lambda_variables
    for name in workload.environment:
        if name not in kept(workload.environment):
            yield f"The variable {_named(name)} is left out: the service takes no such name."
    for key in tags(workload.tags, need.slug, need.book)[1]:
        yield f"The tag {_named(key)} is left out: AWS takes no tag of that form, or not as many."
    for each in misshapen(need):
        yield f"{_named(each)} is left out: it is no id of a subnet or security group."
    for name, value in workload.secrets.items():
        if not readable(value):
            yield f"The secret {_named(name)} is no ARN and no parameter, so no role may read it."
    if workload.secrets and (need.eks or not batch):
        yield (
            "Secrets are not read by the platform itself: each variable has `_ARN` added to its "
            "name and holds the ARN, for the code to read."
        )


def _named(text: str) -> str:
    """A text of the user's, as code if it looks like a name."""
    return f"`{text}`" if re.fullmatch(r"[\w./:-]+", text) else text


def to_do(need: Need, starter: Starter) -> Iterator[str]:
    """What remains to be done."""
    given = image(need)
    if isinstance(given, str) and (
        ":" not in given.rsplit("/", 1)[-1] or given.endswith(":latest")
    ):
        yield "The image is not pinned: name a tag that does not move, or better a digest."
    if any(role.id in ("JobRole", "FunctionRole") for role in starter.roles):
        yield "The role of the code allows little: add what the code needs."
    yield from notes_platform.notes(need)
    yield from _trigger(need)


def _trigger(need: Need) -> Iterator[str]:
    batch = need.choices["service"] == "batch"
    match need.workload.trigger:
        case "schedule":
            call = "batch:SubmitJob" if batch else "lambda:InvokeFunction"
            yield f"For the schedule use EventBridge Scheduler, with `{call}` as its target."
        case "event":
            target = "the job queue" if batch else "the function"
            yield (
                f"For the events make an EventBridge rule with {target} as its target. An event "
                "can come twice, so a run must be safe to repeat."
            )
        case "queue" if batch:
            yield "For the messages put an EventBridge Pipe between SQS and the job queue."
        case "queue":
            yield (
                "For the messages make an event source mapping; the visibility timeout of the SQS "
                "queue should be six times the timeout of the function."
            )
        case "api":
            yield "Give callers permission for this job queue or function only."
        case "manual" | None:
            return

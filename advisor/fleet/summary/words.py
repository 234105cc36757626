"""The words that all formats of a summary share: amounts, shares, reasons, near misses."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.fleet.summary.data import Count, Hinge, NearMiss, Reason, Share, Summary, Waste
from advisor.model import Platform
from advisor.units import show

NOTHING_FITS = "nothing fits"
_MILLION, _BILLION = 1e6, 1e9
_STATES = 6
_ASSUMED = "` is assumed "  # what matters to the answer, beside the table
WHY = "A job counts for each rule that decided a choice for it."


def amount(value: float) -> str:
    """A number for people: `8,412`, `12.3 million`, `0.4`."""
    for size, name in ((_BILLION, "billion"), (_MILLION, "million")):
        if value >= size:
            digits = f"{value / size:,.0f}" if value >= size * 100 else f"{value / size:,.3g}"
            return f"{digits} {name}"
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.2g}"  # noqa: PLR2004  # two digits


def share(part: float, whole: float) -> str:
    """A part in per cent; `<1 %` and `>99 %` instead of a misleading 0 or 100."""
    if not whole:
        return ""
    percent = part / whole * 100
    if 0 < percent < 1:
        return "<1 %"
    if 99 < percent < 100:  # noqa: PLR2004  # per cent
        return ">99 %"
    return f"{percent:.0f} %"


def jobs(value: float) -> str:
    """A number of jobs."""
    return "1 job" if value == 1 else f"{value:,.0f} jobs"


def cpu_hours(value: float) -> str:
    """A number of CPU hours (vCPU-h)."""
    return "1 CPU hour" if value == 1 else f"{amount(value)} CPU hours"


def counted(count: Count, total: Count) -> str:
    """Jobs with their share, and the share of the CPU hours: `8,412 jobs (2 %; 11 % of …)`."""
    parts = [share(count.jobs, total.jobs)]
    if total.hours:
        parts.append(f"{share(count.hours, total.hours)} of the CPU hours")
    return f"{jobs(count.jobs)} ({', '.join(parts)})"


def platform(found: Platform | None) -> str:
    """The title of a platform; None means that nothing fits."""
    return found.title if found else NOTHING_FITS


def headline(summary: Summary) -> str:
    """The title of a summary, with the numbers of jobs and CPU hours."""
    total = summary.total
    hours = f", {cpu_hours(total.hours)}" if total.hours else ""
    several = "" if total.alone else f" in {total.rows:,} groups"
    return f"Where {jobs(total.jobs)}{several}{hours} should run on AWS"


def below(summary: Summary) -> Iterator[str]:
    """The sentences below the table of platforms: unknown CPU hours, states, assumptions."""
    yield from filter(None, (_unhoured(summary), _ended(summary)))
    yield from (f"{each}." for each in summary.left_unknown if _ASSUMED in each)


def noted(summary: Summary) -> list[str]:
    """What else the jobs leave unknown, and notes on how they were read."""
    return [each for each in summary.left_unknown if _ASSUMED not in each]


def _unhoured(summary: Summary) -> str | None:
    """A sentence on the jobs with unknown CPU hours; None if there are none."""
    total = summary.total
    if not total.hours:
        return "The CPU hours are not known: no job says how long it runs and on how many vCPUs."
    if total.unhoured:
        return (
            f"Of {jobs(total.unhoured)} ({share(total.unhoured, total.jobs)}) the CPU hours are "
            "not known; they count as jobs alone."
        )
    return None


def _ended(summary: Summary) -> str | None:
    """A sentence on the states in which the runs of a log ended; None if all completed."""
    if all(state == "completed" for state, _ in summary.states):
        return None
    runs = sum(number for _, number in summary.states)
    shown = [f"{number:,} {state} ({share(number, runs)})" for state, number in summary.states]
    several = ", ".join([*shown[:_STATES], *(["others"] if shown[_STATES:] else [])])
    return f"As the log has them: {several}. All of them count above."


def why(reason: Reason) -> str:
    """A reason in words."""
    if reason.rule is None:
        return "No rule speaks against it, and it is the least to look after"
    return f"{reason.rule.title} ({reason.rule.code})"


def telling(each: Share) -> list[Reason]:
    """The reasons specific to these jobs."""
    kept = [reason for reason in each.reasons if reason.decision in _TELLING]
    first = (reason for reason in kept if reason.rule or reason.decision == _TELLING[0])
    return list(first) or kept[:1]


# Lambda or not, and on what compute; the other choices depend on how one pays and who operates the
# machines, which a history does not state for each job.
_TELLING = ("service", "compute")

_LESS = {
    "duration": "finished up to {} sooner",
    "typical_duration": "finished up to {} sooner",
    "memory": "asked for up to {} less memory",
    "vcpus": "asked for up to {} less",
}


def near(each: NearMiss, total: Count) -> str:
    """A near miss as a sentence."""
    unit = each.unit or ("vCPU" if each.fact == "vcpus" else None)
    away = show(round(abs(each.most - each.limit), 2), unit)
    at = f"had a `{each.fact}` of {show(each.limit, unit)}"
    change = _LESS[each.fact].format(away) if each.fact in _LESS else at
    return (
        f"{counted(each.counted, total)} would run on {each.to.title} if they {change} "
        f"(limit {show(each.limit, unit)}, {each.rule.code}); now {platform(each.origin)}"
    )


_NAMES = {"memory": "memory", "vcpus": "vCPUs"}


def waste(each: Waste) -> str:
    """What rounding up adds, as a sentence."""
    name = _NAMES.get(each.fact, f"`{each.fact}`")
    percent = f"{each.share * 100:.0f} %" if each.share >= 0.01 else "less than 1 %"  # noqa: PLR2004  # per cent
    return (
        f"Rounding up to {each.platform} sizes adds {percent} to the {name} asked for "
        f"({jobs(each.jobs)}, each weighed by how long it runs)"
    )


def hinge(each: Hinge, total: Count) -> str:
    """What depends on an unknown fact, as a sentence."""
    hang = "hangs" if each.counted.jobs == 1 else "hang"
    some = amount(each.alone.jobs) if each.alone.jobs else "none"
    alone = "" if each.alone == each.counted else f", {some} of them on it alone"
    return f"`{each.fact}` ({each.title}): {counted(each.counted, total)} {hang} on it{alone}"


def refused(summary: Summary) -> Iterator[str]:
    """What could not be read, and why, as lines."""
    for each in summary.refused:
        examples = ", ".join(f"`{one}`" for one in each.examples)
        yield f"{each.number:,}: {each.reason}" + (f" (such as {examples})" if examples else "")

"""The facts of a workload as controls: their kinds and groups, and the stops of sliders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.condition import UNKNOWN, Value, facts_read
from advisor.decide import alternatives
from advisor.explain.survey import survey
from advisor.facts import spec_facts
from advisor.fields import SpecFact
from advisor.formula import refs
from advisor.model import Kind, RuleBook
from advisor.units import show

__all__ = ["Control", "Group", "groups"]

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "How large": (
        "duration", "typical_duration", "vcpus", "memory", "gpus", "gpu_memory", "nodes", "efa",
        "disk", "image_size", "payload", "architecture", "operating_system",
    ),
    "How often, how soon": (
        "trigger", "runs_per_month", "concurrency", "array_size", "response_within",
        "start_within", "complete_within", "endless",
    ),
    "When it is interrupted": ("interruptible", "checkpoints", "retries", "timeout"),
    "Code": ("image", "lambda_image", "runtime"),
    "Team and standards": ("kubernetes", "own_instances", "host_requirements", "consider"),
}  # fmt: skip
_REST = "Container and host"
_OWN = "The organisation's own"
_FEW = 12  # with more values a list is written, not ticked


class Control(NamedTuple):
    """A fact as a control; `widget` is number, check, select, ticks, words or list.

    `stops` are the values of a slider in the fact's unit, `choices` those of other widgets;
    `absent` says what an empty control means.
    """

    name: str
    title: str
    unit: str | None
    widget: str
    absent: str
    choices: tuple[str, ...] = ()
    stops: tuple[float, ...] = ()


class Group(NamedTuple):
    """Controls that belong together; `folded` if they are hidden at first."""

    title: str
    controls: tuple[Control, ...]
    folded: bool


def groups(book: RuleBook, stated: Mapping[str, Value]) -> tuple[Group, ...]:
    """The controls of every fact that can change an answer; groups with stated facts are open."""
    specs = {each.fact.name: each for each in spec_facts() if each.fact.name in book.facts}
    shown = _mattering(book) | set(stated)
    names = [name for name in specs if name in shown and name != "platform"]
    placed = {name for several in _GROUPS.values() for name in several}
    found = [
        (title, [name for name in several if name in names]) for title, several in _GROUPS.items()
    ]
    found.append((_REST, [name for name in names if name not in placed]))
    made = [
        Group(
            title,
            tuple(_control(specs[name], book, stated.get(name)) for name in several),
            folded=index > 1 and not any(name in stated for name in several),
        )
        for index, (title, several) in enumerate(found)
        if several
    ]
    own = tuple(_own(book, stated))
    return (*made, Group(_OWN, own, folded=False)) if own else tuple(made)


def _mattering(book: RuleBook) -> set[str]:
    """The facts that decisions and advice read, directly or through computed facts."""
    names = set(survey(book).read) | {"consider"}
    for rule in book.advice:
        names.update(facts_read(rule.when))
    for fact in reversed(book.derived):
        if fact.name in names and fact.formula is not None:
            names.update(refs(fact.formula))
    return names


def _own(book: RuleBook, stated: Mapping[str, Value]) -> Iterator[Control]:
    """The facts that packs declare."""
    for name, fact in book.facts.items():
        if name.startswith("x."):
            spec = SpecFact(fact, (name,), stated.get(name, UNKNOWN), None)
            yield _control(spec, book, stated.get(name))


def _control(spec: SpecFact, book: RuleBook, now: Value) -> Control:
    fact, named = spec.fact, _named(spec, book, now)
    widget, choices = "words", named
    marks: tuple[float, ...] = ()
    match fact.kind:
        case Kind.NUMBER:
            widget, choices, marks = "number", (), _stops(spec, book, now)
        case Kind.BOOLEAN:
            widget = "check" if spec.absent is False else "select"
            choices = () if widget == "check" else ("yes", "no")
        case Kind.TEXT if fact.choices:
            widget, choices = "select", fact.choices
        case Kind.LIST:
            ticked = _values(spec, book) and len(named) <= _FEW
            widget = "ticks" if ticked else "list"
        case Kind.TEXT:
            pass
    return Control(fact.name, fact.title, fact.unit, widget, _absent(spec), choices, marks)


def _named(spec: SpecFact, book: RuleBook, now: Value) -> tuple[str, ...]:
    """The values that the rules name, and the given ones."""
    given = now if isinstance(now, tuple) else ()
    return tuple(dict.fromkeys((*_values(spec, book), *given)))


def _values(spec: SpecFact, book: RuleBook) -> tuple[str, ...]:
    """The values that the rules name."""
    if spec.fact.name == "consider":
        return tuple(dict.fromkeys(alternatives(book).values()))
    return tuple(str(each) for each in survey(book).constants[spec.fact.name])


def _absent(spec: SpecFact) -> str:
    if spec.assumed:
        return spec.assumed.replace("`", "")
    if spec.fact.follows:
        return f"the same as {spec.fact.follows}"
    if callable(spec.absent):
        return "as the other facts have it"
    return "unknown" if spec.absent is UNKNOWN else show(spec.absent, spec.fact.unit)


# --- sliders ----------------------------------------------------------------------------------

_SECONDS = tuple(
    count * size
    for size, counts in (
        (1, (1, 2, 3, 5, 10, 15, 20, 30, 45)),
        (60, (1, 2, 3, 5, 8, 10, 12, 15, 20, 30, 45)),
        (3600, (1, 1.5, 2, 3, 4, 6, 8, 12, 18)),
        (86_400, (1, 2, 3, 5, 7, 10, 14, 21, 30)),
    )
    for count in counts
)
_MEBIBYTES = tuple(2**power * part for power in range(7, 21) for part in (1, 1.25, 1.5, 1.75))
_VCPUS = (0.25, 0.5, *(2**power * part for power in range(10) for part in (1, 1.5)))
_COUNTS = tuple(part * 10**power for power in range(9) for part in (1, 2, 3, 5, 7))
_STEPS: Mapping[str | None, tuple[float, ...]] = {
    "s": _SECONDS, "MiB": _MEBIBYTES, "vCPU": _VCPUS,
}  # fmt: skip
_SMALL = 1000  # the end of a count without thresholds


def _stops(spec: SpecFact, book: RuleBook, now: Value) -> tuple[float, ...]:
    """Round values, every threshold of the rules, and the given value, in rising order."""
    fact = spec.fact
    steps = _STEPS.get(fact.unit, _COUNTS)
    marks = {float(each) for each in survey(book).constants[fact.name] if _is_number(each)}
    if fact.unit not in _STEPS:
        most = max((*(10 * mark for mark in marks), _SMALL if len(marks) < 1 else 10))
        steps = tuple(each for each in steps if each <= most)
    found = {float(each) for each in steps}
    found |= {mark for mark in marks if mark <= max(steps)}
    found |= {float(now)} if isinstance(now, int | float) and not isinstance(now, bool) else set()
    found |= {0.0} if spec.absent == 0 or fact.name == "runs_per_month" else set()
    return tuple(sorted(found))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

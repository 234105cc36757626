"""The answers of `--flip`, as text and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

from advisor.condition import UNKNOWN, Value
from advisor.decide import decide
from advisor.engines import engine
from advisor.explain.binding import just_short, turning
from advisor.explain.words import filled
from advisor.facts import complete
from advisor.model import RuleBook
from advisor.outcome import Outcome
from advisor.prove.flip import Change, Flip, flip
from advisor.units import show

SCHEMA_VERSION = "1"


class Answer(NamedTuple):
    """What leads a workload to a platform, and what would if every fact were free to change."""

    name: str
    book: RuleBook
    now: str | None
    changing: tuple[str, ...] | None
    flip: Flip
    stated: dict[str, Value]
    otherwise: Flip | None

    @property
    def found(self) -> bool:
        """Whether some change leads there."""
        return self.flip.changes is not None

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """The rules that rule the platform out whatever may be changed, and what they say."""
        facts = complete(self.book, self.stated)
        rules = {rule.id: rule for rule in self.book.rules}
        return tuple(
            (name, filled(rules[name].because, self.book, facts)) for name in self.flip.blocked_by
        )


def answer(
    book: RuleBook,
    name: str,
    now: str | None,
    stated: dict[str, Value],
    platform: str,
    changing: Collection[str] | None,
) -> Answer:
    """The answer for one workload."""
    found = flip(book, stated, platform, changing)
    otherwise = None
    if found.changes is None and changing is not None:
        otherwise = flip(book, stated, platform)
    facts = None if changing is None else tuple(changing)
    return Answer(name, book, now, facts, found, stated, otherwise)


def _binding(each: Answer, change: Change) -> tuple[str, ...]:
    """The codes of the rules that a change must just satisfy or avoid."""
    outcome, stated = each.flip.outcome, each.flip.stated
    if outcome is None:
        return ()

    def at(value: Value) -> Outcome:
        others = {name: known for name, known in stated.items() if name != change.fact}
        if value is not UNKNOWN:
            others[change.fact] = value
        return decide(each.book, complete(each.book, others), engine())

    here = just_short(change.before, change.after, each.flip.platform, at)
    return tuple(rule.code for rule in turning(here, outcome))


def in_text(answers: Sequence[Answer]) -> str:
    """The answers for people."""
    return "\n".join("\n".join(_lines(each)) + "\n" for each in answers)


def _lines(each: Answer) -> Iterator[str]:
    to = each.flip.platform
    if each.flip.changes is not None:
        if not each.flip.changes:
            yield f"{each.name} is {to} already"
            return
        facts = "this one fact" if len(each.flip.changes) == 1 else "these facts"
        yield f"{each.name} would be {to}, not {each.now or 'nowhere'}, with {facts} changed:"
        yield from _changes(each.book, each.flip.changes, lambda made: _binding(each, made))
        if each.flip.outcome is not None:
            yield _status(each.flip.outcome)
        return
    if each.changing is None:
        yield f"no change of {each.name} leads to {to}"
    else:
        yield f"no change of {_listed(each.changing)} alone makes {each.name} {to}"
    yield from (f"  {because} ({rule})" for rule, because in each.reasons)
    if each.otherwise is not None and each.otherwise.changes:
        yield "with every fact free to change, the smallest change is:"
        yield from _changes(each.book, each.otherwise.changes)


def _status(outcome: Outcome) -> str:
    taken = (each for each in outcome.decisions.values() if each is not None)
    depends = tuple(dict.fromkeys(name for each in taken for name in each.depends_on))
    words = f": it depends on {_listed(depends)}, not known" if depends else ""
    return f"the answer is then {outcome.status}{words}"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)


def _changes(
    book: RuleBook,
    changes: Sequence[Change],
    binding: Callable[[Change], Sequence[str]] = lambda _: (),
) -> Iterator[str]:
    width = max(len(change.fact) for change in changes)
    for change in changes:
        unit = book.facts[change.fact].unit
        before, after = _shown(change.before, unit), _shown(change.after, unit)
        codes = " and ".join(binding(change))
        yield f"  {change.fact:<{width}}  {before} → {after}" + (f" ({codes})" if codes else "")


def _shown(value: Value, unit: str | None) -> str:
    return "unknown" if value is UNKNOWN else show(value, unit)


def in_json(answers: Sequence[Answer], *, several: bool) -> str:
    """The answers for programs: one object, or an array where several specs were given."""
    import json

    document = [_document(each) for each in answers]
    text = json.dumps(document if several else document[0], indent=2, ensure_ascii=False)
    return text + "\n"


def _document(each: Answer) -> dict[str, Any]:
    outcome, otherwise = each.flip.outcome, each.otherwise
    return {
        "schema_version": SCHEMA_VERSION,
        "workload": each.name,
        "from": each.now,
        "to": each.flip.platform,
        "changing": None if each.changing is None else list(each.changing),
        "possible": each.found,
        "changes": _as_data(each.book, each.flip.changes, lambda made: _binding(each, made)),
        "status": str(outcome.status) if outcome else None,
        "blocked_by": [{"rule": rule, "because": because} for rule, because in each.reasons],
        "otherwise": _as_data(each.book, otherwise.changes if otherwise else None),
    }


def _as_data(
    book: RuleBook,
    changes: Sequence[Change] | None,
    binding: Callable[[Change], Sequence[str]] = lambda _: (),
) -> list[dict[str, Any]] | None:
    if changes is None:
        return None
    return [
        {
            "fact": change.fact,
            "unit": book.facts[change.fact].unit,
            "was_unknown": change.before is UNKNOWN,
            "before": _plain(change.before),
            "after": _plain(change.after),
            "rules": list(binding(change)),
        }
        for change in changes
    ]


def _plain(value: Value) -> Any:
    return None if value is UNKNOWN else list(value) if isinstance(value, tuple) else value

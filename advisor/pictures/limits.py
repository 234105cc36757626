"""The limits that make the borders of regions, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.condition import Compare, Constant
from advisor.formula import Ref
from advisor.model import Favours, Rule, RuleBook, RulesOut
from advisor.pictures.axes import Axis, Scale
from advisor.pictures.comparisons import Comparison
from advisor.pictures.outlines import Border
from advisor.units import in_short

__all__ = ["LimitLine", "limit_lines", "owner"]

_WORDS = {"ec2": "EC2", "ecs": "ECS", "eks": "EKS"}
_NEAR = 0.02  # pixels


class LimitLine(NamedTuple):
    """A border made by a limit: its place, the value, and the words."""

    border: Border
    value: str
    words: str


def limit_lines(
    borders: Iterable[Border],
    axis: Axis,
    scale: Scale,
    marked: Mapping[float, tuple[Comparison, ...]],
    book: RuleBook,
    options: frozenset[str],
) -> tuple[LimitLine, ...]:
    """The straight borders made by comparisons of one fact.

    `options` are the choices of the platforms in the map; of several limits at one place the one in
    a rule about these is named.
    """
    half = 0.5 if axis.whole else 0.0
    places = [
        (scale.at(mark + side), mark, found)
        for mark, found in marked.items()
        if found and axis.low <= mark <= axis.high
        for side in dict.fromkeys((half, -half))
    ]
    lines = []
    for border in borders:
        near = [each for each in places if abs(each[0] - border.at) < _NEAR]
        if near:
            found = tuple(comparison for each in near for comparison in each[2])
            lines.append(_named(border, near[0][1], found, axis, book, options))
    return tuple(lines)


def _named(
    border: Border,
    mark: float,
    found: tuple[Comparison, ...],
    axis: Axis,
    book: RuleBook,
    options: frozenset[str],
) -> LimitLine:
    pairs = [(each, rule) for each in found for rule in each.rules]
    comparison, rule = max(pairs, key=lambda pair: _worth(pair[0], pair[1], options))
    shown = in_short(mark, axis.fact.unit)
    match comparison.leaf:
        # For a fact computed from this one, the limit differs from the mark.
        case Compare(operand=Constant(_, str() as name)) if comparison.sides[0] == Ref(
            axis.fact.name
        ):
            title = book.limits[name].title.partition(" (")[0]
            return LimitLine(border, shown, f"{owner(name)}: {title}")
        case _:
            return LimitLine(border, shown, rule.title)


def _worth(comparison: Comparison, rule: Rule, options: frozenset[str]) -> tuple[bool, bool, bool]:
    effect = rule.effect
    concerns = isinstance(effect, RulesOut | Favours) and bool(options.intersection(effect.options))
    match comparison.leaf:
        case Compare(operand=Constant(_, str())):
            limited = True
        case _:
            limited = False
    return concerns, isinstance(effect, RulesOut), limited


def owner(limit: str) -> str:
    """The owner of a limit: a service, or our judgement."""
    service = limit.partition(".")[0]
    if service == "judgement":
        return "Our threshold"
    return " ".join(_WORDS.get(word, word.capitalize()) for word in service.split("-"))

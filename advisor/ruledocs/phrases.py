"""An option in a few words: the most it holds, or what a workload must ask for to get it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.condition import All, Compare, Condition, Constant, Exists, Not
from advisor.model import Decision, Favours, Option, Rule, RulesOut
from advisor.units import show

__all__ = ["in_short"]

# What people ask about a platform first, in that order.
_ASKED = ("duration", "memory", "vcpus", "gpus")
_UNITS = {"duration": "s", "memory": "MiB", "vcpus": "vCPU"}
_GIBIBYTE, _TEBIBYTE = 1024, 2**20


def in_short(option: Option, decision: Decision) -> str:
    """The most that an option holds, what it takes to get it, or that it is the default."""
    most = [_together(words) for fact in _ASKED if (words := _most(fact, option, decision))]
    if most:
        return f"up to {', '.join(most)}"
    needed = _needed(option, decision)
    if needed:
        return f"if {' or '.join(name.replace('_', ' ') for name in needed)}"
    return "by default" if option is decision.options[0] else ""


def _together(words: str) -> str:
    """An amount and its unit, never broken over two lines."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _ruling_out(option: Option, decision: Decision) -> Iterator[Rule]:
    for rule in decision.rules:
        if isinstance(rule.effect, RulesOut) and option.id in rule.effect.options:
            yield rule


def _most(fact: str, option: Option, decision: Decision) -> str | None:
    """The largest value of a fact, if a rule on that fact alone rules the option out above it."""
    bounds = []
    for rule in _ruling_out(option, decision):
        parts = _parts(rule.when)
        match parts:
            case (Compare(name, "gt" | "gte" as operator, Constant(int() | float() as bound)),) if (
                name == fact
            ):
                # Counts are whole: over 0 is at least 1.
                bounds.append(bound if operator == "gt" else bound - 1)
            case _:
                pass
    return _amount(fact, min(bounds)) if bounds else None


def _amount(fact: str, bound: float) -> str:
    if fact == "gpus":
        return f"{bound:g} GPU{'s' if bound > 1 else ''}" if bound else "no GPU"
    if fact == "memory" and bound % _GIBIBYTE:
        size, name = (_TEBIBYTE, "TiB") if bound >= _TEBIBYTE else (_GIBIBYTE, "GiB")
        return f"{bound / size:.3g} {name}"
    return show(bound, _UNITS[fact])


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, All) else (condition,)


def _needed(option: Option, decision: Decision) -> tuple[str, ...]:
    """The facts of which one must be stated for the option to be chosen."""
    for rule in _ruling_out(option, decision):
        names = [_unstated(part) for part in _parts(rule.when)]
        if all(names):
            return tuple(name for name in names if name)
    return tuple(
        name
        for rule in decision.rules
        if isinstance(rule.effect, Favours) and option.id in rule.effect.options
        for name in [_stated(rule.when)]
        if name and rule.effect.strength == "strong"
    )


def _unstated(condition: Condition) -> str | None:
    """The fact that a condition requires to be absent or false."""
    match condition:
        case Not(Exists(name)) | Compare(name, "eq", Constant(False)):
            return name
        case _:
            return None


def _stated(condition: Condition) -> str | None:
    """The only fact that a condition requires to be given or true."""
    match _parts(condition):
        case (Exists(name) | Compare(name, "eq", Constant(True)),):
            return name
        case _:
            return None

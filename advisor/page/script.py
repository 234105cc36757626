"""The rule book as data for the script of a page, `assets/engine.js`.

JSON has no value for unknown, so unknown facts are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from advisor import fields
from advisor.condition import UNKNOWN, Compare, Constant, Value, leaves
from advisor.explain.pins import pinned_behind
from advisor.explain.survey import Survey, survey
from advisor.explain.words import in_words
from advisor.facts import spec_facts
from advisor.fields import SpecFact
from advisor.model import Advises, Decision, Favours, Rule, RuleBook, RulesOut, Source
from advisor.page.trees import Tables, condition_data, formula_data, template_data
from advisor.report.conflicts import class_words
from advisor.report.words import pack_words, pin_words
from advisor.rulebook.promises import promised
from advisor.units.spellings import UNITS

__all__ = ["script_data", "stated_data", "units_data"]

# Meanings of absence that depend on other facts: the names of functions in the script.
_COMPUTED: Mapping[Callable[..., Any], str] = {
    fields.absent_gpu_memory: "gpu_memory",
    fields.absent_lambda_image: "lambda_image",
}


def script_data(book: RuleBook) -> dict[str, Any]:
    """The parts of a book that the script needs to decide and explain."""
    seen, tables = survey(book), Tables()
    return {
        "facts": _facts(book, seen),
        "derived": [
            [fact.name, formula_data(fact.formula, tables)]
            for fact in book.derived
            if fact.formula is not None
        ],
        "tables": tables.rows,
        "decisions": [_decision(each, book) for each in book.decisions],
        "advice": [_rule(each, book) for each in book.advice],
        **_no_fit(book),
        "platforms": [
            {"id": each.id, "title": each.title, "choices": dict(each.choices)}
            for each in book.platforms
        ],
    }


def stated_data(stated: Mapping[str, Value]) -> dict[str, Any]:
    """Stated facts as data, with lists for tuples, and without unknown facts."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in stated.items()
        if value is not UNKNOWN
    }


def units_data() -> dict[str, dict[str, list[int]]]:
    """The spellings of units, each with the numerator and denominator of its factor."""
    return {
        unit: {name: list(ratio) for name, ratio in spellings.items()}
        for unit, spellings in UNITS.items()
    }


def _facts(book: RuleBook, seen: Survey) -> list[dict[str, Any]]:
    """The facts in the order in which changes are tried: those of a spec, then the others."""
    specs = {each.fact.name: each for each in spec_facts()}
    names = [*(name for name in specs if name in book.facts)]
    names += [name for name in book.facts if name not in specs]
    return [_fact(name, book, seen, specs.get(name)) for name in names]


def _fact(name: str, book: RuleBook, seen: Survey, spec: SpecFact | None) -> dict[str, Any]:
    fact = book.facts[name]
    return {
        "name": name,
        "kind": fact.kind.value,
        "unit": fact.unit,
        "title": fact.title,
        "choices": list(fact.choices),
        "follows": fact.follows,
        "spec": spec is not None,
        "absent": {} if spec is None else _absent(spec),
        "assumed": spec.assumed if spec else None,
        "read": name in seen.read,
        "searched": name in seen.searched,
        "constants": list(seen.constants[name]),
    }


def _absent(spec: SpecFact) -> dict[str, Any]:
    if callable(spec.absent):
        return {"computed": _COMPUTED[spec.absent]}
    if spec.depends:
        return {"fact": spec.fact.follows}
    if spec.absent is UNKNOWN:
        return {}
    return {"value": list(spec.absent) if isinstance(spec.absent, tuple) else spec.absent}


def _decision(decision: Decision, book: RuleBook) -> dict[str, Any]:
    return {
        "id": decision.id,
        "question": decision.question,
        "asked": condition_data(decision.asked),
        "options": [
            {
                "id": each.id,
                "title": each.title,
                "because": each.because,
                "alternative": each.alternative,
            }
            for each in decision.options
        ],
        "rules": [_rule(each, book) for each in decision.rules],
    }


def _no_fit(book: RuleBook) -> dict[str, Any]:
    """The known classes of workloads that nothing fits, and the promises that tell them."""
    promises, classes = promised(book)
    of = {(name, one) for each in classes for name, ids in each.beyond.items() for one in ids}
    return {
        "promises": [
            {"of": each.of, "holds": condition_data(each.holds)}
            for each in promises
            if len(each.of) == 1 and of.intersection(each.of.items())
        ],
        "classes": [
            {"id": each.id, "words": class_words(each), "when": condition_data(each.when),
             "beyond": each.beyond}
            for each in classes
        ],
    }  # fmt: skip


def _rule(rule: Rule, book: RuleBook) -> dict[str, Any]:
    return {
        "id": rule.id,
        "code": rule.code,
        "title": rule.title,
        "when": condition_data(rule.when),
        "words": in_words(rule.when, book),
        "because": template_data(rule.because, book),
        "source": _source(rule.source),
        "origin": _origin(rule, book),
        "bounds": _bounds(rule, book),
        "group": rule.group or rule.id,
        **_effect(rule, book),
    }


def _effect(rule: Rule, book: RuleBook) -> dict[str, Any]:
    match rule.effect:
        case RulesOut(options):
            return {"effect": "rules_out", "options": list(options)}
        case Favours(options, strength):
            return {"effect": "favours", "options": list(options), "strength": strength}
        case Advises(text):
            return {"effect": "advises", "options": [], "text": template_data(text, book)}


def _bounds(rule: Rule, book: RuleBook) -> list[list[Any]]:
    """The bounds in a rule that come from limits: fact, bound, id, title."""
    return [
        [leaf.fact, leaf.operand.value, leaf.operand.limit, book.limits[leaf.operand.limit].title]
        for leaf in leaves(rule.when)
        if isinstance(leaf, Compare) and isinstance(leaf.operand, Constant)
        if leaf.operand.limit is not None and leaf.operator != "eq"
        if isinstance(leaf.operand.value, int | float) and not isinstance(leaf.operand.value, bool)
    ]


def _origin(rule: Rule, book: RuleBook) -> str:
    """The pack of a rule, and the limits it rests on that a pack pinned; empty without a pack."""
    words = (pack_words(rule), pin_words(pinned_behind(rule, book)))
    return ", ".join(each for each in words if each)


def _source(source: Source) -> list[str | None]:
    return [source.url, source.title or source.judgement]

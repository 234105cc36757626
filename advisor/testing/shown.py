"""What an answer shows beside its decisions: words of rules, size, costs, starter files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.condition import Value
from advisor.explain import Explanation
from advisor.explain.words import filled
from advisor.model import Advises, Rule, RuleBook
from advisor.outcome import Outcome
from advisor.report import parts
from advisor.report.cost_contract import costs_dict
from advisor.starter import deployed
from advisor.testing.answers import Trees
from advisor.testing.cases import Case
from advisor.workload import Workload

__all__ = ["templates", "unsaid", "unshown"]


def templates(rule: Rule) -> tuple[str, ...]:
    """The templates of a rule."""
    return (rule.because, rule.effect.text) if isinstance(rule.effect, Advises) else (rule.because,)


def unsaid(
    book: RuleBook, texts: tuple[str, ...], says: str, facts: Mapping[str, Value]
) -> str | None:
    """A sentence if the filled templates lack these words; else None."""
    said = "".join(filled(text, book, facts) + "\n" for text in texts if text)
    return None if says in said else f"does not say `{says.strip()}` but `{said.strip()}`"


def unshown(book: RuleBook, case: Case, outcome: Outcome) -> Iterator[str]:
    """What a case expects the answer to show, and it does not."""
    if not case.shape.shows:
        return
    made = Workload.model_validate(case.fields)
    explanation = Explanation(book, Trees(), case.stated, outcome, made=made)
    files: Mapping[str, str] | None = None
    for part, texts in case.shape.shows.items():
        if part not in _PARTS and files is None:
            files = {file.name: file.text for file in deployed(explanation)}
        text = _PARTS[part](explanation) if part in _PARTS else (files or {}).get(part)
        if text is None:
            yield f"`{part}` is not written"
            continue
        for each in texts:
            if each not in text:
                yield f"`{part}` has no `{each}`"


def _sizing(explanation: Explanation) -> str:
    size = explanation.sizing
    return _written(parts.sizing(size)) if size else ""


def _costs(explanation: Explanation) -> str:
    costs = explanation.costs
    if costs is None:
        return ""
    return _written({**costs_dict(costs), "price_age": costs.price_age})


def _written(data: Any) -> str:
    """Data as lines of `name: value`, in which a case looks for its words."""
    import yaml

    quick = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # libyaml's, if it is there
    return str(yaml.dump(data, Dumper=quick, sort_keys=False, allow_unicode=True, width=10_000))


_PARTS = {"sizing": _sizing, "costs": _costs}

"""Holds every rule to its own examples."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from advisor.condition import Truth, truth
from advisor.errors import Problem
from advisor.facts import complete, given
from advisor.model import Example, Rule, RuleBook
from advisor.workload import Workload

_WORDS = {True: "true", False: "false", None: "unknown"}


def failures(book: RuleBook) -> Iterator[Problem]:
    """One problem for each example that does not hold."""
    for rule in book.rules:
        for number, example in enumerate(rule.examples, 1):
            message = _failure(book, rule, example)
            if message is not None:
                text = f"example {number} of `{rule.id}` {message}"
                yield Problem(text, rule.path, rule.place)


def _failure(book: RuleBook, rule: Rule, example: Example) -> str | None:
    try:
        found = outcome(book, rule, example)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"is not a workload: {'.'.join(map(str, first['loc']))}: {first['msg']}"
    if found is example.expect:
        return None
    return f"expects {_WORDS[example.expect]} and gets {_WORDS[found]}"


def outcome(book: RuleBook, rule: Rule, example: Example) -> Truth:
    """What a rule says of an example; pydantic's ValidationError when that is not a workload."""
    facts = complete(book, given(Workload.model_validate(example.facts)))
    return truth(rule.when, {**facts, **example.chosen})

"""Tests every rule against its own examples."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pydantic import ValidationError

from advisor.condition import Truth, Value, truth
from advisor.errors import AdvisorError, Problem
from advisor.facts import complete, given
from advisor.model import Example, Rule, RuleBook
from advisor.rulebook.own_facts import with_own_facts
from advisor.workload import Workload

_WORDS = {True: "true", False: "false", None: "unknown"}


def failures(book: RuleBook, packs: Collection[str] | None = None) -> Iterator[Problem]:
    """A problem for each example that does not hold, of all rules or only those of `packs`."""
    for rule in book.rules:
        for number, example in enumerate(rule.examples, 1):
            if packs is not None and rule.pack not in packs:
                continue
            message = failure(book, rule, example)
            if message is not None:
                text = f"example {number} of `{rule.id}` {message}"
                yield Problem(text, rule.path, rule.place)


def failure(book: RuleBook, rule: Rule, example: Example) -> str | None:
    """What is wrong with an example, to complete a sentence; None if it holds."""
    try:
        found = outcome(book, rule, example)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"is not a workload: {'.'.join(map(str, first['loc']))}: {first['msg']}"
    except AdvisorError as error:
        return f"is not a workload: {error.problems[0]}"
    if found is example.expect:
        return None
    return f"expects {_WORDS[example.expect]} and gets {_WORDS[found]}"


def outcome(book: RuleBook, rule: Rule, example: Example) -> Truth:
    """The truth of a rule for an example; pydantic's ValidationError if that is no workload."""
    return truth(rule.when, example_facts(book, example))


def example_facts(book: RuleBook, example: Example) -> Mapping[str, Value]:
    """Every fact of an example that rules may read."""
    return {**complete(book, stated_by(book, example.facts)), **example.chosen}


def stated_by(book: RuleBook, fields: Mapping[str, object]) -> dict[str, Value]:
    """The facts that the fields of a spec state."""
    workload = Workload.model_validate(fields)
    return with_own_facts(book, given(workload), workload.x)

"""The examples of checks: definitions and specs, and what the checks find in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from advisor.api import stated_in
from advisor.check.case import Case, Judge
from advisor.check.checks import Check as SpecCheck
from advisor.check.checks import SpecChecks
from advisor.check.checks_file import read_checks
from advisor.check.selection import Selection, sifted
from advisor.check.specs import of_problems, spec_findings
from advisor.check.suppression import suppressions
from advisor.condition import Condition, Truth, Value, conjunction, negation, truth
from advisor.definitions.collect import definitions
from advisor.definitions.examples import example_document
from advisor.definitions.plan import plan_for
from advisor.errors import AdvisorError
from advisor.model import RuleBook
from advisor.reading import read_text
from advisor.rulebook.subjects import Check, Example, Subject
from advisor.testing.answers import Trees
from advisor.testing.shown import unsaid

__all__ = [
    "DefinitionTest", "SpecJudge", "SpecTest", "definition_tests", "definition_wrong", "said_of",
    "spec_tests", "spec_wrong",
]  # fmt: skip

_WORDS = {True: "true", False: "false", None: "unknown"}
_PATH = "example.yaml"


class DefinitionTest(NamedTuple):
    """An example of a check of definitions, with the facts of each element it applies to."""

    check: Check
    number: int
    example: Example
    facts: tuple[Mapping[str, Value], ...]

    @property
    def name(self) -> str:
        """What the test is called."""
        return f"{self.check.id} example {self.number}"


def definition_tests(
    book: RuleBook, subjects: Mapping[str, Subject], packs: Collection[str], only: Collection[str]
) -> Iterator[DefinitionTest]:
    """The examples of the checks of these packs on these subjects, read like any definition."""
    plans = plan_for(subjects.values())
    for name in only:
        for check in subjects[name].checks:
            if check.pack not in packs:
                continue
            for number, example in enumerate(check.examples, 1):
                found = definitions([example_document(example)], book, plans)
                facts = tuple(each.facts for each in found if each.subject == name)
                yield DefinitionTest(check, number, example, facts)


def said_of(when: Condition, facts: Iterable[Mapping[str, Value]]) -> Truth:
    """The truth of a condition for a definition: true if it is true for one of its elements."""
    return negation(conjunction(negation(truth(when, each)) for each in facts))


def definition_wrong(book: RuleBook, subject: Subject, check: Check, test: DefinitionTest) -> str:
    """What is wrong with an example, as the rest of a sentence; nothing where it holds."""
    found = said_of(check.when, test.facts)
    if found is not test.example.expect:
        return f"expects {_WORDS[test.example.expect]} and gets {_WORDS[found]}"
    if not test.example.says:
        return ""
    view = replace(book, facts=subject.facts)
    texts = (check.effect.text, check.effect.help or "", check.because)
    holding = next((each for each in test.facts if truth(check.when, each)), None)
    return "" if holding is None else unsaid(view, texts, test.example.says, holding) or ""


class SpecTest(NamedTuple):
    """An example of a check of specs."""

    check: SpecCheck
    number: int
    text: str
    expect: bool

    @property
    def name(self) -> str:
        """What the test is called."""
        return f"{self.check.id} example {self.number}"


def spec_tests(book: RuleBook, packs: Collection[str]) -> Iterator[SpecTest]:
    """The examples of the checks of specs of some packs."""
    import yaml

    for check in read_checks(book)[0]:
        for number, each in enumerate(check.examples if check.pack in packs else (), 1):
            spec = each["spec"]
            text = spec if isinstance(spec, str) else yaml.safe_dump(spec, sort_keys=False)
            yield SpecTest(check, number, text, bool(each["expect"]))


class SpecJudge:
    """Finds what the checks of a book report on specs, as of the day of the book."""

    def __init__(self, book: RuleBook) -> None:
        checks, names = read_checks(book)
        rules = {rule.id: rule for rule in book.advice}
        advice = tuple((rules[name], severity) for name, severity in names if name in rules)
        self.checks = SpecChecks(checks, advice, book)
        self._judge = Judge(self.checks, Trees(), book.as_of)

    def found(self, text: str) -> frozenset[str]:
        """The ids of the checks that report something on a spec."""
        try:
            document = read_text(text, _PATH)
        except AdvisorError as error:
            return frozenset(each.rule for each in of_problems(error, self.checks, _PATH))
        findings = spec_findings(document, self._judge)
        shown, _ = sifted(findings, suppressions(document), Selection(), self.checks, _PATH)
        return frozenset(each.rule for each in shown)

    def facts(self, text: str) -> Mapping[str, Value]:
        """The facts of a spec and its decisions; AdvisorError if it is not valid."""
        document = read_text(text, _PATH)
        return Case(stated_in(document), document, self._judge).outcome.facts


def spec_wrong(judge: SpecJudge, test: SpecTest) -> str:
    """What is wrong with an example, as the rest of a sentence; nothing where it holds."""
    found = test.check.id in judge.found(test.text)
    if found is test.expect:
        return ""
    return f"expects {_WORDS[test.expect]} and gets {_WORDS[found]}"

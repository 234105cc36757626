"""How each kind of definition is read and checked, computed once for a rule book."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from advisor.condition import Truth, Value
from advisor.definitions.values import reader_of
from advisor.definitions.walk import Node, spots
from advisor.engines.python import compiled
from advisor.formula import compiled as computed
from advisor.model import RuleBook
from advisor.rulebook.checks import checks
from advisor.rulebook.subjects import Key, Subject

__all__ = ["SubjectPlan", "conditions_of", "plan_for", "plan_of"]

Reader = Callable[[Node], Value]
Formula = Callable[[Mapping[str, Value]], Value]


class SubjectPlan(NamedTuple):
    """How the facts of a subject are read, in order, and the subjects of its elements."""

    subject: Subject
    readers: tuple[tuple[str, Reader], ...]
    formulas: tuple[tuple[str, Formula], ...]
    elements: tuple[SubjectPlan, ...]

    def facts(self, node: Node) -> dict[str, Value]:
        """Every fact of the subject at a node."""
        facts = {name: read(node) for name, read in self.readers}
        for name, formula in self.formulas:
            facts[name] = formula(facts)
        return facts

    def nodes(self, root: Node) -> Iterator[Node]:
        """The elements of a definition that the subject is about."""
        if not self.subject.elements:
            yield root
        for path in self.subject.elements:
            first = path.steps[0]
            if isinstance(first, Key) and first.name not in root.definition:
                continue
            for spot in spots(path, root):
                # An unknown element cannot be checked.
                if isinstance(spot.value, dict | str):
                    yield root._replace(
                        element=spot.value,
                        parent=spot.parent,
                        path=spot.path,
                        parent_path=spot.parent_path,
                    )


@lru_cache(maxsize=4)
def plan_of(book: RuleBook) -> Mapping[str, SubjectPlan]:
    """The plan of each subject of a book that is a whole definition, by name."""
    return plan_for(checks(book).values())


def plan_for(subjects: Collection[Subject]) -> Mapping[str, SubjectPlan]:
    """The plan of each of these subjects that is a whole definition, by name."""
    return {
        subject.name: _plan(
            subject,
            tuple(
                _plan(each, ())
                for each in subjects
                if each.elements and each.definition == subject.name
            ),
        )
        for subject in subjects
        if not subject.elements
    }


def _plan(subject: Subject, elements: tuple[SubjectPlan, ...]) -> SubjectPlan:
    readers = tuple(
        (name, reader_of(subject.facts[name], reading))
        for name, reading in subject.readings.items()
    )
    formulas = tuple(
        (name, computed(fact.formula))
        for name, fact in subject.facts.items()
        if fact.formula is not None
    )
    return SubjectPlan(subject, readers, formulas, elements)


@lru_cache(maxsize=256)
def conditions_of(subject: Subject) -> Callable[[Mapping[str, Value]], tuple[Truth, ...]]:
    """A function from facts to the truth of every check of a subject."""
    return compiled([check.when for check in subject.checks])

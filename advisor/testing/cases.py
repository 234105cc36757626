"""Cases: whole workloads with the expected answer and the rules it must rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from advisor.condition import Value
from advisor.errors import AdvisorError, Place
from advisor.model import RuleBook
from advisor.reading import Document, read_file
from advisor.rulebook.examples import stated_by
from advisor.rulebook.shapes import Shape, Texts
from advisor.rulebook.sources import Complaints
from advisor.validation import validated

__all__ = ["Case", "CaseShape", "read_cases"]

Names = Annotated[dict[str, Texts], Field(default_factory=dict)]


class CaseShape(Shape):
    """A case as written; `spec` overrides the `base` of its file, and null removes a field."""

    case: str
    criteria: list[str] = Field([])
    spec: dict[str, Any] = Field({})
    platform: str | None = None
    choices: dict[str, str] = Field({})
    status: Literal["settled", "conditional", "no-fit"] | None = None
    because: Texts = Field([])
    silent: Texts = Field([])
    advice: Texts = Field([])
    no_advice: Texts = Field([])
    near_ties: Names
    not_asked: Texts = Field([])
    depends_on: Names
    alternatives: dict[str, Literal["eligible", "ruled_out", "open"]] = Field({})
    shows: Names


class CasesShape(Shape):
    """A file of cases."""

    base: dict[str, Any] = Field({})
    cases: list[CaseShape]


@dataclass(frozen=True, slots=True)
class Case:
    """A case with the facts that its workload states, and its place."""

    shape: CaseShape
    fields: Mapping[str, Any]
    stated: Mapping[str, Value]
    path: str
    place: Place | None

    @property
    def tells_platform(self) -> bool:
        """Whether the case expects a platform, or that nothing fits."""
        return "platform" in self.shape.model_fields_set


def read_cases(book: RuleBook, folders: Iterable[Path]) -> tuple[Case, ...]:
    """The cases in the folders; AdvisorError with every mistake in them."""
    complaints = Complaints()
    cases = tuple(case for folder in folders for case in _read(book, folder, complaints))
    complaints.raise_if_any()
    return cases


def _read(book: RuleBook, folder: Path, complaints: Complaints) -> Iterator[Case]:
    for path in sorted((folder / "cases").rglob("*.yaml")):
        try:
            document = read_file(path)
            file = validated(CasesShape, document)
        except AdvisorError as error:
            complaints.problems.extend(error.problems)
            continue
        for index, shape in enumerate(file.cases):
            case = _case(book, document, file, index, complaints)
            _note_unknown(book, document, shape, index, complaints)
            if case is not None:
                yield case


def _case(
    book: RuleBook, document: Document, file: CasesShape, index: int, complaints: Complaints
) -> Case | None:
    shape = file.cases[index]
    path = ("cases", index)
    tells = shape.choices or shape.not_asked or shape.shows
    if not tells and "platform" not in shape.model_fields_set:
        message = f"the case `{shape.case}` expects nothing"
        complaints.add(document, path, message, "give `platform`, `choices` or `not_asked`")
    every = {**file.base, **shape.spec}
    fields = {key: each for key, each in every.items() if each is not None}
    try:
        stated = stated_by(book, fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        complaints.add(document, (*path, "spec"), f"is not a workload: {where}: {first['msg']}")
        return None
    except AdvisorError as error:
        for problem in error.problems:
            advice = problem.help
            complaints.add(document, (*path, "spec", "x"), problem.message, advice)
        return None
    return Case(shape, fields, stated, document.path, document.place(*path))


def _note_unknown(
    book: RuleBook, document: Document, shape: CaseShape, index: int, complaints: Complaints
) -> None:
    """Note every name in a case that the book does not have."""
    rules = [name for rule in book.rules for name in (rule.id, rule.code)]
    decisions = {each.id: [option.id for option in each.options] for each in book.decisions}
    platforms = [each.id for each in book.platforms]
    named: list[tuple[str, str, Iterable[str], Iterable[str]]] = [
        (key, "a rule", getattr(shape, key), rules)
        for key in ("because", "silent", "advice", "no_advice")
    ]
    named += [
        (key, "a decision", getattr(shape, key), decisions)
        for key in ("choices", "near_ties", "not_asked", "depends_on")
    ]
    if shape.platform is not None:
        named.append(("platform", "a platform", [shape.platform], platforms))
    for decision, option in shape.choices.items():
        named.append(("choices", "an option", [option], decisions.get(decision, [option])))
    for facts in shape.depends_on.values():
        named.append(("depends_on", "a fact", facts, book.facts))
    for key, what, names, known in named:
        for name in names:
            if name not in known:
                complaints.unknown(document, ("cases", index, key), what, name, known)

"""Compares the words that checks of definitions name with the enums of AWS's models.

A check that names a word unknown to AWS can never fire; one that takes a list of words for complete
is wrong on the day AWS adds another. rules/fresh.yaml says which model a definition follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from advisor.condition import Among, Compare, Constant, leaves
from advisor.errors import AdvisorError
from advisor.fresh.comparing import Comparison, Verdict, listed
from advisor.fresh.packages import Packages
from advisor.fresh.watched import Model, Watched
from advisor.model import RuleBook
from advisor.reading import read_file
from advisor.rulebook.check_shapes import CheckFactShape, ChecksShape
from advisor.rulebook.checks import checks
from advisor.rulebook.subjects import Each, Key, Path, Step, Subject, Where
from advisor.validation import validated

__all__ = ["compared_checks", "compared_enums"]


def compared_enums(watched: Watched, packages: Packages) -> Iterator[Comparison]:
    """The lists of words that the book takes for complete, compared."""
    for each in watched.enums:
        place = f"botocore {each.service} {each.member}"
        try:
            theirs = frozenset(packages.member(each.service, each.member)["enum"])
        except KeyError:
            yield Comparison(
                each.id, each.title, Verdict.CANNOT_TELL, listed(each.values), where=place,
                why="there is no such list there", checked=each.checked,
            )  # fmt: skip
            continue
        yield _comparison(each.id, each.title, _whole(each.values, theirs), each.values, place)


def compared_checks(book: RuleBook, watched: Watched, packages: Packages) -> Iterator[Comparison]:
    """The words in the checks of each subject, compared where AWS's model has an enum."""
    subjects = checks(book)
    for name, shapes in _facts(book).items():
        subject = subjects[name]
        model = watched.models.get(subject.definition)
        for fact, shape in shapes.items() if model else ():
            paths = subject.readings[fact].paths if fact in subject.readings else ()
            for path in paths:
                theirs = _enum(subject, path, model, packages) if model else None
                if theirs is not None:
                    place = f"botocore {model.service if model else ''} {path.text}"
                    yield from _of_fact(subject, fact, shape, theirs, place)


def _facts(book: RuleBook) -> Mapping[str, Mapping[str, CheckFactShape]]:
    """The facts of each subject, as written."""
    found = {}
    for path in sorted((book.folder / "checks").glob("*.yaml")):
        try:
            file = validated(ChecksShape, read_file(path))
        except AdvisorError:
            continue  # already reported by `checks`
        found[file.subject] = file.facts
    return found


def _of_fact(
    subject: Subject, fact: str, shape: CheckFactShape, theirs: frozenset[str], place: str
) -> Iterator[Comparison]:
    id_, title = f"{subject.name}.{fact}", f"{subject.facts[fact].title}, in the checks"
    for whole in (shape.choices, shape.without):
        if isinstance(whole, list) and whole:
            yield _comparison(id_, title, _whole(whole, theirs), whole, place)
    if shape.kind == "mismatches" and shape.pattern:
        refused = [f"also {word}" for word in sorted(theirs) if not re.search(shape.pattern, word)]
        yield _comparison(id_, title, refused, [shape.pattern], place)
    named = sorted(set(_words(subject, fact)) | set(_listed(shape.among)))
    if named:
        unknown = [f"not {word}" for word in named if word not in theirs]
        yield _comparison(id_, title, unknown, named, place)


def _listed(names: object) -> list[str]:
    return [str(each) for each in names] if isinstance(names, list) else []


def _words(subject: Subject, fact: str) -> Iterator[str]:
    """The texts that the checks of a subject compare a fact with, except those of limits."""
    for check in subject.checks:
        for leaf in leaves(check.when):
            match leaf:
                case Compare(name, _, Constant(str() as word, None)) if name == fact:
                    yield word
                case Among(name, words, None) if name == fact:
                    yield from (word for word in words if isinstance(word, str))
                case _:
                    pass


def _whole(ours: Iterable[str], theirs: frozenset[str]) -> list[str]:
    known = set(ours)
    return [f"not {word}" for word in sorted(known - theirs)] + [
        f"also {word}" for word in sorted(theirs - known)
    ]


def _comparison(
    id_: str, title: str, differences: list[str], ours: Iterable[str], place: str
) -> Comparison:
    verdict = Verdict.DIFFER if differences else Verdict.AGREE
    found = listed(differences) if differences else "the same"
    return Comparison(id_, title, verdict, listed(ours), found, place)


def _enum(subject: Subject, path: Path, model: Model, packages: Packages) -> frozenset[str] | None:
    """The enum of AWS's model at a path; None if it has none."""
    shapes = packages.model(model.service)["shapes"]
    starts = [each.steps for each in subject.elements] if path.origin == "element" else [()]
    if path.origin == "parent":
        starts = [_parent(each.steps) for each in subject.elements]
    found: set[str] = set()
    for start in starts or [()]:
        shape = _walked(shapes, shapes[model.shape], (*start, *path.steps))
        if shape is not None and shape.get("type") == "list":
            shape = shapes[shape["member"]["shape"]]
        if shape is not None:
            found.update(shape.get("enum", ()))
    return frozenset(found) or None


def _parent(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The path to the mapping around an element: without its last key and what follows."""
    keys = [index for index, step in enumerate(steps) if isinstance(step, Key)]
    return steps[: keys[-1]] if keys else ()


def _walked(
    shapes: Mapping[str, Any], shape: Mapping[str, Any], steps: Iterable[Step]
) -> Mapping[str, Any] | None:
    for step in steps:
        match step:
            case Key(name):
                members = shape.get("members", {})
                known = {key[:1].lower() + key[1:]: key for key in members}
                if name not in known:
                    return None
                shape = shapes[members[known[name]]["shape"]]
            case Each() | Where():
                if shape.get("type") != "list":
                    return None
                shape = shapes[shape["member"]["shape"]]
            case _:
                return None
    return shape

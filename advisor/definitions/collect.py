"""Collects the definitions in documents, and the elements that checks are asked about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.definitions.definition import Definition
from advisor.definitions.plain import Partial, plain
from advisor.definitions.plan import SubjectPlan, plan_of
from advisor.definitions.recognise import Root, roots
from advisor.definitions.walk import Node, Run, Scope
from advisor.errors import Place
from advisor.model import RuleBook
from advisor.reading import Document, unwritten
from advisor.reading.document import Lines
from advisor.reading.lenient import LenientDocument

__all__ = ["definitions"]

KeyPath = tuple[str | int, ...]
_GLOBALS: KeyPath = ("Globals", "Function")
_SMALL = 20_000  # characters of a file too short to reach any quota on the size of a definition


class _Found(NamedTuple):
    """A definition in its normal form, with its document."""

    document: Document
    root: Root
    value: dict[str, Any]
    scope: Scope


def definitions(
    documents: Sequence[Document],
    book: RuleBook,
    plans: Mapping[str, SubjectPlan] | None = None,
) -> tuple[Definition, ...]:
    """All definitions of one run and their elements, in the order of the documents.

    They are read together, so that a queue finds its environments by name or by `Ref`. `plans`
    defaults to the plans of the book.
    """
    plans = plan_of(book) if plans is None else plans
    run = Run()
    # All are found first, since one definition may name another.
    found = [(document, list(_found(document, run, plans))) for document in documents]
    for document in documents:
        _note_around(document, run, plans)
    return tuple(
        definition for document, roots in found for definition in _all(document, roots, run, plans)
    )


def _all(
    document: Document, found: Sequence[_Found], run: Run, plans: Mapping[str, SubjectPlan]
) -> Iterator[Definition]:
    if found:
        yield from _blemishes(document, run, plans)
    for each in found:
        yield from _definitions(each, run, plans[each.root.subject])


def _found(document: Document, run: Run, plans: Mapping[str, SubjectPlan]) -> Iterator[_Found]:
    scope = document.scope
    resources = document.value.get("Resources", ()) if isinstance(document.value, dict) else ()
    for root in roots(document):
        if root.subject not in plans:
            continue
        value = plain(root.value, resources)
        if not isinstance(value, dict):
            continue
        if root.form == "sam":
            value = _with_globals(value, document, resources)
        value[":form"] = root.form
        value[":size"] = _size(document, root)
        _note_names(root, value, scope, run)
        yield _Found(document, root, value, scope)


def _note_around(document: Document, run: Run, plans: Mapping[str, SubjectPlan]) -> None:
    """Let definitions be found that are not checked: those in other files of the folder."""
    around = getattr(document, "around", None)
    for root in roots(unwritten(around)) if around else ():
        if root.subject in plans and (document.scope, str(root.path[1])) not in run.logical:
            value = plain(root.value)
            if isinstance(value, dict):
                _note_names(root, value, document.scope, run)


def _note_names(root: Root, value: dict[str, Any], scope: Scope, run: Run) -> None:
    run.beside.setdefault(scope, {}).setdefault(root.subject, []).append(value)
    if root.form in ("cloudformation", "sam", "terraform"):
        run.logical[scope, str(root.path[1])] = (root.subject, value)
    names = {"compute-environment": "computeEnvironmentName", "job-queue": "jobQueueName"}
    name = value.get(names.get(root.subject, ""))
    if isinstance(name, str) and name:
        run.named.setdefault((root.subject, name), value)


def _with_globals(own: dict[str, Any], document: Document, resources: Any) -> dict[str, Any]:
    shared = document.value.get("Globals")
    section = shared.get("Function") if isinstance(shared, dict) else None
    base = plain(section, resources) if isinstance(section, dict) else {}
    return _merged(base, own) if isinstance(base, dict) else own


def _merged(base: Any, own: Any) -> Any:
    """A value of SAM's globals merged with a function's own: mappings and lists are joined."""
    if isinstance(base, dict) and isinstance(own, dict):
        joined = {key: _merged(base[key], own[key]) for key in base if key in own}
        merged = {**base, **own, **joined}
        return Partial(merged) if isinstance(base, Partial) or isinstance(own, Partial) else merged
    if isinstance(base, list) and isinstance(own, list):
        return base + own
    return own


def _size(document: Document, root: Root) -> int:
    """The size of a call in bytes, as the API counts it; 0 if it is far below any quota."""
    if root.form != "api" or len(document.text) < _SMALL:
        return 0
    # An unknown value counts as nothing; measuring it may never end.
    shown = json.dumps(root.value, separators=(",", ":"), default=lambda _: "")
    return len(shown.encode())


def _definitions(found: _Found, run: Run, plan: SubjectPlan) -> Iterator[Definition]:
    value = found.value
    top = Node(value, value, value, (), (), run, found.scope)
    for each in (plan, *plan.elements):
        for node in each.nodes(top):
            yield Definition(
                each.subject.name,
                found.root.name,
                found.root.form,
                each.facts(node),
                found.document,
                found.root.path,
                each.subject,
                node,
                _GLOBALS if found.root.form == "sam" else (),
            )


def _blemishes(
    document: Document, run: Run, plans: Mapping[str, SubjectPlan]
) -> Iterator[Definition]:
    """The flaws of a document that reading passed over, which checks ask about too."""
    plan = plans.get("document")
    if plan is None or not isinstance(document, LenientDocument):
        return
    lines = Lines(document.text)
    for blemish in document.blemishes:
        value = {"kind": blemish.kind, "text": blemish.text}
        node = Node(value, value, value, (), (), run, document.scope)
        at = lines.place(blemish.offset)
        end = Place(at.line, at.column + len(blemish.text.split("\n", 1)[0]))
        yield Definition(
            "document", "", "api", plan.facts(node), document, (), plan.subject, node,
            at=at, until=end,
        )  # fmt: skip

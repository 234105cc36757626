"""The verbs of the library: read a workload, recommend, and turn the answer into what is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.condition import Value
from advisor.decide import alternatives, decide
from advisor.display.shown import Shown
from advisor.engines import engine as engine_named
from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.explain import outcome_within
from advisor.facts import Fields, complete, given, stated_facts
from advisor.inputs import only_one, workloads_in
from advisor.model import RuleBook
from advisor.pictures.drawn import Drawn
from advisor.quick import quick_reader
from advisor.reading import Document, unwritten
from advisor.rulebook import load_rules
from advisor.rulebook.own_facts import with_own_facts

if TYPE_CHECKING:
    from advisor.cost import Terms
    from advisor.display.card import Card
    from advisor.review import Difference, Why
    from advisor.starter import File
    from advisor.workload import Workload


# More than AWS accepts for any workload, and small enough that the answer stays small too.
LARGEST_SPEC = 2**20  # characters
_TOLD = 50  # unknown names listed in one error


class Recommendation(Drawn, Shown):
    """The answer for one workload: an `Explanation` with the verbs that turn it into files."""

    def __reduce__(self) -> tuple[Any, ...]:
        # An engine holds compiled code, which cannot be pickled: the answer is worked out again
        # where it is unpickled, from the same rules.
        made = self.document, self.made, self.terms
        return _worked_out, (self.book, self.engine.name, dict(self.stated), *made)

    def to_dict(self) -> dict[str, Any]:
        """The recommendation in the published JSON structure."""
        from advisor.report.contract import contract

        return contract(self)

    def to_json(self) -> str:
        """The recommendation as JSON text."""
        from advisor.report import report

        return report(self, "json")

    def to_markdown(self) -> str:
        """The recommendation as an architecture decision record (MADR)."""
        from advisor.report import report

        return report(self, "markdown")

    def to_text(self) -> str:
        """The recommendation as a terminal shows it, without colour."""
        from advisor.report import report

        return report(self, "text")

    def to_html(self) -> str:
        """The recommendation as one self-contained HTML page."""
        from advisor.page.report_page import report_page

        return report_page([self])

    def starter(self, *, styles: Iterable[str] = ("cli", "cloudformation")) -> tuple[File, ...]:
        """The files that put the recommendation to work; none when nothing fits.

        `styles` are any of "cli", "cloudformation", "terraform" and "cdk"; `AdvisorError` for any
        other.
        """
        from advisor.starter import starter

        return starter(self, styles)

    def why(self, option: str | None = None) -> Why:
        """Everything for and against an option or a platform; by default the recommended one.

        `AdvisorError` if the rule book has no such option or platform.
        """
        from advisor.review import why

        return why(self, option)

    def what_if(self, **changes: Any) -> Difference:
        """What changes when these fields of the spec are changed; None removes a field.

        `AdvisorError` if a field does not exist, or cannot have the value.
        """
        from advisor.review import Difference

        return Difference(self, self.with_fields(**changes))

    def with_fields(self, **changes: Any) -> Recommendation:
        """The answer for the same workload with these fields of its spec changed.

        None removes a field. `AdvisorError` if a field does not exist, or cannot have the value.
        """
        fields = {**self._fields(), **changes}
        kept = {name: value for name, value in fields.items() if value is not None}
        return recommend(kept, rules=self.book, engine=self.engine.name, terms=self.terms)

    def _fields(self) -> dict[str, Any]:
        """The fields that the workload states."""
        if self.made is not None:
            return self.made.model_dump(mode="json", exclude_unset=True)
        value = self.document.value if self.document is not None else None
        return dict(value) if isinstance(value, dict) else {}

    def card(self) -> Card:
        """The answer in short, for a notebook."""
        from advisor.report.card import recommendation_card

        return recommendation_card(self)


def recommend(
    workload: Workload | Mapping[str, Any] | str | Path,
    *,
    rules: RuleBook | None = None,
    engine: str = "python",
    terms: Terms | None = None,
    usual: Mapping[str, Any] | None = None,
) -> Recommendation:
    """Where a workload should run, and why.

    `workload` is a `Workload`, a mapping of its fields, or the path of a spec (`-` reads standard
    input) or of an AWS definition, which becomes the workload that it describes. `usual` has
    default values for fields of the spec, as a project's configuration does; `engine` is `python`
    or `durable-rules`. Raises `AdvisorError`, with every problem and its place, if the spec is not
    valid.
    """
    book = load_rules() if rules is None else rules
    if isinstance(workload, str | Path):
        document = only_one(workloads_in(workload, book))
    elif isinstance(workload, Mapping):
        document = unwritten(dict(workload))
    else:
        stated = with_own_facts(book, given(workload), workload.x)
        _check_names(stated, None, book)
        return _worked_out(book, engine, stated, None, workload, terms)
    return _recommended(document, book, engine, terms, usual)


def recommend_each(
    path: str | Path,
    *,
    rules: RuleBook | None = None,
    engine: str = "python",
    terms: Terms | None = None,
    usual: Mapping[str, Any] | None = None,
) -> Iterator[Recommendation | AdvisorError]:
    """An answer for each workload of a file, in its order; the options are those of `recommend`.

    For a workload with mistakes the error is yielded, so that the others are still answered.
    Raises `AdvisorError` if the file itself cannot be read.
    """
    book = load_rules() if rules is None else rules
    for document in workloads_in(path, book):
        try:
            yield _recommended(document, book, engine, terms, usual)
        except AdvisorError as error:
            yield error


def _recommended(
    document: Document,
    book: RuleBook,
    engine: str,
    terms: Terms | None,
    usual: Mapping[str, Any] | None,
) -> Recommendation:
    document = _with_usual(document, usual or {})
    return _worked_out(book, engine, _checked(document, book), document, None, terms)


def _worked_out(
    book: RuleBook,
    engine: str,
    stated: Mapping[str, Value],
    document: Document | None,
    made: Workload | None,
    terms: Terms | None,
) -> Recommendation:
    """The answer for the facts that a workload states."""
    chosen = engine_named(engine)
    outcome = decide(book, complete(book, stated), chosen)
    answer = Recommendation(book, chosen, stated, outcome, document, made, terms)
    return replace(answer, outcome=outcome_within(answer)) if answer.runs else answer


def _with_usual(document: Document, usual: Mapping[str, Any]) -> Document:
    """The document with default values for fields it does not state; these have no place in it."""
    if not usual or not isinstance(document.value, dict):
        return document
    return replace(document, value={**usual, **document.value})


def _checked(document: Document, book: RuleBook) -> dict[str, Value]:
    """The facts a spec states; AdvisorError if it is not valid, or names what the book lacks."""
    try:
        x = document.value.get("x") if isinstance(document.value, dict) else None
        stated = with_own_facts(book, stated_in(document), x or {}, document)
    except AdvisorError as error:
        # Even a spec with mistakes names a platform, which can be checked as well.
        raw = document.value if isinstance(document.value, dict) else {}
        named = {"platform": raw.get("platform")}
        raise AdvisorError((*error.problems, *_unknown_names(named, document, book))) from None
    _check_names(stated, document, book)
    return stated


def stated_in(document: Document) -> dict[str, Value]:
    """The facts that a spec states; AdvisorError with every problem if it is not valid."""
    if len(document.text) > LARGEST_SPEC:
        message = f"is larger than {LARGEST_SPEC // 2**10} KiB, more than describes any workload"
        raise AdvisorError(Problem(message, document.path))
    reader = quick_reader()
    fields = reader.fields(document.value) if reader is not None else None
    if fields is not None:
        return stated_facts(Fields(*fields))
    from advisor.validation import validated
    from advisor.workload import Workload

    return given(validated(Workload, document))


def _check_names(stated: Mapping[str, Value], document: Document | None, book: RuleBook) -> None:
    """Refuse a platform or an alternative that the rule book does not have."""
    problems = list(islice(_unknown_names(stated, document, book), _TOLD))
    if problems:
        raise AdvisorError(problems)


def _unknown_names(
    stated: Mapping[str, Value], document: Document | None, book: RuleBook
) -> Iterator[Problem]:
    for field, path, name, known in _names(stated, book):
        if name not in known:
            near = did_you_mean(name, known)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
            place = document.place(*path) or document.place(field) if document else None
            where = document.path if document else None
            yield Problem(f"`{field}` cannot be {quoted(name)}", where, place, hint)


Named = tuple[str, tuple[str | int, ...], str, list[str]]


def _names(stated: Mapping[str, Value], book: RuleBook) -> Iterator[Named]:
    """The fields that name parts of the rule book: field, path, name, and the names there are."""
    platform = stated.get("platform")
    if isinstance(platform, str):
        yield "platform", ("platform",), platform, [each.id for each in book.platforms]
    considered = stated.get("consider")
    if isinstance(considered, tuple):
        known = list(alternatives(book))
        yield from (("consider", ("consider", i), name, known) for i, name in enumerate(considered))

"""The verbs of the library: read a workload, recommend, and turn the answer into what is needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.decide import decide
from advisor.engines import Engine, engine
from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.explain import Explanation
from advisor.facts import complete, given
from advisor.model import RuleBook
from advisor.reading import Document, read_file, unwritten
from advisor.rulebook import load_rules
from advisor.validation import validated
from advisor.workload import Workload

if TYPE_CHECKING:
    from advisor.starter import File


class Recommendation(Explanation):
    """The answer for one workload: an `Explanation` with the verbs that turn it into files."""

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
        """The recommendation as it is shown at a terminal, without colour."""
        from advisor.report import report

        return report(self, "text")

    def starter(self) -> tuple[File, ...]:
        """The files that put the recommendation to work; none when nothing fits."""
        from advisor.starter import starter

        return starter(self)


def recommend(
    workload: Workload | Mapping[str, Any] | str | Path,
    *,
    rules: RuleBook | None = None,
    engine_name: str = "python",
) -> Recommendation:
    """Where a workload should run, and why.

    `workload` is a `Workload`, a mapping of its fields, or the path of a spec (`-` reads standard
    input). Raises `AdvisorError`, with every problem and its place, when it is not a valid spec.
    """
    book = load_rules() if rules is None else rules
    chosen_engine = engine(engine_name)
    if isinstance(workload, Workload):
        return _recommended(workload, None, book, chosen_engine)
    if isinstance(workload, Mapping):
        document = unwritten(dict(workload))
        return _recommended(validated(Workload, document), None, book, chosen_engine)
    document = read_file(workload)
    return _recommended(validated(Workload, document), document, book, chosen_engine)


def _recommended(
    workload: Workload, document: Document | None, book: RuleBook, chosen: Engine
) -> Recommendation:
    _check_names(workload, document, book)
    stated = given(workload)
    outcome = decide(book, complete(book, stated), chosen)
    return Recommendation(workload, book, chosen, stated, outcome, document)


def _check_names(workload: Workload, document: Document | None, book: RuleBook) -> None:
    """Refuse a platform or an alternative that the rule book does not have."""
    platforms = [platform.id for platform in book.platforms]
    alternatives = [
        option.id
        for decision in book.decisions
        for option in decision.options
        if option.alternative
    ]
    named = [("platform", (), workload.platform, platforms)] if workload.platform else []
    problems = []
    for index, name in enumerate(workload.consider):
        named.append(("consider", (index,), name, alternatives))  # type: ignore[arg-type]  # a path of one index
    for field, path, name, known in named:
        if name not in known:
            near = did_you_mean(str(name), known)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
            place = document.place(field, *path) or document.place(field) if document else None
            where = document.path if document else None
            problems.append(Problem(f"`{field}` cannot be `{name}`", where, place, hint))
    if problems:
        raise AdvisorError(problems)

"""The whole decision procedure as one query over a table of jobs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.condition import facts_read
from advisor.decide import alternatives
from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.fleet.columns import BITS, Keys, job_columns, keys_of
from advisor.fleet.sql import conditions
from advisor.fleet.sql.dialects import DIALECTS, DUCKDB, Dialect, number
from advisor.fleet.sql.given import derive, facts_of_rows
from advisor.fleet.sql.logic import (
    Logic,
    Sql,
    Sure,
    all_sure,
    any_sure,
    chosen,
    not_sure,
    surely,
    written,
)
from advisor.fleet.sql.procedure import Context, Taken, taken
from advisor.fleet.sql.stages import Stages
from advisor.fleet.sql.terms import Choice, Fact, Fixed, Term
from advisor.model import Kind, Rule, RuleBook


class Query(NamedTuple):
    """A query, the meaning of the bits in its sets, and its columns."""

    text: str
    keys: Keys
    columns: tuple[str, ...]


def query(
    book: RuleBook,
    columns: Sequence[str],
    *,
    table: str = "jobs",
    dialect: Dialect = DUCKDB,
    keep: Sequence[str] = (),
    full: Collection[str] = (),
    fired: bool = False,
    lists: bool = False,
    give: Collection[str] | None = None,
) -> Query:
    """The decisions for each row of a table, as SQL.

    `columns` are the facts that the table has, `full` those of them that are never NULL, `keep` the
    columns to keep beside the decisions; one with the name of a decision becomes `job_…`. With
    `fired` the rows have every rule that holds, with `lists` lists instead of bit sets, with `give`
    only these columns of the decisions. `table` is put into the query unquoted. AdvisorError for a
    column that is not a fact.
    """
    _check(book, columns)
    stages = Stages(table)
    kept = {name: stages.column(f"keep_{name}", dialect.named(name), given=True) for name in keep}
    quoted = {name: dialect.named(name) for name in columns if name in book.facts}
    facts = facts_of_rows(book, quoted, full, stages, dialect)
    writer = _Writer(book, facts, stages, dialect)
    decisions = writer.decisions()
    if fired:
        writer.advice()
    return _final(book, decisions, writer, kept, fired=fired, lists=lists, give=give)


def derived_facts(
    book: RuleBook,
    columns: Sequence[str],
    names: Sequence[str],
    *,
    table: str,
    dialect: Dialect = DUCKDB,
    keep: Sequence[str] = (),
    full: Collection[str] = (),
) -> str:
    """Derived facts for each row of a table, NULL where none or unknown, as SQL."""
    _check(book, columns)
    stages = Stages(table)
    kept = {name: stages.column(f"keep_{name}", dialect.named(name), given=True) for name in keep}
    quoted = {name: dialect.named(name) for name in columns if name in book.facts}
    facts = facts_of_rows(book, quoted, full, stages, dialect)
    derive(book, names, facts, stages, True)
    final = kept | {name: _value(facts[name]) for name in names}
    return stages.text(f"{text} AS {dialect.named(name)}" for name, text in final.items())


def _value(fact: Fact) -> str:
    match fact:
        case Fixed(int() | float() as value):
            return number(value)
        case Term(_, value):
            return value
        case _:
            return "CAST(NULL AS DOUBLE)"


def _check(book: RuleBook, columns: Sequence[str]) -> None:
    known = job_columns(book)
    problems = []
    for name in columns:
        if name not in known:
            near = did_you_mean(name, known)
            hint = f"did you mean `{near}`?" if near else "see `advisor fleet --help`"
            problems.append(Problem(f"`{name}` is not a fact of a workload", help=hint))
    if problems:
        raise AdvisorError(problems)


class _Writer:
    """Writes the decisions in order; each may read the choices of earlier ones."""

    def __init__(
        self, book: RuleBook, facts: dict[str, Fact], stages: Stages, dialect: Dialect
    ) -> None:
        self.book, self.facts, self.stages, self.dialect = book, facts, stages, dialect
        self.holding: dict[str, Sure] = {}  # by rule: where it holds and its decision is asked

    def decisions(self) -> list[Taken]:
        """Every decision; none is asked after one that found no option."""
        result: list[Taken] = []
        context = Context(self.book, self.facts, self._considered(), self.stages, self.dialect)
        for decision in self.book.decisions:
            ended = any_sure(each.no_fit for each in result)
            wanted = surely(conditions.read(decision.asked, self.facts, self.dialect))
            asked = all_sure((wanted, not_sure(ended)))
            asked = self.stages.sure(f"asked_{decision.id}", asked)
            self._derive(decision.rules, True)
            truths = self.truths(decision.rules, asked)
            each = taken(decision, asked, truths, context)
            result.append(each)
            self.facts[decision.id] = Choice(each.leads)
        return result

    def advice(self) -> None:
        """Add the rules of advice, which may read every choice."""
        self._derive(self.book.advice, True)
        self.truths(self.book.advice, True)

    def truths(self, rules: Sequence[Rule], asked: Sure) -> dict[str, Logic]:
        """The truth of each rule, as columns of a stage."""
        found: dict[str, Logic] = {}
        for rule in rules:
            logic = conditions.read(rule.when, self.facts, self.dialect)
            found[rule.id] = self.stages.truth(f"is_{rule.code}", logic)
            self.holding[rule.code] = all_sure((asked, surely(found[rule.id])))
        return found

    def _derive(self, rules: Sequence[Rule], where: Sure) -> None:
        """Add the derived facts that some rules read."""
        read = {name for rule in rules for name in facts_read(rule.when)}
        missing = {name for name in read if self.book.facts[name].formula is not None}
        derive(self.book, missing, self.facts, self.stages, where)

    def _considered(self) -> Mapping[str, Sure]:
        """Where the job names each alternative."""
        names: dict[str, list[str]] = {}
        for name, option in alternatives(self.book).items():
            names.setdefault(option, []).append(name)
        consider = self.facts.get("consider", Fixed(()))
        return {option: self._names_one(consider, each) for option, each in names.items()}

    def _names_one(self, consider: Fact, names: Sequence[str]) -> Sure:
        match consider:
            case Term(Kind.LIST, value):
                listed = self.dialect.overlap.format(value, self.dialect.texts(names))
                return Sql(f"COALESCE({listed}, FALSE)", nullable=False)
            case Fixed(tuple() as named):
                return any(name in names for name in named)
            case _:
                return False


def _final(
    book: RuleBook,
    decisions: Sequence[Taken],
    writer: _Writer,
    kept: Mapping[str, str],
    *,
    fired: bool,
    lists: bool,
    give: Collection[str] | None,
) -> Query:
    keys = keys_of(book)
    typed = f"CAST(NULL AS {writer.dialect.texts_are})"  # NULL alone has no type
    columns = {
        name: typed if text == "NULL" else text
        for name, text in _columns(book, decisions, writer.dialect)
    }
    doubts = _doubts(decisions)
    if lists:
        columns["depends_on"] = _list(doubts, writer.dialect)
        if fired:
            columns["fired"] = _list(writer.holding, writer.dialect)
    else:
        columns["depends_on"] = _bits([doubts.get(name, False) for name in keys.depends_on])
        holding = [writer.holding[code] for code in keys.fired] if fired else []
        for start in range(0, len(holding), BITS):
            columns[f"fired_{start // BITS}"] = _bits(holding[start : start + BITS])
    called = names_beside(kept, columns)
    given = {name: text for name, text in columns.items() if give is None or name in give}
    final = {**{called[name]: column for name, column in kept.items()}, **given}
    quoted = [f"{text} AS {writer.dialect.named(name)}" for name, text in final.items()]
    return Query(writer.stages.text(quoted), keys, tuple(final))


def names_beside(kept: Collection[str], columns: Collection[str]) -> dict[str, str]:
    """The names of kept columns beside the columns of decisions.

    DuckDB and Spark take names that differ only in case for one, so these may not either.
    """
    decided = {each.lower() for each in columns}
    taken = decided | {each.lower() for each in kept}
    called = {}
    for name in kept:
        called[name] = _free(name, taken) if name.lower() in decided else name
        taken.add(called[name].lower())
    return called


def _free(name: str, taken: Collection[str]) -> str:
    while name.lower() in taken:
        name = f"job_{name}"
    return name


def _doubts(decisions: Sequence[Taken]) -> dict[str, Sure]:
    """The facts that a row can depend on, with where it does; not where nothing fits."""
    found: dict[str, list[Sure]] = {}
    for each in decisions:
        for fact, where in each.doubts.items():
            found.setdefault(fact, []).append(where)
    fits = not_sure(any_sure(each.no_fit for each in decisions))
    return {fact: all_sure((fits, any_sure(where))) for fact, where in found.items()}


def _columns(
    book: RuleBook, decisions: Sequence[Taken], dialect: Dialect
) -> Iterator[tuple[str, str]]:
    no_fit = any_sure(each.no_fit for each in decisions)
    certain = (any_sure((not_sure(each.asked), each.settled)) for each in decisions)
    yield "platform", _platform(book, decisions, no_fit, dialect)
    yield "status", _status(no_fit, all_sure(certain))
    for each in decisions:
        options = [(where, dialect.text(option)) for option, where in each.leads.items()]
        yield each.decision.id, chosen(options)
        unasked = (not_sure(each.asked), "NULL")
        status = chosen([unasked, (each.no_fit, "'no-fit'"), (each.settled, "'settled'")],
                        "'conditional'")  # fmt: skip
        yield f"{each.decision.id}_status", status
        yield f"{each.decision.id}_rule", each.rule


def _status(no_fit: Sure, settled: Sure) -> str:
    return chosen([(no_fit, "'no-fit'"), (settled, "'settled'")], "'conditional'")


def _platform(book: RuleBook, decisions: Sequence[Taken], no_fit: Sure, dialect: Dialect) -> str:
    """The platform whose choices are all taken; of several the one with most choices."""
    taken_by = {each.decision.id: each.leads for each in decisions}
    ordered = sorted(book.platforms, key=lambda each: -len(each.choices))
    answers = [
        (
            all_sure(taken_by[name].get(choice, False) for name, choice in each.choices.items()),
            dialect.text(each.id),
        )
        for each in ordered
    ]
    return chosen([(no_fit, "NULL"), *answers])


def _bits(parts: Sequence[Sure]) -> str:
    terms = [
        chosen([(where, f"CAST({1 << index} AS BIGINT)")], "0")
        for index, where in enumerate(parts)
        if where is not False
    ]
    return " + ".join(terms) or "CAST(0 AS BIGINT)"


def _list(parts: Mapping[str, Sure], dialect: Dialect) -> str:
    possible = {name: where for name, where in parts.items() if where is not False}
    if not possible:
        return f"CAST({dialect.listed.format('')} AS {dialect.lists_are})"
    truths = dialect.listed.format(", ".join(map(written, possible.values())))
    return dialect.picked.format(dialect.texts(possible), truths)


__all__ = ["DIALECTS", "Query", "derived_facts", "names_beside", "query"]

"""The columns of the two relations that readers, the query and the summary share."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from advisor.condition import UNKNOWN
from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.facts import spec_facts
from advisor.fields import SpecFact
from advisor.model import Kind, RuleBook

BITS = 62  # bits in a signed 64-bit integer, with room to add


class Column(NamedTuple):
    """A column: its name, the kind and unit of its values, and a description."""

    name: str
    kind: Kind
    unit: str | None
    title: str


class Keys(NamedTuple):
    """The meaning of the bits: bit i of `depends_on` is a fact, bit i of `fired_k` rule 62 k + i.

    They are the same for all tables decided by one rule book, whatever columns the tables have.
    """

    depends_on: tuple[str, ...]
    fired: tuple[str, ...]

    def facts(self, bits: int) -> tuple[str, ...]:
        """The facts named by a value of `depends_on`."""
        return tuple(_named(self.depends_on, bits))

    def rules(self, *columns: int) -> tuple[str, ...]:
        """The codes of the rules that the values of `fired_0`, `fired_1`, … name."""
        return tuple(
            code
            for index, bits in enumerate(columns)
            for code in _named(self.fired[index * BITS : (index + 1) * BITS], bits)
        )


def _named(names: tuple[str, ...], bits: int) -> Iterator[str]:
    return (name for index, name in enumerate(names) if bits >> index & 1)


def keys_of(book: RuleBook) -> Keys:
    """The facts that can be unknown, and all rules; AdvisorError if the facts exceed the bits."""
    facts = [each.fact.name for each in spec_facts() if _may_be_unknown(each)]
    facts += [name for name in book.facts if name.startswith("x.")]
    if len(facts) > BITS:
        message = (
            f"a set of bits holds {BITS} facts that may be unknown, and there are {len(facts)}"
        )
        raise AdvisorError(Problem(message, help="leave facts of your own away"))
    return Keys(tuple(facts), tuple(rule.code for rule in book.rules))


def _may_be_unknown(each: SpecFact) -> bool:
    return each.absent is UNKNOWN or callable(each.absent)


NAME = Column("name", Kind.TEXT, None, "what the job is called")
RUNS = Column("runs", Kind.NUMBER, None, "runs that the row stands for; 1 when absent")
CPU_HOURS = Column(
    "cpu_hours", Kind.NUMBER, "vCPU-h", "vCPU-hours of all its runs; from the facts when absent"
)


def job_columns(book: RuleBook) -> Mapping[str, Column]:
    """Every column with a meaning that the jobs may have, by name."""
    decisions = {decision.id for decision in book.decisions}
    facts = (
        Column(fact.name, fact.kind, fact.unit, fact.title)
        for fact in book.facts.values()
        if fact.formula is None and fact.name not in decisions
    )
    return {each.name: each for each in (NAME, *facts, RUNS, CPU_HOURS)}


def number_columns() -> frozenset[str]:
    """The names of the columns of jobs that are numbers, whatever the rule book."""
    facts = {each.fact.name for each in spec_facts() if each.fact.kind is Kind.NUMBER}
    return frozenset(facts | {RUNS.name, CPU_HOURS.name})


def decision_columns(
    book: RuleBook, *, fired: bool = False, lists: bool = False
) -> tuple[Column, ...]:
    """The columns that the query adds to the jobs."""
    sets = Kind.LIST if lists else Kind.NUMBER
    columns = [
        Column("platform", Kind.TEXT, None, "where the job should run; NULL where nothing fits"),
        Column("status", Kind.TEXT, None, "settled, conditional or no-fit"),
    ]
    for decision in book.decisions:
        columns += [
            Column(decision.id, Kind.TEXT, None, f"{decision.question} NULL where not asked"),
            Column(f"{decision.id}_status", Kind.TEXT, None, "how sure that choice is"),
            Column(f"{decision.id}_rule", Kind.TEXT, None, "code of the rule that decided it"),
        ]
    columns.append(Column("depends_on", sets, None, "unknown facts that could change the choices"))
    if lists and fired:
        columns.append(Column("fired", Kind.LIST, None, "codes of the rules that hold"))
    elif fired:
        columns += [
            Column(f"fired_{index}", Kind.NUMBER, None, "the rules that hold, as bits")
            for index in range(-(-len(book.rules) // BITS))
        ]
    return tuple(columns)


def columns_given(
    book: RuleBook, give: Collection[str] | None, *, fired: bool = False, lists: bool = False
) -> tuple[str, ...]:
    """The names of those that are wanted, all when None; AdvisorError where one is not known."""
    known = [each.name for each in decision_columns(book, fired=fired, lists=lists)]
    if give is not None and not give:
        there = f"there are {', '.join(known)}"
        raise AdvisorError(Problem("no column of the decisions is wanted", help=there))
    problems = []
    for name in give or ():
        if name not in known:
            near = did_you_mean(name, known)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
            problems.append(Problem(f"`{name}` is not a column of the decisions", help=hint))
    if problems:
        raise AdvisorError(problems)
    return tuple(name for name in known if give is None or name in give)

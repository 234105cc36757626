"""The page of facts: what each means, its unit, and its value when it is not stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.condition import UNKNOWN, FactRef, facts_read
from advisor.display.escaping import code, prose
from advisor.facts import spec_facts
from advisor.fields import SpecFact
from advisor.model import Fact, Kind, RuleBook
from advisor.ruledocs.markdown import anchored, header, heading, table
from advisor.ruledocs.rule_pages import link_to
from advisor.units import show

__all__ = ["facts_page"]

_PAGE = "reference/facts.md"
_ABOUT = """\
What the conditions of rules can ask. A fact is *given* where the workload states it; where it does
not, the fact is *assumed* to have the value below, and the answer lists it, or it stays *unknown*,
and the answer says what would depend on it. *None* is a value: there is none.

Amounts have one unit, whatever a spec writes: memory and disk are in MiB, times in seconds."""


def facts_page(book: RuleBook) -> str:
    """The page."""
    return "\n".join(_lines(book)).rstrip("\n") + "\n"


def _lines(book: RuleBook) -> Iterator[str]:
    yield from header("Facts", "the fields of a spec and `rules/derived.yaml`")
    yield _ABOUT
    yield ""
    yield from heading(2, "Facts of a workload", "given")
    readers = _readers(book)
    yield from table(
        ("Fact", "Meaning", "Kind", "When absent", "Read by"),
        ((*_given(each), _codes(each.fact, readers, book)) for each in spec_facts()),
    )
    yield from heading(2, "Derived facts", "derived")
    yield "Computed from others: unknown where one of those is unknown, none where one is none."
    yield ""
    yield from table(
        ("Fact", "Meaning", "Unit", "Formula", "Read by"),
        ((*_derived(each), _codes(each, readers, book)) for each in book.derived),
    )
    yield from heading(2, "Choices", "choices")
    yield "A rule of a later decision, and advice, may ask what was chosen before."
    yield ""
    choices = [book.facts[each.id] for each in book.decisions]
    yield from table(("Fact", "Values"), ((_name(e), _choices(e)) for e in choices))


def _readers(book: RuleBook) -> Mapping[str, Sequence[str]]:
    """The codes of the rules and advice that read each fact, in the order of the book."""
    found: dict[str, list[str]] = {}
    for rule in book.rules:
        for name in dict.fromkeys(facts_read(rule.when)):
            found.setdefault(name, []).append(rule.code)
    return found


def _codes(fact: Fact, readers: Mapping[str, Sequence[str]], book: RuleBook) -> str:
    return ", ".join(link_to(each, _PAGE, book) for each in readers.get(fact.name, ()))


def _name(fact: Fact) -> str:
    return f"{anchored(fact.name)}{code(fact.name)}"


def _choices(fact: Fact) -> str:
    return ", ".join(code(each) for each in fact.choices)


def _given(each: SpecFact) -> tuple[str, ...]:
    return (_name(each.fact), prose(each.fact.title), _kind(each.fact), _absent(each))


_KINDS = {Kind.NUMBER: "number", Kind.BOOLEAN: "yes or no", Kind.TEXT: "text", Kind.LIST: "list"}


def _kind(fact: Fact) -> str:
    if fact.choices:
        return f"{'list of ' if fact.kind is Kind.LIST else ''}{_choices(fact)}"
    return f"{_KINDS[fact.kind]}, {prose(fact.unit)}" if fact.unit else _KINDS[fact.kind]


def _absent(each: SpecFact) -> str:
    if isinstance(each.absent, FactRef):
        return f"as {code(each.absent.fact)}"
    if callable(each.absent):
        words = (each.absent.__doc__ or "").strip().rstrip(".")
        return prose(words[:1].lower() + words[1:])
    if each.absent is UNKNOWN:
        return "**unknown**"
    value = show(each.absent, each.fact.unit)
    return prose(each.assumed or value)


def _derived(fact: Fact) -> tuple[str, ...]:
    return (_name(fact), prose(fact.title), prose(fact.unit or ""), code(fact.formula_text or ""))

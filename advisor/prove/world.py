"""Every workload that a spec allows, as Z3 variables: one for each fact that is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import z3

from advisor.condition import UNKNOWN, Among, Compare, Condition, Constant, leaves
from advisor.facts import spec_facts
from advisor.fields import SpecFact
from advisor.model import Fact, Kind, RuleBook
from advisor.prove.absent import completed
from advisor.prove.bounds import Bounds, bounds
from advisor.prove.kleene import FALSE, TRUE, some
from advisor.prove.numbers import ONE, Part, Products, Ratio, Sign
from advisor.prove.read import value
from advisor.prove.terms import BooleanTerm, ListTerm, NumberTerm, Term, TextTerm

Named = Mapping[str, tuple[str, ...]]


def named_texts(conditions: Iterable[Condition], book: RuleBook) -> Named:
    """The texts that conditions compare each fact with; all other texts are alike."""
    found: dict[str, dict[str, None]] = {
        name: dict.fromkeys(fact.choices) for name, fact in book.facts.items()
    }
    for condition in conditions:
        for leaf in leaves(condition):
            match leaf:
                case Compare(fact, _, Constant(str() as text)):
                    found[fact][text] = None
                case Among(fact, values):
                    found[fact].update((each, None) for each in values if isinstance(each, str))
    alternatives = [each.id for one in book.decisions for each in one.options if each.alternative]
    if "consider" in found:
        found["consider"] = dict.fromkeys(alternatives)
    return {name: tuple(texts) for name, texts in found.items()}


class World:
    """An arbitrary workload: whether each fact is given, and its value.

    Variables are made when a fact is first read; `constraints` says what values they may have. A
    world made from another shares its facts but for those that differ.
    """

    def __init__(
        self,
        book: RuleBook,
        named: Named,
        products: Products,
        other: World | None = None,
        differs: frozenset[str] = frozenset(),
    ) -> None:
        self.book = book
        self.named = named
        self.products = products
        self.constraints: list[z3.BoolRef] = []
        self.given: dict[str, z3.BoolRef] = {}
        self.own: dict[str, Term] = {}
        self.choices: dict[str, TextTerm] = {}
        self._other, self._differs = other, differs
        self._terms: dict[str, Term] = {}
        self._spec: dict[str, SpecFact] = {each.fact.name: each for each in spec_facts()}

    def term(self, name: str) -> Term:
        """A fact, as conditions read it."""
        if name in self.choices:
            return self.choices[name]
        if name not in self._terms:
            self._terms[name] = self._made(self.book.facts[name])
        return self._terms[name]

    def _made(self, fact: Fact) -> Term:
        if fact.formula is not None:
            return value(fact.formula, self.term, self.products)
        if fact.name in {decision.id for decision in self.book.decisions}:
            return TextTerm(FALSE, TRUE, {})
        given, own = self._variables(fact)
        each = self._spec.get(fact.name)
        if each is None:
            return own._replace(unknown=z3.Not(given))
        return completed(each, given, own, self.term)

    def _variables(self, fact: Fact) -> tuple[z3.BoolRef, Term]:
        """Whether a fact is given, and what it is if it is; a constant default counts as given."""
        if self._other is not None and fact.name not in self._differs:
            self._other.term(fact.name)
            self.given[fact.name] = self._other.given[fact.name]
            self.own[fact.name] = self._other.own[fact.name]
            return self.given[fact.name], self.own[fact.name]
        mark = "" if self._other is None else "'"
        each = self._spec.get(fact.name)
        always = each is not None and not each.depends and each.absent not in (None, UNKNOWN)
        given = TRUE if always else z3.Bool(f"{fact.name}{mark} given")
        self.given[fact.name] = given
        self.own[fact.name] = self._free(fact, f"{fact.name}{mark}")
        return given, self.own[fact.name]

    def _free(self, fact: Fact, name: str) -> Term:
        match fact.kind:
            case Kind.NUMBER:
                return NumberTerm(FALSE, FALSE, self._number(name, bounds().get(fact.name)))
            case Kind.BOOLEAN:
                return BooleanTerm(FALSE, FALSE, z3.Bool(name))
            case Kind.TEXT:
                return TextTerm(FALSE, FALSE, self._texts(fact, name))
            case Kind.LIST:
                return self._list(fact, name)

    def _number(self, name: str, bound: Bounds | None) -> Ratio:
        bound = bound or Bounds()
        variable = z3.Int(name) if bound.whole else z3.Real(name)
        if bound.low is not None:
            self.constraints.append(
                variable >= bound.low if bound.included else variable > bound.low
            )
        if bound.high is not None:
            self.constraints.append(variable <= int(bound.high))
        term = z3.ToReal(variable) if bound.whole else variable
        sign: Sign = "nonnegative" if bound.low is not None and bound.low >= 0 else "any"
        return Ratio(Part(term, "positive" if bound.positive else sign), ONE)

    def _texts(self, fact: Fact, name: str) -> Mapping[str, z3.BoolRef]:
        values = {text: z3.Bool(f"{name} = {text}") for text in self.named[fact.name]}
        self.constraints.append(z3.AtMost(*values.values(), 1) if len(values) > 1 else TRUE)
        if fact.choices:
            self.constraints.append(z3.Or(list(values.values())))
        return values

    def _list(self, fact: Fact, name: str) -> ListTerm:
        values = {text: z3.Bool(f"{name} has {text}") for text in self.named[fact.name]}
        there = z3.Bool(f"{name} has some")
        self.constraints += [z3.Implies(has, there) for has in values.values()]
        if fact.choices or fact.name == "consider":
            self.constraints.append(z3.Implies(there, some(values.values())))
        return ListTerm(FALSE, FALSE, values, there)

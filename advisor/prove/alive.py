"""Alive: every rule can fire and makes a difference, every limit is read, every option can win."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files
from pathlib import Path

from advisor import formula
from advisor.condition import limits_read
from advisor.model import Advises, Rule, RuleBook
from advisor.prove.procedure import Taken
from advisor.prove.proving import Claim, shown
from advisor.prove.results import Proof, Verdict
from advisor.prove.session import Session
from advisor.template import REFERENCE

FAMILY = "alive"


def proofs(session: Session) -> Iterator[Proof]:
    """The proofs of this family."""
    yield from options(session)
    for taken in session.outcome.decisions.values():
        yield from rules(session, taken)
    yield from advice(session)
    yield from limits(session)


def options(session: Session) -> Iterator[Proof]:
    """Every option can be chosen, and every platform recommended."""
    for taken in session.outcome.decisions.values():
        for option, chosen in taken.chosen.items():
            claim = Claim(FAMILY, f"{taken.decision.id}-{option}", f"`{option}` can be chosen")
            yield shown(session, claim, f"no workload leads to `{option}`", chosen)
    for platform, recommended in session.outcome.platforms.items():
        claim = Claim(FAMILY, platform, f"`{platform}` can be recommended")
        yield shown(session, claim, f"no workload leads to `{platform}`", recommended)


def rules(session: Session, taken: Taken) -> Iterator[Proof]:
    """Every rule of a decision can hold, and changes some choice."""
    for rule in taken.decision.rules:
        fires = _fires(session, rule, taken)
        yield fires
        if fires.verdict is Verdict.PROVED:
            yield _matters(session, rule, taken)


def advice(session: Session) -> Iterator[Proof]:
    """Every advice can be given."""
    for rule in session.book.advice:
        holds = session.truth(rule.when).surely
        yield shown(session, _claim(rule, "can-hold", "can hold"), _NEVER.format(rule.id), holds)


_NEVER = "no workload makes `{}` hold: it can go"


def _claim(rule: Rule, suffix: str, words: str) -> Claim:
    return Claim(FAMILY, f"{rule.id}-{suffix}", f"`{rule.id}` {words}", (rule.path, rule.place))


def _fires(session: Session, rule: Rule, taken: Taken) -> Proof:
    claim = _claim(rule, "can-hold", "can hold")
    holds = taken.truths[rule.id].surely
    return shown(session, claim, _NEVER.format(rule.id), taken.asked, holds)


def _matters(session: Session, rule: Rule, taken: Taken) -> Proof:
    """Without the rule some choice would be different, or the book says why the rule stays."""
    without = taken.choices_without(rule, session.considered)
    exception = session.declared.pointless.get(rule.id)
    says = f"without `{rule.id}` every choice would be the same, and proofs.yaml names no reason"
    proof = shown(session, _claim(rule, "matters", "decides something"), says, without)
    if exception is None:
        return proof
    claim = _claim(rule, "matters", f"decides nothing: {exception.because}")
    if proof.verdict is Verdict.PROVED:
        says = "proofs.yaml says that it decides nothing, and it does"
        return claim._replace(where=exception.where).proof(Verdict.FAILED, says)
    return claim.proof(Verdict.PROVED if proof.verdict is Verdict.FAILED else proof.verdict)


def limits(session: Session) -> Iterator[Proof]:
    """Every limit is read by some rule, or by what `proofs.yaml` names."""
    by_rules = limits_of_book(session.book)
    for limit in session.book.limits:
        claim = Claim(FAMILY, f"{limit}-is-read", f"somebody reads `{limit}`")
        readers = [
            reader
            for reader, patterns in session.declared.readers.items()
            if any(fnmatch(limit, pattern) for pattern in patterns)
        ]
        read = limit in by_rules or any(
            mentions(reader, limit, session.book.folder) for reader in readers
        )
        yield _is_read(session, claim, limit, read, readers)


def _is_read(session: Session, claim: Claim, limit: str, read: bool, readers: list[str]) -> Proof:
    because = session.declared.for_people.get(limit)
    if because is None and not read:
        among = f": {' and '.join(readers)} do not mention it" if readers else ""
        return claim.proof(Verdict.FAILED, f"nothing reads `{limit}`{among}")
    if because is not None and read:
        says = "proofs.yaml says that it is for people alone, and it is read"
        return claim._replace(where=session.declared.where).proof(Verdict.FAILED, says)
    words = claim.words if because is None else f"`{limit}` is for people alone: {because}"
    return claim._replace(words=words).proof(Verdict.PROVED)


def limits_of_book(book: RuleBook) -> frozenset[str]:
    """The limits that conditions, formulas and templates of a book read."""
    found: set[str] = set()
    for rule in book.rules:
        found.update(limits_read(rule.when))
        texts = [rule.because, rule.effect.text if isinstance(rule.effect, Advises) else ""]
        found.update(name for text in texts for name, _, _ in REFERENCE.findall(text))
    for fact in book.derived:
        if fact.formula is not None:
            found.update(formula.limits(fact.formula))
    return frozenset(found & set(book.limits))


def mentions(reader: str, limit: str, folder: Path) -> bool:
    """Whether a module or folder of advisor, or a folder beside the rules, names a limit."""
    name = re.compile(rf"\b{re.escape(limit)}\b|[\"'.]{re.escape(limit.split('.', 1)[1])}[\"']")
    for root in (Path(str(files("advisor"))), folder):
        place = root / reader
        sources = sorted(place.rglob("*")) if place.is_dir() else [place]
        if any(name.search(_text(source)) for source in sources if source.suffix in _SOURCES):
            return True
    return False


_SOURCES = (".py", ".yaml", ".j2")


@cache
def _text(source: Path) -> str:
    return source.read_text(encoding="utf-8") if source.is_file() else ""

"""Lambda runtimes that AWS deprecates or blocks, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from advisor.check.case import Case
from advisor.check.diagnostics import Diagnostic
from advisor.model import RuleBook

__all__ = ["runtimes"]

TABLE = "lambda.runtimes"
NOTICE = "check.runtime_notice"


class _Life(NamedTuple):
    """The dates of a runtime's end; None where AWS has announced none."""

    deprecated: date | None
    blocked: date | None


def runtimes(case: Case) -> Iterator[Diagnostic]:
    """At most one finding on the runtime of a function."""
    name = case.stated.get("runtime")
    if not isinstance(name, str) or not _on_lambda(case):
        return
    life = _lives(case.book).get(name)
    if life is None:
        return
    today, place = case.judge.today, case.document.place("runtime")
    newer = _newer(case.book, name, today)
    if life.blocked is not None and life.blocked <= today:
        message = f"Lambda has created no functions on `{name}` since {life.blocked}"
        yield case.found("runtime-blocked", message, place, help=newer)
    elif life.deprecated is not None and life.deprecated <= today:
        message = f"AWS deprecated `{name}` on {life.deprecated} and patches it no more"
        yield case.found("runtime-deprecated", message, place, help=newer, notes=_block(life))
    elif life.deprecated is not None and life.deprecated - today <= _notice(case.book):
        message = f"AWS deprecates `{name}` on {life.deprecated}"
        yield case.found("runtime-ends-soon", message, place, help=newer, notes=_block(life))


def _on_lambda(case: Case) -> bool:
    """Whether the runtime would be used: the verdict, or the intended platform, is Lambda."""
    if case.stated.get("lambda_image") is True:
        return False
    services = {str(case.outcome.facts.get("service"))}
    for platform in case.book.platforms:
        if platform.id == case.stated.get("platform"):
            services.add(platform.choices.get("service", ""))
    return any(service.startswith("lambda") for service in services)


def _block(life: _Life) -> tuple[str, ...]:
    if life.blocked is None:
        return ()
    return (f"from {life.blocked} on no new functions are created on it",)


def _notice(book: RuleBook) -> timedelta:
    return timedelta(seconds=book.number(NOTICE)) if NOTICE in book.limits else timedelta(0)


def _newer(book: RuleBook, name: str, today: date) -> str | None:
    """The newest supported runtime of the same language."""
    language = name.rstrip("0123456789.x")
    for other, life in _lives(book).items():
        announced = life.deprecated is not None and life.deprecated > today
        if other.rstrip("0123456789.x") == language and announced:
            return f"move to `{other}`, which has until {life.deprecated}"
    return None


def _lives(book: RuleBook) -> dict[str, _Life]:
    if TABLE not in book.limits:
        return {}
    table = book.table(TABLE)
    deprecated, blocked = table.columns.index("deprecated"), table.columns.index("create_block")
    return {str(row[0]): _Life(_day(row[deprecated]), _day(row[blocked])) for row in table.rows}


def _day(cell: float | str | None) -> date | None:
    return date.fromisoformat(cell) if isinstance(cell, str) else None

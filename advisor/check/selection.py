"""Which findings are shown, and with which severity: select, ignore, per file, suppressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Diagnostic, Severity
from advisor.check.discovery import matches
from advisor.check.suppression import Suppression
from advisor.errors import did_you_mean

_ALL_RULES = "`advisor rule --all` lists the rules"

__all__ = ["NOTHING_HIDDEN", "Hidden", "Selection", "sifted", "together"]


class Selection(NamedTuple):
    """The rules to show and to hide; a name is a code, the start of one, or an id."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    severities: Mapping[str, Severity] = MappingProxyType({})

    def wants(self, code: str, rule: str) -> bool:
        """Whether a rule is selected."""
        return not self.select or _named(code, rule, self.select)

    def ignores(self, code: str, rule: str, path: str) -> bool:
        """Whether a rule is selected and then ignored, for this file or for all."""
        return _named(code, rule, self.ignore) or any(
            _named(code, rule, names)
            for glob, names in self.per_file.items()
            if matches(path, (glob,))
        )

    def loud(self, diagnostic: Diagnostic) -> Diagnostic:
        """The finding with the severity that the project sets for it."""
        for name in (diagnostic.code, diagnostic.rule):
            if name in self.severities:
                return replace(diagnostic, severity=self.severities[name])
        return diagnostic


class Hidden(NamedTuple):
    """How many findings were hidden, and by what."""

    by_comment: int = 0
    by_configuration: int = 0


NOTHING_HIDDEN = Hidden()


def together(several: Iterable[Hidden]) -> Hidden:
    """The sum over several files."""
    every = tuple(several)
    return Hidden(
        sum(each.by_comment for each in every), sum(each.by_configuration for each in every)
    )


def _named(code: str, rule: str, names: Iterable[str]) -> bool:
    return any(name in ("ALL", rule) or code.startswith(name) for name in names)


def sifted(
    found: Iterable[Diagnostic],
    suppressed: tuple[Suppression, ...],
    selection: Selection,
    checks: SpecChecks,
    path: str,
) -> tuple[list[Diagnostic], Hidden]:
    """The findings of one file that are shown, those on its suppressions included."""
    shown: list[Diagnostic] = []
    used: set[int] = set()
    comments = configured = 0
    for diagnostic in found:
        if not selection.wants(diagnostic.code, diagnostic.rule):
            continue
        hiding = _hiding(diagnostic, suppressed)
        used.update(hiding)
        if hiding:
            comments += 1
        elif selection.ignores(diagnostic.code, diagnostic.rule, path):
            configured += 1
        else:
            shown.append(selection.loud(diagnostic))
    for diagnostic in _left_over(suppressed, used, selection, checks, path):
        if not selection.wants(diagnostic.code, diagnostic.rule):
            continue
        if selection.ignores(diagnostic.code, diagnostic.rule, path):
            configured += 1
        else:
            shown.append(selection.loud(diagnostic))
    return shown, Hidden(comments, configured)


def _hiding(diagnostic: Diagnostic, suppressed: tuple[Suppression, ...]) -> list[int]:
    line = diagnostic.place.line if diagnostic.place else 1
    return [
        index
        for index, each in enumerate(suppressed)
        if each.code in (diagnostic.code, diagnostic.rule) and each.hides(line)
    ]


def _left_over(
    suppressed: tuple[Suppression, ...],
    used: set[int],
    selection: Selection,
    checks: SpecChecks,
    path: str,
) -> Iterator[Diagnostic]:
    """A finding for each suppression that hides nothing, or cannot hide anything."""
    for index, each in enumerate(suppressed):
        if index in used:
            continue
        if not each.code:
            message = "the suppression names no code, and hides nothing"
            advice = "write `# advisor: ignore[CODE] reason`"
            yield checks["broken-suppression"].found(
                message, path, each.place, end=each.end, help=advice
            )
        elif each.code not in checks.names:
            near = did_you_mean(each.code, checks.names)
            advice = f"did you mean `{near}`?" if near else _ALL_RULES
            message = f"`{each.code}` is no rule, so that this hides nothing"
            yield checks["broken-suppression"].found(
                message, path, each.place, end=each.end, help=advice
            )
        elif selection.wants(*checks.names[each.code]) and not selection.ignores(
            *checks.names[each.code], path
        ):
            edits = (each.removal,) if each.removal else ()
            message = f"`{each.code}` hides nothing here"
            yield checks["unused-suppression"].found(
                message, path, each.place, end=each.end, help="remove it", edits=edits
            )

"""Which findings are shown, and with which severity: select, ignore, per file, suppressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from advisor.check.checks import SpecChecks
from advisor.check.diagnostics import Diagnostic, Edit, Severity
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
    wanted = [each for each in found if selection.wants(each.code, each.rule)]
    hiding = [_hiding(each, suppressed) for each in wanted]
    used = {index for indices in hiding for index in indices}
    heard = [each for each, indices in zip(wanted, hiding, strict=True) if not indices]
    for index, each in enumerate(suppressed):
        left = () if index in used else _left_over(each, selection, checks, path)
        heard += [found for found in left if selection.wants(found.code, found.rule)]
    shown = [each for each in heard if not selection.ignores(each.code, each.rule, path)]
    hidden = Hidden(sum(map(bool, hiding)), len(heard) - len(shown))
    return [selection.loud(each) for each in shown], hidden


def _hiding(diagnostic: Diagnostic, suppressed: tuple[Suppression, ...]) -> list[int]:
    line = diagnostic.place.line if diagnostic.place else 1
    return [
        index
        for index, each in enumerate(suppressed)
        if each.code in (diagnostic.code, diagnostic.rule) and each.hides(line)
    ]


def _left_over(
    each: Suppression, selection: Selection, checks: SpecChecks, path: str
) -> Iterator[Diagnostic]:
    """The finding on a suppression that hid nothing, or cannot hide anything."""
    edits: tuple[Edit, ...] = ()
    if not each.code:
        check, message = "broken-suppression", "the suppression names no code, and hides nothing"
        advice = "write `# advisor: ignore[CODE] reason`"
    elif each.code not in checks.names:
        check, message = (
            "broken-suppression",
            f"`{each.code}` is no rule, so that this hides nothing",
        )
        near = did_you_mean(each.code, checks.names)
        advice = f"did you mean `{near}`?" if near else _ALL_RULES
    else:
        rule = checks.names[each.code]
        if not selection.wants(*rule) or selection.ignores(*rule, path):
            return  # nothing was looked for that it could hide
        check, message, advice = (
            "unused-suppression",
            f"`{each.code}` hides nothing here",
            "remove it",
        )
        edits = (each.removal,) if each.removal else ()
    yield checks[check].found(message, path, each.place, end=each.end, help=advice, edits=edits)

"""The results of testing a rule book, as text, as JSON and as JUnit XML."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeVar
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from advisor.errors import Place, Problem
from advisor.testing.coverage import Gap
from advisor.testing.mutation import Mutant
from advisor.testing.nets import ENOUGH, Caught
from advisor.testing.suite import Result

__all__ = ["FORMATS", "Findings", "in_json", "in_junit", "in_text"]


class Findings(NamedTuple):
    """The results of a test run; None for what was not asked for."""

    results: tuple[Result, ...]
    gaps: tuple[Gap, ...] | None = None
    mutants: tuple[Mutant, ...] | None = None
    equivalent: dict[str, str] | None = None
    stale: tuple[Problem, ...] = ()
    caught: tuple[Caught, ...] | None = None
    few_nets: Mapping[str, str] | None = None

    @property
    def failed(self) -> tuple[Result, ...]:
        """The tests that failed."""
        return tuple(each for each in self.results if not each.passed)

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        """The mutants that no test noticed and that are not listed as equivalent."""
        known = self.equivalent or {}
        return tuple(
            each for each in self.mutants or () if each.noticed is None and each.name not in known
        )

    @property
    def loose(self) -> tuple[Caught, ...]:
        """The wrong values of limits that too few nets catch, without a listed reason."""
        known = {*(self.few_nets or {}), *(self.equivalent or {})}
        return tuple(
            each
            for each in self.caught or ()
            if len(each.nets) < ENOUGH
            and not {each.limit, f"limit {each.limit} {each.change}"} & known
        )

    @property
    def good(self) -> bool:
        """Whether nothing failed or is missing."""
        return not (self.failed or self.gaps or self.survivors or self.stale or self.loose)


def in_text(found: Findings, seconds: float) -> str:
    """A line for each thing to do, and the counts."""
    return "\n".join([*_lines(found), _summary(found, seconds)]) + "\n"


def _lines(found: Findings) -> Iterator[str]:
    for each in found.failed:
        for difference in each.differences:
            yield f"{_where(each.path, each.place)}{_title(each)} {difference}"
    for gap in found.gaps or ():
        yield f"{_where(gap.path, gap.place)}{gap.kind}: {gap.name}"
    for mutant in found.survivors:
        yield f"nobody notices: {mutant.name}"
    for problem in found.stale:
        yield str(problem)
    for caught in found.loose:
        nets = f"by {caught.nets[0]} alone" if caught.nets else "by nothing"
        yield f"caught {nets}: limit {caught.limit} {caught.change}"


def _title(result: Result) -> str:
    if result.kind == "case":
        return f"case `{result.name}`:"
    rule, _, number = result.name.rpartition(" example ")
    return f"example {number} of `{rule}`"


def _where(path: str, place: Place | None) -> str:
    parts = [part for part in (path, str(place) if place else "") if part]
    return ":".join(parts) + ": " if parts else ""


def _summary(found: Findings, seconds: float) -> str:
    kinds = [each.kind for each in found.results]
    words = [_counted(kinds.count("example"), "example"), _counted(kinds.count("case"), "case")]
    words.append(f"{len(found.failed)} failed" if found.failed else "all passed")
    if found.gaps is not None:
        words.append(_counted(len(found.gaps), "gap"))
    if found.mutants is not None:
        noticed = sum(each.noticed is not None for each in found.mutants)
        listed = len(found.mutants) - noticed - len(found.survivors)
        words.append(
            f"{_counted(len(found.mutants), 'mutant')}: {noticed} noticed, {listed} listed as "
            f"equivalent, {len(found.survivors)} not noticed"
        )
    if found.caught is not None:
        limits = len({each.limit for each in found.caught})
        enough = sum(len(each.nets) >= ENOUGH for each in found.caught)
        words.append(
            f"{_counted(len(found.caught), 'wrong value')} of {_counted(limits, 'limit')}: "
            f"{enough} caught by two nets or more, {len(found.caught) - enough - len(found.loose)} "
            f"listed with a reason, {len(found.loose)} caught by less"
        )
    return f"{', '.join(words)} in {seconds:.1f} s"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def in_json(found: Findings, seconds: float) -> str:
    """The same as JSON, with every test and mutant; null for what was not asked for."""
    content: dict[str, Any] = {
        "schema_version": "1.0",
        "good": found.good,
        "seconds": round(seconds, 3),
        "tests": [_test_data(each) for each in found.results],
        "gaps": _each(_gap_data, found.gaps, found),
        "mutants": _each(_mutant_data, found.mutants, found),
        "stale": [str(each) for each in found.stale],
        "limits": _each(_limit_data, found.caught, found),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


Item = TypeVar("Item")


def _each(
    data: Callable[[Item, Findings], dict[str, Any]], items: Iterable[Item] | None, found: Findings
) -> list[dict[str, Any]] | None:
    return None if items is None else [data(each, found) for each in items]


def _test_data(result: Result) -> dict[str, Any]:
    return {
        "kind": result.kind,
        "name": result.name,
        "passed": result.passed,
        "differences": list(result.differences),
        **_place(result.path, result.place),
    }


def _gap_data(gap: Gap, _: Findings) -> dict[str, Any]:
    return {"kind": gap.kind, "name": gap.name, **_place(gap.path, gap.place)}


def _mutant_data(mutant: Mutant, found: Findings) -> dict[str, Any]:
    because = (found.equivalent or {}).get(mutant.name)
    return {"name": mutant.name, "noticed_by": mutant.noticed, "equivalent_because": because}


def _limit_data(caught: Caught, found: Findings) -> dict[str, Any]:
    return {
        "limit": caught.limit,
        "change": caught.change,
        "nets": list(caught.nets),
        "because": (found.few_nets or {}).get(caught.limit),
    }


def _place(path: str, place: Place | None) -> dict[str, Any]:
    line, column = place or (None, None)
    return {"path": path or None, "line": line, "column": column}


def in_junit(found: Findings, seconds: float) -> str:
    """The same as JUnit XML: a suite for each file, one for gaps, mutants and limits each."""
    root = Element("testsuites", name="advisor rules test", time=f"{seconds:.3f}")
    for path, group in groupby(found.results, key=lambda each: each.path):
        tests = [(each.name, each.kind, "\n".join(each.differences)) for each in group]
        _suite(root, path, tests)
    if found.gaps is not None:
        _suite(root, "coverage", [(each.name, each.kind, each.kind) for each in found.gaps])
    if found.mutants is not None:
        known = set(found.survivors)
        wrong = "no example and no case notices it"
        tests = [(each.name, "mutant", wrong if each in known else "") for each in found.mutants]
        _suite(
            root, "mutants", [*tests, *((str(each), "stale", str(each)) for each in found.stale)]
        )
    if found.caught is not None:
        loose = set(found.loose)
        few = "less than two nets catch it"
        every = [
            (f"{each.limit} {each.change}", "limit", few if each in loose else "")
            for each in found.caught
        ]
        _suite(root, "limits", every)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: Element, name: str, tests: Sequence[tuple[str, str, str]]) -> None:
    failures = sum(bool(wrong) for _, _, wrong in tests)
    suite = SubElement(root, "testsuite", name=name, tests=str(len(tests)), failures=str(failures))
    for title, kind, wrong in tests:
        case = SubElement(suite, "testcase", name=title, classname=f"{name} {kind}")
        if wrong:
            SubElement(case, "failure", message=wrong.splitlines()[0]).text = wrong


FORMATS = {"text": in_text, "json": in_json, "junit": in_junit}

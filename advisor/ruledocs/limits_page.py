"""The page of limits: each with its value, source and history, and the rules that read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from advisor.display.escaping import code, prose
from advisor.explain.words import limit_shown
from advisor.fresh.hints import hints_of
from advisor.fresh.reading import where
from advisor.model import Limit, LimitValue, RuleBook, Table
from advisor.ruledocs.markdown import anchored, header, heading, source, table
from advisor.ruledocs.rule_pages import by_page, link_to
from advisor.ruledocs.services import service_titles
from advisor.units import show
from advisor.units.showing import plain

__all__ = ["limits_page"]

_PAGE = "reference/limits.md"
_ABOUT = """\
Every number of AWS's that a rule rests on stands once, in `rules/limits`, with its unit, its source
and the day somebody looked it up. Where AWS's own pages disagree, both values stand here. A
threshold of ours says why we chose it.

`advisor rules fresh` compares the limits with the botocore and cfn-lint that are installed, at the
place that the column *Source* names. [How a limit names that place](#hints)."""
_HINTS = """\
A limit says in `verify` where a program can look it up. `package: botocore` needs a `service` and
a `member` (a shape, `Shape.member`, or an operation; of several, what they say together);
`package: cfn-lint` needs a `file` of the package or a `resource` of CloudFormation, and may narrow
it by `at`, a JSON pointer; `package: catalogue` reads `rules/instances.csv`. Then exactly one of
these says what is compared:"""
_WAYS = (
    ("`metadata: max` or `min`", "the bound of the shape"),
    (
        "`says: at most {value} seconds`",
        "the number at `{value}` in the documentation (`10,000` or `three`); `{values}` is a list",
    ),
    (
        "`rows: value = {vcpus} MEMORY = {memory}`",
        "the rows of a table that the documentation writes as sentences; each hole is a column",
    ),
    ("`enum: all` or `some`", "all words of an enum, or that the limit's words are among them"),
    ("`names: all` or `some`", "likewise the names of the members, the first letter small"),
    ("`mentions: true`", "that the documentation has each word"),
    ("`value: true`", "the number or list at the pointer"),
    ("`columns: {column: key}`", "a mapping: its keys are the first column, its values the others"),
    ("`sizes: true`", "the pairs of vCPUs and memory in cfn-lint's rule on Fargate tasks"),
    ("`largest: column`", "the largest value of a column, of the rows that `where` chooses"),
)
_MORE = """\
`scale` and `plus` change the number found into the limit's unit, `pick: largest` chooses where a
sentence stands several times, `except` names words that the limit leaves out, each with why, and
`and` adds other places. What is compared beside the limits, the lists of words that the checks of
definitions know, is in `rules/fresh.yaml`."""


def limits_page(book: RuleBook) -> str:
    """The page."""
    return "\n".join(_lines(book)).rstrip("\n") + "\n"


def _lines(book: RuleBook) -> Iterator[str]:
    yield from header("Limits", "`rules/limits`")
    yield _ABOUT
    yield ""
    readers = _readers(book)
    titles = service_titles(book)
    for service, limits in _by_service(book).items():
        yield from heading(2, titles.get(service, service), service)
        yield from table(
            ("Limit", "Value", "Source"),
            ((_name(limit, readers, book), _value(limit), _sources(limit)) for limit in limits),
        )
        for limit in limits:
            if isinstance(limit.current.value, Table):
                yield from _table(limit, limit.current.value)
    yield from heading(2, "Where a limit can be checked", "hints")
    yield _HINTS
    yield ""
    yield from table(("Key", "What is compared with the limit"), _WAYS)
    yield _MORE


def _by_service(book: RuleBook) -> Mapping[str, Sequence[Limit]]:
    found: dict[str, list[Limit]] = {}
    for limit in book.limits.values():
        found.setdefault(limit.id.split(".")[0], []).append(limit)
    return found


def _readers(book: RuleBook) -> Mapping[str, Sequence[str]]:
    """The codes of the rules that read each limit."""
    found: dict[str, list[str]] = {}
    for rules in by_page(book).values():
        for rule in rules:
            for limit in rule.limits:
                found.setdefault(limit.id, []).append(rule.code)
    return found


def _name(limit: Limit, readers: Mapping[str, Sequence[str]], book: RuleBook) -> str:
    codes = ", ".join(link_to(each, _PAGE, book) for each in readers.get(limit.id, ()))
    used = f"<br>read by {codes}" if codes else ""
    return f"{anchored(limit.id)}{code(limit.id)}<br>{prose(limit.title)}{used}"


def _value(limit: Limit) -> str:
    now, *before = limit.values
    parts = [f"**{_shown(now, limit)}**{_since(now)}"]
    parts += [f"before: {_shown(each, limit)}{_since(each)}" for each in before]
    parts += [f"disputed: {_shown(each, limit)}" for each in limit.disputed]
    return "<br>".join(parts)


def _shown(value: LimitValue, limit: Limit) -> str:
    if isinstance(value.value, Table):
        return f"[{len(value.value.rows)} rows](#{limit.id}-rows)"
    return prose(limit_shown(value.value, limit.unit)) + _exact(value.value, limit.unit)


def _exact(value: object, unit: str | None) -> str:
    """The canonical amount, if people would write it differently."""
    if not isinstance(value, int | float) or unit is None:
        return ""
    exact = f"{plain(value)} {unit}"
    return "" if show(value, unit).replace(",", "").startswith(exact) else f" ({exact})"


def _since(value: LimitValue) -> str:
    return f" since {value.since.isoformat()}" if value.since else ""


def _sources(limit: Limit) -> str:
    sure = f" ({limit.current.confidence} confidence)" if limit.current.confidence else ""
    parts = [f"{source(limit.current.source)}{sure}"]
    parts += [f"before: {source(each.source)}" for each in limit.values[1:]]
    parts += [f"disputed: {source(each.source)}" for each in limit.disputed]
    places = list(dict.fromkeys(where(hint) for hint in hints_of(limit)))
    parts += [f"compared with {code(place)}" for place in places]
    return "<br>".join(parts)


def _table(limit: Limit, content: Table) -> Iterator[str]:
    yield from heading(3, f"`{limit.id}`", f"{limit.id}-rows")
    yield f"{prose(limit.title[:1].upper() + limit.title[1:])}:"
    yield ""
    yield from table([code(name) for name in content.columns], _rows(content))


def _rows(content: Table) -> Iterable[Sequence[str]]:
    """The rows, those that differ only in their last cell merged."""
    *units, last = content.units
    for start, group in groupby(content.rows, lambda row: row[:-1]):
        ends = [_cell(row[-1], last) for row in group]
        yield [
            *(_cell(each, unit) for each, unit in zip(start, units, strict=True)),
            ", ".join(ends),
        ]


def _cell(value: object, unit: str | None) -> str:
    return prose("not announced" if value is None else show(value, unit))

"""Reads what an installed package says at the place that a hint names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

from advisor.fresh.hints import Hint
from advisor.fresh.packages import Packages, plain

__all__ = ["CannotTellError", "Reading", "Row", "Rows", "reading", "where"]

Row = tuple[float | str | None, ...]


class Rows(NamedTuple):
    """Rows of some columns of a table."""

    columns: tuple[str, ...]
    rows: frozenset[Row]


Reading = float | frozenset[str] | Rows


class CannotTellError(Exception):
    """The place does not exist, or its text is not understood any more."""


_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER = rf"\d[\d,]*(?:\.\d+)?|\b(?:{'|'.join(_WORDS)})\b"
# A list in a sentence: "512, 1024, or 2048".
_NUMBERS = r"[\d.]+(?:,? (?:or |and )?[\d.]+)*"
_ITEM = r"[\w./-]+"
_ITEMS = rf"{_ITEM}(?:, (?:and |or )?{_ITEM}| (?:and|or) {_ITEM})*"


def where(hint: Hint) -> str:
    """The place in words."""
    if hint.package == "botocore":
        return f"botocore {hint.service} {' + '.join(hint.member)}"
    if hint.package == "cfn-lint":
        name = hint.resource or (hint.file or "").rpartition("/")[2]
        return f"cfn-lint {name}{f' {hint.at}' if hint.at else ''}"
    return "rules/instances.csv"


def reading(hint: Hint, packages: Packages) -> Reading:
    """The value at the place, in the unit of the limit; CannotTellError if there is none."""
    try:
        if hint.package == "botocore":
            return _of_model(hint, packages)
        return _of_schema(hint, packages)
    except KeyError as error:
        raise CannotTellError(f"there is no `{error.args[0]}` there") from None


def _of_model(hint: Hint, packages: Packages) -> Reading:
    found = [packages.member(hint.service or "", name) for name in hint.member]
    if hint.metadata:
        return _scaled(hint, found[0][hint.metadata])
    if hint.enum:
        return frozenset(text for each in found for text in each["enum"])
    if hint.names:
        return frozenset(_lower(name) for each in found for name in each["members"])
    text = " ".join(plain(each.get("documentation", "")) for each in found)
    if hint.mentions:
        return frozenset(re.findall(_ITEM, text))
    if hint.rows:
        return _rows(hint.rows, text)
    return _said(hint, hint.says or "", text)


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _scaled(hint: Hint, number: float) -> float:
    return number * hint.scale + hint.plus


def _said(hint: Hint, phrase: str, text: str) -> Reading:
    """The number, or the list of texts, in a phrase of the documentation."""
    several = "{values}" in phrase
    pattern = _pattern(
        phrase, {"values": rf"(?P<values>{_ITEMS})", "value": rf"(?P<value>{_NUMBER})"}
    )
    found = list(re.finditer(pattern, text))
    if not found:
        raise CannotTellError(f"it no longer says “{phrase}”")
    if several:
        return frozenset(_items(found[0]["values"]))
    numbers = {_number(each["value"]) for each in found}
    if len(numbers) > 1 and hint.pick is None:
        raise CannotTellError(f"it says “{phrase}” of several numbers")
    return _scaled(hint, min(numbers) if hint.pick == "smallest" else max(numbers))


def _pattern(phrase: str, holes: Mapping[str, str]) -> str:
    """A regular expression for a phrase with holes, ignoring line breaks and markup."""
    parts = re.split(r"\{(\w+)\}", phrase)
    return "".join(
        holes[part] if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )


def _number(text: str) -> float:
    return float(_WORDS.index(text)) if text in _WORDS else float(text.replace(",", ""))


def _items(text: str) -> Iterable[str]:
    parts = (each.rstrip(".") for each in re.split(r"[,\s]+", text))
    return (each for each in parts if each not in ("", "and", "or"))


def _rows(phrase: str, text: str) -> Rows:
    """The rows of a table that the documentation gives as sentences."""
    columns = tuple(re.findall(r"\{(\w+)\}", phrase))
    pattern = _pattern(phrase, {name: f"(?P<{name}>{_NUMBERS})" for name in columns})
    rows: set[Row] = set()
    for each in re.finditer(pattern, text):
        rows.update(product(*([float(cell) for cell in _items(each[name])] for name in columns)))
    if not rows:
        raise CannotTellError(f"it no longer says “{phrase}”")
    return Rows(columns, frozenset(rows))


def _of_schema(hint: Hint, packages: Packages) -> Reading:
    content = packages.resource(hint.resource) if hint.resource else packages.file(hint.file or "")
    for step in (hint.at or "").split("/")[1:]:
        content = content[int(step) if isinstance(content, list) else step]
    if hint.columns is not None:
        return Rows(
            ("", *hint.columns),
            frozenset(
                (key, *(cells.get(name) for name in hint.columns.values()))
                for key, cells in content.items()
            ),
        )
    if hint.sizes:
        return Rows(("vcpus", "memory"), frozenset(_sizes(content)))
    if isinstance(content, list):
        return frozenset(str(each) for each in content)
    if isinstance(content, dict):
        return frozenset(_lower(name) for name in content)
    return _scaled(hint, content)


def _sizes(schema: Any) -> Iterator[Row]:
    """The pairs of vCPUs and memory in cfn-lint's rule for Fargate tasks."""
    shares = 1024  # the CPU shares in one vCPU
    for each in schema["then"]["anyOf"]:
        cpu, memory = (each["properties"][name]["then"] for name in ("Cpu", "Memory"))
        amounts = memory.get("enum") or range(
            memory["minimum"], memory["maximum"] + 1, memory["multipleOf"]
        )
        for share, amount in product(cpu["enum"], amounts):
            yield int(share) / shares, float(amount)

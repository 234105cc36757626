"""Recommendations as text for a terminal, as Markdown decision records, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from advisor.explain import Explanation

__all__ = ["FORMATS", "joined", "report"]


def report(explanation: Explanation, format: str = "text", colour: bool = False) -> str:
    """A recommendation in one of the `FORMATS`, ending in a newline; colour is for text alone."""
    return FORMATS[format](explanation, colour)


def joined(
    explanations: Sequence[Explanation], format: str, *, several: bool, colour: bool = False
) -> str:
    """Recommendations as one text; `several` makes the JSON an array, even of one."""
    if format == "json" and several:
        from advisor.report.contract import contract

        return _dumped([contract(each) for each in explanations])
    between = {"text": "\n\n", "markdown": "\n---\n\n"}.get(format, "\n")
    return between.join(report(each, format, colour) for each in explanations)


def _text(explanation: Explanation, colour: bool) -> str:
    from advisor.report.text import text

    return text(explanation, colour)


def _markdown(explanation: Explanation, _colour: bool) -> str:
    from advisor.report.markdown import markdown

    return markdown(explanation)


def _json(explanation: Explanation, _colour: bool) -> str:
    from advisor.report.contract import contract

    return _dumped(contract(explanation))


def _dumped(value: object) -> str:
    lines = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False).split("\n")
    return "\n".join(line if line.isprintable() else _spelled_out(line) for line in lines) + "\n"


def _spelled_out(line: str) -> str:
    """The same JSON with an escape for each character that is not printable."""
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)


FORMATS: Mapping[str, Callable[[Explanation, bool], str]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
}

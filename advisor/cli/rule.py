"""`advisor rule`: what a rule says, why, by which limits, and on whose word."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from advisor.check.explained import Explained, every_rule, rules_of, with_examples
from advisor.cli.book import asked_book, book_options
from advisor.display.layout import wrapped
from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.model import Overridden, RuleBook, Source


@click.command("rule")
@click.argument("names", nargs=-1, metavar="[CODE|ID]...")
@click.option("--all", "every", is_flag=True, help="all rules; as text, one a line")
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    help="how to write it [default: text]",
)
@book_options
def command(
    names: tuple[str, ...], every: bool, form: str, rules: tuple[str, ...], no_config: bool
) -> None:
    """Explain a rule by its code or its id: what it says, why, its limits, its source.

    \b
    advisor rule SPC010
    advisor rule fargate-no-gpu
    advisor rule --all
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    if not names and not every:
        raise click.UsageError("name a rule, such as `advisor rule SPC010`, or give --all")
    book = with_examples(asked_book(rules, no_config))
    found = every_rule(book) if every else _named(names, rules_of(book), book)
    if every and form == "text":
        for each in found:
            click.echo(f"{each.code}  {each.id:<40}  {each.title}")
        return
    click.echo(_WRITERS[form](found), nl=False)


def _named(names: Sequence[str], known: Mapping[str, Explained], book: RuleBook) -> list[Explained]:
    by_any_case = {name.lower(): each for name, each in known.items()}
    problems, found = [], []
    for name in names:
        each = by_any_case.get(name.lower())
        if each is not None:
            found.append(each)
            continue
        off = _switched_off(name, book)
        if off is not None:
            message = f"{quoted(name)} ({off.title}) is switched off by the pack `{off.pack}`"
            problems.append(Problem(f"{message}: {off.because}"))
            continue
        near = did_you_mean(name, known)
        advice = f"did you mean `{near}`?" if near else "`advisor rule --all` lists the rules"
        problems.append(Problem(f"{quoted(name)} is no rule", help=advice))
    if problems:
        raise AdvisorError(problems)
    return found


def _switched_off(name: str, book: RuleBook) -> Overridden | None:
    """The rule of an id or a code, if a pack switches it off."""
    off = (each for each in book.overridden.values() if each.how == "switched off")
    return next((each for each in off if name.lower() in (each.id, each.code.lower())), None)


def _text(found: Sequence[Explained]) -> str:
    return "\n\n".join("\n".join(_text_of(each)) for each in found) + "\n"


def _text_of(each: Explained) -> Iterator[str]:
    yield f"{each.code} {each.id}"
    yield from wrapped(each.title)
    yield ""
    for label, said in (("what", each.effect), ("when", each.when), ("why", each.because)):
        if said:
            yield from _labelled(label, said)
    for limit in each.limits:
        since = f", since {limit.since}" if limit.since else ""
        yield from _labelled("limit", f"{limit.id}: {limit.title}, {limit.value}{since}")
        yield from _labelled("", _source(limit.source))
        if limit.pinned:
            yield from _labelled("", limit.pinned)
    yield from _labelled("source", _source(each.source))
    for example in each.examples:
        yield from _labelled("example", _example(example))
    if each.pack != "advisor":
        yield from _labelled("pack", each.pack)


def _labelled(label: str, text: str) -> Iterator[str]:
    indent = 11
    lines = wrapped(text, indent)
    if lines:
        yield f"  {label:<{indent - 2}}{lines[0][indent:]}"
        yield from lines[1:]


def _source(source: Source) -> str:
    words = source.title or f"our judgement: {source.judgement}"
    address = f" <{source.url}>" if source.url else ""
    return f"{words}{address}, checked {source.checked.isoformat()}"


def _example(example: Mapping[str, Any]) -> str:
    """One example: what is given, and what the rule says of it."""
    expected = {True: "holds", False: "does not hold"}.get(example["expect"], "is unknown")
    given = {name: value for name, value in example.items() if name != "expect"}
    shown = ", ".join(f"{name} {_json(value)}" for name, value in given.items())
    return f"{expected}: {shown}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _markdown(found: Sequence[Explained]) -> str:
    return "\n".join("\n".join(_markdown_of(each)) for each in found)


def _markdown_of(each: Explained) -> Iterator[str]:
    yield f"## {each.code} `{each.id}`\n\n{each.title}\n"
    yield f"- **What:** {each.effect}"
    if each.when:
        yield f"- **When:** {each.when}"
    yield f"- **Why:** {each.because}"
    for limit in each.limits:
        since = f", since {limit.since}" if limit.since else ""
        said = f"`{limit.id}`, {limit.title}: {limit.value}{since}"
        yield f"- **Limit:** {said} ({_linked(limit.source)})"
        if limit.pinned:
            yield f"  - {limit.pinned}"
    yield f"- **Source:** {_linked(each.source)}"
    if each.examples:
        yield "\nExamples:\n"
        for example in each.examples:
            yield f"- `{_example(example)}`"
    yield ""


def _linked(source: Source) -> str:
    words = source.title or f"our judgement: {source.judgement}"
    shown = f"[{words}]({source.url})" if source.url else words
    return f"{shown}, checked {source.checked.isoformat()}"


def _as_json(found: Sequence[Explained]) -> str:
    rules = [
        {
            **each._asdict(),
            "limits": [
                {**limit._asdict(), "source": _source_dict(limit.source)} for limit in each.limits
            ],
            "source": _source_dict(each.source),
            "examples": list(each.examples),
            "path": Path(each.path).name,
        }
        for each in found
    ]
    structure = {"schema_version": "1.0", "rules": rules}
    return json.dumps(structure, indent=2, ensure_ascii=False, default=str) + "\n"


def _source_dict(source: Source) -> dict[str, str | None]:
    return {
        "title": source.title,
        "url": source.url,
        "judgement": source.judgement,
        "checked": source.checked.isoformat(),
    }


_WRITERS: Mapping[str, Callable[[Sequence[Explained]], str]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _as_json,
}

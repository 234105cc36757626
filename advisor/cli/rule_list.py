"""`advisor rules list`: the rules, all or those asked for, with code, id, title and effect."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import click

from advisor.check.explained import Explained, every_rule
from advisor.cli.book import asked_book, book_options
from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.pages import see

# The title and the effect of a rule are sentences: they stand below its names, indented.
_INDENT = 8


@click.command("list")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--decision", help="only rules of this decision, or `advice`")
@click.option("--severity", help="only checks of this severity: error, warning or note")
@click.option("--pack", help="only rules of this pack; `advisor` is the shipped book")
@book_options
@click.option(
    "--format", "-f", "form", type=click.Choice(["text", "json"]), default="text",
    help="how to show it [default: text]",
)  # fmt: skip
def command(
    words: tuple[str, ...],
    decision: str | None,
    severity: str | None,
    pack: str | None,
    rules: tuple[str, ...],
    no_config: bool,
    form: str,
) -> None:
    """List the rules, advice and checks: code, id, title, effect.

    WORDs choose the rules that have all of them in these, or in when they hold and why.

    \b
    advisor rules list --decision compute
    advisor rules list fargate memory
    advisor rules list --severity error JOB

    `advisor rule CODE` explains one.
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    found: Sequence[Explained] = every_rule(asked_book(rules, no_config))
    for option, wanted in (("decision", decision), ("severity", severity), ("pack", pack)):
        found = _only(found, option, wanted)
    found = [each for each in found if _has_all(each, words)]
    if form == "text" and not found:
        click.echo("no rule is like that", err=True)
        return
    click.echo(_json(found) if form == "json" else _text(found), nl=False)


def _only(found: Sequence[Explained], option: str, wanted: str | None) -> Sequence[Explained]:
    """The rules of one decision, severity or pack; AdvisorError if there is no such thing."""
    if wanted is None:
        return found
    known = dict.fromkeys(str(value) for each in found if (value := getattr(each, option)))
    if wanted not in known:
        near = did_you_mean(wanted, known)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known) or 'none'}"
        raise AdvisorError(Problem(f"{quoted(wanted)} is no {option} of these rules", help=hint))
    return [each for each in found if getattr(each, option) == wanted]


def _has_all(each: Explained, words: Iterable[str]) -> bool:
    texts = (each.code, each.id, each.title, each.effect, each.because, each.when or "")
    text = "\n".join(texts).lower()
    return all(word.lower() in text for word in words)


def _text(found: Sequence[Explained]) -> str:
    from advisor.display.layout import wrapped

    lines = []
    for each in found:
        mark = "" if each.pack == "advisor" else f"  (pack {each.pack})"
        lines.append(f"{each.code}  {each.id}{mark}")
        lines += wrapped(each.title, _INDENT)
        lines += wrapped(each.effect, _INDENT)
    return "\n".join(lines) + "\n"


def _json(found: Sequence[Explained]) -> str:
    rules = [
        {
            "code": each.code,
            "id": each.id,
            "title": each.title,
            "effect": each.effect,
            "when": each.when,
            "pack": each.pack,
            "decision": each.decision,
            "severity": each.severity,
            "see": see(each.code) if each.pack == "advisor" else None,
        }
        for each in found
    ]
    structure = {"schema_version": "1.0", "rules": rules}
    return json.dumps(structure, indent=2, ensure_ascii=False) + "\n"

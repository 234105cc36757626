"""`advisor rules prove`: proofs about every workload, or a counterexample."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import click

from advisor.cli.book import asked_book, asked_rules, book_options, tell_failing_examples
from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.prove import FAMILIES, SECONDS, prove

PROVED, FAILED = 0, 1


def _families(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> list[str]:  # noqa: ARG001  # click's signature
    """The named families of proofs; all of them if none is named."""
    names = [name.strip() for each in value for name in each.split(",")]
    for name in names:
        if name not in FAMILIES:
            near = did_you_mean(name, FAMILIES)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(FAMILIES)}"
            raise AdvisorError(Problem(f"`{name}` is not a kind of proof", help=hint))
    return names or list(FAMILIES)


@click.command("prove")
@book_options
@click.option(
    "--only", multiple=True, callback=_families, metavar="KIND,...", help=", ".join(FAMILIES)
)
@click.option(
    "--format", "-f", "form", type=click.Choice(["text", "json"]), default="text",
    help="how to show the proofs [default: text]",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=SECONDS, metavar="SECONDS",
    help=f"the most for one question to Z3 [default: {SECONDS:g}]",
)  # fmt: skip
@click.option(
    "--out", "folder", type=click.Path(path_type=Path, file_okay=False),
    help="write each workload that speaks against a claim into this folder",
)  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="show each claim that was proved too")
def command(
    rules: tuple[str, ...],
    no_config: bool,
    only: list[str],
    form: str,
    timeout: float,
    folder: Path | None,
    verbose: bool,
) -> int:
    """Prove a rule book over every workload that a spec allows.

    \b
    total        each decision that is asked has an option left, or the book says why not
    sound        what is recommended keeps every promise; rules mean what their limits say
    alive        every rule, limit and option is of use
    unambiguous  there is one answer, and ties are broken in the declared order
    monotone     asking for more never turns an option back in that it ruled out

    What cannot be proved comes with a workload that speaks against it, as a file that
    `advisor recommend` runs. Exit codes: 0 all proved, 1 some were not (a question that Z3 gave no
    answer to in time counts as not proved), or an example of the book does not hold, 2 a mistake in
    what was given.
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    book = asked_book(rules, no_config, examples=False)
    start = monotonic()
    proofs = list(prove(book, only, timeout))
    from advisor.prove.report import in_json, in_text
    from advisor.prove.results import Verdict

    if form == "json":
        click.echo(in_json(proofs), nl=False)
    else:
        named = asked_rules(rules, no_config)
        click.echo(in_text(proofs, monotonic() - start, verbose=verbose, rules=named), nl=False)
    if folder is not None:
        from advisor.prove.report import files_of

        _write(files_of(proofs, asked_rules(rules, no_config)), folder)
    proved = all(proof.verdict is Verdict.PROVED for proof in proofs)
    return PROVED if not tell_failing_examples(book) and proved else FAILED


def _write(texts: dict[str, str], folder: Path) -> None:
    from advisor.files import write_text

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise AdvisorError(Problem(f"cannot be made: {reason}", str(folder))) from error
    for name, text in texts.items():
        write_text(folder / name, text)
        click.echo(f"wrote {folder / name}", err=True)

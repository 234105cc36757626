"""`advisor rules test`: the examples and cases of a rule book, run like tests."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import click

from advisor.cli.book import asked_rules, book_options
from advisor.testing.report import FORMATS, Findings
from advisor.testing.suite import Suite, results, suite_of

GOOD, WRONG = 0, 1


@click.command("test")
@book_options
@click.option(
    "--format", "-f", "form", type=click.Choice(list(FORMATS)), default="text",
    help="how to show what was found [default: text]",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path),
    help="write it to a file [default: standard output]",
)  # fmt: skip
@click.option("--coverage", is_flag=True, help="name what no example and no case shows")
@click.option("--mutate", is_flag=True, help="name the changes that no example and no case notices")
@click.option(
    "--limits",
    is_flag=True,
    help="name the wrong values of limits that too few of case, mutation, freshness, proof catch",
)
def command(
    rules: tuple[str, ...],
    no_config: bool,
    form: str,
    output: Path | None,
    coverage: bool,
    mutate: bool,
    limits: bool,
) -> int:
    """Run the examples in rule files, and the cases beside them, and name every difference.

    Of packs, only what is theirs is tested: the shipped book has its own tests, which rest on its
    own limits.

    \b
    advisor rules test --rules acme/             the examples and cases of a pack
    advisor rules test --rules acme/ --coverage  and what they leave out
    advisor rules test --mutate                  limits a step off, comparisons turned, parts
                                                 left out: what would nobody notice?
    advisor rules test --limits                  each limit a step off and grossly wrong: how many
                                                 nets catch it? (two minutes)

    The nets of --limits are an example or a case that fails, a mutant of the wrong value that
    nobody notices, an installed package that says otherwise, and a proof that fails. Two have to
    catch each wrong value, unless mutants.yaml says why not.

    With --coverage a gap is a fault too, with --mutate a change that nobody notices, unless
    mutants.yaml beside the rules lists it as equivalent and says why.

    Exit codes: 0 all is well, 1 something differs, 2 a mistake in what was given.
    """  # noqa: D301  # click must get the character \b, which keeps the lines as they are
    start = monotonic()
    found = _found(
        suite_of(*asked_rules(rules, no_config)), coverage=coverage, mutate=mutate, limits=limits
    )
    text = FORMATS[form](found, monotonic() - start)
    if output is None:
        click.echo(text, nl=False)
    else:
        from advisor.files import write_text

        write_text(output, text)
    return GOOD if found.good else WRONG


def _found(suite: Suite, *, coverage: bool, mutate: bool, limits: bool) -> Findings:
    found = Findings(tuple(results(suite)))
    if coverage:
        from advisor.testing.coverage import gaps

        found = found._replace(gaps=tuple(gaps(suite)))
    if mutate:
        from advisor.testing.declared import declared
        from advisor.testing.mutation import mutants

        listed = declared(suite)
        made = tuple(mutants(suite))
        stale = listed.stale(each.name for each in made if each.noticed is None)
        found = found._replace(mutants=made, equivalent=dict(listed.reasons), stale=stale)
    if limits:
        from advisor.testing.declared import declared
        from advisor.testing.nets import caught

        listed = declared(suite)
        found = found._replace(
            caught=tuple(caught(suite)),
            few_nets=listed.few_nets,
            equivalent=dict(listed.reasons),
        )
    return found

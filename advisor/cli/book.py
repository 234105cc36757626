"""The option `--rules`, the same for every verb, and the rule book that it selects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from advisor.cli.streams import tell
from advisor.config import nearest_config
from advisor.model import RuleBook
from advisor.rulebook import load_rules

__all__ = ["asked_book", "asked_rules", "book_options", "tell_failing_examples"]

Command = TypeVar("Command", bound=Callable[..., Any])

_HELP = (
    "put this pack on top of the rules, or use this whole book; may be repeated "
    "[default: `rules` in the configuration, else the shipped book]"
)


def book_options(command: Command) -> Command:
    """Give a command `--rules` and `--no-config`, as `rules` and `no_config`."""
    none = click.option("--no-config", is_flag=True, help="use no configuration")
    rules = click.option("--rules", multiple=True, metavar="DIR|NAME", help=_HELP)
    return rules(none(command))


def asked_rules(rules: Sequence[str], no_config: bool = False) -> tuple[str | Path, ...]:
    """The folders and packs of `--rules`, else those of the nearest configuration."""
    return tuple(rules) or (() if no_config else nearest_config().rules)


def asked_book(rules: Sequence[str], no_config: bool = False, *, examples: bool = True) -> RuleBook:
    """The rule book of these folders and packs; with `examples`, refused if its examples fail."""
    return load_rules(*asked_rules(rules, no_config), examples=examples)


def tell_failing_examples(book: RuleBook) -> bool:
    """Print the examples that fail to standard error; whether there are any.

    Of a book with packs only the packs' own examples count: they may change what others rest on.
    """
    from advisor.rulebook.draft import PackedBook
    from advisor.rulebook.examples import failures

    packs = {each.id for each in book.packs} if isinstance(book, PackedBook) else None
    found = list(failures(book, packs))
    for problem in found:
        tell(f"error: {problem}")
    if found:
        tell(f"note: {len(found)} examples do not hold, so what was said here is of a broken book")
    return bool(found)

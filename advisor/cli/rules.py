"""`advisor rules`: the commands for people who maintain a rule book."""

from __future__ import annotations

import click

from advisor.cli.lazy import LazyGroup

# A subcommand is imported when it is called; each module names its command `command`.
_VERBS = {
    "test": ("advisor.cli.test_rules", "run examples and cases; find what no test would notice"),
    "init-pack": ("advisor.cli.init_pack", "write a commented pack to start from"),
    "packs": ("advisor.cli.list_packs", "list the packs that are installed"),
    "prove": ("advisor.cli.prove", "prove a rule book over every workload, with Z3"),
    "list": ("advisor.cli.rule_list", "list the rules: code, id, title, effect"),
    "docs": ("advisor.cli.docs", "write the pages of rules, facts and limits, and the drawing"),
    "fresh": ("advisor.cli.fresh", "compare a rule book with the installed models of AWS"),
}


@click.group("rules", cls=LazyGroup, verbs=_VERBS)
def command() -> None:
    """Test, prove, list and document a rule book."""

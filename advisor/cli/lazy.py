"""A group of commands of which each is imported when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from advisor.errors import did_you_mean, quoted


class LazyGroup(click.Group):
    """Commands by their names: the module that has one as `command`, and what it does in a line."""

    def __init__(self, *args: Any, verbs: Mapping[str, tuple[str, str]], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The names in their order."""
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """The command of a name, imported now."""
        if cmd_name not in self.verbs:
            return None
        command: click.Command = import_module(self.verbs[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """The list in the help, for which nothing is imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self.verbs.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; what may be meant where there is none of that name."""
        if args and not args[0].startswith("-") and args[0] not in self.verbs:
            near = did_you_mean(args[0], self.verbs)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(self.verbs)}"
            of = "" if ctx.parent is None else f" of `{self.name}`"
            raise click.UsageError(f"{quoted(args[0])} is not a command{of}; {hint}", ctx)
        return super().resolve_command(ctx, args)

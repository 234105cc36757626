"""`advisor rules`: what keepers of a rule book do with it."""

from __future__ import annotations

from importlib import import_module

import click

# A subcommand is imported when it is called; each module names its command `command`.
_SUBCOMMANDS = {
    "test": ("advisor.cli.test_rules", "run examples and cases; name what no test would notice"),
    "init-pack": ("advisor.cli.init_pack", "write a commented pack to start from"),
    "packs": ("advisor.cli.list_packs", "list the packs that are installed"),
    "prove": ("advisor.cli.prove", "prove a rule book over every workload, with Z3"),
    "list": ("advisor.cli.rule_list", "list the rules: code, id, title, effect"),
    "docs": ("advisor.cli.docs", "write the pages of rules, facts and limits, and the drawing"),
    "fresh": ("advisor.cli.fresh", "compare a rule book with AWS's models as installed"),
}


class _Subcommands(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        if cmd_name not in _SUBCOMMANDS:
            return None
        command: click.Command = import_module(_SUBCOMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in _SUBCOMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in _SUBCOMMANDS:
            from advisor.errors import did_you_mean

            near = did_you_mean(args[0], _SUBCOMMANDS)
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(_SUBCOMMANDS)}"
            raise click.UsageError(f"`{args[0]}` is not a command of `rules`; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group("rules", cls=_Subcommands)
def command() -> None:
    """Keep a rule book: what can be said of all its rules at once."""

"""Writes plain values as YAML that every parser reads as the same values."""

from __future__ import annotations

import re

import yaml

from advisor.starter.leaves import Tree

# Texts that YAML 1.1 parsers of other languages read as another type.
_AMBIGUOUS = re.compile(
    r"[-+]?[0-9.][0-9_.:eExXoO+-]*|[yYnN]|on|off|yes|no|true|false|null|~", re.IGNORECASE
)


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, keeps long texts on one line, uses no aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002  # the name that PyYAML calls
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # likewise
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _AMBIGUOUS.fullmatch(text) or not text.isprintable() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dumped(tree: Tree) -> str:
    """A tree as YAML, in its own order."""
    return yaml.dump(
        tree,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=10_000,
        default_flow_style=False,
    )

"""Makes the reference pages that are data in another form.

docs/reference/workload.md is made from the workload model (its JSON Schema, and the facts that its
fields become), platforms.md from the rule book, cli.md from the commands. tests/test_docs.py holds
the pages to it.

    python tools/make_docs.py            writes what is not current
    python tools/make_docs.py --check    writes nothing, and exits with 1 if a page is not current
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click

from advisor.cli import advisor
from advisor.condition import UNKNOWN, FactRef
from advisor.explain.words import in_words
from advisor.facts import spec_facts
from advisor.fields import SpecFact
from advisor.model import Decision
from advisor.rulebook import load_rules
from advisor.schema import workload_schema

ROOT = Path(__file__).resolve().parents[1]
Schema = Mapping[str, Any]

WORKLOAD = """\
# The workload spec

<!-- made by tools/make_docs.py from the model: edit advisor/workload.py, not this page -->

A spec says what somebody wants to run, as YAML or JSON. Every field may be left out: what is not
said is assumed or stays unknown, and the answer says which. `advisor init` writes a commented spec
to start from, `advisor schema` the JSON Schema for an editor.

```yaml
# yaml-language-server: $schema=workload.schema.json
name: nightly-report
duration: 25 min
vcpus: 3
memory: 20 GB
```

## How it is written

- **Quantities carry their unit.** Times: `90 s`, `20 min`, `1h30m`, `7 d`, `PT20M`. Amounts:
  `8 GiB`, `512 MiB`, `8 GB`, `1 TiB`. GB and GiB differ: 8 GB are 7.45 GiB. A bare number is
  refused.
- **YAML is read as YAML 1.2**: `yes`, `on` and `12:30` are texts. Duplicate keys, unknown fields
  and anchors that grow without end are refused, each with its line and column.
- **Null says nothing**: a field that is null is one that is left out.
- **From Python** a time may be a `timedelta`.

## What it means to leave a field out

*Unknown* means that the answer may depend on it, and then says so. Everything else in the column
"when left out" is assumed, and listed as assumed in the answer. *None* means that there is none.
A field without an entry there is read by no rule.
"""

PLATFORMS = """\
# Platforms

<!-- made by tools/make_docs.py from the rules: edit rules/platforms.yaml, not this page -->

A platform is a name for a combination of choices. It is what `advisor recommend` answers, and what
`platform` in a spec names when one is already intended. A choice that is not listed is not asked
there, or is the only one that is left.
"""

CLI = """\
# The command line

<!-- made by tools/make_docs.py from the commands: edit advisor/cli, not this page -->

`advisor` has the same verbs as [the library](library.md). `advisor --version` prints the version,
`--help` after any command what is below.

Exit codes: 0 done; 1 no platform fits, findings, or a page or proof that does not hold; 2 a mistake
in what was given; 3 a bug in advisor. A closed pipe ends quietly, and so does Ctrl-C (130).
"""


def pages() -> dict[str, str]:
    """Every page that is made here, by its path."""
    return {
        "docs/reference/workload.md": workload_page(),
        "docs/reference/platforms.md": platforms_page(),
        "docs/reference/cli.md": cli_page(),
    }


# --- the spec ---------------------------------------------------------------------------------


def workload_page() -> str:
    """The page of the workload spec."""
    schema = workload_schema()
    facts = {each.field: each for each in spec_facts()}
    whole = {**schema, "description": "All fields of a spec."}
    tables = [_table("Fields", whole, (), facts)]
    for name, part in schema["definitions"].items():
        if "properties" in part:
            # Of the parts, rules read facts of this one only.
            path = ("linux_parameters",) if name == "LinuxParameters" else (name,)
            tables.append(_table(name, part, path, facts))
    return WORKLOAD + "".join(tables)


def _table(
    name: str, part: Schema, path: tuple[str, ...], facts: Mapping[tuple[str, ...], SpecFact]
) -> str:
    head = ["", f"## {name}", "", part["description"], ""]
    return "\n".join([*head, *_fields(part, path, facts), ""])


def _fields(
    part: Schema, path: tuple[str, ...], facts: Mapping[tuple[str, ...], SpecFact]
) -> Iterator[str]:
    yield "| field | value | when left out | meaning |"
    yield "|---|---|---|---|"
    for name, value in part["properties"].items():
        fact = facts.get((*path, name))
        if name in part.get("required", ()):
            absent = "required"
        else:
            absent = _absent(fact) if fact is not None else _default(value)
        yield f"| `{name}` | {_bounded(value)} | {absent} | {value.get('description', '')} |"


def _absent(fact: SpecFact) -> str:
    """What the absence of a field means, in words."""
    if fact.fact.name == "gpu_memory":
        return "unknown where there are GPUs, else none"
    if fact.fact.name == "lambda_image":
        return "unknown where there is an image, else none"
    if isinstance(fact.absent, FactRef):
        return f"the same as `{fact.absent.fact}`"
    if fact.absent is UNKNOWN:
        return "**unknown**"
    if fact.assumed:
        return fact.assumed
    return _shown(fact.absent)


def _shown(value: object) -> str:
    match value:
        case None | () | [] | {}:
            return "none"
        case bool():
            return "no" if not value else "yes"
        case _:
            return f"`{value}`"


def _default(value: Schema) -> str:
    default = value.get("default")
    return "" if default in (None, [], {}) else _shown(default)


def _bounded(value: Schema) -> str:
    words = _kind(value)
    if "minimum" in value:
        words += f", {value['minimum']:,.0f} or more"
    if "exclusiveMinimum" in value:
        words += f", more than {value['exclusiveMinimum']:,.0f}"
    return words


_NAMES = {"string": "text", "integer": "whole number", "boolean": "true or false"}


def _kind(value: Schema) -> str:
    match value:
        case {"$ref": reference} | {"allOf": [{"$ref": reference}]}:
            name = reference.rpartition("/")[2]
            quantity = {"Duration": "a time", "Memory": "an amount"}
            return quantity.get(name) or f"[{name}](#{name.lower()})"
        case {"enum": choices}:
            return ", ".join(f"`{choice}`" for choice in choices if choice is not None)
        case {"anyOf": several}:
            kinds = (_kind(each) for each in several if each != {"type": "null"})
            return " or ".join(dict.fromkeys(kinds))
        case {"type": "array", "items": items}:
            return f"a list of {_kind(items)}"
        case {"type": "object", "additionalProperties": dict() as items}:
            return f"a mapping of names to {_kind(items)}"
        case {"type": [name, "null"]} | {"type": name}:
            return _NAMES.get(str(name), "a mapping" if name == "object" else str(name))
        case _:
            return "anything"


# --- platforms --------------------------------------------------------------------------------


def platforms_page() -> str:
    """The page of the platforms, and of the options that they are made of."""
    book = load_rules(ROOT / "rules")
    lines = ["", "| platform | is | choices |", "|---|---|---|"]
    for each in book.platforms:
        choices = ", ".join(f"{decision}: `{c}`" for decision, c in each.choices.items())
        lines.append(f"| `{each.id}` | {each.title} | {choices} |")
    for decision in book.decisions:
        lines += ["", f"## {decision.question}", "", *_options(decision)]
    return PLATFORMS + "\n".join(lines) + "\n"


def _options(decision: Decision) -> Iterator[str]:
    asked = in_words(decision.asked, load_rules(ROOT / "rules"))
    yield f"`{decision.id}`: asked {'always' if asked == 'always' else f'where {asked}'}."
    yield "The first option wins where nothing tells them apart."
    yield from ("", "| option | is | why |", "|---|---|---|")
    for option in decision.options:
        title = f"{option.title} (only where `consider` names it)"
        shown = title if option.alternative else option.title
        yield f"| `{option.id}` | {shown} | {option.because} |"


# --- the command line -------------------------------------------------------------------------


def cli_page() -> str:
    """The page of the command line."""
    return CLI + "".join(_command(advisor, "advisor"))


def _command(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, help_option_names=["-h", "--help"])
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            if inner is not None and not inner.hidden:
                yield from _command(inner, f"{name} {each}")
        return
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"\n## `{name}`\n\n```\n{name} {usage}\n```\n\n{_help(command)}\n"
    options = [each for each in command.params if isinstance(each, click.Option)]
    if options:
        yield "\n| option | what it does |\n|---|---|\n"
        yield from (f"| {_spelled(each)} | {_escaped(each.help or '')} |\n" for each in options)


def _help(command: click.Command) -> str:
    """The help text, its preformatted parts as code."""
    parts = cleandoc(command.help or "").split("\n\n")
    return "\n\n".join(
        "```\n" + cleandoc(part.removeprefix("\b\n")) + "\n```"
        if part.startswith("\b\n")
        else part.replace("\n", " ")
        for part in parts
    )


def _spelled(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    if option.is_flag or option.count:
        return names
    if isinstance(option.type, click.Choice):
        return f"{names} " + ", ".join(f"`{choice}`" for choice in option.type.choices)
    return f"{names} *{option.make_metavar(click.Context(click.Command(''))).strip('<>').lower()}*"


def _escaped(text: str) -> str:
    return re.sub(r"([|<>*_])", r"\\\1", text)


def main() -> None:
    """Write the pages that are not current, or with --check only say which they are."""
    stale = [path for path, text in pages().items() if _read(ROOT / path) != text]
    for path in stale:
        if "--check" in sys.argv[1:]:
            print(f"{path} is not current: run `python tools/make_docs.py`")
            continue
        (ROOT / path).write_text(pages()[path], encoding="utf-8")
        print(f"wrote {path}")
    sys.exit(1 if stale and "--check" in sys.argv[1:] else 0)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    main()

"""YAML, read strictly: one document, plain values, text keys, no duplicate keys, no tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from advisor.reading.document import Fault, Spot, TextError
from advisor.reading.yaml_composer import Composer
from advisor.reading.yaml_syntax import syntax_fault

__all__ = ["PARSER", "check_characters", "parse_yaml"]

# The C parser is some ten times faster, but not in every build of PyYAML.
PARSER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# Characters that are line breaks only to some readers of YAML, or are invisible.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# Refused early: libyaml takes quadratic time for many such lines.
_TAG_DIRECTIVE = re.compile("^%TAG", re.MULTILINE)


def parse_yaml(text: str, parser: Any = PARSER) -> tuple[Any, Callable[[], Spot]]:
    """The value of a YAML text, and a function that finds places; TextError with every mistake."""
    check_characters(text)
    composer = Composer(text)
    complete = False
    try:
        composer.run(parser(text))
        complete = bool(composer.values)
    except yaml.YAMLError as error:
        composer.faults.append(syntax_fault(text, error))
    except (ValueError, OverflowError):  # the parser in Python accepts some invalid escapes
        composer.faults.append(Fault(0, "is not valid YAML"))
    if not (composer.values or composer.faults):
        composer.faults.append(Fault(0, "is empty: it has nothing but comments"))
    if composer.faults:
        read = (composer.values[0], composer.spots[0]) if complete else None
        raise TextError(composer.faults, read)
    spots = composer.spots
    return composer.values[0], lambda: spots[0]


def check_characters(text: str) -> None:
    """TextError for invisible characters, and for lines that would take forever to parse."""
    ascii_only = text.isascii() and "\x7f" not in text
    if not ascii_only and (match := _UNSAFE.search(text)):
        message = f"the character U+{ord(match[0]):04X} is not allowed here"
        advice = "remove it, or write it as an escape in double quotes"
        raise TextError([Fault(match.start(), message, advice)])
    if "%TAG" in text and (match := _TAG_DIRECTIVE.search(text)):
        raise TextError([Fault(match.start(), "tags are not read", "remove the `%TAG` line")])

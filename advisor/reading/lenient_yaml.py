"""YAML as CloudFormation and Kubernetes accept it: tags, numbers as keys, several documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from advisor.reading.document import Branch, Fault, Spot, TextError
from advisor.reading.opaque import Opaque
from advisor.reading.yaml_composer import Anchor, Composer
from advisor.reading.yaml_scalars import SPECIAL_LETTERS, plain_scalar
from advisor.reading.yaml_syntax import syntax_fault
from advisor.reading.yaml_text import PARSER, check_characters

__all__ = ["parse_lenient_yaml"]

_CORE = "tag:yaml.org,2002:"


def parse_lenient_yaml(text: str, parser: Any = PARSER) -> tuple[Any, Callable[[], Spot]]:
    """The value of a YAML text, and a function that finds places; TextError with every mistake.

    Several documents are a list of their values, in which an empty one is None.
    """
    check_characters(text)
    composer = _LenientComposer(text)
    try:
        composer.run(parser(text))
    except yaml.YAMLError as error:
        composer.faults.append(syntax_fault(text, error))
    except (ValueError, OverflowError):
        composer.faults.append(Fault(0, "is not valid YAML"))
    if not (composer.values or composer.faults):
        composer.faults.append(Fault(0, "is empty: it has nothing but comments"))
    if composer.faults:
        raise TextError(composer.faults)
    values, spots = composer.values, composer.spots
    filled = [index for index, value in enumerate(values) if value is not None]
    if len(filled) > 1:
        return values, lambda: Branch(0, {}, spots)
    only = filled[0] if filled else 0
    return values[only], lambda: spots[only]


class _LenientComposer(Composer):
    """Tags become `Opaque`, odd keys become text, merge keys stay keys, numbers may be anything."""

    def _document(self, _event: Any) -> None:
        """Begin another document, in which no earlier anchor is known."""
        self.anchors.clear()

    def _plain(self, text: str, _start: int) -> Any:
        try:
            return plain_scalar(text)
        except ValueError:
            return text

    def _odd_key(self, value: Any, start: int) -> str:
        if value is None or isinstance(value, dict | list | Opaque):
            return super()._odd_key(None if isinstance(value, Opaque) else value, start)
        return str(value).lower() if isinstance(value, bool) else str(value)

    def _name(self, event: Any) -> None:
        """Allow an anchor to be defined twice: the later one counts."""

    def _scalar(self, event: Any) -> None:
        tag = event.tag
        if tag is None or tag == "!":
            super()._scalar(event)
            return
        start, value = event.start_mark.index, event.value
        if not tag.startswith(_CORE):
            value = Opaque(_function(tag), value)
        elif tag != f"{_CORE}str" and value[:1] in SPECIAL_LETTERS:
            value = self._plain(value, start)
        if event.anchor is not None:
            self.anchors[event.anchor] = Anchor(value, start, event.end_mark.index - start)
        self._add(value, start, start)

    def _tag(self, event: Any) -> None:
        """Accept any tag: `_start` and `_scalar` make an `Opaque` of it."""

    def _start(self, event: Any, value: Any, spots: Any) -> None:
        parent, key = self.frame, self.frame.key
        super()._start(event, value, spots)
        if event.tag is None or event.tag == "!" or event.tag.startswith(_CORE):
            return
        hidden = Opaque(_function(event.tag), value)
        if isinstance(parent.value, list):
            parent.value[-1] = hidden
        elif key is not None:
            parent.value[key] = hidden
        if event.anchor is not None:
            self.frame.anchor = None
            self.anchors[event.anchor] = Anchor(hidden, self.frame.branch, 0)


def _function(tag: str) -> str:
    name = tag.removeprefix("!")
    return name if name in ("Ref", "Condition") else f"Fn::{name}"

"""Texts as markup: sentences with code in them, and pictures."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from advisor.display.layout import inert

__all__ = ["prose", "svg"]

_CODE = re.compile(r"`([^`]+)`")
# What would run or be fetched has no place in a drawing of ours.
_ACTIVE = re.compile(r"<\s*(script|foreignObject|iframe|image|use)\b|\bon\w+\s*=", re.IGNORECASE)


def prose(text: object) -> Markup:
    """A sentence whose `code` becomes code; everything else is escaped."""
    parts = _CODE.split(inert(str(text)))  # every other part is code
    return Markup().join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )


def svg(text: str) -> Markup:
    """A drawing of ours, as it stands in a page."""
    return Markup(text[text.index("<svg") :])  # noqa: S704  # `pictures` escapes what it is given

"""Converts sentences with code, and pictures, to markup."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from advisor.display.layout import inert
from advisor.model import RuleBook
from advisor.pictures.palette import platform_tones

__all__ = ["custom_properties", "prose", "svg"]

_CODE = re.compile(r"`([^`]+)`")
# The space between a number and its unit; as in parts.js.
_AMOUNT = re.compile(r"(?<=\d) (?=(?:ms|s|min|h|d|[KMGT]i?B|vCPU|vCPU-h|%)(?![\w-]))")


def prose(text: object) -> Markup:
    """A sentence with its `code` marked up; amounts and their units stay on one line."""
    glued = _AMOUNT.sub("\N{NO-BREAK SPACE}", inert(str(text)))
    parts = _CODE.split(glued)  # every other part is code
    return Markup().join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )


def svg(text: str) -> Markup:
    """A drawing of this project as a part of a page."""
    return Markup(text[text.index("<svg") :])  # noqa: S704  # `pictures` escapes what it is given


def custom_properties(book: RuleBook) -> str:
    """The colour of each platform as a CSS custom property, by its index in the book."""
    tones = [platform_tones(platform.id).strong for platform in book.platforms]
    light = "".join(f" --platform-{i}: {tone.light};" for i, tone in enumerate(tones))
    dark = "".join(f" --platform-{i}: {tone.dark};" for i, tone in enumerate(tones))
    return (
        f":root {{{light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{{dark} }} }}"
    )

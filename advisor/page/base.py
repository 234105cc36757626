"""The frame of every page: one self-contained file that needs no network.

A page is a template that extends `base.html.j2`; other packages keep theirs in a `templates` folder
of their own and fill them with `filled`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from advisor import __version__
from advisor.display.layout import inert
from advisor.page.marking import prose, svg

__all__ = ["asset", "filled", "tokens"]

HOME = "advisor.page"


def filled(
    template: str,
    values: Mapping[str, Any],
    *,
    package: str = HOME,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    data: Mapping[str, object] | None = None,
) -> str:
    """A page from a template of a package, which extends `base.html.j2`; every value is escaped.

    `styles` are further stylesheets, `scripts` the texts of scripts; the page's policy allows these
    scripts only. `data` becomes JSON in elements of the page, with its keys as ids.
    """
    return (
        environment(package)
        .get_template(template)
        .render(
            values,
            version=__version__,
            policy=_policy(scripts),
            style=Markup("\n".join((tokens(), asset("base.css"), *styles))),  # noqa: S704  # styles of ours
            scripts=[_script(text) for text in scripts],
            data=[(name, _json(value)) for name, value in (data or {}).items()],
        )
    )


@cache
def asset(name: str) -> str:
    """The text of a stylesheet or script of this package."""
    return files(HOME).joinpath("assets", name).read_text("utf-8").rstrip("\n")


def tokens(selector: str = ":root") -> str:
    """The custom properties, light and dark, for a CSS selector: of a page, or of a card."""
    return asset("tokens.css").replace(":root", selector)


@cache
def environment(package: str) -> Environment:
    """The Jinja environment with the templates of a package and the base that they extend."""
    own = [PackageLoader(package)] if package != HOME else []
    made = Environment(
        loader=ChoiceLoader([*own, PackageLoader(HOME)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(inert=inert, prose=prose, svg=svg)
    return made


def _policy(scripts: Sequence[str]) -> str:
    """The Content-Security-Policy: nothing from outside the page, and only these scripts.

    Styles are allowed anywhere in the page, since pictures have their own; they can load nothing.
    """
    hashes = " ".join(f"'sha256-{_digest(text)}'" for text in scripts)
    return (
        f"default-src 'none'; script-src {hashes or repr('none')}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _script(text: str) -> Markup:
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a script that would end its own element")
    return Markup(text)  # noqa: S704  # a script of ours, which ends no element


def _json(value: object) -> Markup:
    """JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704  # no letter is left that HTML reads

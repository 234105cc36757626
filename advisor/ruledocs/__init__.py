"""The pages made from a rule book, and which pages in a folder are out of date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from advisor.model import RuleBook

__all__ = ["pages", "stale"]


def pages(book: RuleBook) -> Mapping[str, str]:
    """The text of every page and drawing, by its path below the folder of the documentation."""
    from advisor.check.explained import with_examples
    from advisor.ruledocs.drawing import drawing
    from advisor.ruledocs.facts_page import facts_page
    from advisor.ruledocs.index_page import DRAWING, index_page
    from advisor.ruledocs.limits_page import limits_page
    from advisor.ruledocs.rule_pages import rule_pages

    whole = with_examples(book)
    return {
        "rules/index.md": index_page(whole),
        **rule_pages(whole),
        "reference/facts.md": facts_page(whole),
        "reference/limits.md": limits_page(whole),
        DRAWING: drawing(whole),
    }


def stale(folder: Path, made: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The pages of a folder that are missing, out of date, or no longer made, with the reason."""
    for name, text in made.items():
        path = folder / name
        if not path.is_file():
            yield name, "is missing"
        elif path.read_bytes() != text.encode():
            yield name, "differs from the rule book"
    for path in sorted((folder / "rules").rglob("*.md")):
        name = path.relative_to(folder).as_posix()
        if name not in made:
            yield name, "is not made from the rule book"

"""Recommendations as HTML files: reports to read and print, and interactive pages."""

from advisor.page.base import asset, filled, tokens

__all__ = ["asset", "filled", "tokens"]

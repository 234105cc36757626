"""Pages to look at: recommendations as one HTML file each, to mail, to print, to try out."""

from advisor.page.base import asset, filled, tokens

__all__ = ["asset", "filled", "tokens"]

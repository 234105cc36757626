"""Lays text out and escapes it, for terminals, Markdown and notebooks."""

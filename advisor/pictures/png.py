"""Renders SVG as PNG with resvg."""

from __future__ import annotations

from advisor.errors import AdvisorError, Problem

__all__ = ["rendered"]


def rendered(svg: str, scale: float) -> bytes:
    """The PNG of an SVG text, `scale` times as large; AdvisorError without the extra `png`."""
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        hint = "install it with `pip install 'compute-advisor[png]'`"
        raise AdvisorError(Problem("a PNG needs the extra `png`", help=hint)) from error
    return bytes(svg_to_bytes(svg_string=svg, zoom=scale))

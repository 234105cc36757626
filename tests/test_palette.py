"""The colours of pictures: told apart whatever colours somebody sees, and words stay legible."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest

from advisor.pictures.palette import (
    EDGE,
    GROUND,
    INK,
    PANEL,
    PLATFORMS,
    SOFT,
    STATUSES,
    Colour,
    Tones,
    platform_tones,
    status_tones,
)
from advisor.rulebook import load_rules

ROOT = Path(__file__).parents[1]
Linear = tuple[float, ...]

# What remains of linear red, green and blue: Machado, Oliveira and Fernandes, 2009, severity 1.
SIGHTS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# In Oklab, where 0.02 is about the least that people notice of two areas side by side.
APART = {"all colours": 0.05, "protanopia": 0.05, "deuteranopia": 0.05, "tritanopia": 0.03}
USUAL = ("lambda", "batch-fargate", "batch-fargate-spot", "batch-ec2", "batch-ec2-spot")


def light(colour: Colour) -> str:
    return colour.light


def dark(colour: Colour) -> str:
    return colour.dark


BOTH = pytest.mark.parametrize("scheme", [light, dark])
Scheme = Callable[[Colour], str]


def linear(written: str) -> Linear:
    shares = [int(written[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return tuple(s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)


def seen(colour: Linear, sight: str) -> Linear:
    return tuple(
        min(1, max(0, sum(a * b for a, b in zip(row, colour, strict=True))))
        for row in SIGHTS[sight]
    )


def oklab(colour: Linear) -> Linear:
    r, g, b = colour
    cone = (
        math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b),
        math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b),
        math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b),
    )
    rows = (
        (0.2104542553, 0.7936177850, -0.0040720468),
        (1.9779984951, -2.4285922050, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.8086757660),
    )
    return tuple(sum(a * b for a, b in zip(row, cone, strict=True)) for row in rows)


def apart(one: str, other: str, sight: str) -> float:
    return math.dist(*(oklab(seen(linear(each), sight)) for each in (one, other)))


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    shares = (0.2126, 0.7152, 0.0722)
    bright, dim = sorted(
        (
            sum(a * b for a, b in zip(shares, linear(each), strict=True)) + 0.05
            for each in (one, other)
        ),
        reverse=True,
    )
    return bright / dim


def everything() -> Iterator[Tones]:
    yield from PLATFORMS.values()
    yield from STATUSES.values()
    yield platform_tones("a-platform-of-a-pack")


def test_every_platform_of_the_rule_book_has_a_colour_of_its_own():
    assert set(PLATFORMS) == {each.id for each in load_rules(ROOT / "rules").platforms}
    assert platform_tones("a-platform-of-a-pack") not in PLATFORMS.values()
    assert status_tones("settled") != status_tones("conditional") != status_tones("no-fit")


@BOTH
@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("part", ["fill", "strong"])
def test_platforms_are_told_apart_with_every_kind_of_colour_sight(
    scheme: Scheme, sight: str, part: str
):
    for one, other in combinations(PLATFORMS, 2):
        usual = one in USUAL and other in USUAL
        least = APART[sight] * (1.4 if usual else 1)
        colours = [scheme(getattr(PLATFORMS[each], part)) for each in (one, other)]
        assert apart(*colours, sight) >= least, (one, other)


@BOTH
@pytest.mark.parametrize("sight", SIGHTS)
def test_statuses_are_told_apart_with_every_kind_of_colour_sight(scheme: Scheme, sight: str):
    for one, other in combinations(STATUSES.values(), 2):
        assert apart(scheme(one.strong), scheme(other.strong), sight) >= APART[sight]


@BOTH
def test_words_are_legible_on_every_area(scheme: Scheme):
    for tones in everything():
        assert contrast(scheme(INK), scheme(tones.fill)) >= 4.5
    for ground in (GROUND, PANEL):
        assert contrast(scheme(INK), scheme(ground)) >= 7
        assert contrast(scheme(SOFT), scheme(ground)) >= 4.5


@BOTH
def test_lines_bars_and_dots_stand_off_the_ground(scheme: Scheme):
    for tones in everything():
        assert contrast(scheme(tones.strong), scheme(GROUND)) >= 3
    assert contrast(scheme(EDGE), scheme(GROUND)) >= 3

"""The pictures of an answer say what it says, and no words cover others, as a browser measures."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from browser import browser, browser_page  # noqa: F401  # fixtures
from cli_support import EXAMPLES
from picture_workloads import workloads

import advisor
from advisor.api import Recommendation
from advisor.pictures.margins import kept, passed
from advisor.pictures.picture import Picture

COUNT = 100 if os.environ.get("ADVISOR_SLOW") else 12
SPEC = EXAMPLES / "nightly-report.workload.yaml"

PICTURES: dict[str, Callable[[Recommendation], Picture]] = {
    "map": lambda found: found.map(),
    "map of counts": lambda found: found.map("concurrency", "vcpus"),
    "margins": lambda found: found.margins_picture(),
}


def texts(picture: Picture) -> list[str]:
    return [
        each.text or "" for each in ET.fromstring(picture.svg).iter() if each.tag[-4:] == "text"
    ]


# --- where the words are, measured in a real browser ------------------------------------------

MEASURE = """() => [...document.querySelectorAll('svg')].map(svg => {
  const own = svg.getBoundingClientRect();
  return {width: own.width, height: own.height, texts: [...svg.querySelectorAll('text')].map(t => {
    const b = t.getBoundingClientRect(), c = t.getBBox();
    // A line of letters is lower than its box, which keeps room for accents of all kinds.
    return [b.x - own.x, b.y - own.y + b.height * .15, b.width, b.height * .7, t.textContent];
  })};
})"""


@pytest.mark.parametrize("kind", PICTURES)
def test_no_words_cover_others_or_leave_the_picture(kind: str, browser_page: Any):  # noqa: F811
    """At a hundred random workloads where ADVISOR_SLOW is set, and at some of them elsewhere."""
    found = [PICTURES[kind](advisor.recommend(each)) for each in workloads(COUNT)]
    browser_page.set_content("".join(each.svg for each in found))
    measured = browser_page.evaluate(MEASURE)
    assert len(measured) == COUNT
    wrong = [(index, each) for index, drawn in enumerate(measured) for each in _mistakes(drawn)]
    assert not wrong


def _mistakes(drawn: dict[str, Any]) -> list[tuple[str, ...]]:
    boxes = drawn["texts"]
    outside = [
        (words, "is outside")
        for x, y, w, h, words in boxes
        if x < 0 or y < 0 or x + w > drawn["width"] or y + h > drawn["height"]
    ]
    return outside + [
        (a[4], "covers", b[4])
        for index, a in enumerate(boxes)
        for b in boxes[:index]
        if a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
    ]


@pytest.mark.parametrize("kind", PICTURES)
def test_the_same_workload_makes_the_same_bytes_and_its_name_is_only_text(kind: str):
    spec = {"name": "<script>alert(1)</script>", "memory": "2 GiB", "vcpus": 1, "duration": "5 min",
            "runs_per_month": 30}  # fmt: skip
    first, second = (PICTURES[kind](advisor.recommend(spec)) for _ in range(2))
    assert first.svg == second.svg
    assert "<script" not in first.svg
    assert ET.fromstring(first.svg).find("{*}title") is not None
    assert first.description


# --- margins ----------------------------------------------------------------------------------


def test_a_margin_is_a_value_a_limit_and_what_is_spare_or_over_in_words():
    words = texts(advisor.recommend(SPEC).margins_picture())
    assert "25 min of 15 min" in words
    assert "✕ 67 % over" in words
    assert "✓ 90 % spare" in words
    assert "SVC003, Lambda: longest run of a standard function; rules out AWS Lambda" in words


def test_the_nearest_limit_comes_first_on_both_sides():
    found = advisor.recommend(SPEC)
    keeps, passes = [each.used for each in kept(found)], [each.used for each in passed(found)]
    assert keeps == sorted(keeps, reverse=True)
    assert passes == sorted(passes)
    assert max(keeps) <= 1 <= min(passes)


def test_without_any_limit_the_picture_says_so():
    picture = advisor.recommend({}).margins_picture()
    assert "No limit that is a number bears" in picture.description

"""The pictures of an answer say what it says, and no words cover others, as a browser measures."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from browser import browser, browser_page  # noqa: F401  # fixtures
from cli_support import EXAMPLES, call
from picture_workloads import workloads

import advisor
from advisor.api import Recommendation
from advisor.errors import AdvisorError
from advisor.pictures.margins import kept, passed
from advisor.pictures.picture import Picture

COUNT = 100 if os.environ.get("ADVISOR_SLOW") else 12
SPEC = EXAMPLES / "nightly-report.workload.yaml"

PICTURES: dict[str, Callable[[Recommendation], Picture]] = {
    "map": lambda found: found.map(),
    "map of counts": lambda found: found.map("concurrency", "vcpus"),
    "margins": lambda found: found.margins_picture(),
    "tree": lambda found: found.tree_picture(),
    "break-even": lambda found: found.break_even_picture(),
    "break-even of duration": lambda found: found.break_even_picture("duration"),
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
  }), frames: [...svg.querySelectorAll('svg > rect')].map(r => r.getBoundingClientRect()).map(
    b => [b.x - own.x, b.y - own.y, b.width, b.height])};
})"""


@pytest.mark.parametrize("kind", PICTURES)
def test_no_words_cover_others_or_leave_the_picture(kind: str, browser_page: Any):  # noqa: F811
    """At a hundred random workloads where ADVISOR_SLOW is set, and at some of them elsewhere."""
    answers = map(advisor.recommend, workloads(COUNT))
    found = [PICTURES[kind](each) for each in answers if _can_be_drawn(kind, each)]
    browser_page.set_content("".join(each.svg for each in found))
    measured = browser_page.evaluate(MEASURE)
    assert len(measured) == len(found) > COUNT / 4
    wrong = [(index, each) for index, drawn in enumerate(measured) for each in _mistakes(drawn)]
    assert not wrong


def _can_be_drawn(kind: str, found: Recommendation) -> bool:
    if not kind.startswith("break-even"):
        return True
    curves = found.costs.curves("typical_duration") if found.costs else None
    return bool(curves and curves.curves and found.costs and found.costs.use.monthly)


def _mistakes(drawn: dict[str, Any]) -> list[tuple[str, ...]]:
    boxes = drawn["texts"]
    outside = [
        (words, "is outside")
        for x, y, w, h, words in boxes
        if x < 0 or y < 0 or x + w > drawn["width"] or y + h > drawn["height"]
    ]
    beyond = [
        (words, "leaves its frame")
        for x, y, w, h, words in boxes
        for fx, fy, fw, fh in drawn["frames"]
        if fx <= x < fx + fw and fy <= y and y + h <= fy + fh and x + w > fx + fw
    ]
    return (
        outside
        + beyond
        + [
            (a[4], "covers", b[4])
            for index, a in enumerate(boxes)
            for b in boxes[:index]
            if a[0] < b[0] + b[2]
            and b[0] < a[0] + a[2]
            and a[1] < b[1] + b[3]
            and b[1] < a[1] + a[3]
        ]
    )


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
    assert "67 % over" in words
    assert "90 % spare" in words
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


# --- break-even -------------------------------------------------------------------------------

OFTEN = {"vcpus": 1, "memory": "1 GiB", "duration": "30 s", "runs_per_month": 3000}


def test_each_crossing_has_its_sentence_and_a_number():
    found = advisor.recommend(OFTEN)
    curves = found.costs.curves("runs_per_month") if found.costs else None
    words = texts(found.break_even_picture("runs_per_month"))
    assert curves is not None
    assert [each.sentence for each in curves.crossings] == [w for w in words if "costs less" in w]
    assert words.count("1") == 2


def test_the_workload_stands_on_the_curve_of_its_platform():
    assert "3,000 runs a month: $2.59 a month" in texts(
        advisor.recommend(OFTEN).break_even_picture("runs_per_month")
    )


def test_without_a_fact_the_first_is_drawn_along_which_another_gets_cheaper():
    found = advisor.recommend(SPEC)
    assert found.costs is not None
    named = found.costs.break_evens[0].fact
    assert found.break_even_picture() == found.break_even_picture(named)


def test_where_nothing_crosses_the_picture_says_so():
    picture = advisor.recommend(SPEC).break_even_picture("runs_per_month")
    assert "Nothing changes between 0.03 and 30,000" in picture.description


@pytest.mark.parametrize(
    ("spec", "x", "message"),
    [
        ({"memory": "1 GiB"}, None, "say `duration` and `runs_per_month` in the spec"),
        ({"duration": "1 min"}, "memory", "say `duration` and `memory` in the spec"),
        (OFTEN, "vcpus", "there is no cost along `vcpus`"),
    ],
)
def test_what_has_no_cost_to_draw_is_said(spec: dict[str, Any], x: str | None, message: str):
    with pytest.raises(AdvisorError, match=message):
        advisor.recommend(spec).break_even_picture(x)


@pytest.mark.parametrize(
    ("spec", "steps"), [(OFTEN, 1), ({"nodes": 3}, 5), ({"memory": "40 TiB"}, 0)]
)
def test_the_path_goes_to_what_was_taken_and_ends_where_nothing_fits(
    spec: dict[str, Any], steps: int
):
    drawn = ET.fromstring(advisor.recommend(spec).tree_picture().svg)
    lines = [each for each in drawn.iter() if each.tag[-4:] == "line"]
    assert len([each for each in lines if each.get("stroke-width") == "3"]) == steps


# --- the command, and the pictures of the guide -----------------------------------------------


def test_the_command_prints_the_picture_that_the_library_makes(capsys: pytest.CaptureFixture[str]):
    done = call(capsys, "draw", SPEC, "margins")
    assert done == (0, advisor.recommend(SPEC).margins_picture().svg, "")


def test_the_command_writes_a_file_and_never_the_spec(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    drawn = tmp_path / "a.svg"
    assert call(capsys, "draw", SPEC, "break-even", "--x", "duration", "-o", drawn).code == 0
    assert drawn.read_text() == advisor.recommend(SPEC).break_even_picture("duration").svg
    drawn.write_text("memory: 1 GiB\n")
    assert "is the spec itself" in call(capsys, "draw", drawn, "margins", "-o", drawn).err


@pytest.mark.parametrize("verb", [("draw", "margins"), ("map",)])
def test_a_picture_heeds_what_the_configuration_considers(
    verb: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    (tmp_path / "advisor.toml").write_text('consider = ["ecs-managed-instances"]\n')
    monkeypatch.chdir(tmp_path)
    heeded = call(capsys, verb[0], SPEC, *verb[1:]).out
    found = advisor.recommend(SPEC, usual={"consider": ["ecs-managed-instances"]})
    assert heeded != call(capsys, verb[0], SPEC, *verb[1:], "--no-config").out or verb != ("map",)
    assert heeded == (found.map() if verb == ("map",) else found.margins_picture()).svg


GUIDE = {
    "picture-map.svg": lambda found: found.map(),
    "picture-margins.svg": lambda found: found.margins_picture(),
    "picture-tree.svg": lambda found: found.tree_picture(),
    "picture-break-even.svg": lambda found: found.break_even_picture("memory"),
}


@pytest.mark.parametrize("name", GUIDE)
def test_the_guide_shows_what_the_commands_draw(name: str):
    """Made anew where UPDATE_GOLDEN is set."""
    path = EXAMPLES.parent / "docs" / "assets" / name
    made = GUIDE[name](advisor.recommend(SPEC)).svg
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(made)
    assert path.read_text() == made

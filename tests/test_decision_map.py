"""The decision map: its borders are those of `recommend`, exactly, whatever the two facts."""

from __future__ import annotations

import math
import os
import random
from pathlib import Path
from typing import Any

import pytest
from cli_support import EXAMPLES, call
from picture_workloads import workloads

import advisor
from advisor.api import Recommendation
from advisor.decide import decide
from advisor.errors import AdvisorError
from advisor.facts import complete
from advisor.formula import Number, Ref
from advisor.pictures.comparisons import comparisons, smooth_parts
from advisor.pictures.decision_map import Answer, DecisionMap, answer_of
from advisor.pictures.mapping import decision_map, mappable
from advisor.pictures.outlines import outlines
from advisor.pictures.polynomials import ratio, roots

THOROUGH = bool(os.environ.get("ADVISOR_SLOW"))
POINTS = 10_000

REPORT = {"name": "nightly-report", "vcpus": 4, "memory": "16 GiB", "duration": "1 h",
          "runs_per_month": 30, "image": "registry.example/report"}  # fmt: skip
GPUS = {"name": "training", "gpus": 1, "duration": "3 h", "vcpus": 8, "interruptible": True}
# Facts that share no formula, a table of both, a product, a sum, a quotient, and counts.
PAIRS: list[tuple[dict[str, Any], str, str]] = [
    (REPORT, "memory", "duration"),
    (REPORT, "vcpus", "memory"),
    (REPORT, "vcpus", "duration"),
    (REPORT, "duration", "runs_per_month"),
    ({**REPORT, "interruptible": True}, "duration", "complete_within"),
    ({**REPORT, "duration": "5 min"}, "disk", "image_size"),
    (REPORT, "concurrency", "duration"),
    (REPORT, "concurrency", "start_within"),
    (GPUS, "gpus", "memory"),
    (GPUS, "nodes", "gpus"),
    ({}, "memory", "duration"),
]


def recommended(found: Recommendation, decided: DecisionMap, x: float, y: float) -> Answer:
    """What `recommend` says of the workload with two other values."""
    names = (decided.x_axis.fact.name, decided.y_axis.fact.name)
    facts = complete(found.book, {**found.stated, names[0]: x, names[1]: y})
    return answer_of(decide(found.book, facts, found.engine))


def points(decided: DecisionMap, count: int, chance: random.Random) -> list[tuple[float, float]]:
    """Points right on borders, one step of a float beside them, and anywhere."""
    return [(_value(decided, 0, chance), _value(decided, 1, chance)) for _ in range(count)]


def _value(decided: DecisionMap, which: int, chance: random.Random) -> float:
    axis = (decided.x_axis, decided.y_axis)[which]
    marks = [s.low for s in (decided.x_spans, decided.y_spans)[which] if s.is_mark]
    if chance.random() < 0.6:
        mark = chance.choice(marks)
        beside = chance.choice((mark, math.nextafter(mark, 0), math.nextafter(mark, math.inf)))
        return min(max(beside, axis.low), axis.high)
    low = max(axis.low, 1e-3)
    return math.exp(chance.uniform(math.log(low), math.log(axis.high)))


def on_curves(decided: DecisionMap, count: int, chance: random.Random) -> list[tuple[float, float]]:
    """Points a hair to either side of borders that are curves."""
    curved = [
        (cell, part.band)
        for cell in decided.cells
        for part in cell.parts
        if part.band.above.zero is not None
    ]
    found = []
    for _ in range(count if curved else 0):
        cell, band = chance.choice(curved)
        x = chance.uniform(band.low, band.high)
        y = band.above.at(x) * chance.choice((1 - 1e-9, 1, 1 + 1e-9))
        found.append((x, min(max(y, cell.y.low), cell.y.high)))
    return found


@pytest.mark.parametrize(("spec", "x", "y"), PAIRS)
def test_the_borders_agree_with_recommend_at_ten_thousand_points(
    spec: dict[str, Any], x: str, y: str
):
    """Ten thousand over all pairs; for each pair where ADVISOR_SLOW is set."""
    found = advisor.recommend(spec)
    decided = decision_map(found, x, y)
    count = POINTS if THOROUGH else POINTS // len(PAIRS) + 1
    chance = random.Random(f"{x} {y}")
    for a, b in points(decided, count, chance) + on_curves(decided, count // 4, chance):
        assert decided.region_at(a, b) == recommended(found, decided, a, b), (a, b)


@pytest.mark.parametrize("index", range(200 if THOROUGH else 12))
def test_the_borders_agree_for_random_workloads_and_facts(index: int):
    chance = random.Random(index)
    found = advisor.recommend(workloads(200)[index])
    x, y = chance.sample(mappable(found), 2)
    decided = decision_map(found, x, y)
    for a, b in points(decided, 60, chance) + on_curves(decided, 20, chance):
        assert decided.region_at(a, b) == recommended(found, decided, a, b), (x, y, a, b)


@pytest.mark.parametrize(("spec", "x", "y"), PAIRS)
def test_the_regions_that_are_drawn_are_those_of_the_map(spec: dict[str, Any], x: str, y: str):
    """What is drawn is asked what lies at a pixel, and it must be the answer of that place."""
    decided = decision_map(advisor.recommend(spec), x, y)
    scales = decided.x_axis.scale(0, 600), decided.y_axis.scale(400, 0)
    drawn = outlines(decided, *scales)
    loops = {answer: _loops(path) for answer, path in drawn.paths.items()}
    chance = random.Random(3)
    for _ in range(300):
        a, b = (_rounded(decided, which, chance) for which in (0, 1))
        px, py = scales[0].at(a), scales[1].at(b)
        if any(abs(px - each) < 0.05 or abs(py - other) < 0.05 for each, other in _corners(loops)):
            continue  # on a border, to the width of a hair
        inside = [answer for answer, each in loops.items() if _holds(each, px, py)]
        here = decided.region_at(a, b)
        near = {
            decided.region_at(*_kept(decided, a * f, b * g))
            for f in (0.999, 1, 1.001)
            for g in (0.999, 1, 1.001)
        }
        assert inside == [here] or (len(near) > 1 and set(inside) <= near)


def test_what_is_thinner_than_a_line_is_no_border():
    """From 30 to 30.4 GiB the steps of Fargate's sizes favour EC2: a strip of less than a pixel."""
    found = advisor.recommend(EXAMPLES / "nightly-report.workload.yaml")
    decided = decision_map(found, "memory", "duration")
    drawn = outlines(decided, decided.x_axis.scale(0, 600), decided.y_axis.scale(400, 0))
    here = decided.region_at(20 * 1024, 1500)
    (strip,) = drawn.strips
    assert decided.region_at(30.2 * 1024, 1500) == strip != here
    assert len(_loops(drawn.paths[here])) == 3
    assert len(_loops(drawn.frames[here])) == 1
    assert "a line: AWS Batch on EC2 Spot in a strip too thin to draw" in found.map().svg


def _rounded(decided: DecisionMap, which: int, chance: random.Random) -> float:
    axis = (decided.x_axis, decided.y_axis)[which]
    value = math.exp(chance.uniform(math.log(max(axis.low, 1e-3)), math.log(axis.high)))
    return float(max(math.ceil(axis.low), round(value))) if axis.whole else value


def _kept(decided: DecisionMap, a: float, b: float) -> tuple[float, float]:
    x, y = decided.x_axis, decided.y_axis
    return min(max(a, x.low), x.high), min(max(b, y.low), y.high)


Loop = list[tuple[float, float]]


def _loops(path: str) -> list[Loop]:
    return [
        [(float(a), float(b)) for a, b in (point.split() for point in each.split("L"))]
        for each in path.replace("Z", "").split("M")[1:]
    ]


def _corners(loops: dict[Answer, list[Loop]]) -> list[tuple[float, float]]:
    return [point for each in loops.values() for loop in each for point in loop]


def _holds(loops: list[Loop], x: float, y: float) -> bool:
    odd = False
    for loop in loops:
        for (ax, ay), (bx, by) in zip(loop, loop[1:] + loop[:1], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
    return odd


def test_a_border_belongs_to_the_side_that_the_rule_says():
    """A function lasts up to 15 minutes, and 15 minutes are up to 15 minutes."""
    decided = decision_map(
        advisor.recommend({**REPORT, "interruptible": False}), "memory", "duration"
    )
    at_most = decided.region_at(10_240, 600)
    beyond = decided.region_at(math.nextafter(10_240, math.inf), 600)
    assert (at_most.platform, beyond.platform) == ("lambda", "batch-fargate")


def test_a_region_says_which_unknown_facts_it_depends_on():
    decided = decision_map(advisor.recommend({"memory": "2 GiB"}), "memory", "duration")
    assert {name for each in decided.answers for name in each.depends_on} >= {"vcpus"}


def test_where_nothing_fits_no_platform_is_named():
    decided = decision_map(advisor.recommend(REPORT), "memory", "duration")
    assert decided.region_at(decided.x_axis.high, 60).platform is None


def test_no_formula_of_the_rule_book_bends_twice():
    """So that each border is one curve: no fact is multiplied by itself on one side."""
    found = advisor.recommend({**REPORT, "concurrency": 5, "complete_within": "2 d"})
    names = mappable(found)
    for x in names:
        for y in names[names.index(x) + 1 :]:
            for each in comparisons(found.book, found.stated, found.outcome.facts, (x, y)):
                for side in each.sides:
                    for part in smooth_parts(side):
                        top, bottom = ratio(part, x, y)
                        assert all(max(powers) <= 1 for powers in (*top, *bottom))


def test_outside_of_a_map_there_is_no_answer():
    decided = decision_map(advisor.recommend(REPORT), "memory", "duration", (1024, 2048))
    with pytest.raises(ValueError, match="outside of the map"):
        decided.region_at(512, 60)


def test_roots_are_found_between_the_turns_of_a_polynomial():
    # (t - 1)(t - 2)(t - 3)
    assert list(roots([-6, 11, -6, 1], 0, 10)) == pytest.approx([1, 2, 3])
    assert list(roots([1, 0, 1], -5, 5)) == []
    assert list(roots([5], 0, 1)) == []


def test_smooth_parts_of_what_is_smooth_are_itself():
    assert smooth_parts(Ref("memory")) == (Ref("memory"),)
    assert smooth_parts(Number(2)) == (Number(2),)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ("memroy", "duration", r"`memroy` is not a fact; did you mean `memory`\?"),
        ("memory", "memory", "`memory` is given for both axes; give two facts"),
        ("memory", "interruptible", "`interruptible` is no number, and an axis is"),
        ("memory", "peak_vcpus", "`peak_vcpus` is computed from other facts"),
        ("<script>", "duration", "`<script>` is not a fact; there are "),
    ],
)
def test_what_is_no_axis_is_refused_with_what_would_be_one(x: str, y: str, message: str):
    with pytest.raises(AdvisorError, match=message):
        decision_map(advisor.recommend(REPORT), x, y)


@pytest.mark.parametrize("ends", [(5, 5), (9, 2), (0, 10), (-1, 2), (1, math.inf), (math.nan, 2)])
def test_an_empty_or_endless_range_is_refused(ends: tuple[float, float]):
    with pytest.raises(AdvisorError, match=r"`memory` cannot go from|cannot begin at 0"):
        decision_map(advisor.recommend(REPORT), "memory", "duration", ends)


# --- the command ------------------------------------------------------------------------------

SPEC = EXAMPLES / "nightly-report.workload.yaml"


def test_the_command_prints_the_picture_that_the_library_makes(capsys: pytest.CaptureFixture[str]):
    done = call(capsys, "map", SPEC)
    assert done == (0, advisor.recommend(SPEC).map().svg, "")


def test_the_command_writes_svg_or_png(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    assert call(capsys, "map", SPEC, "-o", tmp_path / "map.svg") == (0, "", "")
    assert (tmp_path / "map.svg").read_text().startswith("<svg ")
    pytest.importorskip("resvg_py")
    assert call(capsys, "map", SPEC, "--x", "vcpus", "-o", tmp_path / "map.png").code == 0
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_the_command_takes_ranges_in_the_units_of_a_spec(capsys: pytest.CaptureFixture[str]):
    done = call(capsys, "map", SPEC, "--x-range", "1GiB..64 GiB", "--y-range", "1min..7d")
    assert done.code == 0
    assert ">64 GiB<" in done.out
    assert ">128 GiB<" not in done.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--x", "memroy"), "error: `memroy` is not a fact; did you mean `memory`?"),
        (("--x-range", "1GiB"), "a range is written LOW..HIGH, such as 1GiB..64GiB"),
        (("--y-range", "1..5"), "a range is written LOW..HIGH, such as 1min..7d"),
        (("--x", "gpus", "--x-range", "a..b"), "error: `--x-range`: `a` is not a number"),
        (("-o", "map.jpg"), "is not a kind of picture"),
    ],
)
def test_a_mistake_is_one_message_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], message: str,
):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    done = call(capsys, "map", SPEC, *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert len(done.err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_spec_is_not_overwritten_by_its_map(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    spec = tmp_path / "spec.svg"
    spec.write_text("memory: 1 GiB\n")
    assert "is the spec itself" in call(capsys, "map", spec, "-o", spec).err

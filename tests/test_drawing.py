"""Drawing: safe SVG with names of its own, words measured, labels that do not cover each other."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import AdvisorError
from advisor.pictures.drawing import (
    Own,
    clip,
    group,
    hatch,
    line,
    number,
    picture,
    rect,
    text,
)
from advisor.pictures.palette import INK, STATUSES, Colour
from advisor.pictures.placing import Box, first_free, spread
from advisor.pictures.typesetting import shortened, width, wrapped

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>&\"'\x00\u202egnp"


def drawn(words: str = "some words"):
    shapes = [
        hatch("lines", INK),
        clip("window", rect(0, 0, 50, 50)),
        group(text(10, 20, words, size=12), clip_path=Own("window")),
        rect(0, 0, 10, 10, fill=Own("lines"), stroke=STATUSES["settled"].strong),
    ]
    return picture(words, f"It says {words}.", 200, 100, shapes)


@given(st.text())
def test_whatever_a_text_holds_the_picture_is_well_formed_and_the_text_is_only_text(words: str):
    root = ET.fromstring(drawn(words).svg)
    kinds = {"svg", "title", "desc", "style", "rect", "g", "text", "pattern", "clipPath", "line"}
    assert {each.tag.removeprefix(SVG) for each in root.iter()} == kinds


def test_a_hostile_name_is_shown_and_runs_nothing():
    made = drawn(HOSTILE)
    assert "<script" not in made.svg
    assert "\u202e" not in made.svg
    assert "\x00" not in made.svg
    found = ET.fromstring(made.svg).find(f".//{SVG}text")
    assert found is not None
    assert (found.text or "").startswith("</text><script>alert(1)</script>")


def test_a_picture_has_a_title_and_a_description_that_screen_readers_find():
    root = ET.fromstring(drawn().svg)
    assert root.attrib["role"] == "img"
    named = [root.find(f".//*[@id='{name}']") for name in root.attrib["aria-labelledby"].split()]
    assert [each.text for each in named if each is not None] == [
        "some words",
        "It says some words.",
    ]


def test_the_same_shapes_make_the_same_bytes_and_others_another_name():
    assert drawn() == drawn()
    names = {ET.fromstring(each.svg).attrib["id"] for each in (drawn(), drawn("others"))}
    assert len(names) == 2


def test_every_name_in_a_picture_is_its_own_so_that_two_can_stand_in_one_page():
    root = ET.fromstring(drawn().svg)
    own = root.attrib["id"]
    ids = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
    assert all(each.startswith(own) for each in ids)
    assert f'fill="url(#{own}-lines)"' in drawn().svg
    style = root.find(f"{SVG}style")
    assert style is not None
    selectors = (style.text or "").partition("{")[2].split("}")
    assert all(each.startswith(f"#{own} ") for each in selectors if "{" in each)


def test_without_a_style_sheet_a_picture_is_drawn_for_a_light_ground():
    made = picture("t", "d", 10, 10, [rect(0, 0, 1, 1, fill=Colour("#123456", "#abcdef"))])
    style = ET.fromstring(made.svg).find(f"{SVG}style")
    assert style is not None
    assert 'fill="#123456"' in made.svg
    assert "#abcdef" in (style.text or "")
    assert (style.text or "").startswith("@media screen and (prefers-color-scheme:dark)")


def test_a_notebook_gets_the_picture_and_the_words():
    made = drawn()
    assert made._repr_mimebundle_() == {
        "image/svg+xml": made.svg,
        "text/plain": "some words\nIt says some words.",
    }


def test_a_picture_is_saved_as_svg_or_png_by_its_ending(tmp_path: Path):
    made = drawn()
    assert made.save(tmp_path / "a.svg").read_text() == made.svg
    pytest.importorskip("resvg_py")
    data = made.save(str(tmp_path / "a.PNG")).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 400  # twice its width, for sharp screens


def test_another_ending_is_refused_and_nothing_is_written(tmp_path: Path):
    with pytest.raises(AdvisorError, match=r"is not a kind of picture"):
        drawn().save(tmp_path / "a.jpg")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (-0.001, "0"), (100, "100"), (1.5, "1.5"), (-2.128, "-2.13")]
)
def test_numbers_are_short(value: float, written: str):
    assert number(value) == written


def test_lines_are_wrapped_and_shortened_to_a_room():
    assert wrapped("to be or not to be", 50, 12) == ("to be or", "not to", "be")
    assert wrapped("incomprehensibilities", 50, 12) == ("incomprehensibilities",)
    assert shortened("a platform with a long name", 80, 12).endswith("…")
    assert width(shortened("a platform with a long name", 80, 12), 12) <= 80
    assert shortened("short", 80, 12) == "short"


def test_bold_is_wider_and_ideographs_take_their_room():
    assert width("Fargate", 12, bold=True) > width("Fargate", 12)
    assert width("中", 10) >= 10
    assert width("e\N{COMBINING ACUTE ACCENT}", 10) == width("e", 10)


@given(st.lists(st.floats(0, 100)), st.floats(1, 30))
def test_places_that_are_spread_never_touch_and_keep_their_order(wishes: list[float], room: float):
    places = spread(sorted(wishes), room, 0, 100)
    assert len(places) == len(wishes)
    assert all(after - before >= room - 1e-6 for before, after in pairwise(places))
    if (len(wishes) - 1) * room <= 100:
        assert all(-1e-6 <= each <= 100 + 1e-6 for each in places)


def test_a_wish_that_is_in_nobodys_way_is_granted():
    assert spread([10, 50, 90], 10, 0, 100) == (10, 50, 90)
    assert spread([50, 50], 10, 0, 100) == (45, 55)


def test_the_first_free_place_is_taken():
    frame = Box(0, 0, 100, 100)
    places = [Box(95, 0, 10, 10), Box(0, 0, 10, 10), Box(20, 0, 10, 10)]
    assert first_free(places, [Box(5, 5, 10, 10)], frame) == Box(20, 0, 10, 10)
    assert first_free(places[:1], [], frame) is None
    assert not Box(0, 0, 10, 10).touches(Box(10, 0, 10, 10))


def test_a_line_is_a_line():
    assert 'x1="0" y1="0" x2="5" y2="5"' in picture("t", "d", 9, 9, [line(0, 0, 5, 5)]).svg

"""The pages made from the rule book are those in docs/, and every code has its place in them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations

import pytest
from books import rules_out
from click.testing import CliRunner

from advisor.check.explained import every_rule
from advisor.cli import rule_list
from advisor.cli.docs import command
from advisor.condition import All
from advisor.facts import spec_facts
from advisor.model import Decision, Fact, Kind, Option, Table
from advisor.pages import PAGES, SITE, anchor, page_of, see
from advisor.pictures.typesetting import width
from advisor.rulebook import shipped_rules
from advisor.ruledocs import pages, stale
from advisor.ruledocs.drawing import drawing
from advisor.ruledocs.tree import FOOT, MARGIN, PADDING, SIZE, SMALL, drawn
from advisor.shipped import shipped_folder

DOCS = shipped_folder().parent / "docs"
MARKUP = re.compile(r'<a id="[^"]+">|</a>|<br>')
LINK = re.compile(r"\]\(<?([^)>]+)>?\)")


@pytest.fixture(scope="module")
def made():
    """The pages of the shipped book."""
    return pages(shipped_rules())


@pytest.fixture(scope="module")
def tree():
    """The drawing of the shipped book, as boxes and lines."""
    return drawn(shipped_rules())


def test_the_pages_in_docs_are_those_that_the_rule_book_makes(made):
    """After a change to the rules: `advisor rules docs`."""
    assert list(stale(DOCS, made)) == []


def test_every_code_has_one_section_on_its_page(made):
    for rule in every_rule(shipped_rules()):
        text = made[f"rules/{page_of(rule.code)}.md"]
        assert text.count(f'<a id="{anchor(rule.code)}"></a>\n\n### {rule.code}: ') == 1


def test_an_address_of_a_code_is_its_page_and_its_anchor():
    assert see("CMP003") == f"{SITE}rules/compute/#cmp003"
    assert see("JOB001") == f"{SITE}rules/checks/job-definition/#job001"


def test_a_code_of_a_pack_has_no_page():
    assert see("TEAM001") is None


def test_every_family_of_codes_has_a_page_and_every_page_a_code():
    """A new family needs a line in advisor/pages.py."""
    families = {re.sub(r"\d+$", "", rule.code) for rule in every_rule(shipped_rules())}
    assert families == set(PAGES)


def test_every_link_between_pages_leads_to_a_page_and_an_anchor_that_are_there(made):
    for name, text in made.items():
        folder = name.rpartition("/")[0]
        for target in LINK.findall(text) if name.endswith(".md") else ():
            if target.startswith("https:"):
                continue
            path, _, fragment = target.partition("#")
            parts = f"{folder}/{path}".split("/") if path else name.split("/")
            while ".." in parts:
                at = parts.index("..")
                del parts[at - 1 : at + 1]
            linked = "/".join(parts)
            if linked in made:
                assert not fragment or f'<a id="{fragment}"></a>' in made[linked], target
            else:
                assert (DOCS / linked).is_file(), f"{name}: {target}"


def test_every_limit_is_listed_once_with_its_source(made):
    text = made["reference/limits.md"]
    for limit in shipped_rules().limits.values():
        assert text.count(f'<a id="{limit.id}"></a>') == 1
        if isinstance(limit.current.value, Table):
            assert text.count(f'<a id="{limit.id}-rows"></a>') == 1


def test_every_value_in_dispute_is_listed_with_who_says_so(made):
    text = made["reference/limits.md"]
    disputes = [each for limit in shipped_rules().limits.values() for each in limit.disputed]
    assert disputes
    assert text.count("disputed: [") == len(disputes)


def test_every_fact_is_listed_with_what_its_absence_means(made):
    text = made["reference/facts.md"]
    for each in spec_facts():
        row = next(line for line in text.splitlines() if f'<a id="{each.fact.name}"></a>' in line)
        cells = row.split(" | ")
        assert len(cells) == 5
        assert cells[3]


def test_a_fact_names_the_rules_that_ask_for_it(made):
    rows = made["reference/facts.md"].splitlines()
    row = next(line for line in rows if '<a id="gpus"></a>' in line)
    assert "[CMP019](../rules/compute.md#cmp019)" in row


def test_every_derived_fact_is_listed_with_its_formula(made):
    for fact in shipped_rules().derived:
        assert f"`{fact.formula_text}`" in made["reference/facts.md"]


def test_no_hole_of_a_template_is_left_as_markup(made):
    """`<gpus>` in a page would be a tag that nobody sees."""
    for name, text in made.items():
        if name.endswith(".md"):
            tags = set(re.findall(r"<(?!!--|https:)[^>]*>", re.sub(r"`[^`]*`", "", text)))
            assert {
                tag for tag in tags if not re.fullmatch(r'<a id="[^"]+">|</a>|<br>', tag)
            } == set()


def test_a_decision_of_a_pack_has_a_page_and_a_column_too():
    """The pages are made from whatever decisions a book has."""
    extra = Decision(
        "pick", "which?", All(()), (Option("a", "A"),), (rules_out("no-a", All(()), "a"),)
    )
    shipped = shipped_rules()
    choice = Fact("pick", Kind.TEXT, "the choice of pick", choices=("a",))
    book = replace(
        shipped,
        decisions=(*shipped.decisions, extra),
        facts={**shipped.facts, "pick": choice},
    )
    made = pages(book)
    assert "### TST001: no-a" in made["rules/pick.md"]
    assert "[which?](pick.md)" in made["rules/index.md"]
    assert "which?" in [each.title for each in drawn(book).columns]


def test_check_says_which_page_is_not_current(tmp_path, made):
    runner = CliRunner()
    runner.invoke(command, ["--out", str(tmp_path)], standalone_mode=False)
    arguments = ["--out", str(tmp_path), "--check"]
    assert runner.invoke(command, arguments, standalone_mode=False).return_value == 0
    (tmp_path / "rules" / "compute.md").write_text("old", "utf-8")
    (tmp_path / "rules" / "gone.md").write_text("old", "utf-8")
    result = runner.invoke(command, arguments, standalone_mode=False)
    assert result.return_value == 1
    assert "compute.md differs from the rule book" in result.output
    assert "gone.md is not made from the rule book" in result.output


def test_the_list_of_rules_has_every_rule_once_with_its_page():
    result = CliRunner().invoke(rule_list.command, ["--format", "json"], standalone_mode=False)
    listed = json.loads(result.output)["rules"]
    assert [each["code"] for each in listed] == [r.code for r in every_rule(shipped_rules())]
    assert all(each["see"] == see(each["code"]) for each in listed)


def test_the_list_of_rules_says_code_id_title_and_effect():
    text = CliRunner().invoke(rule_list.command, [], standalone_mode=False).output
    shown = text[text.index("CMP019") :].splitlines()[:3]
    assert shown[0] == "CMP019  fargate-no-gpu"
    assert shown[1].strip() == "Fargate has no GPUs"
    assert shown[2].strip() == "rules out `fargate` (AWS Batch on Fargate)"


def test_the_drawing_is_the_same_bytes_every_time(made):
    assert drawing(shipped_rules()) == made["assets/decision-tree.svg"]


def test_the_drawing_says_what_it_shows_and_keeps_its_words_as_text(made):
    root = ET.fromstring(made["assets/decision-tree.svg"])
    space = "{http://www.w3.org/2000/svg}"
    assert root.attrib["role"] == "img"
    assert root.find(f"{space}title") is not None
    described = root.find(f"{space}desc")
    texts = " ".join(each.text or "" for each in root.iter(f"{space}text"))
    for platform in shipped_rules().platforms:
        assert described is not None
        assert platform.title in (described.text or "")
        assert all(word in texts for word in platform.title.split())


def test_the_drawing_shows_every_decision_option_and_platform(tree):
    book = shipped_rules()
    assert [each.title for each in tree.columns] == [
        *(each.question for each in book.decisions), "Platform",
    ]  # fmt: skip
    leaves = {" ".join(box.title) for box in tree.boxes if box.platform is not None}
    assert leaves == {each.title for each in book.platforms}


def test_no_two_boxes_of_the_drawing_overlap(tree):
    for a, b in combinations(tree.boxes, 2):
        apart = a.x + a.width < b.x or b.x + b.width < a.x
        assert apart or a.y + a.height < b.y or b.y + b.height < a.y, (a.title, b.title)


def test_no_line_of_the_drawing_runs_through_a_box(tree):
    """Level lines pass between boxes; they touch those they join alone."""
    for edge in tree.edges:
        for y, left, right in ((edge.y, edge.x, edge.turn), (edge.to_y, edge.turn, edge.to_x)):
            for box in tree.boxes:
                crossed = box.y < y < box.y + box.height
                assert not (crossed and left < box.x + box.width and right > box.x), box.title


def test_every_word_of_the_drawing_fits_its_box(tree):
    """At the widest of the usual fonts; a box keeps its padding free."""
    for box in tree.boxes:
        room = box.width - 2 * PADDING
        assert all(width(line, SIZE, bold=box.platform is None) <= room for line in box.title)
        assert all(width(line, SMALL) <= room for line in box.note)
        assert box.x + box.width <= tree.width - MARGIN
        assert box.y + box.height <= tree.height - FOOT
    for first, second in zip(tree.columns, tree.columns[1:], strict=False):
        assert first.x + width(first.title, SMALL, bold=True) < second.x


def test_the_drawing_says_what_an_option_holds(tree):
    options = [box for box in tree.boxes if box.platform is None]
    notes = {" ".join(box.title): " ".join(box.note) for box in options}
    plain = {title: note.replace("\N{NO-BREAK SPACE}", " ") for title, note in notes.items()}
    assert plain["Fargate"] == "up to 14 d, 244 GiB, 32 vCPU, no GPU"
    assert plain["AWS Lambda"] == "up to 15 min, 10 GiB, 6 vCPU, no GPU"
    assert plain["Spot"] == "if interruptible"

"""The page of a recommendation says all that there is to say, and nothing in it is markup."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import workloads

import advisor
from advisor.page.glance import figures, losing_lines
from advisor.page.marking import prose
from advisor.page.report_page import report_page

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = "</script><script>alert(1)</script><img src=//evil.example onerror=alert(1)> {{7*7}} `&`"
VOID = {"meta", "br", "link", "hr", "img", "input"}


class Outline(HTMLParser):
    """The ids, links and headings of a page; it fails where elements are not nested."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):  # noqa: D102  # the parser's
        given = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        self.loaded += [each for name, each in attrs if name in ("src", "srcset", "data", "poster")]
        assert not [name for name in given if name.startswith("on")]

    def handle_startendtag(self, tag, attrs):  # noqa: D102  # the parser's
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):  # noqa: D102  # the parser's
        assert self.open.pop() == tag


def words(page: str) -> str:
    """What a reader sees of a page."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def spelled(text: str) -> str:
    """A sentence as `words` gives it: without the marks of code, which stand apart."""
    return " ".join(text.replace("`", " ").split())


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_page_says_what_was_chosen_why_what_lost_and_what_would_change_it(path: Path):
    answer = advisor.recommend(path)
    page = answer.to_html()
    said = words(page)
    assert (answer.platform.title if answer.platform else "No platform fits") in said
    for taken in answer.taken:
        assert taken.decision.question in said
        for standing in taken.standings:
            assert standing.option.title in said
            for reason in answer.reasons[taken.decision.id, standing.option.id]:
                if reason.truth and not reason.strength:
                    assert spelled(reason.because) in said
                    assert reason.rule.source.url is None or reason.rule.source.url in page
    for flip in answer.flips:
        assert spelled(flip.words) in said
        assert all(rule.code in said for rule in flip.rules)
    for missing in answer.missing:
        assert missing.title in said
    assert path.read_text() in unescape(page)
    assert f"rules as of {answer.book.as_of}" in said


def test_an_alternative_competes_only_where_the_spec_names_it_or_its_platform():
    quiet = advisor.recommend({"name": "idea"})
    assert "? may still win" in words(quiet.to_html())
    assert "not considered" not in words(quiet.to_html())
    assert [line.title for line in losing_lines(quiet)] == ["AWS Batch"]
    named = {"name": "idea", "duration": "20 min", "vcpus": 2, "memory": "8 GiB"}
    for name in ("ecs-managed-instances", "batch-ecs-managed-instances"):
        answer = advisor.recommend({**named, "consider": [name]})
        assert "is named in `consider`" in losing_lines(answer)[1].words
        assert name not in {each.option.id for each in answer.alternatives}
        assert "ecs-managed-instances" not in {each.option.id for each in answer.alternatives}


def test_no_amount_loses_its_unit_to_the_next_line():
    assert prose("over 15 min, at 3.5 GiB; 2 minds") == "over 15\xa0min, at 3.5\xa0GiB; 2 minds"


def test_the_first_lines_say_how_large_and_what_it_costs():
    found = dict(figures(advisor.recommend(GOLDEN / "cost.yaml")))
    assert set(found) == {"Size", "A run", "A month"}
    assert figures(advisor.recommend({"name": "idea"})) == ()


def test_every_file_of_the_starter_stands_in_the_page():
    answer = advisor.recommend(GOLDEN / "cost.yaml")
    page = unescape(answer.to_html())
    for file in answer.starter():
        assert file.name == "recommendation.md" or file.text in page


@settings(max_examples=15)
@given(workloads())
def test_every_workload_has_a_page_of_nested_elements_that_loads_nothing(spec):
    outline = Outline(advisor.recommend(spec).to_html())
    assert outline.loaded == []
    assert len(outline.ids) == len(set(outline.ids))
    assert {"script", "style"} <= set(outline.tags)
    for link in outline.links:
        assert link.startswith("https://") or link[1:] in outline.ids


@given(st.sampled_from(["name", "description", "image", "host_requirements", "handler"]))
@settings(max_examples=5)
def test_hostile_text_is_only_text(field):
    page = advisor.recommend({field: HOSTILE, "own_instances": True}).to_html()
    outline = Outline(page)
    assert "img" not in outline.tags
    assert outline.tags.count("script") == 1
    assert "49" not in re.findall(r"evil.example.*", page)[0][:60]


def test_several_answers_stand_on_one_page_behind_a_table():
    answers = [advisor.recommend(path) for path in sorted(GOLDEN.glob("*.yaml"))]
    page = report_page(answers)
    outline = Outline(page)
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.tags.count("article") == len(answers)
    assert [link for link in outline.links if re.fullmatch("#answer-[0-9]+", link)] == [
        f"#answer-{number}" for number in range(1, len(answers) + 1)
    ]


def test_a_definition_is_shown_as_one_and_a_configuration_is_named(tmp_path: Path):
    definition = GOLDEN.parent / "data" / "definitions" / "fargate-job.json"
    said = words(advisor.recommend(definition).to_html())
    assert "The definition" in said
    assert "configuration:" not in said
    spec = tmp_path / "spec.yaml"
    spec.write_text("duration: 20 min\n")
    said = words(advisor.recommend(spec, usual={"region": "us-east-1"}).to_html())
    assert "From the project's configuration: region" in said


def test_the_same_answer_on_the_same_day_is_the_same_page():
    answer = advisor.recommend(GOLDEN / "cost.yaml")
    day = date(2026, 11, 22)
    assert report_page([answer], day) == report_page([advisor.recommend(GOLDEN / "cost.yaml")], day)


def test_a_reproducible_build_names_the_day(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert "Made on 1970-01-02" in words(advisor.recommend({}).to_html())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 20)
    assert "Made on 20" in words(advisor.recommend({}).to_html())

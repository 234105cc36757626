"""What a review asks of answers: why, what if, which of several, and what over a range."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import workloads

import advisor
from advisor import AdvisorError
from advisor.display.forms import as_html, as_markdown, as_text

SPEC: dict[str, Any] = {
    "name": "nightly",
    "image": "registry/app:1",
    "lambda_image": False,
    "duration": "25 min",
    "vcpus": 3,
    "memory": "20 GB",
    "runs_per_month": 30,
}
FORMS = {"text/html", "text/markdown", "text/plain"}
# What a card is made of: nothing that runs, nothing that loads.
TAGS = {
    "div", "style", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td", "a",
    "details", "summary",
}  # fmt: skip
ATTRIBUTES = {"class", "data-tone", "scope", "href", "tabindex", "role", "aria-label"}


class Page(HTMLParser):
    """The tags of a page, where its links lead, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102  # the parser's own
        self.tags.add(tag)
        self.open.append(tag)
        assert {name for name, _ in attrs} <= ATTRIBUTES
        self.links += [str(value) for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:  # noqa: D102  # the parser's own
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:  # noqa: D102  # the parser's own
        if "style" not in self.open:
            self.text += data


def shown() -> dict[str, Any]:
    answer = advisor.recommend(SPEC)
    return {
        "a recommendation": answer,
        "a rule book": advisor.load_rules(),
        "a workload": answer.workload,
        "why": answer.why("lambda"),
        "a difference": answer.what_if(memory="200 GiB"),
        "a comparison": advisor.compare([answer, {"name": "other", "gpus": 1}]),
        "a sweep": advisor.sweep(answer, memory=["1 GiB", "200 GiB"]),
    }


# --- in a notebook ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", shown())
def test_everything_that_a_review_handles_shows_itself_in_every_form(name: str) -> None:
    each = shown()[name]
    assert len(repr(each)) < 2000
    forms = each._repr_mimebundle_(include=None, exclude=None)
    assert set(forms) == FORMS
    page = Page(forms["text/html"])
    assert page.open == []
    assert page.tags <= TAGS
    title = next(line for line in forms["text/plain"].splitlines() if line).split("  ")[0]
    assert title in page.text
    assert max(map(len, forms["text/plain"].splitlines())) <= 100


def test_print_shows_what_a_notebook_shows_as_plain_text():
    why = advisor.recommend(SPEC).why("lambda")
    assert str(why) == as_text(why.card())


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(workloads(), st.text(min_size=1, max_size=30))
def test_whatever_a_spec_says_a_card_holds_nothing_that_runs_or_loads(spec, name):
    answer = advisor.recommend({**spec, "name": name})
    for each in (answer, answer.workload, answer.what_if(memory="200 GiB"), answer.why()):
        page = Page(as_html(each.card()))
        assert page.open == []
        assert page.tags <= TAGS
        assert all(link.startswith("https://") for link in page.links)
        assert as_text(each.card()).replace("\n", "").isprintable()


def test_a_hostile_name_is_text_in_html_and_in_markdown():
    hostile = "<img src=x onerror=alert(1)> [a](javascript:b) | c"
    card = advisor.recommend({**SPEC, "name": hostile}).card()
    assert hostile in Page(as_html(card)).text
    assert "<img" not in as_markdown(card)
    assert "[a](" not in as_markdown(card)


def test_the_card_says_what_was_chosen_why_not_the_others_how_near_and_what_would_change_it():
    text = as_text(advisor.recommend(SPEC).card())
    for said in (
        "batch-fargate",
        "AWS Lambda",
        "SVC003",
        "spare",
        "What would change it",
        "a month",
    ):
        assert said in text


# --- why --------------------------------------------------------------------------------------


def test_why_not_names_the_rule_the_values_the_limit_and_the_margin():
    found = advisor.recommend(SPEC).why("lambda")
    assert {"SVC003", "SVC009"} <= {each.rule.code for each in found.reasons}
    assert "25 min of 15 min, 67 % over" in as_text(found.card())


def test_why_of_a_platform_goes_through_every_choice_it_is_made_of_and_says_what_leads_there():
    found = advisor.recommend(SPEC).why("batch-ec2")
    assert [standing.option.id for _, standing in found.standings] == [
        "batch", "ec2", "managed", "on-demand",
    ]  # fmt: skip
    assert found.flip is not None
    assert found.flip.platform == "batch-ec2"


def test_why_without_a_name_is_why_the_recommended_platform_is():
    answer = advisor.recommend(SPEC)
    chosen = {standing.option.id for _, standing in answer.why().standings}
    assert chosen == {each.choice for each in answer.taken}


def test_a_name_that_is_neither_option_nor_platform_is_refused_with_the_nearest():
    with pytest.raises(AdvisorError, match="`fargat` is neither an option nor a platform"):
        advisor.recommend(SPEC).why("fargat")


# --- what if ----------------------------------------------------------------------------------


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(workloads(), workloads(most=3))
def test_what_if_is_the_difference_to_the_recommendation_for_the_changed_spec(spec, changes):
    found = advisor.recommend(spec).what_if(**changes)
    assert found.after.outcome.facts == advisor.recommend({**spec, **changes}).outcome.facts
    held = {each.rule.id for each in found.lost} | {each.rule.id for each in found.gained}
    assert not {each.rule.id for each in found.lost} & {each.rule.id for each in found.gained}
    assert found.changed or not held


def test_a_change_is_told_with_what_follows_and_the_reasons_that_come_and_go():
    found = advisor.recommend(SPEC).what_if(memory="200 GiB")
    assert not found.same
    text = as_text(found.card())
    assert "memory 18.63 GiB → 200 GiB" in text
    assert "AWS Batch on Fargate becomes AWS Batch on EC2." in text
    assert "CMP004" in {each.rule.code for each in found.gained}


def test_none_takes_a_field_away():
    found = advisor.recommend(SPEC).what_if(duration=None)
    assert "duration" not in found.after.stated


def test_a_change_that_changes_nothing_says_so():
    found = advisor.recommend(SPEC).what_if(memory="20 GB")
    assert found.same
    assert "Nothing is changed" in as_text(found.card())


def test_a_field_that_is_none_is_refused_as_in_a_spec():
    with pytest.raises(AdvisorError, match="did you mean `memory`"):
        advisor.recommend(SPEC).what_if(memroy="1 GiB")


# --- several ----------------------------------------------------------------------------------


def test_workloads_stand_side_by_side_with_the_facts_in_which_they_differ():
    found = advisor.compare([SPEC, {**SPEC, "name": "larger", "memory": "200 GiB"}])
    text = as_text(found.card())
    assert "`memory`" in text
    assert "`vcpus`  3" not in text
    assert [each["platform"] for each in found] == ["batch-fargate", "batch-ec2"]


def test_a_sweep_has_the_answer_of_recommend_at_every_combination():
    memory, duration = ["1 GiB", "20 GB", "200 GiB"], ["10 min", "2 h", None]
    found = advisor.sweep(SPEC, memory=memory, duration=duration)
    expected = [
        advisor.recommend(
            {k: v for k, v in {**SPEC, "memory": m, "duration": d}.items() if v is not None}
        )
        for m in memory
        for d in duration
    ]
    assert [each["platform"] for each in found] == [
        each.platform and each.platform.id for each in expected
    ]
    assert [each["status"] for each in found] == [each.status.value for each in expected]
    assert found[0]["memory"] == "1 GiB"
    assert found[2]["duration"] is None


def test_pandas_and_polars_take_a_sweep_and_a_comparison_as_they_are():
    found = advisor.sweep(SPEC, memory=["1 GiB", "200 GiB"])
    for frame in (pd.DataFrame(found), pl.DataFrame(found)):
        assert list(frame["platform"]) == ["batch-fargate", "batch-ec2"]
        assert list(frame["memory"]) == ["1 GiB", "200 GiB"]
    assert len(pd.DataFrame(advisor.compare([SPEC, SPEC]))) == 2
    assert len(pl.DataFrame(advisor.compare([SPEC, SPEC]))) == 2


def test_money_is_of_a_run_and_of_a_month_only_where_it_is_known_how_often_it_runs():
    thirty, unknown, several = advisor.sweep(SPEC, runs_per_month=[30, None, "30-60"])
    assert thirty["usd_month_low"] == pytest.approx(30 * thirty["usd_run_low"])
    assert unknown["usd_month_low"] is None
    assert unknown["usd_run_low"] == pytest.approx(thirty["usd_run_low"])
    assert several["usd_month_low"] == pytest.approx(thirty["usd_month_low"])
    assert several["usd_month_high"] == pytest.approx(2 * thirty["usd_month_high"])


def test_nothing_to_compare_and_nothing_to_sweep_are_shown_as_that():
    assert "0 workloads" in as_text(advisor.compare([]).card())
    assert "No answers" in as_text(advisor.sweep(SPEC, memory=[]).card())


def test_a_range_that_is_one_value_is_refused():
    with pytest.raises(AdvisorError, match="`memory` must be a list of values"):
        advisor.sweep(SPEC, memory="1 GiB")


@pytest.mark.parametrize("one", ["spec.yaml", {"duration": "20 min"}])
def test_one_workload_alone_is_not_compared(one):
    with pytest.raises(advisor.AdvisorError, match="write a list"):
        advisor.compare(one)


def test_a_whole_number_stands_as_one_on_the_card_of_a_workload():
    (stated,) = advisor.Workload(vcpus=3, runs_per_month=30, memory="2.5 GiB").card().sections
    assert dict(stated.body[0].rows) == {
        "`vcpus`": "3", "`memory`": "2.5 GiB", "`runs_per_month`": "30",
    }  # fmt: skip

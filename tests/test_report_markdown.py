"""The decision record: in MADR's form, inert whatever the spec says, able to tell it is stale."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import workloads

import advisor
from advisor.display.escaping import code, escaped, link, prose
from advisor.report import report
from advisor.report.provenance import read_provenance

LENIENT = settings(max_examples=40, suppress_health_check=list(HealthCheck))
HOSTILE = [
    "<script>alert(1)</script>", "[click](javascript:alert(1))", "![x](http://a.example/x.png)",
    "# heading", "- item", "1. item", "* item", "+ item", "> quote", "---", "===", "| a | b |",
    "`code`", "``` fence", "**bold** _it_", "~~gone~~", "&lt;b&gt;", "a\n\n# new", "\\[x](y)",
    "http://evil.example", "www.evil.example", "@somebody", "{{ 7 * 7 }}", "{% raw %}", "${HOME}",
    "--> <b>", "$x^2$", "[^1]: note", "<!-- no", "a\u2028b", "`{{ x }}`", "` <b> `` <i> `",
]  # fmt: skip
# What a spec's text must not become, in a reader of CommonMark or of GitHub's dialect.
ACTIVE = re.compile(r"(?<!\\)[<`*_\[\]|~!{}]|(?<![\\&])#|://|\bwww\.|@|&(?!#?\w+;)|\$")


def record(**spec):
    return report(advisor.recommend(spec), "markdown")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_has_no_character_left_that_means_something(text):
    assert not ACTIVE.search(escaped(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_sentence_of_ours_with_hostile_text_in_it_has_only_code_left(text):
    found = prose(f"the container asks for `devices` ({text}) of its host")
    assert not ACTIVE.search(re.sub(r"`[^`]*`", "", found))
    assert "{{" not in found
    assert "\n" not in found


@pytest.mark.parametrize("text", HOSTILE)
def test_code_with_hostile_text_in_it_ends_where_it_should(text):
    found = code(text)
    assert re.fullmatch(r"`[^`\n]+`", found) or not ACTIVE.search(found)


@LENIENT
@given(st.text())
def test_any_text_is_escaped_into_one_inert_line(text):
    found = escaped(text)
    assert not ACTIVE.search(found)
    assert found.isprintable()
    assert not re.match(r"[-+=] ?|[0-9]+[.)]", found)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_record_has_the_same_lines_whatever_the_spec_is_named(text):
    def shape(found):
        return [re.split(r"[ `]", line)[0] for line in found.splitlines()]

    hostile = record(name=text, description=text, gpus=1, image=text)
    tame = record(name="tame", description="tame", gpus=1, image="tame")
    assert len(hostile.splitlines()) == len(tame.splitlines())
    assert [line for line in shape(hostile) if line.startswith("#")] == [
        line for line in shape(tame) if line.startswith("#")
    ]
    outside = hostile.replace(hostile.splitlines()[-1], "")
    assert "<script" not in outside
    assert "<b>" not in re.sub("`[^`]*`", "", outside)
    assert "{{" not in outside


@LENIENT
@given(workloads())
def test_a_record_has_the_headings_of_madr_in_their_order(spec):
    found = [line for line in record(**spec).splitlines() if re.match("##? ", line)]
    wanted = [
        "## Context and Problem Statement", "## Decision Drivers", "## Considered Options",
        "## Decision Outcome", "## Pros and Cons of the Options", "## More Information",
    ]  # fmt: skip
    assert found[0].startswith("# ")
    assert [each for each in wanted if each in found] == found[1:]
    assert set(wanted) - set(found) <= {"## Decision Drivers"}


def test_a_record_says_what_is_chosen_and_why_with_the_source_and_its_day():
    found = record(name="etl", duration="20 min", vcpus=4, memory="8 GiB", image="a")
    assert 'Chosen option: "AWS Batch on Fargate" (`batch-fargate`), because' in found
    assert re.search(r"\[SVC003\]\(<https://docs\.aws\.amazon\.com/", found)
    assert re.search(r"checked 20[0-9]{2}-[0-9]{2}-[0-9]{2} \(", found)


def test_a_record_says_how_a_size_was_rounded():
    found = record(duration="20 min", vcpus=4, memory="8 GB")
    assert "\n4 vCPU, 8 GiB (7\\.45 GiB rounded up to 8 GiB; " in found


def test_a_record_where_nothing_fits_names_the_demands_that_contradict():
    found = record(own_instances=True, nodes=4)
    assert "Chosen option: none, because these demands contradict each other:" in found


def test_a_record_does_not_change_from_one_run_to_the_next():
    assert record(gpus=1) == record(gpus=1)


@LENIENT
@given(workloads(), st.text(min_size=1))
def test_what_a_record_was_made_from_can_be_read_back(spec, name):
    found = record(**{**spec, "name": name})
    made = read_provenance(found)
    assert found.count("<!--") == found.count("-->") == 1
    assert made is not None
    assert made["spec"] == name
    assert made["platform"] == advisor.recommend(spec).to_dict()["platform"]


def test_another_spec_or_another_answer_has_another_digest():
    one, same, other = (
        read_provenance(record(**spec))
        for spec in ({"gpus": 1}, {"gpus": 1}, {"gpus": 1, "kubernetes": True})
    )
    assert one == same
    assert one["spec_sha256"] != other["spec_sha256"]
    assert one["answer_sha256"] != other["answer_sha256"]


def test_a_record_names_the_spec_as_it_was_given_and_no_folder_of_this_machine(tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text("gpus: 1\n")
    found = report(advisor.recommend(spec), "markdown")
    assert read_provenance(found)["spec"] == "spec.yaml"
    assert str(tmp_path) not in found


@pytest.mark.parametrize("text", ["", "# a", "<!-- advisor: {broken -->", "<!-- advisor: [1] -->"])
def test_a_file_that_is_no_record_has_nothing_to_read_back(text):
    assert read_provenance(text) is None


def test_a_link_cannot_be_ended_by_what_it_points_to():
    assert link("a]b", "https://a.example/<x>(y)") == "[a\\]b](<https://a.example/%3Cx%3E(y)>)"

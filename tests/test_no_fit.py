"""Where nothing fits, the answer names the known class of it, and the way out of it works."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pack_support import NO_GPUS
from strategies import workloads

import advisor
from advisor.outcome import Status
from advisor.rulebook import load_rules
from advisor.rulebook.promises import COMPILED, compiled_promises, promised

RULES = Path(__file__).parents[1] / "rules"
BOOK = load_rules(RULES)
IMAGE = {"image": "app", "duration": "5 min", "vcpus": 1, "memory": "2 GiB"}

# Each class: a workload of it, and what its way out makes of the workload.
CLASSES = {
    "endless": ({"endless": True}, {"endless": False}),
    "answer-before-the-end": (
        {**IMAGE, "response_within": "3 min", "trigger": "api"},
        {"response_within": "5 min"},
    ),
    "answer-within-seconds-beyond-lambda": (
        {**IMAGE, "duration": "10s", "response_within": "20s", "vcpus": 16, "memory": "60 GiB"},
        {"response_within": "5 min"},
    ),
    "windows-beyond-fargate": (
        {**IMAGE, "operating_system": "windows", "gpus": 1},
        {"operating_system": "linux"},
    ),
    "beyond-the-largest-instance": (
        {**IMAGE, "gpus": 16, "vcpus": 64, "memory": "512 GiB"},
        {"gpus": 8, "nodes": 2},
    ),
    "beyond-the-largest-arm64-instance": (
        {**IMAGE, "architecture": "arm64", "gpus": 1, "gpu_memory": "80 GB"},
        {"architecture": "x86_64"},
    ),
    "own-instances-on-several-nodes": (
        {**IMAGE, "own_instances": True, "nodes": 4},
        {"own_instances": False},
    ),
}


def test_there_is_a_workload_here_for_each_class_of_the_shipped_book():
    assert list(CLASSES) == [each.id for each in promised(BOOK).no_fit]


@pytest.mark.parametrize("name", CLASSES)
def test_a_workload_of_a_class_is_told_so_and_its_way_out_leads_to_a_platform(name: str):
    spec, change = CLASSES[name]
    answer = advisor.recommend(spec)
    assert [each.id for each in answer.no_fit] == [name]
    out = advisor.recommend({**spec, **change})
    assert out.platform is not None
    assert out.no_fit == ()


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(workloads())
def test_whatever_fits_nowhere_is_of_a_known_class(spec):
    """As `rules prove` proves of every workload."""
    answer = advisor.recommend(spec)
    assert bool(answer.no_fit) == (answer.status is Status.NO_FIT)


def test_a_workload_may_be_of_several_classes_and_is_told_all():
    answer = advisor.recommend({"endless": True, "gpus": 16})
    assert [each.id for each in answer.no_fit] == ["endless", "beyond-the-largest-instance"]


def test_every_format_says_the_class_why_nothing_fits_it_and_the_way_out():
    answer = advisor.recommend({"endless": True})
    (known,) = answer.no_fit
    (told,) = answer.to_dict()["no_fit"]
    assert told == {each: getattr(known, each) for each in ("id", "title", "because", "way_out")}
    # Some have marks around code, and some an element.
    shown = (answer.to_text(), answer.to_markdown(), answer.to_html(), str(answer.card()))
    for text in (" ".join(each.split()) for each in shown):
        assert "Nothing fits the class" in text
        for words in (known.id, known.title, known.because, f"Way out: {known.way_out}"):
            assert words in text


# --- packs ------------------------------------------------------------------------------------

PACK = "id: mine\ntitle: Mine\n"
CLASS = """classes:
  - id: mine-gpus
    title: a workload with GPUs
    when: {gpus: {gt: 0}}
    because: our account has no quota for GPUs
    way_out: ask the platform team
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack after whose rule nothing fits a workload with GPUs."""
    (tmp_path / "pack.yaml").write_text(PACK)
    (tmp_path / "service.yaml").write_text(NO_GPUS)
    return tmp_path


def test_a_pack_has_classes_of_its_own(pack: Path):
    (pack / "nofit.yaml").write_text(CLASS)
    answer = advisor.recommend({"gpus": 1}, rules=load_rules(pack))
    assert [each.id for each in answer.no_fit] == ["mine-gpus"]
    assert "Way out: ask the platform team" in answer.to_text()


def test_where_no_class_is_known_none_is_told(pack: Path):
    answer = advisor.recommend({"gpus": 1}, rules=load_rules(pack))
    assert answer.status is Status.NO_FIT
    assert answer.no_fit == ()
    assert "Nothing fits the class" not in answer.to_text()


def test_a_slip_in_a_class_is_told_with_its_place(pack: Path):
    (pack / "nofit.yaml").write_text(CLASS.replace("{gpus: {gt", "{gpu: {gt"))
    with pytest.raises(advisor.AdvisorError, match=r"nofit\.yaml:4:.*`gpu` is not a fact"):
        advisor.recommend({"gpus": 1}, rules=load_rules(pack)).to_text()


# --- compiled ---------------------------------------------------------------------------------


def test_what_is_compiled_is_what_is_read(tmp_path: Path):
    data = compiled_promises(BOOK)
    assert str(RULES.parent).encode() not in data
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / COMPILED).write_bytes(data)
    from dataclasses import replace

    found = promised(replace(BOOK, folder=tmp_path / "rules"))
    for here, there in zip(promised(BOOK), found, strict=True):
        bare = [[each._replace(where=("", None)) for each in several] for several in (here, there)]
        assert bare[0] == bare[1]

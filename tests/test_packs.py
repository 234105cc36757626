"""A pack goes on top of the shipped rules: its facts, limits, rules and overrides count."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.condition import UNKNOWN
from advisor.decide import decide
from advisor.engines import engine
from advisor.errors import AdvisorError
from advisor.facts import complete
from advisor.rulebook import installed, load_rules, shipped_rules
from advisor.rulebook.checks import checks
from advisor.rulebook.examples import stated_by
from advisor.rulebook.new_pack import new_pack
from advisor.testing.coverage import gaps
from advisor.testing.declared import declared
from advisor.testing.mutation import mutants
from advisor.testing.suite import results, suite_of

PACKS = Path(__file__).parents[1] / "examples" / "packs"
ACME, ORCHESTRATION = PACKS / "acme", PACKS / "orchestration"
NO_FACT = "`x.{}` is not a fact of any pack; {}"
JOB = {"image": "app", "duration": "20 min", "vcpus": 2, "memory": "4 GiB", "runs_per_month": 100}


def written(folder: Path, files: dict[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def outcome(book, **fields):
    """What a book decides for the job with some fields changed."""
    facts = complete(book, stated_by(book, {**JOB, **fields}))
    return decide(book, facts, engine())


def rule(book, name):
    """The rule of that id."""
    return next(each for each in book.rules if each.id == name)


@pytest.fixture(scope="module")
def acme():
    """The shipped book with Acme's pack."""
    return load_rules(ACME)


# --- what a pack adds -------------------------------------------------------------------------


def test_without_a_pack_the_book_is_the_shipped_one_itself():
    assert load_rules() is shipped_rules()
    assert load_rules(None) is shipped_rules()


def test_a_rule_of_a_pack_decides_and_says_whose_it_is(acme):
    assert outcome(acme).platform.id == "batch-fargate"
    made = outcome(acme, x={"data_class": "secret"})
    assert made.platform.id == "batch-ec2"
    fired = {f.rule.pack for s in made.decisions["compute"].standings for f in s.findings}
    assert fired == {"acme"}


def test_rules_of_the_shipped_book_stay_its_own(acme):
    assert {each.pack for each in acme.rules} == {"advisor", "acme"}
    assert {each.pack for each in shipped_rules().rules} == {"advisor"}


def test_a_fact_is_what_its_declaration_says_where_a_workload_is_silent(acme):
    facts = complete(acme, stated_by(acme, JOB))
    assert (facts["x.data_class"], facts["x.budget_period"]) == ("internal", None)
    book = load_rules(ORCHESTRATION)
    assert complete(book, stated_by(book, JOB))["x.workflow_duration"] is UNKNOWN


def test_a_quantity_of_a_pack_is_read_with_its_unit():
    book = load_rules(ORCHESTRATION)
    x = {"workflow_duration": "6 h", "step_payload": "256 KiB"}
    facts = complete(book, stated_by(book, {**JOB, "x": x}))
    assert (facts["x.workflow_duration"], facts["x.step_payload"]) == (21600, 0.25)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ({"data_clas": "secret"}, NO_FACT.format("data_clas", "did you mean `x.data_class`?")),
        ({"nonsense": 1}, NO_FACT.format("nonsense", "there are x.data_class, x.budget_period")),
        ({"data_class": "secrt"}, "`x.data_class` cannot be `secrt`; did you mean `secret`?"),
        ({"data_class": 3}, "`x.data_class` must be a text"),
        ({"budget_period": True}, "`x.budget_period` must be a number in s, such as `20 min`"),
        ({"budget_period": [1]}, "`x.budget_period` must be a number in s, such as `20 min`"),
    ],
)  # fmt: skip
def test_a_fact_that_is_not_as_declared_is_refused(acme, x, message):
    with pytest.raises(AdvisorError) as caught:
        stated_by(acme, {**JOB, "x": x})
    assert str(caught.value) == message


def test_without_a_pack_that_declares_facts_x_is_anybodys():
    assert stated_by(shipped_rules(), {**JOB, "x": {"anything": "at all"}})["x.anything"]


# --- what a pack changes ----------------------------------------------------------------------


def test_a_pinned_limit_is_in_force_with_its_source_and_the_old_value_below_it(acme):
    limit = acme.limits["fargate.quota_vcpus"]
    shipped = shipped_rules().limits["fargate.quota_vcpus"]
    assert [each.value for each in limit.values] == [4000, shipped.current.value]
    assert limit.pack == "acme"
    assert "capacity plan" in limit.current.source.judgement
    assert shipped.current.value == 6


def test_what_is_made_from_a_pinned_limit_is_made_anew(acme):
    now, before = acme.table("ec2.default_sizes"), shipped_rules().table("ec2.default_sizes")
    assert 0 < len(now.rows) < len(before.rows)


def test_a_rule_that_is_switched_off_is_gone_and_the_book_says_why(acme):
    assert "lambda-little-headroom" not in {each.id for each in acme.rules}
    assert acme.overridden["lambda-little-headroom"].because.startswith("our functions are cut")
    fourteen = {"duration": "14 min", "lambda_image": True}
    assert outcome(shipped_rules(), **fourteen).platform.id == "batch-fargate"
    assert outcome(acme, **fourteen).platform.id == "lambda"


def test_a_changed_rule_keeps_its_name_and_what_was_not_changed(acme):
    now, before = (rule(book, "kubernetes-is-standard") for book in (acme, shipped_rules()))
    assert (now.code, now.when, now.effect) == (before.code, before.when, before.effect)
    assert now.because.startswith("the platform team")
    assert (now.pack, Path(now.path).name) == ("acme", "pack.yaml")


def test_a_platform_can_have_another_title(acme):
    titles = {each.id: each.title for each in acme.platforms}
    assert titles["batch-ec2"] == "AWS Batch on Acme's approved EC2 families"


def test_the_day_the_book_speaks_for_is_not_a_packs_to_change(acme):
    assert acme.as_of == shipped_rules().as_of


# --- another decision -------------------------------------------------------------------------


def test_a_pack_can_ask_a_question_that_has_nothing_to_do_with_compute():
    book = load_rules(ORCHESTRATION)
    assert [each.id for each in book.decisions][-1] == "orchestration"
    one = outcome(book, x={"steps": 1})
    several = outcome(book, x={"steps": 12, "backfills": True, "workflow_duration": "6 h"})
    assert one.decisions["orchestration"] is None
    assert several.decisions["orchestration"].choice == "managed-airflow"
    assert several.platform == one.platform


def test_packs_stand_side_by_side():
    book = load_rules(ACME, ORCHESTRATION)
    assert [each.id for each in book.packs] == ["acme", "orchestration"]
    made = outcome(book, x={"data_class": "secret", "steps": 12, "workflow_duration": "6 h"})
    assert made.platform.id == "batch-ec2"
    assert made.decisions["orchestration"].choice == "step-functions"


@pytest.mark.parametrize("folder", [ACME, ORCHESTRATION], ids=lambda path: path.name)
def test_a_sample_pack_passes_its_tests_and_nothing_of_it_goes_unnoticed(folder):
    suite = suite_of(folder)
    assert [each for each in results(suite) if not each.passed] == []
    assert list(gaps(suite)) == []
    survivors = [each.name for each in mutants(suite) if each.noticed is None]
    assert survivors == list(declared(suite).reasons)


def test_a_new_pack_passes_its_tests_and_nothing_of_it_goes_unnoticed(tmp_path: Path):
    suite = suite_of(written(tmp_path, new_pack("our-team", "2026-11-22")))
    assert [each for each in results(suite) if not each.passed] == []
    assert list(gaps(suite)) == []
    assert [each.name for each in mutants(suite) if each.noticed is None] == []


@pytest.mark.parametrize("name", ["Our Team", "advisor", "1st", "a--b", ""])
def test_a_pack_is_not_called_anything(name):
    with pytest.raises(ValueError, match="small letters"):
        new_pack(name, "2026-11-22")


def test_the_checks_of_the_shipped_book_see_a_pinned_limit_and_those_of_a_pack(tmp_path: Path):
    folder = written(tmp_path, new_pack("our-team", "2026-11-22"))
    written(folder, {"checks/ours.yaml": CHECK})
    assert "cluster" in checks(load_rules(folder))
    assert "cluster" not in checks(shipped_rules())


CHECK = """
subject: cluster
title: a cluster
facts:
  size: {title: size, path: size, kind: number, unit: vCPU}
rules:
  - id: our-clusters-are-small
    code: OUR001
    title: Our clusters are small
    severity: note
    when: {size: {gt: {limit: fargate.quota_vcpus}}}
    reports: "{size} is more than we have"
    because: somebody said so
    source: {judgement: made up for a test, checked: 2026-11-22}
    examples:
      - {definition: {size: 101}, expect: true}
      - {definition: {size: 100}, expect: false}
"""


# --- where a pack is --------------------------------------------------------------------------


def test_a_pack_goes_on_top_of_a_whole_book_too():
    shipped = shipped_rules().folder
    assert load_rules(shipped, ACME).overridden == load_rules(ACME).overridden


def test_a_second_whole_book_is_refused():
    shipped = str(shipped_rules().folder)
    with pytest.raises(AdvisorError) as caught:
        load_rules(ACME, shipped)
    assert str(caught.value) == f"{shipped}: is a whole rule book, and only the first can be one"


def test_a_folder_that_is_no_pack_is_told_how_it_becomes_one(tmp_path: Path):
    with pytest.raises(AdvisorError) as caught:
        load_rules(ACME, tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: has no pack.yaml; `advisor rules init-pack DIR` writes a pack"
    )


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages, one of which is a pack."""
    written(tmp_path / "our_rules", {"__init__.py": ""})
    written(tmp_path / "our_rules" / "pack", new_pack("our-team", "2026-11-22"))
    points = "[advisor.packs]\nours = our_rules:pack\nbroken = no_such_module\n"
    metadata = "Metadata-Version: 2.1\nName: our-rules\nVersion: 1.0\n"
    written(
        tmp_path / "our_rules-1.0.dist-info", {"entry_points.txt": points, "METADATA": metadata}
    )
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_an_installed_pack_is_found_by_its_name(packages: Path):
    assert installed.installed_packs() == {"broken": "no_such_module", "ours": "our_rules:pack"}
    assert [each.id for each in load_rules("ours").packs] == ["our-team"]


def test_a_folder_goes_before_an_installed_pack(packages: Path, monkeypatch: pytest.MonkeyPatch):
    written(packages / "here" / "ours", new_pack("nearer", "2026-11-22"))
    monkeypatch.chdir(packages / "here")
    assert [each.id for each in load_rules("ours").packs] == ["nearer"]


def test_a_name_that_is_nothing_is_told_with_what_there_is(packages: Path):
    with pytest.raises(AdvisorError) as caught:
        load_rules("our")
    assert str(caught.value) == (
        "our/book.yaml: cannot be read: no such file or directory; "
        "no installed pack is called `our` either: did you mean `ours`?"
    )


def test_a_pack_that_cannot_be_imported_is_named(packages: Path):
    with pytest.raises(AdvisorError, match="the pack `broken` cannot be imported"):
        load_rules("broken")

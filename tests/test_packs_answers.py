"""A recommendation with packs: whose each reason is, and every way to name a pack."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft7Validator

import advisor
from advisor.cli import outcome
from advisor.errors import AdvisorError
from advisor.schema import recommendation_schema

PACKS = Path(__file__).parents[1] / "examples" / "packs"
ACME, ORCHESTRATION = str(PACKS / "acme"), str(PACKS / "orchestration")
SPEC = """name: job
image: app
duration: 20 min
vcpus: 2
memory: 4 GiB
runs_per_month: 100
x: {data_class: secret, budget_period: 20 min}
"""


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a spec, in which the test runs."""
    (tmp_path / "job.yaml").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_text_says_which_pack_a_reason_and_an_advice_is_of(job: Path):
    text = advisor.recommend("job.yaml", rules=advisor.load_rules(ACME)).to_text()
    assert "(line 7, pack acme)" in text
    assert "(pack acme)" in text
    assert "pack advisor" not in text


def test_json_says_which_pack_each_reason_is_of_and_has_the_decisions_of_packs(job: Path):
    book = advisor.load_rules(ACME, ORCHESTRATION)
    (job / "job.yaml").write_text(SPEC.replace("20 min}", "2 h, steps: 3, backfills: true}"))
    made = advisor.recommend("job.yaml", rules=book).to_dict()
    Draft7Validator(recommendation_schema()).validate(made)
    options = made["decisions"]["compute"]["options"]
    assert {r["pack"] for o in options for r in o["reasons"]} == {"acme"}
    assert made["decisions"]["orchestration"]["choice"] == "managed-airflow"


def test_a_mistake_in_x_is_told_with_its_place(job: Path):
    (job / "job.yaml").write_text(SPEC.replace("data_class", "data_clas"))
    with pytest.raises(AdvisorError) as caught:
        advisor.recommend("job.yaml", rules=advisor.load_rules(ACME))
    assert str(caught.value) == (
        "job.yaml:7:5: `x.data_clas` is not a fact of any pack; did you mean `x.data_class`?"
    )


def test_an_object_of_the_model_is_held_to_the_declarations_too():
    job = advisor.Workload(name="job", x={"data_class": 3})
    with pytest.raises(AdvisorError, match=r"`x\.data_class` must be a text"):
        advisor.recommend(job, rules=advisor.load_rules(ACME))


def test_packs_are_named_one_after_the_other(job: Path, capsys: pytest.CaptureFixture[str]):
    code = outcome(["recommend", "job.yaml", "--rules", ACME, "--rules", ORCHESTRATION])
    assert code == 0
    assert "ACME001" in capsys.readouterr().out


def test_the_configuration_names_packs_for_recommend_and_check_alike(job: Path, capsys):
    (job / "advisor.toml").write_text(f'rules = ["{ACME}", "{ORCHESTRATION}"]\n')
    assert outcome(["recommend", "job.yaml"]) == 0
    assert "ACME001" in capsys.readouterr().out
    (job / "job.yaml").write_text(SPEC.replace("data_class", "data_clas"))
    assert outcome(["recommend", "job.yaml"]) == 2
    assert outcome(["check", "job.yaml"]) != 3


def test_a_new_pack_is_written_passes_and_answers(job: Path, capsys):
    assert outcome(["rules", "init-pack", "ours"]) == 0
    assert outcome(["rules", "test", "--rules", "ours", "--coverage", "--mutate"]) == 0
    (job / "job.yaml").write_text(SPEC.replace(", budget_period: 20 min", ""))
    assert outcome(["recommend", "job.yaml", "--rules", "ours"]) == 0
    assert "pack ours" in capsys.readouterr().out


def test_a_pack_that_is_there_is_not_overwritten(job: Path, capsys):
    assert outcome(["rules", "init-pack", "ours"]) == 0
    assert outcome(["rules", "init-pack", "ours"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert outcome(["rules", "init-pack", "ours", "--force"]) == 0

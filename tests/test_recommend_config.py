"""`advisor recommend` follows a project's configuration, as `advisor check` does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.cli import outcome

SPEC = "image: app\nlambda_image: false\nduration: 20 min\nvcpus: 1\nmemory: 2 GiB\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "workload.yaml").write_text(SPEC)
    return tmp_path


def test_the_alternatives_of_a_project_compete_and_its_region_is_used(project, capsys):
    (project / "advisor.toml").write_text(
        'region = "eu-west-1"\nconsider = ["batch-ecs-managed-instances"]\n'
    )
    assert outcome(["recommend", "workload.yaml", "-f", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["workload"]["region"] == "eu-west-1"
    assert answer["platform"] == "batch-ecs-managed-instances"


def test_what_the_spec_states_goes_before_the_configuration(project, capsys):
    (project / "advisor.toml").write_text('region = "eu-west-1"\n')
    (project / "workload.yaml").write_text(f"{SPEC}region: us-west-2\n")
    assert outcome(["recommend", "workload.yaml", "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["workload"]["region"] == "us-west-2"


def test_a_record_made_with_a_configuration_holds_with_it(project, capsys):
    (project / "advisor.toml").write_text('consider = ["batch-ecs-managed-instances"]\n')
    assert outcome(["recommend", "workload.yaml", "-f", "markdown", "-o", "adr.md"]) == 0
    assert outcome(["check"]) == 0
    assert outcome(["check", "--no-config"]) == 1
    assert "SPC040" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('regoin = "x"', "advisor.toml:1:1: `regoin` is not a setting; did you mean `region`?"),
        ('consider = ["nope"]', "advisor.toml:1:1: `consider` cannot be `nope`; there are "),
    ],
)
def test_a_mistake_in_the_configuration_exits_with_two(project, capsys, text, said):
    (project / "advisor.toml").write_text(text)
    assert outcome(["recommend", "workload.yaml"]) == 2
    assert f"error: {said}" in capsys.readouterr().err


def test_no_config_uses_none(project):
    (project / "advisor.toml").write_text("regoin = 1")
    assert outcome(["recommend", "workload.yaml", "--no-config"]) == 0

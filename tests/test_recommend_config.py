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
        ('discount = ["fargat=20%"]', "advisor.toml:1:1: `fargat` has no discount; did you mean"),
        ('prices = "none.yaml"', "advisor.toml:1:1: there is no file or folder `none.yaml`"),
        ("prices = 3", "advisor.toml:1:1: `prices` must be a text"),
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


PRICED = f"{SPEC}runs_per_month: 100\nregion: eu-west-1\n"
PRICES = """\
region: eu-west-1
currency: USD
sources:
  ours: {title: ours, url: https://example.com/, as_of: 2026-11-01, checked: 2026-11-01}
prices:
  fargate.vcpu.x86_64: {unit: vCPU-h, price: 3, source: ours}
  fargate.memory.x86_64: {unit: GB-h, price: 1, source: ours}
"""


def fargate(capsys, *options):
    assert outcome(["recommend", "workload.yaml", "-f", "json", *options]) == 0
    costs = json.loads(capsys.readouterr().out)["costs"]
    found = [each for each in costs["options"] if each["platform"] == "batch-fargate"]
    return found[0]["per_month"] if found else costs["problem"]


@pytest.mark.parametrize("where", ["prices.yaml", "prices/eu-west-1.yaml"])
def test_the_prices_of_a_project_are_a_file_or_a_folder_of_them(project, capsys, where):
    (project / "workload.yaml").write_text(PRICED)
    (project / where).parent.mkdir(exist_ok=True)
    (project / where).write_text(PRICES)
    (project / "advisor.toml").write_text(f'prices = "{where.split("/")[0]}"\n')
    # 100 runs of a third of an hour with 1 vCPU and 2 GB
    month = pytest.approx(100 / 3 * (3 + 2 * 1))
    assert fargate(capsys) == {"low": month, "high": month}
    assert "there are no prices of eu-west-1" in fargate(capsys, "--no-config")


def test_a_region_that_a_folder_has_no_file_of_takes_the_shipped_prices(project, capsys):
    (project / "workload.yaml").write_text(PRICED.replace("eu-west-1", "us-east-1"))
    (project / "prices").mkdir()
    (project / "advisor.toml").write_text('prices = "prices"\n')
    # 100 / 3 h * (0.04048 + 2 * 0.004445)
    assert fargate(capsys)["high"] == pytest.approx(1.645667, abs=1e-6)


def test_the_discounts_of_a_project_hold_unless_the_command_line_says_others(project, capsys):
    (project / "workload.yaml").write_text(PRICED.replace("eu-west-1", "us-east-1"))
    (project / "advisor.toml").write_text('discount = ["fargate=50%"]\n')
    assert fargate(capsys)["high"] == pytest.approx(1.645667 / 2, abs=1e-6)
    assert fargate(capsys, "--discount", "fargate=0.8")["high"] == pytest.approx(1.316533, abs=1e-6)

"""How a starter is written: the styles there are, their files, and what the README says."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_support import call
from starter_support import PLATFORMS, made

import advisor
from advisor.errors import AdvisorError
from advisor.starter import STYLES

Capsys = pytest.CaptureFixture[str]
_OF = {
    "cli": {"job-definition.json", "compute-environment.json", "job-queue.json"},
    "cloudformation": {"template.yaml"},
    "terraform": {"versions.tf", "variables.tf", "main.tf", "outputs.tf"},
    "cdk": {"app.py", "starter_stack.py", "cdk.json", "requirements.txt"},
}
_HEADS = {
    "cli": "## Deploy with the AWS CLI",
    "cloudformation": "## Deploy with CloudFormation",
    "terraform": "## Deploy with Terraform",
    "cdk": "## Deploy with the AWS CDK",
}
_SPEC = "vcpus: 2\nmemory: 4 GiB\nduration: 20 min\nimage: registry/app:1\n"


@pytest.mark.parametrize("style", STYLES)
def test_each_style_has_its_own_files_and_the_call_of_the_first_run(style: str) -> None:
    _, files = made((style,), **PLATFORMS["batch-fargate"])
    assert files.keys() == _OF[style] | {"README.md", "submit-job.json"}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_readme_tells_how_to_deploy_what_was_written_and_nothing_else(
    style: str, platform: str
) -> None:
    _, files = made((style,), **PLATFORMS[platform])
    assert {each for each, head in _HEADS.items() if head in files["README.md"]} == {style}
    for name in files:
        assert f"| `{name}` |" in files["README.md"]


def test_a_readme_names_a_value_only_for_the_styles_that_ask_for_it() -> None:
    _, files = made(("cdk", "cloudformation"), **PLATFORMS["batch-fargate"])
    assert "| - | `vpc_id` | VPC of the subnets |" in files["README.md"]
    assert "| `Subnets` | `subnets` |" in files["README.md"]


def test_without_a_word_about_it_a_starter_is_for_the_cli_and_cloudformation() -> None:
    answer = advisor.recommend(PLATFORMS["batch-fargate"])
    names = {file.name for file in answer.starter()}
    assert names == _OF["cli"] | _OF["cloudformation"] | {
        "README.md",
        "submit-job.json",
        "recommendation.md",
    }


def test_several_styles_stand_beside_each_other_in_their_usual_order() -> None:
    answer = advisor.recommend(PLATFORMS["batch-fargate"])
    names = [file.name for file in answer.starter(styles=["cdk", "terraform", "cdk"])]
    assert names == [
        *("README.md", "versions.tf", "variables.tf", "main.tf", "outputs.tf"),
        *("app.py", "starter_stack.py", "cdk.json", "requirements.txt"),
        *("submit-job.json", "recommendation.md"),
    ]


def test_a_style_that_there_is_not_is_refused_with_the_nearest() -> None:
    answer = advisor.recommend(PLATFORMS["batch-fargate"])
    with pytest.raises(AdvisorError) as raised:
        answer.starter(styles=["terrafrom"])
    assert "a starter cannot be written as `terrafrom`; did you mean `terraform`?" in str(
        raised.value
    )


@pytest.mark.parametrize(
    "options", [("--as", "terraform,cdk"), ("--as", "terraform", "--as", "cdk")]
)
def test_the_command_takes_several_styles_either_way(
    options: tuple[str, ...], tmp_path: Path, capsys: Capsys
) -> None:
    spec = tmp_path / "etl.yaml"
    spec.write_text(_SPEC)
    done = call(capsys, "recommend", str(spec), "--out", str(tmp_path / "out"), *options)
    assert done.code == 0
    written = {each.name for each in (tmp_path / "out").iterdir()}
    assert _OF["terraform"] | _OF["cdk"] <= written
    assert "template.yaml" not in written


def test_a_style_without_a_folder_is_a_mistake(tmp_path: Path, capsys: Capsys) -> None:
    spec = tmp_path / "etl.yaml"
    spec.write_text(_SPEC)
    done = call(capsys, "recommend", str(spec), "--as", "terraform")
    assert done.code == 2
    assert "needs `--out`" in done.err


def test_specs_without_a_name_have_that_of_their_file(tmp_path: Path, capsys: Capsys) -> None:
    for name in ("etl.yaml", "train.spec.yaml"):
        (tmp_path / name).write_text(_SPEC)
    specs = [str(tmp_path / name) for name in ("etl.yaml", "train.spec.yaml")]
    done = call(capsys, "recommend", *specs, "--out", str(tmp_path / "out"), "--as", "terraform")
    assert done.code == 0
    assert 'name     = "train"' in (tmp_path / "out" / "train" / "main.tf").read_text()
    assert (tmp_path / "out" / "etl" / "main.tf").exists()


def test_a_name_in_the_spec_counts_more_than_that_of_the_file(
    tmp_path: Path, capsys: Capsys
) -> None:
    (tmp_path / "etl.yaml").write_text(f"name: nightly\n{_SPEC}")
    call(capsys, "recommend", str(tmp_path / "etl.yaml"), "--out", str(tmp_path / "out"))
    assert "nightly" in (tmp_path / "out" / "job-definition.json").read_text()

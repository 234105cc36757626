"""The pages about the check say what is so, and the CI examples are real."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from check_support import GOOD, Folder

from advisor.check.checks import spec_checks
from advisor.check.formats import FORMATS
from advisor.cli.check import command
from advisor.rulebook import load_rules

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "reference" / "check.md").read_text(encoding="utf-8")
EXAMPLES = sorted((DOCS / "examples").glob("*.yml"))


def test_the_page_lists_every_check_of_specs_as_it_is():
    rows = re.findall(r"^\| (SPC\d+) \| `(.+?)` \| (\w+) \| (.+?) \|$", PAGE, re.MULTILINE)
    checks = spec_checks(load_rules()).checks.values()
    assert rows == [(each.code, each.id, each.severity.value, each.title) for each in checks]


def test_the_page_tells_every_option_and_every_format():
    for parameter in command.params:
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert f"`{option}" in PAGE
    assert all(f"`{name}`" in PAGE for name in FORMATS)


def test_the_examples_of_configuration_and_suppression_are_valid(folder: Folder):
    toml = re.search(r"```toml\n(.+?)```", PAGE, re.DOTALL)
    assert toml is not None
    folder.write({"pyproject.toml": toml[1], "workload.yaml": GOOD})
    assert folder.check().code == 0


def commands(node: object) -> list[str]:
    """Every call of advisor in a CI file."""
    if isinstance(node, dict):
        return [each for value in node.values() for each in commands(value)]
    if isinstance(node, list):
        return [each for value in node for each in commands(value)]
    return [node] if isinstance(node, str) and node.startswith("advisor ") else []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_ci_examples_are_yaml_with_calls_that_work(folder: Folder, path: Path):
    found = commands(yaml.safe_load(path.read_text()))
    assert found
    folder.write({"workload.yaml": GOOD})
    for each in found:
        assert folder.call(*shlex.split(each)[1:]).code == 0


def test_the_gitlab_example_keeps_the_reports_that_it_writes(folder: Folder):
    job = yaml.safe_load((DOCS / "examples" / "gitlab-ci.yml").read_text())["advisor"]
    written = [shlex.split(each)[-2] for each in job["script"] if "--output" in each]
    assert sorted(job["artifacts"]["reports"].values()) == sorted(written)


def test_the_github_example_uploads_what_it_writes_with_the_right_it_needs():
    job = yaml.safe_load((DOCS / "examples" / "github-actions.yml").read_text())["jobs"]["check"]
    assert job["permissions"]["security-events"] == "write"
    upload = next(step for step in job["steps"] if "upload-sarif" in step.get("uses", ""))
    assert any(upload["with"]["sarif_file"] in step.get("run", "") for step in job["steps"])


def test_links_lead_somewhere():
    for page in (DOCS / "reference" / "check.md", DOCS / "guides" / "ci.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), target

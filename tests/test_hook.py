"""The pre-commit hook, run by pre-commit itself on a repository made here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from check_support import GOOD, LONG_ON_LAMBDA

ROOT = Path(__file__).parent.parent
SHIPPED = ("advisor", "rules", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE")
NO_REGISTRY = re.compile(
    r"No matching distribution|Could not find a version|Connection|timed? ?out|Temporary failure"
)
pytestmark = pytest.mark.skipif(
    find_spec("pre_commit") is None or shutil.which("git") is None,
    reason="pre-commit or Git is not installed",
)


class Repository(NamedTuple):
    """A repository that uses the hook."""

    path: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Call something in the repository."""
        own = {"cwd": self.path, "env": self.environment}
        return subprocess.run(command, **own, capture_output=True, text=True, check=False)

    def commit(self, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Try to commit these files."""
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.run("git", "add", ".")
        return self.run("git", "commit", "-m", "a change")


def git(path: Path, environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=path, env=environment, check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with the hook of this checkout, as it is now, installed by pre-commit."""
    folder = tmp_path_factory.mktemp("hook")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "PRE_COMMIT_HOME": str(folder / "cache"),
        "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    (folder / "gitconfig").write_text(
        '[user]\nname = a\nemail = a@example.org\n[protocol "file"]\nallow = always\n'
    )
    hooks = folder / "advisor"
    hooks.mkdir()
    for name in (*SHIPPED, ".pre-commit-hooks.yaml"):
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.pickle")
            shutil.copytree(source, hooks / name, ignore=ignored)
        elif source.exists():
            shutil.copy(source, hooks / name)
    git(hooks, environment, "init", "-q")
    git(hooks, environment, "add", ".")
    git(hooks, environment, "commit", "-q", "-m", "as it is")

    made = Repository(folder / "work", environment)
    made.path.mkdir()
    git(made.path, environment, "init", "-q")
    configuration = {
        "repos": [
            {
                "repo": str(hooks),
                "rev": subprocess.run(
                    ["git", "rev-parse", "HEAD"], cwd=hooks, check=True, capture_output=True,
                    text=True,
                ).stdout.strip(),
                "hooks": [{"id": "advisor-check", "args": ["--fix"]}],
            }
        ]
    }  # fmt: skip
    (made.path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(configuration))
    installed = made.run(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    said = installed.stdout + installed.stderr
    if installed.returncode and NO_REGISTRY.search(said):
        pytest.skip("pip has no registry to install from")
    assert installed.returncode == 0, said
    return made


def test_a_commit_without_findings_passes(repository: Repository):
    done = repository.commit(
        {"jobs/a.workload.yaml": GOOD, "notes.md": "# hello\n", "x.json": "{}"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "advisor check" in done.stderr + done.stdout
    assert "Passed" in done.stderr + done.stdout


def test_a_commit_with_a_finding_fails_and_shows_a_caret(repository: Repository):
    done = repository.commit({"jobs/b.workload.yaml": LONG_ON_LAMBDA})
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "error[SPC010]" in said
    assert "jobs/b.workload.yaml:3:11" in said
    assert "^^^^^^" in said
    repository.commit({"jobs/b.workload.yaml": GOOD})


def test_a_commit_that_can_be_repaired_is_repaired_and_then_passes(repository: Repository):
    text = "# advisor: ignore[SPC011] left over\n" + GOOD
    done = repository.commit({"jobs/c.workload.yaml": text})
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout + done.stderr
    assert (repository.path / "jobs/c.workload.yaml").read_text() == GOOD
    assert repository.commit({}).returncode == 0


TERRAFORM = """\
resource "aws_batch_job_definition" "etl" {
  name                  = "etl"
  type                  = "container"
  platform_capabilities = ["FARGATE"]
  container_properties = jsonencode({
    image            = var.image
    executionRoleArn = aws_iam_role.execution.arn
    privileged       = true
    resourceRequirements = [
      { type = "VCPU", value = "1" },
      { type = "MEMORY", value = tostring(var.gb * 1000) },
    ]
  })
  timeout {
    attempt_duration_seconds = 3600
  }
}
"""


def test_a_terraform_repository_sees_findings_at_their_lines(repository: Repository):
    """Its variables stand in a file that the commit does not touch."""
    variables = 'variable "gb" {\n  default = 2\n}\nvariable "image" {}\n'
    assert repository.commit({"infra/variables.tf": variables}).returncode == 0
    done = repository.commit({"infra/main.tf": TERRAFORM})
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "infra/main.tf:8:24" in said
    assert "error[JOB011]" in said
    assert "infra/main.tf:11:34" in said
    assert "error[JOB001]: 1 vCPU with 2,000 MiB" in said
    right = TERRAFORM.replace("1000", "1024").replace("    privileged       = true\n", "")
    assert repository.commit({"infra/main.tf": right}).returncode == 0


def test_the_hook_is_given_every_kind_of_file_that_the_check_knows():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["language"] == "python"
    assert hook["require_serial"] is True
    assert "types_or" not in hook
    for name in (
        "a/workload.yaml",
        "b.workload.yml",
        "job.json",
        "t.template",
        "docs/adr.md",
        "main.tf",
        "a.tf.json",
    ):
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "main.py")

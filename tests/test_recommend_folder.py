"""`advisor recommend` answers for every workload of a folder, as found by `advisor check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_support import call

pytest.importorskip("hcl2", reason="the extra `terraform` is not installed")

JOB = """\
resource "aws_batch_job_definition" "{name}" {{
  name = "{name}"
  type = "container"
  container_properties = jsonencode({{ image = "a" }})
}}
"""
FILES = {
    "jobs.tf": JOB.format(name="one") + JOB.format(name="two"),
    "variables.tf": 'variable "aws_batch_x" {}\n',
    "deploy/cron.yaml": "apiVersion: batch/v1\nkind: Job\nmetadata: {name: three}\n"
    "spec: {template: {spec: {containers: [{name: a, image: x}]}}}\n",
    "deploy/queue.json": '{"jobQueueName": "q", "priority": 1, "computeEnvironmentOrder": []}',
    "deploy/chart.yaml": "apiVersion: batch/v1\nkind: Job\nmetadata: {{ .meta }}\n {{ .x }}\n",
    "notes.yaml": "a: [b",
    "workload.yaml": "name: four\nduration: 1 h\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(out: str) -> list[str]:
    return [each["workload"]["name"] for each in json.loads(out)]


def test_each_workload_of_each_file_is_answered_and_all_else_passed_over(folder, capsys):
    done = call(capsys, "recommend", ".", "-f", "json")
    assert (done.code, done.err) == (0, "")
    assert names(done.out) == ["three", "one", "two", "four"]


def test_jobs_of_other_schedulers_are_found_by_their_content(folder, capsys):
    (folder / "deploy/train.sh").write_text("#!/bin/sh\n#SBATCH -J five -c 2 --mem=4G\n")
    (folder / "deploy/setup.sh").write_text("#!/bin/sh\necho\n")
    (folder / "main.nf").write_text("process six {\n  cpus 2\n  script:\n  'a'\n}\n")
    (folder / "web.config").write_text("<configuration><process/></configuration>\n")
    done = call(capsys, "recommend", ".", "-f", "json")
    assert (done.code, done.err) == (0, "")
    assert names(done.out) == ["three", "five", "one", "two", "six", "four"]


def test_a_file_that_is_named_too_is_answered_once(folder, capsys):
    done = call(capsys, "recommend", "workload.yaml", ".", "-f", "json")
    assert names(done.out) == ["four", "three", "one", "two"]


def test_what_the_configuration_excludes_is_not_looked_for(folder, capsys):
    (folder / "advisor.toml").write_text('exclude = ["deploy/**"]\n')
    done = call(capsys, "recommend", ".", "-f", "json")
    assert names(done.out) == ["one", "two", "four"]


def test_a_broken_file_of_a_folder_is_told_and_hides_no_other(folder, capsys):
    (folder / "broken.tf").write_text('resource "aws_batch_job_definition" {\n')
    done = call(capsys, "recommend", ".", "-f", "json")
    assert done.code == 2
    assert "broken.tf" in done.err
    assert names(done.out) == ["three", "one", "two", "four"]


def test_a_folder_without_workloads_is_a_mistake_that_hides_no_other(folder, capsys):
    (folder / "empty").mkdir()
    done = call(capsys, "recommend", "empty", "workload.yaml")
    assert done.code == 2
    assert "empty: has no workload in any of its files" in done.err
    assert "four" in done.out


def test_each_has_a_starter_in_a_folder_of_its_own(folder, capsys):
    done = call(capsys, "recommend", "jobs.tf", "deploy", "--out", "starters", "-q")
    assert done.code == 0
    assert sorted(path.name for path in (folder / "starters").iterdir()) == ["one", "three", "two"]


@pytest.mark.parametrize("command", ["recommend", "check"])
@pytest.mark.parametrize("name", ["a" * 5000, "a" * 5000 + "/manifest.json"])
def test_a_name_that_no_file_can_have_is_a_mistake(command, name, capsys):
    done = call(capsys, command, name)
    assert done.code == 2
    assert "cannot be read: file name too long" in done.err

"""A template of another tool is told in one message to be rendered first."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_support import run

HELM = """\
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "x.fullname" . }}
  labels:
    {{- include "x.labels" . | nindent 4 }}
spec:
  template:
    spec:
      containers:
        - name: a
          image: "{{ .Values.image }}"
          {{- with .Values.resources }}
          resources:
            {{- toYaml . | nindent 12 }}
          {{- end }}
"""
RENDERED = """\
---
# Source: x/templates/account.yaml
apiVersion: v1
kind: ServiceAccount
metadata: {name: a}
---
apiVersion: batch/v1
kind: Job
metadata: {name: one}
spec: {template: {spec: {containers: [{name: a, image: x}]}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: two}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: x}]}}}}}
"""
JINJA = """\
Resources:
  Job:
    Type: AWS::Batch::JobDefinition
    Properties:
      {% if large %}
      Type: container
      {% endif %}
"""


@pytest.mark.parametrize("command", ["recommend", "check"])
def test_of_a_helm_template_nothing_else_is_said(command: str, tmp_path: Path):
    chart = tmp_path / "job.yaml"
    chart.write_text(HELM)
    done = run(command, str(chart))
    assert done.code == 2
    (line,) = [each for each in done.err.splitlines() if "error:" in each]
    assert line.endswith(
        "job.yaml:4:10: is a template of Helm's, and no YAML or JSON before it is rendered;"
        " render it first: `helm template . | advisor recommend -`"
    )


def test_what_helm_renders_is_read_from_standard_input():
    done = run("recommend", "-", "-f", "json", input=RENDERED.encode())
    assert done.code == 0
    assert [name for name in ('"name": "one"', '"name": "two"') if name in done.out] == [
        '"name": "one"', '"name": "two"',
    ]  # fmt: skip


def test_a_check_sends_jobs_of_other_schedulers_to_recommend():
    done = run("check", "-", input=RENDERED.encode())
    assert done.code == 2
    assert "holds jobs of another scheduler" in done.err
    assert "give it to `advisor recommend`" in done.err


def test_a_template_of_another_tool_around_a_definition_is_one_finding(tmp_path: Path):
    path = tmp_path / "template.yaml"
    path.write_text(JINJA)
    done = run("check", "-f", "concise", str(path))
    assert done.code == 1
    assert done.out.splitlines() == [
        f"{path}:5:8: SPC001 is a template, and no YAML or JSON before it is rendered"
    ]


def test_a_mistake_elsewhere_in_a_file_with_placeholders_is_told_as_it_is(tmp_path: Path):
    path = tmp_path / "template.yaml"
    path.write_text(JINJA.replace("{% if large %}", "Name: '{{ name }}'").replace(
        "      {% endif %}", "   Bad: 1"))  # fmt: skip
    done = run("check", "-f", "concise", str(path))
    assert "is a template" not in done.out
    assert ":7:4: SPC001" in done.out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"name": "{{ a }}", "vcpus": 1e999}', "1:30: `1e999` is too large a number"),
        ('name: "{{ a }}"\nname: b\n', "2:1: `name` is given twice"),
        ("name: '{{ a }}'\nname: '{{ a }}'\n", "2:1: `name` is given twice"),
    ],
)
def test_a_placeholder_that_is_text_hides_no_mistake_beside_it(text: str, told: str):
    done = run("recommend", "-", input=text.encode())
    assert told in done.err
    assert "is a template" not in done.err


@pytest.mark.parametrize("more", ["", "---\nkind: Service\n"])
def test_a_manifest_without_a_job_is_told_to_be_one(more: str, tmp_path: Path):
    (tmp_path / "web.yaml").write_text("apiVersion: apps/v1\nkind: Deployment\n" + more)
    done = run("recommend", str(tmp_path / "web.yaml"))
    assert done.code == 2
    assert done.err.endswith("web.yaml: is a Kubernetes manifest without a Job or a CronJob\n")

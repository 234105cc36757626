"""What CDK synthesises is read from its folder or its manifest; its assets are left alone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cli_support import call

JOB = {
    "Type": "AWS::Batch::JobDefinition",
    "Metadata": {"aws:cdk:path": "Stack/Job/Resource"},
    "Properties": {
        "Type": "container",
        "PlatformCapabilities": ["FARGATE"],
        "Timeout": {"AttemptDurationSeconds": 3600},
        "ContainerProperties": {
            "Image": {"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/a:1"},
            "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "Privileged": True,
            "ResourceRequirements": [
                {"Type": "MEMORY", "Value": "2048"},
                {"Type": "VCPU", "Value": "1"},
            ],
        },
    },
}


def stack(file: str) -> dict[str, object]:
    return {"type": "aws:cloudformation:stack", "properties": {"templateFile": file}}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with an assembly that Git ignores, as CDK's own template for projects has it."""
    out = tmp_path / "cdk.out"
    nested = out / "assembly-Stage"
    nested.mkdir(parents=True)
    (tmp_path / ".gitignore").write_text("cdk.out\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    template = json.dumps({"Resources": {"JobABCD1234": JOB}}, indent=1)
    (out / "Stack.template.json").write_text(template)
    (nested / "StageStack.template.json").write_text(template)
    (out / "Other.template.json").write_text('{"Resources": {}}')
    (out / "asset.0123.json").write_text(template)
    artifacts = {
        "Stack": stack("Stack.template.json"),
        "Other": stack("Other.template.json"),
        "Gone": stack("Gone.template.json"),
        "Out": stack("../outside.template.json"),
        "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
        "Stage": {
            "type": "cdk:cloud-assembly",
            "properties": {"directoryName": "assembly-Stage"},
        },
    }
    (out / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": artifacts}))
    inner = {"version": "48.0.0", "artifacts": {"S": stack("StageStack.template.json")}}
    (nested / "manifest.json").write_text(json.dumps(inner))
    (tmp_path / "outside.template.json").write_text(template)
    return tmp_path


@pytest.mark.parametrize("path", ["cdk.out", "cdk.out/manifest.json"])
def test_the_templates_of_an_assembly_are_checked(project, path, monkeypatch, capsys):
    monkeypatch.chdir(project)
    code, out, _ = call(capsys, "check", path, "--format", "concise")
    assert code == 1
    assert [line.rpartition(": ")[2].split()[0] for line in out.splitlines()] == ["JOB011"] * 2
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "cdk.out/Stack.template.json",
        "cdk.out/assembly-Stage/StageStack.template.json",
    ]


@pytest.mark.parametrize("path", ["cdk.out", "cdk.out/manifest.json"])
def test_the_jobs_of_an_assembly_are_workloads(project, path, monkeypatch, capsys):
    monkeypatch.chdir(project)
    code, out, _ = call(capsys, "recommend", path, "--format", "json")
    assert code == 0
    assert [each["workload"]["name"] for each in json.loads(out)] == ["JobABCD1234"] * 2


def test_a_manifest_of_something_else_is_a_file_like_any(tmp_path, monkeypatch, capsys):
    (tmp_path / "manifest.json").write_text('{"name": "web app"}')
    monkeypatch.chdir(tmp_path)
    code, _, err = call(capsys, "check", "manifest.json")
    assert code == 2
    assert "is neither a workload spec nor" in err
    assert call(capsys, "check", ".").code == 0


def test_an_assembly_without_workloads_is_a_mistake(tmp_path, capsys):
    (tmp_path / "manifest.json").write_text('{"version": "48.0.0", "artifacts": {}}')
    code, _, err = call(capsys, "recommend", tmp_path)
    assert code == 2
    assert "describes no workload in any of its templates" in err

"""A definition as a workload: what it says becomes a spec, what it does not say stays unknown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from advisor.api import recommend
from advisor.errors import AdvisorError

FOLDER = Path(__file__).parent / "data" / "definitions"


def described(tmp_path: Path, value: object):
    path = tmp_path / "definition.json"
    path.write_text(json.dumps(value, indent=1))
    return recommend(path)


def test_a_job_definition_becomes_the_spec_that_says_the_same():
    workload = recommend(FOLDER / "gpu-job.json").workload
    assert workload.model_dump(exclude_unset=True, mode="json") == {
        "name": "train",
        "platform": "batch-ec2",
        "retries": 2,
        "timeout": "86400 s",
        "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/train:1",
        "lambda_image": False,
        "command": ["python", "train.py", "--epochs", "3"],
        "secrets": {"TOKEN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:token"},
        "vcpus": 8,
        "memory": "30000 MiB",
        "gpus": 1,
        "efa": True,
        "linux_parameters": {"shared_memory": "8192 MiB", "max_swap": "4096 MiB", "swappiness": 10},
        "ulimits": [{"name": "memlock", "soft": -1, "hard": -1}],
        "host_volumes": [{"source": "/scratch", "path": "/scratch", "read_only": False}],
    }


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        (
            "fargate-job.json",
            {"platform": "batch-fargate", "vcpus": 1, "disk": "50 GiB", "retries": 2},
        ),
        ("windows-job.json", {"operating_system": "windows", "platform": "batch-fargate"}),
        ("nodes-job.json", {"nodes": 4, "vcpus": 96, "instance_types": ["c7i.24xlarge"]}),
        ("eks-job.json", {"platform": "batch-eks", "kubernetes": True, "vcpus": 2, "gpus": 1}),
        ("ecs-job.json", {"platform": "batch-fargate", "memory": "4096 MiB"}),
        ("managed-instances-job.json", {"platform": "batch-ecs-managed-instances", "vcpus": 3}),
        (
            "function.json",
            {"platform": "lambda", "runtime": "python3.13", "timeout": "900 s", "vpc": True},
        ),
    ],
)
def test_every_kind_of_definition_is_a_workload(name, fields):
    workload = recommend(FOLDER / name).workload.model_dump(exclude_unset=True, mode="json")
    assert fields.items() <= workload.items()


def test_a_timeout_is_no_duration():
    """It is an upper bound; how long the run takes stays unknown."""
    stated = recommend(FOLDER / "fargate-job.json").stated
    assert stated["timeout"] == 3600
    assert "duration" not in stated


def test_what_the_definition_says_has_its_place():
    document = recommend(FOLDER / "gpu-job.json").document
    assert document is not None
    assert (document.place("vcpus").line, document.place("gpus").line) == (10, 12)


def test_an_environment_beside_the_job_tells_spot_from_on_demand(tmp_path):
    job = {
        "Type": "AWS::Batch::JobDefinition",
        "Properties": {"Type": "container", "ContainerProperties": {"Image": "a"}},
    }
    spot = {
        "Type": "AWS::Batch::ComputeEnvironment",
        "Properties": {"ComputeResources": {"Type": "SPOT"}},
    }
    assert described(tmp_path, {"Resources": {"J": job}}).workload.platform == "batch-ec2"
    both = described(tmp_path, {"Resources": {"J": job, "E": spot}})
    assert both.workload.platform == "batch-ec2-spot"
    assert both.workload.interruptible is True


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("functions.yaml", "holds 2 workloads: `Api`, `Gpu`"),
        ("environments.yaml", "describes no workload, but an AWS Batch compute environment"),
    ],
)
def test_one_workload_is_recommended_at_a_time(name, message):
    with pytest.raises(AdvisorError, match=message):
        recommend(FOLDER / name)


def test_the_answer_says_whether_it_is_what_the_definition_uses_now(tmp_path: Path):
    def job(vcpus: str, memory: str) -> str:
        needs = [{"type": "VCPU", "value": vcpus}, {"type": "MEMORY", "value": memory}]
        container = {"image": "app", "resourceRequirements": needs}
        whole = {"jobDefinitionName": "a", "type": "container", "containerProperties": container}
        return described(tmp_path, whole | {"platformCapabilities": ["FARGATE"]}).to_text()

    assert "This is what it uses now" in job("8", "16384")
    assert "Not AWS Batch on Fargate, which it uses now: " in job("32", "2048000")


def test_where_it_runs_now_says_what_the_work_allows(tmp_path: Path):
    """Else Spot would be ruled out for a job that is on Spot, as would what has to be chosen."""
    container = {"Type": "container", "ContainerProperties": {"Image": "app"}}
    job = {"Type": "AWS::Batch::JobDefinition", "Properties": container}

    def fields(**resources: Any) -> dict[str, Any]:
        found = described(tmp_path, {"Resources": {"J": job, **resources}}).workload
        return found.model_dump(exclude_unset=True, mode="json")

    def environment(**properties: Any) -> dict[str, Any]:
        return {"Type": "AWS::Batch::ComputeEnvironment", "Properties": properties}

    assert "interruptible" not in fields()
    assert fields(E=environment(ComputeResources={"Type": "SPOT"}))["interruptible"] is True
    assert fields(E=environment(Type="UNMANAGED"))["own_instances"] is True
    managed = recommend(FOLDER / "managed-instances-job.json").workload
    assert [str(each) for each in managed.consider or ()] == ["ecs-managed-instances"]


def test_of_the_containers_of_a_task_the_essential_one_is_read(tmp_path: Path):
    sidecar = {"name": "log", "image": "fluent", "essential": False}
    task = {"family": "etl", "containerDefinitions": [sidecar, {"name": "app", "image": "a:1"}]}
    found = described(tmp_path, task)
    assert (found.workload.name, found.workload.image) == ("etl", "a:1")


def test_a_definition_is_called_by_its_name_rather_than_by_its_label(tmp_path: Path):
    path = tmp_path / "main.tf"
    path.write_text('resource "aws_ecs_task_definition" "this" {\n  family = "etl"\n}\n')
    assert recommend(path).workload.name == "etl"


def environment(name: str, kind: str, **more: object) -> dict[str, object]:
    resources = {"type": kind, "maxvCpus": 1, "subnets": ["a"], **more}
    return {"computeEnvironmentName": name, "type": "MANAGED", "computeResources": resources}


def queue(*names: str) -> dict[str, object]:
    order = [{"order": i, "computeEnvironment": name} for i, name in enumerate(names)]
    return {"jobQueueName": "q", "priority": 1, "computeEnvironmentOrder": order}


ON_FARGATE = {
    "jobDefinitionName": "j", "type": "container", "platformCapabilities": ["FARGATE"],
    "containerProperties": {"image": "a"},
}  # fmt: skip
SPOT = environment("spot", "FARGATE_SPOT")
ON_DEMAND = environment("on-demand", "FARGATE")
ELSEWHERE = "Spot is up to its compute environment, which is not here"
MIXED = "it runs On-Demand or on Spot, as its queue has it"


@pytest.mark.parametrize(
    ("beside", "platform", "note"),
    [
        ([SPOT], "batch-fargate-spot", None),
        ([SPOT, environment("ec2", "EC2")], "batch-fargate-spot", None),
        ([SPOT, environment("other", "fargate_spot")], "batch-fargate-spot", None),
        ([SPOT, ON_DEMAND, queue("spot")], "batch-fargate-spot", None),
        ([SPOT, ON_DEMAND, queue("on-demand")], "batch-fargate", None),
        ([SPOT, ON_DEMAND], "batch-fargate", MIXED),
        ([SPOT, ON_DEMAND, queue("spot", "on-demand")], "batch-fargate", MIXED),
        ([SPOT, ON_DEMAND, queue("spot", "elsewhere")], "batch-fargate", MIXED),
        ([], "batch-fargate", ELSEWHERE),
        ([environment("ec2", "SPOT")], "batch-fargate", ELSEWHERE),
    ],
)
def test_the_environments_that_the_queues_name_tell_spot_from_on_demand(
    tmp_path, beside, platform, note
):
    found = described(tmp_path, [ON_FARGATE, *beside])
    assert found.workload.platform == platform
    assert (found.workload.interruptible is True) is (platform == "batch-fargate-spot")
    told = [each for each in found.left_unknown if each.endswith(": `interruptible` stays unknown")]
    assert told == ([f"{note}: `interruptible` stays unknown"] if note else [])


def test_an_environment_in_another_file_of_a_terraform_folder_counts(tmp_path):
    pytest.importorskip("hcl2")
    (tmp_path / "jobs.tf").write_text(
        'resource "aws_batch_job_definition" "j" {\n  name = "j"\n  type = "container"\n'
        '  platform_capabilities = ["FARGATE"]\n'
        '  container_properties = jsonencode({ image = "a" })\n}\n'
    )
    (tmp_path / "environments.tf").write_text(
        'resource "aws_batch_compute_environment" "e" {\n  type = "MANAGED"\n'
        '  compute_resources {\n    type = "FARGATE_SPOT"\n  }\n}\n'
    )
    assert recommend(tmp_path / "jobs.tf").workload.platform == "batch-fargate-spot"


def test_an_image_that_is_not_known_here_runs_as_it_is_all_the_same(tmp_path):
    container = {"image": "${IMAGE}", "resourceRequirements": [{"type": "VCPU", "value": "1"}]}
    found = described(tmp_path, {**ON_FARGATE, "containerProperties": container})
    assert found.workload.lambda_image is False

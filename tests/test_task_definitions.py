"""Task definitions of ECS, in every form, are checked and become workloads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_terraform_read import found, write

from advisor.api import recommend
from advisor.definitions import recognise
from advisor.reading import unwritten

FOLDER = Path(__file__).parent / "data" / "definitions"


def test_a_task_becomes_the_spec_that_says_the_same():
    answer = recommend(FOLDER / "task.json")
    assert answer.workload.model_dump(exclude_unset=True, mode="json") == {
        "name": "report",
        "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/report:1",
        "lambda_image": False,
        "secrets": {"TOKEN": "arn:aws:ssm:eu-west-1:123456789012:parameter/token"},
        "vcpus": 1,
        "memory": "2048 MiB",
        "disk": "50 GiB",
        "linux_parameters": {"init_process": True},
    }
    assert list(answer.left_unknown) == [
        "whether it is a task that ends or a service is not said: `endless` is open",
        "a task has no timeout: `duration` stays unknown",
        "the image runs as it is: `lambda_image` is taken to be no",
    ]


def test_a_task_on_instances_says_what_hides_its_image():
    answer = recommend(FOLDER / "task-on-instances.yaml")
    fields = answer.workload.model_dump(exclude_unset=True, mode="json")
    assert fields["host_requirements"] == ["networkMode: host"]
    assert fields["host_volumes"] == [{"source": "/data", "path": "/data", "read_only": False}]
    assert answer.left_unknown[0] == (
        "`${Repository}:latest` is not known here: `image` stays unknown"
    )


@pytest.mark.parametrize(
    ("cpu", "memory", "vcpus", "mib"),
    [("256", "512", 0.25, "512 MiB"), (1024, 2048, 1, "2048 MiB"),
     ("1 vCPU", "2 GB", 1, "2048 MiB"), (".5 vcpu", "1GB", None, "1024 MiB")],
)  # fmt: skip
def test_sizes_are_units_or_have_a_unit(tmp_path, cpu, memory, vcpus, mib):
    task = {"family": "a", "cpu": cpu, "memory": memory, "containerDefinitions": [{"image": "b"}]}
    path = tmp_path / "task.json"
    path.write_text(json.dumps(task))
    fields = recommend(path).workload.model_dump(exclude_unset=True, mode="json")
    assert (fields.get("vcpus"), fields["memory"]) == (vcpus, mib)


@pytest.mark.parametrize(
    "value",
    [
        {"family": "a", "containerDefinitions": []},
        {"taskDefinition": {"family": "a", "containerDefinitions": []}, "tags": []},
        {"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {}}}},
    ],
)
def test_every_form_is_recognised(value):
    assert recognise(unwritten(value)) == "definition"


def test_terraform_has_the_same_findings_where_they_are_written(tmp_path):
    text = """\
resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = var.memory
  container_definitions = jsonencode([{
    name  = "app"
    image = "${var.repository}:latest"
    logConfiguration = {
      logDriver = "awslogs"
    }
  }])
  ephemeral_storage {
    size_in_gib = 20
  }
  volume {
    name      = "data"
    host_path = "/data"
  }
}
variable "memory" {
  default = 4096
}
"""
    write(tmp_path, {"main.tf": text})
    assert sorted(found(tmp_path)) == [
        "main.tf:11:19 ECS023",
        "main.tf:15:19 ECS005",
        "main.tf:19:17 ECS008",
        "main.tf:6:30 ECS001",
    ]
    assert recommend(tmp_path / "main.tf").left_unknown[0] == (
        "`${var.repository}:latest` is not known here: `image` stays unknown"
    )

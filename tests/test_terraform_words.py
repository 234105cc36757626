"""What is said of a Terraform file is said in Terraform's words, and of JSON in it in AWS's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_terraform_read import BOOK, job, read, write

from advisor.check.rules_of_definitions import findings
from advisor.definitions import definitions
from advisor.definitions.terraform.words import arguments_of
from advisor.rulebook.checks import checks

SCHEMA = json.loads((Path(__file__).parent / "terraform_schema.json").read_text("utf-8"))
# What the API has and the provider, at the version of the schema, has not.
NOT_IN_TERRAFORM = {
    "unmanagedv_cpus", "scaling_policy", "min_scale_down_delay_minutes",
    "managed_instances_provider", "infrastructure_role_arn", "instance_launch_template",
    "ec2_instance_profile_arn", "network_configuration", "service_environment_order",
    "accelerator_config", "accelerator_memory_size",
}  # fmt: skip


def said(folder: Path, text: str) -> dict[str, str]:
    """Every message with its help, by its code."""
    write(folder, {"main.tf": text})
    found = findings(definitions([read(folder)], BOOK), BOOK)
    return {each.code: f"{each.message}; {each.help}" for each in found}


@pytest.mark.parametrize(
    ("definition", "resource"),
    [
        ("job-definition", "aws_batch_job_definition"),
        ("compute-environment", "aws_batch_compute_environment"),
        ("job-queue", "aws_batch_job_queue"),
        ("function", "aws_lambda_function"),
    ],
)
def test_every_word_is_an_argument_that_the_provider_has(definition, resource):
    known: set[str] = set()

    def note(arguments: dict[str, dict]) -> None:
        for name, each in arguments.items():
            known.add(name)
            note(each.get("block", {}))

    note(SCHEMA["resources"][resource]["arguments"])
    words = set(arguments_of(definition, checks(BOOK).values()).values())
    assert words - NOT_IN_TERRAFORM <= known


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ("", "JOB057", "give `timeout.attempt_duration_seconds`"),
        ('  retry_strategy {\n    evaluate_on_exit {\n      action = "EXIT"\n    }\n  }\n',
         "JOB060", "`evaluate_on_exit` needs `attempts` beside it"),
        ("  ecs_properties = jsonencode({ taskProperties = [] })\n", "JOB053",
         "`container_properties`, `ecs_properties`, `eks_properties` and `node_properties`"),
    ],
)  # fmt: skip
def test_arguments_are_called_as_they_are_written(tmp_path, more, code, words):
    text = job('jsonencode({ image = "a" })', more)
    text = text.replace("  timeout {\n    attempt_duration_seconds = 3600\n  }\n", "")
    assert words in said(tmp_path, text)[code]


def test_within_json_the_names_are_those_of_the_api(tmp_path):
    text = job('jsonencode({ image = "a", vcpus = 1 })', '  platform_capabilities = ["FARGATE"]\n')
    found = said(tmp_path, text)
    assert "move them to `resourceRequirements`" in found["JOB003"]
    assert "`executionRoleArn`" in found["JOB008"]


def test_an_environment_has_the_words_of_its_resource(tmp_path):
    found = said(
        tmp_path,
        'resource "aws_batch_compute_environment" "a" {\n  type = "MANAGED"\n}\n'
        'resource "aws_batch_compute_environment" "b" {\n  type = "MANAGED"\n'
        '  compute_resources {\n    type = "FARGATE"\n    min_vcpus = 1\n    max_vcpus = 1\n'
        '    subnets = ["a"]\n    security_group_ids = ["a"]\n  }\n}\n',
    )
    assert "needs `compute_resources`" in found["ENV001"]
    assert "min_vcpus" in found["ENV004"]


def test_other_forms_keep_the_words_of_the_api(tmp_path):
    write(tmp_path, {"job.json": '{"jobDefinitionName": "a", "containerProperties": {}}'})
    found = findings(definitions([read(tmp_path, "job.json")], BOOK), BOOK)
    assert any("`timeout.attemptDurationSeconds`" in (each.help or "") for each in found)


def test_days_a_durable_execution_is_kept_are_read(tmp_path):
    found = said(
        tmp_path,
        'resource "aws_lambda_function" "f" {\n  function_name = "f"\n  role = "r"\n'
        '  runtime = "python3.13"\n  handler = "a.b"\n  filename = "a.zip"\n'
        "  durable_config {\n    execution_timeout = 60\n    retention_period = 365\n  }\n}\n",
    )
    assert "FUN030" in found

"""Words that AWS does not know are found in every form, with the one that was meant."""

from __future__ import annotations

import json

import pytest
from test_terraform_read import BOOK

from advisor.check.rules_of_definitions import findings
from advisor.definitions import definitions, read_definition_bytes

API = {
    "jobDefinitionName": "job",
    "type": "containr",
    "platformCapabilities": ["FARGTE"],
    "timeout": {"attemptDurationSeconds": 3600},
    "retryStrategy": {"attempts": 2, "evaluateOnExit": [{"action": "EXITS", "onExitCode": "*"}]},
    "containerProperties": {
        "image": "a",
        "executionRoleArn": "arn:aws:iam::123456789012:role/a",
        "logConfiguration": {"logDriver": "awslog"},
        "networkConfiguration": {"assignPublicIp": "ENABLE"},
        "resourceRequirements": [
            {"type": "VCPUS", "value": "1"},
            {"type": "Memory", "value": "2048"},
        ],
    },
}
TERRAFORM = """
resource "aws_batch_job_definition" "job" {
  name                  = "job"
  type                  = "containr"
  platform_capabilities = ["FARGTE"]
  timeout {
    attempt_duration_seconds = 3600
  }
  retry_strategy {
    attempts = 2
    evaluate_on_exit {
      action       = "EXITS"
      on_exit_code = "*"
    }
  }
  container_properties = jsonencode(%s)
}
"""
MEANT = {
    "JOB041": ("awslog", "awslogs"),
    "JOB042": ("ENABLE", "ENABLED"),
    "JOB075": ("FARGTE", "FARGATE"),
    "JOB076": ("containr", "container"),
    "JOB085": ("EXITS", "EXIT"),
    "JOB095": ("VCPUS", "VCPU"),
}


def capitals(value: object) -> object:
    """The same as CloudFormation and CDK write it."""
    if isinstance(value, dict):
        return {key[:1].upper() + key[1:]: capitals(each) for key, each in value.items()}
    return [capitals(each) for each in value] if isinstance(value, list) else value


FORMS = {
    "api.json": json.dumps(API),
    "described.json": json.dumps({"jobDefinitions": [{**API, "jobDefinitionArn": "a"}]}),
    "cdk.template.json": json.dumps(
        {"Resources": {"Job": {"Type": "AWS::Batch::JobDefinition", "Properties": capitals(API)}}}
    ),
    "main.tf": TERRAFORM % json.dumps(API["containerProperties"]),
}


def found(name: str, text: str):
    document = read_definition_bytes(text.encode(), name)
    return list(findings(definitions([document], BOOK), BOOK))


@pytest.mark.parametrize("name", FORMS)
def test_a_wrong_word_is_found_in_every_form_where_it_stands(name):
    said = {each.code: each for each in found(name, FORMS[name])}
    # Where it is not known what was meant, nothing is said that follows from one or the other.
    assert set(said) == set(MEANT)
    lines = FORMS[name].splitlines()
    for code, (word, meant) in MEANT.items():
        each = said[code]
        assert f"`{word}`" in each.message
        assert each.help.startswith(f"did you mean `{meant}`? ")
        assert lines[each.place.line - 1][each.place.column - 1 :].startswith(f'"{word}"')


@pytest.mark.parametrize(
    ("definition", "code", "meant"),
    [
        ({"family": "a", "networkMode": "aws-vpc", "containerDefinitions": []}, "ECS011", "awsvpc"),
        ({"family": "a", "requiresCompatibilities": ["FARGATES"], "containerDefinitions": []},
         "ECS010", "FARGATE"),
        ({"jobQueueName": "q", "priority": 1, "state": "ENABLE", "computeEnvironmentOrder": []},
         "QUE011", "ENABLED"),
        ({"functionName": "f", "role": "r", "code": {}, "architectures": ["arm_64"]},
         "FUN033", "arm64"),
        ({"functionName": "f", "role": "r", "code": {}, "tracingConfig": {"mode": "Activ"}},
         "FUN034", "Active"),
        ({"functionName": "f", "role": "r", "code": {}, "loggingConfig": {"logFormat": "JSONL"}},
         "FUN035", "JSON"),
        ({"family": "a", "runtimePlatform": {"cpuArchitecture": "x86-64"},
          "containerDefinitions": []}, "ECS012", "X86_64"),
    ],
)  # fmt: skip
def test_so_it_is_in_the_other_definitions(definition, code, meant):
    said = {each.code: each.help for each in found("a.json", json.dumps(definition))}
    assert said[code].startswith(f"did you mean `{meant}`? ")


def test_a_word_like_no_other_is_told_what_there_is():
    definition = {**API, "platformCapabilities": ["LAMBDA"]}
    said = {each.code: each.help for each in found("a.json", json.dumps(definition))}
    assert said["JOB075"].startswith("there are EC2, FARGATE and MANAGED_INSTANCES")


@pytest.mark.parametrize("word", ["Fargate", "fargate", "${PLATFORM}", "{{platform}}"])
def test_other_capitals_and_placeholders_are_no_wrong_words(word):
    definition = {**API, "platformCapabilities": [word]}
    assert "JOB075" not in {each.code for each in found("a.json", json.dumps(definition))}


def test_a_platform_in_other_capitals_is_the_platform():
    """So that a size that Fargate does not have is found all the same."""
    sized = {**API["containerProperties"], "resourceRequirements": [
        {"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "999"}]}  # fmt: skip
    definition = {**API, "platformCapabilities": ["fargate"], "containerProperties": sized}
    assert "JOB001" in {each.code for each in found("a.json", json.dumps(definition))}

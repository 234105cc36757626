"""The CloudFormation template of a starter: cfn-lint accepts it, and it says what the calls say."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linting import findings
from starter_support import GPU_FUNCTION, HEAVY, PLATFORMS, data, made, shaped

_RESOURCES = {
    "job-definition.json": "JobDefinition",
    "compute-environment.json": "ComputeEnvironment",
    "job-queue.json": "JobQueue",
    "launch-template.json": "LaunchTemplate",
    "function.json": "Function",
    "event-invoke-config.json": "AsyncCalls",
    "capacity-provider.json": "CapacityProvider",
}
_OPEN = ("Ref", "Fn::GetAtt", "Fn::Join", "Fn::Base64")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_cfn_lint_finds_nothing_in_the_template_of_any_platform(platform: str) -> None:
    _, files = made(**PLATFORMS[platform])
    assert findings(files["template.yaml"]) == []


@settings(
    max_examples=24,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.sampled_from(sorted(PLATFORMS)).flatmap(shaped))
def test_cfn_lint_finds_nothing_whatever_shapes_the_template(fields: dict[str, Any]) -> None:
    _, files = made(**fields)
    if files:
        assert findings(files["template.yaml"], fields.get("region")) == []


def test_cfn_lint_finds_nothing_in_a_template_with_all_that_ec2_can_carry() -> None:
    _, files = made(**HEAVY | {"file_systems": ["fsx_lustre", "efs", "s3files"]})
    assert findings(files["template.yaml"]) == []


def test_cfn_lint_finds_nothing_in_a_function_with_a_gpu() -> None:
    """The resource schemas that it carries do not know of GPUs; the template says so itself."""
    _, files = made(**GPU_FUNCTION)
    assert data(files, "function.json")["AcceleratorConfig"] == {"AcceleratorMemorySize": 24}
    assert findings(files["template.yaml"]) == []


@pytest.mark.parametrize("platform", PLATFORMS)
@settings(max_examples=20)
@given(drawn=st.data())
def test_the_template_says_what_the_calls_say(platform: str, drawn: st.DataObject) -> None:
    """Setting by setting, except where the template refers to what it makes or asks for."""
    _, files = made(**drawn.draw(shaped(platform)))
    resources = yaml.safe_load(files["template.yaml"])["Resources"] if files else {}
    for name, resource in _RESOURCES.items():
        if name in files:
            properties = resources[resource]["Properties"]
            assert list(_differences(data(files, name), properties, resource)) == []


def _differences(call: Any, template: Any, path: str) -> Any:
    if isinstance(template, dict) and len(template) == 1 and next(iter(template)) in _OPEN:
        return
    if isinstance(call, dict):
        spelled = {key.lower(): value for key, value in template.items()}
        for key, value in call.items():
            other = spelled.get(key.lower())
            if other is None and key != "PublishTo":
                yield f"{path}.{key} is missing"
            elif other is not None:
                yield from _differences(_as_list(value, other), other, f"{path}.{key}")
    elif isinstance(call, list):
        if len(call) != len(template):
            yield f"{path} has {len(template)} instead of {len(call)}"
            return
        for index, pair in enumerate(zip(call, template, strict=True)):
            yield from _differences(*pair, f"{path}[{index}]")
    elif call != template or type(call) is not type(template):
        yield f"{path}: {template!r} instead of {call!r}"


def _as_list(value: Any, other: Any) -> Any:
    """Tags, which Lambda's template has as a list of keys and values."""
    if isinstance(value, dict) and isinstance(other, list):
        return [{"Key": k, "Value": v} for k, v in value.items()]
    return value


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_parameter_is_used_and_every_reference_leads_somewhere(platform: str) -> None:
    _, files = made(**PLATFORMS[platform], file_systems=["efs"], tags={"a": "b"})
    template = yaml.safe_load(files["template.yaml"])
    known = {*template.get("Parameters", {}), *template["Resources"]}
    used = set(re.findall(r"Ref: (\w+)$", files["template.yaml"], re.MULTILINE))
    assert used <= known
    assert set(template.get("Parameters", {})) <= used


def test_a_named_environment_is_updated_and_never_replaced() -> None:
    for platform in PLATFORMS:
        _, files = made(**PLATFORMS[platform])
        resources = yaml.safe_load(files["template.yaml"])["Resources"]
        if "ComputeEnvironment" in resources:
            assert (
                resources["ComputeEnvironment"]["Properties"]["ReplaceComputeEnvironment"] is False
            )


@pytest.mark.parametrize(
    ("role", "service"),
    [
        ("ExecutionRole", "ecs-tasks.amazonaws.com"),
        ("JobRole", "ecs-tasks.amazonaws.com"),
        ("InstanceRole", "ec2.amazonaws.com"),
        ("ServiceRole", "batch.amazonaws.com"),
        ("InfrastructureRole", "ecs.amazonaws.com"),
        ("FunctionRole", "lambda.amazonaws.com"),
        ("OperatorRole", "lambda.amazonaws.com"),
    ],
)
def test_each_role_trusts_the_service_that_takes_it(role: str, service: str) -> None:
    """Part C, roles."""
    found = [
        resources[role] for platform in PLATFORMS if role in (resources := _resources(platform))
    ]
    assert found
    for each in found:
        statement = each["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
        assert statement["Principal"] == {"Service": service}


def _resources(platform: str) -> dict[str, Any]:
    resources = yaml.safe_load(made(**PLATFORMS[platform])[1]["template.yaml"])["Resources"]
    assert isinstance(resources, dict)
    return resources


def test_logs_are_kept_for_a_time_and_not_for_ever() -> None:
    """Part C: the managed execution policy cannot create log groups, so the template does."""
    group = _resources("batch-fargate")["LogGroup"]["Properties"]
    assert group == {"LogGroupName": "/aws/batch/nightly", "RetentionInDays": 30}


def test_texts_that_other_readers_take_for_numbers_or_truths_stay_texts() -> None:
    odd = [
        "yes",
        "NO",
        "on",
        "1:30",
        "012",
        "1_000",
        "0x1F",
        "1e3",
        "~",
        "null",
        ".5",
        "2026-11-22",
    ]
    values = {f"V{index:02}": text for index, text in enumerate(odd)}
    _, files = made(**PLATFORMS["batch-fargate"], environment=values, command=odd)
    for text in odd:
        assert re.search(rf"""- ["']{re.escape(text)}["']$""", files["template.yaml"], re.MULTILINE)

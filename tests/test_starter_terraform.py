"""The Terraform starter: readable, within the provider's schema, and the same as the calls.

tests/terraform_schema.json has the names of the provider's arguments; tools/terraform_schema.py
derives it. `terraform fmt` is asked where there is one.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starter_rules import broken_rules
from starter_support import CALLS, GPU_FUNCTION, HEAVY, PLATFORMS, made, shaped, violations
from terraform_reading import REFERENCE, blocks, parsed, resource, value

from advisor.errors import AdvisorError
from advisor.starter.leaves import Ask, Leaf, leaves
from advisor.starter.need import need_of
from advisor.starter.plan import plan
from advisor.starter.terraform import hcl, snake
from advisor.starter.terraform.files import described
from advisor.starter.terraform.gaps import elsewhere
from advisor.starter.terraform.values import expression

SCHEMA = json.loads((Path(__file__).parent / "terraform_schema.json").read_text())
# Arguments of Terraform's own, which every resource has.
_META = {"depends_on", "for_each", "lifecycle", "__is_block__", "__comments__"}
_EVERYTHING = HEAVY | {"file_systems": ["fsx_lustre", "efs"], "region": "eu-west-1"}
SPECS = PLATFORMS | {"everything": _EVERYTHING, "gpu function": GPU_FUNCTION, "nothing known": {}}


def _files(fields: dict[str, Any]) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The platform, the files in Terraform and for the CLI, and what references stand for."""
    found, files = made(("terraform", "cli"), **fields)
    need = need_of(found)
    if need is None or found.platform is None:
        return "", files, {}
    starter = plan(need)
    away = elsewhere(starter)
    known: dict[str, Any] = {}
    for leaf in leaves(list(described(starter))):
        known |= _known(leaf, away)
    return found.platform.id, files, known


def _known(leaf: Leaf, away: dict[str, str]) -> dict[str, Any]:
    written = expression(leaf, away)
    assert isinstance(written, hcl.Expression)
    if isinstance(leaf, Ask):
        shown = leaf.shown
        return {written.text: list(shown) if isinstance(shown, tuple) else shown}
    return {written.text: leaf.stand_in}


@pytest.mark.parametrize("name", SPECS)
def test_the_provider_has_every_argument_and_block_and_all_that_it_requires_is_there(
    name: str,
) -> None:
    _, files, _ = _files(SPECS[name])
    for kind, group in (("resource", "resources"), ("data", "data")):
        for type_, _, body in blocks(files, kind):
            arguments = SCHEMA[group][type_]["arguments"]
            assert list(_wrong(body, arguments, type_)) == []


def _wrong(body: dict[str, Any], arguments: dict[str, Any], path: str) -> Any:
    for name, each in body.items():
        if name in _META:
            continue
        if name not in arguments:
            yield f"{path} has no `{name}`"
            continue
        nested = arguments[name].get("block")
        is_block = isinstance(each, list) and each and isinstance(each[0], dict)
        if is_block != (nested is not None):
            yield f"{path}.{name} is {'no' if is_block else 'a'} block"
        elif is_block:
            for one in each:
                yield from _wrong(one, nested, f"{path}.{name}")
    for name, argument in arguments.items():
        if argument.get("required") and name not in body:
            yield f"{path} lacks `{name}`"


@pytest.mark.parametrize("name", SPECS)
def test_every_reference_leads_to_something_and_every_variable_is_used(name: str) -> None:
    _, files, _ = _files(SPECS[name])
    main, outputs = files["main.tf"], files["outputs.tf"]
    declared = {f"{type_}.{label}": type_ for type_, label, _ in blocks(files, "resource")}
    sources = {f"data.{type_}.{label}": type_ for type_, label, _ in blocks(files, "data")}
    variables = {each for block in _variables(files) for each in block}
    used = set(REFERENCE.findall(main + outputs))
    for reference in used - {"local.tags"}:
        owner, _, attribute = reference.rpartition(".")
        if owner == "var":
            assert attribute in variables
        elif owner in sources:
            assert attribute in SCHEMA["data"][sources[owner]]["attributes"]
        else:
            assert attribute in SCHEMA["resources"][declared[owner]]["attributes"]
    assert {f"var.{each}" for each in variables} <= used
    assert set(sources) <= {each.rpartition(".")[0] for each in used}


def _variables(files: dict[str, str]) -> list[dict[str, Any]]:
    found = parsed(files.get("variables.tf", "")).get("variable", []) if files else []
    return [{name.strip('"'): body for name, body in each.items()} for each in found]


@pytest.mark.parametrize("name", SPECS)
def test_every_variable_says_what_it_is_and_of_which_type(name: str) -> None:
    _, files, _ = _files(SPECS[name])
    for block in _variables(files):
        for body in block.values():
            assert {"description", "type"} <= body.keys()
            assert body["description"].endswith('."')


def _said(files: dict[str, str], known: dict[str, Any]) -> dict[str, Any]:
    """What the Terraform says, as the calls of the AWS CLI would have it."""
    types = {type_ for type_, _, _ in blocks(files, "resource")}
    if "aws_batch_job_definition" not in types:
        return {}
    body = value(resource(files, "aws_batch_job_definition"), known)
    return {
        "jobDefinitionName": body["name"],
        "type": body["type"],
        "parameters": body.get("parameters"),
        "containerProperties": body.get("container_properties"),
        "nodeProperties": body.get("node_properties"),
        "timeout": body["timeout"][0]["attempt_duration_seconds"],
        "attempts": body["retry_strategy"][0]["attempts"],
    }


def _call(files: dict[str, str]) -> dict[str, Any]:
    definition = json.loads(files["job-definition.json"])
    return {
        "jobDefinitionName": definition["jobDefinitionName"],
        "type": definition["type"],
        "parameters": definition.get("parameters"),
        "containerProperties": definition.get("containerProperties"),
        "nodeProperties": definition.get("nodeProperties"),
        "timeout": definition["timeout"]["attemptDurationSeconds"],
        "attempts": definition["retryStrategy"]["attempts"],
    }


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(fields=st.sampled_from(sorted(PLATFORMS)).flatmap(shaped))
def test_the_json_inside_jsonencode_is_that_of_the_call(fields: dict[str, Any]) -> None:
    """And so it passes what the call passes: AWS's model, and the rules across its fields."""
    platform, files, known = _files(fields)
    if not files:
        return
    said = _said(files, known)
    if said:
        assert said == _call(files)
    calls = [name for name in files if name in CALLS]
    assert [each for name in calls for each in violations(name, json.loads(files[name]))] == []
    assert broken_rules(platform, files) == []
    assert set(_types(files)) <= set(SCHEMA["resources"])


def _types(files: dict[str, str]) -> list[str]:
    return [type_ for type_, _, _ in blocks(files, "resource")]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_settings_outside_jsonencode_are_those_of_the_calls_too(platform: str) -> None:
    _, files, known = _files(PLATFORMS[platform] | {"file_systems": ["efs"]})
    if "compute-environment.json" not in files:
        function = json.loads(files["function.json"])
        if "aws_lambda_function" in _types(files):
            body = value(resource(files, "aws_lambda_function"), known)
            pairs = ("Timeout", "MemorySize", "Architectures", "Role", "Runtime", "Handler")
            assert {each: body[snake(each)] for each in pairs} == {e: function[e] for e in pairs}
        return
    if "aws_batch_compute_environment" in _types(files):
        call = json.loads(files["compute-environment.json"])
        body = value(resource(files, "aws_batch_compute_environment"), known)
        assert body["type"] == call["type"]
        assert body.get("service_role") == call.get("serviceRole")
        wanted = call.get("computeResources", {})
        [resources] = body.get("compute_resources", [{}])
        for ours, theirs in (
            ("type", "type"),
            ("max_vcpus", "maxvCpus"),
            ("min_vcpus", "minvCpus"),
            ("subnets", "subnets"),
            ("security_group_ids", "securityGroupIds"),
            ("instance_role", "instanceRole"),
            ("instance_type", "instanceTypes"),
            ("allocation_strategy", "allocationStrategy"),
        ):
            assert resources.get(ours) == wanted.get(theirs)


# --- texts


@settings(max_examples=60)
@given(st.text(max_size=30), st.text(min_size=1, max_size=12))
def test_any_text_is_the_same_when_it_is_read_back(text: str, key: str) -> None:
    entries = [("a", text), ("b", hcl.Call("jsonencode", {"c": [text], key: {"d": text}}))]
    found = parsed(hcl.document(entries))
    assert value(found["a"], {}) == text
    assert value(found["b"], {}) == {"c": [text], key: {"d": text}} | (
        {"c": {"d": text}} if key == "c" else {}
    )


_HOSTILE = [
    '${file("/etc/passwd")}',
    "%{ for x in [1] }a%{ endfor }",
    "$${x}",
    "$$${x}",
    "%%{x}",
    "$",
    "${",
    "\\${x}",
    '"\n}\nresource "null_resource" "x" {',
    "<<EOT\nx\nEOT",
    "# x",
    "/* x */",
    "\x00\x1b[31m\u2028\ufeff",
    "😀é",
    "${local.tags}",
]


@pytest.mark.parametrize("text", _HOSTILE)
@pytest.mark.parametrize("platform", ["batch-fargate", "batch-eks", "lambda"])
def test_hostile_texts_are_inert(platform: str, text: str) -> None:
    fields = PLATFORMS[platform] | {"command": [text], "environment": {"VALUE": text}}
    _, files, known = _files(fields | {"name": text, "tags": {"t": text}})
    for name in files:
        if name.endswith(".tf"):
            parsed(files[name])
    if platform == "batch-fargate":
        assert _said(files, known) == _call(files)
    elif platform == "batch-eks":
        [pod] = value(resource(files, "aws_batch_job_definition"), known)["eks_properties"]
        [container] = pod["pod_properties"][0]["containers"]
        call = json.loads(files["job-definition.json"])["eksProperties"]["podProperties"]
        assert container["args"] == call["containers"][0]["args"]
    else:
        [made_] = value(resource(files, "aws_lambda_function"), known)["environment"]
        assert made_["variables"] == {"VALUE": text}
    assert "null_resource" not in _types(files)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform")
def test_terraform_itself_takes_hostile_texts_for_what_they_are(tmp_path: Path) -> None:
    texts = ", ".join(hcl.text(each) for each in _HOSTILE)
    done = subprocess.run(
        ["terraform", "console"],
        input=f"jsonencode([{texts}])\n",
        cwd=tmp_path,
        text=True,
        capture_output=True,
        check=True,
    )
    [line] = [each for each in done.stdout.splitlines() if each.startswith('"')]
    assert json.loads(json.loads(line)) == _HOSTILE


# --- form


@pytest.mark.parametrize("name", SPECS)
def test_files_are_formatted_as_terraform_formats_them(name: str) -> None:
    _, files, _ = _files(SPECS[name])
    for text in (files[each] for each in files if each.endswith(".tf")):
        assert "\t" not in text
        assert "\n\n\n" not in text
        assert not re.search(r" +$|\{\n\n|\n\n *\}", text, re.MULTILINE)
        for run in _runs(text):
            assert len({line.index(" = ") for line in run}) == 1


def _runs(text: str) -> list[list[str]]:
    """Settings of one line each that follow one another; `=` stands in one column."""
    runs: list[list[str]] = [[]]
    for line in text.splitlines():
        one = re.match(r' *("[^"]*"|\w+) += .*[^\[{(]$', line)
        if one:
            runs[-1].append(line)
        else:
            runs.append([])
    return [run for run in runs if run]


@pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform")
def test_terraform_fmt_has_nothing_to_change(tmp_path: Path) -> None:
    for name, fields in SPECS.items():
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        for file, text in _files(fields)[1].items():
            if file.endswith(".tf"):
                (folder / file).write_text(text)
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-recursive"],
        cwd=tmp_path,
        text=True,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


# --- what the provider lacks


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        (
            PLATFORMS["batch-ecs-managed-instances"],
            ["ComputeEnvironment", "JobDefinition"],
        ),
        (PLATFORMS["batch-eks"] | {"file_systems": ["efs"]}, ["JobDefinition"]),
        (PLATFORMS["batch-fargate"] | {"file_systems": ["s3files"]}, ["JobDefinition"]),
        (PLATFORMS["lambda-managed-instances"], ["Function"]),
        (GPU_FUNCTION, ["Function"]),
    ],
)
def test_what_the_provider_lacks_is_made_by_a_stack_that_says_why(
    fields: dict[str, Any], parts: list[str]
) -> None:
    _, files, known = _files(fields)
    stack = value(resource(files, "aws_cloudformation_stack"), known)
    assert list(stack["template_body"]["Resources"]) == parts
    for part in parts:
        assert f"# {part}: hashicorp/aws 6.25 has no" in files["main.tf"]
    assert "aws_cloudformation_stack" in files["README.md"]


def test_a_reference_that_cloudformation_would_resolve_is_refused_where_it_would_be() -> None:
    secret = "{{resolve:secretsmanager:prod/db}}"
    fields = PLATFORMS["batch-fargate"] | {"environment": {"V": secret}}
    with pytest.raises(AdvisorError) as raised:
        made(**fields)
    assert "CloudFormation would replace `{{resolve:secretsmanager:prod/db}}`" in str(raised.value)
    _, files, known = _files(fields)
    assert _said(files, known) == _call(files)
    with pytest.raises(AdvisorError):
        _files(PLATFORMS["batch-ecs-managed-instances"] | {"environment": {"V": secret}})

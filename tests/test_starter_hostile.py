"""What a user writes comes out of a starter as it is, whatever a reader might take it for."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from starter_rules import broken_rules
from starter_support import PLATFORMS, container, data, made, violations
from strategies import texts

_HOSTILE = [
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "\"'; rm -rf / #",
    "a\nb: c\n- d",
    "!Sub ${AWS::AccountId}",
    "${AWS::Region}",
    "Ref::x",
    "`id`",
    "$(id)",
    "a | b",
    "&anchor *alias",
    "%{x} {% raw %}",
    "\u2028\x85\ufeff\x00é",
    "```\n# heading",
    "[x](javascript:1)",
    "---\n...",
    "@team",
]


def _spec(text: str) -> dict[str, Any]:
    return {
        "name": text,
        "description": text,
        "image": text,
        "command": [text],
        "environment": {"V": text, text: "v"},
        "secrets": {"S": text},
        "job_role": text,
        "tags": {"t": text, text: "t"},
        "vpc": {"subnets": [text], "security_groups": [text]},
        "file_systems": [{"type": "efs", "id": text, "path": text, "root": text}],
    }


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("text", _HOSTILE)
def test_hostile_texts_are_inert(platform: str, text: str) -> None:
    found, files = made(
        **_spec(text) | {k: v for k, v in PLATFORMS[platform].items() if k != "image"}
    )
    assert found.platform is not None
    for name in files:
        if name.endswith(".json") and "policy" not in name:
            assert violations(name, data(files, name)) == []
    assert broken_rules(found.platform.id, files) == []
    _inert_template(files["template.yaml"])
    _inert_markdown(files["README.md"])


def _inert_template(text: str) -> None:
    """No tags, no Fn::Sub, and no reference to what is not in the template."""
    template = yaml.safe_load(text)
    assert "Fn::Sub" not in str(template)
    known = {*template.get("Parameters", {}), *template["Resources"]}
    for name in _references(template):
        assert name in known or name.startswith("AWS::")


def _references(tree: Any) -> Any:
    if isinstance(tree, dict):
        if list(tree) == ["Ref"]:
            yield tree["Ref"]
        for each in tree.values():
            yield from _references(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from _references(each)


def _inert_markdown(text: str) -> None:
    prose = re.sub(r"```sh\n.*?```", "", text, flags=re.DOTALL)
    for opener in ("<script", "{{", "{%", "${", "\n# heading"):
        assert opener not in prose
    assert re.search(r"(?<!\\)\]\(javascript", prose) is None
    assert text.count("```") % 2 == 0
    for block in re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL):
        assert "rm -rf" not in block
        assert "`" not in block


@pytest.mark.parametrize("text", _HOSTILE)
def test_texts_arrive_as_they_were_written(text: str) -> None:
    _, files = made(
        vcpus=1,
        memory="2 GiB",
        duration="20 min",
        image="a:1",
        command=[text],
        environment={"V": text},
    )
    assert container(files)["command"] == [text]
    assert container(files)["environment"] == [{"name": "V", "value": text}] or "\0" in text
    template = yaml.safe_load(files["template.yaml"])["Resources"]["JobDefinition"]["Properties"]
    assert template["ContainerProperties"]["Command"] == [text]


@settings(max_examples=150)
@given(texts(max_size=40), st.sampled_from(["batch-fargate", "batch-eks", "lambda"]))
def test_any_text_is_the_same_in_json_and_yaml(text: str, platform: str) -> None:
    _, files = made(**PLATFORMS[platform], command=[text], environment={"VALUE": text})
    name = "function.json" if platform == "lambda" else "job-definition.json"
    resource = "Function" if platform == "lambda" else "JobDefinition"
    properties = yaml.safe_load(files["template.yaml"])["Resources"][resource]["Properties"]
    if platform == "lambda":
        assert properties["Environment"] == data(files, name)["Environment"]
    elif platform == "batch-fargate":
        assert properties["ContainerProperties"]["Command"] == container(files)["command"] == [text]
    else:
        pod = data(files, name)["eksProperties"]["podProperties"]["containers"][0]
        assert properties["EksProperties"]["PodProperties"]["Containers"][0]["Args"] == pod["args"]


def test_a_reference_in_a_command_stands_for_itself() -> None:
    """Batch replaces `Ref::name` by a parameter, so each one found is its own."""
    _, files = made(**PLATFORMS["batch-fargate"], command=["copy", "Ref::input", "xRef::out-1"])
    parameters = data(files, "job-definition.json")["parameters"]
    assert parameters == {"input": "Ref::input", "out-1": "Ref::out-1"}


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
@pytest.mark.parametrize("text", _HOSTILE)
@pytest.mark.parametrize("platform", ["batch-ec2", "lambda-managed-instances"])
def test_the_commands_are_what_a_shell_reads(platform: str, text: str) -> None:
    _, files = made(**_spec(text) | PLATFORMS[platform] | {"efa": platform == "batch-ec2"})
    for block in re.findall(r"```sh\n(.*?)```", files["README.md"], flags=re.DOTALL):
        done = subprocess.run(
            ["sh", "-n"], input=block, text=True, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")

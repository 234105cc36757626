"""Repairs of definitions: what changes, what stays, and what nobody touches."""

# ruff: noqa: E501, ISC004, Q003  # a case reads best on one line

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.check.edited_text import edited
from advisor.check.rules_of_definitions import findings
from advisor.definitions import definitions, read_definition_bytes
from advisor.rulebook import load_rules

BOOK = load_rules()


def repaired(text: str, name: str) -> str:
    """The text after every repair, one after the other."""
    while True:
        document = read_definition_bytes(text.encode(), name)
        found = findings(definitions([document], BOOK), BOOK)
        edits = next((each.edits for each in found if each.edits), ())
        if not edits:
            return text
        text = edited(document, edits)


TEMPLATE = """Resources:
  Job:
    Type: AWS::Batch::JobDefinition
    Properties:
      Type: container
      Timeout: {AttemptDurationSeconds: 60}
      ContainerProperties:
        Image: !Ref Image
"""

CASES = {
    "a size is rounded up, in its own quotes": (
        "a.json",
        '{"type": "container", "platformCapabilities": ["FARGATE"], "containerProperties": '
        '{"resourceRequirements": [{"type": "VCPU", "value": "3"}, {"value": "2048", "type": "MEMORY"}]}}',
        '{"type": "container", "platformCapabilities": ["FARGATE"], "containerProperties": '
        '{"resourceRequirements": [{"type": "VCPU", "value": "4"}, {"value": "8192", "type": "MEMORY"}]}}',
    ),
    "comments and order stay": (
        "a.yaml",
        TEMPLATE + "        Vcpus: 2  # two\n        # between\n        Memory: 2000   # MiB\n        User: me\n",
        TEMPLATE + "        ResourceRequirements:\n          - Type: VCPU\n            Value: \"2\"\n"
        "          - Type: MEMORY\n            Value: \"2000\"  # two\n"
        "        # between\n        # MiB\n        User: me\n",
    ),
    "what is asked for already stays behind the new": (
        "a.yaml",
        TEMPLATE + "        Memory: 2000\n        ResourceRequirements:\n        - {Type: GPU, Value: '1'} # one\n",
        TEMPLATE + "        ResourceRequirements:\n        - Type: MEMORY\n          Value: \"2000\"\n"
        "        - {Type: GPU, Value: '1'} # one\n",
    ),
    "an empty list is filled": (
        "a.json",
        '{"type": "container", "containerProperties": {"memory": 4, "resourceRequirements": [ ]}}',
        '{"type": "container", "containerProperties": {"resourceRequirements": '
        '[{"type": "MEMORY", "value": "4"}]}}',
    ),
    "the last pair takes the comma before it away": (
        "a.json",
        '{\n  "type": "container",\n  "containerProperties": {\n    "vcpus": 1,\n    "image": "a",\n    "memory": 4\n  }\n}',
        '{\n  "type": "container",\n  "containerProperties": {\n    "resourceRequirements": [\n'
        '      {"type": "VCPU", "value": "1"},\n      {"type": "MEMORY", "value": "4"}\n    ],\n    "image": "a"\n  }\n}',
    ),
    "line ends stay": (
        "a.json",
        '{\r\n  "type": "container",\r\n  "containerProperties": {\r\n    "vcpus": "1",\r\n    "image": "a"\r\n  }\r\n}\r\n',
        '{\r\n  "type": "container",\r\n  "containerProperties": {\r\n    "resourceRequirements": [\r\n'
        '      {"type": "VCPU", "value": "1"}\r\n    ],\r\n    "image": "a"\r\n  }\r\n}\r\n',
    ),
    "a flow mapping stays one": (
        "a.yaml",
        TEMPLATE.replace("\n        Image: !Ref Image", " {Image: a, Vcpus: 2, Memory: '2000'}"),
        TEMPLATE.replace(
            "\n        Image: !Ref Image",
            ' {Image: a, ResourceRequirements: [{Type: VCPU, Value: "2"}, {Type: MEMORY, Value: "2000"}]}',
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after"), CASES.values(), ids=CASES)
def test_a_repair_changes_what_it_must_and_no_more(name, before, after):
    assert repaired(before, name) == after
    assert repaired(after, name) == after


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", TEMPLATE + "        Vcpus: !Ref Vcpus\n        Memory: 4\n"),
        ("a.yaml", TEMPLATE + "        Vcpus: 2\n        ResourceRequirements: !Ref Needs\n"),
        ("a.json", '{"type": "container", "containerProperties": {"vcpus": "${V}", "memory": 4}}'),
        ("a.json", '{"type": "container", /* why */ "containerProperties": {"vcpus": 1}}'),
        (
            "a.json",
            '{"type": "container", "containerProperties": {"vcpus": 1, '
            '"resourceRequirements": [{"type": "VCPU", "value": "2"}]}}',
        ),
    ],
)
def test_what_is_not_certain_is_not_repaired(name, text):
    """Hidden amounts, comments in JSON, amounts given twice."""
    assert repaired(text, name) == text


@settings(max_examples=60)
@given(
    st.permutations(["vcpus", "memory", "image", "user", "resourceRequirements"]),
    st.sampled_from([None, 2, 4, "\t"]),
    st.booleans(),
    st.sampled_from([[], [{"type": "GPU", "value": "1"}]]),
)
def test_a_repaired_definition_says_the_same(order, indent, is_template, there):
    """However the JSON is laid out, the amounts are what they were and nothing else is gone."""
    import json

    values = {"vcpus": 2, "memory": "4096", "image": "a", "user": "me"}
    container = {key: values.get(key, there) for key in order}
    if is_template:
        capital = {key[0].upper() + key[1:]: value for key, value in container.items()}
        properties = {"Type": "container", "ContainerProperties": capital}
        whole = {
            "Resources": {"J": {"Type": "AWS::Batch::JobDefinition", "Properties": properties}}
        }
    else:
        whole = {"type": "container", "containerProperties": container}
    text = repaired(json.dumps(whole, indent=indent), "a.json")
    (job, *elements) = definitions([read_definition_bytes(text.encode(), "a.json")], BOOK)
    facts = next(each.facts for each in elements if each.subject == "container")
    assert (facts["vcpus"], facts["memory"], facts["image"]) == (2, 4096, "a")
    assert facts["gpus"] == (1 if there else None)
    assert not facts["legacy_vcpus"]
    assert job.facts["container"] is True

"""AWS definitions as they are: what is recognised, what is read, what is hidden."""

# ruff: noqa: E501, ISC004  # a case reads best on one line

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.check.rules_of_definitions import findings
from advisor.condition import UNKNOWN
from advisor.definitions import definitions, may_be_definition, read_definition_bytes, recognise
from advisor.definitions.follow import followed
from advisor.definitions.walk import spots
from advisor.errors import AdvisorError
from advisor.reading import unwritten
from advisor.reading.document import Document
from advisor.rulebook import load_rules
from advisor.rulebook.checks import checks

FOLDER = Path(__file__).parent / "data" / "definitions"
FILES = sorted(FOLDER.iterdir())
BOOK = load_rules()

JOB = {"jobDefinitionName": "a", "type": "container", "containerProperties": {"image": "a"}}
ENVIRONMENT = {
    "computeEnvironmentName": "e",
    "type": "MANAGED",
    "computeResources": {"type": "EC2"},
}
QUEUE = {
    "jobQueueName": "q",
    "priority": 1,
    "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": "e"}],
}


def read(text: str, name: str = "x.json") -> Document:
    return read_definition_bytes(text.encode(), name)


def said(*documents: Document) -> list[str]:
    return [each.code for each in findings(definitions(documents, BOOK), BOOK)]


def subjects(document: Document) -> list[tuple[str, str, str]]:
    own = (each for each in definitions([document], BOOK) if not each.node.path)
    return [(each.subject, each.name, each.form) for each in own]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (JOB, [("job-definition", "a", "api")]),
        ({"type": "container", "containerProperties": {}}, [("job-definition", "", "api")]),
        (ENVIRONMENT, [("compute-environment", "e", "api")]),
        (QUEUE, [("job-queue", "q", "api")]),
        ({"FunctionName": "f", "Code": {}}, [("function", "f", "api")]),
        ({"jobName": "a", "jobQueue": "q", "jobDefinition": "d"}, [("job", "a", "api")]),
        ({"jobDefinitions": [JOB, JOB]}, 2 * [("job-definition", "a", "describe")]),
        ({**JOB, "jobDefinitionArn": "arn"}, [("job-definition", "a", "describe")]),
        ({"computeEnvironments": [ENVIRONMENT]}, [("compute-environment", "e", "describe")]),
        ({"jobQueues": [QUEUE]}, [("job-queue", "q", "describe")]),
        (
            {"Configuration": {"FunctionName": "f", "Runtime": "a"}, "Code": {}},
            [("function", "f", "describe")],
        ),
        ([JOB, {"something": "else"}], [("job-definition", "a", "api")]),
        (
            {"Resources": {"J": {"Type": "AWS::Batch::JobDefinition", "Properties": {}}, "T": 1}},
            [("job-definition", "J", "cloudformation")],
        ),
        (
            {"Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": {}}}},
            [("function", "F", "sam")],
        ),
    ],
)
def test_a_definition_is_recognised_by_what_it_says(value, expected):
    document = unwritten(value)
    assert recognise(document) == "definition"
    assert subjects(document) == expected


@pytest.mark.parametrize(
    "value",
    [
        {}, [], "text", None, 3, {"name": "package", "version": "1"}, {"Resources": {}},
        {"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}, {"Resources": {"B": "text"}},
        {"type": "container"}, {"family": "task", "containers": []},
        {"jobDefinitions": ["name"]}, {"services": {"web": {"image": "a"}}},
    ],
)  # fmt: skip
def test_other_documents_are_not(value):
    assert recognise(unwritten(value)) is None
    assert definitions([unwritten(value)], BOOK) == ()


def test_a_workload_is_not_a_definition():
    assert recognise(unwritten({"name": "a", "image": "a", "vcpus": 1, "memory": "1 GiB"})) == (
        "workload"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_few_words_tell_which_files_are_worth_reading(path):
    assert may_be_definition(path.read_bytes())
    assert not may_be_definition(b"name: a\nimage: b\nvcpus: 1\n")


def test_what_other_tools_pass_over_is_passed_over():
    text = """a note
{"jobDefinitionName": __name__, /* why */ "type": "container", // really
 "containerProperties": {"image": <image>, "vcpus": ${VCPUS}, "memory": 128, # MiB
  "environment": [{"name": "A", "value": "// no comment"},],},}
"""
    document = read(text)
    assert document.value["containerProperties"]["memory"] == 128
    assert document.value["containerProperties"]["environment"][0]["value"] == "// no comment"
    assert document.place("containerProperties", "memory").line == 3
    assert sorted(set(said(document))) == ["DOC001", "DOC002", "DOC003", "JOB004", "JOB057"]


@pytest.mark.parametrize("text", ['{"a": 1', '{"a": nonsense}', "", "{", '{"a": 1} {"b": 2}'])
def test_what_nobody_understands_is_an_error_with_its_place(text):
    with pytest.raises(AdvisorError):
        read(text)


def test_short_and_long_functions_hide_the_same():
    short = "Resources:\n  J:\n    Type: AWS::Batch::JobDefinition\n    Properties:\n      %s\n"
    (one, *_) = definitions([read(short % "Timeout: !Ref T", "a.yaml")], BOOK)
    (other, *_) = definitions([read(short % "Timeout: {Ref: T}", "a.yaml")], BOOK)
    (none, *_) = definitions([read(short % "Timeout: !Ref AWS::NoValue", "a.yaml")], BOOK)
    assert one.facts["timeout_given"] is other.facts["timeout_given"] is UNKNOWN
    assert none.facts["timeout_given"] is False


def test_templates_take_what_the_strict_reader_refuses():
    """Numbers as keys, anchors used twice, merge keys and any tag."""
    text = """
A: &a {Type: container}
B: &a {x: 1}
200: ok
C: !Custom [1, 2]
Resources:
  Job:
    Type: AWS::Batch::JobDefinition
    Properties:
      <<: *a
      ContainerProperties: {Image: a}
"""
    (job, *_) = definitions([read(text, "t.yaml")], BOOK)
    assert job.facts["type"] is UNKNOWN
    assert job.facts["timeout_given"] is UNKNOWN


def test_each_document_of_a_stream_is_read_for_itself():
    """Anchors end with their document, and what is no definition is passed over."""
    text = """
# Made by another tool.
---
kind: ConfigMap
data: &a {functionName: x}
---
jobDefinitionName: one
containerProperties: &a {image: a, memory: 3}
---
jobDefinitionName: two
containerProperties: {image: a, memory: 2}
"""
    document = read(text, "stream.yaml")
    found = findings(definitions([document], BOOK), BOOK)
    assert subjects(document) == [
        ("job-definition", "one", "api"),
        ("job-definition", "two", "api"),
    ]
    assert [str(each.place) for each in found if each.code == "JOB033"] == ["8:44", "11:41"]


@pytest.mark.parametrize(
    "name", ["e", "arn:aws:batch:eu-west-1:123456789012:compute-environment/e"]
)
def test_a_queue_finds_its_environments_in_other_files(name):
    order = [
        {"order": 1, "computeEnvironment": name},
        {"order": 2, "computeEnvironment": "f"},
    ]
    fargate = {"computeEnvironments": [{**ENVIRONMENT, "computeEnvironmentName": "f",
               "computeResources": {"type": "FARGATE", "subnets": ["s"], "securityGroupIds": ["g"]}}]}  # fmt: skip
    queue = unwritten({**QUEUE, "computeEnvironmentOrder": order})
    assert "QUE002" in said(queue, unwritten(ENVIRONMENT), unwritten(fargate))
    assert "QUE002" not in said(queue, unwritten(ENVIRONMENT))


def test_a_logical_id_holds_within_its_own_template():
    template = "Resources:\n  %s:\n    Type: AWS::Batch::%s\n    Properties: {%s}\n"
    queue = read(
        template % ("Q", "JobQueue", "Priority: 1, ComputeEnvironmentOrder: [{Order: 1, "
        "ComputeEnvironment: !Ref E}, {Order: 2, ComputeEnvironment: !Ref F}]"), "q.yaml",
    )  # fmt: skip
    others = [
        read(
            template % (name, "ComputeEnvironment", f"ComputeResources: {{Type: {kind}}}"), "e.yaml"
        )
        for name, kind in (("E", "EC2"), ("F", "FARGATE"))
    ]
    assert "QUE002" not in said(queue, *others)


def test_a_function_has_what_its_template_gives_to_all():
    text = (FOLDER / "functions.yaml").read_text()
    api, *_ = definitions([read(text, "f.yaml")], BOOK)
    assert (api.facts["runtime"], api.facts["timeout"], api.facts["memory"]) == (
        "python3.13", 30, 512,
    )  # fmt: skip
    assert api.place("timeout").line == 6


def nodes(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else ()
    for key, child in enumerate(value) if isinstance(value, list) else children:
        yield from nodes(child, (*path, key))


HIDDEN = [
    (path.name, keys)
    for path in FILES
    if path.name != "intrinsics.yaml"
    for keys in nodes(read_definition_bytes(path.read_bytes(), path.name).value)
    if keys[:1] != ("Resources",) or len(keys) > 3
]


def with_value(name: str, keys, value):
    document = read_definition_bytes((FOLDER / name).read_bytes(), name)
    changed = copy.deepcopy(document.value)
    target = changed
    for key in keys[:-1]:
        target = target[key]
    target[keys[-1]] = value
    return unwritten(changed)


@pytest.mark.parametrize("name", sorted({name for name, _ in HIDDEN}))
def test_what_a_function_hides_is_never_a_mistake(name):
    """Whatever value of a right definition is hidden, nothing is said of it."""
    for file, keys in HIDDEN:
        if file == name and keys:
            hidden = with_value(name, keys, {"Fn::If": ["A", 1, {"Ref": "AWS::NoValue"}]})
            assert said(hidden) == [], keys


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
    | st.sampled_from(["FARGATE", "EC2", "1", "-1", "0.5", "", "${X}", "Ref::x", "*", "type"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["type", "value", "Ref", "Fn::Sub", "name", "<<", "image", "x"]), inner
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([each for each in HIDDEN if each[1]]), ANYTHING)
def test_no_definition_is_too_strange(where, value):
    """Any value in any place is read, checked and shown without a crash."""
    document = with_value(*where, value)
    text = json.dumps(document.value, default=str)
    for each in findings(definitions([document, read(text)], BOOK), BOOK):
        assert each.message


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([each for each in HIDDEN if each[1]]), ANYTHING)
def test_a_path_leads_to_the_same_values_fast_and_slow(where, value):
    for each in definitions([with_value(*where, value)], BOOK):
        for reading in each.about.readings.values():
            for path in reading.paths:
                slow = [spot.value for spot in spots(path, each.node)]
                assert followed(path)(each.node) == slow, path


def test_every_fact_is_read_by_a_rule_or_shown():
    """A fact that no check uses is a fact too many; names and forms are for people."""
    from advisor.condition import facts_read
    from advisor.formula import refs

    unread: set[tuple[str, str]] = set()
    for subject in checks(BOOK).values():
        used = {"name", "form"}
        for check in subject.checks:
            effect = check.effect
            used |= set(facts_read(check.when)) | set(effect.at)
            used |= {f for f in subject.facts if f"{{{f}}}" in f"{effect.text}{effect.help}"}
        for fact in subject.facts.values():
            used |= set(refs(fact.formula)) if fact.formula is not None else set()
        used |= {f for f in subject.facts if any(f"[{f}]" in c.effect.text for c in subject.checks)}
        unread |= {(subject.name, fact) for fact in set(subject.facts) - used}
    assert unread == set()

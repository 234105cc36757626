"""The CDK starter: an app that Ruff passes, that synthesises, and that says what our template says.

Node.js runs the library; all apps are synthesised by one process, once.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from cdk_comparing import differences, resources
from hypothesis import given, settings
from hypothesis import strategies as st
from linting import findings
from starter_support import HEAVY, PLATFORMS, made, shaped

from advisor.errors import AdvisorError
from advisor.starter import cloudformation
from advisor.starter.cdk import python_text
from advisor.starter.need import need_of
from advisor.starter.plan import plan

HERE = Path(__file__).parent
_KERNEL: dict[str, Any] = PLATFORMS["batch-ec2-spot"] | {
    "custom_ami": "ami-0123456789abcdef0",
    "launch_template": "mine",
    "privileged": True,
    "host_volumes": [{"source": "/data", "path": "/data", "read_only": True}],
    "linux_parameters": {
        "devices": ["/dev/fuse"],
        "shared_memory": "2 GiB",
        "tmpfs": [{"path": "/scratch", "size": "1 GiB", "options": ["noexec"]}],
        "max_swap": "1 GiB",
        "swappiness": 10,
        "init_process": True,
    },
}
_FAMILIES: dict[str, Any] = PLATFORMS["batch-ec2"] | {"gpus": 3, "gpu_memory": "16 GB"}
_POD: dict[str, Any] = PLATFORMS["batch-eks"] | {
    "file_systems": ["efs"],
    "gpus": 1,
    "gpu_memory": "16 GB",
    "environment": {"MODE": "$(fast)"},
    "linux_parameters": {"init_process": True},
}
SPECS = PLATFORMS | {"everything": HEAVY, "kernel": _KERNEL, "pod": _POD, "families": _FAMILIES}
# What a user puts in the place of the words that start with REPLACE.
_GIVEN = {
    "REPLACE_VPC": "vpc-0123abcd",
    "REPLACE_SUBNET_A": "subnet-0123abcd",
    "REPLACE_SUBNET_B": "subnet-0123abce",
    "REPLACE_SUBNET": "subnet-0123abcd",
    "REPLACE_SECURITY_GROUP": "sg-0123abcd",
    "REPLACE-CODE-BUCKET": "code-bucket",
    "REPLACE_MOUNT_NAME_1": "abcdefgh",
    "REPLACE_FILE_SYSTEM_1": "fs-0123456789abcdef0",
    "sg-00000000a": "sg-0123abcd",
    "subnet-00000000a": "subnet-0123abcd",
    "subnet-00000000b": "subnet-0123abce",
    "REPLACE_EKS_CLUSTER_ARN": "arn:aws:eks:eu-west-1:123456789012:cluster/mine",
}
# What the constructs say otherwise, and why it comes to the same.
ACCEPTED = {
    r"AWS::\w+::\w+\.Tags is only in theirs": "Tags.of tags whatever can be tagged",
    r".*\.UpdatePolicy is only in theirs: \{\}": "nothing is set in it",
    r".*\.(Environment|Env) is only in theirs: \[\]": "a list of nothing",
    r".*\.awslogs-region is only in theirs: <AWS::Region>": "the Region that it is anyway",
    r".*\.AssignPublicIp|.*\.NetworkConfiguration is only in theirs: .*DISABLED": "the default",
    r".*\.ReadonlyRootFilesystem is only in theirs: False": "the default",
    r".*\.SecurityContext.* is only in theirs: .*False": "the default of Kubernetes",
    r".*\.PackageType is not in theirs: Zip": "the default",
    r".*<AWS::Batch::ComputeEnvironment.ComputeEnvironmentArn>": "its Ref is its ARN",
    r".*<AWS::EC2::PlacementGroup.GroupName>": "its Ref is its name",
    r".*\.EksClusterArn: .*cluster/mine'": "the ARN, made of the cluster's name again",
    r".*\.TargetNodes: '0:' is '0:1'": "all nodes, by the number of the last",
    r".*\.Container\.InstanceType is only in theirs": "the one type, said of the container",
    r".*\.InstanceTypes is not in theirs": "likewise",
    r".*Egress\[0\]\.Description": "the construct's own words",
}
# Every construct once: the rest says what our template says, which cfn-lint has seen.
_LINTED = ("everything", "kernel", "pod", "lambda", "batch-fargate", "batch-ecs-managed-instances")
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or find_spec("aws_cdk") is None,
    reason="the CDK's library, or Node.js, which runs it, is not installed (extra `cdk`)",
)


def _write(fields: dict[str, Any], folder: Path) -> dict[str, str]:
    """The files of a starter, with what only the user knows put into the app."""
    _, files = made(("cdk", "cloudformation"), **fields)
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(_filled(text) if name == "app.py" else text, encoding="utf-8")
    return files


def _filled(text: str) -> str:
    for word, value in _GIVEN.items():
        text = re.sub(rf'"{re.escape(word)}"', f'"{value}"', text)
    return text


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every app, synthesised."""
    root = tmp_path_factory.mktemp("cdk")
    for name, fields in SPECS.items():
        _write(fields, root / name)
    quiet = {"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1"}
    subprocess.run(
        [sys.executable, HERE / "cdk_synth.py", root],
        check=True,
        capture_output=True,
        env=os.environ | quiet | {"TMPDIR": str(root)},
    )
    return root


def _both(name: str, apps: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The resources of our template and of theirs."""
    error = apps / name / "error.txt"
    assert not error.exists(), error.read_text()
    found, _ = made(**SPECS[name])
    need = need_of(found)
    assert need is not None
    known: dict[str, Any] = {
        ask.name: json.loads(_filled(json.dumps(ask.shown)))
        for ask in cloudformation.asked(plan(need))
    }
    ours = yaml.safe_load((apps / name / "template.yaml").read_text())
    theirs = json.loads((apps / name / "template.json").read_text())
    return resources(ours, known), resources(theirs, {})


@needs_node
@pytest.mark.parametrize("name", SPECS)
def test_the_app_says_what_our_template_says(name: str, apps: Path) -> None:
    ours, theirs = _both(name, apps)
    found = [line for each in ours for line in differences(ours[each], theirs.get(each), each)]
    assert [line for line in found if not any(re.match(each, line) for each in ACCEPTED)] == []
    # The constructs let the role that writes the logs do so; AWS's own policy does already.
    assert theirs.keys() - ours.keys() <= {"AWS::IAM::Policy ExecutionRoleDefaultPolicy"}


@needs_node
def test_every_difference_that_is_accepted_occurs(apps: Path) -> None:
    found = []
    for name in SPECS:
        ours, theirs = _both(name, apps)
        found += [line for each in ours for line in differences(ours[each], theirs[each], each)]
    assert [each for each in ACCEPTED if not any(re.match(each, line) for line in found)] == []


@needs_node
@pytest.mark.parametrize("name", _LINTED)
def test_cfn_lint_finds_nothing_in_what_is_synthesised(name: str, apps: Path) -> None:
    text = (apps / name / "template.json").read_text()
    # W3005: the CDK writes a dependency out that a reference makes already.
    assert [each for each in findings(text) if not each.startswith("[W3005:")] == []


def test_ruff_has_nothing_to_say_of_the_apps(tmp_path: Path) -> None:
    rules = "ANN,B,C4,D,E,F,I,N,PL,RUF,SIM,UP,W"
    # Texts of the user's may be long, a stack has many parts, and keywords are passed on.
    not_ours = "ANN401,D203,D213,E501,PLR0913,PLR0915"
    ruff = [sys.executable, "-m", "ruff"]
    check = [*ruff, "check", "--isolated", "--select", rules, "--ignore", not_ours]
    for name, fields in SPECS.items():
        _write(fields, tmp_path / name)
        # From its own folder, where the app finds its stack.
        assert _said([*check, "."], tmp_path / name) == "All checks passed!\n"
    assert "would reformat" not in _said([*ruff, "format", "--isolated", "--check"], tmp_path)


def _said(call: list[str], folder: Path) -> str:
    done = subprocess.run(call, cwd=folder, text=True, capture_output=True, check=False)
    return done.stdout + done.stderr


def test_where_no_construct_serves_a_comment_says_why() -> None:
    for fields in SPECS.values():
        _, files = made(("cdk",), **fields)
        lines = files["starter_stack.py"].splitlines()
        for number, line in enumerate(lines):
            if "CfnResource(" in line or "_override(" in line or ".CfnSecurityGroup" in line:
                assert lines[number - 1].strip().startswith("# ")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_arguments_of_the_stack_are_those_that_the_app_gives(platform: str) -> None:
    _, files = made(("cdk",), **PLATFORMS[platform])
    app, stack = ast.parse(files["app.py"]), ast.parse(files["starter_stack.py"])
    [call] = [
        each
        for each in ast.walk(app)
        if isinstance(each, ast.Call) and ast.unparse(each.func) == "StarterStack"
    ]
    [init] = [each for each in ast.walk(stack) if isinstance(each, ast.FunctionDef)]
    assert [each.arg for each in call.keywords] == [each.arg for each in init.args.kwonlyargs]
    used = {each.id for each in ast.walk(stack) if isinstance(each, ast.Name)}
    assert {each.arg for each in init.args.kwonlyargs} <= used


@settings(max_examples=30)
@given(st.text(max_size=40))
def test_any_text_is_the_same_when_python_reads_it_back(text: str) -> None:
    assert ast.literal_eval(python_text.text(text)) == text
    formatted = python_text.formatted((text, python_text.Raw("1 + 1"))).text
    assert eval(formatted) == f"{text}2"


@settings(max_examples=20)
@given(fields=st.sampled_from(sorted(PLATFORMS)).flatmap(shaped))
def test_whatever_shapes_a_starter_its_stack_is_python(fields: dict[str, Any]) -> None:
    _, files = made(("cdk",), **fields)
    for name, text in files.items():
        if name.endswith(".py"):
            compile(text, name, "exec")


@pytest.mark.parametrize(
    "text", ['"""', "'''", "\\", "{x}", '"; import os; os.system("id") #', "\x00\u2028", "# noqa"]
)
def test_hostile_texts_are_inert(text: str) -> None:
    fields = PLATFORMS["batch-fargate"] | {"command": [text], "environment": {"V": text}}
    _, files = made(("cdk",), **fields | {"name": text, "tags": {"t": text}})
    tree = ast.parse(files["starter_stack.py"])
    texts = [each.value for each in ast.walk(tree) if isinstance(each, ast.Constant)]
    assert texts.count(text) >= 2
    assert "os.system" not in {ast.unparse(each) for each in ast.walk(tree)}
    ast.parse(files["app.py"])


@pytest.mark.parametrize(
    "text", ["{{resolve:ssm:x}}", "${Token[AWS.Region.0]}", "#{Token[TOKEN.1]}"]
)
def test_texts_that_would_be_replaced_are_refused(text: str) -> None:
    with pytest.raises(AdvisorError) as raised:
        made(("cdk",), **PLATFORMS["batch-fargate"] | {"environment": {"V": text}})
    assert "would replace" in str(raised.value)

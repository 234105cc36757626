"""What the starter tests share: a spec for each platform, and what AWS's own models accept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import botocore.session
from botocore.model import Shape
from botocore.validate import ParamValidator
from hypothesis import strategies as st

import advisor
from advisor import Recommendation
from advisor.starter import USUAL, deployed

# A spec that leads to each platform, with sizes known.
_SIZE = {"vcpus": 2, "memory": "4 GiB", "duration": "20 min", "image": "registry/app:1"}
_ULIMITS = [{"name": "nofile", "soft": 65536, "hard": 65536}]
PLATFORMS: dict[str, dict[str, Any]] = {
    "lambda": {"vcpus": 1, "memory": "1 GiB", "duration": "2 min", "runtime": "python3.13"},
    "lambda-managed-instances": {
        "vcpus": 2,
        "memory": "4 GiB",
        "duration": "40 min",
        "trigger": "event",
        "runtime": "python3.13",
        "consider": ["lambda-managed-instances"],
    },
    "batch-fargate": _SIZE,
    "batch-fargate-spot": _SIZE | {"interruptible": True},
    "batch-ec2": _SIZE | {"ulimits": _ULIMITS},
    "batch-ec2-spot": _SIZE | {"ulimits": _ULIMITS, "interruptible": True},
    "batch-ec2-unmanaged": _SIZE | {"own_instances": True},
    "batch-eks": _SIZE | {"kubernetes": True},
    "batch-eks-spot": _SIZE | {"kubernetes": True, "interruptible": True},
    "batch-eks-unmanaged": _SIZE | {"kubernetes": True, "own_instances": True},
    "batch-ecs-managed-instances": _SIZE | {"consider": ["ecs-managed-instances"]},
    "batch-ecs-managed-instances-spot": _SIZE
    | {"consider": ["ecs-managed-instances"], "interruptible": True},
}
# A job with all that EC2 can carry, and a function that only managed instances can run.
HEAVY: dict[str, Any] = {
    "image": "registry/app:1",
    "vcpus": 90,
    "memory": "1000 GiB",
    "gpus": 8,
    "gpu_memory": "40 GB",
    "nodes": 2,
    "efa": True,
    "duration": "2 d",
    "disk": "500 GiB",
    "file_systems": ["fsx_lustre", {"type": "efs", "id": "fs-0123456789abcdef0"}],
    "secrets": {"DB": "/app/db"},
    "tags": {"team": "red"},
}
GPU_FUNCTION: dict[str, Any] = {
    "consider": ["lambda-managed-instances"],
    "gpus": 1,
    "gpu_memory": "20 GB",
    "duration": "10 min",
    "vcpus": 2,
    "memory": "8 GiB",
    "image": "1.dkr.ecr.us-east-1.amazonaws.com/app:1",
    "lambda_image": True,
    "trigger": "event",
}
# The call that each file is the input of.
CALLS = {
    "job-definition.json": ("batch", "RegisterJobDefinition"),
    "compute-environment.json": ("batch", "CreateComputeEnvironment"),
    "job-queue.json": ("batch", "CreateJobQueue"),
    "submit-job.json": ("batch", "SubmitJob"),
    "launch-template.json": ("ec2", "CreateLaunchTemplate"),
    "function.json": ("lambda", "CreateFunction"),
    "event-invoke-config.json": ("lambda", "PutFunctionEventInvokeConfig"),
    "capacity-provider.json": ("lambda", "CreateCapacityProvider"),
}


def made(styles: Sequence[str] = USUAL, /, **fields: Any) -> tuple[Recommendation, dict[str, str]]:
    """A recommendation and the texts of its starter's files, by name."""
    found = advisor.recommend({"name": "nightly", **fields})
    return found, {file.name: file.text for file in deployed(found, styles)}


def data(files: dict[str, str], name: str) -> Any:
    """A JSON file of a starter."""
    return json.loads(files[name])


def container(files: dict[str, str]) -> Any:
    """The properties of the container of a definition on ECS."""
    definition = data(files, "job-definition.json")
    if "ecsProperties" in definition:
        return definition["ecsProperties"]["taskProperties"][0]["containers"][0]
    if "nodeProperties" in definition:
        return definition["nodeProperties"]["nodeRangeProperties"][0]["container"]
    return definition["containerProperties"]


@cache
def _input(service: str, operation: str) -> Shape:
    model = botocore.session.get_session().get_service_model(service)
    return model.operation_model(operation).input_shape


def violations(name: str, value: Any) -> list[str]:
    """Where the input of a call breaks AWS's model of it."""
    shape = _input(*CALLS[name])
    report = ParamValidator().validate(value, shape).generate_report()
    return report.splitlines() or [*_broken(value, shape, name)]


def _broken(value: Any, shape: Shape, path: str) -> Iterator[str]:  # noqa: C901  # one case for each kind of shape
    """Enums, maxima, minima and patterns, which botocore's validator does not look at."""
    match shape.type_name:
        case "structure":
            for key, each in value.items():
                yield from _broken(each, shape.members[key], f"{path}.{key}")
        case "list":
            yield from _out_of_range(len(value), shape, path)
            for index, each in enumerate(value):
                yield from _broken(each, shape.member, f"{path}[{index}]")
        case "map":
            yield from _out_of_range(len(value), shape, path)
            for key, each in value.items():
                yield from _broken(key, shape.key, f"{path}<{key}>")
                yield from _broken(each, shape.value, f"{path}.{key}")
        case "string":
            yield from _out_of_range(len(value), shape, path)
            if shape.metadata.get("enum") and value not in shape.metadata["enum"]:
                yield f"{path}: {value} is none of {shape.metadata['enum']}"
            pattern = shape.metadata.get("pattern")
            if pattern and not re.fullmatch(_python(pattern), value):
                yield f"{path}: {value} does not match {pattern}"
        case "integer" | "long" | "double" | "float":
            yield from _out_of_range(value, shape, path)
            if shape.type_name == "integer" and abs(value) >= 2**31:
                yield f"{path}: {value} is no integer of 32 bits"


def _python(pattern: str) -> str:
    return pattern.replace(r"\p{L}", r"\w").replace(r"\p{Z}", r"\s").replace(r"\p{N}", r"\d")


def _out_of_range(amount: float, shape: Shape, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and amount < least:
        yield f"{path}: {amount} is below {least}"
    if most is not None and amount > most:
        yield f"{path}: {amount} is above {most}"


_file_systems = st.lists(
    st.sampled_from(
        [
            "efs",
            "s3files",
            "fsx_lustre",
            {"type": "efs", "id": "fs-0123456789abcdef0", "path": "/mnt/data", "root": "/in"},
            {"type": "efs", "id": "fs-0123456789abcdef0", "access_point": "fsap-0123456789abcdef0"},
            {"type": "s3files", "id": "fs-0123456789abcdef01", "read_only": True},
            {"type": "fsx_lustre", "id": "fs-0123456789abcdef0", "path": "/scratch"},
            "fsx_ontap",
        ]
    ),
    max_size=2,
)
_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1B2c3"
# What shapes a starter beyond its sizes, in the forms that people write.
_shaping: dict[str, st.SearchStrategy[Any]] = {
    "gpus": st.integers(0, 8),
    "gpu_memory": st.sampled_from(["16 GB", "24 GiB", "40 GB", "80 GB"]),
    "architecture": st.sampled_from(["x86_64", "arm64"]),
    "nodes": st.sampled_from([1, 2, 16]),
    "efa": st.booleans(),
    "custom_ami": st.sampled_from([True, "ami-0123456789abcdef0"]),
    "instance_types": st.sampled_from(["m7i", ["c7i.4xlarge", "c7a.4xlarge"], "p5.48xlarge"]),
    "launch_template": st.sampled_from(["lt-0123456789abcdef0", "mine"]),
    "linux_parameters": st.fixed_dictionaries(
        {},
        optional={
            "devices": st.just(["/dev/fuse"]),
            "shared_memory": st.just("2 GiB"),
            "tmpfs": st.just([{"path": "/scratch", "size": "1 GiB", "options": ["noexec"]}]),
            "max_swap": st.just("1 GiB"),
            "swappiness": st.just(10),
            "init_process": st.booleans(),
        },
    ),
    "privileged": st.booleans(),
    "ulimits": st.just([{"name": "nofile", "soft": 65536, "hard": 65536}]),
    "host_volumes": st.just([{"source": "/data", "path": "/data", "read_only": True}]),
    "file_systems": _file_systems,
    "disk": st.sampled_from(["5 GiB", "50 GiB", "300 GiB"]),
    "image_size": st.sampled_from(["1 GiB", "25 GiB"]),
    "environment": st.just({"MODE": "fast", "AWS_BATCH_X": "1", "A-B": "2"}),
    "secrets": st.sampled_from([{"DB": _arn}, {"DB": f"{_arn}:password::"}, {"DB": "/app/db"}]),
    "job_role": st.just("arn:aws:iam::123456789012:role/mine"),
    "retries": st.sampled_from([0, 3, 50]),
    "timeout": st.sampled_from(["1 s", "1 h", "30 d"]),
    "tags": st.just({"team": "red", "aws:x": "1"}),
    "array_size": st.sampled_from([1, 2, 500, 25_000]),
    "concurrency": st.sampled_from([1, 50]),
    "max_vcpus": st.sampled_from([1, 512]),
    "start_within": st.sampled_from(["1 min", "1 h"]),
    "vpc": st.sampled_from(
        [True, {"subnets": ["subnet-0123abcd"], "security_groups": ["sg-0123abcd"], "public": True}]
    ),
    "trigger": st.sampled_from(["schedule", "event", "queue", "api"]),
    "region": st.sampled_from(["eu-central-1", "us-gov-west-1"]),
    "image": st.sampled_from(["app", "registry/app:1"]),
    "lambda_image": st.just(True),
    "handler": st.just("app.main"),
    "command": st.sampled_from(["run.sh $HOME", ["run", "--all"]]),
}


@st.composite
def shaped(draw: st.DrawFn, platform: str, most: int = 6) -> dict[str, Any]:
    """A spec that starts from a platform's and adds some of what shapes a starter."""
    names = draw(st.lists(st.sampled_from(sorted(_shaping)), unique=True, max_size=most))
    return PLATFORMS[platform] | {name: draw(_shaping[name]) for name in names}

"""Starters are registered with a moto server: environment, queue, definition, job."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from starter_support import PLATFORMS, data, made

# moto knows neither ecsProperties nor managed instances.
_SUPPORTED = [name for name in PLATFORMS if name.startswith("batch") and "managed-" not in name]
_KEYS = {
    "region_name": "us-east-1",
    "aws_access_key_id": "x",
    "aws_secret_access_key": "x",  # moto takes any
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    config = json.dumps({"batch": {"use_docker": False}}).encode()
    address = f"http://{host}:{port}"
    with urllib.request.urlopen(f"{address}/moto-api/config", config):
        pass
    yield address
    server.stop()


@pytest.fixture
def clients(endpoint: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{endpoint}/moto-api/reset", b""):
        pass
    return {
        name: boto3.client(name, endpoint_url=endpoint, **_KEYS) for name in ("batch", "ec2", "iam")
    }


def _role(clients: dict[str, Any]) -> str:
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = clients["iam"].create_role(RoleName="batch", AssumeRolePolicyDocument=trust)
    return str(role["Role"]["Arn"])


def _as_moto_needs_it(environment: dict[str, Any], clients: dict[str, Any]) -> dict[str, Any]:
    """The environment with places that exist, and with what moto asks for and AWS does not."""
    environment["serviceRole"] = _role(clients)
    resources = environment.get("computeResources")
    if resources is None:
        return environment
    ec2, iam = clients["ec2"], clients["iam"]
    found = [each["SubnetId"] for each in ec2.describe_subnets()["Subnets"]]
    resources["subnets"] = found[: len(resources["subnets"])]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    # moto does not look for security groups in launch templates.
    resources["securityGroupIds"] = [group]
    if "instanceRole" in resources:
        profile = iam.create_instance_profile(InstanceProfileName="nightly-instance")
        resources["instanceRole"] = profile["InstanceProfile"]["Arn"]
    if resources.get("instanceTypes", [""])[0].startswith("default_"):
        # What moto calls default_x86_64.
        resources["instanceTypes"] = ["optimal"]
    return environment


def _registered(files: dict[str, str], clients: dict[str, Any]) -> dict[str, Any]:
    """The job that was submitted, as it is described afterwards."""
    batch = clients["batch"]
    if "launch-template.json" in files:
        template = data(files, "launch-template.json")
        clients["ec2"].create_launch_template(**template)
    environment = _as_moto_needs_it(data(files, "compute-environment.json"), clients)
    batch.create_compute_environment(**environment)
    batch.create_job_queue(**data(files, "job-queue.json"))
    batch.register_job_definition(**data(files, "job-definition.json"))
    job = batch.submit_job(**data(files, "submit-job.json"))
    [described] = batch.describe_jobs(jobs=[job["jobId"]])["jobs"]
    assert isinstance(described, dict)
    return described


@pytest.mark.parametrize("platform", _SUPPORTED)
def test_a_starter_is_registered_and_its_job_runs(platform: str, clients: dict[str, Any]) -> None:
    found, files = made(**PLATFORMS[platform], command=["run"])
    assert found.platform is not None
    assert found.platform.id == platform
    job = _registered(files, clients)
    assert job["jobName"] == "nightly"
    assert job["status"] == "SUCCEEDED"


@pytest.mark.parametrize(
    "fields",
    [
        {"nodes": 2, "efa": True, "disk": "100 GiB"},
        {"gpus": 1, "gpu_memory": "24 GB"},
        {"array_size": 5},
        {"disk": "50 GiB", "file_systems": ["efs"], "array_size": 3},
        {"linux_parameters": {"shared_memory": "1 GiB", "devices": ["/dev/fuse"]}},
        {"vcpus": 32, "memory": "244 GiB"},
    ],
)
def test_what_shapes_a_starter_is_registered_too(
    fields: dict[str, Any], clients: dict[str, Any]
) -> None:
    _, files = made(**PLATFORMS["batch-fargate"] | {"command": ["run"]} | fields)
    assert _registered(files, clients)["jobName"] == "nightly"


def test_what_was_registered_is_what_the_file_says(clients: dict[str, Any]) -> None:
    _, files = made(
        **PLATFORMS["batch-fargate"], command=["run"], environment={"A": "b"}, disk="40 GiB"
    )
    _registered(files, clients)
    [found] = clients["batch"].describe_job_definitions(jobDefinitionName="nightly")[
        "jobDefinitions"
    ]
    wanted = data(files, "job-definition.json")
    for key in ("timeout", "platformCapabilities", "tags"):
        assert found[key] == wanted[key]
    for key, value in wanted["containerProperties"].items():
        assert found["containerProperties"][key] == value

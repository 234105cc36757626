"""A starter carries what the workload asks for; each row of the criteria about starters by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from starter_support import PLATFORMS, container, data, made

import advisor
from advisor.starter import File, write

FARGATE, EC2 = PLATFORMS["batch-fargate"], PLATFORMS["batch-ec2"]


def test_a19_the_environment_carries_the_compute_resources() -> None:
    _, files = made(**EC2, max_vcpus=64)
    resources = data(files, "compute-environment.json")["computeResources"]
    assert resources["instanceTypes"] == ["default_x86_64"]
    assert (resources["minvCpus"], resources["maxvCpus"]) == (0, 64)


@pytest.mark.parametrize("platform", [name for name in PLATFORMS if "unmanaged" not in name])
def test_a20_subnets_and_security_groups_are_parameters(platform: str) -> None:
    _, files = made(**PLATFORMS[platform] | {"vpc": True})
    parameters = yaml.safe_load(files["template.yaml"])["Parameters"]
    assert parameters["Subnets"]["Type"] == "List<AWS::EC2::Subnet::Id>"
    assert parameters["SecurityGroups"]["Type"] == "List<AWS::EC2::SecurityGroup::Id>"


def test_a20_subnets_that_are_given_are_the_default() -> None:
    vpc = {"subnets": ["subnet-0123abcd", "subnet-0123abce"], "security_groups": ["sg-0123abcd"]}
    _, files = made(**FARGATE, vpc=vpc)
    parameters = yaml.safe_load(files["template.yaml"])["Parameters"]
    assert parameters["Subnets"]["Default"] == "subnet-0123abcd,subnet-0123abce"
    resources = data(files, "compute-environment.json")["computeResources"]
    assert resources["subnets"] == vpc["subnets"]
    assert resources["securityGroupIds"] == vpc["security_groups"]


def test_a21_the_default_image_is_amazon_linux_2023() -> None:
    assert _ec2_configuration(EC2) == {"imageType": "ECS_AL2023"}


def test_a21_a_custom_image_stands_in_its_place() -> None:
    ami = "ami-0123456789abcdef0"
    found = _ec2_configuration(EC2 | {"custom_ami": ami})
    assert found == {"imageType": "ECS_AL2023", "imageIdOverride": ami}


def _ec2_configuration(fields: dict[str, Any]) -> Any:
    _, files = made(**fields)
    [found] = data(files, "compute-environment.json")["computeResources"]["ec2Configuration"]
    return found


@pytest.mark.parametrize("platform", ["batch-fargate", "batch-ec2", "batch-ecs-managed-instances"])
def test_a27_the_job_runs_the_image_and_the_command(platform: str) -> None:
    _, files = made(**PLATFORMS[platform], command=["run", "--all"])
    assert container(files)["image"] == "registry/app:1"
    assert container(files)["command"] == ["run", "--all"]


def test_a27_one_text_is_for_the_shell() -> None:
    _, files = made(**FARGATE, command="run | tee log")
    assert container(files)["command"] == ["sh", "-c", "run | tee log"]


def test_a27_one_text_is_for_the_shell_of_windows_too() -> None:
    _, files = made(**FARGATE, command="dir", operating_system="windows")
    assert container(files)["command"] == ["cmd", "/S", "/C", "dir"]
    assert container(files)["runtimePlatform"]["operatingSystemFamily"].startswith("WINDOWS")


def test_a28_the_definition_is_for_the_platform() -> None:
    _, files = made(**FARGATE)
    assert data(files, "job-definition.json")["platformCapabilities"] == ["FARGATE"]


def test_a29_a_queue_and_the_call_that_submits() -> None:
    _, files = made(**FARGATE)
    submission = data(files, "submit-job.json")
    assert submission["jobQueue"] == data(files, "job-queue.json")["jobQueueName"]
    assert "aws batch submit-job --cli-input-json file://submit-job.json" in files["README.md"]


def test_a30_an_environment_for_the_platform() -> None:
    _, files = made(**FARGATE, interruptible=True)
    assert data(files, "compute-environment.json")["computeResources"]["type"] == "FARGATE_SPOT"


# --- part C


def test_failures_of_the_host_are_tried_again_and_the_jobs_own_are_not() -> None:
    _, files = made(**EC2 | {"interruptible": True}, retries=4)
    assert data(files, "job-definition.json")["retryStrategy"] == {
        "attempts": 5,
        "evaluateOnExit": [
            {"onStatusReason": "Host EC2*", "action": "RETRY"},
            {"onStatusReason": "Task failed to start*", "action": "RETRY"},
            {"onReason": "*", "action": "EXIT"},
        ],
    }


def test_an_interruption_of_fargate_spot_is_tried_again() -> None:
    _, files = made(**PLATFORMS["batch-fargate-spot"])
    first = data(files, "job-definition.json")["retryStrategy"]["evaluateOnExit"][0]
    assert first == {"onStatusReason": "Your Spot Task was interrupted*", "action": "RETRY"}


def test_retries_stop_at_ten_attempts_and_the_readme_says_so() -> None:
    _, files = made(**FARGATE, retries=20)
    assert data(files, "job-definition.json")["retryStrategy"]["attempts"] == 10
    assert "Batch makes 10 attempts at most" in files["README.md"]


@pytest.mark.parametrize(
    ("fields", "seconds", "words"),
    [
        ({"duration": "20 min"}, 1800, "20 min, times 1.5 for headroom"),
        ({"duration": "20 min", "timeout": "25 min"}, 1500, "as the workload asks (25 min)"),
        ({"duration": "20 min", "timeout": "5 s"}, 60, "the least the service allows"),
    ],
)
def test_a_timeout_is_given_or_the_duration_with_headroom(
    fields: dict[str, str], seconds: int, words: str
) -> None:
    _, files = made(**FARGATE | fields)
    timeout = data(files, "job-definition.json")["timeout"]
    assert timeout == {"attemptDurationSeconds": seconds}
    assert words in files["README.md"]


def test_a_function_never_runs_longer_than_lambda_allows() -> None:
    _, files = made(**PLATFORMS["lambda"], timeout="1 h")
    assert data(files, "function.json")["Timeout"] == 900
    assert "this is the most the service allows" in files["README.md"]


def test_public_addresses_are_for_fargate_in_public_subnets() -> None:
    _, files = made(**FARGATE, vpc={"public": True})
    assert container(files)["networkConfiguration"] == {"assignPublicIp": "ENABLED"}
    _, files = made(**FARGATE, vpc=True)
    assert "networkConfiguration" not in container(files)


def test_secrets_are_read_by_the_execution_role_alone() -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1B2c3"
    _, files = made(**FARGATE, secrets={"DB": f"{arn}:password::", "KEY": "/app/key"})
    assert container(files)["secrets"][0] == {"name": "DB", "valueFrom": f"{arn}:password::"}
    statements = data(files, "execution-role-policy.json")["Statement"]
    assert statements[0]["Resource"] == [arn]
    assert statements[1]["Resource"][0].endswith(":parameter/app/key")


def test_tags_are_on_the_resource_and_on_the_instances() -> None:
    _, files = made(**EC2, tags={"team": "red"})
    environment = data(files, "compute-environment.json")
    assert environment["tags"] == {"workload": "nightly", "team": "red"}
    assert environment["computeResources"]["tags"] == environment["tags"]
    assert data(files, "job-definition.json")["propagateTags"] is True


def test_the_environment_holds_all_that_runs_at_once() -> None:
    assert _vcpus(EC2 | {"array_size": 100}) == (0, 200)


def test_the_environment_holds_one_whole_instance_at_least() -> None:
    assert _vcpus(EC2 | {"vcpus": 1, "memory": "100 GiB", "max_vcpus": 2}) == (0, 16)


def test_capacity_is_kept_warm_where_a_start_is_awaited() -> None:
    assert _vcpus(EC2 | {"concurrency": 10, "start_within": "1 min"}) == (20, 20)
    assert _vcpus(EC2 | {"concurrency": 10, "start_within": "10 min"}) == (0, 20)


def _vcpus(fields: dict[str, Any]) -> tuple[int, int]:
    resources = data(made(**fields)[1], "compute-environment.json")["computeResources"]
    return resources["minvCpus"], resources["maxvCpus"]


def test_gpus_are_families_by_the_memory_of_a_gpu() -> None:
    _, files = made(**EC2, gpus=1, gpu_memory="40 GB")
    resources = data(files, "compute-environment.json")["computeResources"]
    assert resources["instanceTypes"] == ["g6e", "g7e"]
    assert resources["ec2Configuration"] == [{"imageType": "ECS_AL2023_NVIDIA"}]
    assert {"type": "GPU", "value": "1"} in container(files)["resourceRequirements"]


def test_a_gpu_of_24_gb_is_not_one_of_24_gib() -> None:
    assert _instance_types(gpu_memory="24 GB")[:2] == ["g6", "g5"]
    assert "g6" not in _instance_types(gpu_memory="24 GiB")
    assert (
        "24 GiB are more than the 22,888 MiB" in made(gpus=1, gpu_memory="24 GiB")[1]["README.md"]
    )


def _instance_types(**fields: Any) -> list[str]:
    _, files = made(**EC2, gpus=1, **fields)
    found = data(files, "compute-environment.json")["computeResources"]["instanceTypes"]
    assert isinstance(found, list)
    return found


def test_memory_that_the_host_keeps_doubles_the_instance_and_the_readme_says_so() -> None:
    _, files = made(**EC2 | {"memory": "16 GiB"})
    assert "16 GiB do not fit on an instance of 16 GiB" in files["README.md"]


def test_more_than_the_usual_families_hold_names_types() -> None:
    _, files = made(vcpus=200, memory="3 TiB", duration="1 h")
    types = data(files, "compute-environment.json")["computeResources"]["instanceTypes"]
    assert len(types) == 4
    assert not any(each.startswith("default") for each in types)


def test_efa_has_its_devices_interfaces_group_and_one_type() -> None:
    """Part C and B8: four cards on a p4d."""
    _, files = made(
        image="a:1", vcpus=90, memory="1000 GiB", gpus=8, gpu_memory="40 GB", nodes=2, efa=True,
        duration="1 h", instance_types="p4d.24xlarge",
    )  # fmt: skip
    resources = data(files, "compute-environment.json")["computeResources"]
    assert resources["instanceTypes"] == ["p4d.24xlarge"]
    assert resources["placementGroup"] == "nightly"
    assert len(resources["subnets"]) == 1
    interfaces = data(files, "launch-template.json")["LaunchTemplateData"]["NetworkInterfaces"]
    cards = [
        (each["NetworkCardIndex"], each["DeviceIndex"], each["InterfaceType"])
        for each in interfaces
    ]
    assert cards == [(0, 0, "efa"), (1, 1, "efa"), (2, 1, "efa"), (3, 1, "efa")]
    job = container(files)
    devices = [each["hostPath"] for each in job["linuxParameters"]["devices"]]
    assert devices == [f"/dev/infiniband/uverbs{n}" for n in range(4)]
    assert {"name": "memlock", "softLimit": -1, "hardLimit": -1} in job["ulimits"]
    resources = yaml.safe_load(files["template.yaml"])["Resources"]
    ingress = resources["EfaSecurityGroupIngress"]["Properties"]
    assert ingress["GroupId"] == ingress["SourceSecurityGroupId"]
    assert resources["PlacementGroup"]["Properties"] == {"Strategy": "cluster"}


def test_the_first_card_of_a_p6_b300_has_no_efa() -> None:
    _, files = made(**EC2, efa=True, instance_types="p6-b300.48xlarge")
    interfaces = data(files, "launch-template.json")["LaunchTemplateData"]["NetworkInterfaces"]
    assert [each["InterfaceType"] for each in interfaces] == ["interface", *["efa-only"] * 16]
    assert [each["NetworkCardIndex"] for each in interfaces] == list(range(17))


def test_several_nodes_run_in_one_zone_on_one_type() -> None:
    _, files = made(**EC2, nodes=4)
    nodes = data(files, "job-definition.json")["nodeProperties"]
    [node_range] = nodes["nodeRangeProperties"]
    assert (nodes["numNodes"], node_range["targetNodes"]) == (4, "0:")
    resources = data(files, "compute-environment.json")["computeResources"]
    assert resources["instanceTypes"] == node_range["instanceTypes"]
    assert len(resources["subnets"]) == 1


def test_a_larger_disk_is_an_encrypted_volume_and_imds_takes_tokens_alone() -> None:
    _, files = made(**EC2, disk="100 GiB")
    launch = data(files, "launch-template.json")["LaunchTemplateData"]
    assert launch["MetadataOptions"]["HttpTokens"] == "required"
    [volume] = launch["BlockDeviceMappings"]
    assert volume["DeviceName"] == "/dev/xvda"
    assert volume["Ebs"]["VolumeSize"] == 130
    assert (volume["Ebs"]["VolumeType"], volume["Ebs"]["Encrypted"]) == ("gp3", True)


def test_a_larger_disk_on_fargate_is_ephemeral_storage() -> None:
    _, files = made(**FARGATE, disk="20 GiB", image_size="500 MiB")
    assert container(files)["ephemeralStorage"] == {"sizeInGiB": 21}


def test_fsx_for_lustre_is_mounted_by_the_instances() -> None:
    _, files = made(**EC2, file_systems=[{"type": "fsx_lustre", "id": "fs-0123456789abcdef0"}])
    assert "mount -t lustre -o relatime,flock fs-0123456789abcdef0.fsx." in files["user-data.txt"]
    assert files["user-data.txt"].startswith("MIME-Version: 1.0\nContent-Type: multipart/mixed")
    parameters = yaml.safe_load(files["template.yaml"])["Parameters"]
    assert "LustreMountName1" in parameters
    [volume] = container(files)["volumes"]
    assert volume["host"] == {"sourcePath": "/shared/1"}


def test_efs_is_mounted_encrypted_by_the_role_of_the_job() -> None:
    system = {"type": "efs", "id": "fs-0123456789abcdef0", "access_point": "fsap-0123456789abcdef0"}
    _, files = made(**FARGATE, file_systems=[system | {"path": "/data", "read_only": True}])
    [volume] = container(files)["volumes"]
    assert volume["efsVolumeConfiguration"] == {
        "fileSystemId": "fs-0123456789abcdef0",
        "transitEncryption": "ENABLED",
        "authorizationConfig": {"accessPointId": "fsap-0123456789abcdef0", "iam": "ENABLED"},
    }
    [mount] = container(files)["mountPoints"]
    assert mount == {"sourceVolume": "shared-1", "containerPath": "/data", "readOnly": True}
    [statement] = data(files, "job-role-policy.json")["Statement"]
    assert "elasticfilesystem:ClientMount" in statement["Action"]


def test_jobs_that_nothing_can_ever_place_are_cancelled() -> None:
    _, files = made(**FARGATE)
    actions = data(files, "job-queue.json")["jobStateTimeLimitActions"]
    assert {each["action"] for each in actions} == {"CANCEL"}
    assert all(each["reason"].startswith("MISCONFIGURATION") for each in actions)


def test_arrays_have_ten_thousand_children_and_more_are_split() -> None:
    _, files = made(**FARGATE, array_size=25_000)
    assert data(files, "submit-job.json")["arrayProperties"] == {"size": 10_000}
    assert "submit 3 arrays" in files["README.md"]


def test_a_launch_template_of_the_users_own_is_used() -> None:
    for given, key in (
        ("lt-0123456789abcdef0", "launchTemplateId"),
        ("mine", "launchTemplateName"),
    ):
        _, files = made(**EC2, launch_template=given, disk="100 GiB")
        used = data(files, "compute-environment.json")["computeResources"]["launchTemplate"]
        assert used == {key: given, "version": "$Default"}
        assert "launch-template.json" not in files


def test_linux_parameters_are_carried() -> None:
    given = {
        "devices": [{"host_path": "/dev/fuse", "permissions": ["READ"]}],
        "shared_memory": "2 GiB",
        "tmpfs": [{"path": "/t", "size": "64 MiB", "options": ["noexec"]}],
        "max_swap": "1 GiB",
        "swappiness": 10,
        "init_process": True,
    }
    _, files = made(**EC2, linux_parameters=given)
    assert container(files)["linuxParameters"] == {
        "devices": [{"hostPath": "/dev/fuse", "permissions": ["READ"]}],
        "sharedMemorySize": 2048,
        "tmpfs": [{"containerPath": "/t", "size": 64, "mountOptions": ["noexec"]}],
        "maxSwap": 1024,
        "swappiness": 10,
        "initProcessEnabled": True,
    }


# --- platforms of their own


def test_kubernetes_takes_shared_memory_as_a_volume_and_shells_as_arguments() -> None:
    _, files = made(
        **PLATFORMS["batch-eks"],
        command="echo $(date) $$ $HOME",
        linux_parameters={"shared_memory": "1 GiB"},
        environment={"A": "$(B)"},
    )
    pod = data(files, "job-definition.json")["eksProperties"]["podProperties"]
    assert pod["volumes"][0]["emptyDir"] == {"medium": "Memory", "sizeLimit": "1024Mi"}
    [main] = pod["containers"]
    assert main["args"] == ["sh", "-c", "echo $$(date) $$$ $HOME"]
    assert main["env"] == [{"name": "A", "value": "$$(B)"}]
    assert main["resources"]["limits"] == {"cpu": "2", "memory": "4096Mi"}


def test_an_unmanaged_environment_says_how_instances_join() -> None:
    _, files = made(**PLATFORMS["batch-ec2-unmanaged"])
    assert "computeResources" not in data(files, "compute-environment.json")
    assert "ecsClusterArn" in files["README.md"]


def test_a_function_with_a_file_system_is_attached_to_a_vpc() -> None:
    """A3."""
    point = "fsap-0123456789abcdef0"
    _, files = made(
        **PLATFORMS["lambda"],
        region="eu-west-1",
        file_systems=[{"type": "efs", "access_point": point, "path": "/mnt/data"}],
    )
    function = data(files, "function.json")
    arn = f"arn:aws:elasticfilesystem:eu-west-1:000000000000:access-point/{point}"
    assert function["FileSystemConfigs"] == [{"Arn": arn, "LocalMountPath": "/mnt/data"}]
    assert function["VpcConfig"]["SubnetIds"]


def test_a_function_has_its_code_as_an_archive_or_as_an_image() -> None:
    _, files = made(**PLATFORMS["lambda"], handler="app.main")
    function = data(files, "function.json")
    assert (function["Runtime"], function["Handler"]) == ("python3.13", "app.main")
    assert function["Code"]["S3Key"] == "nightly.zip"
    _, files = made(duration="2 min", image="i:1", lambda_image=True, command=["app.main"])
    function = data(files, "function.json")
    assert (function["Code"], function["PackageType"]) == ({"ImageUri": "i:1"}, "Image")
    assert function["ImageConfig"] == {"Command": ["app.main"]}


def test_an_event_tries_a_function_again_as_often_as_asked_and_lambda_allows() -> None:
    for asked, kept in ((0, 0), (1, 1), (9, 2)):
        _, files = made(**PLATFORMS["lambda"], trigger="event", retries=asked)
        assert data(files, "event-invoke-config.json")["MaximumRetryAttempts"] == kept


def test_a_function_on_managed_instances_has_whole_vcpus_and_a_provider() -> None:
    _, files = made(**PLATFORMS["lambda-managed-instances"] | {"vcpus": 3, "memory": "6 GiB"})
    function = data(files, "function.json")
    settings = function["CapacityProviderConfig"]["LambdaManagedInstancesCapacityProviderConfig"]
    assert (function["MemorySize"], settings["ExecutionEnvironmentMemoryGiBPerVCpu"]) == (6144, 2)
    provider = data(files, "capacity-provider.json")
    assert settings["CapacityProviderArn"].endswith(provider["CapacityProviderName"])


# --- unknown and conditional


def test_an_unknown_size_is_marked_and_asked_for() -> None:
    found, files = made(gpus=1)
    assert found.status == "conditional"
    assert "**The verdict is conditional**" in files["README.md"]
    wanted = {each["type"]: each["value"] for each in container(files)["resourceRequirements"]}
    assert wanted == {"VCPU": "REPLACE_VCPUS", "MEMORY": "REPLACE_MEMORY", "GPU": "1"}
    parameters = yaml.safe_load(files["template.yaml"])["Parameters"]
    for name in ("Vcpus", "Memory", "Image", "TimeoutSeconds"):
        assert "Default" not in parameters[name]
        assert f"`{name}`" in files["README.md"]


def test_nothing_that_fits_has_no_starter() -> None:
    found, files = made(own_instances=True, nodes=4)
    assert (found.platform, files) == (None, {})


def test_the_recommendation_stands_beside_the_files_and_the_readme_names_them_all() -> None:
    files = advisor.recommend({"name": "nightly", **EC2, "disk": "100 GiB"}).starter()
    assert [file.name for file in files] == [
        "README.md",
        "job-definition.json",
        "compute-environment.json",
        "job-queue.json",
        "launch-template.json",
        "template.yaml",
        "submit-job.json",
        "recommendation.md",
    ]
    for file in files:
        assert f"| `{file.name}` |" in files[0].text


def test_a_starter_passes_our_own_check(tmp_path: Path) -> None:
    """`advisor check` and the starter agree on what a definition should be."""
    for platform, fields in PLATFORMS.items():
        write([File(*each) for each in made(**fields)[1].items()], tmp_path / platform)
    call = [sys.executable, "-m", "advisor", "check", "--fail-level", "warning", str(tmp_path)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout  # notes may be given, warnings not


@pytest.mark.parametrize("fields", [{}, {"gpus": 1}, {"duration": "20 min"}])
def test_little_is_enough_for_a_starter(fields: dict[str, Any]) -> None:
    _, files = made(**fields)
    assert {"README.md", "template.yaml"} <= files.keys()


def test_whatever_must_be_replaced_is_listed_in_the_readme() -> None:
    _, files = made(duration="20 min", file_systems=["efs"], job_role="mine", kubernetes=True)
    parameters = yaml.safe_load(files["template.yaml"])["Parameters"]
    asked = [name for name, each in parameters.items() if "Default" not in each]
    assert asked
    for name in asked:
        assert f"| `{name}` |" in files["README.md"]
        assert f"{name}=REPLACE" in files["README.md"]

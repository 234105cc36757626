"""Definitions with one planted mistake each: it is found, where it is, and nothing else is."""

# ruff: noqa: E501  # a case reads best on one line

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.check.diagnostics import Diagnostic
from advisor.check.rules_of_definitions import findings
from advisor.definitions import definitions, read_definition_bytes
from advisor.rulebook import load_rules
from advisor.rulebook.checks import checks

FOLDER = Path(__file__).parent / "data" / "definitions"
BOOK = load_rules()

# file, the text that is replaced, the mistake, what must be found
PLANTED = [
    # sizes
    ("fargate-job.json", '"2048"', '"999"', "JOB001"),
    ("ecs-job.json", '"4096"', '"4100"', "JOB001"),
    ("fargate-job.json", '"2048"', '"249857"', "JOB002"),
    ("fargate-job.json", '"privileged": false', '"vcpus": 1', "JOB003 JOB005"),
    ("nodes-job.json", '"image"', '"memory": 4, "image"', "JOB004 JOB005"),
    ("fargate-job.json", '{"type": "VCPU", "value": "1"},', "", "JOB006"),
    ("gpu-job.json", '{"type": "VCPU", "value": "8"},', "", "JOB007"),
    ("fargate-job.json", '"value": "1"}', '"value": "8"}', "JOB001 JOB038"),
    ("ecs-job.json", '"value": "2"}', '"value": "2.5"}', "JOB001"),
    ("gpu-job.json", '"value": "8"', '"value": "0.5"', "JOB032"),
    ("gpu-job.json", '"value": "30000"', '"value": "3"', "JOB033"),
    ("gpu-job.json", '"GPU", "value": "1"', '"GPU", "value": "0"', "JOB034"),
    ("gpu-job.json", '"GPU", "value": "1"', '"GPU", "value": "9"', "JOB035"),
    ("gpu-job.json", '"type": "VCPU"', '"type": "CPU"', "JOB007 JOB095"),
    ("gpu-job.json", '"30000"', '"30 GB"', "JOB096"),
    # what Fargate does not have
    ("fargate-job.json", '"executionRoleArn"', '"jobRoleArn"', "JOB008"),
    ("ecs-job.json", '"executionRoleArn"', '"taskRoleArn"', "JOB008"),
    ("fargate-job.json", '"value": "2048"}', '"value": "2048"}, {"type": "GPU", "value": "1"}', "JOB010"),
    ("fargate-job.json", '"privileged": false', '"privileged": true', "JOB011"),
    ("fargate-job.json", '"ulimits": []', '"ulimits": [{"name": "nofile", "softLimit": 9, "hardLimit": 9}]', "JOB013"),
    ("fargate-job.json", '"privileged": false', '"instanceType": "m7i.large"', "JOB014"),
    ("fargate-job.json", '"initProcessEnabled": true', '"devices": [{"hostPath": "/dev/fuse"}]', "JOB015"),
    ("fargate-job.json", '"initProcessEnabled": true', '"sharedMemorySize": 64', "JOB016"),
    ("fargate-job.json", '"initProcessEnabled": true', '"tmpfs": [{"containerPath": "/t", "size": 1}]', "JOB017"),
    ("fargate-job.json", '"initProcessEnabled": true', '"maxSwap": 64', "JOB018"),
    ("fargate-job.json", '"initProcessEnabled": true', '"swappiness": 10', "JOB018"),
    ("fargate-job.json", '"efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0"}', '"host": {"sourcePath": "/d"}', "JOB080"),
    ("fargate-job.json", '"awslogs"', '"journald"', "JOB031"),
    ("fargate-job.json", '"LATEST"', '"1.3.0"', "JOB024"),
    ("fargate-job.json", '"sizeInGiB": 50', '"sizeInGiB": 20', "JOB029"),
    ("fargate-job.json", '"sizeInGiB": 50', '"sizeInGiB": 5000', "JOB029"),
    ("fargate-job.json", ": 3600", ": 1209601", "JOB056"),
    ("fargate-job.json", '["FARGATE"]', '["FARGATE_SPOT"]', "JOB075"),
    ("ecs-job.json", '"pidMode": "task"', '"pidMode": "host"', "JOB091"),
    ("ecs-job.json", '"pidMode": "task"', '"ipcMode": "host"', "JOB090"),
    # Windows
    ("windows-job.json", '"1"', '"0.5"', "JOB025"),
    ("windows-job.json", '"X86_64"', '"ARM64"', "JOB026"),
    ("windows-job.json", '"image"', '"user": "me", "image"', "JOB027"),
    ("windows-job.json", '"image"', '"volumes": [{"name": "d", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}], "image"', "JOB028"),
    # EC2
    ("gpu-job.json", '"executionRoleArn"', '"jobRoleArn"', "JOB009"),
    ("gpu-job.json", '"privileged": false', '"privileged": true', "JOB012"),
    ("gpu-job.json", '"swappiness": 10', '"swappiness": 101', "JOB019"),
    ("gpu-job.json", '"maxSwap": 4096', '"maxSwap": -1', "JOB020"),
    ("gpu-job.json", '"maxSwap": 4096,', "", "JOB021"),
    ("gpu-job.json", '"privileged": false', '"networkConfiguration": {"assignPublicIp": "ENABLED"}', "JOB022"),
    ("gpu-job.json", '"privileged": false', '"fargatePlatformConfiguration": {"platformVersion": "LATEST"}', "JOB023"),
    ("gpu-job.json", '"privileged": false', '"ephemeralStorage": {"sizeInGiB": 50}', "JOB030"),
    ("gpu-job.json", '"privileged": false', '"instanceType": "g5.xlarge"', "JOB014"),
    ("gpu-job.json", '"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/train:1"', '"image": ""', "JOB036"),
    ("gpu-job.json", '"privileged": false', '"sharedMemorySize": 1', "JOB037"),
    ("gpu-job.json", ', "MKNOD"', "", "JOB097"),
    ("gpu-job.json", '"sourceVolume": "scratch"', '"sourceVolume": "data"', "JOB081"),
    ("gpu-job.json", '"--epochs", "3"', '"--epochs 3"', "JOB084"),
    ("gpu-job.json", '"--epochs", "3"', '"Ref::AWS_BATCH_JOB_ARRAY_INDEX"', "JOB083"),
    ("fargate-job.json", '"name": "STAGE"', '"name": "API_KEY"', "JOB082"),
    # the job around the container
    ("fargate-job.json", '"type": "container"', '"type": "multinode"', "JOB050 JOB051"),
    ("nodes-job.json", '"type": "multinode",', '"type": "multinode", "platformCapabilities": ["FARGATE"],', "JOB050 JOB008 JOB014 JOB002"),
    ("gpu-job.json", '"containerProperties"', '"parameters"', "JOB052"),
    ("eks-job.json", '"type": "container",', '"type": "container", "containerProperties": {"image": "a", "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "4"}]},', "JOB053"),
    ("nodes-job.json", '"mainNode": 0', '"mainNode": 4', "JOB054"),
    ("fargate-job.json", ": 3600", ": 5", "JOB055"),
    ("fargate-job.json", '"timeout": {"attemptDurationSeconds": 3600}', '"propagateTags": true', "JOB057"),
    ("fargate-job.json", '"attempts": 3', '"attempts": 99', "JOB058"),
    ("gpu-job.json", '{"onReason": "*", "action": "EXIT"}', 5 * '{"onExitCode": "1", "action": "EXIT"}, ' + '{"onReason": "*", "action": "EXIT"}', "JOB059"),
    ("gpu-job.json", '"attempts": 3,', "", "JOB060"),
    ("gpu-job.json", '"action": "EXIT"', '"action": "RETRY"', ""),
    ("gpu-job.json", '{"onReason": "*", "action": "EXIT"}', '{"onReason": "Cannot*", "action": "RETRY"}', "JOB061"),
    ("eks-job.json", '"type": "container",', '"type": "container", "platformCapabilities": ["FARGATE"],', "JOB062"),
    ("eks-job.json", '"type": "container",', '"type": "container", "propagateTags": true,', "JOB063"),
    ("eks-nodes-job.json", '"numNodes": 1000', '"numNodes": 1001', "JOB064"),
    ("eks-nodes-job.json", '{"targetNodes"', 5 * '{"eksProperties": {"podProperties": {"hostNetwork": true}}}, ' + '{"targetNodes"', "JOB065"),
    ("managed-instances-job.json", '"ecsProperties": {', '"containerProperties": {"image": "a", "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "4"}]}, "ecsProperties": {', "JOB053 JOB066"),
    ("managed-instances-job.json", '"type": "container"', '"type": "multinode"', "JOB051 JOB067"),
    ("managed-instances-job.json", '"LINUX"', '"WINDOWS_SERVER_2022_CORE"', "JOB092"),
    ("managed-instances-job.json", '"networkMode": "host"', '"networkMode": "awsvpc"', "JOB093"),
    ("fargate-job.json", '"schedulingPriority": 1', '"schedulingPriority": 10000', "JOB068"),
    ("fargate-job.json", '"STAGE"', '"' + 25_000 * "S" + '"', "JOB069"),
    ("fargate-job.json", '"schedulingPriority"', '"priority"', "JOB070"),
    ("fargate-job.json", '"schedulingPriority": 1', '"_comment": "why"', "JOB071"),
    ("fargate-job.json", '"resize-images"', '""', "JOB072"),
    ("fargate-job.json", '"jobDefinitionName": "resize-images",', "", "JOB073"),
    ("fargate-job.json", '"resize-images"', '"resize images"', "JOB074"),
    ("gpu-job.json", '"type": "container"', '"type": "job"', "JOB076"),
    # pods
    ("eks-job.json", '"containers": [', '"containers": [' + 10 * '{"image": "a"}, ', "JOB100"),
    ("eks-job.json", '"initContainers": []', '"initContainers": [' + 10 * '{"image": "a"}, ' + '{"image": "a"}]', "JOB101"),
    ("eks-job.json", '"cpu": "2"', '"cpu": "2.1"', "JOB102"),
    ("eks-job.json", '"memory": "2048Mi", "nvidia.com/gpu": "1"},', '"memory": "2Gi", "nvidia.com/gpu": "1"},', "JOB103"),
    ("eks-job.json", '"nvidia.com/gpu": "1"},', '"nvidia.com/gpu": "0.5"},', "JOB104"),
    ("eks-job.json", '"cpu": "2"', '"cpu": "0.5"', "JOB105"),
    ("eks-job.json", '"privileged": false', '"privileged": true', "JOB106"),
    # a job and the environments beside it
    ("stack.yaml", "Type: EC2", "Type: SPOT", "JOB077"),
    ("stack.yaml", "[g6.xlarge]", "[optimal]", "JOB040"),
    ("fargate-stack.yaml", "Type: FARGATE_SPOT", "Type: EC2", "JOB078 ENV011 ENV012"),
    ("fargate-stack.yaml", "[FARGATE]", "[EC2]", "JOB079"),
    # submissions
    ("submission.json", "10000", "10001", "JOB110"),
    ("submission.json", "10000", "1", "JOB110"),
    ("submission.json", '{"jobId"', 20 * '{"jobId": "a"}, ' + '{"jobId"', "JOB111"),
    ("submission.json", ": 60", ": 59", "JOB112"),
    ("submission.json", '"attempts": 10', '"attempts": 11', "JOB113"),
    ("submission.json", '"6f1e2d3c"', '"' + 31_000 * "6" + '"', "JOB114"),
    # the file itself
    ("fargate-job.json", "{\n", "aws batch register-job-definition\n{\n", "DOC001"),
    ("fargate-job.json", '"type": "container",\n', '"type": "container", // the usual\n', "DOC002"),
    ("fargate-job.json", '"ulimits": []', '"ulimits": [],', "DOC003"),
    # compute environments
    ("managed-instances-environment.json", '"computeResources"', '"tags"', "ENV001"),
    ("unmanaged-environment.json", '"state"', '"computeResources": {"minvCpus": 0}, "state"', "ENV002"),
    ("unmanaged-environment.json", '"state"', '"computeResources": {"type": "FARGATE", "maxvCpus": 1, "subnets": ["s"], "securityGroupIds": ["g"]}, "state"', "ENV003"),
    ("environments.yaml", "MaxvCpus: 64", "MinvCpus: 0\n        MaxvCpus: 64", "ENV004"),
    ("environments.yaml", "MaxvCpus: 64", "InstanceTypes: [m7i]\n        MaxvCpus: 64", "ENV004"),
    ("eks-environment.json", '"EC2",\n    "allocationStrategy": "BEST_FIT_PROGRESSIVE",\n    "minvCpus": 0,', '"FARGATE",', "ENV005 ENV004 ENV013"),
    ("environments.yaml", "        SecurityGroupIds: [!Ref Group]\n  OnDemand", "  OnDemand", "ENV006"),
    ("eks-environment.json", '    "securityGroupIds": ["sg-1"],\n', "", "ENV007"),
    ("environments.yaml", "        Subnets: !Ref Subnets\n        SecurityGroupIds: [!Ref Group]\n  OnDemand", "        SecurityGroupIds: [!Ref Group]\n  OnDemand", "ENV008"),
    ("environments.yaml", "MaxvCpus: 64\n        Subnets: !Ref Subnets", "MaxvCpus: 64\n        Subnets: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]", "ENV009"),
    ("environments.yaml", "        MaxvCpus: 64\n", "", "ENV010"),
    ("environments.yaml", "        InstanceRole: !GetAtt Profile.Arn\n        InstanceTypes: [r7i, m6i]", "        InstanceTypes: [r7i, m6i]", "ENV011"),
    ("environments.yaml", "        AllocationStrategy: BEST_FIT_PROGRESSIVE\n", "", "ENV012"),
    ("eks-environment.json", '    "allocationStrategy": "BEST_FIT_PROGRESSIVE",\n', "", "ENV013"),
    ("environments.yaml", "BEST_FIT_PROGRESSIVE", "SPOT_CAPACITY_OPTIMIZED", "ENV014"),
    ("environments.yaml", "SPOT_PRICE_CAPACITY_OPTIMIZED", "BEST_FIT_PROGRESSIVE_ORDERED", "ENV015"),
    ("environments.yaml", "        AllocationStrategy: SPOT_PRICE_CAPACITY_OPTIMIZED\n", "", "ENV012 ENV016"),
    ("environments.yaml", "        MinvCpus: 0\n", "        MinvCpus: 0\n        BidPercentage: 60\n", "ENV017"),
    ("eks-environment.json", '"batch"', '"default"', "ENV018"),
    ("eks-environment.json", '",\n    "kubernetesNamespace": "batch"', '"', "ENV019"),
    ("unmanaged-environment.json", '"serviceRole": "arn:aws:iam::123456789012:role/batch"', '"tags": {}', "ENV020"),
    ("eks-environment.json", '"state"', '"unmanagedvCpus": 1, "state"', "ENV021"),
    ("eks-environment.json", '"ENABLED"', '"DISABLED"', "ENV022"),
    ("environments.yaml", "ECS_AL2023", "ECS_AL2", "ENV023"),
    ("environments.yaml", "InstanceTypes: [r7i, m6i]\n        Subnets: !Ref Subnets\n        SecurityGroupIds: [!Ref Group]\n        Ec2Configuration: [{ImageType: ECS_AL2023}]", "InstanceTypes: [p3.2xlarge]\n        Subnets: !Ref Subnets\n        SecurityGroupIds: [!Ref Group]", "ENV024"),
    ("environments.yaml", "[r7i, m6i]", "[a1.xlarge]", "ENV025 QUE003"),
    ("environments.yaml", "[r7i, m6i]", "[r7i, m7g]", "ENV026 QUE003"),
    ("environments.yaml", "{LaunchTemplateId: !Ref Template}", "{LaunchTemplateId: lt-1, Overrides: [" + 10 * "{LaunchTemplateId: a}, " + "{LaunchTemplateId: a}]}", "ENV027"),
    ("environments.yaml", "{LaunchTemplateId: !Ref Template}", "{LaunchTemplateId: lt-1, LaunchTemplateName: a}", "ENV028"),
    ("environments.yaml", "{ImageType: ECS_AL2023}", "{ImageType: ECS_AL2023}, {ImageType: ECS_AL2023_NVIDIA}, {ImageType: a}", "ENV029"),
    ("environments.yaml", "MinScaleDownDelayMinutes: 20", "MinScaleDownDelayMinutes: 19", "ENV030"),
    ("environments.yaml", "MinvCpus: 0", "ImageId: ami-1", "ENV031"),
    ("managed-instances-environment.json", '"managedInstancesProvider"', '"tags"', "ENV032"),
    ("eks-environment.json", '"minvCpus": 0', '"managedInstancesProvider": {"infrastructureRoleArn": "r", "instanceLaunchTemplate": {"ec2InstanceProfileArn": "p", "networkConfiguration": {"subnets": ["s"]}}}', "ENV033"),
    ("managed-instances-environment.json", '"infrastructureRoleArn"', '"role"', "ENV034"),
    ("environments.yaml", "MinvCpus: 0\n", "DesiredvCpus: 512\n", "ENV035"),
    ("environments.yaml", "MinvCpus: 0", "MinvCpus: 4", "ENV036"),
    ("environments.yaml", "ECS_AL2023", "EKS_AL2023", "ENV037"),
    ("eks-environment.json", '"eks",', '"my environment",', "ENV038"),
    ("eks-environment.json", '"state"', '"status"', "ENV039"),
    ("eks-environment.json", '"minvCpus"', '"minCpus"', "ENV040"),
    ("environments.yaml", "Type: SPOT\n", "Type: SPOT_FLEET\n", "ENV041"),
    # queues
    ("queue.json", '[{"order"', "[" + 3 * '{"order": 2, "computeEnvironment": "a"}, ' + '{"order"', "QUE001"),
    ("environments.yaml", "ComputeEnvironment: !Ref Spot", "ComputeEnvironment: !Ref Fargate", "QUE002"),
    ("environments.yaml", "[r7i, m6i]", "[r7g, m6g]", "QUE003"),
    ("queue.json", '"priority": 1', '"priority": 1001', "QUE004"),
    ("queue.json", '"priority": 1,', "", "QUE005"),
    ("queue.json", '[{"order": 1, "computeEnvironment": "elsewhere"}]', "[]", "QUE006"),
    ("queue.json", '"priority": 1', '"priority": 1, "serviceEnvironmentOrder": [{"order": 1, "serviceEnvironment": "s"}]', "QUE007"),
    ("queue.json", '"jobStateTimeLimitActions"', '"tags"', "QUE008"),
    ("queue.json", '"default"', '"my queue"', "QUE009"),
    ("queue.json", '"priority": 1', '"priority": 1, "environments": []', ""),
    ("queue.json", '"priority": 1', '"priority": 1, "environments": ["a"]', "QUE010"),
    ("queue.json", "600", "599", "QUE020"),
    ("queue.json", '"RUNNABLE"', '"PENDING"', "QUE021"),
    ("queue.json", '"CANCEL"', '"TERMINATE"', "QUE022"),
    # functions
    ("function.json", '"Timeout": 900', '"Timeout": 901', "FUN001"),
    ("functions.yaml", "Timeout: 900", "Timeout: 5401", "FUN002"),
    ("functions.yaml", "Timeout: 900", "Timeout: 901", "FUN003"),
    ("function.json", '"Timeout": 900', '"Timeout": 0', "FUN004"),
    ("function.json", '"MemorySize": 10240', '"MemorySize": 20000', "FUN005"),
    ("functions.yaml", "MemorySize: 8192", "MemorySize: 40000", "FUN006"),
    ("functions.yaml", "MemorySize: 512", "MemorySize: 64", "FUN007"),
    ("functions.yaml", "MemorySize: 8192", "MemorySize: 1024", "FUN008"),
    ("function.json", '"Size": 10240', '"Size": 20000', "FUN009"),
    ("function.json", '"Size": 10240', '"Size": 256', "FUN010"),
    ("functions.yaml", "Size: 32768", "Size: 99999", "FUN011"),
    ("function.json", '["x86_64"]', '["x86_64", "arm64"]', "FUN012"),
    ("functions.yaml", "      CapacityProviderConfig:\n        LambdaManagedInstancesCapacityProviderConfig: {CapacityProviderArn: !Ref Provider}\n", "", "FUN013"),
    ("functions.yaml", "      PackageType: Image\n", "", "FUN014"),
    ("functions.yaml", "[x86_64]", "[arm64]", "FUN015"),
    ("functions.yaml", "AcceleratorMemorySize: 24", "AcceleratorMemorySize: 20", "FUN016"),
    ("function.json", '"LocalMountPath": "/mnt/data"}', '"LocalMountPath": "/mnt/data"}, {"Arn": "a", "LocalMountPath": "/mnt/b"}', "FUN017"),
    ("function.json", '"/mnt/data"', '"/data"', "FUN018"),
    ("function.json", '"VpcConfig"', '"Tags"', "FUN019"),
    ("functions.yaml", "PackageType: Image\n", "PackageType: Image\n      Runtime: python3.13\n", "FUN020"),
    ("functions.yaml", "PackageType: Image\n", "PackageType: Image\n      Handler: app.handler\n", "FUN021"),
    ("functions.yaml", "PackageType: Image\n", "PackageType: Image\n      Layers: [a]\n", "FUN022"),
    ("function.json", '"Handler": "app.handler",', "", "FUN023"),
    ("function.json", '"python3.13"', '"python3.9"', "FUN024"),
    ("functions.yaml", "python3.13", "nodejs14.x", "FUN025"),
    ("function.json", '"python3.13"', '"python13"', "FUN026"),
    ("function.json", '"Timeout": 900', '"Timeout": 901, "CapacityProviderConfig": {"LambdaManagedInstancesCapacityProviderConfig": {"CapacityProviderArn": "a"}}', "FUN003"),
    ("function.json", '"python3.13",\n', '"python3.12",\n  "CapacityProviderConfig": {"LambdaManagedInstancesCapacityProviderConfig": {"CapacityProviderArn": "a"}},\n', "FUN027"),
    ("function.json", '["a", "b"]', '["a", "b", "c", "d", "e", "f"]', "FUN028"),
    ("function.json", "86400", "31622401", "FUN029"),
    ("function.json", '"RetentionPeriodInDays": 14', '"RetentionPeriodInDays": 365', "FUN030"),
    ("function.json", '"Timeout": 900', '"TimeOut": 900', "FUN031"),
    ("function.json", '"STAGE": "test"', '"DB_PASSWORD": "hunter2"', "FUN050"),
    ("functions.yaml", "STAGE: !Ref AWS::StackName", "API_KEY: abc", "FUN050"),
    # tasks of ECS
    ("task.json", '"memory": "2048"', '"memory": "2049"', "ECS001"),
    ("task.json", '"memory": "2048"', '"memory": "249857"', "ECS002"),
    ("task.json", '  "cpu": "1024",\n', "", "ECS003"),
    ("task.json", '"awsvpc"', '"host"', "ECS004"),
    ("task.json", '"sizeInGiB": 50', '"sizeInGiB": 20', "ECS005"),
    ("task.json", '"networkMode"', '"ipcMode": "task", "networkMode"', "ECS006"),
    ("task.json", '"networkMode"', '"pidMode": "host", "networkMode"', "ECS007"),
    ("task.json", '"host": {}', '"host": {"sourcePath": "/data"}', "ECS008"),
    ("task.json", '"placementConstraints": []', '"placementConstraints": [{"type": "memberOf"}]', "ECS009"),
    ("task.json", '"privileged": false', '"privileged": true', "ECS020"),
    ("task.json", '"privileged": false', '"resourceRequirements": [{"type": "GPU", "value": "1"}]', "ECS021"),
    ("task.json", '"executionRoleArn"', '"taskRoleArn"', "ECS022 ECS023 ECS024"),
    ("task.json", '"initProcessEnabled": true', '"sharedMemorySize": 64', "ECS025"),
    ("task.json", '"dockerSecurityOptions": []', '"dockerSecurityOptions": ["label:a"]', "ECS026"),
    ("task.json", '"memory": 1024', '"memory": 4096', "ECS027"),
    ("task.json", '"memory": 1024', '"memory": 1024, "cpu": 2048', "ECS030"),
    ("task-on-instances.yaml", "          MemoryReservation: 512\n", "", "ECS028"),
    # words that AWS does not know
    ("fargate-job.json", '"awslogs"', '"awslog"', "JOB031 JOB041"),
    ("fargate-job.json", '"assignPublicIp": "ENABLED"', '"assignPublicIp": "ENABLE"', "JOB042"),
    ("gpu-job.json", '"action": "EXIT"', '"action": "STOP"', "JOB085"),
    ("environments.yaml", "Type: MANAGED", "Type: FARGATE", "ENV042"),
    ("environments.yaml", "State: ENABLED", "State: ACTIVE", "ENV043"),
    ("environments.yaml", "AllocationStrategy: BEST_FIT_PROGRESSIVE", "AllocationStrategy: LOWEST_PRICE", "ENV044"),
    ("queue.json", '"priority": 1', '"priority": 1, "state": "ENABLE"', "QUE011"),
    ("function.json", '"Timeout": 900', '"Timeout": 900, "PackageType": "zipped"', "FUN032"),
    ("function.json", '["x86_64"]', '["x86"]', "FUN033"),
    ("task.json", '["FARGATE"]', '["FARGATE_SPOT"]', "ECS010"),
    ("task.json", '"awsvpc"', '"aws-vpc"', "ECS011"),
    ("task.json", '"awslogs"', '"awslog"', "ECS029"),
    ("task.json", '"volumes"', '"runtimePlatform": {"cpuArchitecture": "amd64"}, "volumes"', "ECS012"),
    ("function.json", '"Timeout": 900', '"Timeout": 900, "TracingConfig": {"Mode": "On"}', "FUN034"),
    ("function.json", '"Timeout": 900', '"Timeout": 900, "LoggingConfig": {"LogFormat": "Plain"}', "FUN035"),
]  # fmt: skip
# What no change of one text can plant: the large sizes have a rule of their own.
ELSEWHERE = {"JOB039"}


def found(text: str, name: str) -> list[Diagnostic]:
    document = read_definition_bytes(text.encode(), name)
    return list(findings(definitions([document], BOOK), BOOK))


@pytest.mark.parametrize("name", sorted({name for name, *_ in PLANTED} | {"intrinsics.yaml"}))
def test_without_a_mistake_there_is_nothing_to_say(name):
    assert found((FOLDER / name).read_text(), name) == []


@pytest.mark.parametrize(("name", "right", "wrong", "codes"), PLANTED)
def test_a_planted_mistake_is_found_and_nothing_else(name, right, wrong, codes):
    text = (FOLDER / name).read_text()
    assert right in text
    broken = text.replace(right, wrong, 1)
    assert sorted(each.code for each in found(broken, name)) == sorted(codes.split())


@pytest.mark.parametrize(
    ("name", "right", "wrong", "line", "column", "end"),
    [
        ("fargate-job.json", '"2048"', '"999"', 11, 35, 40),
        ("fargate-job.json", '"privileged": false', '"privileged": true', 22, 19, 23),
        ("fargate-job.json", '"executionRoleArn"', '"jobRoleArn"', 5, 3, 24),
        ("fargate-job.json", '"schedulingPriority"', '"priority"', 26, 3, 13),
        ("environments.yaml", "MinvCpus: 0\n", "DesiredvCpus: 512\n", 24, 23, 26),
        ("functions.yaml", "MemorySize: 512", "MemorySize: 64", 16, 19, 21),
        ("functions.yaml", "python3.13", "nodejs14.x", 5, 14, 24),
    ],
)
def test_a_finding_is_where_the_mistake_is(name, right, wrong, line, column, end):
    """A value that is wrong, else the key of what lacks something; a global value at its place."""
    (finding,) = found((FOLDER / name).read_text().replace(right, wrong, 1), name)
    assert finding.place is not None
    assert finding.end is not None
    assert (finding.place.line, finding.place.column) == (line, column)
    assert (finding.end.line, finding.end.column) == (line, end)


def test_every_check_has_a_planted_mistake():
    planted = {code for *_, codes in PLANTED for code in codes.split()}
    shipped = {check.code for subject in checks(BOOK).values() for check in subject.checks}
    assert shipped - planted == ELSEWHERE

"""The inputs of the API of Lambda for a function and its capacity provider."""

from __future__ import annotations

from advisor.starter.environment_api import listed
from advisor.starter.given import given
from advisor.starter.leaves import Keys, Tree
from advisor.starter.model import CapacityProvider, Function, Image, Managed, Network, Zip


def create_function(function: Function) -> dict[str, Tree]:
    """The input of CreateFunction."""
    return given(
        FunctionName=function.name,
        Role=function.role,
        **_code(function.code),
        Timeout=function.timeout,
        MemorySize=function.memory,
        Architectures=[function.architecture],
        EphemeralStorage={"Size": function.storage} if function.storage else None,
        Environment={"Variables": Keys(function.environment)} if function.environment else None,
        VpcConfig=network(function.network) if function.network else None,
        FileSystemConfigs=_file_systems(function),
        LoggingConfig={"LogFormat": "JSON", "LogGroup": function.log_group},
        **(_managed(function.managed) if function.managed else {}),
        Tags=Keys(function.tags),
    )


def _code(code: Zip | Image) -> dict[str, Tree]:
    match code:
        case Zip(runtime, handler, bucket, key):
            return {
                "PackageType": "Zip",
                "Runtime": runtime,
                "Handler": handler,
                "Code": {"S3Bucket": bucket, "S3Key": key},
            }
        case Image(uri, entry_point, command):
            settings = given(EntryPoint=list(entry_point) or None, Command=list(command) or None)
            return given(PackageType="Image", Code={"ImageUri": uri}, ImageConfig=settings or None)


def network(places: Network) -> dict[str, Tree]:
    """Subnets and security groups in the form of the API."""
    return {
        "SubnetIds": listed(places.subnets),
        "SecurityGroupIds": listed(places.security_groups),
    }


def _file_systems(function: Function) -> list[Tree] | None:
    mounted = function.file_system
    if mounted is None:
        return None
    return [{"Arn": mounted.access_point, "LocalMountPath": mounted.path}]


def _managed(managed: Managed) -> dict[str, Tree]:
    settings = given(
        CapacityProviderArn=managed.provider, ExecutionEnvironmentMemoryGiBPerVCpu=managed.ratio
    )
    accelerator = managed.accelerator
    return given(
        CapacityProviderConfig={"LambdaManagedInstancesCapacityProviderConfig": settings},
        AcceleratorConfig={"AcceleratorMemorySize": accelerator} if accelerator else None,
        PublishTo="LATEST_PUBLISHED",
    )


def event_invoke_config(function: Function) -> dict[str, Tree] | None:
    """The input of PutFunctionEventInvokeConfig; None without asynchronous calls."""
    if function.async_retries is None:
        return None
    return {
        "FunctionName": function.name,
        "Qualifier": "$LATEST.PUBLISHED" if function.managed else "$LATEST",
        "MaximumRetryAttempts": function.async_retries,
    }


def create_capacity_provider(provider: CapacityProvider) -> dict[str, Tree]:
    """The input of CreateCapacityProvider."""
    return {
        "CapacityProviderName": provider.name,
        "VpcConfig": network(provider.network),
        "PermissionsConfig": {"CapacityProviderOperatorRoleArn": provider.operator_role},
        "InstanceRequirements": {"Architectures": [provider.architecture]},
        "CapacityProviderScalingConfig": {
            "MaxVCpuCount": provider.max_vcpus,
            "ScalingMode": "Auto",
        },
        "Tags": Keys(provider.tags),
    }

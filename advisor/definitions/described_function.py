"""The workload that the definition of a Lambda function describes."""

from __future__ import annotations

from advisor.definitions.described_parts import Said, text_of

__all__ = ["function_fields"]


def function_fields(said: Said) -> None:
    """Fill the fields of a spec from a function."""
    managed = said.at(("capacityProviderConfig",)) is not None
    said.put("platform", "lambda-managed-instances" if managed else "lambda", ())
    said.text("runtime", ("runtime",))
    said.text("handler", ("handler",))
    said.text("image", ("code", "imageUri"))
    said.text("image", ("imageUri",))
    if said.at(("packageType",)) == "Image" or said.runs_image:
        said.put("lambda_image", True, ("packageType",))
    said.amount("memory", ("memorySize",), "MiB")
    said.amount("timeout", ("timeout",), "s")
    if "timeout" in said.fields:
        said.notes.append("the timeout is an upper bound: `duration` stays unknown")
    said.amount("disk", ("ephemeralStorage", "size"), "MiB")
    if said.at(("architectures",)) == ["arm64"]:
        said.put("architecture", "arm64", ("architectures",))
    said.text("job_role", ("role",))
    variables = said.at(("environment", "variables"))
    if isinstance(variables, dict):
        texts = {name: value for name, value in variables.items() if isinstance(value, str)}
        said.put("environment", texts, ("environment", "variables"))
    _network(said)
    if said.at(("acceleratorConfig",)) is not None:
        said.put("gpus", 1, ("acceleratorConfig",))
        said.amount("gpu_memory", ("acceleratorConfig", "acceleratorMemorySize"), "GiB")


def _network(said: Said) -> None:
    subnets = said.at(("vpcConfig", "subnetIds"))
    if subnets:
        said.put("vpc", True, ("vpcConfig",))
    systems = []
    for _, each in said.each(("fileSystemConfigs",)):
        arn = each.get("arn")
        if isinstance(arn, str) and "elasticfilesystem" in arn:
            path = text_of(each.get("localMountPath"))
            systems.append({"type": "efs"} | ({"path": path} if path else {}))
    said.put("file_systems", systems, ("fileSystemConfigs",))

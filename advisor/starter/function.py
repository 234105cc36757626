"""Plans a Lambda function and its instances from what the workload needs."""

from __future__ import annotations

import math
import re

from advisor.starter import environment, names, run, storage
from advisor.starter.job import image
from advisor.starter.leaves import Ask, Kind, Made, Text, plain
from advisor.starter.model import (
    CapacityProvider,
    Function,
    Image,
    LogGroup,
    Managed,
    Mounted,
    Zip,
)
from advisor.starter.need import Need
from advisor.starter.roles import attached, role_arn
from advisor.workload import FileSystem

_ARN = re.compile(r"arn:[\w-]+:iam::\d{12}:role/[\w+=,.@/-]+")
_POINT = re.compile(r"fsap-[0-9a-f]{17}(?![0-9a-f])")
_POINT_ARN = re.compile(
    r"arn:aws[\w-]*:elasticfilesystem:[\w-]+:\d{12}:access-point/fsap-[0-9a-f]{17}"
)
_S3FILES_ARN = re.compile(
    r"arn:aws[\w-]*:s3files:[\w:-]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}"
)
_S3FILES_SYSTEM = re.compile(r"fs-[0-9a-f]{17,40}")
_PATH = re.compile(r"/mnt/[\w.-]+")
# The handler of each runtime in AWS's own examples.
_HANDLERS = {
    "python": "lambda_function.lambda_handler",
    "nodejs": "index.handler",
    "ruby": "lambda_function.lambda_handler",
    "java": "example.Handler::handleRequest",
    "dotnet": "Function::Function.Handler::FunctionHandler",
    "provided": "bootstrap",
}
_ASYNCHRONOUS = ("schedule", "event")


def function(need: Need) -> Function:
    """The function."""
    managed = need.choices["service"] == "lambda-managed-instances"
    return Function(
        need.named(""),
        _role(need),
        _code(need),
        run.function_timeout(need),
        _memory(need),
        need.workload.architecture,
        tuple(_variables(need).items()),
        Made("LogGroup", None, log_group(need).name),
        need.tags,
        None if need.size.storage is None else math.ceil(need.size.storage),
        environment.function_network(need) if attached(need) else None,
        _file_system(need),
        _managed(need) if managed else None,
        _async_retries(need),
    )


def log_group(need: Need) -> LogGroup:
    """The log group of a function."""
    days = int(need.book.number("starter.log_retention"))
    return LogGroup(f"/aws/lambda/{need.named('')}", days)


def _role(need: Need) -> Text:
    given = need.workload.job_role
    if given is None:
        return role_arn(need, "FunctionRole", need.named("-function"))
    if _ARN.fullmatch(given):
        return given
    stand_in = str(plain(need.arn("iam", "role/REPLACE_ROLE", regional=False)))
    return Ask("RoleArn", "ARN of the role that the function runs under", Kind.TEXT, stand_in)


def _code(need: Need) -> Zip | Image:
    workload = need.workload
    in_image = workload.image is not None or workload.lambda_image or workload.gpus
    if in_image:
        return _image(need)
    bucket = Ask("CodeBucket", "S3 bucket with the code", Kind.TEXT, "REPLACE-CODE-BUCKET")
    key = Ask(
        "CodeKey", "key of the zip file in it", Kind.TEXT, f"{need.slug}.zip", f"{need.slug}.zip"
    )
    return Zip(_runtime(need), _handler(need), bucket, key)


def _image(need: Need) -> Image:
    given = need.workload.command
    if isinstance(given, str):
        return Image(image(need), ("sh", "-c"), (given,))
    handler = (need.workload.handler,) if need.workload.handler else ()
    return Image(image(need), (), given or handler)


def runtimes(need: Need) -> tuple[str, ...]:
    """The runtimes with which AWS still creates functions, the newest of each language first."""
    rows = need.book.table("lambda.runtimes").rows
    today = need.book.as_of.isoformat()
    return tuple(str(name) for name, ended, *_ in rows if ended is None or str(ended) > today)


def _runtime(need: Need) -> Text:
    given = need.workload.runtime
    known = [str(row[0]) for row in need.book.table("lambda.runtimes").rows]
    if given in known:
        return str(given)
    offered = runtimes(need)
    return Ask("Runtime", "language runtime", Kind.TEXT, offered[0], choices=offered)


def _handler(need: Need) -> Text:
    given = need.workload.handler
    if given and re.fullmatch(r"\S{1,128}", given):
        return given
    language = re.match(r"[a-z]+", need.workload.runtime or "")
    usual = _HANDLERS.get(language[0]) if language else None
    first = usual or _HANDLERS["python"]
    return Ask("Handler", "what the runtime calls in the code", Kind.TEXT, first, usual)


def _memory(need: Need) -> int | Ask:
    if need.size.memory is not None:
        return math.ceil(need.size.memory)
    least = need.book.number("lambda.memory_minimum")
    start = need.book.number("starter.lambda_memory")
    if need.choices["service"] != "lambda":
        start = least = need.book.number("starter.managed_instance_memory_minimum")
    return Ask(
        "Memory", "memory of the function, in MiB", Kind.NUMBER, int(start), least=int(least)
    )


def _variables(need: Need) -> dict[str, str]:
    """The variables, with the ARNs of secrets: Lambda does not read secrets itself."""
    secrets = {f"{name}_ARN": value for name, value in need.workload.secrets.items()}
    return names.lambda_variables(secrets | need.workload.environment)


def _file_system(need: Need) -> Mounted | None:
    for index, each in enumerate(need.workload.file_systems, 1):
        if each.type in ("efs", "s3files"):
            path = storage.mount_path(need, index)
            usual = f"/mnt/{each.type}"
            kept = path if _PATH.fullmatch(path) and len(path) <= len(usual) * 20 else usual
            return Mounted(_access_point(need, each), kept)
    return None


def _access_point(need: Need, each: FileSystem) -> Text:
    given = each.access_point or ""
    if _POINT_ARN.fullmatch(given) or _S3FILES_ARN.fullmatch(given):
        return given
    point, system = _POINT.search(given), _S3FILES_SYSTEM.search(each.id or "")
    title = f"ARN of an access point of the {each.type} file system"
    nothing = "0" * 17
    if each.type == "efs":
        if point:
            return need.arn("elasticfilesystem", f"access-point/{point[0]}")
        arn = need.arn("elasticfilesystem", f"access-point/fsap-{nothing}")
    else:
        if point and system:
            return need.arn("s3files", f"file-system/{system[0]}/access-point/{point[0]}")
        arn = need.arn("s3files", f"file-system/fs-{nothing}/access-point/fsap-{nothing}")
    return Ask("AccessPointArn", title, Kind.TEXT, str(plain(arn)))


def _async_retries(need: Need) -> int | None:
    if need.workload.trigger not in _ASYNCHRONOUS:
        return None
    return min(need.workload.retries, int(need.book.number("starter.attempts_of_async_call")))


def _managed(need: Need) -> Managed:
    arn = str(plain(need.arn("lambda", f"capacity-provider:{need.named('')}")))
    vcpus, memory = need.size.vcpus, need.size.memory
    ratio = round(memory / 1024 / vcpus) if vcpus and memory else None
    accelerator = _accelerator(need) if need.workload.gpus else None
    return Managed(Made("CapacityProvider", "Arn", arn), ratio, accelerator, _larger(need))


def _larger(need: Need) -> bool:
    sizes = ((run.function_timeout(need), "lambda.timeout"), (_memory(need), "lambda.memory"))
    return any(isinstance(size, Ask) or size > need.book.number(limit) for size, limit in sizes)


def _accelerator(need: Need) -> int | Ask:
    """The least GiB of GPU memory of Lambda's that hold the need."""
    offered = need.book.texts("definitions.accelerator_memory")
    gpu_memory = need.number("gpu_memory")
    if gpu_memory is None:
        title = "GiB of GPU memory"
        return Ask("GpuMemory", title, Kind.NUMBER, int(offered[0]), choices=offered)
    sizes = [int(size) for size in offered]
    return min((size for size in sizes if size >= gpu_memory / 1024), default=sizes[-1])


def provider(need: Need) -> CapacityProvider | None:
    """The capacity provider of the function; None for a standard function."""
    if need.choices["service"] == "lambda":
        return None
    wanted = max(
        need.count("max_vcpus"), need.whole(need.size.vcpus or 0) * need.count("jobs_at_once", 1)
    )
    least = int(need.book.number("starter.capacity_vcpus_minimum"))
    most = int(need.book.number("starter.capacity_vcpus"))
    start = wanted or int(need.book.number("starter.max_vcpus"))
    default = min(max(start, least), most)
    title = "vCPUs that the capacity may grow to, which bounds what it can cost"
    return CapacityProvider(
        need.named(""),
        environment.function_network(need),
        role_arn(need, "OperatorRole", need.named("-operator")),
        need.workload.architecture,
        Ask("MaxVcpus", title, Kind.NUMBER, default, default, least=least),
        need.tags,
    )


__all__ = ["function", "log_group", "provider", "runtimes"]

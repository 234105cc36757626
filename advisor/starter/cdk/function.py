"""A Lambda function and its capacity provider as CDK constructs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.starter import cloudformation
from advisor.starter.cdk.python_text import Raw, Statement, call
from advisor.starter.cdk.roles import THIS, resource
from advisor.starter.cdk.values import expression, valued
from advisor.starter.leaves import Ask
from advisor.starter.model import Function, Starter, Zip

_NAMES = {"CapacityProvider": "capacity_provider", "Function": "function"}


def function(starter: Starter, made: Function) -> Iterator[Statement]:
    """The function, its capacity provider, and the handling of asynchronous calls."""
    resources = cloudformation.resources(starter)
    if starter.provider is not None:
        why = "There is no construct for capacity providers yet."
        yield _resource(resources, "CapacityProvider", why)
        arn = Raw('capacity_provider.get_att("Arn").to_string()')
        yield Statement(arn, "capacity_provider_arn")
    reason = _without_construct(made)
    if reason is None and isinstance(made.code, Zip):
        yield Statement(_construct(made, made.code), "function")
        if made.async_retries is not None:
            change = call("function.configure_async_invoke", retry_attempts=made.async_retries)
            yield Statement(change)
        return
    yield _resource(resources, "Function", reason or "")
    if "AsyncCalls" in resources:
        why = "The construct takes only a function that is a construct itself."
        yield _resource(resources, "AsyncCalls", why)


def by_construct(made: Function) -> bool:
    """Whether a high-level construct makes the function."""
    return _without_construct(made) is None


def _without_construct(made: Function) -> str | None:
    """Why no high-level construct can make the function; None if one can."""
    if made.managed is not None:
        return "The construct lacks arguments that this function on managed instances needs."
    if not isinstance(made.code, Zip):
        return "The construct takes an image by its ECR repository; here it is given as a URI."
    if made.network is not None or made.file_system is not None:
        return "The construct takes networks and file systems as constructs; these are ids."
    return None


def _resource(resources: dict[str, Any], name: str, why: str) -> Statement:
    tree = resources[name]
    target = _NAMES.get(name)
    return resource(name, tree["Type"], tree["Properties"], target, why)


def _construct(made: Function, code: Zip) -> Any:
    role = valued(made.role)
    ours = isinstance(role, Raw) and role.text.endswith(".role_arn")
    bucket = call("s3.Bucket.from_bucket_name", THIS, "Code", valued(code.bucket))
    storage = call("Size.mebibytes", made.storage) if made.storage else None
    architecture = "ARM_64" if made.architecture == "arm64" else "X86_64"
    return call(
        "lambda_.Function",
        THIS,
        "Function",
        function_name=made.name,
        runtime=call("lambda_.Runtime", valued(code.runtime)),
        handler=valued(code.handler),
        code=call("lambda_.Code.from_bucket", bucket, valued(code.key)),
        timeout=call("Duration.seconds", _number(made.timeout)),
        memory_size=_number(made.memory),
        architecture=Raw(f"lambda_.Architecture.{architecture}"),
        ephemeral_storage_size=storage,
        environment=dict(made.environment) or None,
        role=Raw("function_role")
        if ours
        else call("iam.Role.from_role_arn", THIS, "Role", role, mutable=False),
        log_group=Raw("log_group"),
        logging_format=Raw("lambda_.LoggingFormat.JSON"),
    )


def _number(value: int | Ask) -> Any:
    return expression(value) if isinstance(value, Ask) else value

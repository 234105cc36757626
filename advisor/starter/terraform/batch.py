"""The resources of AWS Batch and EC2 in HCL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.starter.environment import VPC
from advisor.starter.environment_api import compute_environment, job_queue, launch_template
from advisor.starter.job_api import job_definition
from advisor.starter.leaves import Encoded, Made, Tree
from advisor.starter.model import Batch, LaunchTemplate, Unmanaged
from advisor.starter.terraform.hcl import Block, Call, Comment, Entry, Expression
from advisor.starter.terraform.values import TAGS, body, snake, valued

# Properties that the provider takes as JSON text.
_JSON = ("containerProperties", "ecsProperties", "nodeProperties")
_PREFIX = 100  # characters of a name prefix, to which Terraform adds a suffix


def resources(batch: Batch, elsewhere: Mapping[str, str]) -> Iterator[Block]:
    """Every resource except roles, the log group, and those in `elsewhere`, which a stack makes."""
    settings: tuple[Entry, ...]
    if batch.security_group is not None:
        yield from _open_to_itself(batch)
    if batch.placement_group is not None:
        settings = (("name", batch.placement_group), ("strategy", "cluster"), ("tags", TAGS))
        yield Block("resource", ("aws_placement_group", "main"), settings)
    if batch.launch_template is not None:
        settings = _launch_template(batch.launch_template, elsewhere)
        yield Block("resource", ("aws_launch_template", "main"), settings)
    if "ComputeEnvironment" not in elsewhere:
        settings = _environment(batch, elsewhere)
        yield Block("resource", ("aws_batch_compute_environment", "main"), settings)
    settings = body(job_queue(batch.queue), elsewhere)
    yield Block("resource", ("aws_batch_job_queue", "main"), settings)
    if "JobDefinition" not in elsewhere:
        settings = body(_definition(job_definition(batch.job), elsewhere), elsewhere)
        yield Block("resource", ("aws_batch_job_definition", "main"), settings)


def asked(batch: Batch) -> Iterator[Tree]:
    """The inputs of the resources above, which may ask for variables."""
    if batch.security_group is not None:
        yield VPC
    if batch.launch_template is not None:
        script = batch.launch_template.user_data
        yield launch_template(batch.launch_template, script and Encoded(script))
    yield compute_environment(batch.environment)
    yield job_definition(batch.job)


def _definition(tree: dict[str, Tree], elsewhere: Mapping[str, str]) -> dict[str, Tree]:
    return {
        key: Call("jsonencode", valued(value, elsewhere)) if key in _JSON else value
        for key, value in tree.items()
    }


def environment_tree(batch: Batch) -> dict[str, Tree]:
    """The compute environment; it refers by id to a launch template that the starter makes."""
    tree = compute_environment(batch.environment)
    if batch.launch_template is None:
        return tree
    resources = dict(tree["computeResources"])
    used = dict(resources["launchTemplate"])
    used = {
        "launchTemplateId": Made("LaunchTemplate", "Id", used.pop("launchTemplateName")),
        **used,
    }
    return tree | {"computeResources": resources | {"launchTemplate": used}}


def _environment(batch: Batch, elsewhere: Mapping[str, str]) -> tuple[Entry, ...]:
    tree = environment_tree(batch)
    name = tree.pop("computeEnvironmentName")
    entries: list[Entry] = [
        ("name_prefix", f"{name[:_PREFIX]}-"),
        *body(tree, elsewhere),
        Comment("A queue cannot lose its environment, so a replacement comes before the removal."),
        Block("lifecycle", (), (("create_before_destroy", True),)),
    ]
    if isinstance(batch.environment.capacity, Unmanaged):
        entries.append(depends_on("service"))
    return tuple(entries)


def depends_on(*roles: str) -> Entry:
    """`depends_on` for the policies of these roles: a service refuses a role without them."""
    names = [Expression(f"aws_iam_role_policy_attachment.{each}") for each in roles]
    return ("depends_on", names)


def _launch_template(template: LaunchTemplate, elsewhere: Mapping[str, str]) -> tuple[Entry, ...]:
    tree = launch_template(template, None)
    data = dict(tree["LaunchTemplateData"])
    specifications = data.pop("TagSpecifications")
    mappings = data.pop("BlockDeviceMappings", [])
    interfaces = [
        {("SecurityGroups" if key == "Groups" else key): value for key, value in each.items()}
        for each in data.pop("NetworkInterfaces", [])
    ]
    settings: dict[str, Tree] = {"name": tree["LaunchTemplateName"], "tags": template.tags}
    if template.user_data is not None:
        settings["user_data"] = valued(Encoded(template.user_data), elsewhere)
    settings |= {"BlockDeviceMappings": mappings, "NetworkInterfaces": interfaces, **data}
    settings = {key: value for key, value in settings.items() if value != []}
    tagged = tuple(
        Block(
            "tag_specifications",
            (),
            (("resource_type", each["ResourceType"]), ("tags", TAGS)),
        )
        for each in specifications
    )
    return (*body(settings, elsewhere), *tagged)


def _open_to_itself(batch: Batch) -> Iterator[Block]:
    """A security group with all traffic allowed among its members, as EFA needs, and outwards."""
    yield Block(
        "resource",
        ("aws_security_group", "efa"),
        (
            ("name", f"efa-{batch.job.name}"),
            ("description", "EFA: open to itself"),
            ("vpc_id", Expression(f"var.{snake(VPC.name)}")),
            ("tags", TAGS),
        ),
    )
    group = Expression("aws_security_group.efa.id")
    members = ("referenced_security_group_id", group)
    yield _rule("ingress", "efa", "members of the group", members)
    yield _rule("egress", "efa", "members of the group", members)
    yield _rule("egress", "out", "anything may go out", ("cidr_ipv4", "0.0.0.0/0"))


def _rule(direction: str, name: str, description: str, peer: Entry) -> Block:
    """A rule of the group `efa` for all protocols and ports, to or from a peer."""
    return Block(
        "resource",
        (f"aws_vpc_security_group_{direction}_rule", name),
        (
            ("description", description),
            ("security_group_id", Expression("aws_security_group.efa.id")),
            peer,
            ("ip_protocol", "-1"),
            ("tags", TAGS),
        ),
    )

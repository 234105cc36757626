"""Terraform's resources in the form of AWS's API, with the place of every value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any, Final

from advisor.definitions.terraform.arguments import PARTLY
from advisor.definitions.terraform.bodies import Block
from advisor.definitions.terraform.evaluate import Names
from advisor.definitions.terraform.instances import instances, turns
from advisor.definitions.terraform.shapes import RESOURCES, Shape, camel
from advisor.definitions.terraform.templates import decoded
from advisor.definitions.terraform.written import Written, hidden
from advisor.reading.opaque import Opaque

__all__ = ["resources"]

# Arguments of Terraform itself.
_META = frozenset(
    {"count", "for_each", "depends_on", "provider", "lifecycle", "provisioner", "connection",
     "timeouts", "skip_destroy", "deregister_on_new_revision", "track_latest", "region", "id",
     "tags_all"}
)  # fmt: skip
_SHALLOW = 30
_DEEP_BLOCKS = 8
_MOST = 25_000  # values in the JSON and the blocks of all instances of a resource


def resources(blocks: tuple[Block, ...], names: Mapping[str, str]) -> Iterator[tuple[str, Written]]:
    """Each resource that advisor knows, by its address, as a resource of a template.

    `names` has the keys of the API by lower-case spelling: in JSON, Terraform takes any capitals.
    """
    for block in blocks:
        match block.labels:
            case ("resource", kind, label) if kind in RESOURCES:
                made = count()
                for each in instances(block, f"{kind}.{label}"):
                    yield each.address, _resource(kind, block, _Naming(names, each.names, made))
            case ("resource", "aws_cloudformation_stack", label):
                yield from _stacked(block, label)


def _resource(kind: str, block: Block, naming: _Naming) -> Written:
    made = _body(block, RESOURCES[kind], naming)
    if kind in _FINISHED:
        made = _FINISHED[kind](made)
    resource = {"Type": Written(kind, block.at), "Properties": made}
    return Written(resource, block.at, dict.fromkeys(resource, block.at))


def _stacked(block: Block, label: str) -> Iterator[tuple[str, Written]]:
    """The resources of a CloudFormation template that is written as JSON in Terraform."""
    body = block.arguments.get("template_body")
    template = decoded(body.value()).value if body is not None else None
    inside = template.get("Resources") if isinstance(template, dict) else None
    if inside is not None and isinstance(inside.value, dict):
        for logical, resource in inside.value.items():
            if logical != PARTLY:
                yield f"aws_cloudformation_stack.{label}.{logical}", resource


def _body(block: Block, shape: Shape, naming: _Naming) -> Written:
    values: dict[str, Written] = {}
    keys: dict[str, int] = {}
    for name, argument in block.arguments.items():
        if name not in _META:
            key = shape.names.get(name, camel(name))
            values[key] = _value(name, argument.value(naming.given), shape, naming)
            keys[key] = argument.at
    for each in block.blocks:
        name = each.labels[-1] if each.labels[0] == "dynamic" else each.labels[0]
        if name in _META:
            continue
        key = shape.names.get(name, camel(name))
        for one, known in _repeated(each, naming):
            values[key] = _block(name, one, shape, values.get(key), known)
            keys.setdefault(key, each.at)
    return Written(values, block.at, keys)


def _repeated(block: Block, naming: _Naming) -> Iterator[tuple[Block, _Naming]]:
    """A block itself; for a dynamic one its content, once for each block that it makes."""
    content = next((each for each in block.blocks if each.labels == ("content",)), None)
    made = turns(block, naming.given) if block.labels[0] == "dynamic" and content else None
    if made is None or content is None:
        yield block, naming
        return
    for names in made:
        if not naming.has_room():
            yield block, naming
            return
        yield content._replace(at=block.at), naming.knowing(names)


def _block(
    name: str, block: Block, shape: Shape, before: Written | None, naming: _Naming
) -> Written:
    """A block as a mapping; a repeated one as a list, together with those before it."""
    if block.labels[0] == "dynamic" or (before is not None and isinstance(before.value, Opaque)):
        return hidden("terraform", f"dynamic {name}", block.at)
    made = _body(block, shape.inside.get(name, Shape()), naming)
    if name not in shape.lists:
        return made
    listed = before.value if before is not None and isinstance(before.value, list) else []
    return Written([*listed, made], before.at if before is not None else block.at)


def _value(name: str, written: Written, shape: Shape, naming: _Naming) -> Written:
    if name in shape.json:
        return naming.spelled(decoded(written))
    if name in shape.free:
        return written
    value = written.value
    blocks = isinstance(value, list) and bool(value) and isinstance(value[0].value, dict)
    if name in shape.inside or name in shape.lists or isinstance(value, dict) or blocks:
        return _structure(written, shape.inside.get(name, Shape()), name in shape.lists, naming)
    return written


def _structure(
    written: Written, shape: Shape, listed: bool, naming: _Naming, depth: int = 0
) -> Written:
    """A block that is written as an argument: a mapping, or a list of mappings."""
    value = written.value
    if isinstance(value, list):
        made = [_structure(each, shape, False, naming, depth + 1) for each in value[:1000]]
        if listed or len(made) != 1 or not isinstance(made[0].value, dict):
            return written._replace(value=made)
        return made[0]  # in JSON a single block may be a list of one
    if not isinstance(value, dict):
        return written
    if depth > _DEEP_BLOCKS or not naming.has_room():
        return hidden("terraform", "deep blocks", written.at)
    values: dict[str, Written] = {}
    keys: dict[str, int] = {}
    for name, each in value.items():
        key = PARTLY if name == PARTLY else shape.names.get(name, camel(name))
        values[key] = _value(name, each, shape, naming)
        keys[key] = (written.keys or {}).get(name, each.at)
    made_here = written._replace(value=values, keys=keys)
    return made_here._replace(value=[made_here]) if listed else made_here


_FREE = frozenset({"options", "labels", "tags", "parameters", "dockerlabels"})


class _Naming:
    """The keys of the API by lower-case spelling: in JSON, Terraform takes any capitals.

    `given` has the local names of one instance of a resource. The values of all instances are
    counted, since values that share parts may grow without bound.
    """

    def __init__(self, names: Mapping[str, str], given: Names, made: Iterator[int]) -> None:
        self.names, self.given, self.made = names, given, made

    def knowing(self, names: Names) -> _Naming:
        """The same naming within a block that has local names."""
        return _Naming(self.names, {**self.given, **names}, self.made)

    def has_room(self) -> bool:
        """Whether there is room for another value."""
        return next(self.made) < _MOST

    def spelled(self, written: Written, depth: int = 0) -> Written:
        """JSON with its keys in the spelling of the API."""
        room = self.has_room()
        value: Any = written.value
        if not isinstance(value, dict | list):
            return written
        if depth > _SHALLOW or not room:
            return hidden("terraform", "a large value", written.at)
        if isinstance(value, list):
            return written._replace(value=[self.spelled(each, depth + 1) for each in value])
        values: dict[str, Written] = {}
        keys: dict[str, int] = {}
        for name, each in value.items():
            key = self.names.get(name.lower(), name)
            values[key] = each if name.lower() in _FREE else self.spelled(each, depth + 1)
            keys[key] = (written.keys or {}).get(name, each.at)
        return written._replace(value=values, keys=keys)


def _queue(made: Written) -> Written:
    """A queue with a list of its environments, in the order in which they are tried."""
    listed = made.value.pop("computeEnvironments", None)
    if listed is None:
        return made
    value = listed.value
    if isinstance(value, list):
        order = [_tried(index, each) for index, each in enumerate(value)]
        value = order
    made.value["computeEnvironmentOrder"] = listed._replace(value=value)
    (made.keys or {})["computeEnvironmentOrder"] = (made.keys or {}).get(
        "computeEnvironments", listed.at
    )
    return made


def _tried(index: int, environment: Written) -> Written:
    at = environment.at
    entry = {"order": Written(index, at), "computeEnvironment": environment}
    return Written(entry, at, dict.fromkeys(entry, at))


# The arguments with the location of a function's code, and their names in the API.
_CODE: Final[Mapping[str, str]] = {
    "imageUri": "imageUri",
    "filename": "zipFile",
    "s3Bucket": "s3Bucket",
    "s3Key": "s3Key",
}


def _function(made: Written) -> Written:
    """A function with the location of its code in one mapping, as in the API."""
    code = {new: made.value.pop(old) for old, new in _CODE.items() if old in made.value}
    keys = made.keys or {}
    if code:
        at = min(each.at for each in code.values())
        places = {new: keys.get(old, at) for old, new in _CODE.items() if new in code}
        made.value["code"] = Written(code, at, places)
        keys["code"] = min(places.values())
    return made


def _task(made: Written) -> Written:
    """A task whose volumes on the host are spelled as in the API."""
    volumes = made.value.get("volumes")
    for volume in volumes.value if volumes is not None and isinstance(volumes.value, list) else ():
        host = volume.value.get("host") if isinstance(volume.value, dict) else None
        if host is not None and not isinstance(host.value, dict):
            inside = Written({"sourcePath": host}, host.at, {"sourcePath": host.at})
            volume.value["host"] = inside
    return made


_FINISHED: Final[Mapping[str, Callable[[Written], Written]]] = {
    "aws_batch_job_queue": _queue,
    "aws_lambda_function": _function,
    "aws_ecs_task_definition": _task,
}

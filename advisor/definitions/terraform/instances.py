"""The instances of a resource and of `dynamic` blocks, with the local names of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.definitions.terraform.bodies import Block
from advisor.definitions.terraform.evaluate import NOTHING_NAMED, Names
from advisor.definitions.terraform.loops import Entry, entries
from advisor.definitions.terraform.written import Written, address, simple
from advisor.reading.opaque import Opaque

__all__ = ["Instance", "instances", "turns"]

_MOST = 100


class Instance(NamedTuple):
    """An instance by its address, such as `aws_batch_job_queue.this["night"]`, and its names."""

    address: str
    names: Names


def instances(block: Block, resource: str) -> tuple[Instance, ...]:
    """The instances of the resource at an address.

    If they are unknown, or none, it is one instance without values for its names: a resource that
    is off by default may be switched on.
    """
    made = tuple(_instances(block, resource))
    return made if 0 < len(made) <= _MOST else (Instance(resource, NOTHING_NAMED),)


def _instances(block: Block, resource: str) -> Iterator[Instance]:
    if "for_each" in block.arguments:
        for each in _chosen(block.arguments["for_each"].value()):
            yield Instance(address(resource, each.key.value), {"each": each.named()})
    elif "count" in block.arguments:
        at, count = block.arguments["count"].at, simple(block.arguments["count"].value())
        if isinstance(count, int) and count <= _MOST:
            for index in range(count):
                named = Written({"index": Written(index, at)}, at)
                yield Instance(address(resource, index), {"count": named})


def _chosen(collection: Written) -> Iterator[Entry]:
    """The entries of `for_each`; an element of a set is its own key."""
    found = entries(collection) or ()
    if isinstance(collection.value, list):
        found = tuple(Entry(each.value, each.value) for each in found)
    if all(isinstance(each.key.value, str) for each in found):
        yield from found


def turns(block: Block, names: Names) -> Iterator[Names] | None:
    """The local names of each block that a `dynamic` one makes; None if they are unknown."""
    if "for_each" not in block.arguments:
        return None
    found = entries(block.arguments["for_each"].value(names))
    if found is None or len(found) > _MOST:
        return None
    name = block.labels[-1]
    if "iterator" in block.arguments:
        iterator = block.arguments["iterator"].value().value
        name = str(iterator.argument) if isinstance(iterator, Opaque) else name
    return ({**names, name: each.named()} for each in found)

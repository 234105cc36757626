"""A Terraform file as a document with resources in the form of a CloudFormation template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from advisor.definitions.terraform import missing_package
from advisor.definitions.terraform.bodies import Block
from advisor.definitions.terraform.module import Module, read_blocks
from advisor.definitions.terraform.resources import resources
from advisor.definitions.terraform.syntax import UnreadableError
from advisor.definitions.terraform.written import Sources, Written, parted
from advisor.errors import AdvisorError, Place, Problem
from advisor.reading import Document
from advisor.reading.document import Branch
from advisor.reading.source import decode

__all__ = ["TerraformDocument", "read_terraform"]


@dataclass(frozen=True)
class TerraformDocument(Document):
    """A Terraform file; a value in it may be written in another file of the project."""

    sources: Sources = field(default_factory=Sources, repr=False, compare=False)
    folder: str = ""
    around: Any = field(
        default=None, repr=False, compare=False
    )  # resources of the folder's other files

    def home(self, *keys: str | int) -> Document:
        """The document in which the value at these keys is written."""
        spot = self._spot(keys)
        if spot is None:
            return self
        home, _ = self.sources.at(spot.start if isinstance(spot, Branch) else spot)
        return self if home.path == self.path else home

    @property
    def homes(self) -> Iterable[Document]:
        """Every document in which one of its values may be written."""
        return self.sources

    @property
    def scope(self) -> int | str:
        """The folder: Terraform's names are valid in all files of it."""
        return self.folder

    def place(self, *keys: str | int) -> Place | None:
        """The place of the value at these keys and indexes, in its `home`."""
        spot = self._spot(keys)
        return None if spot is None else self._at(spot.start if isinstance(spot, Branch) else spot)

    def key_place(self, *keys: str | int) -> Place | None:
        """The place of the last key itself, in the `home` of its value."""
        parent = self._spot(keys[:-1]) if keys else None
        if not isinstance(parent, Branch) or not isinstance(keys[-1], str):
            return None
        offset = parent.keys.get(keys[-1])
        return None if offset is None else self._at(offset)

    def _at(self, offset: int) -> Place:
        home, inside = self.sources.at(offset)
        return home.place_at(inside)


def read_terraform(data: bytes, path: str) -> TerraformDocument:
    """The document of a Terraform file; AdvisorError if it cannot be parsed."""
    if (missing := missing_package(path)) is not None:
        raise AdvisorError(missing)
    text = decode(data, path)
    try:
        module = Module(read_blocks(text, path))
    except UnreadableError as error:
        raise AdvisorError(Problem(error.message, path, error.place)) from None
    value, root = parted(_template(module.blocks))
    around = parted(_template(tuple(module.beside)))[0]
    folder = str(module.folder.resolve())
    return TerraformDocument(
        path, text, value, lambda: root, sources=module.sources, folder=folder, around=around
    )


def _template(blocks: tuple[Block, ...]) -> Written:
    """The resources in the form of a template."""
    found = dict(resources(blocks, _api_names()))
    made = Written(found, 0, {address: each.at for address, each in found.items()})
    return Written({"Resources": made}, 0)


@lru_cache(maxsize=1)
def _api_names() -> Mapping[str, str]:
    """Every key that the shipped checks read, by its lower-case spelling."""
    from advisor.rulebook import load_rules
    from advisor.rulebook.checks import checks
    from advisor.rulebook.subjects import Key

    steps = (
        step
        for subject in checks(load_rules()).values()
        for reading in subject.readings.values()
        for path in reading.paths
        for step in path.steps
    )
    return {step.name.lower(): step.name for step in steps if isinstance(step, Key)}

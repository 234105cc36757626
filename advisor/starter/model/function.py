"""The data of a Lambda function and its instances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.starter.leaves import Ask, Text
from advisor.starter.model.environment import Network

Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mounted:
    """A file system of a function."""

    access_point: Text
    path: str


@dataclass(frozen=True, slots=True)
class Zip:
    """The code of a function as an archive in a bucket."""

    runtime: Text
    handler: Text
    bucket: Text
    key: Text


@dataclass(frozen=True, slots=True)
class Image:
    """The code of a function as a container image."""

    uri: Text
    entry_point: tuple[str, ...]
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CapacityProvider:
    """The instances that functions run on."""

    name: str
    network: Network
    operator_role: Text
    architecture: str
    max_vcpus: Ask
    tags: Tags


@dataclass(frozen=True, slots=True)
class Managed:
    """The further settings of a function on Lambda Managed Instances.

    `larger` if its timeout or memory is beyond the limits of a standard function.
    """

    provider: Text
    ratio: int | None
    accelerator: int | Ask | None
    larger: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A Lambda function."""

    name: str
    role: Text
    code: Zip | Image
    timeout: int | Ask
    memory: int | Ask
    architecture: str
    environment: tuple[tuple[str, str], ...]
    log_group: Text
    tags: Tags
    storage: int | None = None
    network: Network | None = None
    file_system: Mounted | None = None
    managed: Managed | None = None
    async_retries: int | None = None

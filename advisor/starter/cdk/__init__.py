"""The AWS CDK writer."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.starter.files import File
from advisor.starter.leaves import Ask
from advisor.starter.model import Starter


def cdk_files(_starter: Starter, _region: str | None) -> Iterator[File]:
    """The files of the app."""
    yield from ()


def asked(_starter: Starter) -> tuple[Ask, ...]:
    """Everything that the stack asks for."""
    return ()

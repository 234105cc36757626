"""AWS's machine-readable definitions, as installed: botocore's models, cfn-lint's schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from html import unescape
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from re import sub
from typing import Any

from advisor.errors import AdvisorError, Problem

__all__ = ["Packages", "plain"]

_NEEDED = {"botocore": "botocore", "cfn-lint": "cfnlint"}
# Every Region has its own list of resources; this one gets new ones first.
_REGION = "us-east-1"


class Packages:
    """The installed packages; each file is read once, when first needed."""

    def __init__(self) -> None:
        missing = [name for name, module in _NEEDED.items() if find_spec(module) is None]
        if missing:
            hint = "install them with `pip install 'compute-advisor[fresh]'`"
            raise AdvisorError(
                Problem(f"not installed: {', '.join(f'`{name}`' for name in missing)}", help=hint)
            )
        self.versions = {name: version(name) for name in _NEEDED}
        self._models: dict[str, Mapping[str, Any]] = {}
        self._files: dict[str, Any] = {}

    def model(self, service: str) -> Mapping[str, Any]:
        """The API model of a service; KeyError if botocore has none."""
        if service not in self._models:
            self._models[service] = self._loaded(service)
        return self._models[service]

    def _loaded(self, service: str) -> Mapping[str, Any]:
        from botocore.exceptions import UnknownServiceError
        from botocore.loaders import Loader

        # Without the models in a user's home folder, which may be old.
        loader = Loader(
            extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False
        )
        try:
            model: Mapping[str, Any] = loader.load_service_model(service, "service-2")
        except UnknownServiceError:
            raise KeyError(service) from None
        return model

    def member(self, service: str, name: str) -> Mapping[str, Any]:
        """A shape, a member of one with what its own shape says, or an operation; else KeyError."""
        model = self.model(service)
        shape, _, member = name.partition(".")
        if not member:
            found: Mapping[str, Any] = model["shapes"].get(shape) or model["operations"][shape]
            return found
        inner = model["shapes"][shape]["members"][member]
        return {**model["shapes"][inner["shape"]], **inner}

    @cached_property
    def _folder(self) -> Path:
        spec = find_spec("cfnlint")
        assert spec is not None and spec.submodule_search_locations  # noqa: PT018, S101  # checked when this was created
        return Path(spec.submodule_search_locations[0])

    def file(self, name: str) -> Any:
        """A JSON file of cfn-lint, by its path in the package; KeyError if there is none."""
        if name not in self._files:
            try:
                self._files[name] = json.loads((self._folder / name).read_text("utf-8"))
            except OSError:
                raise KeyError(name) from None
        return self._files[name]

    def resource(self, name: str) -> Any:
        """cfn-lint's schema of a CloudFormation resource; KeyError if there is none."""
        schemas = self.file(f"data/schemas/providers/{_REGION}.json")
        return self.file(f"data/schemas/resources/{schemas[name]}.json")


def plain(documentation: str) -> str:
    """Documentation as plain text on one line."""
    words = sub(r"\s+", " ", unescape(sub(r"<[^>]+>", " ", documentation))).strip()
    return sub(r" ([,.;:)])", r"\1", sub(r"\( ", "(", words))

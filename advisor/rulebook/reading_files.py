"""Reads the files of a folder of rules, and collects the problems in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from advisor.errors import AdvisorError
from advisor.model import Limit
from advisor.reading import Document, read_file
from advisor.rulebook.limits import limits_of
from advisor.rulebook.shapes import LimitsShape
from advisor.rulebook.sources import Complaints
from advisor.validation import validated

Model = TypeVar("Model", bound=BaseModel)


@dataclass
class Files:
    """The files of one folder, and the problems found in them."""

    folder: Path
    complaints: Complaints = field(default_factory=Complaints)

    def shaped(self, name: str, model: type[Model]) -> tuple[Document, Model] | None:
        """A file as a document and as its model; None, with problems noted, if it is invalid."""
        try:
            document = read_file(self.folder / name)
            return document, validated(model, document)
        except AdvisorError as error:
            self.complaints.problems.extend(error.problems)
            return None

    def optional(self, name: str, model: type[Model]) -> tuple[Document, Model] | None:
        """The same as `shaped`; None, without a problem, if there is no such file."""
        return self.shaped(name, model) if (self.folder / name).is_file() else None

    def limits(self, pack: str, known: dict[str, Limit]) -> dict[str, Limit]:
        """The limits of the folder's `limits/` by id; a problem for each one that is in `known`."""
        limits: dict[str, Limit] = {}
        for path in sorted((self.folder / "limits").glob("*.yaml")):
            shaped = self.shaped(f"limits/{path.name}", LimitsShape)
            if shaped is None:
                continue
            for limit in limits_of(*shaped, self.complaints, pack):
                where = ("limits", limit.id.partition(".")[2])
                if limit.id in limits:
                    self.complaints.add(shaped[0], (), f"`{limit.id}` is written twice")
                elif limit.id in known:
                    owner = known[limit.id].pack
                    advice = "give its value under `pins` in pack.yaml"
                    message = f"`{limit.id}` is a limit of `{owner}`"
                    self.complaints.add(shaped[0], where, message, advice)
                limits[limit.id] = limit
        return limits

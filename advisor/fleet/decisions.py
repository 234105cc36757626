"""The result of `advisor.fleet`: the decisions as an Arrow table, and their summary."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from advisor.fleet.pricing import Paying
    from advisor.fleet.run import Asked
    from advisor.fleet.summary import Summary


class Decisions:
    """A verdict for each job, in the order of the jobs.

    It does what its Arrow `table` does (`column_names`, `to_pandas()`, `["platform"]`, …), and any
    library that reads Arrow accepts it. `summary` is computed when first used.
    """

    def __init__(self, table: pa.Table, asked: Asked, named: str, paying: Paying) -> None:
        self.table = table
        self._asked, self._named, self._paying = asked, named, paying

    @cached_property
    def summary(self) -> Summary:
        """The summary of the decisions."""
        from advisor.fleet.run import summed_up

        return summed_up(self._asked, self._named, paying=self._paying)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "table":
            raise AttributeError(name)
        return getattr(self.table, name)

    def __getitem__(self, key: Any) -> Any:
        return self.table[key]

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __repr__(self) -> str:
        return self.summary.to_text()

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, Any]:
        return self.summary._repr_mimebundle_(**kwargs)

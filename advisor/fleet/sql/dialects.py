"""The SQL that DuckDB and Spark write differently."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from advisor.condition import Scalar
from advisor.errors import AdvisorError, Problem, did_you_mean

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine writes names, texts, lists and times."""

    name: str
    quote: str
    overlap: str  # whether a list contains any of some texts
    listed: str  # a list of texts
    length: str
    picked: str  # the texts of a list whose entry in a second list is true
    split: str  # a comma-separated text as a list
    seconds: str  # a time as seconds since 1970
    unhinted: str = "{}"  # a number of which nothing is known from the statistics of a file
    texts_are: str = "VARCHAR"
    lists_are: str = "VARCHAR[]"
    escapes: bool = False  # whether a backslash in a text is an escape

    def named(self, name: str) -> str:
        """The name of a column or table, quoted if needed."""
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def text(self, value: str) -> str:
        """A text literal; characters that it cannot hold are concatenated by their code."""
        if self.escapes:
            value = value.replace("\\", "\\\\")
        quoted = value.replace("'", "\\'" if self.escapes else "''")
        if "\x00" not in quoted:
            return f"'{quoted}'"
        return "(" + " || CHR(0) || ".join(f"'{part}'" for part in quoted.split("\x00")) + ")"

    def scalar(self, value: Scalar) -> str:
        """A constant; fractions are written as DOUBLE, not as DECIMAL."""
        match value:
            case bool():
                return str(value).upper()
            case str():
                return self.text(value)
            case _:
                return number(value)

    def texts(self, values: Iterable[str]) -> str:
        """A list of texts."""
        return self.listed.format(", ".join(map(self.text, values)))


def number(value: float) -> str:
    """A number as SQL, exact."""
    if value == int(value) and abs(value) < 2**31:
        return str(int(value))
    text = repr(float(value))
    return text if "e" in text else f"{text}e0"


def plain(name: str) -> str:
    """A similar name that needs no quotes."""
    return name if _PLAIN.match(name) else re.sub(r"\W", "_", name)


DUCKDB = Dialect(
    "duckdb",
    quote='"',
    overlap="list_has_any({}, {})",
    listed="[{}]",
    length="len({})",
    picked="list_where({}, {})",
    split="regexp_split_to_array({}, ' *, *')",
    seconds="epoch({})",
    # Arrow leaves NaN out of the least and the largest of a Parquet file, and DuckDB then takes it
    # for a number between them. It keeps what those say through most expressions, but not this.
    unhinted="greatest({}, NULL)",
)
SPARK = Dialect(
    "spark",
    quote="`",
    overlap="arrays_overlap(filter({}, x -> x IS NOT NULL), {})",
    listed="array({})",
    length="size({})",
    picked="filter({}, (x, i) -> element_at({}, i + 1))",
    split="split({}, ' *, *')",
    seconds="CAST(CAST({} AS TIMESTAMP) AS DOUBLE)",
    texts_are="STRING",
    lists_are="ARRAY<STRING>",
    escapes=True,
)
DIALECTS = {each.name: each for each in (DUCKDB, SPARK)}


def translated(text: str, dialect: str) -> str:
    """The query in another dialect of sqlglot; AdvisorError without sqlglot or for unknown ones."""
    try:
        import sqlglot
    except ImportError as error:
        raise AdvisorError(
            Problem(
                f"the dialect `{dialect}` needs sqlglot",
                help="install it with `pip install 'compute-advisor[sql]'`",
            )
        ) from error
    known = sorted(each.value for each in sqlglot.Dialects if each.value)
    if dialect not in known:
        near = did_you_mean(dialect, known)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
        raise AdvisorError(Problem(f"`{dialect}` is not a dialect", help=hint))
    translate = partial(sqlglot.transpile, read="duckdb", write=dialect, pretty=True)
    return str(translate(text)[0] + "\n")

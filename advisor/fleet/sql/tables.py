"""The first row of a table that is large enough, as CASE; similar rows are tested together.

A table of sizes may have over a hundred rows, and every test costs time for every job.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from advisor.fleet.sql.dialects import number
from advisor.formula import Row


def first_fit(rows: Sequence[Row], needs: Sequence[str], column: int) -> str:
    """A column of the first row that is at least as large as the needs; NULL if there is none."""
    branches = [_branch(tier, needs, column) for tier in _tiers(rows)]
    return f"CASE {' '.join(branches)} END"


def _tiers(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Consecutive rows that start alike, with the largest one last."""
    for _, group in groupby(rows, key=lambda row: row[0]):
        tier: list[Row] = []
        for row in group:
            if tier and not _dominates(row, tier[-1]):
                yield tier
                tier = []
            tier.append(row)
        yield tier


def _dominates(row: Row, other: Row) -> bool:
    return all(one >= two for one, two in zip(row, other, strict=True))


def _branch(tier: Sequence[Row], needs: Sequence[str], column: int) -> str:
    """A test for the largest row of a tier, and the first row in it that is large enough."""
    return f"WHEN {_fits(tier[-1], needs)} THEN {_within(tier, needs, column)}"


def _fits(row: Row, needs: Sequence[str]) -> str:
    return " AND ".join(
        f"{need} <= {number(have)}"
        for have, need in zip(row, needs, strict=True)
        if not _is_number_within(need, have)
    )


def _is_number_within(need: str, have: float) -> bool:
    """Whether a need is a constant that is met, such as 0."""
    try:
        return float(need) <= have
    except ValueError:
        return False


def _within(tier: Sequence[Row], needs: Sequence[str], column: int) -> str:
    if len({row[column] for row in tier}) == 1:
        return number(tier[0][column])
    rising = [i for i in range(len(needs)) if tier[0][i] != tier[-1][i]]
    if rising == [column] and (step := _step(tier, column)):
        # Dividing and multiplying by a power of two does not round.
        up = f"CEIL({needs[column]} / {number(step)}) * {number(step)}"
        return f"GREATEST({number(tier[0][column])}, {up})"
    asked = [i for i in rising if not _is_number_within(needs[i], tier[0][i])]
    tests = (
        (" AND ".join(f"{needs[i]} <= {number(row[i])}" for i in asked), row[column])
        for row in tier[:-1]
    )
    branches = " ".join(f"WHEN {test} THEN {number(value)}" for test, value in tests)
    return f"CASE {branches} ELSE {number(tier[-1][column])} END"


def _step(tier: Sequence[Row], column: int) -> float | None:
    """The step by which a column rises, if constant and a power of two that divides it."""
    values = [row[column] for row in tier]
    steps = {two - one for one, two in pairwise(values)}
    step = steps.pop()
    if steps or step < 1 or step != int(step) or int(step) & (int(step) - 1) or values[0] % step:
        return None
    return step

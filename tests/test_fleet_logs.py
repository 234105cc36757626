"""From the raw log to the sums: what the summary adds up is what `recommend` says of each line."""

from __future__ import annotations

import random
from collections import Counter

import pytest

pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra `fleet`")

import advisor

BOOK = advisor.load_rules()
CORES = 8  # of a node
LINES = 120


def lines(seed: int) -> list[list[int]]:
    """Jobs as the Standard Workload Format has them, with gaps, around the limits of services."""
    draw = random.Random(seed)
    return [
        [number, 60 * number, 5, draw.choice([-1, 0, 30, 599, 601, 900, 901, 40_000]),
         draw.choice([-1, 1, 2, 6, 8, 9, 64]), -1, -1, draw.choice([1, 4, 16]), -1,
         draw.choice([-1, 4096, 524_288, 1_048_576, 16_777_216]), draw.choice([0, 1, 5]),
         *[1] * 5, -1, -1]
        for number in range(LINES)
    ]  # fmt: skip


def spec_of(line: list[int]) -> dict[str, object]:
    """A line as a spec, read as the format's own definition says, and by nothing of ours."""
    seconds, cores, memory = line[3], line[4] if line[4] > 0 else line[7], line[9]
    nodes = -(-cores // CORES)
    each = -(-cores // nodes)
    spec: dict[str, object] = {"vcpus": each}
    if nodes > 1:
        spec["nodes"] = nodes
    if seconds > 0:
        spec["duration"] = f"{seconds} s"
    if memory > 0:
        spec["memory"] = f"{memory * each} KiB"
    return spec


def test_the_sums_of_a_raw_log_are_those_of_recommend_line_by_line(tmp_path):
    """By platform and whether it is settled, and the CPU hours by platform."""
    found = lines(seed=5)
    path = tmp_path / "cluster.swf"
    path.write_text("".join(" ".join(map(str, line)) + "\n" for line in found))
    wanted, hours = Counter(), Counter()
    for line in found:
        answer = advisor.recommend(spec_of(line), rules=BOOK)
        platform = answer.outcome.platform
        name = platform.id if platform else None
        wanted[name] += 1
        wanted[name, "open"] += answer.outcome.status == "conditional"
        cores = line[4] if line[4] > 0 else line[7]
        hours[name] += max(line[3], 0) * cores / 3600
    summed = advisor.fleet(str(path), cpus_per_node=CORES).summary
    for each in summed.platforms:
        name = each.platform.id if each.platform else None
        assert each.counted.jobs == wanted[name]
        assert each.conditional.jobs == wanted[name, "open"]
        assert each.counted.hours == pytest.approx(hours[name])
    assert summed.total.jobs == LINES
    assert len(summed.platforms) >= 3

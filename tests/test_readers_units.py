"""Amounts as schedulers spell them: the SQL that reads them says what plain Python says."""

from __future__ import annotations

import math
import re

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.fleet.readers import spelled
from advisor.fleet.readers.pods import needs_of, quantity

SOME = settings(max_examples=40)
OPENED = duckdb.connect()
TO_MIB = {"": 1, "K": 1 / 1024, "M": 1, "G": 1024, "T": 1024**2, "P": 1024**3, "E": 1024**4}
WHOLE = st.integers(0, 10**9).map(str)
NUMBER = st.one_of(WHOLE, st.decimals(0, 10**6, places=2).map(str))
# What is near to an amount, and what is nowhere near.
JUNK = st.one_of(st.text(max_size=12), st.text("0123456789:-.KMGTcnsmhd e+", max_size=10))


def read_all(sql, texts):
    """What an expression over `t` makes of each text."""
    rows = OPENED.execute(
        f"SELECT {sql} FROM (SELECT unnest($1::VARCHAR[]) AS t)", [list(texts)]
    ).fetchall()
    return [row[0] for row in rows]


def agree(sql, reference, texts):
    """Hold what is read to what the reference makes of it."""
    for text, found in zip(texts, read_all(sql, texts), strict=True):
        wanted = reference(text)
        same = found == wanted if None in (found, wanted) else math.isclose(found, wanted)
        assert same, (text, found, wanted)


def slurm_seconds(text):
    """Seconds of Slurm's times, step by step."""
    match = re.fullmatch(r"(?:([0-9]+)-)?([0-9]+(?::[0-9]+)*(?:\.[0-9]+)?)", text)
    if match is None or match[2].count(":") not in (1, 2):
        return None
    parts = [float(each) for each in match[2].split(":")]
    if match[1] is not None and len(parts) == 2:
        parts.append(0.0)
    parts = [0.0] * (3 - len(parts)) + parts
    return float(match[1] or 0) * 86_400 + parts[0] * 3600 + parts[1] * 60 + parts[2]


def slurm_memory(text):
    """MiB of Slurm's memory."""
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([KMGTPE]?)[cn]?", text)
    return float(match[1]) * TO_MIB[match[2]] if match else None


def nextflow_seconds(text):
    """Seconds of Nextflow's times."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return float(text) / 1000
    if not re.fullmatch(r" *([0-9]+(\.[0-9]+)? ?(d|h|ms|m|s) *)+", text):
        return None
    sizes = {"d": 86_400, "h": 3600, "m": 60, "s": 1, "ms": 1e-3}
    parts = re.findall(r"([0-9]+(?:\.[0-9]+)?) ?(ms|d|h|m|s)", text)
    order = [list(sizes).index(unit) for _, unit in parts]
    if order != sorted(set(order)):
        return None
    return sum(float(number) * sizes[unit] for number, unit in parts)


def nextflow_memory(text):
    """MiB of Nextflow's memory."""
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([KMGTPE]?)i?B?", text)
    return float(match[1]) * (TO_MIB[match[2]] if match[2] else 1 / 1024**2) if match else None


SLURM_TIMES = st.one_of(
    st.from_regex(r"\A([0-9]{1,3}-)?([0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2}(\.[0-9]{1,6})?\Z"), JUNK
)
SLURM_SIZES = st.one_of(
    st.tuples(NUMBER, st.sampled_from(list(TO_MIB)), st.sampled_from(["", "c", "n"])).map("".join),
    JUNK,
)
NEXTFLOW_TIMES = st.one_of(
    st.from_regex(r"\A([0-9]{1,2}d ?)?([0-9]{1,2}h ?)?([0-9]{1,2}m ?)?([0-9]{1,2}(\.[0-9])?s ?)?"
                  r"([0-9]{1,3}ms)?\Z"), WHOLE, JUNK,
)  # fmt: skip
NEXTFLOW_SIZES = st.one_of(
    st.tuples(NUMBER, st.sampled_from(["", " "]),
              st.sampled_from(["", "B", "KB", "MB", "GB", "TB", "GiB"])).map("".join), JUNK,
)  # fmt: skip


@pytest.mark.parametrize(
    ("sql", "reference", "texts"),
    [
        (spelled.slurm_seconds("t"), slurm_seconds, SLURM_TIMES),
        (spelled.slurm_memory("t"), slurm_memory, SLURM_SIZES),
        (spelled.nextflow_seconds("t"), nextflow_seconds, NEXTFLOW_TIMES),
        (spelled.nextflow_memory("t"), nextflow_memory, NEXTFLOW_SIZES),
    ],
    ids=["slurm times", "slurm memory", "nextflow times", "nextflow memory"],
)
def test_sql_reads_what_plain_python_reads(sql, reference, texts):
    """Of amounts and of anything that looks like one."""

    @SOME
    @given(st.lists(texts, min_size=20, max_size=60))
    def check(some):
        agree(sql, reference, [each for each in some if each and "\x00" not in each])

    check()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7-04:00:00", 619_200), ("01:02.345", 62.345), ("00:00:01", 1), ("1-12:30", 131_400),
        ("100:00:00", 360_000), ("UNLIMITED", None), ("-1:00", None), ("1:2:3:4", None),
    ],
)  # fmt: skip
def test_times_of_slurm(text, seconds):
    """Days, hours, minutes, seconds and parts of seconds."""
    assert read_all(spelled.slurm_seconds("t"), [text]) == [seconds]


@pytest.mark.parametrize(
    ("text", "mebibytes", "per"),
    [
        ("100Mc", 100, "c"), ("10Gn", 10_240, "n"), ("4G", 4096, ""), ("1.5T", 1.5 * 2**20, ""),
        ("512", 512, ""), ("2048K", 2, ""), ("0n", 0, "n"), ("4g", None, ""), ("", None, ""),
    ],
)  # fmt: skip
def test_memory_of_slurm(text, mebibytes, per):
    """For each CPU, for each node, for the job; a bare number is MB."""
    assert read_all(spelled.slurm_memory("t"), [text]) == [mebibytes]
    assert read_all(spelled.slurm_per("t"), [text]) == [per]


def test_what_a_step_used_without_a_unit_is_bytes():
    """As `sacct` prints what it measures."""
    assert read_all(spelled.slurm_memory("t", "B"), ["1048576", "1024K"]) == [1, 1]


@pytest.mark.parametrize(
    ("text", "cpus", "memory", "gpus"),
    [
        ("cpu=4,mem=16G,node=1,gres/gpu=2", "4", "16G", 2),
        ("billing=4,cpu=4,gres/gpu:a100=1,gres/gpu:v100=2,mem=500M,node=1", "4", "500M", 3),
        ("cpu=8,gres/gpu:a100=4,gres/gpu=4,node=1", "8", None, 4),
        ("cpu=8,gres/gpumem=4,node=1", "8", None, 0),
        (None, None, None, None),
    ],
)
def test_resources_of_slurm(text, cpus, memory, gpus):
    """GPUs with and without a type; none where there are resources and no GPU."""
    assert read_all(spelled.tres("t", "cpu"), [text]) == [cpus]
    assert read_all(spelled.tres("t", "mem"), [text]) == [memory]
    assert read_all(spelled.tres_gpus("t"), [text]) == [gpus]


@pytest.mark.parametrize(
    ("text", "gpus"),
    [("gpu:2", 2), ("gpu", 1), ("gres:gpu:tesla:3", 3), ("PER_NODE:gres/gpu:a100=4", 4),
     ("gpu:v100:1(IDX:0),gpu:a100:2(IDX:1-2),lustre:1", 3), ("gpu:1g.5gb:2", 2),
     ("lustre:1", 0), ("gpu_mem:8", 0), (None, None)],
)  # fmt: skip
def test_generic_resources_of_old_slurm(text, gpus):
    """A number, a type, both or neither, with the prefixes that versions put before it."""
    assert read_all(spelled.gres_gpus("t"), [text]) == [gpus]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2m 13s", 133), ("931ms", 0.931), ("1d 2h 3m 4s", 93_784), ("1.2s", 1.2), ("1500", 1.5),
     ("3m", 180), ("1h 30ms", 3600.03), ("5x", None), ("1s 2m", None)],
)  # fmt: skip
def test_times_of_nextflow(text, seconds):
    """For people, and raw in milliseconds."""
    assert read_all(spelled.nextflow_seconds("t"), [text]) == [seconds]


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "1e999", "abc", "-0.5", "--", "0x10"])
def test_numbers_are_finite_and_not_negative(text):
    """Anything else is not stated."""
    assert read_all(spelled.number("t"), [text]) == [None]


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("500m", 0.5), ("2Gi", 2**31), ("1e3", 1000), ("1E3", 1000), ("100k", 1e5), ("1.5", 1.5),
        ("64Mi", 2**26), ("1E", 1e18), ("250u", 25e-5), (4, 4), (0.5, 0.5), ("1.", 1),
        ("2gi", None), ("-1", None), ("", None), (True, None), ("1e3m", None), (None, None),
        (".5", 0.5), ("1Ki", 1024), ("1K", None), ("1e999", None), ([], None),
    ],
)  # fmt: skip
def test_quantities_of_kubernetes(value, amount):
    """Decimal, binary, with an exponent; nothing else."""
    found = quantity(value)
    assert found == amount if amount is None else math.isclose(found, amount)


def test_a_part_of_a_gpu_counts_as_one():
    """As the device plugins of Kubernetes name it; other resources of a vendor do not."""
    limits = {"nvidia.com/mig-1g.5gb": 2, "cpu": 1, "nvidia.com/hostdev": 4}
    assert needs_of({"containers": [{"resources": {"limits": limits}}]}).facts["gpus"] == 2

"""Durations and memory: which texts are read, which refused, and how amounts are shown."""

from __future__ import annotations

import math
import re
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.units import (
    Quantity,
    conversion,
    duration,
    in_short,
    memory,
    parse_duration,
    parse_memory,
    share,
    show,
    spell,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("90 s", 90),
        (" 90 s ", 90),
        ("20 min", 1200),
        ("30m", 1800),
        ("1h30m", 5400),
        ("1 h 30 min", 5400),
        ("1 d 2 h 3 min 4.5 s", 93784.5),
        ("2 days", 172_800),
        ("7d", 604_800),
        ("2 weeks", 1_209_600),
        ("1.5 h", 5400),
        ("1.1 h", 3960),
        ("500 ms", 0.5),
        ("20 Min", 1200),
        ("20 MIN", 1200),
        ("0 s", 0),
        ("PT20M", 1200),
        ("PT1H30M", 5400),
        ("P1DT2H", 93_600),
        ("P2W", 1_209_600),
        ("PT1.5H", 5400),
    ],
)
def test_a_duration_is_read_in_seconds(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "mebibytes"),
    [
        ("8 GiB", 8192),
        ("8GiB", 8192),
        ("8 gib", 8192),
        ("8 GIB", 8192),
        ("512 MiB", 512),
        ("1.5 TiB", 1_572_864),
        ("256 KiB", 0.25),
        ("1048576 B", 1),
        ("8 GB", 8e9 / 2**20),
        ("8gb", 8e9 / 2**20),
        ("6 MB", 6e6 / 2**20),
        ("30000 KB", 3e7 / 2**20),
        ("30000 kB", 3e7 / 2**20),
        ("0 B", 0),
    ],
)
def test_memory_is_read_in_mebibytes(text: str, mebibytes: float) -> None:
    assert parse_memory(text) == mebibytes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("8", "`8` has no unit: which one? write `8 s` or `8 min`"),
        ("", "the text is empty where a time belongs: write it as `20 min`"),
        ("5 M", "`5 M`: `M` may be minutes or months: write `5 min`"),
        ("20 mn", "`20 mn`: `mn` is not a unit of time: did you mean `20 min`?"),
        ("8 GiB", "`8 GiB` is memory, not a time: write it as `20 min`"),
        ("-5 s", "`-5 s` is negative: a time is 0 or more"),
        ("-PT5M", "`-PT5M` is negative: a time is 0 or more"),
        ("30 min 1 h", "go from large to small, each once, as in `1 h 30 min`"),
        ("1h 1h", "go from large to small, each once, as in `1 h 30 min`"),
        ("P1M", "write weeks, days, hours, as in `P1DT2H`"),
        ("PT", "write weeks, days, hours, as in `P1DT2H`"),
        ("PT1.5.2H", "write weeks, days, hours, as in `P1DT2H`"),
        ("1e400 s", "exponents are not read: write the number out"),
        ("nan s", "`nan s` is not a number"),
        ("inf", "`inf` is not a number"),
        ("1,024 s", "write the number without separators: `1024 s`"),
        ("1,5 h", "decimals take a point: write `1.5`"),
        ("\uff12\uff10 min", "write digits as 0 to 9"),
        ("9" * 700 + " s", "is too large a number"),
        ("9" * 900 + " s", "has 902 characters, too many for a quantity"),
        ("soon", "`soon` is not a time: write it as `20 min`"),
        ("\x1b[31m", "`\\x1b[31m` is not a time"),
    ],
)
def test_what_is_no_duration_is_refused_with_what_would_be_right(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("8", "`8` has no unit: which one? write `8 GiB` or `8 GB`"),
        ("2048", "`2048` has no unit: which one? write `2048 MiB` or `2048 MB`"),
        ("8g", "`8g`: `g` is ambiguous: write `8 GiB` or `8 GB`"),
        ("8 Gi", "`8 Gi`: `Gi` is ambiguous: write `8 GiB` or `8 GB`"),
        ("512m", "`512m`: `m` is ambiguous: write `512 MiB` or `512 MB`"),
        ("8 Gb", "`8 Gb`: `Gb` may be bits: for bytes write `8 GiB`"),
        ("8 b", "`8 b`: `b` may be bits: for bytes write `8 B`"),
        ("20 min", "`20 min` is a time, not memory: write it as `8 GiB`"),
        ("1 h 30 min", "is a time, not memory"),
        ("PT20M", "is a time, not memory"),
        ("-8 GiB", "`-8 GiB` is negative: memory is 0 or more"),
        ("1_000 MiB", "write the number without separators: `1000 MiB`"),
        ("1 GiB 512 MiB", "is not memory: write it as `8 GiB`"),
        ("8 apples", "`apples` is not a unit of memory: write it as `8 GiB`"),
    ],
)
def test_what_is_no_memory_is_refused_with_what_would_be_right(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_memory(text)


def test_a_quantity_keeps_the_words_it_was_given_in() -> None:
    assert str(duration("1h30m")) == "1h30m"
    assert str(memory("8 GB")) == "8 GB"


def test_quantities_are_equal_when_their_amounts_are() -> None:
    assert duration("90 min") == duration("1h30m") == duration(timedelta(minutes=90))
    assert hash(memory("8 GiB")) == hash(memory("8192 MiB"))


def test_a_timedelta_is_a_duration() -> None:
    assert duration(timedelta(minutes=20)) == Quantity(1200, "s", "20 min")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (8, "`8` has no unit"),
        (8.5, "`8.5` has no unit"),
        (True, "`True` is not a time"),
        (None, "`None` is not a time"),
        ([1], "`[1]` is not a time"),
        (math.nan, "`nan` is not a time"),
        (timedelta(seconds=-1), "is negative"),
        (Quantity(8, "MiB", "8 MiB"), "`8 MiB` is not a time"),
        (Quantity(math.nan, "s", "nan s"), "`nan s` is not a time"),
    ],
)
def test_only_text_timedeltas_and_quantities_are_durations(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        duration(value)


def test_a_timedelta_is_no_memory() -> None:
    with pytest.raises(ValueError, match="is not memory"):
        memory(timedelta(1))


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (900, "s", "15 min"),
        (901, "s", "15 min 1 s"),
        (5400, "s", "1 h 30 min"),
        (45, "s", "45 s"),
        (14 * 86_400, "s", "14 d"),
        (0.2, "s", "0.2 s"),
        (0, "s", "0 s"),
        (86_399.999, "s", "1 d"),
        (-900, "s", "-15 min"),
        (10_240, "MiB", "10 GiB"),
        (98_304, "MiB", "96 GiB"),
        (1280, "MiB", "1.25 GiB"),
        (10_000, "MiB", "10,000 MiB"),
        (8e9 / 2**20, "MiB", "7.45 GiB"),
        (5e8 / 2**20, "MiB", "476.84 MiB"),
        (244 * 1024 + 0.5, "MiB", "244.0005 GiB"),
        (244 * 1024 + 1, "MiB", "249,857 MiB (about 244 GiB)"),
        (31_876_710, "MiB", "31,876,710 MiB (about 30.4 TiB)"),
        (1000.25 * 1024, "MiB", "1,000.25 GiB"),
        (1024 * (1 + 2**-52), "MiB", "1 GiB"),
        (30 / 1024, "MiB", "30 KiB"),
        (2**20, "MiB", "1 TiB"),
        (0.25, "MiB", "256 KiB"),
        (0, "MiB", "0 MiB"),
        (4.0, "vCPU", "4 vCPU"),
        (0.25, "vCPU", "0.25 vCPU"),
        (4.0, None, "4"),
        (1_000_000, None, "1,000,000"),
        (0.1 + 0.2, None, "0.3"),
        (85.0, "%", "85%"),
        (20, "/s", "20/s"),
        (0.0000166667, "USD", "0.0000167 USD"),
        (True, None, "yes"),
        (False, None, "no"),
        (None, "s", "none"),
        ((), None, "none"),
        (("m6i", "c6i"), None, "m6i, c6i"),
        ((60, 90), "s", "1 min, 1 min 30 s"),
        ("arm64", None, "arm64"),
        (math.inf, "s", "inf"),
    ],
)
def test_a_value_is_shown_as_people_write_it(value: object, unit: str | None, shown: str) -> None:
    assert show(value, unit) == shown


_MEMORIES = (
    st.integers(1, 2**35).map(float)
    | st.integers(1, 2**16).map(lambda halves: halves / 2)
    | st.floats(2**-10, 2**35)
)


@given(_MEMORIES, st.integers(1, 2**20).map(lambda gib: gib / 4 * 1024) | st.integers(1, 2**30))
@example(244 * 1024 + 2**-19, 244 * 1024.0)
@example(31_876_710.4, 31_876_710.0)
def test_memory_looks_like_a_limit_only_where_it_is(value: float, limit: float) -> None:
    """To the byte: nothing is smaller. A limit is a quarter of a GiB, or whole MiB."""
    same = round(value * 2**20) == limit * 2**20
    assert (show(value, "MiB") == show(limit, "MiB")) is same


@given(_MEMORIES)
@example(1004.5)
def test_memory_that_is_shown_is_off_by_less_than_its_last_digit(value: float) -> None:
    shown = show(value, "MiB").partition(" (")[0]
    decimals = len(shown.partition(" ")[0].partition(".")[2])
    step = parse_memory(f"1 {shown.rpartition(' ')[2]}") / 10**decimals
    assert abs(parse_memory(shown.replace(",", "")) - value) <= max(step / 2, 2**-20)


@pytest.mark.parametrize(
    ("value", "limit", "unit", "shown"),
    [
        (20e9 / 2**20, 244 * 1024, "MiB", "18.63 of 244 GiB"),
        (62 * 1024, 244 * 1024, "MiB", "62 of 244 GiB"),
        (512, 10_240, "MiB", "512 MiB of 10 GiB"),
        (10_000, 10_240, "MiB", "9.77 of 10 GiB"),
        (10_240, 10_240, "MiB", "10 of 10 GiB"),
        (10_240 + 2**-10, 10_240, "MiB", "10.000001 of 10 GiB"),
        (244 * 1024 + 1, 244 * 1024, "MiB", "244.001 of 244 GiB"),
        (100_000, 31_876_710, "MiB", "97.66 GiB of 30.4 TiB"),
        (31_876_711, 31_876_710, "MiB", "30.400001 of 30.4 TiB"),
        (1024 * 1024 - 1, 1024 * 1024, "MiB", "0.999999 of 1 TiB"),
        (20 / 1024, 30 / 1024, "MiB", "20 of 30 KiB"),
        (1500, 900, "s", "25 min of 15 min"),
        (900.001, 900, "s", "900.001 of 900 s"),
        (3, 32, "vCPU", "3 of 32 vCPU"),
        (32.001, 32, "vCPU", "32.001 of 32 vCPU"),
        (85, 90, "%", "85 of 90%"),
        (7, 5, None, "7 of 5"),
    ],
)
def test_a_value_is_shown_beside_its_limit(
    value: float, limit: float, unit: str | None, shown: str
) -> None:
    assert share(value, limit, unit) == shown


@given(_MEMORIES, _MEMORIES, st.sampled_from(["s", "MiB", "vCPU"]))
def test_a_value_beside_its_limit_looks_like_it_only_where_it_is(
    value: float, limit: float, unit: str
) -> None:
    for near in (value, limit * (1 + 2**-40), limit):
        one, _, other = share(near, limit, unit).partition(" of ")
        assert (one == other.split(" ")[0] or one == other) is (near == limit)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (31_876_710, "MiB", "30.4 TiB"),
        (20e9 / 2**20, "MiB", "18.6 GiB"),
        (1023.4 * 1024, "MiB", "1,023 GiB"),
        (900, "s", "15 min"),
        (1_213_200, "s", "14 d"),
        (0.12345, "s", "0.123 s"),
        (123_456, None, "123,456"),
        (3.14159, "vCPU", "3.14 vCPU"),
    ],
)
def test_where_there_is_no_room_three_digits_do(value: float, unit: str | None, shown: str) -> None:
    assert in_short(value, unit) == shown


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        ("8 GB", "8 GB = 7.45 GiB"),
        ("512mb", "512mb = 488.28 MiB"),
        ("1073.741824 MB", "1073.741824 MB = 1 GiB"),
        ("8 GiB", None),
        ("100 B", None),
    ],
)
def test_a_decimal_unit_is_shown_converted(text: str, converted: str | None) -> None:
    assert conversion(text) == converted


@pytest.mark.parametrize(
    ("amount", "unit", "spelt"),
    [
        (1200, "s", "20 min"),
        (1201, "s", "1201 s"),
        (5400, "s", "90 min"),
        (0, "s", "0 s"),
        (8192, "MiB", "8 GiB"),
        (8e9 / 2**20, "MiB", "7629.39453125 MiB"),
        (0.25, "MiB", "256 KiB"),
        (1e-7, "s", "0.0000001 s"),
        (4.0, "vCPU", "4 vCPU"),
    ],
)
def test_an_amount_is_spelt_in_the_largest_exact_unit(amount: float, unit: str, spelt: str) -> None:
    assert spell(amount, unit) == spelt


_AMOUNTS = st.floats(min_value=0, max_value=1e300) | st.integers(0, 2**53)


@given(_AMOUNTS)
def test_every_spelling_reads_back_exactly(amount: float) -> None:
    assert parse_duration(spell(amount, "s")) == amount
    assert parse_memory(spell(amount, "MiB")) == amount


@given(st.integers(0, 10**9))
def test_whole_seconds_read_back_as_they_are_shown(seconds: int) -> None:
    assert parse_duration(show(seconds, "s").replace(",", "")) == seconds


@given(st.text() | st.from_regex(r"[-+]?[0-9.,eE]* ?[A-Za-z]*( [0-9]+[a-z]+)?", fullmatch=True))
def test_any_text_is_a_quantity_or_a_value_error(text: str) -> None:
    for parse in (parse_duration, parse_memory):
        try:
            assert 0 <= parse(text) < math.inf
        except ValueError as error:
            message = str(error)
            assert message.isprintable()

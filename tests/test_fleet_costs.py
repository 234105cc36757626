"""A fleet costs what its jobs cost one by one: each as `recommend` prices it."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from tempfile import gettempdir

import pytest

pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra `fleet`")

from fleet_support import ENGINE, run, table_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

import advisor
from advisor import load_rules
from advisor.api import stated_in
from advisor.cost.bill import Rates
from advisor.cost.load import shipped_prices
from advisor.cost.options import price
from advisor.cost.terms import Terms, terms
from advisor.cost.use import SECONDS_PER_HOUR, Use
from advisor.decide import decide
from advisor.facts import complete
from advisor.fleet.sources import connection
from advisor.reading import unwritten

BOOK = load_rules()
CENT = 0.005

JOBS = (
    {"duration": "20 s", "vcpus": 1, "memory": "512 MiB", "runs_per_month": 900_000},
    {"duration": "30.4 s", "vcpus": 2, "memory": "3000 MiB", "runs_per_month": 12},
    {"duration": "2.4567 s", "vcpus": 1, "memory": "2 GiB", "runs_per_month": 80_000_000},
    {"duration": "2 h", "typical_duration": "95 min", "vcpus": 4, "memory": "20 GiB",
     "runs_per_month": 3000},
    {"duration": "2 h", "vcpus": 4, "memory": "20 GiB", "runs_per_month": 3000,
     "region": "us-east-1", "interruptible": True, "architecture": "arm64"},
    {"duration": "20 min", "vcpus": 2, "memory": "8 GiB", "runs_per_month": 30,
     "disk": "100 GiB"},
    {"duration": "10 h", "vcpus": 64, "memory": "200 GiB", "runs_per_month": 40, "nodes": 4},
    {"duration": "10 h", "vcpus": 8, "memory": "60 GiB", "runs_per_month": 40, "gpus": 1},
    {"duration": "1 h", "vcpus": 1, "memory": "2 GiB", "runs_per_month": 5,
     "operating_system": "windows"},
)  # fmt: skip


def row_of(spec):
    """What a spec states, as a row."""
    return stated_in(unwritten(dict(spec)))


def priced(*rows, **how):
    """What a fleet of these rows costs."""
    found = advisor.fleet(
        table_of(BOOK, [{"row": i, **each} for i, each in enumerate(rows)]), **how
    )
    return found.summary.pricing


def alone(pricing, platform):
    """What the whole fleet costs on one platform."""
    return next(each for each in pricing.alone if each.platform.id == platform)


@cache
def one_by_one(index):
    """What `recommend` says that each platform costs, where it has a price."""
    found = advisor.recommend(JOBS[index]).costs
    return {each.platform.id: each for each in found.options if each.cost}


@pytest.mark.parametrize("index", range(len(JOBS)))
def test_a_job_costs_in_a_fleet_what_it_costs_alone(index):
    """On every platform, to the cent, at both ends."""
    found = priced(row_of(JOBS[index]))
    wanted = {
        name: (each.low, each.high)
        for name, each in one_by_one(index).items()
        if "eks" not in name and name != "lambda-managed-instances"
    }
    assert wanted
    assert {e.platform.id: (e.amount.low, e.amount.high) for e in found.alone if e.amount.jobs} == {
        name: pytest.approx(ends, abs=CENT) for name, ends in wanted.items()
    }


def test_a_fleet_costs_the_sum_of_its_jobs():
    """Where each is billed for itself; on EC2 at the most, since at the least they share."""
    some = [0, 1, 3, 5]
    found = priced(*(row_of(JOBS[index]) for index in some))
    for name, end in (("batch-fargate", "low"), ("batch-ec2", "high")):
        wanted = sum(getattr(one_by_one(index)[name], end) for index in some)
        assert getattr(alone(found, name).amount, end) == pytest.approx(wanted, abs=CENT)
    low = sum(one_by_one(index)["batch-ec2"].low for index in some)
    assert alone(found, "batch-ec2").amount.low <= low + CENT


SIZES = [0.25, 0.5, 1.0, 2.0, 8.0, 32.0, 40.0, 200.0]
MEMORY = [128.0, 512.0, 1769.0, 3000.0, 3891.0, 3892.0, 10240.0, 61440.0, 249856.0, 250000.0]
JOB = st.fixed_dictionaries(
    {"duration": st.one_of(st.floats(0.5, 1e6), st.sampled_from([30.0, 60.0, 900.0, 5400.0]))},
    optional={
        "vcpus": st.one_of(st.floats(0.1, 100), st.sampled_from(SIZES)),
        "memory": st.one_of(st.floats(100, 4e5), st.sampled_from(MEMORY)),
        "gpus": st.sampled_from([0.0, 1.0, 4.0]),
        "nodes": st.sampled_from([1.0, 3.0]),
        "architecture": st.sampled_from(["arm64", "x86_64"]),
        "interruptible": st.booleans(),
        "disk": st.floats(0, 3e5),
        "array_size": st.sampled_from([2.0, 50.0]),
    },
)


# Several jobs in each group of one size, also where other instance types are the cheapest to share.
MANY = [
    {"duration": duration, "array_size": size, "vcpus": vcpus, "memory": memory}
    for duration, size in ((20.0, 50.0), (5000.0, 2.0))
    for vcpus in (0.3, 0.4, 1.5, 5.0, 40.0)
    for memory in (200.0, 300.5, 1900.0, 2000.5, 7000.0, 7100.5, 9000.0, 250000.0)
]


def each_for_itself(rows):
    """The platform of each job and its options by platform; only how many run at once is shared."""
    rates = Rates(shipped_prices(BOOK.folder, "us-east-1"), Terms())
    month = BOOK.number("cost.month")
    at_once = max(1.0, sum(row["duration"] for row in rows) / SECONDS_PER_HOUR / month)
    for row in rows:
        facts = complete(BOOK, row)
        use = Use(
            1.0, row["duration"], max(at_once, facts["jobs_at_once"]), row.get("nodes", 1.0), month
        )
        found = (price(BOOK, ENGINE, facts, each, use, rates) for each in BOOK.platforms)
        platform = decide(BOOK, facts, ENGINE).platform
        yield platform.id if platform else None, {e.platform.id: e for e in found if e.cost}


def summed(options):
    """How many there are, and their sums, up to rounding errors of floats."""
    ends = (len(options), sum(each.low for each in options), sum(each.high for each in options))
    return pytest.approx(ends, rel=1e-9, abs=1e-9)


@settings(max_examples=100 if os.environ.get("ADVISOR_SLOW") else 5)
@example(MANY)
@given(st.lists(JOB, min_size=1, max_size=30))
def test_a_fleet_of_any_sizes_costs_what_its_jobs_cost_one_by_one(rows):
    """On every platform at both ends, and as recommended; the cheapest mix is never dearer."""
    found, wanted = priced(*rows), list(each_for_itself(rows))
    for each in found.alone:
        name, of = each.platform.id, each.amount
        here = [options[name] for _, options in wanted if name in options]
        if name != "lambda-managed-instances":
            assert (of.jobs, of.low, of.high) == summed(here)
        assert of.jobs + each.cannot <= len(rows)
    for part in found.recommended.parts:
        name, of = part.platform.id, part.amount
        here = [options[name] for chosen, options in wanted if chosen == name and name in options]
        assert (of.jobs, of.low, of.high) == summed(here)
    bought = [options for chosen, options in wanted if chosen in options]
    assert found.jobs == len(bought)
    assert sum(each.amount.jobs for each in found.cheapest.parts) == found.jobs
    assert found.cheapest.high <= found.recommended.high * (1 + 1e-9)


def test_a_log_is_scaled_to_a_month():
    """By the days that it covers, where they are a week or more; else its jobs are priced once."""
    job = {"duration": [3600.0] * 2, "vcpus": [2.0] * 2, "memory": [8192.0] * 2}
    once = advisor.fleet(pa.table(job)).summary.pricing
    two_months = advisor.fleet(pa.table({**job, "submitted": [0.0, 2 * 730 * 3600.0]})).summary
    assert once.period.monthly is False
    assert two_months.pricing.period.monthly is True
    cost = alone(once, "batch-fargate").amount.low
    assert alone(two_months.pricing, "batch-fargate").amount.low == pytest.approx(cost / 2)
    hour = advisor.fleet(pa.table({**job, "submitted": [0.0, 3600.0]})).summary.pricing
    assert alone(hour, "batch-fargate").amount.low == pytest.approx(cost)


def test_what_a_discount_takes_off_comes_off_the_whole():
    """And a Savings Plan."""
    row = row_of(JOBS[3])
    full, less = priced(row), priced(row, terms=terms(None, ["fargate=20%"], ["fargate=50%"]))
    wanted = alone(full, "batch-fargate").amount.low * 0.4
    assert alone(less, "batch-fargate").amount.low == pytest.approx(wanted, abs=CENT)


def test_what_has_no_price_is_said(tmp_path):
    """No run time, no platform, no prices of the Region: how many jobs, and nothing is guessed."""
    path = tmp_path / "jobs.csv"
    path.write_text("duration,vcpus,memory\n3600,2,8192\n,2,8192\n60,4000,512\n")
    shown = " ".join(run("fleet", path, "-q").stdout.split())
    assert "Not priced: 1 job (33 %): they do not say how long they run" in shown
    assert "nothing fits them" in shown
    lost = " ".join(run("fleet", path, "-q", "--region", "eu-north-1").stdout.split())
    assert "there are no prices of eu-north-1 here" in lost
    assert "$" not in lost


def test_every_sum_in_the_json_is_the_sum_of_its_lines_and_every_line_has_its_price(tmp_path):
    """Quantity times price."""
    path = tmp_path / "jobs.csv"
    path.write_text("duration,vcpus,memory\n36000,2,8192\n20,1,512\n9000,100,300000\n")
    costs = json.loads(run("fleet", path, "-q", "-f", "json").stdout)["costs"]
    ids = {each["id"] for each in costs["prices"]}
    for mix in (costs["recommended"], costs["cheapest"]):
        for part in mix["platforms"]:
            for end, lines in (("low", part["least"]), ("high", part["most"])):
                assert {each["price_id"] for each in lines} <= ids
                wanted = pytest.approx(part["cost"][end], rel=1e-6)
                assert sum(e["quantity"] * e["price"] for e in lines) == wanted


def test_what_does_not_fit_into_memory_goes_to_the_folder_for_such_files(tmp_path, monkeypatch):
    """And not into the working directory; when all is done it is gone."""
    monkeypatch.chdir(tmp_path)
    opened = connection("100MB", 2)
    opened.execute("CREATE TEMP TABLE t AS SELECT md5(i::VARCHAR) AS h FROM range(4000000) t(i)")
    folder = Path(opened.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])
    assert folder.parent == Path(gettempdir())
    assert folder.is_dir()
    opened.close()
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []

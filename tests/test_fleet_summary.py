"""A summary adds up what `recommend` says of every job, and what it says of what is near."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from html import unescape
from pathlib import Path

import pytest

pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra `fleet`")

from fleet_support import expected, rows_of, run, table_of
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from strategies import workloads

import advisor
from advisor import load_rules
from advisor.fleet.kinds import Cut, cuts, keys
from advisor.fleet.sql.dialects import DUCKDB
from advisor.fleet.sql.query import query
from advisor.fleet.summary.borders import borders
from advisor.fleet.summary.contract import schema

BOOK = load_rules()
SLOW = settings(max_examples=2, suppress_health_check=list(HealthCheck))
BATCH = st.lists(workloads().map(lambda w: {k: v for k, v in w.items() if k != "x"}),
                 min_size=40, max_size=60)  # fmt: skip


def beside(value):
    """A number, and those just below and above it."""
    return (value * (1 - 1e-9), value, value * (1 + 1e-9))


@cache
def jobs_at_every_limit():
    """Jobs with every value that the rules compare a fact with, and just beside it."""
    facts = ["duration", "vcpus", "memory"]
    values = {name: {100.0} for name in facts}
    for each in borders(BOOK, facts):
        values[each.fact] |= {*beside(each.limit), each.end}
    several = [(d, 1.0, 512.0) for d in sorted(values["duration"])]
    several += [(20.0, v, 512.0) for v in sorted(values["vcpus"])]
    several += [(1000.0, 2.0, m) for m in sorted(values["memory"])]
    return tuple(dict(zip(facts, each, strict=True)) for each in several)


def spec_of(job):
    """A job as a spec, its quantities exact."""
    units = {"duration": "s", "memory": "MiB"}
    return {k: f"{v!r} {units[k]}" if k in units else v for k, v in job.items()}


def summary_of(rows):
    """What jobs come to, once as they are."""
    return advisor.fleet(table_of(BOOK, list(enumerated(rows)))).summary


def enumerated(rows):
    """Rows with their numbers."""
    return ({"row": number, **row} for number, row in enumerate(rows))


def test_the_sums_are_those_of_recommend_on_and_beside_every_limit():
    """Platform by platform, and rule by rule."""
    several = jobs_at_every_limit()
    answers = [answer(*job.items()) for job in several]
    summary = summary_of(several)
    found = {each.platform and each.platform.id: each.counted.jobs for each in summary.platforms}
    assert found == Counter(each["platform"] for each in answers)
    for decision in ("service", "compute"):
        found = {(each.option, each.rule.code if each.rule else None): each.counted.jobs
                 for each in summary.rules if each.decision == decision}  # fmt: skip
        wanted = Counter((each[decision], each[f"{decision}_rule"]) for each in answers)
        del wanted[None, None]  # not asked
        assert found == wanted


@SLOW
@given(BATCH)
def test_the_sums_are_those_of_recommend_whatever_the_jobs_state(specs):
    """Each platform, how much of it is not settled, and each fact that answers hang on."""
    assume(any(specs))  # a table without any fact is refused
    answers = [expected(BOOK, spec) for spec in specs]
    summary = advisor.fleet(table_of(BOOK, rows_of(specs))).summary
    found = Counter()
    for each in summary.platforms:
        name = each.platform.id if each.platform else None
        if each.conditional.jobs:
            found[name, "conditional"] = each.conditional.jobs
        found[name, "all"] = each.counted.jobs
    wanted = Counter((each["platform"], "all") for each in answers)
    wanted += Counter((each["platform"], "conditional")
                      for each in answers if each["status"] == "conditional")  # fmt: skip
    assert found == wanted
    hinges = Counter(fact for each in answers for fact in each["depends_on"])
    assert {each.fact: each.counted.jobs for each in summary.hinges} == hinges


def test_a_near_miss_is_what_recommend_says_with_the_fact_at_the_limit():
    """Every one of them, how many they are, and the value that is farthest away."""
    several = jobs_at_every_limit()
    for near in summary_of(several).near_misses:
        here = [each for each in several if near.limit < each[near.fact] <= near.limit * 1.1]
        moved = [
            job[near.fact] for job in here
            if platform(job) == (near.origin and near.origin.id)
            and platform({**job, near.fact: near.limit}) == near.to.id
        ]  # fmt: skip
        assert (len(moved), max(moved)) == (near.counted.jobs, near.most), near


def platform(job):
    """Where `recommend` would run a job."""
    return answer(*job.items())["platform"]


@cache
def answer(*job):
    """What `recommend` says of a job, once."""
    return expected(BOOK, spec_of(dict(job)))


def test_near_misses_are_found_for_a_function_and_for_fargate():
    """A run that is a little too long, and memory that is a little too much."""
    summary = summary_of([{"duration": 640.0, "vcpus": 1.0, "memory": 512.0, "runs_per_month": 9.0},
                          {"duration": 5000.0, "vcpus": 8.0, "memory": 124_000.0}])  # fmt: skip
    found = {(each.fact, each.to.id) for each in summary.near_misses}
    assert {("duration", "lambda"), ("memory", "batch-fargate")} <= found
    assert "finished up to 40 s sooner (limit 10 min" in " ".join(summary.to_text().split())


def test_what_fargate_adds_is_weighed_by_how_long_a_job_runs():
    """9 GiB become 9 GiB, and with 8 vCPUs 16 GiB; a run that is twice as long counts twice."""
    rows = [{"duration": 2000.0, "vcpus": 8.0, "memory": 9 * 1024.0},
            {"duration": 1000.0, "vcpus": 2.0, "memory": 9 * 1024.0}]  # fmt: skip
    found = {each.fact: each.share for each in summary_of(rows).wastes}
    assert found["memory"] == pytest.approx((2 * 16 + 9) / (2 * 9 + 9) - 1)
    assert found["vcpus"] == 0


def test_groups_count_the_runs_they_stand_for_and_the_hours_they_say():
    """A column `runs`, and one `cpu_hours`; what has neither is one run, and of unknown hours."""
    table = pa.table({"duration": [3600.0, 7200.0, None], "vcpus": [2.0, 1.0, 1.0],
                      "runs": [10.0, None, 4.0], "cpu_hours": [None, 5.0, None]})  # fmt: skip
    total = advisor.fleet(table).summary.total
    assert (total.rows, total.jobs, total.hours, total.unhoured) == (3, 15, 25, 4)


def test_what_a_query_tells_apart_is_read_off_the_query():
    """Comparisons with numbers part a column; all else that is done with it keeps every value."""
    text = "SELECT\n  f_a > 5 AND NOT f_a <= 7.5e0 AS x,\n  f_b + 1 > 5 AS y,\n  f_c IS NULL AS z,"
    assert cuts(text, "f_a") == (Cut(5.0, True), Cut(7.5, True))
    assert cuts(text, "f_b") is None
    assert cuts(text, "f_c") == ()
    either = "SELECT\n  COALESCE(f_a, f_b) > 3 AS x"
    assert cuts(either, "f_a") == cuts(either, "f_b") == (Cut(3.0, True),)
    for risky in ("2 * f_a > 3", "f_a > 3 + f_b", "f_b < f_a", "2 * COALESCE(f_b, f_a) > 3",
                  "COALESCE(f_a, f_b) > 3 + f_b", "COALESCE(f_a, 2 * f_b) > 3"):  # fmt: skip
        assert cuts(f"SELECT {risky} AS x", "f_a") is None, risky


def test_long_runs_are_parted_by_their_limits_alone():
    """So that a year of jobs is some thousands of kinds."""
    facts = ["duration", "vcpus", "memory"]
    found = keys(query(BOOK, facts, full=facts).text, BOOK, facts, facts, DUCKDB)
    assert next(each for each in found if each.name == "duration").several


def history(tmp_path, name="jobs.csv"):
    """A small history."""
    path = tmp_path / name
    path.write_text("name,duration,vcpus,memory\na,20,1,512\nb,5000,4,16000\nc,0,1,512\nd,,,\n")
    return path


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_a_summary_is_the_same_bytes_each_time(tmp_path, form):
    """Printed, or in a file."""
    path, out = history(tmp_path), tmp_path / "summary"
    printed = run("fleet", path, "-q", "--format", form)
    assert printed.exit_code == 0, printed.output
    assert run("fleet", path, "-q", "--format", form, "--summary", out).exit_code == 0
    assert out.read_text() == printed.stdout


def test_the_json_is_as_its_schema_says(tmp_path):
    """And the ending of the file says that it is JSON."""
    out = tmp_path / "summary.json"
    assert run("fleet", history(tmp_path), "-q", "--summary", out).exit_code == 0
    found = json.loads(out.read_text())
    Draft7Validator.check_schema(schema())
    assert [e.message for e in Draft7Validator(schema()).iter_errors(found)] == []
    assert found["total"]["jobs"] == 4
    assert found["refused"] == [{"number": 1, "reason": "`duration` cannot be that: taken for not "
                                 "stated", "examples": ["0"]}]  # fmt: skip


def test_the_first_line_says_how_much_and_the_table_where(tmp_path):
    """In plain words, with shares in per cent."""
    lines = run("fleet", history(tmp_path), "-q").stdout.splitlines()
    assert lines[0] == "Where 4 jobs, 5.6 CPU hours should run on AWS"
    assert any(line.split()[:2] == ["AWS", "Lambda"] and "75 %" in line for line in lines)


def test_the_published_schema_is_current():
    """To write it again: `advisor schema fleet -o docs/reference/fleet.schema.json`."""
    path = Path(__file__).parent.parent / "docs" / "reference" / "fleet.schema.json"
    assert json.loads(path.read_text()) == schema()


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_hostile_name_of_a_file_stays_text(tmp_path, form):
    """No escape reaches the terminal, and nothing becomes a link or a tag."""
    path = history(tmp_path, "a<b>\x1b[31m|`x.csv")
    shown = run("fleet", path, "-q", "--format", form).stdout
    assert "\x1b" not in shown
    assert form == "text" or "<b>" not in shown


def test_decisions_do_what_their_table_does(tmp_path):
    """Any library that reads Arrow takes them; the summary comes along."""
    found = advisor.fleet(history(tmp_path))
    assert pa.table(found).column_names == found.column_names
    assert len(found) == found.num_rows == 4
    assert found.summary.total.jobs == 4
    assert repr(found) == found.summary.to_text()


def test_no_job_at_all_is_a_summary():
    """With nothing in it, and no division by nothing."""
    empty = pa.table({"duration": pa.array([], pa.float64())})
    assert "Where 0 jobs" in advisor.fleet(empty).summary.to_text()
    advisor.fleet(empty).summary.to_json()


def test_the_picture_has_every_job_once_and_the_limits():
    """Each cell and platform; jobs that do not say how long they run lie nowhere."""
    rows = [{"duration": 20.0, "memory": 512.0}, {"duration": 5000.0, "memory": 512.0},
            {"memory": 512.0}]  # fmt: skip
    drawn = summary_of(rows).picture()
    assert "1 AWS Lambda, 1 AWS Batch on Fargate" in drawn.description
    assert "AWS Lambda: up to 15 min" in drawn.svg
    assert "No job says" in summary_of([{"memory": 512.0}]).picture().description


def test_a_notebook_shows_a_card():
    """With the picture in it, in whatever form it can show."""
    bundle = advisor.fleet(pa.table({"duration": [20.0], "memory": [512.0]}))._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/markdown", "text/plain"}
    assert "<svg" in bundle["text/html"]


def test_the_page_takes_nothing_from_a_network(tmp_path):
    """One file, with its picture in it."""
    page = unescape(run("fleet", history(tmp_path), "-q", "--format", "html").stdout)
    assert "<svg" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|<link)[= ]", page.split("</head>")[1])


def test_the_summary_opens_with_its_answer_in_every_format(tmp_path):
    """Who takes the most, what that costs, what is not settled and on what it hangs."""
    path = history(tmp_path)
    first = (
        "AWS Lambda takes the most jobs (75 %) and AWS Batch on Fargate takes the most CPU hours"
    )
    for form in ("text", "markdown", "html"):
        shown = " ".join(run("fleet", path, "-q", "--format", form).stdout.split())
        told = shown.index(first)
        assert told < shown.index("that costs about") < shown.index("The answer is not settled")
        assert shown.index("The answer is not settled") < shown.lower().index("why")
    assert first in advisor.fleet(str(path)).summary.card().lead


def test_what_is_not_priced_is_said_with_its_jobs_and_hours():
    """Of a log of which some jobs do not say how long they ran, but how much they took."""
    table = pa.table({
        "duration": pa.array([None, 60.0, 60.0, 60.0]), "vcpus": [1.0] * 4, "memory": [512.0] * 4,
        "cpu_hours": [3.0, 1.0, 1.0, 1.0],
    })  # fmt: skip
    said = "1 job (25 %, 3 CPU hours or 50 %)"
    summary = advisor.fleet(table).summary
    for told in (summary.to_text(), summary.to_markdown(), summary.to_html()):
        words = " ".join(told.split())
        assert f"not counting {said} without a price" in words
        assert f"Not priced: {said}: they do not say how long they run" in words
        assert "AWS Batch on ECS Managed Instances has no price" in words
    costs = json.loads(summary.to_json())["costs"]
    assert costs["not_priced"][0]["cpu_hours"] == 3
    assert any(each["not_priced"] for each in costs["alone"])


def test_a_sum_for_few_of_the_jobs_is_said_to_be_for_few():
    """It does not stand for all; nor does the picture, which says how many it leaves out."""
    table = pa.table({
        "duration": pa.array([60.0, None, None]), "vcpus": [1.0] * 3, "memory": [512.0] * 3,
    })  # fmt: skip
    summary = advisor.fleet(table).summary
    told = " ".join(summary.to_text().split())
    assert "In us-east-1, 1 job (33 %) cost" in told
    assert "the other 2 jobs (67 %) have no price" in told
    assert "2 more do not say how long they run" in summary.picture().svg


def test_a_text_in_a_file_has_the_account_that_a_terminal_has_beside_it(tmp_path):
    """Since nobody reads standard error there."""
    path, out = history(tmp_path), tmp_path / "summary.txt"
    assert "What was read" not in run("fleet", path).stdout
    run("fleet", path, "--summary", out)
    assert "What was read" in out.read_text()


def test_where_nothing_can_be_priced_the_answer_says_why():
    """And no sum is shown."""
    table = pa.table({"vcpus": [1.0], "memory": [512.0]})
    told = " ".join(advisor.fleet(table).summary.to_text().split())
    assert "AWS Lambda takes all jobs." in told
    assert "What the jobs cost is not known: they do not say how long they run." in told
    assert "$" not in told


def test_how_the_jobs_of_a_log_ended_is_said_in_every_format(tmp_path):
    """Who decides on a cluster wants to know that most of its jobs failed, and what is assumed."""
    log = tmp_path / "sacct.txt"
    log.write_text("JobID|State|Elapsed\n1|FAILED|00:10:00\n2|FAILED|01:00:00\n3|COMPLETED|1:00\n")
    found = advisor.fleet(log).summary
    for shown in (found.to_text(), found.to_markdown(), found.to_html()):
        assert "2 failed (67" in shown
        assert "is assumed 0: there is no" in unescape(re.sub("</?code>", "", shown))
    assert json.loads(found.to_json())["states"] == {"failed": 2, "completed": 1}


def test_a_share_stays_on_the_line_of_its_number():
    """`93` at the end of a line, and `%` on the next, is read twice."""
    rows = [{"duration": 30.0 * n, "vcpus": 1.0, "memory": 512.0} for n in range(1, 60)]
    lines = advisor.fleet(pa.Table.from_pylist(rows)).summary.to_text().splitlines()
    assert not [each for each in lines if each.lstrip().startswith("%")]


def test_the_page_is_read_on_a_phone_and_in_print_without_scrolling_sideways(browser, tmp_path):
    """The page and its first table, with a name of a file that does not end."""
    path = history(tmp_path, "a" * 120 + "<script>alert(1).csv")
    out = tmp_path / "summary.html"
    assert run("fleet", path, "-q", "--summary", out).exit_code == 0
    asked = "[document.documentElement.scrollWidth, document.querySelector('.scroll').scrollWidth]"
    for width, media in ((360, "screen"), (680, "print"), (1280, "screen")):
        page = browser.new_context(viewport={"width": width, "height": 740}).new_page()
        page.emulate_media(media=media, color_scheme="dark")
        page.goto(out.as_uri())
        whole, table = page.evaluate(asked)
        assert (whole, table <= width) == (width, True), (width, media)
        page.context.close()


def test_of_jobs_without_a_price_nothing_is_said_that_they_cannot():
    """A job that does not say how long it runs has no price, and is no proof against Lambda."""
    rows = [{"duration": each, "vcpus": 1.0, "memory": 512.0} for each in (50_000.0, None)]
    told = " ".join(advisor.fleet(pa.Table.from_pylist(rows)).summary.to_text().split())
    assert "No job can run on AWS Lambda" not in told
    assert "of those with a price can run on AWS Lambda" in told

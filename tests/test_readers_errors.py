"""Files that are not what they seem: one clear message, or a row that is refused and counted."""

from __future__ import annotations

import contextlib
import copy
import gzip
import json
import os
import random

import pytest

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: the extra `fleet`")
pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra `fleet`")

from cli_support import run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reader_support import JOBS, SACCT, SWF, TRACE, adds_up, facts, read, written

from advisor import AdvisorError

JUNK = random.Random(7).randbytes(5000)


def message_of(path, **reading):
    """What is said of a file."""
    with pytest.raises(AdvisorError) as caught:
        read(path, **reading)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "reading", "message"),
    [
        ("a.txt", b"", {}, "is empty: there is no job in it"),
        ("a.txt", JUNK, {}, "is no file of jobs"),
        ("a.xlsx", b"PK\x03\x04", {}, "is no file of jobs; must end with `.parquet`"),
        ("a.swf", JUNK, {}, "no line can be read as `swf`"),
        ("a.txt", SACCT, {"format": "swf"}, "no line can be read as `swf`: each of"),
        ("a.txt", SWF, {"format": "sacct"}, "is no output of `sacct -P`: it starts with `; "),
        ("a.txt", SACCT, {"format": "nextflow"}, "is no trace of Nextflow: it starts with"),
        ("a.txt", TRACE, {"format": "batch"}, "a.txt:1:1: is no output of `aws batch"),
        ("a.txt", SACCT, {"format": "kubernetes"}, "is no output of `kubectl -o json`"),
        ("a.json", '{"jobs": []}', {"format": "batch"}, "has no job in it as `batch`"),
        ("a.json", '{"jobs": [{"jobId": "a"}', {"format": "batch"}, "ends in the middle"),
        ("a.json", '{"jobSummaryList": []}', {"format": "batch"}, "describe these jobs"),
        ("a.json", '{"meta": {}, "jobs": [{"job_id": 1}]}', {}, "print it with `sacct -P`"),
        ("a.json", "3", {"format": "kubernetes"}, "it has a int"),
        ("a.json", b"\xff\xfe{", {"format": "batch"}, "is not UTF-8"),
        ("a.txt", SACCT.partition("\n")[0] + "\n", {}, "there is a header and nothing else"),
        ("a.txt", TRACE.partition("\n")[0] + "\n", {}, "there is a header and nothing else"),
        ("a.txt", "; Version: 2\n; MaxProcs: 4\n", {}, "there is a header and nothing else"),
        ("a.txt", "       JobID    State\n------------ --------\n", {}, "print it with `-P`"),
        ("a.txt", "JobId|Elapsd|Reqmemo\n1|2|3\n", {"format": "sacct"}, "did you mean the column"),
        ("a.gz", gzip.compress(os.urandom(9000))[:5000], {"format": "batch"}, "cannot be read"),
        ("a.txt", SACCT, {"format": "sact"}, "`sact` is not a format of jobs; did you mean"),
        ("a.txt", SACCT, {"group_by": "Name"}, "`Name` is not a column of the jobs; did you mean"),
        ("a.txt", SACCT, {"percentile": 0}, "a percentile is above 0"),
        ("a.txt", SACCT, {"percentile": 95}, "say with `--group-by` what tells jobs apart"),
        ("a.txt", SACCT, {"percentile": float("nan")}, "a percentile is above 0"),
        ("a.txt", SACCT, {"memory": "most"}, "memory is `asked` or `used`, not `most`"),
        ("a.txt", SACCT, {"cpus_per_node": 0}, "a node has 1 processor or more"),
        ("a.txt", SACCT, {"mapping": "x.yaml", "format": "swf"}, "a mapping is for tables"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_was_said_gets_one_message(
    tmp_path, name, content, reading, message
):
    """It names the file, what is wrong, and what would be right."""
    said = message_of(written(tmp_path, name, content), **reading)
    assert message in said
    assert "\n" not in said


@pytest.mark.parametrize("format", ["sacct", "swf", "nextflow", "batch", "kubernetes"])
def test_binary_junk_is_no_log(tmp_path, format):
    """Whatever it is said to be."""
    assert "junk" in message_of(written(tmp_path, "junk", JUNK), format=format)


def test_a_truncated_gzip_is_said_to_be_so(tmp_path):
    """Half of a log would be wrong, and look right."""
    long = SACCT + "".join(
        f"{n}|x|COMPLETED|00:00:0{n % 9}|1|1|4G|||||\n" for n in range(200, 90_000)
    )
    whole = gzip.compress(long.encode())
    said = message_of(written(tmp_path, "a.txt.gz", whole[: len(whole) // 2]))
    assert "cannot be read" in said


def test_a_file_in_the_encoding_of_powershell_is_told_how_to_save_it(tmp_path):
    path = tmp_path / "jobs.json"
    path.write_text('{"jobs": []}', encoding="utf-16")
    assert "is UTF-16, and not UTF-8; save it as UTF-8" in message_of(path)


def test_a_pattern_that_names_nothing_is_no_file_that_is_missing(tmp_path):
    assert message_of(tmp_path / "*.txt").endswith("no file is called so")


def test_files_of_different_formats_are_not_mixed(tmp_path):
    """Each is named with what it is."""
    written(tmp_path, "a.txt", SACCT)
    written(tmp_path, "b.txt", SWF)
    said = message_of(tmp_path / "*.txt")
    assert f"`{tmp_path / 'a.txt'}` (sacct) and `{tmp_path / 'b.txt'}` (swf)" in said


def test_a_folder_and_a_file_that_is_not_there(tmp_path):
    """Are no logs either."""
    assert "is a folder; give its files" in message_of(tmp_path)
    assert "there is no such file" in message_of(tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"5|" + b"x" * 3_000_000 + b"|00:00:05", "is too long"),
        (b"5|x|00:00:05|y", "has 4 columns, not 3"),
        (b"5", "has 1 column, not 3"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_alone(tmp_path, line, reason):
    """The lines around it are read, blank ones are nothing, and it is named with its number."""
    text = b"JobID|JobName|Elapsed\r\n1|a|00:00:01\r\n\n" + line + b"\n2|b|00:00:02\n"
    path = written(tmp_path, "jobs.txt", text)
    jobs, rows = read(path)
    assert [row["duration"] for row in rows] == [1.0, 2.0]
    assert [(each.number, each.reason) for each in jobs.refused] == [(1, reason)]
    assert jobs.refused[0].examples[0].startswith(f"{path}:4: ")
    assert adds_up(jobs, rows)


def test_a_line_that_is_not_utf_8_is_read_and_noted(tmp_path):
    """Names have accents in files of other encodings, and the job ran all the same."""
    for name, head, line in (
        ("a.txt", "JobID|JobName|Elapsed\n1|é|00:00:01\n", b"5|caf\xe9|00:00:05\n"),
        ("a.csv", "id,name,duration\n1,é,1\n", b"5,caf\xe9,5\n"),
    ):
        jobs, rows = read(written(tmp_path, name, head.encode() + line))
        assert [facts(row, "name", "duration") for row in rows] == [["é", 1], ["café", 5]]
        assert f"1 line is not UTF-8, and read as Windows-1252, such as {tmp_path / name}:3" in (
            jobs.notes
        )


def test_rows_of_a_table_that_do_not_fit_are_refused_alone(tmp_path):
    """Each is counted with its reason and its line; a fraction after whole numbers is none."""
    good = "a,600,1\n" * 30_000  # more than are looked at to tell the types of columns
    path = written(tmp_path, "jobs.csv", f"name,duration,vcpus\n{good}b,x,y\nc,1\nd,0.5,1\n")
    jobs, rows = read(path)
    assert len(rows) == 30_002
    assert rows[-1]["duration"] == 0.5
    assert jobs.refused == ((1, "has 2 columns, not 3", (f"{path}:30003: `c,1`",)),)
    assert {(each.number, each.reason, each.examples) for each in jobs.doubted} == {
        (1, "`duration` is no number: taken for not stated", ("`x`",)),
        (1, "`vcpus` is no number: taken for not stated", ("`y`",)),
    }
    assert adds_up(jobs, rows)


def test_a_table_without_a_row_that_fits_is_refused(tmp_path):
    """With the first reason."""
    path = written(tmp_path, "jobs.csv", "name,duration\na,1,2\n")
    assert f"no row can be read: the first has 3 columns, not 2: {path}:2" in message_of(path)


def test_what_is_hostile_stays_text(tmp_path):
    """Names with quotes, SQL, control characters, and the marks that we use ourselves."""
    names = ["'; DROP TABLE x; --", '"quoted"', "\x1a not UTF-8", "\x1fa\x1eb", "\x00", "日本 ☃"]
    lines = "".join(f"{n}|{name}|00:00:01\n" for n, name in enumerate(names))
    path = written(tmp_path, "it's; a 'log'.txt", "JobID|JobName|Elapsed\n" + lines)
    jobs, rows = read(path)
    assert [row["name"] for row in rows] == names
    assert jobs.refused == ()


def test_the_command_says_it_without_a_traceback(tmp_path):
    """And leaves no file."""
    out = tmp_path / "out.csv"
    path = written(tmp_path, "a.txt", JUNK)
    done = run("fleet", str(path), "-o", str(out))
    assert done.code == 2
    assert "Traceback" not in done.err
    assert not out.exists()


LINES = st.lists(
    st.one_of(st.sampled_from(SACCT.splitlines()), st.sampled_from(SWF.splitlines()),
              st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=30),
              st.text("0123456789|:-. \t", max_size=60)), max_size=12,
)  # fmt: skip


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(LINES, st.sampled_from(["sacct", "swf"]), st.sampled_from(["\n", "\r\n"]))
def test_rows_in_are_jobs_and_refused_whatever_a_file_has(tmp_path, lines, format, end):
    """Nothing is dropped silently: every line that is neither blank nor a comment is counted."""
    first = SACCT.splitlines()[0] if format == "sacct" else SWF.splitlines()[6]
    written_lines = [first, *lines]
    path = written(tmp_path, "log", end.join(written_lines).encode("utf-8", "replace"))
    try:
        jobs, rows = read(path, format=format)
    except AdvisorError:
        return  # there is no job in it, which other tests are about
    real = [line.strip(" \t") for line in path.read_bytes().decode().split(end)]
    none = {SACCT.splitlines()[0]} if format == "sacct" else set()
    counted = [line for line in real if line and line not in none
               and not (format == "swf" and line.startswith(";"))]  # fmt: skip
    assert adds_up(jobs, rows)
    assert jobs.rows == len(counted)


JUNK_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]),
    st.just({}), st.just([1, None, {}]), st.just({"kind": 3}), st.just(10**400),
)  # fmt: skip


def places(value, path=()):
    """The path to everything in JSON."""
    yield path
    entries = (
        value
        if isinstance(value, dict)
        else dict(enumerate(value))
        if isinstance(value, list)
        else {}
    )
    for key, inner in entries.items():
        yield from places(inner, (*path, key))


@pytest.mark.parametrize("name", ["batch", "kubernetes"])
def test_json_with_anything_anywhere_is_read_or_refused(tmp_path, name):
    """Whatever stands where something else belongs."""
    text = (JOBS / f"{name}.json").read_text()
    whole = json.JSONDecoder().raw_decode(text)[0]
    found = [path for path in places(whole) if path]

    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.sampled_from(found), JUNK_VALUES), min_size=1, max_size=4))
    def check(changes):
        changed = copy.deepcopy(whole)
        for path, value in changes:
            inner = changed
            try:
                for key in path[:-1]:
                    inner = inner[key]
                inner[path[-1]] = value
            except (KeyError, IndexError, TypeError):
                continue  # another change took that place away
        with contextlib.suppress(AdvisorError):
            jobs, rows = read(written(tmp_path, "jobs.json", json.dumps(changed)), format=name)
            assert adds_up(jobs, rows)

    check()

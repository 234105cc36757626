"""`advisor recommend --format html` and `advisor explore`: what they write and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_support import EXAMPLES, call

GOLDEN = Path(__file__).parent / "golden"
NIGHTLY = EXAMPLES / "nightly-report.workload.yaml"


def test_a_report_is_written_to_a_file(tmp_path, capsys):
    done = call(capsys, "recommend", NIGHTLY, "-f", "html", "-o", tmp_path / "report.html")
    assert done == (0, "", "")
    assert "<h1" in (tmp_path / "report.html").read_text("utf-8")


def test_a_report_of_what_fits_nowhere_is_written_all_the_same(tmp_path, capsys):
    spec = GOLDEN / "contradiction.yaml"
    done = call(capsys, "recommend", spec, "-f", "html", "-o", tmp_path / "report.html")
    assert done.code == 1
    assert "No platform fits" in (tmp_path / "report.html").read_text("utf-8")


def test_a_broken_spec_hides_no_other_on_the_page(tmp_path, capsys):
    broken = tmp_path / "broken.yaml"
    broken.write_text("memory: 8\n")
    done = call(capsys, "recommend", NIGHTLY, broken, "-f", "html")
    assert done.code == 2
    assert "broken.yaml:1" in done.err
    assert done.out.startswith("<!doctype html>")
    assert "nightly-report" in done.out


def test_a_page_to_try_out_is_written_to_a_file_or_printed(tmp_path, capsys):
    assert call(capsys, "explore", NIGHTLY, "-o", tmp_path / "explore.html") == (0, "", "")
    printed = call(capsys, "explore", NIGHTLY)
    assert printed.code == 0
    assert printed.out.rstrip() == (tmp_path / "explore.html").read_text("utf-8").rstrip()


@pytest.mark.parametrize(
    ("text", "said"),
    [("memory: 8\n", ":1:"), ("duration: 20 min\nduration: 1 h\n", ":2:"), ("", "")],
)
def test_a_spec_is_read_as_strictly_as_ever(tmp_path, capsys, text, said):
    spec = tmp_path / "spec.yaml"
    spec.write_text(text)
    done = call(capsys, "explore", spec, "-o", tmp_path / "explore.html")
    assert done.code == (2 if said else done.code)
    assert said in done.err
    assert (tmp_path / "explore.html").exists() is (done.code == 0)


def test_the_spec_itself_is_not_overwritten(tmp_path, capsys):
    spec = tmp_path / "spec.yaml"
    spec.write_text("duration: 20 min\n")
    done = call(capsys, "explore", spec, "-o", spec)
    assert done.code == 2
    assert "not overwritten" in done.err
    assert spec.read_text() == "duration: 20 min\n"


def test_a_flip_has_no_page(capsys):
    done = call(capsys, "recommend", NIGHTLY, "--flip", "lambda", "-f", "html")
    assert done.code == 2
    assert "`html`" in done.err

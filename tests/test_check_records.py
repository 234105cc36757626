"""A recommendation kept in a repository is checked against its spec and the rules."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from check_support import GOOD, Folder


@pytest.fixture
def kept(folder: Folder) -> Folder:
    """A spec, and the record that was made from it."""
    folder.write({"jobs/report.workload.yaml": GOOD, "docs/readme.md": "# hello\n"})
    made = folder.call(
        "recommend", "jobs/report.workload.yaml", "-f", "markdown", "-o", "docs/report.md"
    )
    assert made.code == 0
    return folder


def change(folder: Folder, old: str, new: str) -> None:
    folder.write({"jobs/report.workload.yaml": GOOD.replace(old, new)})


def test_a_record_that_follows_has_no_findings(kept: Folder):
    answer = kept.check()
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "no findings in 2 files\n"


def test_a_record_whose_answer_is_another_now_is_an_error_that_says_both(kept: Folder):
    change(kept, "duration: 1 h", "duration: 1 h\ngpus: 1")
    answer = kept.check()
    assert answer.code == 1
    assert "error[SPC040]: this record no longer follows from `jobs/report.workload.yaml`" in (
        answer.out
    )
    assert "it says `batch-fargate`, and the answer is now `batch-ec2`" in answer.out
    assert "the spec has changed" in answer.out
    assert "advisor recommend jobs/report.workload.yaml --format markdown -o docs/report.md" in (
        answer.out
    )


def test_a_record_of_another_size_is_an_error_too(kept: Folder):
    change(kept, "vcpus: 2", "vcpus: 4")
    assert "the platform is still `batch-fargate`" in kept.check().out


def test_a_record_whose_answer_is_the_same_is_a_note(kept: Folder):
    change(kept, "name: report", "name: report\nretries: 1")
    answer = kept.check("-f", "concise")
    assert answer.code == 0
    assert answer.out.startswith("docs/report.md:")
    assert "SPC042" in answer.out


def test_comments_and_layout_of_the_spec_do_not_count(kept: Folder):
    change(kept, "vcpus: 2", "# a word\nvcpus:   2")
    assert kept.codes() == []


def test_a_record_without_its_spec_says_so(kept: Folder):
    (kept.path / "jobs/report.workload.yaml").unlink()
    assert kept.codes() == ["SPC041"]


def test_a_record_whose_spec_is_broken_says_so(kept: Folder):
    change(kept, "name: report", "name: [")
    assert kept.codes() == ["SPC041", "SPC001"]


def test_records_may_be_left_out(kept: Folder):
    change(kept, "vcpus: 2", "vcpus: 4")
    assert kept.check("--no-records").code == 0


@pytest.mark.parametrize("with_git", [True, False])
def test_a_spec_that_is_checked_alone_brings_its_record(kept: Folder, with_git):
    """On a commit only the spec is named, and the record it makes stale was not changed."""
    if with_git:
        if shutil.which("git") is None:
            pytest.skip("there is no Git")
        subprocess.run(["git", "init", "-q"], check=True)
    else:
        shutil.move("docs/report.md", "jobs/report.md")
    change(kept, "vcpus: 2", "vcpus: 4")
    kept.write({"jobs/other.workload.yaml": GOOD})
    assert kept.codes("jobs/report.workload.yaml") == ["SPC040"]
    assert kept.codes("jobs/other.workload.yaml") == []


def test_a_record_is_checked_from_any_folder(kept: Folder, monkeypatch):
    change(kept, "vcpus: 2", "vcpus: 4")
    monkeypatch.chdir(kept.path / "docs")
    assert kept.codes("report.md") == ["SPC040"]


def test_several_records_in_one_file_are_all_checked(kept: Folder):
    kept.write({"jobs/b.workload.yaml": GOOD.replace("vcpus: 2", "vcpus: 1")})
    kept.call(
        "recommend", "jobs/report.workload.yaml", "jobs/b.workload.yaml",
        "-f", "markdown", "-o", "docs/both.md",
    )  # fmt: skip
    change(kept, "vcpus: 2", "vcpus: 4")
    kept.write({"jobs/b.workload.yaml": GOOD.replace("vcpus: 2", "vcpus: 8")})
    assert kept.codes("docs/both.md") == ["SPC040", "SPC040"]


def test_a_record_made_from_standard_input_is_left_alone(folder: Folder):
    folder.call("recommend", "-", "-f", "markdown", "-o", "r.md", stdin=GOOD.encode())
    assert folder.codes() == []


def test_a_file_without_a_record_is_a_mistake_only_when_it_is_named(folder: Folder):
    folder.write({"readme.md": "# hello\n"})
    assert folder.check().code == 0
    assert folder.check("--skip-unknown", "readme.md").code == 0
    answer = folder.check("readme.md")
    assert answer.code == 2
    assert "has no recommendation of advisor's in it" in answer.err


@pytest.mark.parametrize(
    "comment",
    ["<!-- advisor: {} -->", "<!-- advisor: {not json} -->", '<!-- advisor: {"spec": 3} -->',
     '<!-- advisor: {"spec": "../../etc/passwd"} -->',
     '<!-- advisor: {"spec": "a\\u0000.yaml"} -->',
     '<!-- advisor: {"spec": "x.yaml", "answer_sha256": []} -->'],
)  # fmt: skip
def test_a_comment_that_somebody_wrote_is_no_crash(folder: Folder, comment):
    folder.write({"r.md": comment + "\n", "x.yaml": GOOD})
    answer = folder.check()
    assert answer.code in (0, 1)
    assert "bug" not in answer.err

"""Which files `advisor check` looks at: those Git knows, or would know if it were there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from check_support import GOOD, LONG_ON_LAMBDA, Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.check.discovery import inputs, is_spec_name
from advisor.check.gitignore import walk

JOB = '{"jobDefinitionName": "a", "type": "container", "platformCapabilities": ["FARGATE"],\n'
JOB += ' "containerProperties": {"image": "i", "resourceRequirements": [\n'
JOB += '  {"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "999"}]}}\n'
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no Git")


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def found(exclude: tuple[str, ...] = ()) -> list[str]:
    return sorted(each.path for each in inputs((), exclude))


@pytest.mark.parametrize(
    ("name", "is_spec"),
    [
        ("workload.yaml", True),
        ("workload.yml", True),
        ("a/b/report.workload.json", True),
        ("Report.Workload.YAML", True),
        ("my-workload.yaml", False),
        ("workload.yaml.bak", False),
        ("workload.schema.json", False),
        ("workloads.yaml", False),
    ],
)
def test_specs_are_told_by_their_names(name, is_spec):
    assert is_spec_name(name) is is_spec


TREE = {
    ".gitignore": "build/\n*.tmp.yaml\n/top.yaml\n!keep.tmp.yaml\nlogs/*\n!logs/kept.yaml\n",
    "a.yaml": "",
    "a.tmp.yaml": "",
    "keep.tmp.yaml": "",
    "top.yaml": "",
    "sub/top.yaml": "",
    "build/b.yaml": "",
    "sub/build/b.yaml": "",
    "sub/.gitignore": "c.yaml\n!a.tmp.yaml\nbuild/\n",
    "sub/c.yaml": "",
    "sub/a.tmp.yaml": "",
    "sub/deep/c.yaml": "",
    "logs/x.yaml": "",
    "logs/kept.yaml": "",
    "c.yaml": "",
}
KEPT = ["a.yaml", "c.yaml", "keep.tmp.yaml", "logs/kept.yaml", "sub/a.tmp.yaml", "sub/top.yaml"]


@needs_git
def test_in_a_checkout_what_git_ignores_is_passed_over(folder: Folder):
    folder.write(TREE)
    git("init", "-q")
    assert found() == KEPT


def test_outside_a_checkout_the_same_is_passed_over(folder: Folder):
    folder.write(TREE)
    assert sorted(
        Path(path).relative_to(folder.path).as_posix() for path in walk(folder.path)
    ) == sorted([*KEPT, ".gitignore", "sub/.gitignore"])


@needs_git
def test_a_file_that_git_tracks_is_looked_at_even_where_it_would_be_ignored(folder: Folder):
    folder.write({".gitignore": "*.yaml\n", "workload.yaml": GOOD, "other.workload.yaml": GOOD})
    git("init", "-q")
    git("add", "-f", "workload.yaml")
    assert found() == ["workload.yaml"]


@needs_git
def test_a_deleted_file_and_a_link_to_a_folder_are_passed_over(folder: Folder):
    folder.write({"workload.yaml": GOOD, "b/workload.yaml": GOOD})
    (folder.path / "link.yaml").symlink_to("b")
    git("init", "-q")
    git("add", ".")
    (folder.path / "workload.yaml").unlink()
    assert found() == ["b/workload.yaml"]


@needs_git
def test_names_that_git_would_quote_are_read_as_they_are(folder: Folder):
    names = ["ü.workload.yaml", "a b.workload.yaml", 'q".workload.yaml', "n\nl.workload.yaml"]
    folder.write(dict.fromkeys(names, GOOD))
    git("init", "-q")
    assert found() == sorted(names)


PATTERNS = st.lists(
    st.sampled_from(
        ["a", "b/", "*.yaml", "!*.yaml", "/a", "a/b", "**/b", "a/**", "a/**/b", "?", "[ab].yaml",
         "[!a]", "!a/b", "\\!x", "#c", "*", "!*/", "/*", "!/a/", "b*", "x ", "x\\ ", "[a-b", "**",
         "a//b", "*/", "\\#c", "!b", "a/*", "!a/b/a.yaml"]
    ),
    max_size=5,
)  # fmt: skip
PATHS = [
    "a.yaml",
    "b.yaml",
    "a/a.yaml",
    "a/b/a.yaml",
    "b/a.yaml",
    "b/b/x",
    "a/b/b/c",
    "!x",
    "#c",
    "x ",
]


@needs_git
@given(top=PATTERNS, inner=PATTERNS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_our_reading_of_gitignore_is_that_of_git(tmp_path: Path, top, inner):
    shutil.rmtree(tmp_path)
    for path in PATHS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    (tmp_path / ".gitignore").write_text("\n".join(top) + "\n")
    (tmp_path / "a" / ".gitignore").write_text("\n".join(inner) + "\n")
    ours = {Path(path).relative_to(tmp_path).as_posix() for path in walk(tmp_path)}
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True).stdout
    assert ours == set(filter(None, told.decode().split("\0")))


def test_a_folder_that_is_named_is_looked_through(folder: Folder):
    folder.write({"a/x.workload.yaml": GOOD, "b/y.workload.yaml": GOOD})
    assert [each.path for each in inputs(("a",))] == ["a/x.workload.yaml"]


def test_a_file_that_is_named_twice_is_checked_once(folder: Folder):
    folder.write({"workload.yaml": LONG_ON_LAMBDA})
    assert folder.codes("workload.yaml", "./workload.yaml", ".") == ["SPC010"]


def test_what_is_excluded_is_passed_over_unless_it_is_named(folder: Folder):
    folder.write({"vendor/a.workload.yaml": LONG_ON_LAMBDA, "b.workload.yaml": GOOD})
    assert folder.codes("--exclude", "vendor") == []
    assert folder.codes("--exclude", "vendor", "vendor/a.workload.yaml") == ["SPC010"]
    folder.write({"advisor.toml": 'exclude = ["vendor/**"]\n'})
    assert folder.codes() == []


def test_definitions_are_found_by_what_they_say(folder: Folder):
    folder.write({"deploy/job.json": JOB, "package.json": '{"name": "x"}', "notes.yaml": "a: [b"})
    answer = folder.check("-f", "concise", "--select", "JOB001")
    assert answer.out.startswith("deploy/job.json:")
    assert answer.code == 1


def test_a_template_of_another_tool_is_passed_over_where_it_is_no_yaml_yet(folder: Folder):
    folder.write({"chart.yaml": "{{ if .x }}\nType: AWS::Batch::JobQueue\n{{ end }}\n- a: b: c\n"})
    answer = folder.check()
    assert (answer.code, answer.out) == (0, "")
    assert folder.check("chart.yaml").code == 1


def test_a_broken_definition_is_a_finding(folder: Folder):
    folder.write({"t.yaml": "Resources:\n  Q:\n    Type: AWS::Batch::JobQueue\n   Bad: 1\n"})
    assert folder.codes() == ["SPC001"]

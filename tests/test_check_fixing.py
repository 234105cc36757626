"""`--fix` repairs what is certain, keeps all else as it was, and never leaves half a file."""

from __future__ import annotations

import os
import subprocess

import pytest
from check_support import GOOD, LONG_ON_LAMBDA, Folder
from hypothesis import given
from hypothesis import strategies as st

from advisor.check.diagnostics import Edit
from advisor.check.fixing import edited
from advisor.errors import Place

UNUSED = "# advisor: ignore[SPC011] left over\n"


def test_a_suppression_left_over_is_taken_out_with_its_line(folder: Folder):
    folder.write({"workload.yaml": "# first\n" + UNUSED + GOOD})
    answer = folder.check("--fix")
    assert answer.code == 0
    assert folder.read("workload.yaml") == ("# first\n" + GOOD).encode()
    assert answer.err == "fixed workload.yaml\nno findings in 1 file\n"


def test_a_suppression_after_a_value_is_taken_out_with_the_space_before_it(folder: Folder):
    text = GOOD.replace("vcpus: 2\n", "vcpus: 2  # advisor: ignore[SPC011] why\n")
    folder.write({"workload.yaml": text})
    folder.check("--fix")
    assert folder.read("workload.yaml") == GOOD.encode()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_byte_order_marks_stay(folder: Folder, end, mark):
    text = (mark + UNUSED + "# Größe\t€ 日本\n" + GOOD).replace("\n", end)
    folder.write({"workload.yaml": text.encode()})
    folder.check("--fix")
    assert (
        folder.read("workload.yaml")
        == (mark + "# Größe\t€ 日本\n" + GOOD).replace("\n", end).encode()
    )


def test_a_file_without_an_end_of_line_keeps_none(folder: Folder):
    folder.write({"workload.yaml": GOOD + "retries: 1  # advisor: ignore[SPC011]"})
    folder.check("--fix")
    assert folder.read("workload.yaml") == (GOOD + "retries: 1").encode()


def test_what_has_no_certain_repair_is_still_found(folder: Folder):
    folder.write({"workload.yaml": UNUSED.replace("SPC011", "SPC021") + LONG_ON_LAMBDA})
    answer = folder.check("--fix", "-f", "concise")
    assert answer.code == 1
    assert answer.out.startswith("workload.yaml:3:11: SPC010")


def test_a_second_run_has_nothing_to_do(folder: Folder):
    folder.write({"workload.yaml": UNUSED + GOOD})
    folder.check("--fix")
    before = folder.read("workload.yaml")
    assert folder.check("--fix").err == "no findings in 1 file\n"
    assert folder.read("workload.yaml") == before


def test_a_file_that_cannot_be_read_is_not_touched(folder: Folder):
    broken = (UNUSED + "name: [").encode()
    folder.write({"workload.yaml": broken, "b.workload.yaml": UNUSED + GOOD})
    assert folder.check("--fix").code == 1
    assert folder.read("workload.yaml") == broken
    assert folder.read("b.workload.yaml") == GOOD.encode()


def test_a_diff_shows_the_repair_and_changes_nothing(folder: Folder):
    folder.write({"jobs/a.workload.yaml": UNUSED + GOOD})
    answer = folder.check("--diff")
    assert answer.out.startswith("--- a/jobs/a.workload.yaml\n+++ b/jobs/a.workload.yaml\n@@ -1,4")
    assert f"\n-{UNUSED}" in answer.out
    assert folder.read("jobs/a.workload.yaml") == (UNUSED + GOOD).encode()


@pytest.mark.parametrize("text", [UNUSED + GOOD, GOOD + UNUSED.rstrip(), UNUSED + GOOD.rstrip()])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_diff_can_be_applied_by_git_and_gives_what_fix_gives(folder: Folder, text, end):
    folder.write({"a.workload.yaml": text.replace("\n", end).encode()})
    diff = folder.check("--diff", "-q").out
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "apply", "-"], input=diff.encode(), check=True)
    applied = folder.read("a.workload.yaml")
    folder.write({"a.workload.yaml": text.replace("\n", end).encode()})
    folder.check("--fix")
    assert folder.read("a.workload.yaml") == applied


JOB = """\
{
  "jobDefinitionName": "a",
  "type": "container",
  "platformCapabilities": ["FARGATE"],
  "timeout": {"attemptDurationSeconds": 3600},
  "containerProperties": {
    "image": "i",
    "executionRoleArn": "arn:aws:iam::123456789012:role/x",
    "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "999"}]
  }
}
"""


TEMPLATE = """\
Resources:
  Job:
    Type: AWS::Batch::JobDefinition
    Properties:
      Type: container
      PlatformCapabilities: [FARGATE]
      Timeout: {AttemptDurationSeconds: 3600}
      ContainerProperties:
        Image: !Ref Image
        ExecutionRoleArn: !GetAtt Role.Arn
        ResourceRequirements: # measured in May
          - {Type: VCPU, Value: "1"}
          - Type: MEMORY
            Value: '999'   # MiB
"""


@pytest.mark.parametrize(("name", "text"), [("job.json", JOB), ("t.yaml", TEMPLATE)])
def test_a_size_that_fargate_does_not_have_is_rounded_up_and_all_else_stays(
    folder: Folder, name, text
):
    folder.write({name: text})
    assert folder.codes("--select", "JOB001") == ["JOB001"]
    assert folder.check("--fix", "--select", "JOB001").code == 0
    assert folder.read(name) == text.replace("999", "2048").encode()


def test_fields_that_are_deprecated_move_and_what_that_brings_to_light_is_repaired_too(
    folder: Folder,
):
    head = JOB.partition('    "resourceRequirements"')[0]
    folder.write({"job.json": head + '    "vcpus": 1,\n    "memory": 999\n  }\n}\n'})
    folder.check("--fix")
    text = folder.read("job.json").decode()
    assert '"value": "2048"' in text
    assert '"memory"' not in text


def test_a_file_that_is_not_wholly_understood_is_not_touched(folder: Folder):
    text = JOB.replace('"a",', '"a", // what it is called')
    folder.write({"job.json": text})
    assert "JOB001" in folder.codes("--fix")
    assert folder.read("job.json") == text.encode()


def test_a_repair_that_is_suppressed_or_not_selected_is_not_made(folder: Folder):
    folder.write({"job.json": JOB, "advisor.toml": '["per-file-ignores"]\n"*" = ["JOB001"]\n'})
    folder.check("--fix")
    assert folder.read("job.json") == JOB.encode()
    folder.check("--fix", "--no-config", "--select", "SPC")
    assert folder.read("job.json") == JOB.encode()


def test_standard_input_is_not_repaired(folder: Folder):
    answer = folder.check("--fix", "-", stdin=(UNUSED + GOOD).encode())
    assert "SPC090" in answer.out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_file_that_may_not_be_written_is_a_mistake_and_stays_whole(folder: Folder):
    folder.write({"sub/a.workload.yaml": UNUSED + GOOD})
    (folder.path / "sub").chmod(0o500)
    answer = folder.check("--fix")
    (folder.path / "sub").chmod(0o700)
    assert answer.code == 2
    assert "cannot be written" in answer.err
    assert folder.read("sub/a.workload.yaml") == (UNUSED + GOOD).encode()


def test_a_link_is_repaired_where_it_leads(folder: Folder):
    folder.write({"real.workload.yaml": UNUSED + GOOD})
    (folder.path / "workload.yaml").symlink_to("real.workload.yaml")
    folder.check("--fix", "workload.yaml")
    assert (folder.path / "workload.yaml").is_symlink()
    assert folder.read("real.workload.yaml") == GOOD.encode()


def at(line: int, column: int) -> Place:
    return Place(line, column)


def test_repairs_that_overlap_are_made_one_at_a_time():
    one = (Edit(at(1, 1), at(1, 3), "X"),)
    two = (Edit(at(1, 2), at(1, 4), "Y"), Edit(at(2, 1), at(2, 2), "Z"))
    assert edited("abcd\nef\n", [one, two]) == "Xcd\nef\n"
    assert edited("abcd\nef\n", [two, one]) == "aYd\nZf\n"


def test_the_same_edit_of_two_findings_is_made_once():
    same = (Edit(at(1, 1), at(1, 1), "new\n"),)
    assert edited("a\n", [same, same]) == "new\na\n"


def test_an_edit_that_ends_before_it_starts_is_left_out():
    assert edited("abc", [(Edit(at(1, 3), at(1, 1), "X"),)]) == "abc"


@given(
    st.text(alphabet="ab\n\r日é", max_size=20),
    st.tuples(*[st.integers(1, 6)] * 4),
    st.text(alphabet="xy", max_size=3),
)
def test_an_edit_anywhere_changes_nothing_outside(text, places, new):
    a, b, c, d = places
    result = edited(text, [(Edit(at(a, b), at(c, d), new),)])
    if result != text:
        before, _, after = result.partition(new) if new else (result, "", "")
        if new:
            assert text.startswith(before)
            assert text.endswith(after)
        else:
            assert len(result) < len(text)

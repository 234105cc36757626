"""Suppressions hide what they name where they stand, and nothing is hidden without a word."""

from __future__ import annotations

import pytest
from check_support import GOOD, LONG_ON_LAMBDA, Folder

TEMPLATE = """\
Resources:
  First:
    Type: AWS::Batch::JobDefinition
    Metadata:
      advisor:
        ignore: [{codes}]
    Properties: &job
      Type: container
      PlatformCapabilities: [FARGATE]
      Timeout: {{AttemptDurationSeconds: 3600}}
      ContainerProperties:
        Image: app
        ExecutionRoleArn: arn:aws:iam::123456789012:role/x
        ResourceRequirements:
          - {{Type: VCPU, Value: "1"}}
          - {{Type: MEMORY, Value: "999"}}
  Second:
    Type: AWS::Batch::JobDefinition
    Properties: *job
"""


def with_line(comment: str, before: bool) -> str:
    old = "platform: lambda\n"
    new = f"{comment}\n{old}" if before else f"platform: lambda  {comment}\n"
    return LONG_ON_LAMBDA.replace(old, new)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    "comment",
    [
        "# advisor: ignore[SPC010] it is split in two soon",
        "#advisor:ignore[SPC010]",
        "# advisor: ignore[platform-ruled-out] by its id",
        "#  advisor:  ignore[ SPC010 ]",
    ],
)
def test_a_comment_on_the_line_or_above_it_hides_what_it_names(folder: Folder, comment, before):
    folder.write({"workload.yaml": with_line(comment, before)})
    answer = folder.check()
    assert (answer.code, answer.out) == (0, "")
    assert "hidden: 1 by suppressions" in answer.err


def test_a_comment_after_a_value_does_not_speak_for_the_next_line(folder: Folder):
    text = LONG_ON_LAMBDA.replace("20 min\n", "20 min  # advisor: ignore[SPC010]\n")
    folder.write({"workload.yaml": text})
    assert folder.codes() == ["SPC090", "SPC010"]


def test_several_comments_above_a_line_all_speak_for_it(folder: Folder):
    text = with_line("# advisor: ignore[SPC010] a\n# a word\n\n# advisor: ignore[SPC011] b", True)
    folder.write({"workload.yaml": text})
    assert folder.codes() == ["SPC090"]


def test_one_comment_may_name_several_codes(folder: Folder):
    text = with_line("# advisor: ignore[SPC010, SPC011] both", False)
    folder.write({"workload.yaml": text})
    assert folder.codes() == ["SPC090"]


def test_a_suppression_that_hides_nothing_is_reported_where_it_stands(folder: Folder):
    folder.write({"workload.yaml": GOOD + "# advisor: ignore[SPC011]\nretries: 1\n"})
    answer = folder.check("-f", "concise")
    assert answer.out == "workload.yaml:8:1: SPC090 `SPC011` hides nothing here\n"
    assert answer.code == 0


def test_a_suppression_of_what_was_not_asked_for_is_no_finding(folder: Folder):
    folder.write({"workload.yaml": with_line("# advisor: ignore[SPC010] why", False)})
    assert folder.codes("--select", "SPC02,SPC09") == []
    assert folder.codes("--ignore", "SPC010") == []


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("# advisor: ignore", "names no code"),
        ("# advisor: ignore[]", "names no code"),
        ("# advisor: ignore SPC010", "names no code"),
        ("# advisor: ignore[SPC01O]", "`SPC01O` is no rule"),
        ("# advisor: ignore[SPC]", "`SPC` is no rule"),
    ],
)
def test_a_suppression_that_can_hide_nothing_says_why(folder: Folder, comment, words):
    folder.write({"workload.yaml": with_line(comment, False)})
    answer = folder.check("-f", "concise", "--select", "SPC091")
    assert words in answer.out


@pytest.mark.parametrize(
    "text",
    [
        'description: "# advisor: ignore[SPC010]"\n',
        "description: '\n  # advisor: ignore[SPC010]\n  '\n",
        "description: |\n  text\n  # advisor: ignore[SPC010]\n",
        "description: >-\n  # advisor: ignore[SPC010]\n",
        "description: a# advisor:ignore[SPC010]\n",
    ],
)
def test_what_stands_within_a_text_is_no_suppression(folder: Folder, text):
    folder.write({"workload.yaml": LONG_ON_LAMBDA.replace("platform", text + "platform")})
    assert folder.codes() == ["SPC010"]


def test_a_comment_after_a_block_of_text_is_one(folder: Folder):
    text = "description: |\n  text\n\n# advisor: ignore[SPC010]\nplatform"
    folder.write({"workload.yaml": LONG_ON_LAMBDA.replace("platform", text)})
    assert folder.codes() == []


def test_a_suppression_hides_no_mistake_on_another_line(folder: Folder):
    folder.write({"workload.yaml": "# advisor: ignore[SPC002]\nmemroy: 8 GiB\nvcpsu: 2\n"})
    assert folder.codes() == ["SPC002"]


def test_json_has_no_comments_and_is_ignored_in_the_configuration(folder: Folder):
    spec = '{"platform": "lambda", "duration": "20 min", "vcpus": 1, "memory": "2 GiB",'
    spec += ' "description": "# advisor: ignore[SPC010]", "runs_per_month": 1}'
    folder.write({"a/x.workload.json": spec, "b/x.workload.json": spec})
    folder.write({"advisor.toml": '[per-file-ignores]\n"a/*.json" = ["SPC010"]\n'})
    answer = folder.check("-f", "concise")
    assert [line.split(":")[0] for line in answer.out.splitlines()] == ["b/x.workload.json"]
    assert "hidden: 1 by configuration" in answer.err


def test_the_metadata_of_a_resource_hides_findings_in_that_resource(folder: Folder):
    text = TEMPLATE.replace(" &job", "").replace("    Properties: *job\n", "")
    body = text.split("    Properties:\n")[1].split("  Second:")[0].format(codes="")
    text = text.format(codes="JOB001 the size is rounded at submission")
    folder.write({"t.yaml": text + "    Properties:\n" + body})
    lines = folder.check("-f", "concise", "--select", "JOB001").out.splitlines()
    assert len(lines) == 1
    second = (text + body).split("\n").index("  Second:")
    assert int(lines[0].split(":")[1]) > second


def test_unused_metadata_is_reported_where_it_stands(folder: Folder):
    text = TEMPLATE.format(codes="JOB001, JOB002").replace('"999"', '"2048"')
    folder.write({"t.yaml": text})
    answer = folder.check("-f", "concise", "--select", "SPC09,JOB001,JOB002")
    assert answer.out == (
        "t.yaml:6:18: SPC090 `JOB001` hides nothing here\n"
        "t.yaml:6:26: SPC090 `JOB002` hides nothing here\n"
    )

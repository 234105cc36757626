"""Terraform files of all kinds: junk is a mistake at most, and nothing elsewhere is read."""

# ruff: noqa: E501  # a case reads best on one line
# ruff: noqa: PT017  # that there is no mistake at all is right too

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_support import call, environment
from hypothesis import given, settings
from hypothesis import strategies as st
from test_terraform_read import PLACES, found, job, properties, read, write

from advisor.check.rules_of_definitions import findings
from advisor.definitions import definitions, read_definition_bytes
from advisor.errors import AdvisorError
from advisor.rulebook import load_rules

BOOK = load_rules()
EXAMPLES = 2000 if os.environ.get("ADVISOR_SLOW") else 60

RIGHT = """\
locals {
  gb = 2
}
resource "aws_batch_job_definition" "etl" {
  name                  = "etl"
  type                  = "container"
  platform_capabilities = ["FARGATE"]
  container_properties = jsonencode({
    image            = "public.ecr.aws/a/b:1"
    executionRoleArn = "arn:aws:iam::123456789012:role/execution"
    resourceRequirements = [
      { type = "VCPU", value = "1" },
      { type = "MEMORY", value = tostring(local.gb * 1024) },
    ]
    logConfiguration = { logDriver = "awslogs", options = { awslogs-group = "a" } }
    environment      = [{ name = "STAGE", value = "test" }]
  })
  retry_strategy {
    attempts = 3
    evaluate_on_exit {
      on_status_reason = "Host EC2*"
      action           = "RETRY"
    }
    evaluate_on_exit {
      on_reason = "*"
      action    = "EXIT"
    }
  }
  timeout {
    attempt_duration_seconds = 3600
  }
}
resource "aws_batch_compute_environment" "spot" {
  name         = "spot"
  type         = "MANAGED"
  service_role = "arn:aws:iam::123456789012:role/batch"
  compute_resources {
    type               = "FARGATE_SPOT"
    max_vcpus          = 64
    subnets            = ["subnet-0123456789abcdef0"]
    security_group_ids = ["sg-0123456789abcdef0"]
  }
}
resource "aws_batch_job_queue" "main" {
  name                 = "main"
  state                = "ENABLED"
  priority             = 10
  compute_environments = [aws_batch_compute_environment.spot.arn]
  job_state_time_limit_action {
    action           = "CANCEL"
    max_time_seconds = 3600
    reason           = "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT"
    state            = "RUNNABLE"
  }
}
"""


def codes(text: str) -> list[str]:
    document = read_definition_bytes(text.encode(), "main.tf")
    return [each.code for each in findings(definitions([document], BOOK), BOOK)]


def values() -> list[tuple[int, int]]:
    """Where each value of the right file stands: what follows an equals sign, to its end."""
    return [
        match.span("value")
        for match in re.finditer(
            r"= *(?P<value>\"[^\"\n]*\"|\d+|\[\"[^\]\n]*\]|tostring.*\))", RIGHT
        )
    ]


def test_a_right_file_has_nothing_to_be_said_of_it():
    assert codes(RIGHT) == []


@pytest.mark.parametrize("hider", ["var.hidden", "each.value", 'lookup(var.a, "b")', '"${var.a}"'])
def test_hiding_any_value_makes_no_finding(hider):
    for start, end in values():
        assert codes(RIGHT[:start] + hider + RIGHT[end:]) == [], RIGHT[start:end]


def test_what_may_be_any_block_makes_no_finding():
    for name in ("retry_strategy", "timeout", "compute_resources", "evaluate_on_exit"):
        more = f'  dynamic "{name}" {{\n    for_each = var.x\n    content {{}}\n  }}\n'
        text = RIGHT.replace(
            '  type                  = "container"\n', '  type = "container"\n' + more
        )
        assert (
            codes(text.replace('  type         = "MANAGED"\n', '  type = "MANAGED"\n' + more)) == []
        )


JUNK = st.sampled_from(
    ["resource ", '"aws_batch_job_definition" ', '"a" ', "{\n", "}\n", "name = ", "jsonencode(", ")",
     "<<EOF\n", "<<-EOF\n", "EOF\n", "${", "%{ if x }", "%{", "}", '"', "\\", "[", "]", "var.a", "local.b",
     "? 1 : 2", "* 1024", "\n", "#", "/*", "*/", "é", "\u2028", "null", "for x in y : ", "...", "=>",
     "container_properties = ", "locals {\n b = local.b\n}\n", "timeout {", "1e999", "-"]
)  # fmt: skip


@settings(max_examples=EXAMPLES)
@given(st.lists(JUNK, max_size=30).map("".join))
def test_no_text_is_more_than_a_mistake(text):
    try:
        codes(text)
    except AdvisorError as error:
        assert "is not valid Terraform" in str(error) or "is empty" in str(error)


@settings(max_examples=EXAMPLES)
@given(st.lists(JUNK, max_size=8).map("".join), st.integers(0, len(RIGHT)))
def test_no_mistake_in_a_right_file_is_more_than_one(text, at):
    try:
        codes(RIGHT[:at] + text + RIGHT[at:])
    except AdvisorError as error:
        assert error.problems


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=60))
def test_no_bytes_are_more_than_a_mistake(data):
    try:
        read_definition_bytes(b"# aws_batch_\n" + data, "main.tf")
    except AdvisorError as error:
        assert error.problems


@settings(max_examples=EXAMPLES)
@given(st.lists(JUNK, max_size=12).map("".join))
def test_no_template_is_more_than_unknown(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("template")
    call = job('templatefile("a.tpl", { a = 1 })')
    (folder / "a.tpl").write_bytes(text.encode())
    write(folder, {"main.tf": call})
    found(folder)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "(" * 5000 + "1" + ")" * 5000,
        "a = " + "[" * 3000 + "]" * 3000,
        'a = "' + "${" * 3000,
        "a = <<EOF\n" + "\n" * 3000,
        "a {" * 2000,
        "locals {\n" + "".join(f"  a{i} = [local.a{i + 1}, local.a{i + 1}]\n" for i in range(60)) + "}\n"
        + job("jsonencode(local.a0)"),
        "locals {\n" + "".join(f'  a{i} = "${{local.a{i + 1}}}${{local.a{i + 1}}}"\n' for i in range(60))
        + '  a60 = "x"\n}\n' + job("jsonencode({ image = local.a0 })"),
        "locals {\n" + "".join(f"  a{i} = jsonencode([local.a{i + 1}, local.a{i + 1}])\n" for i in range(60))
        + '  a60 = "x"\n}\n' + job("local.a0"),
        "locals {\n" + "".join(f"  a{i} = local.a{i + 1}\n" for i in range(3000)) + "}\n"
        + job("local.a0"),
        job('"' + "${1}" * 3000 + '"'),
        job('format("' + "%s" * 3000 + '"' + ", local.x" * 3000 + ")"),
    ],
)  # fmt: skip
def test_what_would_grow_without_end_is_unknown(text):
    try:
        codes(text)
    except AdvisorError as error:
        assert "Terraform" in str(error)


def test_a_huge_file_is_refused():
    with pytest.raises(AdvisorError, match="is larger than 256 KiB"):
        codes("# aws_batch_\n" * 100_000)


# --- files elsewhere --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../secret.json", "link.json", "/etc/hostname", "~/x", "a/../../secret.json"]
)
def test_a_file_outside_of_the_project_is_never_read(tmp_path, name):
    (tmp_path / "secret.json").write_text('{"image": "secret"}')
    project = tmp_path / "project"
    project.mkdir()
    (project / "link.json").symlink_to(tmp_path / "secret.json")
    write(project, {"main.tf": job(f'file("{name}")')})
    (definition, *_) = definitions([read(project)], BOOK)
    assert not isinstance(definition.value.get("containerProperties"), dict)


def test_a_file_of_the_checkout_above_the_folder_is_read(tmp_path):
    (tmp_path / ".git").mkdir()
    shared = '{\n "image": "a", "vcpus": 1, "memory": 1\n}'
    write(
        tmp_path,
        {"infra/main.tf": job('file("${path.module}/../shared.json")'), "shared.json": shared},
    )
    document = read(tmp_path, "infra/main.tf")
    (finding, *_) = findings(definitions([document], BOOK), BOOK)
    assert Path(finding.path) == tmp_path / "shared.json"


def test_a_folder_or_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "."):
        write(tmp_path, {"main.tf": job(f'file("{name}")')})
        found(tmp_path)


def test_broken_files_beside_it_hide_nothing(tmp_path):
    write(tmp_path, {"main.tf": PLACES, "broken.tf": "locals {", "x.auto.tfvars": "= ="})
    (tmp_path / "bytes.tf").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder.tf").mkdir()
    assert len(found(tmp_path)) == 3


# --- on the command line ----------------------------------------------------------------------


def test_a_folder_is_looked_into(tmp_path, monkeypatch, capsys):
    write(tmp_path, {"infra/main.tf": PLACES, "infra/other.tf": 'output "a" {\n value = 1\n}\n'})
    monkeypatch.chdir(tmp_path)
    code, out, _ = call(capsys, "check", "--format", "concise")
    assert code == 1
    assert "infra/main.tf:14:24: JOB011" in out.replace(os.sep, "/")


def test_a_broken_file_is_told_with_its_place(tmp_path, monkeypatch, capsys):
    write(tmp_path, {"main.tf": 'resource "aws_batch_job_definition" "a" {\n  name = = 1\n}\n'})
    monkeypatch.chdir(tmp_path)
    code, out, _ = call(capsys, "check", "--format", "concise")
    assert code == 1
    assert out.startswith("main.tf:2:10: SPC001 is not valid Terraform")


@pytest.mark.parametrize("mark", ["#", "//"])
def test_a_finding_is_suppressed_beside_it_and_above_it(tmp_path, monkeypatch, capsys, mark):
    text = PLACES.replace(
        "privileged       = true", f"privileged = true {mark} advisor: ignore[JOB011] old"
    )
    text = text.replace(
        '      { type = "MEM', f'      {mark} advisor: ignore[JOB001]\n      {{ type = "MEM'
    )
    write(tmp_path, {"main.tf": text})
    monkeypatch.chdir(tmp_path)
    _, out, err = call(capsys, "check", "--format", "concise")
    assert [line.split(" ")[1] for line in out.splitlines()] == ["JOB055"]
    assert "2 by suppressions" in err


def test_what_stands_in_a_text_suppresses_nothing(tmp_path, monkeypatch, capsys):
    heredoc = job('<<EOF\n{\n  "image": "a", "vcpus": 1, "privileged": true, "memory": 9\n}\nEOF')
    text = heredoc.replace('"image": "a"', '"image": "a # advisor: ignore[JOB012]"')
    write(tmp_path, {"main.tf": text})
    monkeypatch.chdir(tmp_path)
    _, out, _ = call(capsys, "check", "--format", "concise")
    assert "JOB012" in out
    assert "SPC090" not in out


def test_terraform_is_not_repaired(tmp_path, monkeypatch, capsys):
    write(tmp_path, {"main.tf": PLACES})
    monkeypatch.chdir(tmp_path)
    call(capsys, "check", "--fix")
    assert (tmp_path / "main.tf").read_text() == PLACES


# The command where python-hcl2 is not installed.
WITHOUT = """
import sys
from advisor.definitions import terraform
terraform.find_spec = lambda name: None
from advisor.__main__ import main
sys.argv[0] = "advisor"
main()
"""


def without(*arguments: str) -> tuple[int, str, str]:
    command = [sys.executable, "-c", WITHOUT, *arguments]
    done = subprocess.run(command, capture_output=True, check=False, text=True, env=environment())
    return done.returncode, done.stdout, done.stderr


def test_without_the_package_one_message_says_what_to_install(tmp_path, monkeypatch):
    write(tmp_path, {"main.tf": PLACES, "more.tf": PLACES})
    monkeypatch.chdir(tmp_path)
    code, out, err = without("check")
    assert (code, out) == (0, "")
    assert err.count("pip install 'compute-advisor[terraform]'") == 1
    code, _, err = without("check", "main.tf")
    assert code == 2
    assert "main.tf: is Terraform, which advisor reads with python-hcl2" in err
    code, _, err = without("recommend", "main.tf")
    assert code == 2
    assert "pip install 'compute-advisor[terraform]'" in err


def test_terraform_in_json_needs_the_package_too_for_its_expressions(tmp_path, monkeypatch):
    job = {"name": "${var.name}", "type": "container"}
    resource = {"resource": {"aws_batch_job_definition": {"job": job}}}
    write(tmp_path, {"main.tf.json": json.dumps(resource)})
    monkeypatch.chdir(tmp_path)
    code, _, err = without("recommend", "main.tf.json")
    assert code == 2
    assert "pip install 'compute-advisor[terraform]'" in err


def test_a_file_without_such_resources_is_a_mistake_where_it_is_named(
    tmp_path, monkeypatch, capsys
):
    write(tmp_path, {"main.tf": 'output "a" {\n  value = 1\n}\n'})
    monkeypatch.chdir(tmp_path)
    code, _, err = call(capsys, "recommend", "main.tf")
    assert code == 2
    assert "has no job definition, task definition or function that advisor reads" in err
    assert call(capsys, "check", "main.tf").code == 2
    assert call(capsys, "check").code == 0


def test_resources_are_workloads_with_what_they_leave_unknown(tmp_path, monkeypatch, capsys):
    write(tmp_path, {"main.tf": PLACES + PLACES.replace('"job"', '"other"').partition("\n\n")[2]})
    monkeypatch.chdir(tmp_path)
    code, out, _ = call(capsys, "recommend", "main.tf", "--format", "json")
    first, second = json.loads(out)
    assert code == 0
    assert (first["workload"]["name"], second["workload"]["name"]) == ("job", "other")
    assert first["workload"]["memory"] == "4096 MiB"
    assert first["left_unknown"] == [
        "Spot is up to its compute environment, which is not here: `interruptible` stays unknown",
        "the timeout is an upper bound: `duration` stays unknown",
        "`${aws_ecr_repository.app.repository_url}:latest` is not known here: `image` stays unknown",
        "the image runs as it is: `lambda_image` is taken to be no",
    ]


def test_a_queue_finds_its_environment_in_another_file_of_the_folder(tmp_path):
    queue = RIGHT[RIGHT.index('resource "aws_batch_job_queue"') :]
    write(tmp_path, {"queue.tf": queue, "rest.tf": RIGHT.replace(queue, "")})
    assert found(tmp_path, "queue.tf") == []
    disabled = RIGHT.replace(queue, "").replace(
        'type         = "MANAGED"', 'type = "MANAGED"\n state = "DISABLED"'
    )
    write(tmp_path, {"rest.tf": disabled})
    assert found(tmp_path, "queue.tf") == found(tmp_path, "queue.tf", "rest.tf")[:1]


def test_a_dynamic_block_is_unknown(tmp_path):
    text = job('"{}"', '  dynamic "retry_strategy" {\n    for_each = var.x\n    content {}\n  }\n')
    properties(tmp_path, {"main.tf": text})
    (definition, *_) = definitions([read(tmp_path)], BOOK)
    assert "retryStrategy" in definition.value


def test_dynamic_blocks_in_each_other_end_soon(tmp_path):
    """A hundred in each of a hundred in each of a hundred, a hundred times."""
    keys = ", ".join(f'"k{index}"' for index in range(100))
    blocks = "".join(
        f'dynamic "{name}" {{\nfor_each = local.keys\ncontent {{\n'
        for name in ("retry_strategy", "evaluate_on_exit", "deeper")
    )
    blocks += "}\n}\n" * 3
    text = job('"{}"', f"  for_each = toset(local.keys)\n{blocks}")
    write(tmp_path, {"main.tf": f"locals {{\n  keys = [{keys}]\n}}\n{text}"})
    assert isinstance(found(tmp_path), list)

"""Terraform files are read as the definitions that AWS gets: what is found, and exactly where."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.check.rules_of_definitions import findings
from advisor.definitions import definitions, read_definition_bytes
from advisor.rulebook import load_rules

BOOK = load_rules()
FOLDER = Path(__file__).parent / "data" / "terraform"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def read(folder: Path, name: str = "main.tf"):
    path = folder / name
    return read_definition_bytes(path.read_bytes(), str(path))


def found(folder: Path, *names: str) -> list[str]:
    """Every finding, as `file:line:column CODE`."""
    documents = [read(folder, name) for name in names or ("main.tf",)]
    return [
        f"{Path(each.path).relative_to(folder).as_posix()}:{each.place} {each.code}"
        for each in findings(definitions(documents, BOOK), BOOK)
    ]


def job(properties: str, more: str = "") -> str:
    """A job definition with these properties of its container, and a timeout."""
    return (
        'resource "aws_batch_job_definition" "job" {\n'
        '  name = "job"\n'
        '  type = "container"\n'
        "  timeout {\n    attempt_duration_seconds = 3600\n  }\n"
        f"  container_properties = {properties}\n"
        f"{more}}}\n"
    )


def properties(folder: Path, files: dict[str, str]) -> dict[str, object]:
    """What a definition says of its container."""
    write(folder, files)
    (definition, *_) = definitions([read(folder)], BOOK)
    return definition.value["containerProperties"]


VARIABLES = """
variable "gb" {
  default = 2
}
variable "stage" { default = "prod" }
variable "overridden" { default = 1 }
variable "automatic" {}
variable "nothing" {}
variable "typed" {
  type = map(object({
    memory = optional(number, 5)
    gpus   = optional(number)
    inside = optional(object({ vcpus = optional(number, 2) }), {})
  }))
  default = { a = {}, b = { memory = 6 } }
}
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("4096", 4096),
        ("var.gb * 1024", 2048),
        ("(var.gb + 1) * 1024", 3072),
        ("10 / 4", 2.5),
        ("7 % 4 - 1", 2),
        ("-var.gb + 4", 2),
        ("local.memory", 8192),
        ("local.sizes.large.memory", 16000),
        ('local.sizes["large"].memory', 16000),
        ("local.list[1]", 20),
        ("local.list.0", 10),
        ('var.stage == "prod" ? 4096 : 1024', 4096),
        ('var.stage != "prod" && true ? 4096 : 1024', 1024),
        ("!false || var.nothing ? 1 : 2", 1),
        ('tonumber("12")', 12),
        ("tostring(var.gb * 1024)", "2048"),
        ('"${var.gb}"', 2),
        ('"${var.gb}0"', "20"),
        ('"${"a"}-${var.stage == "prod" ? "b-${var.gb}" : "c"}"', "a-b-2"),
        ('format("%s:%d", "x", 3)', "x:3"),
        ('lookup({ a = 1 }, "b", 5)', 5),
        ('coalesce("", null, "z")', "z"),
        ("max(1, 5, 3)", 5),
        ('element(["a", "b"], 3)', "b"),
        ('join(",", ["a", "b"])', "a,b"),
        ("length(concat([1], [2, 3]))", 3),
        ("merge({ a = 1 }, { a = 2, b = 3 }).a", 2),
        ('jsondecode("{\\"a\\": [1, 7]}").a[1]', 7),
        ('upper("x\\ty")', "X\tY"),
        ("var.overridden", 99),
        ("var.automatic", 100),
        ("(local.jobs[*].memory)[1]", 20),
        ("values(local.sizes)[*].memory", [16000]),
        ("local.jobs.*.memory[1]", 20),
        ("var.stage[*]", ["prod"]),
        ("length(null[*])", 0),
        ("{ for each in local.jobs : each.kind => each.memory... }.a", [10, 20]),
        ("max(local.list...)", 20),
        ('try(local.jobs[0].absent, local.sizes["none"].memory, 7)', 7),
        ("try(local.jobs[0].memory, 7)", 10),
        ("can(local.jobs[0].absent) ? 1 : 2", 2),
        ('yamldecode("a:\n  - {b: 3}\n").a[0].b', 3),
        ('zipmap(["a", "b"], [1, 2]).b', 2),
        ("sum(range(4))", 6),
        ('one(reverse(sort(["b"])))', "b"),
        ('trimprefix("job-a", "job-")', "a"),
        ('startswith("job-a", "job-") && endswith("job-a", "a") ? 1 : 2', 1),
        ('"${1234567.5}s"', "1234567.5s"),
        ("var.typed.a.memory", 5),
        ("var.typed.a.inside.vcpus", 2),
        ("var.typed.b.memory", 6),
        ("try(var.typed.b.gpus, 3)", None),
    ],
)  # fmt: skip
def test_what_can_be_resolved_is(tmp_path, expression, value):
    written = properties(
        tmp_path,
        {
            "main.tf": job(f"jsonencode({{\n  memory = {expression}\n}})"),
            "variables.tf": VARIABLES,
            "locals.tf": "locals {\n  memory = var.gb * 4096\n  list = [10, 20]\n"
            '  jobs = [{ kind = "a", memory = 10 }, { kind = "a", memory = 20 }]\n'
            "  sizes = { large = { memory = 16000 } }\n}\n",
            "terraform.tfvars": "overridden = 99\nautomatic = 3\n",
            "b.auto.tfvars": "automatic = 100\n",
        },
    )
    assert written.get("memory") == value


@pytest.mark.parametrize(
    "expression",
    [
        "var.nothing",
        "var.empty",
        "var.nothing * 2",
        "var.nothing ? 1 : 2",
        "local.round",
        "local.missing",
        "module.batch.memory",
        "data.aws_ssm_parameter.memory.value",
        "each.value",
        "count.index",
        "self.memory",
        "terraform.workspace",
        "unheard_of(1)",
        "[for each in var.nothing: each][0]",
        "[for each in [1]: each if var.nothing][0]",
        "{ for each in [1]: var.nothing => each... }[1]",
        "var.nothing[*].memory",
        "try(var.nothing, 1)",
        "can(var.nothing) ? 1 : 2",
        "try(local.missing.memory, 1)",
        "range(3, 1)[0]",
        "one([1, 2])",
        "max(var.nothing...)",
        "{ for each in [1, 1]: each => each }[1]",
        "keys(var.nothing)[0]",
        "aws_thing.one[*].memory",
        'file("/etc/passwd")',
        'file("../outside.json")',
        'file("missing.json")',
        'templatefile("~/x", {})',
        "1 / 0",
        'tonumber("many")',
        "max()",
        "[1][5]",
        "provider::local::memory(1)",
    ],
)  # fmt: skip
def test_what_cannot_be_resolved_is_unknown_and_never_an_error(tmp_path, expression):
    (tmp_path / "outside.json").write_text("{}")
    inside = tmp_path / "project"
    inside.mkdir()
    text = job(f'jsonencode({{\n  image = "a"\n  vcpus = 1\n  memory = {expression}\n}})')
    more = 'variable "nothing" {}\nvariable "empty" { default = "" }\n'
    more += "locals {\n  round = local.square\n  square = local.round\n}\n"
    write(inside, {"main.tf": text + more})
    assert found(inside) == ["main.tf:8:3 JOB004"] or found(inside) == ["main.tf:9:11 JOB004"]


PLACES = """\
variable "gb" {
  default = 4
}

resource "aws_batch_job_definition" "job" {
  name                  = "job"
  type                  = "container"
  platform_capabilities = ["FARGATE"]

  # what every team writes
  container_properties = jsonencode({
    image            = "${aws_ecr_repository.app.repository_url}:latest"
    executionRoleArn = aws_iam_role.execution.arn
    privileged       = true
    resourceRequirements = [
      { type = "VCPU", value = "0.25" },
      { type = "MEMORY", value = tostring(var.gb * 1024) },
    ]
  })

  timeout {
    attempt_duration_seconds = 30
  }
}
"""


def test_every_finding_has_the_line_and_column_of_its_value(tmp_path):
    write(tmp_path, {"main.tf": PLACES})
    assert found(tmp_path) == [
        "main.tf:22:32 JOB055",
        "main.tf:17:34 JOB001",
        "main.tf:14:24 JOB011",
    ]


HEREDOC = """\
resource "aws_batch_job_definition" "job" {
  name = "job"
  type = "container"
  platform_capabilities = ["FARGATE"]
  timeout { attempt_duration_seconds = 3600 }

  container_properties = <<-EOF
    {
      "image": "${var.repository}:latest", "privileged": true,
      "executionRoleArn": "${aws_iam_role.execution.arn}",
      "environment": ${jsonencode(var.environment)},
      "resourceRequirements": [
        {"type": "VCPU", "value": "${var.vcpus}"},
        {"type": "MEMORY", "value": "${4 * 1024}"}
      ]
    }
  EOF
}

variable "vcpus" {
  default = "0.25"
}
"""


def test_places_hold_within_a_heredoc(tmp_path):
    write(tmp_path, {"main.tf": HEREDOC})
    assert found(tmp_path) == ["main.tf:14:37 JOB001", "main.tf:9:58 JOB011"]


@pytest.mark.parametrize("start", ["<<EOF\n", "<<-EOF\n"])
def test_both_kinds_of_heredoc_are_read(tmp_path, start):
    text = job(
        f'{start}{{\n  "image": "a",\n  "privileged": true,\n  "vcpus": 1, "memory": 9\n}}\nEOF'
    )
    write(tmp_path, {"main.tf": text})
    assert found(tmp_path) == ["main.tf:11:12 JOB004", "main.tf:10:17 JOB012"]


TEMPLATE = """\
{
  "image": "${image}",
  "command": ["run", "--level", "$${LEVEL}"],
  "privileged": true,
  "resourceRequirements": [
    {"type": "VCPU", "value": "1"},
    {"type": "MEMORY", "value": "${memory}"}
  ]
}
"""


RENDERED = """
locals {
  memory = 3000
}
data "template_file" "job" {
  template = file("templates/job.json.tpl")
  vars = {
    image  = "a"
    memory = 3000
  }
}
"""


@pytest.mark.parametrize(
    "call",
    [
        'templatefile("${path.module}/templates/job.json.tpl", { image = var.i, memory = 3000 })',
        'templatefile("./templates/job.json.tpl", { image = "a", memory = local.memory })',
        "data.template_file.job.rendered",
    ],
)
def test_a_value_in_a_template_file_has_its_place_there(tmp_path, call):
    write(tmp_path, {"main.tf": job(call) + RENDERED, "templates/job.json.tpl": TEMPLATE})
    assert found(tmp_path) == ["templates/job.json.tpl:4:17 JOB012"]


def test_a_file_that_is_put_in_has_its_own_places(tmp_path):
    text = '{\n  "image": "a",\n  "memory": 100,\n  "vcpus": 1, "privileged": true\n}\n'
    write(tmp_path, {"main.tf": job('file("job.json")'), "job.json": text})
    assert found(tmp_path) == ["job.json:4:12 JOB004", "job.json:4:29 JOB012"]


def test_what_a_local_of_another_file_says_has_its_place_there(tmp_path):
    local = """locals {
  properties = jsonencode({
    image                = "a"
    resourceRequirements = var.size
    privileged           = true
  })
}
"""
    write(tmp_path, {"main.tf": job("local.properties"), "locals.tf": local})
    assert found(tmp_path) == ["locals.tf:5:28 JOB012"]


def test_json_syntax_of_terraform_is_read_with_its_places(tmp_path):
    text = """{
  "variable": {"memory": {"default": 4096}},
  "resource": {
    "aws_batch_job_definition": {
      "job": {
        "name": "job",
        "type": "container",
        "timeout": [{"attempt_duration_seconds": 5}],
        "platform_capabilities": ["FARGATE"],
        "container_properties":
          "${jsonencode(merge(local.rest, {image = \\"a\\", privileged = true}))}"
      }
    }
  }
}"""
    write(tmp_path, {"main.tf.json": text})
    assert found(tmp_path, "main.tf.json") == [
        "main.tf.json:8:50 JOB055",
        "main.tf.json:11:11 JOB011",
    ]

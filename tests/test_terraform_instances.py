"""Resources with `for_each` or `count`, `dynamic` blocks, `for`: expanded where that is known."""

from __future__ import annotations

import pytest
from test_terraform_read import BOOK, job, properties, read, write

from advisor.api import recommend_each
from advisor.check.rules_of_definitions import findings
from advisor.definitions import definitions


def said(folder, *names: str) -> list[str]:
    documents = [read(folder, name) for name in names or ("main.tf",)]
    found = findings(definitions(documents, BOOK), BOOK)
    return [f"{each.place} {each.code} {each.message}" for each in found]


def of_subject(subject: str, tmp_path) -> list[object]:
    return [each for each in definitions([read(tmp_path)], BOOK) if each.subject == subject]


def called(subject: str, tmp_path) -> list[object]:
    return [each.facts["name"] for each in of_subject(subject, tmp_path)]


SIZES = """\
locals {
  sizes = {
    small = { vcpus = 1, memory = 2048 }
    large = { vcpus = 4, memory = 999 }
  }
}

resource "aws_batch_job_definition" "this" {
  for_each              = local.sizes
  name                  = "job-${each.key}"
  type                  = "container"
  platform_capabilities = ["FARGATE"]
  timeout {
    attempt_duration_seconds = 5
  }
  container_properties = jsonencode({
    image            = "a"
    executionRoleArn = "arn:aws:iam::123456789012:role/a"
    resourceRequirements = [
      { type = "VCPU", value = tostring(each.value.vcpus) },
      { type = "MEMORY", value = tostring(each.value.memory) },
    ]
  })
}
"""


def test_what_one_instance_has_names_it_and_what_all_have_is_said_once(tmp_path):
    write(tmp_path, {"main.tf": SIZES})
    timeout, size = said(tmp_path)
    assert timeout == (
        "14:32 JOB055 a timeout of 5 s is shorter than the shortest that AWS Batch takes, 1 min"
    )
    assert size == (
        "21:34 JOB001 4 vCPU with 999 MiB is not a size that Fargate offers"
        ' (`aws_batch_job_definition.this["large"]`)'
    )


def test_of_many_instances_a_message_names_three(tmp_path):
    keys = ", ".join(f'"n{index}"' for index in range(8))
    text = SIZES.replace("local.sizes", f"toset([{keys}])").replace("each.value.vcpus", "4")
    text = text.replace("each.value.memory", 'each.key == "n3" ? 8192 : 999')
    write(tmp_path, {"main.tf": text})
    assert said(tmp_path)[-1].endswith(
        '(`aws_batch_job_definition.this["n0"]`, `aws_batch_job_definition.this["n1"]`, '
        '`aws_batch_job_definition.this["n2"]` and 4 more)'
    )


def test_each_instance_is_a_workload_of_its_own(tmp_path):
    write(tmp_path, {"main.tf": SIZES})
    answers = list(recommend_each(tmp_path / "main.tf"))
    assert [each.name for each in answers] == ["job-large", "job-small"]


@pytest.mark.parametrize(
    ("repeated", "names"),
    [
        ("for_each = local.map", ["job-a-1", "job-b-2"]),
        ('for_each = toset(["x", "y", "x"])', ["job-x-x", "job-y-y"]),
        ("for_each = { for name in local.list : upper(name) => name }", ["job-P-p", "job-Q-q"]),
        ('for_each = { for i, name in local.list : name => i if name != "p" }', ["job-q-1"]),
        ("for_each = { for name, size in local.map : name => size if size > 1 }", ["job-b-2"]),
        ("for_each = toset([for name in local.list : name])", ["job-p-p", "job-q-q"]),
        ("for_each = toset(keys(local.map))", ["job-a-a", "job-b-b"]),
        ("for_each = toset([for size in values(local.map) : tostring(size)])",
         ["job-1-1", "job-2-2"]),
    ],
)  # fmt: skip
def test_a_known_for_each_makes_an_instance_of_each_entry(tmp_path, repeated, names):
    text = job('jsonencode({ image = "a" })').replace(
        'name = "job"', f'{repeated}\n  name = "job-${{each.key}}-${{each.value}}"'
    )
    more = 'locals {\n  map = { b = 2, a = 1 }\n  list = ["p", "q"]\n}\n'
    write(tmp_path, {"main.tf": text + more})
    assert called("job-definition", tmp_path) == names


def test_a_known_count_makes_as_many_instances(tmp_path):
    text = job('jsonencode({ image = "a", vcpus = count.index + 1 })')
    text = text.replace('name = "job"', 'count = var.jobs\n  name = "job-${count.index}"')
    write(tmp_path, {"main.tf": 'variable "jobs" { default = 3 }\n' + text})
    found = of_subject("job-definition", tmp_path)
    assert called("job-definition", tmp_path) == ["job-0", "job-1", "job-2"]
    assert [each.value["containerProperties"]["vcpus"] for each in found] == [1, 2, 3]
    assert [each.instance for each in found][2] == "aws_batch_job_definition.job[2]"


@pytest.mark.parametrize(
    "repeated",
    [
        "for_each = var.nothing",
        "for_each = {}",
        "for_each = merge({ a = 1 }, var.nothing)",
        "for_each = toset([var.nothing])",
        "for_each = { for x in var.nothing : x => x }",
        "for_each = [1, 2]",
        "count = var.nothing ? 1 : 0",
        "count = 0",
        "count = 100000000",
    ],
)
def test_what_cannot_be_expanded_or_is_switched_off_is_checked_once(tmp_path, repeated):
    text = job('jsonencode({ image = "a", vcpus = 1, memory = each.value })')
    write(tmp_path, {"main.tf": text.replace('name = "job"', f'{repeated}\n  name = "job"')})
    assert [each.instance for each in of_subject("job-definition", tmp_path)] == [None]
    assert {each.split()[1] for each in said(tmp_path)} == {"JOB004"}


QUEUES = """\
resource "aws_batch_compute_environment" "this" {
  for_each                 = { night = "FARGATE_SPOT", day = "FARGATE" }
  compute_environment_name = each.key
  type                     = "MANAGED"
  compute_resources {
    type               = each.value
    max_vcpus          = 16
    subnets            = ["subnet-1"]
    security_group_ids = ["sg-1"]
  }
}

resource "aws_batch_job_queue" "this" {
  name     = "queue"
  state    = "ENABLED"
  priority = 1
  dynamic "compute_environment_order" {
    for_each = ["night", "day"]
    iterator = each_of
    content {
      order               = each_of.key
      compute_environment = aws_batch_compute_environment.this[each_of.value].arn
    }
  }
}
"""


def test_a_dynamic_block_is_expanded_and_an_index_finds_its_instance(tmp_path):
    write(tmp_path, {"main.tf": QUEUES})
    (queue,) = of_subject("job-queue", tmp_path)
    assert [each["order"] for each in queue.value["computeEnvironmentOrder"]] == [0, 1]
    assert queue.facts["types"] == ("FARGATE_SPOT", "FARGATE")


def test_an_index_finds_the_one_resource_whose_count_is_not_known(tmp_path):
    text = QUEUES.replace('{ night = "FARGATE_SPOT", day = "FARGATE" }', "var.pools")
    write(tmp_path, {"main.tf": text.replace("= each.value", '= "SPOT"')})
    (queue,) = of_subject("job-queue", tmp_path)
    assert queue.facts["types"] == ("SPOT", "SPOT")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[for n in [1, 2, 3] : n * 2 if n > 1]", [4, 6]),
        ("[for i, n in [5, 6] : i + n]", [5, 7]),
        ('[for k, v in { b = 1, a = 2 } : "${k}${v}"]', ["a2", "b1"]),
        ("[for n in [1, 2] : [for m in [10, 20] : n + m]][1]", [12, 22]),
        ('{ for n in [1, 2] : "k${n}" => n }.k2', 2),
    ],
)  # fmt: skip
def test_for_gives_what_terraform_gives(tmp_path, expression, value):
    written = properties(tmp_path, {"main.tf": job(f"jsonencode({{ memory = {expression} }})")})
    assert written["memory"] == value

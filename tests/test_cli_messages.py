"""What is said of the mistakes people make in a spec: one line each, with what would be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.api import recommend
from advisor.errors import AdvisorError

# What is written in a spec, and what must be said of it, after the path of the spec.
MISTAKES = """
memory: 8                       :1:9: `memory` is not understood: `8` has no unit: which one? write `8 GiB` or `8 GB`
memory: 8GBB                    :1:9: `memory` is not understood: `8GBB`: `GBB` is not a unit of memory: did you mean `8 GB`?
memory: 8 G                     :1:9: `memory` is not understood: `8 G`: `G` is ambiguous: write `8 GiB` or `8 GB`
memory: true                    :1:9: `memory` is not understood: `true` is not memory: write it as `8 GiB`
memory: [8 GiB]                 :1:9: `memory` is not understood: a list is not memory: write it as `8 GiB`
memory: 90 s                    :1:9: `memory` is not understood: `90 s` is a time, not memory: write it as `8 GiB`
memory: 0 GiB                   :1:9: `memory` is not understood: `0 GiB` must be more than nothing
duration: 20                    :1:11: `duration` is not understood: `20` has no unit: which one? write `20 s` or `20 min`
duration: 20 M                  :1:11: `duration` is not understood: `20 M`: `M` may be minutes or months: write `20 min`
duration: 1:30                  :1:11: `duration` is not understood: `1:30` is not a time: write it as `20 min`
duration: {minutes: 20}         :1:11: `duration` is not understood: a mapping is not a time: write it as `20 min`
vcpus: "4"                      :1:8: `vcpus` must be a number, such as `4` or `0.5`, not the text `4`; write it without quotes
vcpus: 4 vCPU                   :1:8: `vcpus` must be a number, such as `4` or `0.5`, not `4 vCPU`
vcpus: 0                        :1:8: `vcpus` must be more than 0, not `0`
gpus: 1.5                       :1:7: `gpus` must be a whole number, not `1.5`
gpus: yes                       :1:7: `gpus` must be a whole number, not the text `yes`
gpus: -1                        :1:7: `gpus` must be at least 0, not `-1`
gpus: null                      :1:7: `gpus` must be a whole number, not nothing; leave it out
gpus: 1000000                   :1:7: `gpus` must be at most 100,000, not `1000000`
efa: yes                        :1:6: `efa` must be true or false, not the text `yes`; write `true`
efa: "false"                    :1:6: `efa` must be true or false, not the text `false`; write it without quotes
efa: {a: 1}                     :1:6: `efa` must be true or false, not a mapping
vpc: off                        :1:6: `vpc` must be true or false, or a mapping, not the text `off`; write `false`
vpc: {subnet: a}                :1:7: `subnet` is not a field; did you mean `subnets`?
vpc: {subnets: subnet-1}        :1:16: `vpc.subnets` must be a list, not `subnet-1`
custom_ami: 5                   :1:13: `custom_ami` must be true, false or an AMI id such as `ami-0123456789abcdef0`, not `5`
architecture: x86               :1:15: `architecture` must be one of x86_64, arm64, not `x86`; did you mean `x86_64`?
trigger: cron                   :1:10: `trigger` must be one of schedule, event, queue, api, manual, not `cron`
file_systems: [efs, lustre]     :1:21: `file_systems[1]` must be one of efs, s3files, fsx_lustre, fsx_ontap, fsx_openzfs, fsx_windows, not `lustre`; did you mean `fsx_lustre`?
file_systems: [{id: fs-1}]      :1:16: `file_systems[0].type` is missing
region: us-east-1a              :1:9: `region` is `us-east-1a`, which does not look right; write it as `us-east-1`
platform: fargate               :1:11: `platform` cannot be `fargate`; did you mean `batch-fargate`?
command: {run: x}               :1:10: `command` must be a text or a list, not a mapping
command: [sleep, 5]             :1:18: `command[1]` must be a text, not `5`; write it in quotes
environment: {LEVEL: 1}         :1:22: `environment.LEVEL` must be a text, not `1`; write it in quotes
environment: [LEVEL=1]          :1:14: `environment` must be a mapping, not a list
name: ""                        :1:7: `name` is empty
runtime: 3.13                   :1:10: `runtime` must be a text, not `3.13`; write it in quotes
memroy: 8 GiB                   :1:1: `memroy` is not a field; did you mean `memory`?
colour: red                     :1:1: `colour` is not a field; see `advisor schema` for the fields there are
linux_parameters: {swappiness: 101} :1:32: `linux_parameters.swappiness` must be at most 100, not `101`
name: a: b                      :1:8: `:` is not allowed here; put text that contains `: ` in quotes, or check the indentation
name: !!python/object x         :1:7: the tag `!!python/object` is not read; remove it; text goes in quotes
just words                      :1:1: must be a mapping of fields, not `just words`
""".strip().splitlines()  # noqa: E501  # a message stands on one line, as it is told


def said(text: str, path: Path) -> str:
    """What `recommend` says of a spec, without the path that each line begins with."""
    path.write_text(f"{text}\n")
    with pytest.raises(AdvisorError) as caught:
        recommend(path)
    return "\n".join(str(each).removeprefix(str(path)) for each in caught.value.problems)


@pytest.mark.parametrize("line", MISTAKES, ids=lambda line: line.split("  ")[0])
def test_a_mistake_is_told_in_one_line_with_its_place(line: str, tmp_path: Path):
    text, expected = re.fullmatch(r"(.*?) +(:\d+:\d+: .*)", line).groups()
    assert said(text, tmp_path / "spec.yaml") == expected


def test_all_mistakes_are_told_in_the_order_of_the_file(tmp_path: Path):
    text = "gpus: two\nmemory: 8\n\nvcpu: 4\nplatform: lamda\n"
    lines = said(text, tmp_path / "spec.yaml").splitlines()
    assert [line.split(": ")[0] for line in lines] == [":1:7", ":2:9", ":4:1", ":5:11"]


def test_a_spec_full_of_mistakes_is_not_told_in_full(tmp_path: Path):
    hundred = said("\n".join(f"key{i}: 1" for i in range(100)), tmp_path / "spec.yaml")
    assert len(hundred.splitlines()) == 51
    assert hundred.endswith(":51:1: and 50 more mistakes")
    many = said("\n".join(f"key{i}: 1" for i in range(5000)), tmp_path / "spec.yaml")
    assert many == ":1:1: has 5,000 mistakes, too many to tell; is it the right file?"


def test_what_a_message_repeats_is_short_and_inert(tmp_path: Path):
    spec = '{"\\u001b[31m' + "k" * 999 + '": 1, "trigger": "\\u202e\\n' + "v" * 999 + '"}'
    lines = said(spec, tmp_path / "spec.json").splitlines()
    assert len(lines) == 2
    assert all(len(line) < 200 and line.isprintable() for line in lines)

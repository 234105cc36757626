"""Jobs of Slurm, Kubernetes and Nextflow become workloads, and what they leave unknown is told."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from cli_support import run
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.api import recommend, recommend_each
from advisor.definitions.schedulers import scheduler_documents
from advisor.definitions.schedulers.amounts import (
    kubernetes_cpu,
    kubernetes_mib,
    nextflow_mib,
    nextflow_seconds,
    slurm_mib,
    slurm_seconds,
)
from advisor.errors import AdvisorError

FOLDER = Path(__file__).parent / "data" / "schedulers"


def documents(name: str):
    return scheduler_documents((FOLDER / name).read_bytes(), name)


def sbatch(*lines: str):
    """The one workload of a script with these options."""
    text = "\n".join(["#!/bin/bash", *(f"#SBATCH {line}" for line in lines), "srun x"])
    (document,) = scheduler_documents(text.encode(), "job.sh")
    return document


# --- units ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 1800), ("30:15", 1815), ("2:00:00", 7200), ("7-04", 619200),
        ("7-04:30", 621000), ("7-04:00:00", 619200), ("0-0:0:1", 1), ("UNLIMITED", None),
    ],
)  # fmt: skip
def test_slurm_writes_times_in_six_ways(text, seconds):
    assert slurm_seconds(text) == seconds


@pytest.mark.parametrize(
    ("text", "mib", "each"),
    [("4000", 4000, ""), ("32G", 32768, ""), ("100Mc", 100, "c"), ("2Gn", 2048, "n"),
     ("1T", 1048576, ""), ("512K", 0.5, ""), ("4GB", 4096, "")],
)  # fmt: skip
def test_slurm_counts_memory_in_powers_of_1024(text, mib, each):
    assert slurm_mib(text) == (mib, each)


def test_kubernetes_has_thousandths_and_both_kinds_of_giga():
    assert kubernetes_cpu("25m") == 0.025
    assert kubernetes_cpu(2) == 2
    assert kubernetes_mib("32Gi") == 32768
    assert kubernetes_mib("1048576") == 1
    assert kubernetes_mib("100M") == pytest.approx(95.367, abs=0.001)


def test_nextflow_counts_memory_in_powers_of_1024():
    assert nextflow_mib("12.GB") == nextflow_mib("12 GB") == 12288
    assert nextflow_mib("1.5 TB") == 1.5 * 2**20
    assert nextflow_seconds("7d") == 604800
    assert nextflow_seconds("1h 30m") == 5400
    assert nextflow_seconds("4.hour") == 14400


@pytest.mark.parametrize(
    ("read", "text"),
    [(slurm_seconds, "soon"), (slurm_seconds, "1:2:3:4"), (slurm_mib, "lots"), (slurm_mib, ""),
     (kubernetes_cpu, "1 core"), (kubernetes_cpu, ""), (kubernetes_mib, True),
     (nextflow_mib, "12 parsecs"), (nextflow_seconds, "7 moons"), (nextflow_seconds, "")],
)  # fmt: skip
def test_what_is_no_amount_is_refused(read, text):
    with pytest.raises(ValueError, match=r".*"):
        read(text)


# --- Slurm ------------------------------------------------------------------------------------


def test_a_script_as_people_write_them():
    (document,) = documents("train.sbatch")
    assert document.value == {
        "name": "train-resnet",
        "vcpus": 16,
        "gpus": 2,
        "memory": "64 GiB",
        "timeout": "129600 s",
        "array_size": 100,
    }
    assert list(document.remarks) == [
        "`--frobnicate=1` is no option that advisor knows, and is left out",
        "`#SBATCH --mem=1` in line 18 comes after the first command, where sbatch ignores it",
        "the GPU `a100` is not looked up: `gpu_memory` stays unknown",
        "`--time=1-12:00:00` is an upper bound: `duration` stays unknown",
        "no field says that at most 10 of an array run at once",
        "the script runs on the cluster's software: `image` stays unknown",
        "`--partition=gpu` says nothing of AWS, and is left out",
    ]


def test_what_a_script_says_has_its_place():
    (document,) = documents("train.sbatch")
    assert str(document.place("timeout")) == "9:12"
    assert str(document.place("memory")) == "7:23"
    assert str(document.place("vcpus")) == "6:11"


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        (["-n 4", "-c 2"], {"vcpus": 8}),
        (["--nodes=4", "--ntasks=64"], {"vcpus": 16, "nodes": 4}),
        (["-N2-4", "--ntasks-per-node=8"], {"vcpus": 8, "nodes": 2}),
        (["--cpus-per-task 4", "--mem-per-cpu=2G"], {"vcpus": 4, "memory": "8 GiB"}),
        (["--cpus-per-t=4", "--mem=100Mc"], {"vcpus": 4, "memory": "400 MiB"}),
        (["--gpus=2", "--mem-per-gpu=16G"], {"gpus": 2, "memory": "32 GiB"}),
        (["-G v100:4", "-N 2"], {"gpus": 2, "nodes": 2}),
        (["--gpus-per-node=a100:8"], {"gpus": 8}),
        (["--gpus-per-task=1", "-n3"], {"gpus": 3, "vcpus": 3}),
        (["--gres=gpu"], {"gpus": 1}),
        (["--gres=gpu:tesla:2,nvme:1"], {"gpus": 2}),
        (["--array=1,3,5-7"], {"array_size": 5}),
        (["--array=0-15:4%2"], {"array_size": 4}),
        (["--tmp=200G"], {"disk": "200 GiB"}),
        (["-t 90"], {"timeout": "5400 s"}),
        (["--time=1:00 # an hour? a minute"], {"timeout": "60 s"}),
        (['--job-name="my job" --time=10'], {"name": "my job", "timeout": "600 s"}),
        (["--mem=1G", "--mem=2G"], {"memory": "2 GiB"}),
        (["--container-image=docker://ubuntu:24.04"], {"image": "ubuntu:24.04"}),
        (["--container-image=ubuntu"], {"image": "ubuntu", "lambda_image": False}),
        (["--gpus=4", "--cpus-per-gpu=8", "--mem-per-cpu=1G"], {"vcpus": 32, "memory": "32 GiB"}),
        (["--requeue"], {"interruptible": True}),
        (["--no-requeue"], {"interruptible": False}),
    ],
)
def test_every_spelling_of_an_option_counts(lines, fields):
    assert fields.items() <= sbatch(*lines).value.items()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("--mem=0", "`--mem=0` asks for all there is: `memory` stays unknown"),
        ("--time=tomorrow", "`--time=tomorrow` is no time, and is left out"),
        ("--time=UNLIMITED", "`--time=UNLIMITED` says no limit: `duration` stays unknown"),
        ("-c ${CPUS}", "`--cpus-per-task=${CPUS}` is no number: `vcpus` stays unknown"),
        ("--exclusive", "`--exclusive` takes whole nodes: it may use more than it asks for"),
        ("-n 8", "`--ntasks=8` without `--nodes`: all tasks are taken to run on one machine"),
        ("--array=a-b", "`--array=a-b` is no list of indexes, and is left out"),
        ("hetjob", "the parts after the first of a heterogeneous job are not read"),
        ("--nodes=2-4", "`--nodes=2-4`: the least, 2, is taken"),
    ],
)
def test_what_a_script_leaves_unknown_is_told(line, told):
    assert told in sbatch(line).remarks


def test_options_after_the_first_command_and_twice_commented_ones_do_not_count():
    text = "#!/bin/sh\n##SBATCH -n 2\n# SBATCH -n 3\n\n#SBATCH -c 4\nmodule load x\n#SBATCH -c 9\n"
    (document,) = scheduler_documents(text.encode(), "a.sh")
    assert document.value["vcpus"] == 4


def test_a_number_of_cpus_that_cannot_be_read_is_not_taken_for_one():
    assert "vcpus" not in sbatch("-c $N").value
    assert "vcpus" not in sbatch("-c $N", "--ntasks=4").value


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.sbatch", "#SBATCH -c 4\nsrun x\n", "its first line must begin with `#!`"),
        ("a.sh", "#!/bin/sh\n#PBS -l walltime=1:00:00\n", "is a script without `#SBATCH` lines"),
        ("a.config", "docker.enabled = true\n", "has no process of Nextflow's"),
        ("a.tf", 'module "x" {\n}\n', "has no job definition, task definition or function"),
    ],
)
def test_a_file_that_is_surely_no_spec_is_told_in_one_line(tmp_path, name, text, message):
    (tmp_path / name).write_text(text)
    with pytest.raises(AdvisorError) as raised:
        recommend(tmp_path / name)
    assert message in str(raised.value)
    assert len(raised.value.problems) == 1


def test_a_script_without_a_name_has_that_of_its_file():
    (document,) = scheduler_documents(b"#!/bin/sh\n#SBATCH -c 4\n", "jobs/align.sbatch")
    assert document.value["name"] == "align"


# --- Kubernetes -------------------------------------------------------------------------------


def test_each_job_of_a_manifest_is_a_workload():
    job, nightly = documents("jobs.yaml")
    assert job.value == {
        "name": "pi",
        "timeout": "600 s",
        "retries": 4,
        "array_size": 5,
        "image": "perl:5.34.0",
        "lambda_image": False,
        "command": ["perl", "-wle", "print bpi(2000)"],
        "environment": {"A": "1"},
        "vcpus": 0.5,
        "memory": "128 MiB",
        "gpus": 1,
        "architecture": "arm64",
    }
    assert list(job.remarks) == [
        "`activeDeadlineSeconds` is an upper bound: `duration` stays unknown",
        "its completions are taken for the children of an array job",
        "no field says that at most 2 pods run at once",
        "the variable `B` comes from the cluster",
        "it asks for `cpu: 250m` and may use 500m, which is taken",
        "it asks for `memory: 64Mi` and may use 128Mi, which is taken",
        "`gpu_memory` stays unknown",
        "`nodeSelector: pool` says nothing of AWS",
        "the volume `data` is the cluster's",
        "`kubernetes` is left open: set it where an EKS cluster is the team's standard",
        "the image runs as it is: `lambda_image` is taken to be no",
    ]
    assert (nightly.value["name"], nightly.value["trigger"]) == ("nightly", "schedule")
    assert nightly.remarks[0] == (
        "`schedule: 0 3 * * *` is not counted: `runs_per_month` stays unknown"
    )


def test_what_a_manifest_says_has_its_place_in_the_whole_file():
    job, nightly = documents("jobs.yaml")
    assert str(job.place("timeout")) == "11:26"
    assert str(nightly.place("memory")) == "46:44"


@pytest.mark.parametrize(
    ("label", "fields"),
    [
        ("karpenter.sh/capacity-type: spot", {"interruptible": True}),
        ("eks.amazonaws.com/capacityType: SPOT", {"interruptible": True}),
        ("eks.amazonaws.com/capacityType: ON_DEMAND", {}),
        ("pool: spot", {}),
    ],
)
def test_nodes_of_spot_capacity_say_that_a_job_may_be_interrupted(label, fields):
    text = (
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: {spec: {"
        f"nodeSelector: {{{label}}}, containers: [{{name: a}}]}}}}}}\n"
    )
    (document,) = scheduler_documents(text.encode(), "a.yaml")
    assert document.value == {"name": "a"} | fields


def test_a_list_in_json_is_read_too():
    manifest = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "a"},
        "spec": {"template": {"spec": {"containers": [{"image": "b"}]}}},
    }
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": [manifest, manifest]}, indent=1)
    assert [each.value["name"] for each in scheduler_documents(text.encode(), "a.json")] == [
        "a",
        "a",
    ]


def test_a_manifest_that_is_no_yaml_is_told_with_its_line():
    text = "apiVersion: v1\n---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: [}\n"
    with pytest.raises(AdvisorError, match=r"a\.yaml:5:"):
        scheduler_documents(text.encode(), "a.yaml")


# --- Nextflow ---------------------------------------------------------------------------------


def test_each_selector_of_a_configuration_is_a_workload():
    high, star = documents("base.config")
    assert high.value == {
        "name": "process_high",
        "vcpus": 12,
        "memory": "72 GiB",
        "timeout": "604800 s",
        "retries": 1,
    }
    assert list(high.remarks) == [
        "`cpus { 12 * task.attempt }` grows with each attempt: the first is taken",
        "`memory { 72.GB * task.attempt }` grows with each attempt: the first is taken",
        "`time` is an upper bound: `duration` stays unknown",
        "`image` stays unknown",
        "`'conf/igenomes.config'` is included there, and not read",
        "what its profiles change is not read",
    ]
    assert star.value["name"] == "STAR_ALIGN"
    assert star.value["gpus"] == 2
    assert "memory" not in star.value
    assert (
        "`memory params.star_memory` is worked out when it runs: `memory` stays unknown"
        in star.remarks
    )


def test_the_directives_of_a_process_are_read_and_its_script_is_not():
    (fastqc,) = documents("fastqc.nf")
    assert fastqc.value == {
        "name": "FASTQC",
        "vcpus": 4,
        "memory": "8 GiB",
        "timeout": "5400 s",
        "image": "biocontainers/fastqc:0.11.9",
        "lambda_image": False,
        "gpus": 1,
    }
    assert list(fastqc.remarks) == [
        "`gpu_memory` stays unknown",
        "`time` is an upper bound: `duration` stays unknown",
        "the image runs as it is: `lambda_image` is taken to be no",
    ]
    assert str(fastqc.place("memory")) == "6:12"


def test_a_process_may_give_closures_without_a_sign():
    text = """process ALIGN {
    cpus { 2 * task.attempt }
    memory { 12.GB * task.attempt }
    arch 'linux/aarch64', target: 'graviton3'
    script:
    "true"
}
"""
    (document,) = scheduler_documents(text.encode(), "main.nf")
    assert document.value == {
        "name": "ALIGN", "vcpus": 2, "memory": "12 GiB", "architecture": "arm64"
    }  # fmt: skip
    assert str(document.place("memory")) == "3:12"


@pytest.mark.parametrize(
    ("written", "memory"),
    [
        ("12.GB", "12 GiB"), ("'12 GB'", "12 GiB"), ("{ 12.GB }", "12 GiB"),
        ("{ 12.GB * task.attempt }", "12 GiB"), ("{ task.attempt * 12.GB }", "12 GiB"),
        ("{ check_max( 12.GB * task.attempt, 'memory' ) }", "12 GiB"),
        ("{ (12.GB) * Math.pow(2, task.attempt - 1) }", "12 GiB"),
        ("'12 GB' as nextflow.util.MemoryUnit", "12 GiB"),
        ("params.memory", None), ("{ task.attempt > 1 ? 8.GB : 4.GB }", None),
        ('"${params.gb} GB"', None), ("{ 12.GB + 4.GB * task.attempt }", None),
    ],
)  # fmt: skip
def test_of_what_grows_with_each_attempt_the_first_is_taken(written, memory):
    text = f"process {{\n  memory = {written}\n}}\n"
    (document,) = scheduler_documents(text.encode(), "nextflow.config")
    assert document.value.get("memory") == memory


# --- from a file to an answer -----------------------------------------------------------------


def test_every_workload_of_a_file_has_an_answer():
    answers = list(recommend_each(FOLDER / "jobs.yaml"))
    assert [answer.name for answer in answers] == ["pi", "nightly"]
    with pytest.raises(AdvisorError, match="holds 2 workloads: `pi`, `nightly`"):
        recommend(FOLDER / "jobs.yaml")


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_every_format_tells_what_the_file_leaves_unknown(form):
    code, out, _ = run("recommend", str(FOLDER / "train.sbatch"), "--format", form)
    assert code == 0
    assert "is an upper bound" in " ".join(out.split())


def test_a_script_becomes_a_starter_in_terraform(tmp_path):
    options = ["--out", str(tmp_path / "deploy"), "--as", "terraform", "-q"]
    code, _, err = run("recommend", str(FOLDER / "train.sbatch"), *options)
    assert (code, err) == (0, "")
    assert any("train-resnet" in path.read_text() for path in tmp_path.rglob("*.tf"))


WORDS = st.sampled_from(
    ["#!/bin/sh\n", "#SBATCH ", "--mem=", "-n", "--array=", "1-", ":", "%", "process ", "{", "}",
     "memory ", "'", '"', "withName:", "= ", "12.GB", "task.attempt", "kind: Job\n", "---\n",
     "apiVersion: batch/v1\n", "spec:\n", "  template: ", "[", "]", "\n", "\t", "é", "\\", "/*"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=40).map("".join), st.sampled_from(["a.sh", "a.config", "a.yaml"]))
def test_no_text_is_more_than_a_mistake(text, path):
    start = {"a.sh": "#!/bin/sh\n#SBATCH -n1\n", "a.yaml": "apiVersion: batch/v1\nkind: Job\n"}
    try:
        found = scheduler_documents((start.get(path, "process {\n") + text).encode(), path)
    except AdvisorError:
        return
    for document in found:
        assert all(document.place(field) for field in document.value)


@pytest.mark.parametrize(
    ("start", "part"),
    [("#!/bin/sh\n", "#SBATCH -n\n"), ("process {\n", "withName:a {"), ("process {\n", "'''"),
     ("apiVersion: batch/v1\nkind: Job\n", "---\na: 1\n"), ("process {\n", "cpus = {(["),
     ("process {\n", "a\n"), ("process {\n", "/* ")],
)  # fmt: skip
def test_a_huge_file_is_read_or_refused_soon(start, part):
    text = start + part * (500_000 // len(part))
    path = "a.config" if start.startswith("process") else "a"
    with suppress(AdvisorError):
        scheduler_documents(text.encode(), path)

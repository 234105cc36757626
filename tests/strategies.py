"""Random workload specs: with gaps, with values near the limits, such as `Workload` accepts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

__all__ = ["fields", "texts", "workloads"]

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def _near(*limits: float, least: float = 1) -> st.SearchStrategy[int]:
    """Whole numbers on, just below and just above limits, and any others between."""
    edges = sorted({max(least, limit + step) for limit in limits for step in (-1, 0, 1)})
    return st.one_of(
        st.sampled_from([int(edge) for edge in edges]),
        st.integers(int(least), int(max(limits)) * 2),
    )


def durations() -> st.SearchStrategy[str]:
    """Times near the limits of Lambda, Fargate and Spot, in several spellings."""
    seconds = _near(1, 30, 600, 900, 30 * _MINUTE, _HOUR, 90 * _MINUTE, 7 * _DAY, 14 * _DAY)
    return st.one_of(
        seconds.map(lambda s: f"{s} s"),
        seconds.map(lambda s: f"{-(-s // 60)}min"),
        seconds.map(lambda s: f"PT{s}S"),
        seconds.map(lambda s: f"{s // 3600}h{s % 3600 // 60 + 1}m"),
    )


def amounts(least: int = 1) -> st.SearchStrategy[str]:
    """Memory and disk near the limits of Lambda, Fargate and instances, in several spellings."""
    mebibytes = _near(512, 2048, 10_240, 20_480, 30_720, 122_880, 204_800, 249_856, least=least)
    return st.one_of(
        mebibytes.map(lambda m: f"{m} MiB"),
        mebibytes.map(lambda m: f"{m // 1024 + least} GiB"),
        mebibytes.map(lambda m: f"{m // 954 + least} GB"),
    )


def vcpus() -> st.SearchStrategy[float]:
    """VCPUs near the limits, fractions among them."""
    return st.one_of(st.sampled_from([0.25, 0.5, 1.5]), _near(1, 4, 6, 16, 32, 192, 896).map(float))


def texts(max_size: int) -> st.SearchStrategy[str]:
    """Texts with something in them, and without what starters refuse: test_starter_terraform.py."""
    return st.text(min_size=1, max_size=max_size).filter(lambda text: "{{resolve:" not in text)


_words = texts(max_size=20)
_texts = st.lists(_words, max_size=3)
_names = st.from_regex(r"\A[a-z][a-z0-9_]{0,9}\Z")
_mapping = st.dictionaries(_names, _words, max_size=3)
_flag = st.booleans()
_kinds = st.sampled_from(
    ["efs", "s3files", "fsx_lustre", "fsx_ontap", "fsx_openzfs", "fsx_windows"]
)

_linux = st.fixed_dictionaries(
    {},
    optional={
        "devices": st.one_of(
            st.just("/dev/fuse"),
            st.lists(st.sampled_from(["/dev/fuse", {"host_path": "/dev/kvm"}]), max_size=2),
        ),
        "shared_memory": amounts(),
        "tmpfs": st.lists(st.fixed_dictionaries({"path": _words, "size": amounts()}), max_size=2),
        "max_swap": amounts(least=0),
        "swappiness": st.integers(0, 100),
        "init_process": _flag,
    },
)

fields: dict[str, st.SearchStrategy[Any]] = {
    "name": _words,
    "description": _words,
    "image": _words,
    "lambda_image": _flag,
    "runtime": st.sampled_from(["python3.13", "python3.9", "nodejs22.x", "cobol"]),
    "handler": _words,
    "command": st.one_of(_words, _texts),
    "environment": _mapping,
    "secrets": _mapping,
    "job_role": _words,
    "retries": _near(0, 9, 10, least=0).filter(lambda n: n <= 1000),
    "timeout": durations(),
    "tags": _mapping,
    "max_vcpus": vcpus(),
    "duration": durations(),
    "typical_duration": durations(),
    "vcpus": vcpus(),
    "memory": amounts(),
    "gpus": _near(0, 1, 8, 16, least=0),
    "gpu_memory": amounts(),
    "architecture": st.sampled_from(["x86_64", "arm64"]),
    "operating_system": st.sampled_from(["linux", "windows"]),
    "disk": amounts(least=0),
    "image_size": amounts(least=0),
    "payload": amounts(least=0),
    "nodes": _near(1, 2, 1000),
    "efa": _flag,
    "custom_ami": st.one_of(_flag, st.just("ami-0123456789abcdef0")),
    "instance_types": st.one_of(
        st.just("g6.xlarge"), st.lists(st.sampled_from(["m6i", "c7i.large", "p5"]), max_size=2)
    ),
    "launch_template": st.sampled_from(["lt-0123456789abcdef0", "mine"]),
    "linux_parameters": _linux,
    "privileged": _flag,
    "ulimits": st.lists(
        st.fixed_dictionaries(
            {"name": st.sampled_from(["nofile", "memlock"]), "soft": _near(1), "hard": _near(1024)}
        ),
        max_size=2,
    ),
    "host_volumes": st.lists(st.fixed_dictionaries({"source": _words, "path": _words}), max_size=2),
    "file_systems": st.one_of(
        _kinds,
        st.lists(st.one_of(_kinds, st.fixed_dictionaries({"type": _kinds})), max_size=2),
    ),
    "vpc": st.one_of(_flag, st.just({"subnets": ["subnet-1"], "public": True})),
    "trigger": st.sampled_from(["schedule", "event", "queue", "api", "manual"]),
    "response_within": durations(),
    "start_within": durations(),
    "concurrency": _near(1, 100, 1000),
    "array_size": _near(1, 2, 1000, 10_000),
    "runs_per_month": _near(1, 1000, 1_000_000, least=0).map(float),
    "interruptible": _flag,
    "checkpoints": _flag,
    "complete_within": durations(),
    "endless": _flag,
    "kubernetes": _flag,
    "own_instances": _flag,
    "host_requirements": st.one_of(_words, _texts),
    "region": st.sampled_from(["us-east-1", "eu-central-1", "us-gov-west-1"]),
    "platform": st.sampled_from(["lambda", "batch-fargate", "batch-ec2-spot"]),
    "consider": st.lists(
        st.sampled_from(["lambda-managed-instances", "ecs-managed-instances"]),
        max_size=2,
        unique=True,
    ),
    "x": st.dictionaries(_names, st.one_of(_flag, st.integers(-9, 9), _words, _texts), max_size=2),
}

# Facts that alone leave little else to decide; with each of them as likely as not, most workloads
# would fit nowhere.
_RARE = (
    "own_instances", "endless", "operating_system", "efa", "nodes", "custom_ami", "privileged",
    "host_requirements", "ulimits", "host_volumes", "launch_template", "instance_types",
    "response_within", "linux_parameters", "file_systems", "gpus",
)  # fmt: skip


@st.composite
def workloads(draw: st.DrawFn, most: int = 12) -> dict[str, Any]:
    """Specs with some of the fields, fewest of those that decide everything by themselves."""
    common = [name for name in fields if name not in _RARE]
    names = draw(st.lists(st.sampled_from(common), unique=True, max_size=most))
    names += draw(st.lists(st.sampled_from(_RARE), unique=True, max_size=2))
    return {name: draw(fields[name]) for name in names}

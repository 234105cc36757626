"""The instance catalogue: how it is made, read, and asked for the smallest type that fits."""

from __future__ import annotations

import gzip
import importlib.util
import json
import math
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import catalogue as cat
from advisor.catalogue import Catalogue, Instance, candidates
from advisor.errors import AdvisorError

ROOT = Path(__file__).resolve().parent.parent
CSV = ROOT / "rules" / "instances.csv"
LIMITS = ROOT / "rules" / "limits"
ALL = cat.read_catalogue(CSV)
USABLE = 0.95
X86 = ("m6i", "c6i", "r6i", "c7i")
GPUS = ("g6", "g5", "g6e", "p4d", "p5")


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_instances", ROOT / "tools" / "make_instances.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_instances = tool()


def named(name: str) -> Instance:
    instance = cat.find(ALL, name)
    assert instance
    return instance


def chosen(**need: Any) -> list[str]:
    need = {"vcpus": None, "memory": None, "usable": USABLE, **need}
    return [instance.type for instance in candidates(ALL, **need)]


# ---- what the shipped catalogue says


def test_it_knows_where_its_figures_come_from() -> None:
    about = json.loads(CSV.with_suffix(".json").read_text())
    assert "DescribeInstanceTypes" in ALL.origin
    assert ALL.checked.isoformat() == about["checked"]
    assert {i.family for i in ALL.instances}.isdisjoint(about["missing"])


def test_every_type_stands_once_with_its_family_and_a_size() -> None:
    assert len({i.type for i in ALL.instances}) == len(ALL.instances) == 1395
    assert all(i.type.split(".")[0] == i.family for i in ALL.instances)
    assert all(i.vcpus > 0 and i.memory > 0 for i in ALL.instances)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("m6i.large", {"vcpus": 2, "memory": 8192, "gpus": 0, "architecture": "x86_64"}),
        ("c7g.medium", {"vcpus": 1, "memory": 2048, "architecture": "arm64", "spot": True}),
        ("g6.xlarge", {"gpus": 1, "gpu_model": "L4", "gpu_memory": 22888, "efa": False}),
        ("g6f.large", {"gpus": 0.125, "gpu_memory": 2861}),
        ("p5.48xlarge", {"gpus": 8, "efa_interfaces": 32, "capacity_block": True}),
        ("p6-b300.48xlarge", {"efa_interfaces": 16, "first_efa_card": 1, "network_cards": 17}),
        ("g5.xlarge", {"local_disk": 238418, "current_generation": False}),
        ("m5.metal", {"bare_metal": True}),
        ("t8i.nano", {"burstable": True}),
        ("trn2u.48xlarge", {"accelerator": "neuron", "gpus": 0, "spot": False}),
        ("c3.large", {"architecture": "x86_64"}),
    ],
)
def test_it_holds_what_aws_says(name: str, expected: dict[str, object]) -> None:
    assert {key: getattr(named(name), key) for key in expected} == expected


def test_gpu_and_efa_columns_are_all_there_or_all_empty() -> None:
    for i in ALL.instances:
        assert bool(i.gpus) == bool(i.gpu_model) == bool(i.gpu_manufacturer) == bool(i.gpu_memory)
        assert i.efa == (i.efa_interfaces > 0)
        assert i.first_efa_card + i.efa_interfaces <= i.network_cards


# ---- the smallest that fit


def test_the_smallest_come_first() -> None:
    assert chosen(vcpus=4, memory=15_000, families=X86)[:3] == [
        "m6i.xlarge",
        "r6i.xlarge",
        "c6i.2xlarge",
    ]


def test_sixteen_gib_do_not_fit_an_instance_of_sixteen_gib() -> None:
    """The host and the ECS agent keep some; the next size up is twice as large."""
    assert named("m6i.xlarge").memory == 16384
    assert "m6i.xlarge" not in chosen(vcpus=4, memory=16384, families=["m6i"])
    assert chosen(vcpus=4, memory=16384, families=["m6i"])[0] == "m6i.2xlarge"


def test_memory_fits_to_the_usable_mib_and_not_one_beyond() -> None:
    usable = cat.usable_memory(named("m6i.xlarge"), USABLE)
    assert chosen(memory=usable, families=["m6i"])[0] == "m6i.xlarge"
    assert chosen(memory=usable + 1, families=["m6i"])[0] == "m6i.2xlarge"


def test_what_is_unknown_is_no_constraint() -> None:
    assert chosen(families=X86)[0] == "c6i.large"


def test_nothing_holds_more_than_the_largest() -> None:
    most = cat.largest(ALL)
    assert chosen(vcpus=most.vcpus)
    assert chosen(vcpus=most.vcpus + 1) == []
    assert chosen(memory=math.floor(most.memory * USABLE))
    assert chosen(memory=most.memory) == []
    assert chosen(gpus=most.gpus, gpu_memory=most.gpu_memory)
    assert chosen(gpus=most.gpus + 1) == []


def test_equals_follow_the_order_of_the_families() -> None:
    assert chosen(vcpus=2, families=["c6i", "c7i"])[0] == "c6i.large"
    assert chosen(vcpus=2, families=["c7i", "c6i"])[0] == "c7i.large"


def test_equals_without_an_order_go_by_generation_then_plainness() -> None:
    found = chosen(vcpus=2, named=["c7i-flex", "c6i", "c7i"])
    assert found[:3] == ["c7i.large", "c7i-flex.large", "c6i.large"]


def test_the_previous_generation_stands_behind_its_equal() -> None:
    assert not named("m5.large").current_generation
    assert chosen(vcpus=2, named=["m5", "m5d"])[:2] == ["m5d.large", "m5.large"]


def test_nobody_is_given_what_they_did_not_name() -> None:
    """No bare metal, T families (Batch refuses them), idle GPUs or other accelerators."""
    for i in candidates(ALL, vcpus=None, memory=None, usable=USABLE):
        assert not any((i.bare_metal, i.burstable, i.gpus, i.accelerator))
        assert i.current_generation
        assert i.architecture == "x86_64"


def test_arm64_gets_arm64() -> None:
    assert chosen(vcpus=2, architecture="arm64", families=["m6g", "m6i"])[0] == "m6g.large"


def test_spot_leaves_out_what_is_never_spot() -> None:
    assert chosen(named=["hpc7a"]) != []
    assert chosen(named=["hpc7a"], spot=True) == []


def test_efa_needs_a_type_that_has_it() -> None:
    found = [named(name) for name in chosen(vcpus=36, efa=True, families=["c5n"])]
    assert [i.type for i in found] == ["c5n.9xlarge", "c5n.18xlarge"]
    assert all(i.efa for i in found)


# ---- named by the user


def test_a_named_type_stands_alone() -> None:
    assert chosen(named=["m5.large"], families=X86) == ["m5.large"]


def test_a_named_family_offers_its_sizes_but_bare_metal() -> None:
    found = chosen(named=["m5"])
    assert found[0] == "m5.large"
    assert "m5.metal" not in found


def test_bare_metal_is_for_who_names_it() -> None:
    assert chosen(named=["m5.metal"]) == ["m5.metal"]


def test_a_named_type_is_taken_at_its_word() -> None:
    """A T type and a GPU nobody asks for are mistakes for a rule to tell, not for us to hide."""
    assert chosen(named=["t3.large", "g5.xlarge"]) == ["t3.large", "g5.xlarge"]


@pytest.mark.parametrize("bundle", sorted(cat.BUNDLES))
def test_a_bundle_stands_for_the_families(bundle: str) -> None:
    assert chosen(named=[bundle], families=X86) == chosen(families=X86)
    assert set(chosen(named=[bundle, "m5.large"], families=X86)) == {
        "m5.large",
        *chosen(families=X86),
    }


def test_unknown_names_come_with_the_nearest() -> None:
    assert cat.unknown_names(ALL, ["m5.lrge", "m5", "optimal"]) == {"m5.lrge": "m5.large"}


# ---- GPUs


def test_one_gpu_of_any_size_is_a_small_g_instance() -> None:
    assert chosen(gpus=1, families=GPUS)[:2] == ["g6.xlarge", "g5.xlarge"]


def test_gpu_families_go_by_gpu_memory_and_capacity_blocks_last() -> None:
    found = candidates(ALL, vcpus=None, memory=None, gpus=1, families=GPUS, usable=USABLE)
    assert [i.family for i in cat.one_per_family(found)] == ["g6", "g5", "g6e", "p5", "p4d"]


def test_24_gb_fit_an_l4_and_24_gib_do_not() -> None:
    """AWS gives an L4's 24 GB as 22,888 MiB, cut to whole MiB."""
    assert chosen(gpus=1, gpu_memory=24e9 / 2**20, families=GPUS)[0] == "g6.xlarge"
    assert chosen(gpus=1, gpu_memory=24 * 1024, families=GPUS)[0] == "g6e.xlarge"


def test_gpu_memory_without_gpus_is_no_need() -> None:
    assert chosen(gpus=0, gpu_memory=24 * 1024, families=X86) == chosen(families=X86)


def test_a_part_of_a_gpu_is_no_gpu() -> None:
    """Batch gives out whole GPUs only."""
    assert named("g6f.xlarge").gpus == 0.125
    assert chosen(gpus=1, named=["g6f"]) == []
    assert cat.whole_gpus(named("g6f.xlarge")) == 0


def test_another_makers_gpu_is_no_gpu() -> None:
    amd = named("g6.xlarge")._replace(gpu_manufacturer="AMD", gpu_model="Radeon Pro V520")
    only = Catalogue((amd,), ALL.origin, ALL.checked)
    assert candidates(only, vcpus=None, memory=None, gpus=1, usable=USABLE) == ()


# ---- whatever the need

maybe = st.none() | st.floats(0, 2_000)
needs = st.fixed_dictionaries(
    {
        "vcpus": maybe,
        "memory": st.none() | st.floats(0, 4e7),
        "gpus": st.sampled_from([0, 0, 1, 2, 4, 8]),
        "gpu_memory": st.none() | st.floats(0, 300_000),
        "architecture": st.sampled_from(["x86_64", "arm64"]),
        "efa": st.booleans(),
        "families": st.none() | st.lists(st.sampled_from([*X86, *GPUS, "m6g", "t3", "g6f"])),
        "spot": st.booleans(),
        "usable": st.sampled_from([0.9, USABLE, 1.0]),
    }
)


def shortfalls(i: Instance, need: dict[str, Any]) -> Iterator[str]:
    """Everything the type lacks, written down anew from the specification."""
    if i.architecture != need["architecture"]:
        yield "architecture"
    if need["vcpus"] is not None and i.vcpus < need["vcpus"]:
        yield "vcpus"
    if need["memory"] is not None and math.floor(i.memory * need["usable"]) < need["memory"]:
        yield "memory"
    if need["efa"] and not i.efa:
        yield "efa"
    if need["spot"] and not i.spot:
        yield "spot"
    if need["gpus"] and (i.gpus < need["gpus"] or i.gpus != int(i.gpus)):
        yield "gpus"
    if need["gpus"] and need["gpu_memory"] and i.gpu_memory + 1 <= need["gpu_memory"]:
        yield "gpu_memory"


def is_offered(i: Instance, need: dict[str, Any]) -> bool:
    if i.bare_metal or i.burstable or (i.gpus and not need["gpus"]):
        return False
    if need["families"] is None:
        return i.current_generation and not i.accelerator
    return i.family in need["families"]


@given(needs)
@settings(max_examples=200)
def test_candidates_always_hold_the_need_and_none_that_does_is_left_out(
    need: dict[str, Any],
) -> None:
    found = set(candidates(ALL, **need))
    for i in ALL.instances:
        assert (i in found) == (is_offered(i, need) and not list(shortfalls(i, need))), i.type


@given(needs)
@settings(max_examples=200)
def test_no_candidate_is_smaller_than_one_before_it(need: dict[str, Any]) -> None:
    found = candidates(ALL, **need)
    sizes = [(i.capacity_block, i.gpus, i.gpu_memory, i.vcpus, i.memory) for i in found]
    assert sizes == sorted(sizes)


@given(needs, st.floats(0, 100), st.floats(0, 1e5))
@settings(max_examples=100)
def test_a_larger_need_never_has_more_candidates(
    need: dict[str, Any], vcpus: float, memory: float
) -> None:
    larger = {
        **need,
        "vcpus": (need["vcpus"] or 0) + vcpus,
        "memory": (need["memory"] or 0) + memory,
    }
    assert set(candidates(ALL, **larger)) <= set(candidates(ALL, **need))


@given(needs, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_the_file_changes_nothing(need: dict[str, Any], random: Any) -> None:
    shuffled = list(ALL.instances)
    random.shuffle(shuffled)
    other = Catalogue(tuple(shuffled), ALL.origin, ALL.checked)
    assert candidates(other, **need) == candidates(ALL, **need)


# ---- the table of default sizes, and the limits that repeat the catalogue


def test_default_sizes_are_the_distinct_usable_sizes_from_small_to_large() -> None:
    sizes = cat.default_sizes(ALL, X86, USABLE)
    assert sizes[:3] == ((2, 3891, 4096), (2, 7782, 8192), (2, 15564, 16384))
    assert list(sizes) == sorted(set(sizes))


@given(st.floats(0, 200), st.floats(0, 1.1e6))
@settings(max_examples=200)
def test_a_default_size_holds_a_need_exactly_when_a_candidate_does(
    vcpus: float, memory: float
) -> None:
    fits = [s[:2] for s in cat.default_sizes(ALL, X86, USABLE) if s[0] >= vcpus and s[1] >= memory]
    found = candidates(ALL, vcpus=vcpus, memory=memory, families=X86, usable=USABLE)
    assert [(i.vcpus, cat.usable_memory(i, USABLE)) for i in found[:1]] == fits[:1]


def limits_in_force(path: Path) -> dict[str, Any]:
    limits = yaml.safe_load(path.read_text(encoding="utf-8"))["limits"]
    return {name: limit["values"][0]["value"] for name, limit in limits.items()}


@pytest.mark.parametrize("figure", cat.Largest._fields)
def test_the_limits_for_the_largest_are_the_catalogues(figure: str) -> None:
    limits = limits_in_force(LIMITS / "ec2.yaml")
    value = getattr(cat.largest(ALL), figure)
    # The limit is what a job can have, and the host keeps its share.
    expected = math.floor(value * limits["usable_memory"]) if figure == "memory" else value
    assert limits[f"largest_{figure}"] == expected


SHAPES = [
    ("x86_64", False, False, ("largest_vcpus", "largest_memory")),
    ("x86_64", False, True, ("largest_spot_vcpus", "largest_spot_memory")),
    ("arm64", False, False, ("largest_vcpus_arm64", "largest_memory_arm64")),
    ("arm64", False, True, ("largest_vcpus_arm64", "largest_memory_arm64")),
    *(
        ("x86_64", True, spot, ("largest_gpu_vcpus", "largest_gpu_node_memory",
                                "largest_gpus", "largest_gpu_memory"))
        for spot in (False, True)
    ),
    *(
        ("arm64", True, spot, ("largest_gpu_vcpus_arm64", "largest_gpu_node_memory_arm64",
                               "largest_gpus_arm64", "largest_gpu_memory_arm64"))
        for spot in (False, True)
    ),
]  # fmt: skip


@pytest.mark.parametrize(("architecture", "gpus", "spot", "names"), SHAPES)
def test_what_keeps_to_every_limit_fits_one_instance_type(architecture, gpus, spot, names) -> None:
    """One type is the largest in every way at once; were it two, plain limits would not do."""
    limits = limits_in_force(LIMITS / "ec2.yaml")
    shapes = {
        (
            i.vcpus,
            cat.usable_memory(i, USABLE),
            *((cat.whole_gpus(i), i.gpu_memory) if gpus else ()),
        )
        for i in ALL.instances
        if i.architecture == architecture
        and (i.spot or not spot)
        and bool(cat.whole_gpus(i)) is gpus
        and not (i.bare_metal or i.burstable)
        and (gpus or not (i.gpus or i.accelerator))
    }
    assert tuple(max(column) for column in zip(*shapes, strict=True)) in shapes
    assert tuple(limits[name] for name in names) in shapes


def test_every_family_in_a_limit_is_one_of_the_catalogues() -> None:
    """A list with one family in it is a list of families; those known to be lacking pass."""
    lacking = json.loads(CSV.with_suffix(".json").read_text())["missing"]
    families = {i.family for i in ALL.instances}
    for path in sorted(LIMITS.glob("*.yaml")):
        for name, value in limits_in_force(path).items():
            if isinstance(value, list) and families.intersection(map(str, value)):
                unknown = cat.unknown_names(ALL, [word for word in value if word not in lacking])
                assert unknown == {}, f"{path.stem}.{name}"


# ---- reading


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small catalogue to spoil: the header and m6i.large to m6i.2xlarge."""
    lines = CSV.read_text().splitlines()
    kept = [lines[0], *(line for line in lines if line.startswith("m6i."))][:4]
    about = {"origin": "a test", "checked": "2026-11-22", "count": 3}
    (tmp_path / "instances.json").write_text(json.dumps(about))
    (tmp_path / "instances.csv").write_text("\n".join(kept))
    return tmp_path / "instances.csv"


def problems(path: Path) -> list[str]:
    with pytest.raises(AdvisorError) as caught:
        cat.read_catalogue(path)
    return [str(problem).removeprefix(f"{path.parent}/") for problem in caught.value.problems]


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


REMEDY = "; tools/make_instances.py makes both files anew"


def test_a_good_copy_is_read(copy: Path) -> None:
    assert [i.type for i in cat.read_catalogue(copy).instances] == [
        "m6i.large",
        "m6i.xlarge",
        "m6i.2xlarge",
    ]


def test_every_wrong_field_is_named_with_its_place(copy: Path) -> None:
    spoil(copy, "m6i.large,m6i,2,8192,", "m6i.large,m6i,two,8192,")
    spoil(copy, "m6i.xlarge,m6i,4,16384,0,,,0,,x86_64,false", "m6i.xlarge,m6i,4,1.5,nan,,,0,,x,no")
    assert problems(copy) == [
        f"instances.csv:2:15: `vcpus` is `two`, expected a whole number{REMEDY}",
        f"instances.csv:3:18: `memory` is `1.5`, expected a whole number{REMEDY}",
        f"instances.csv:3:22: `gpus` is `nan`, expected a number{REMEDY}",
        f"instances.csv:3:33: `efa` is `no`, expected `true` or `false`{REMEDY}",
    ]


def test_a_row_that_is_too_short_is_named(copy: Path) -> None:
    spoil(copy, "m6i.xlarge,m6i,", "m6i.xlarge,")
    assert problems(copy) == [f"instances.csv:3:1: expected 20 fields, found 19{REMEDY}"]


def test_rows_that_are_all_too_short_are_named(copy: Path) -> None:
    spoil(copy, ",m6i,", ",")
    assert [line.split(":")[1] for line in problems(copy)] == ["2", "3", "4"]


def test_a_wrong_header_names_each_column(copy: Path) -> None:
    spoil(copy, "vcpus,", "cpus,")
    assert problems(copy) == [
        f"instances.csv:1:1: column `vcpus` is missing{REMEDY}",
        f"instances.csv:1:1: unknown column `cpus`{REMEDY}",
    ]


def test_a_lost_row_is_noticed(copy: Path) -> None:
    copy.write_text("\n".join(copy.read_text().splitlines()[:-1]))
    assert problems(copy) == [f"instances.csv: 2 instance types, expected 3{REMEDY}"]


def test_a_catalogue_without_rows_is_noticed(copy: Path) -> None:
    copy.write_text(copy.read_text().splitlines()[0])
    assert problems(copy) == [f"instances.csv: 0 instance types, expected 3{REMEDY}"]


def test_an_empty_file_has_no_columns(copy: Path) -> None:
    copy.write_text("")
    assert len(problems(copy)) == 20


def test_a_missing_file_is_named(copy: Path) -> None:
    copy.with_suffix(".json").unlink()
    assert problems(copy) == [
        "instances.json: cannot read the instance catalogue: No such file or directory" + REMEDY
    ]


def test_bytes_that_are_no_text_are_refused(copy: Path) -> None:
    copy.write_bytes(b"\xff\xfe")
    assert problems(copy) == [
        f"instances.csv: cannot read the instance catalogue: not UTF-8{REMEDY}"
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"origin": "x", "checked": "soon", "count": 3}'])
def test_an_unusable_companion_says_what_it_needs(copy: Path, text: str) -> None:
    copy.with_suffix(".json").write_text(text)
    expected = "expected an object with `origin`, `checked` (a day) and `count`"
    assert problems(copy) == [f"instances.json: {expected}{REMEDY}"]


# ---- making


def described(name: str, **more: Any) -> dict[str, Any]:
    """One type in the shape of DescribeInstanceTypes, with what the tool reads."""
    return {
        "InstanceType": name,
        "VCpuInfo": {"DefaultVCpus": 2},
        "MemoryInfo": {"SizeInMiB": 8192},
        "ProcessorInfo": {"SupportedArchitectures": ["i386", "x86_64"]},
        "NetworkInfo": {"EfaSupported": False, "MaximumNetworkCards": 1, "NetworkCards": []},
        "SupportedUsageClasses": ["on-demand", "spot"],
        "BareMetal": False,
        "BurstablePerformanceSupported": False,
        "CurrentGeneration": True,
        **more,
    }


TYPES = [
    described("z9.2xlarge", VCpuInfo={"DefaultVCpus": 8}),
    described("z9.large", InstanceStorageInfo={"TotalSizeInGB": 118}),
]


def made(folder: Path, content: bytes) -> Catalogue:
    source, output = folder / "types", folder / "made.csv"
    source.write_bytes(content)
    make_instances.main([str(source), "--checked", "2026-11-22", "--output", str(output)])
    return cat.read_catalogue(output)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"InstanceTypes": TYPES}).encode(),
        json.dumps(TYPES).encode(),
        json.dumps({t["InstanceType"]: t for t in TYPES}).encode(),
        gzip.compress(json.dumps(TYPES).encode()),
    ],
    ids=["the command line's object", "a list", "moto's object", "gzipped"],
)
def test_every_shape_of_the_data_gives_the_same_catalogue(tmp_path: Path, content: bytes) -> None:
    catalogue = made(tmp_path, content)
    assert [(i.type, i.local_disk) for i in catalogue.instances] == [
        ("z9.large", 112533),
        ("z9.2xlarge", 0),
    ]


def test_the_order_of_the_data_changes_no_byte(tmp_path: Path) -> None:
    texts = []
    for types in (TYPES, TYPES[::-1]):
        made(tmp_path, json.dumps(types).encode())
        texts.append([(tmp_path / f"made.{kind}").read_bytes() for kind in ("csv", "json")])
    assert texts[0] == texts[1]


def test_a_part_of_a_gpu_is_written_as_its_share() -> None:
    gpu = {"Count": 0, "GpuPartitionSize": 0.25, "LogicalGpuCount": 1}
    assert make_instances.gpu_count(gpu) == 0.25
    assert make_instances.gpu_count({**gpu, "Count": 4, "GpuPartitionSize": 1.0}) == 4


def test_what_is_no_json_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="the source is not JSON"):
        made(tmp_path, b"<html>")


def test_it_says_on_standard_error_what_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path, json.dumps(TYPES).encode())
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "made.csv" in printed.err
    assert "made.json" in printed.err
    assert "2 instance types" in printed.err


def test_the_shipped_files_are_what_the_tool_makes(tmp_path: Path) -> None:
    """Only where the very moto is installed that they were made from."""
    if "moto" not in {d.name for d in metadata.distributions()} or (
        f"moto {metadata.version('moto')} " not in ALL.origin
    ):
        pytest.skip("this moto is not the one the catalogue was made from")
    output = tmp_path / "instances.csv"
    checked = ALL.checked.isoformat()
    make_instances.main(["--moto", "--checked", checked, "--output", str(output)])
    assert output.read_bytes() == CSV.read_bytes()
    assert output.with_suffix(".json").read_bytes() == CSV.with_suffix(".json").read_bytes()


def test_its_columns_are_the_readers() -> None:
    assert Instance._fields == make_instances.COLUMNS

"""Makes the instance catalogue, rules/instances.csv, from DescribeInstanceTypes-shaped data.

The source is one of:

  FILE    what `aws ec2 describe-instance-types --output json` prints (an object with the key
          `InstanceTypes`), the bare list of types, or an object from type to description;
          plain or gzipped
  --moto  the copy that the installed moto ships (moto/ec2/resources/instance_types.json.gz)

Beside the CSV stands a JSON file of the same name that says where the figures come from, on which
day they were checked and what is known to be missing; it is JSON so that the catalogue is read
with the standard library alone and is never mistaken for a rule file. The same source and
arguments give the same bytes.

Every type is kept, also those that AWS Batch cannot use (Mac, bare metal, T families): the
catalogue holds what EC2 has, and advisor/catalogue decides what may be chosen. What the columns
mean where it is not plain:

  memory, gpu_memory, local_disk  MiB; memory of one GPU; AWS gives local disks in decimal GB
  gpus             physical GPUs; a partitioned one is the fraction that the instance gets (0.125)
  accelerator      what else is on board: neuron, inference, fpga or media
  architecture     x86_64 or arm64 (x86_64_mac, arm64_mac); 32-bit x86 beside it is not listed
  efa_interfaces   the most EFA interfaces, on as many network cards from first_efa_card onwards
  burstable        CPU by credits, and all T families
  spot             may be bought as Spot
  capacity_block   may be reserved as a Capacity Block: scarce, so its capacity is planned
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import io
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import Any

Described = Mapping[str, Any]

COLUMNS = (
    "type",
    "family",
    "vcpus",
    "memory",
    "gpus",
    "gpu_model",
    "gpu_manufacturer",
    "gpu_memory",
    "accelerator",
    "architecture",
    "efa",
    "efa_interfaces",
    "first_efa_card",
    "network_cards",
    "local_disk",
    "bare_metal",
    "burstable",
    "current_generation",
    "spot",
    "capacity_block",
)
# Families that AWS has and that no copy of the data we know of contains, NVIDIA and AMD GPUs all.
KNOWN_MISSING = ("g4ad", "p3", "p6e-gb200")
MOTO_FILE = "resources/instance_types.json.gz"
ROOT = Path(__file__).resolve().parent.parent


def row(described: Described) -> dict[str, str | int | float]:
    """The catalogue's row for one described type."""
    name = described["InstanceType"]
    network = described["NetworkInfo"]
    usage = described["SupportedUsageClasses"]
    family = name.split(".")[0]
    return {
        "type": name,
        "family": family,
        "vcpus": described["VCpuInfo"]["DefaultVCpus"],
        "memory": described["MemoryInfo"]["SizeInMiB"],
        **gpu_columns(described),
        "accelerator": accelerator(described, family),
        "architecture": architecture(described["ProcessorInfo"]["SupportedArchitectures"]),
        **efa_columns(network),
        "network_cards": network["MaximumNetworkCards"],
        "local_disk": local_disk(described),
        "bare_metal": truth(described["BareMetal"]),
        "burstable": truth(described["BurstablePerformanceSupported"] or is_t_family(family)),
        "current_generation": truth(described["CurrentGeneration"]),
        "spot": truth("spot" in usage),
        "capacity_block": truth("capacity-block" in usage),
    }


def gpu_columns(described: Described) -> dict[str, str | int | float]:
    """The GPU columns; empty and zero for a type without GPUs."""
    gpus = described.get("GpuInfo", {}).get("Gpus", [])
    if not gpus:
        return {"gpus": 0, "gpu_model": "", "gpu_manufacturer": "", "gpu_memory": 0}
    if len(gpus) > 1:
        raise SystemExit(f"`{described['InstanceType']}` has GPUs of several models, expected one")
    (gpu,) = gpus
    return {
        "gpus": gpu_count(gpu),
        "gpu_model": gpu["Name"],
        "gpu_manufacturer": gpu["Manufacturer"],
        "gpu_memory": gpu.get("MemoryInfo", {}).get("SizeInMiB", 0),
    }


def gpu_count(gpu: Described) -> int | float:
    """Physical GPUs; AWS counts a part as none, so its share comes from the partition size."""
    share = gpu.get("LogicalGpuCount", 0) * gpu.get("GpuPartitionSize", 1)
    return int(gpu["Count"]) or float(share)


def accelerator(described: Described, family: str) -> str:
    """What is on board besides GPUs, or the empty text."""
    # trn2u comes without its NeuronInfo, hence the look at the name.
    if "NeuronInfo" in described or family.startswith(("inf", "trn")):
        return "neuron"
    kinds = {
        "InferenceAcceleratorInfo": "inference",
        "FpgaInfo": "fpga",
        "MediaAcceleratorInfo": "media",
    }
    return next((kind for key, kind in kinds.items() if key in described), "")


def architecture(supported: Sequence[str]) -> str:
    """The one 64-bit architecture: nothing that Batch offers runs on 32 bits."""
    (only,) = [name for name in supported if name != "i386"]
    return only


def efa_columns(network: Described) -> dict[str, str | int]:
    """The most EFA interfaces, and the card of the first: on some types card 0 has none."""
    most = network.get("EfaInfo", {}).get("MaximumEfaInterfaces", 0)
    cards = [
        card["NetworkCardIndex"]
        for card in network.get("NetworkCards", [])
        if "efa" in card.get("InterfaceTypes", [])
    ]
    first = min(cards, default=0)
    return {"efa": truth(network["EfaSupported"]), "efa_interfaces": most, "first_efa_card": first}


def local_disk(described: Described) -> int:
    """All local disks together in whole MiB, from AWS's decimal GB."""
    gigabytes: int = described.get("InstanceStorageInfo", {}).get("TotalSizeInGB", 0)
    return gigabytes * 10**9 // 2**20


def is_t_family(family: str) -> bool:
    """Whether it is a T family; t1 and t8i do not carry the mark of burstable performance."""
    return re.match(r"t\d", family) is not None


def truth(value: bool) -> str:
    """True and false as the CSV writes them."""
    return "true" if value else "false"


def csv_text(types: Iterable[Described]) -> str:
    """The catalogue: one line a type, families together, each from small to large."""
    rows = sorted(map(row, types), key=lambda r: (r["family"], r["vcpus"], r["memory"], r["type"]))
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def origin_text(types: Sequence[Described], origin: str, checked: dt.date) -> str:
    """The companion file: where the figures come from, and what they lack."""
    families = {described["InstanceType"].split(".")[0] for described in types}
    about = {
        "origin": origin,
        "checked": checked.isoformat(),
        "count": len(types),
        "families": len(families),
        "missing": [family for family in KNOWN_MISSING if family not in families],
    }
    return json.dumps(about, indent=2) + "\n"


def described_types(data: Any) -> list[Described]:
    """The descriptions in any of the shapes that the help names."""
    found = data.get("InstanceTypes", data) if isinstance(data, dict) else data
    return list(found.values()) if isinstance(found, dict) else list(found)


def parsed(content: bytes) -> Any:
    """JSON, unpacked first where it is gzipped."""
    try:
        return json.loads(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
    except (ValueError, OSError, EOFError) as error:
        raise SystemExit(f"the source is not JSON: {error}") from None


def moto_source() -> tuple[bytes, str]:
    """What the installed moto ships, and its origin in words."""
    try:
        version = metadata.version("moto")
        # Found without importing moto.ec2, which would start half of moto.
        content = resources.files("moto").joinpath("ec2", MOTO_FILE).read_bytes()
    except (metadata.PackageNotFoundError, ModuleNotFoundError):
        raise SystemExit("moto is not installed here; `pip install moto` would bring it") from None
    return content, f"EC2 DescribeInstanceTypes, as moto {version} ships it (moto/ec2/{MOTO_FILE})"


def file_source(path: Path) -> tuple[bytes, str]:
    """What a file holds, and its origin in words."""
    try:
        return path.read_bytes(), f"EC2 DescribeInstanceTypes ({path.name})"
    except OSError as error:
        raise SystemExit(f"cannot read `{path}`: {error.strerror}") from None


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line, read."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("file", nargs="?", type=Path, metavar="FILE", help="JSON, may be gzipped")
    source.add_argument("--moto", action="store_true", help="read the installed moto's copy")
    parser.add_argument(
        "--checked",
        required=True,
        type=dt.date.fromisoformat,
        metavar="DATE",
        help="the day the source was looked at, as 2026-11-22; not today's, so that bytes repeat",
    )
    parser.add_argument("--origin", help="where FILE comes from, in words (default: its name)")
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "rules" / "instances.csv",
        metavar="CSV",
        help="(default: rules/instances.csv of this checkout)",
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    """Read the source, write the two files, and say so on standard error."""
    given = arguments(argv)
    content, origin = moto_source() if given.moto else file_source(given.file)
    origin = given.origin or origin
    types = described_types(parsed(content))
    texts = {
        given.output: csv_text(types),
        given.output.with_suffix(".json"): origin_text(types, origin, given.checked),
    }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {path} ({len(text):,} bytes)", file=sys.stderr)
    print(f"{len(types)} instance types from {origin}", file=sys.stderr)


if __name__ == "__main__":
    main()

"""Derive tests/terraform_schema.json from the package that carries the AWS provider's schema.

    pip download --no-deps cdktf-cdktf-provider-aws==21.22.1
    python tools/terraform_schema.py cdktf_cdktf_provider_aws-21.22.1-py3-none-any.whl

It keeps names and facts alone: for each resource that a starter has, which arguments and blocks
there are, which of them are required, and which attributes can be referred to. The package itself
(HashiCorp, MPL-2.0) is large and needs Node.js, so tests do not install it.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "tests" / "terraform_schema.json"
RESOURCES = (
    "aws_batch_compute_environment",
    "aws_batch_job_definition",
    "aws_batch_job_queue",
    "aws_cloudformation_stack",
    "aws_cloudwatch_log_group",
    "aws_iam_instance_profile",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_lambda_capacity_provider",
    "aws_lambda_function",
    "aws_lambda_function_event_invoke_config",
    "aws_launch_template",
    "aws_placement_group",
    "aws_security_group",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
)
DATA = ("aws_caller_identity", "aws_iam_policy_document", "aws_partition", "aws_region")

_INTERFACE = re.compile(r"export interface (\w+)[^{]*\{(.*?)\n\}", re.DOTALL)
_MEMBER = re.compile(
    r"#(\w+) \w+#\w+\}(?:(?!\*/).)*?\*/\s*readonly \w+(\??): ([^;{]*(?:\{[^}]*\})?)", re.DOTALL
)
_GETTER = re.compile(r"^    get (\w+)\(\)", re.MULTILINE)


def schema(wheel: Path) -> dict[str, Any]:
    """What the tests need to know of the provider."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(archive.read(name))) as inner:
            return {
                "source": f"PyPI {wheel.name.split('-')[0]} {wheel.name.split('-')[1]}",
                "provider": _version(inner),
                "derived": datetime.now(UTC).date().isoformat(),
                "resources": {each: _resource(inner, _folder(each)) for each in RESOURCES},
                "data": {each: _resource(inner, f"data-{_folder(each, 0)}") for each in DATA},
            }


def _folder(name: str, start: int = len("aws_")) -> str:
    return name[start:].replace("_", "-")


def _read(archive: tarfile.TarFile, path: str) -> str:
    member = archive.extractfile(f"package/lib/{path}")
    if member is None:
        raise FileNotFoundError(path)
    return member.read().decode()


def _version(archive: tarfile.TarFile) -> str:
    found = re.search(r"providerVersion: '([\d.]+)'", _read(archive, "iam-role/index.js"))
    return found[1] if found else ""


def _resource(archive: tarfile.TarFile, folder: str) -> dict[str, Any]:
    text = _read(archive, f"{folder}/index.d.ts")
    interfaces = dict(_INTERFACE.findall(text))
    root = next((name for name in interfaces if name.endswith("Config")), None)
    body = _body(root, interfaces) if root else {"arguments": {}}
    own = text[text.rindex("export declare class") :]
    attributes = {_snake(each) for each in _GETTER.findall(own) if not each.endswith("Input")}
    return body | {"attributes": sorted(attributes)}


def _body(name: str, interfaces: dict[str, str]) -> dict[str, Any]:
    """The arguments of a block: required or not, with a nested block's own."""
    arguments: dict[str, Any] = {}
    for argument, optional, written in _MEMBER.findall(interfaces[name]):
        found: dict[str, Any] = {} if optional else {"required": True}
        inner = re.match(r"(\w+)(\[\])?", written.strip())
        if inner and inner[1] in interfaces:
            found["block"] = _body(inner[1], interfaces)["arguments"]
        arguments[argument] = found
    return {"arguments": arguments}


def _snake(name: str) -> str:
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def main() -> None:
    """Write the file from the wheel that is named."""
    found = schema(Path(sys.argv[1]))
    TARGET.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {TARGET.name}: provider {found['provider']}")


if __name__ == "__main__":
    main()

"""What cfn-lint says of a template; it takes most of its time to load its rules, so once."""

from __future__ import annotations

from functools import cache

from cfnlint.config import ConfigMixIn
from cfnlint.decode.decode import decode_str
from cfnlint.rules import Rules
from cfnlint.runner import Runner, run_template_by_data


def findings(template: str, region: str | None = None) -> list[str]:
    """Each finding in one line."""
    read, unreadable = decode_str(template)
    config = ConfigMixIn(regions=[region or "us-east-1"])
    found = unreadable or run_template_by_data(read, config, _rules())
    return [str(each) for each in found]


@cache
def _rules() -> Rules:
    return Runner(ConfigMixIn()).rules

"""What a starter writes is read again: nothing is found in it, and it leads to the same place."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_support import call
from starter_support import PLATFORMS, made

from advisor.api import recommend

FILES = {"terraform": "main.tf", "cloudformation": "template.yaml"}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("style", FILES)
def test_a_starter_leads_to_its_own_platform_and_nothing_is_wrong_in_it(
    platform: str, style: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, files = made((style,), **PLATFORMS[platform])
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    done = call(capsys, "check", tmp_path, "--no-records", "--fail-level", "warning")
    assert done.code == 0, done.out
    found = recommend(tmp_path / FILES[style])
    assert found.platform is not None
    assert found.workload.platform == platform
    # How long a run takes is not written in it, and Spot depends on that.
    assert found.platform.id == platform.removesuffix("-spot")
    again = found.with_fields(duration=PLATFORMS[platform]["duration"])
    assert again.platform is not None
    assert again.platform.id == platform

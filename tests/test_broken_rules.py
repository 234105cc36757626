"""Every mistake in a rule book is refused, with its place and what would be right.

Each folder of `broken/` holds only what differs from the good book, and in `message.txt` what must
be said of it. A file whose name ends in `.removed` is one that the broken book does not have.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.rulebook import load_rules
from advisor.shipped import shipped_folder

BROKEN = Path(__file__).parent / "broken"
GOOD = BROKEN / "good"
MISTAKES = sorted(path for path in BROKEN.iterdir() if path.is_dir() and path != GOOD)


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the good book, as the folder `rules` of the folder the test runs in."""
    shutil.copytree(GOOD, tmp_path / "rules")
    for name in ("instances.csv", "instances.json"):
        shutil.copy(shipped_folder() / name, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    return Path("rules")


def test_the_good_book_has_no_mistake(rules: Path):
    assert [rule.id for rule in load_rules(rules).rules] == ["too-long", "think-of-b"]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: path.name)
def test_a_mistake_is_named_with_its_place_and_what_would_be_right(mistake: Path, rules: Path):
    """UPDATE_GOLDEN=1 writes what there is now; read the difference before it is committed."""
    shutil.copytree(mistake, rules, dirs_exist_ok=True)
    for removed in rules.rglob("*.removed"):
        removed.with_suffix("").unlink()
    with pytest.raises(AdvisorError) as caught:
        load_rules(rules)
    message = mistake / "message.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        message.write_text(f"{caught.value}\n")
    assert f"{caught.value}\n" == message.read_text()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: path.name)
def test_a_message_says_where_in_lower_case_and_without_a_full_stop(mistake: Path):
    for line in (mistake / "message.txt").read_text().splitlines():
        where, _, said = line.partition(": ")
        assert where.startswith("rules/")
        assert said[0] == "`" or said[0].islower()
        assert not said.endswith(".")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AdvisorError, match=r"^nowhere/book\.yaml: "):
        load_rules("nowhere")

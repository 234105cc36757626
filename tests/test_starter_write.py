"""Writing a starter: all files or none, and nothing overwritten unasked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.starter import File, write

_FILES = (File("a.json", "new a\n"), File("b.yaml", "new b ü\n"))


def _contents(folder: Path) -> dict[str, str]:
    return {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir()}


def test_files_are_written_into_a_folder_that_is_made(tmp_path: Path) -> None:
    written = write(_FILES, tmp_path / "deep" / "er")
    assert written == (tmp_path / "deep" / "er" / "a.json", tmp_path / "deep" / "er" / "b.yaml")
    assert _contents(tmp_path / "deep" / "er") == {"a.json": "new a\n", "b.yaml": "new b ü\n"}


def test_lines_end_alike_everywhere(tmp_path: Path) -> None:
    write(_FILES, tmp_path)
    assert (tmp_path / "a.json").read_bytes() == b"new a\n"


def test_one_file_in_the_way_stops_all_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(AdvisorError) as raised:
        write(_FILES, tmp_path)
    assert "b.yaml" in str(raised.value)
    assert "--force" in str(raised.value)
    assert _contents(tmp_path) == {"b.yaml": "mine"}


def test_a_dangling_link_is_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to(tmp_path / "nowhere")
    with pytest.raises(AdvisorError):
        write(_FILES, tmp_path)
    assert not (tmp_path / "nowhere").exists()


def test_force_overwrites_and_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old", encoding="utf-8")
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    write(_FILES, tmp_path, force=True)
    assert _contents(tmp_path) == {"a.json": "new a\n", "b.yaml": "new b ü\n", "mine.txt": "mine"}


def test_a_last_file_that_cannot_be_written_leaves_all_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old", encoding="utf-8")
    with pytest.raises(AdvisorError) as raised:
        write((*_FILES, File("no/such/folder.txt", "x")), tmp_path, force=True)
    assert "cannot write" in str(raised.value)
    assert _contents(tmp_path) == {"a.json": "old"}


def test_a_rename_that_fails_halfway_is_undone(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old", encoding="utf-8")
    # The same name twice: the second rename finds its source gone.
    twice = (File("a.json", "new"), File("b.yaml", "new"), File("a.json", "again"))
    with pytest.raises(AdvisorError):
        write(twice, tmp_path, force=True)
    assert _contents(tmp_path) == {"a.json": "old"}


def test_a_path_that_is_a_file_is_refused_with_a_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(AdvisorError) as raised:
        write(_FILES, tmp_path / "file" / "folder")
    assert "cannot write" in str(raised.value)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused_with_a_message(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(AdvisorError):
        write(_FILES, tmp_path / "new")
    tmp_path.chmod(0o700)


def test_a_folder_in_a_files_place_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").mkdir()
    (tmp_path / "b.yaml" / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(AdvisorError) as raised:
        write(_FILES, tmp_path, force=True)
    assert "is a folder" in str(raised.value)
    assert [each.name for each in tmp_path.iterdir()] == ["b.yaml"]


def test_no_files_make_no_folder(tmp_path: Path) -> None:
    assert write((), tmp_path / "new") == ()
    assert not (tmp_path / "new").exists()

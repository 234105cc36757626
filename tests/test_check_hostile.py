"""Files that were made to break a reader give a message in bounded time and hide no other file."""

from __future__ import annotations

import pytest
from check_support import GOOD, LONG_ON_LAMBDA, Folder

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
RECURSIVE = "a: &a\n  b: *a\n"

BROKEN: dict[str, str | bytes] = {
    "empty": "",
    "blank": "\n\n  \n",
    "only comments": "# nothing\n",
    "binary": bytes(range(256)) * 40,
    "null": b"name: a\x00b\n",
    "utf-16": ("\ufeff" + GOOD).encode("utf-16-le"),
    "utf-16 without mark": GOOD.encode("utf-16-le"),
    "latin-1": "name: Größe\n".encode("latin-1"),
    "two documents": GOOD + "---\n" + GOOD,
    "tab indent": "environment:\n\tA: b\n",
    "laughs": LAUGHS,
    "recursive": RECURSIVE,
    "deep": "x: " + "[" * 100_000,
    "deep and closed": "x: " + "[" * 5000 + "]" * 5000,
    "many mistakes": "".join(f"field{n}: 1\n" for n in range(20_000)),
    "mistakes in a part": "linux_parameters: {"
    + "".join(f"field{n}: 1, " for n in range(900))
    + "}\n",
    "one long line": "name: " + "x" * 1_000_000 + "\nmemroy: 1\n",
    "a list": "- a\n- b\n",
    "a text": "hello\n",
    "duplicate keys": "name: a\nname: b\n",
    "tag": "name: !!python/object/apply:os.system [echo]\n",
    "merge": "a: &a {x: 1}\nb:\n  <<: *a\n",
    "huge number": "vcpus: " + "9" * 5000 + "\n",
    "not a number": "vcpus: .nan\n",
    "control in text": 'name: "a\\u0000b"\nvcpus: x\n',
}


@pytest.mark.parametrize("form", ["text", "sarif"])
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_spec_is_a_finding_and_hides_no_other(folder: Folder, content, form):
    folder.write({"a.workload.yaml": content, "b.workload.yaml": LONG_ON_LAMBDA})
    answer = folder.check("-f", form)
    assert answer.code in (1, 2)
    assert "bug" not in answer.err
    assert "a.workload.yaml" in answer.out
    assert "SPC010" in answer.out
    assert len(answer.out) < 300_000


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_that_may_be_a_definition_is_no_crash(folder: Folder, content):
    data = content.encode() if isinstance(content, str) else content
    folder.write({"a.yaml": b"# AWS::Batch::JobQueue jobDefinitionName\n" + data})
    folder.write({"a.json": b'{"jobDefinitionName": "x", "type": 1}\n' + data, "b.yaml": "a: 1"})
    for arguments in ((), ("--fix",), ("-f", "json"), ("a.yaml",), ("a.json",)):
        answer = folder.check(*arguments)
        assert answer.code in (0, 1, 2)
        assert "bug" not in answer.err


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_that_is_named_is_no_crash(folder: Folder, content):
    folder.write({"a.yaml": content, "b.json": content, "c.md": content, "d": content})
    answer = folder.check("a.yaml", "b.json", "c.md", "d")
    assert answer.code in (1, 2)
    assert "bug" not in answer.err


def test_a_file_of_100_mib_is_refused_without_being_read(folder: Folder):
    with (folder.path / "a.workload.yaml").open("wb") as file:
        file.truncate(100 * 2**20)
    folder.write({"b.workload.yaml": LONG_ON_LAMBDA})
    answer = folder.check("-f", "concise")
    assert answer.code == 2
    assert "a.workload.yaml:1:1: SPC001 is larger than 10 MiB" in answer.out
    assert "SPC010" in answer.out


def test_data_too_large_for_a_spec_does_not_stop_a_commit(folder: Folder):
    with (folder.path / "data.json").open("wb") as file:
        file.truncate(100 * 2**20)
    assert folder.check("data.json").code == 2
    assert folder.check("--skip-unknown", "data.json").code == 0
    assert folder.check("--skip-unknown", "no-such.json").code == 2


def test_a_large_file_that_is_nothing_for_advisor_is_passed_over(folder: Folder):
    with (folder.path / "data.json").open("wb") as file:
        file.truncate(100 * 2**20)
    assert folder.check().code == 0


def test_a_byte_order_mark_line_ends_of_windows_and_tabs_are_read(folder: Folder):
    text = ("\ufeff" + LONG_ON_LAMBDA.replace("platform: lambda", "platform:\tlambda")).replace(
        "\n", "\r\n"
    )
    folder.write({"workload.yaml": text.encode()})
    assert folder.check("-f", "concise").out.startswith("workload.yaml:3:11: SPC010")


def test_a_pipe_a_folder_and_a_device_are_no_crash(folder: Folder):
    (folder.path / "x.workload.yaml").mkdir()
    answer = folder.check("/dev/null", ".")
    assert answer.code == 2
    assert "/dev/null: is empty" in answer.err
    assert folder.check("x.workload.yaml").code == 0


@pytest.mark.parametrize(
    "name", ["a\nb.workload.yaml", "a b.workload.yaml", "\udcff.workload.yaml"]
)
@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "gitlab", "junit", "concise"])
def test_a_file_name_that_nobody_can_show_is_no_crash(folder: Folder, name, form):
    try:
        folder.write({name: LONG_ON_LAMBDA})
    except (OSError, UnicodeError):
        pytest.skip("this system has no such names")
    answer = folder.check("-f", form)
    assert "bug" not in answer.err
    assert answer.code == 1

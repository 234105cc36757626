"""Strict YAML and JSON: what is read, what is refused and where, and that nothing else happens."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.errors import AdvisorError, Place, Problem
from advisor.reading import LARGEST_FILE, Document, Format, read_bytes, read_file, read_text
from advisor.reading.document import DEEPEST, MOST_FAULTS, TextError
from advisor.reading.yaml_composer import MOST_REPEATED
from advisor.reading.yaml_text import parse_yaml

FORMATS: tuple[Format, ...] = ("yaml", "json")


def problems(text: str | bytes, suffix: str) -> list[str]:
    """What is said of a text that must be refused, without the path."""
    read: Any = read_bytes if isinstance(text, bytes) else read_text
    with pytest.raises(AdvisorError) as caught:
        read(text, f"spec.{suffix}")
    assert all(problem.path == f"spec.{suffix}" for problem in caught.value.problems)
    return [str(problem).removeprefix(f"spec.{suffix}:") for problem in caught.value.problems]


def paths(value: Any, *keys: str | int) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value within a value, with the keys that lead to it."""
    yield keys, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from paths(child, *keys, key)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from paths(child, *keys, index)


# ---------------------------------------------------------------------------- scalars


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "1:30", "010", "0x1F", "0o17", "1_000"])
def test_what_yaml_1_1_reads_as_something_else_stays_text(word: str) -> None:
    assert read_text(f"key: {word}\n", "a.yaml").value == {"key": word}


@pytest.mark.parametrize("word", ["2026-01-01", "2026-01-01 10:00:00", "=", "nan", "inf", "00.5"])
def test_dates_and_other_lookalikes_stay_text(word: str) -> None:
    assert read_text(f"key: {word}\n", "a.yaml").value == {"key": word}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("8", 8),
        ("-8", -8),
        ("+8", 8),
        ("0", 0),
        ("0.25", 0.25),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("9223372036854775807", 2**63 - 1),
        ("'8'", "8"),
        ('"true"', "true"),
        ("|\n  8", "8"),
    ],
)
def test_yaml_scalars_are_those_of_the_core_schema_in_decimal(word: str, value: object) -> None:
    read = read_text(f"key: {word}", "a.yaml").value["key"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "suffix", "said"),
    [
        ("a: .nan", "yaml", "`.nan` is not a number"),
        ("a: -.inf", "yaml", "`-.inf` is not a number"),
        ("a: 1e400", "yaml", "`1e400` is too large a number"),
        ("a: 9223372036854775808", "yaml", "`9223372036854775808` is too large a number"),
        ('{"": NaN}', "json", "`NaN` is not a number"),
        ("[  -Infinity]", "json", "`-Infinity` is not a number"),
        ("[  1e400]", "json", "`1e400` is too large a number"),
        ("[  9223372036854775808]", "json", "`9223372036854775808` is too large a number"),
        (f"[  {'9' * 5000}]", "json", "is too large a number"),
        (f"a: {'9' * 5000}", "yaml", "is too large a number"),
    ],
)
def test_numbers_that_are_none_or_too_large_are_refused(text: str, suffix: str, said: str) -> None:
    [problem] = problems(text, suffix)
    assert said in problem


# ---------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", ["3:1: `a` is given twice, first on line 1"]),
        ("{a: 1, a: 2}", ["1:8: `a` is given twice, first on line 1"]),
        ("1: x\n", ["1:1: the key `1` is not text; put it in quotes"]),
        ("true: x\n", ["1:1: the key `true` is not text; put it in quotes"]),
        ("~: x\n", ["1:1: a key is missing or null; write the key as text"]),
        ("? [a]\n: x\n", ["1:3: a key is a list or a mapping; write the key as text"]),
        ("a: &x b\n*x : c\n", ["2:1: the key `*x` is an alias; write the key as text"]),
        ("a: !foo b\n", ["1:4: the tag `!foo` is not read; remove it; text goes in quotes"]),
        ("a: !!python/name:os.system\n", ["1:4: the tag `!!python/name:os.system` is not read"]),
        ("a: ! b\n", ["1:4: the tag `!` is not read"]),
        ("a: !m {}\n", ["1:4: the tag `!m` is not read"]),
        ("%TAG !e! tag:x,2000:\n---\na: 1\n", ["1:1: tags are not read; remove the `%TAG` line"]),
        ("a: &x {}\n<<: *x\n", ["2:1: merge keys (`<<`) are not read; write the keys out"]),
        ("a: 1\n---\nb: 2\n", ["2:1: a second document starts here; write one document in a file"]),
        ("a: [*b]\n", ["1:5: `*b` refers to nothing before it"]),
        ("a: &b [*b]\n", ["1:8: `*b` stands within what it refers to"]),
        ("a: &x 1\nb: &x 2\n", ["2:4: the anchor `&x` is given twice"]),
        ("a: \u2028b\n", ["1:4: the character U+2028 is not allowed here"]),
        ("# only this\n", ["1:1: is empty: it has nothing but comments"]),
    ],
)
def test_yaml_that_can_be_misread_is_refused(text: str, said: list[str]) -> None:
    told = problems(text, "yaml")
    assert len(told) == len(said)
    assert all(problem.startswith(start) for problem, start in zip(told, said, strict=True))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b: c\n", "1:5: `:` is not allowed here; put text that contains `: ` in quotes"),
        ("a:\n\tb: 1\n", "2:1: a tab is used to indent; use spaces"),
        ("a: [1, 2\nb: 3\n", "2:2: the `[` of line 1 is not closed, or a `,` is missing"),
        ("a: {b: 1\n", "2:1: the `{` of line 1 is not closed, or a `,` is missing"),
        ("a: 'x\n", "1:4: the quoted text is never closed"),
        ("a: @x\n", "1:4: text cannot start with `@`; put it in quotes"),
        ("a: `x`\n", "1:4: text cannot start with a backtick; put it in quotes"),
        ("a:\n  b: 1\n c: 2\n", "3:2: this does not fit the lines before"),
        ("- a\nb: 1\n", "2:1: this does not fit the lines before"),
        ('a: "\\q"\n', "1:5: this is no escape; write a backslash as `\\\\`"),
        ("a: 1\nb\nc: 1\n", "3:1: the key before this has no `:`"),
        ("a: - b\n", "1:4: `-` is not allowed here; start a new line for it"),
    ],
)
def test_broken_yaml_is_explained_in_plain_words(text: str, said: str) -> None:
    [problem] = problems(text, "yaml")
    assert problem.startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1,}', "1:8: a comma before `}`; remove it"),
        ("[1,]", "1:3: a comma before `]`; remove it"),
        ("[1 2]", "1:4: `2` stands where `,` or `]` belongs"),
        ("{a: 1}", "1:2: `a` stands where a key in double quotes belongs"),
        ('{"a" 1}', "1:6: `1` stands where `:` belongs"),
        ('{"a": }', "1:7: `}` stands where a value belongs"),
        ('{"a": ', "1:7: the text ends where a value belongs"),
        ('{"a": 1', "1:1: `{` is never closed"),
        ("{} x", "1:4: there is more text after the end of the value"),
        ("// x\n{}", "1:1: JSON has no comments; remove it, or write the file in YAML"),
        ("[True]", "1:2: `True` is not JSON; write `true`"),
        ("[yes]", "1:2: `yes` is not JSON; put text in double quotes"),
        ("[010]", "1:2: `010` is not a number as JSON writes it"),
        ('["a\nb"]', "1:2: the string is not closed on its line"),
        ('["a\tb"]', "1:4: a tab within a string; write it as `\\t`"),
        ('["\\q"]', "1:3: `\\q` is no escape; write a backslash as `\\\\`"),
        ('["\\ud800"]', "1:2: the text has half of a surrogate pair, which is no character"),
        ('{"a": 1, "b": 2,\n "a": 3}', "2:2: `a` is given twice, first on line 1"),
        ('{"a": 1, "\\u0061": 3}', "1:10: `a` is given twice, first on line 1"),
    ],
)
def test_broken_json_is_explained_in_plain_words(text: str, said: str) -> None:
    [problem] = problems(text, "json")
    assert problem.startswith(said)


def test_all_problems_of_a_text_are_told_in_the_order_of_the_text() -> None:
    told = problems("a: 1\na: 2\n3: .nan\nb: {c: !x 1, c: 2}\n", "yaml")
    assert [problem.split(": ")[0] for problem in told] == ["2:1", "3:1", "3:4", "4:8", "4:14"]
    told = problems('{"a": 1, "a": NaN,\n"b": [{"c": 1, "c": 1e999}]}', "json")
    assert [problem.split(": ")[0] for problem in told] == ["1:10", "1:15", "2:16", "2:21"]


@pytest.mark.parametrize(
    ("text", "suffix"), [("a: 1\n" * 9999, "yaml"), ("[" + "NaN," * 9999 + "1]", "json")]
)
def test_a_text_full_of_mistakes_is_not_told_in_full(text: str, suffix: str) -> None:
    assert len(problems(text, suffix)) == MOST_FAULTS


# ---------------------------------------------------------------------------- bombs


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        "\n".join(" " * depth + "a:" for depth in range(2000)),
    ],
    ids=["lists", "mappings", "block lists", "closed", "indentation"],
)
def test_yaml_nested_too_deeply_is_refused(text: str) -> None:
    assert f"values are nested more than {DEEPEST} deep" in problems(text, "yaml")[0]


def test_keys_nested_too_deeply_are_refused() -> None:
    assert len(problems("? " * 100_000, "yaml")) == MOST_FAULTS


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "[" * 100_000 + "]" * 100_000,
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
    ],
    ids=["lists", "mappings", "closed", "one too many"],
)
def test_json_nested_too_deeply_is_refused(text: str) -> None:
    assert f"brackets are nested more than {DEEPEST} deep" in problems(text, "json")[0]


@pytest.mark.parametrize("format", FORMATS)
def test_the_deepest_nesting_is_read_and_placed(format: Format) -> None:
    document = read_text("[" * DEEPEST + "]" * DEEPEST, "deep", format)
    assert document.place(*[0] * (DEEPEST - 1)) == Place(1, DEEPEST)


def test_aliases_share_a_value_and_stand_where_they_are_written() -> None:
    document = read_text("a: &x {b: [1, 2]}\nc: *x\n", "a.yaml")
    assert document.value == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}
    assert document.place("c") == Place(2, 4)
    assert document.place("c", "b", 1) == document.place("a", "b", 1) == Place(1, 15)


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 40)]
    [problem] = problems("\n".join(lines), "yaml")
    assert f"aliases repeat more than {MOST_REPEATED:,} characters" in problem


def test_a_long_text_repeated_by_aliases_is_refused() -> None:
    text = "a: &a " + "x" * 900_000 + "\nb: [*a, *a]\n"
    assert "2:9: aliases repeat" in problems(text, "yaml")[0]


def test_a_ladder_of_aliases_is_as_deep_as_what_it_stands_for() -> None:
    rungs = [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 5000)]
    [problem] = problems("\n".join(["a0: &a0 [x]", *rungs]), "yaml")
    assert "values are nested more than 100 deep" in problem


# ---------------------------------------------------------------------------- bytes and files


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", " is empty"),
        (b" \n", " is empty"),
        (b"\xef\xbb\xbf", " is empty"),
        ("a: 1\n".encode("utf-16"), " is UTF-16; save it as UTF-8"),
        ("a: 1\n".encode("utf-16-le"), " is UTF-16; save it as UTF-8"),
        ("a: 1\n".encode("utf-16-be"), " is UTF-16; save it as UTF-8"),
        ("a: 1\n".encode("utf-32"), " is UTF-32; save it as UTF-8"),
        ("a: 1\n".encode("utf-32-be"), " is UTF-32; save it as UTF-8"),
        (b"a: 1\nb\xc3\xa9: \xe9\n", "2:5: the byte 0xE9 is not UTF-8; save the file as UTF-8"),
        (b"a: \x00\n", " looks like a binary file: it has the character U+0000"),
        (b"\x89PNG\r\n\x1a\n", " looks like a binary file: it has the character U+001A"),
    ],
)
def test_bytes_that_are_no_utf8_text_are_named_for_what_they_are(data: bytes, said: str) -> None:
    for suffix in FORMATS:
        assert problems(data, suffix) == [said]


@pytest.mark.parametrize("format", FORMATS)
def test_a_byte_order_mark_and_windows_line_ends_are_read(format: Format) -> None:
    document = read_bytes(b'\xef\xbb\xbf{"a": 1,\r\n "b": 2}\r\n', "a", format)
    assert document.value == {"a": 1, "b": 2}
    assert document.place("a") == Place(1, 7)
    assert document.place("b") == Place(2, 7)


def test_a_file_is_read_and_shown_with_its_path(tmp_path: Path) -> None:
    file = tmp_path / "spec.yaml"
    file.write_text("a: 1\n")
    for path in (file, str(file)):
        document = read_file(path)
        assert (document.path, document.value) == (str(file), {"a": 1})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.yaml", "no such file"),
        (".", "is a directory, not a file"),
        ("large.yaml", "is larger than 10 MiB, the most that is read"),
        ("a\0b", "is not a file name"),
        ("a" * 5000, "cannot be read: file name too long"),
        ("loop.yaml", "cannot be read: too many levels of symbolic links"),
    ],
)
def test_what_is_no_readable_file_is_said(tmp_path: Path, name: str, said: str) -> None:
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    path = f"{tmp_path}/{name}"
    with pytest.raises(AdvisorError) as caught:
        read_file(path)
    assert caught.value.problems == (Problem(said, path),)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    file = tmp_path / "spec.yaml"
    file.touch(mode=0)
    with pytest.raises(AdvisorError, match="permission denied"):
        read_file(file)


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    threading.Thread(target=pipe.write_text, args=("a: 1\n",)).start()
    assert read_file(pipe).value == {"a": 1}


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless device")
def test_an_endless_device_is_read_no_further_than_the_bound() -> None:
    with pytest.raises(AdvisorError, match="is larger than 10 MiB"):
        read_file("/dev/zero")


@pytest.mark.parametrize("text", ["a: 1\n", '{"a": 1}', "\n {'a': 1}"])
def test_standard_input_is_json_when_it_starts_like_it(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    if "'" in text:
        with pytest.raises(AdvisorError, match="<stdin>:2:3: `'a'` stands where a key"):
            read_file("-")
    else:
        assert read_file("-").value == {"a": 1}


def test_without_standard_input_there_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(AdvisorError, match="<stdin>: there is no standard input to read"):
        read_file("-")


def test_text_given_by_a_program_is_checked_like_a_file() -> None:
    assert problems("a: \ud800", "yaml") == [
        " looks like a binary file: it has the character U+D800"
    ]
    assert problems("#" * (LARGEST_FILE + 1), "yaml")[0].startswith(" is larger than 10 MiB")


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("a.JSON", "[1]", [1]),
        ("a.yml", "{a: 1}", {"a": 1}),
        ("a.txt", "a: 1", {"a": 1}),
        ("a.txt", '{"a":\t1}', {"a": 1}),
        ("dir.json/a", "a: 1", {"a": 1}),
    ],
)
def test_the_suffix_decides_the_format(path: str, text: str, value: object) -> None:
    assert read_text(text, path).value == value


# ---------------------------------------------------------------------------- places


BLOCK = """\
# é comment
name: "quoted"
mémo: |
  several
  lines
list:
- one
-   two: 2
    three: [a, {b: 'é', c: d}]
folded: several
  words
empty:
last: 9
"""


def test_places_of_values_and_keys_are_those_of_a_text_editor() -> None:
    document = read_text(BLOCK, "a.yaml")
    assert document.place() == Place(2, 1)
    assert document.place("name") == Place(2, 7)
    assert document.place("mémo") == Place(3, 7)
    assert document.key_place("mémo") == Place(3, 1)
    assert document.place("list") == Place(7, 1)
    assert document.place("list", 0) == Place(7, 3)
    assert document.place("list", 1) == Place(8, 5)
    assert document.key_place("list", 1, "three") == Place(9, 5)
    assert document.place("list", 1, "three", 1, "c") == Place(9, 28)
    assert document.key_place("list", 1, "three", 1, "c") == Place(9, 25)
    assert document.place("folded") == Place(10, 9)
    assert document.key_place("last") == Place(13, 1)


def test_json_places_count_characters_through_escapes_and_tabs() -> None:
    text = '\t{"\\u0061\\ud83d\\ude00": "\\"é😀",\t"b":\r\n[ 1 , {"c\\\\" :null}]}'
    document = read_text(text, "a.json")
    assert document.key_place("a😀") == Place(1, 3)
    assert document.place("a😀") == Place(1, 25)
    assert document.key_place("b") == Place(1, 33)
    assert document.place("b", 0) == Place(2, 3)
    assert document.place("b", 1, "c\\") == Place(2, 15)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "keys", [("x",), ("a", 2), ("a", -1), ("a", "x"), (0,), ("a", 0, "x"), ("b", 0)]
)
def test_what_is_not_there_has_no_place(keys: tuple[str | int, ...], format: Format) -> None:
    document = read_text('{"a": [1, 2], "b": {}}', "a", format)
    assert document.place(*keys) is None
    assert document.key_place(*keys) is None


def test_the_items_of_a_list_and_the_root_have_no_key() -> None:
    document = read_text("a: [1]", "a.yaml")
    assert document.key_place("a", 0) is None
    assert document.key_place() is None


# ---------------------------------------------------------------------------- properties

# YAML reads no surrogate pairs, so that texts keep to the characters of one escape.
_TEXTS = st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), max_size=20)
_NUMBERS = st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS,
    lambda child: st.lists(child, max_size=4) | st.dictionaries(_TEXTS, child, max_size=4),
    max_leaves=15,
)
_INDENTS = st.sampled_from([None, 0, 2])


def _read_both(text: str) -> list[Document]:
    return [read_text(text, "spec", kind) for kind in FORMATS]


@given(_VALUES, _INDENTS)
def test_json_text_is_the_same_value_at_the_same_places_in_both_formats(
    value: Any, indent: int | None
) -> None:
    yaml_document, json_document = _read_both(json.dumps(value, indent=indent))
    assert yaml_document.value == json_document.value == value
    for keys, _ in paths(value):
        assert yaml_document.place(*keys) == json_document.place(*keys) is not None
        assert yaml_document.key_place(*keys) == json_document.key_place(*keys)


@given(_VALUES, _INDENTS, st.booleans())
def test_a_json_place_is_where_the_value_is_written(
    value: Any, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    document = read_text(text, "spec.json")
    lines = text.split("\n")
    for keys, child in paths(value):
        place = cast("Place", document.place(*keys))
        first = json.dumps(child, ensure_ascii=ascii_only)[: 1 if child in ([], {}) else None]
        rest = "\n".join(lines[place.line - 1 :])[place.column - 1 :]
        assert rest.startswith(first[:1] if isinstance(child, dict | list) else first)


_WORDS = st.text("abcdefghij é-", min_size=1, max_size=9).map(lambda text: f"x{text}x")
_PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.integers(-999, 999) | _WORDS | st.booleans() | st.none(),
    lambda child: st.lists(child, max_size=4) | st.dictionaries(_WORDS, child, max_size=4),
    max_leaves=15,
)


@given(_PLAIN, st.booleans() | st.none(), st.booleans())
def test_dumped_yaml_reads_back_alike_with_the_c_parser_and_without(
    value: Any, flow: bool | None, unicode: bool
) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=unicode)
    (ours, places), (pure, pure_places) = parse_yaml(text), parse_yaml(text, yaml.BaseLoader)
    assert ours == pure == value
    assert places() == pure_places()


def _pieces(*pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=25).map("".join)


_YAML_LIKE = _pieces(
    *["a", "b", ": ", ":", "- ", "-", "? ", "\n", "\n  ", "\n ", " ", "\t", "[", "]", "{", "}"],
    *[",", "'", '"', "|", ">", "#", " #", "&a ", "*a", "!x ", "!!str ", "<<: ", "---\n", "...\n"],
    *["%YAML 1.2\n", "%", "@", "`", "\\", '"\\u00e9"', '"\\ud800"', '"\\U00110000"', "\r", "\r\n"],
    *["1", "010", "1e5", "1e999", ".nan", "true", "~", "é", "\u2028", "\x85", "\ufeff", "\x7f"],
    *["a: 1\n", "- x\n", "b:\n", "'a': \"b\"\n", "9999999999999999999999"],
)
_JSON_LIKE = _pieces(
    *["{", "}", "[", "]", ",", ":", '"a"', '"b"', '"a":', "1", "-", "01", "1.5", "1e5", "1e999"],
    *["true", "null", "NaN", "-Infinity", " ", "\n", "\t", '"', "\\", '"\\u0061"', '"\\ud800"'],
    *['"\\ud83d\\ude00"', '"\\ud83d\\', "é", "\u00a0", "//", "'", "[1]", '{"a":1}', "9" * 25],
)


Outcome = tuple[Document | None, tuple[Problem, ...]]


def _outcome(text: str | bytes, kind: Format) -> Outcome:
    """The document or the problems: nothing else may come of reading."""
    try:
        if isinstance(text, bytes):
            return read_bytes(text, "spec", kind), ()
        return read_text(text, "spec", kind), ()
    except AdvisorError as error:
        return None, error.problems


def _all_placed(document: Document) -> bool:
    return all(document.place(*keys) is not None for keys, _ in paths(document.value))


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"\xff\xfe\x00\x00")
@example(b"\x00a")
def test_any_bytes_are_a_document_or_problems_with_the_path(data: bytes) -> None:
    for kind in FORMATS:
        document, told = _outcome(data, kind)
        assert (document is None) == bool(told)
        assert all(problem.path == "spec" for problem in told)
        assert not any("\n" in str(problem) for problem in told)


@settings(max_examples=400)
@given(_YAML_LIKE | st.text())
def test_what_looks_like_yaml_is_a_document_with_places_or_placed_problems(text: str) -> None:
    document, told = _outcome(text, "yaml")
    assert document is None or _all_placed(document)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(problem.place is None or problem.place.line <= lines for problem in told)


@given(_YAML_LIKE)
def test_the_parser_without_c_fails_in_no_other_way(text: str) -> None:
    with contextlib.suppress(TextError):
        parse_yaml(text, yaml.BaseLoader)


@settings(max_examples=400)
@given(_JSON_LIKE)
def test_what_looks_like_json_is_read_as_the_standard_library_reads_it(text: str) -> None:
    document, told = _outcome(text, "json")
    assert (document is not None) == _is_strict_json(text)
    if document is not None:
        assert document.value == json.loads(text)
        assert _all_placed(document)
    assert not any("is not valid JSON" in problem.message for problem in told)


def _is_strict_json(text: str) -> bool:
    """Whether the standard library reads the text, with every key and within our bounds."""
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_int=_bounded)
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except ValueError:
        return False
    return True


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def _bounded(digits: str) -> int:
    if abs(int(digits)) >= 2**63:
        raise ValueError
    return int(digits)


def _nested(depth: int) -> str:
    return '["\\\\",{"]\\"[":' * (depth // 2) + "1" + "}]" * (depth // 2)


def test_brackets_within_strings_do_not_count_as_nesting() -> None:
    assert len(read_text(json.dumps(["[{" * 999, '"[\\'] * 99), "a.json").value) == 198
    assert read_text(_nested(DEEPEST), "a.json").value[0] == "\\"
    assert "nested more than" in problems(_nested(DEEPEST + 2), "json")[0]


def test_deep_json_does_not_end_a_thread_with_a_small_stack() -> None:
    told: list[str] = []
    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=lambda: told.extend(problems("[" * 10**6, "json")))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert "nested more than" in told[0]

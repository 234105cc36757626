"""The documentation is true: links lead somewhere, outputs are what comes out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

import advisor
from advisor.cli import advisor as root_command
from advisor.rulebook import load_rules

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))
make_docs = __import__("make_docs")

README = (ROOT / "README.md").read_text()
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
FENCED = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)


def run(*arguments: str) -> str:
    """What the command prints, run in the root of the repository."""
    done = subprocess.run(
        [sys.executable, "-m", "advisor", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


# --- links ------------------------------------------------------------------------------------


def _links(page: Path) -> Iterator[str]:
    """The targets of the links of a page that lead to files, and not those shown as code."""
    text = re.sub(r"`[^`\n]*`", "", FENCED.sub("", page.read_text()))
    for target in re.findall(r"\]\(<?([^)\s>]+)>?\)", text):
        if not re.match(r"[a-z]+:", target):
            yield target


@cache
def _anchors(page: Path) -> set[str]:
    """The anchors that the headings of a page make, as GitHub makes them, and those it names."""
    text = page.read_text()
    found: set[str] = set(re.findall(r'(?:id|name)="([^"]+)"', text))
    for heading in re.findall(r"^#+ +(.*?)(?: *\{#[^}]*\})?$", FENCED.sub("", text), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        found.add(re.sub(r"[^\w\- ]", "", words).replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path):
    for target in _links(page):
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{target} leads nowhere"
        if anchor and path.suffix == ".md":
            assert anchor in _anchors(path), f"{target} has no such heading"


def test_every_page_can_be_reached_from_the_readme():
    """By links alone, from page to page."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        for target in _links(page):
            path = (page.parent / target.partition("#")[0]).resolve()
            waiting += [path / "README.md"] if (path / "README.md").is_file() else [path]
    assert [page for page in PAGES if page not in reached] == []


# --- the readme -------------------------------------------------------------------------------


def _blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_readme_opens_with_what_the_command_prints():
    [block] = _blocks(README, "console")
    first, _, shown = block.partition("\n")
    assert first.startswith("$ advisor ")
    printed = run(*first.removeprefix("$ advisor ").split())
    assert shown.endswith("\n…\n")
    assert printed.startswith(shown.removesuffix("…\n"))


def test_the_readme_has_the_two_commands_for_a_fresh_machine_and_their_files_are_there():
    install, test = _blocks(README, "sh")[:2]
    for command in (install, test):
        assert command.startswith("python3 -m venv ")
        assert " && " in command
    assert "pip install . &&" in install
    assert 'pip install -e ".[test]" &&' in test
    assert test.rstrip().endswith("/pytest")
    for path in re.findall(r"examples/\S+", README):
        assert (ROOT / path.rstrip("`,.)\"'")).is_file(), path


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.workload.*")), ids=str)
def test_every_example_gets_a_settled_answer(path: Path):
    assert advisor.recommend(path).status == "settled"


def test_the_readme_speaks_of_the_rules_as_they_are():
    assert "`advisor rule CODE`" in README
    assert advisor.__version__ in (ROOT / "README.md").read_text()


# --- pages that are made ----------------------------------------------------------------------


def test_the_pages_that_are_made_are_current():
    """`python tools/make_docs.py` makes them."""
    made = make_docs.pages()
    assert [path for path in made if (ROOT / path).read_text() != made[path]] == []


def test_every_fact_of_a_spec_is_on_its_page():
    from advisor.facts import spec_facts

    page = (REFERENCE / "workload.md").read_text()
    for each in spec_facts():
        assert f"| `{each.field[-1]}` |" in page


# --- the command line -------------------------------------------------------------------------


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name, help_option_names=["-h", "--help"])
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            assert inner is not None
            yield from _commands(inner, f"{name} {each}")
    else:
        yield name, command


COMMANDS = list(_commands(root_command, "advisor"))


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_and_option_is_documented(name: str, command: click.Command):
    _, _, section = (REFERENCE / "cli.md").read_text().partition(f"\n## `{name}`\n")
    section = section.partition("\n## ")[0]
    assert section
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.opts} says nothing of itself"
            assert all(f"`{option}`" in section for option in parameter.opts)


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_the_help_of_a_command_shows_nothing_that_is_meant_for_click(
    name: str, command: click.Command
):
    """In a raw docstring its mark is a backslash and a letter, which click prints as they are."""
    help_text = command.get_help(
        click.Context(command, info_name=name, help_option_names=["-h", "--help"])
    )
    assert "\\b" not in help_text


def test_every_command_that_a_page_shows_is_one_that_there_is():
    names = {name.split()[1] for name, _ in COMMANDS}
    for page in PAGES:
        if page.name == "CHANGELOG.md":
            continue
        for block in _blocks(page.read_text(), "(?:sh|console)"):
            shown = re.findall(r"^(?:\$ )?(?:\S*/)?advisor (\w[\w-]*)", block, re.MULTILINE)
            assert set(shown) <= names, page.name


# --- the library ------------------------------------------------------------------------------

LIBRARY = (REFERENCE / "library.md").read_text()


@pytest.mark.parametrize("name", [*advisor.__all__, "fleet"])
def test_every_name_of_the_library_is_documented_beside_its_command(name: str):
    table = LIBRARY.partition("\n## ")[0]
    assert name in table
    assert re.search(rf"^## `advisor\.{name}\b", LIBRARY, re.MULTILINE)


def test_every_verb_of_a_recommendation_is_documented():
    verbs = [name for name in vars(advisor.Recommendation) if not name.startswith("_")]
    assert all(f"{name}(" in LIBRARY for name in verbs)
    kept = [
        name
        for each in advisor.Recommendation.__mro__
        for name in vars(each)
        if not name.startswith("_") and name not in verbs
    ]
    shown = set(re.findall(r"^\| `(\w+)", LIBRARY, re.MULTILINE))
    internal = {
        "attempt", "engine", "stated", "document", "made", "reason", "taken", "conversions",
        "costs", "terms",
    }  # fmt: skip
    assert set(kept) - shown <= internal


def test_the_python_that_is_shown_runs_and_prints_what_is_shown(capsys, tmp_path, monkeypatch):
    """Block by block, in one namespace, as somebody would who reads from top to bottom."""
    monkeypatch.chdir(ROOT)
    namespace: dict[str, object] = {}
    for page in (LIBRARY, README):
        blocks = re.findall(
            r"^```python\n(.*?)^```(?:\n\n```\n(.*?)^```)?", page, re.DOTALL | re.MULTILINE
        )
        assert blocks
        for code, printed in blocks:
            exec(compile(code, "<page>", "exec"), namespace)
            found = capsys.readouterr().out
            assert not printed or found == printed


def test_every_page_of_reference_and_explanation_has_its_line_in_the_index():
    index = (DOCS / "README.md").read_text()
    for page in [*REFERENCE.glob("*.md"), *(DOCS / "explanation").glob("*.md")]:
        assert f"({page.relative_to(DOCS).as_posix()})" in index, page.name


# --- the format of rules ----------------------------------------------------------------------


def test_the_page_on_the_format_shows_every_key_that_a_file_may_have():
    from advisor.rulebook import check_shapes, shapes

    page = (REFERENCE / "rules-format.md").read_text()
    for module in (shapes, check_shapes):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, shapes.Shape):
                for key in model.model_fields:
                    assert re.search(rf"\b{key}\b", page), f"`{key}` of {model.__name__}"


def test_the_page_on_the_format_has_no_number_that_the_rules_have_otherwise():
    page = (REFERENCE / "rules-format.md").read_text()
    for limit in re.findall(r"\{limit: ([\w.-]+)[,}]", page):
        assert limit in load_rules().limits

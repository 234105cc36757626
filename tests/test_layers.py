"""What keeps the code in shape: imports go down, modules stay short, numbers stay in the rules."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

from advisor.model import Table
from advisor.rulebook import load_rules

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "advisor"
PAGE = ROOT / "docs" / "explanation" / "design.md"

# From the bottom up; a module or package imports only from lines above its own, or from itself.
LAYERS = (
    "errors",
    "units condition reading files config shipped template pages display",
    "formula validation",
    "model",
    "fields",
    "field_types",
    "workload",
    "declared",
    "quick",
    "facts catalogue outcome",
    "rulebook engines",
    "decide definitions",
    "sizing inputs",
    "cost",
    "explain",
    "report",
    "starter schema fresh prove",
    "pictures",
    "page review",
    "api",
    "check fleet reviews",
    "ruledocs testing",
    "cli",
    "__main__",
)
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer.split()}

# The package itself names what it offers, and imports it when it is first asked for; all that the
# others take from it is the version.
FACADE = "advisor"

LONGEST = 300


@cache
def paths() -> dict[str, Path]:
    """The file of every module of the package, by its dotted name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def modules() -> dict[str, ast.Module]:
    """The tree of every module of the package, by its dotted name."""
    return {name: ast.parse(path.read_text(), path.name) for name, path in paths().items()}


def imported(tree: ast.Module, *, everywhere: bool = True) -> Iterator[str]:
    """The modules of ours that a module imports: in functions and for types too, or at its top."""
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "advisor":
            for each in node.names:
                whole = f"{node.module}.{each.name}"
                yield whole if whole in modules() else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.split(".")[0] == "advisor")


def part(name: str) -> str:
    """The module or package right below `advisor` that a module belongs to."""
    return name.split(".")[1] if "." in name else FACADE


def test_every_part_of_the_package_has_its_layer():
    """A new module or package needs a line in LAYERS, and in docs/explanation/design.md."""
    parts = {part(name) for name in modules()} - {FACADE}
    assert parts == set(HEIGHT)


@pytest.mark.parametrize("name", sorted(paths().keys() - {FACADE}))
def test_imports_go_down_only(name: str):
    """Those inside functions too: they are there to start fast, not to get around the layers."""
    for other in imported(modules()[name]):
        if part(other) not in (part(name), FACADE):
            assert HEIGHT[part(other)] < HEIGHT[part(name)], f"{name} imports {other}"


def test_no_module_imports_itself_through_others():
    graph = {name: set(imported(tree, everywhere=False)) for name, tree in modules().items()}
    # `from package.module import …` inside a package also runs the package's `__init__`, which
    # lists what it offers; that is no dependency of the module on it.
    for name, others in graph.items():
        others -= {name, name.rpartition(".")[0]}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"{' → '.join(error.args[1])}")


def test_the_facade_hands_on_the_version_alone():
    taken = {
        each.name
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == FACADE
        for each in node.names
        if f"{FACADE}.{each.name}" not in modules()
    }
    assert taken == {"__version__"}


def test_the_page_on_design_has_the_same_layers():
    block = re.search(r"## Layers.*?```\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert block
    names = [re.split(r"  +", line)[0].split() for line in block[1].splitlines()]
    assert [set(each) for each in names] == [set(layer.split()) for layer in LAYERS]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.name)
def test_a_module_is_short_and_says_what_it_owns(path: Path):
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(text))


# --- numbers ----------------------------------------------------------------------------------

# Factors of units, and numbers so round that they say nothing of where they come from.
ROUND = {100, 1000, 10_000, 100_000, 1_000_000, 256, 1024, 3600, 86_400}
# Numbers that a limit has too, and that are something else.
OURS = {
    ("engines/durable.py", 300): "rule sets of one child, of which each keeps some memory",
    ("cli/__init__.py", 500): "characters of a message",
    ("definitions/collect.py", 20_000): "characters of a file that is not worth measuring",
    ("check/specs.py", 20_000): "characters of a spec that is read the quick way",
}


def values_of_limits() -> set[float]:
    """Every number that some limit has or had, too large to be there by chance."""
    found: set[float] = set()
    for limit in load_rules(ROOT / "rules").limits.values():
        for each in chain(limit.values, limit.disputed):
            content = each.value
            cells = chain.from_iterable(content.rows) if isinstance(content, Table) else (content,)
            found.update(cell for cell in cells if isinstance(cell, int | float) and cell >= 100)
    return found


def test_no_number_of_a_limit_stands_in_the_code():
    """AWS's numbers and our thresholds live in `rules/limits`, dated and with their source."""
    limits = values_of_limits() - ROUND
    assert 900 in limits
    found = {
        (path.relative_to(PACKAGE).as_posix(), node.value)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
        if node.value in limits
    }
    assert found == set(OURS)


# --- starting ---------------------------------------------------------------------------------

HEAVY = {"jinja2", "pydantic", "pydantic_core", "yaml", "click", "duckdb", "z3", "botocore"}


def loaded(*arguments: str) -> set[str]:
    """The packages that a fresh interpreter loads on the way."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stderr.splitlines()
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines if "|" in line}


def test_importing_the_package_loads_nothing_heavy():
    assert not loaded("-c", "import advisor") & HEAVY


def test_telling_the_version_loads_nothing_heavy():
    assert not loaded("-m", "advisor", "--version") & HEAVY


def test_reading_json_and_answering_in_text_loads_no_yaml_and_no_templates(tmp_path: Path):
    """From a built wheel, that is; in a checkout the rules themselves are read from YAML."""
    from advisor.quick import COMPILED as SPEC
    from advisor.quick import compiled_spec
    from advisor.rulebook.compiled import COMPILED as BOOK
    from advisor.rulebook.compiled import compiled

    (tmp_path / BOOK).write_bytes(compiled(load_rules(ROOT / "rules")))
    (tmp_path / SPEC).write_bytes(compiled_spec())
    (tmp_path / "instances.csv").symlink_to(ROOT / "rules" / "instances.csv")
    (tmp_path / "instances.json").symlink_to(ROOT / "rules" / "instances.json")
    (tmp_path / "spec.json").write_text('{"gpus": 1}')
    script = (
        "from pathlib import Path; import advisor.shipped;"
        f"advisor.shipped.shipped_folder = lambda: Path({str(tmp_path)!r});"
        f"import advisor; print(advisor.recommend({str(tmp_path / 'spec.json')!r}).to_text())"
    )
    assert not loaded("-c", script) & HEAVY


def test_only_the_command_line_makes_commands_and_only_reports_and_pages_fill_templates():
    """What others may have of click is `style`, a function that makes a text colourful."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = {each.name.split(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {str(node.module).split(".")[0]}
                if {each.name for each in node.names} == {"style"}:
                    continue
            else:
                continue
            assert "click" not in names or part(name) == "cli", name
            assert "jinja2" not in names or part(name) in ("report", "page", "display"), name

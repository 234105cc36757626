"""What is built and installed: its content, and that it works from any folder as the sources do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from cli_support import EXAMPLES, ROOT, environment

LAMBDA = EXAMPLES / "thumbnail.workload.json"
FARGATE = EXAMPLES / "nightly-report.workload.yaml"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"

# Every public name, and what a script does with it.
SCRIPT = """
import sys
import advisor
assert not {"pydantic", "yaml", "click"} & set(sys.modules), "import advisor is to stay cheap"
answer = advisor.recommend(advisor.Workload(name="a", duration="20 min"))
assert isinstance(answer, advisor.Recommendation)
assert isinstance(advisor.load_rules(), advisor.RuleBook)
try:
    advisor.recommend({"memory": 8})
except advisor.AdvisorError as error:
    assert error.problems
print(*(getattr(advisor, name).__name__ for name in advisor.__all__))
"""


def _run(*command: str | Path, **options: object) -> str:
    done = subprocess.run(
        [str(each) for each in command],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
        **options,  # type: ignore[call-overload]
    )
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def _environment_with(folder: Path, *installed: str | Path) -> Path:
    """The programs of a new virtual environment that has what is named, and what that needs."""
    venv.create(folder, with_pip=True)
    pip = [folder / SCRIPTS / "python", "-m", "pip", "install", "--quiet", "--no-compile"]
    _run(*pip, "--disable-pip-version-check", *installed)
    return folder / SCRIPTS


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the sdist."""
    import tomllib

    folder = tmp_path_factory.mktemp("built")
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    python = _environment_with(folder / "env", *needed) / "python"
    _run(python, "-m", "hatchling", "build", "-d", folder / "dist", cwd=ROOT)
    return folder / "dist"


@pytest.fixture(scope="session")
def programs(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an empty environment into which the wheel was installed."""
    (wheel,) = built.glob("*.whl")
    return _environment_with(tmp_path_factory.mktemp("installed") / "env", wheel)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment without the sources, in a folder that has nothing of them."""
    monkeypatch.chdir(tmp_path)
    env = environment()
    del env["PYTHONPATH"]
    return env


def test_the_wheel_has_all_that_is_read_and_nothing_else(built: Path):
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
    info = next(name.split("/")[0] for name in names if ".dist-info/" in name)
    rules = {f"advisor/{each.relative_to(ROOT)}" for each in (ROOT / "rules").rglob("*.yaml")}
    compiled = {f"advisor/rules/{name}.pickle" for name in ("book", "spec")}
    others = {"advisor/py.typed", "advisor/rules/instances.csv", f"{info}/licenses/LICENSE"}
    assert rules | compiled | others <= names
    read = ((ROOT / "advisor").rglob(f"*.{ending}") for ending in ("css", "js", "j2"))
    assert {str(each.relative_to(ROOT)) for several in read for each in several} <= names
    assert all(name.startswith(("advisor/", f"{info}/")) for name in names)
    assert not [name for name in names if name.endswith(".pyc")]


def test_the_wheel_names_no_path_of_the_machine_that_built_it(built: Path):
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        found = [name for name in wheel.namelist() if str(ROOT).encode() in wheel.read(name)]
    assert not found


def test_the_sdist_builds_and_tests_itself(built: Path):
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    for each in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "tests/conftest.py"):
        assert each in names
    for folder in ("advisor", "rules", "examples"):
        files = [each for each in (ROOT / folder).rglob("*") if each.suffix in (".py", ".yaml")]
        assert {str(each.relative_to(ROOT)) for each in files} <= names


@pytest.mark.parametrize("spec", [LAMBDA, FARGATE], ids=lambda spec: spec.suffix)
def test_the_installed_command_says_what_the_sources_say(
    programs: Path, elsewhere: dict[str, str], spec: Path
):
    """The wheel reads the compiled rule book and spec, the sources read YAML and the model."""
    call = ("recommend", spec, "-f", "json")
    installed = _run(programs / "advisor", *call, env=elsewhere)
    from_yaml = _run(sys.executable, "-m", "advisor", *call, env=environment())
    as_module = _run(programs / "python", "-m", "advisor", *call, env=elsewhere)
    assert json.loads(installed) == json.loads(from_yaml)
    assert as_module == installed


def test_the_installed_command_writes_a_starter(programs: Path, elsewhere: dict[str, str]):
    _run(programs / "advisor", "recommend", FARGATE, "--out", "deploy", env=elsewhere)
    assert Path("deploy/template.yaml").is_file()


@pytest.mark.parametrize(
    "call", [["--version"], ["--help"], ["schema"], ["check", str(FARGATE)], ["rule", "--all"]]
)
def test_every_verb_works_as_installed(programs: Path, elsewhere: dict[str, str], call: list[str]):
    assert _run(programs / "advisor", *call, env=elsewhere) or call[0] == "check"


def test_the_installed_rule_book_has_all_its_examples(programs: Path, elsewhere: dict[str, str]):
    """The compiled book has none; what shows or runs them reads the files beside it."""
    _run(programs / "advisor", "rules", "docs", "--check", "--out", ROOT / "docs", env=elsewhere)


def test_the_library_has_its_public_names(programs: Path, elsewhere: dict[str, str]):
    names = _run(programs / "python", "-c", SCRIPT, env=elsewhere).split()
    assert {"AdvisorError", "Recommendation", "Workload", "load_rules", "recommend"} <= set(names)

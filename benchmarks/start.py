"""How long a start takes, beside `python -c pass` and check-jsonschema: ratios within one run.

Builds the wheel, installs it beside check-jsonschema into an environment of its own, runs each
command once, so that its bytecode is written, and then all of them in turn. Where valgrind is
installed, it also counts instructions, which no other process disturbs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import tempfile
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[1]
# It says how often it runs, and so its answer has what a month costs and where that would change;
# without that it has what a run costs.
SPEC = ROOT / "examples" / "thumbnail.workload.json"
# The first of each pair is to take at most so many times what the second takes.
AIMS = (
    ("advisor --version", "python -c pass", 2.0),
    ("advisor recommend", "check-jsonschema", 1.0),
    ("advisor recommend, priced", "check-jsonschema", 1.0),
)
Commands = Mapping[str, Sequence[str]]


def main() -> None:
    """Install, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="runs of each command")
    parser.add_argument("--advisor", metavar="FOLDER", help="programs of an environment to use")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        programs = Path(options.advisor) if options.advisor else _installed(Path(folder))
        commands = _commands(programs, Path(folder))
        _print("median wall time", "ms", _times(commands, options.rounds))
        if shutil.which("valgrind"):
            counts = {name: _instructions(each) for name, each in commands.items()}
            _print("instructions (valgrind)", "M", counts)
        else:
            print("valgrind is not installed: no instructions were counted")


def _installed(folder: Path) -> Path:
    """The programs of an environment with a wheel of advisor, and with check-jsonschema."""
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", str(ROOT), "check-jsonschema"], check=True)
    return programs


def _commands(programs: Path, folder: Path) -> Commands:
    schema, unpriced = folder / "schema.json", folder / "one.json"
    fields = json.loads(SPEC.read_text())
    del fields["runs_per_month"]
    unpriced.write_text(json.dumps(fields, indent=2))
    advisor = str(programs / "advisor")
    subprocess.run([advisor, "schema", "-o", str(schema)], check=True)
    check = str(programs / "check-jsonschema")
    return {
        "python -c pass": [str(programs / "python"), "-c", "pass"],
        "advisor --version": [advisor, "--version"],
        "advisor recommend": [advisor, "recommend", str(unpriced)],
        "advisor recommend -f json": [advisor, "recommend", str(unpriced), "-f", "json"],
        "advisor recommend, priced": [advisor, "recommend", str(SPEC)],
        "check-jsonschema": [check, "--schemafile", str(schema), str(SPEC)],
    }


def _environment() -> dict[str, str]:
    """The caller's, in which Python writes bytecode and buffers as it does by default."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_environment())


def _times(commands: Commands, rounds: int) -> dict[str, float]:
    """The median of each in milliseconds; all run in turn, so that a busy moment hits all."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        _run(command)  # writes bytecode, and fills the caches of the file system
    for _ in range(rounds):
        for name, command in commands.items():
            start = perf_counter()
            _run(command)
            taken[name].append((perf_counter() - start) * 1000)
    return {name: median(each) for name, each in taken.items()}


def _instructions(command: Sequence[str]) -> float:
    """The instructions of one run in millions."""
    with tempfile.NamedTemporaryFile() as out:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", *command],
            check=True,
            capture_output=True,
            text=True,
            env=_environment() | {"PYTHONHASHSEED": "0"},
        )
    found = re.search(r"Collected : (\d+)", done.stderr)
    assert found is not None, done.stderr
    return int(found[1]) / 1e6


def _print(title: str, unit: str, figures: Mapping[str, float]) -> None:
    print(f"\n{title}")
    base = figures["python -c pass"]
    for name, figure in figures.items():
        print(f"  {name:<28} {figure:>8.0f} {unit:<3} {figure / base:>6.2f} x python -c pass")
    for name, other, most in AIMS:
        ratio = figures[name] / figures[other]
        verdict = "as aimed at" if ratio <= most else "MORE than aimed at"
        print(f"  {name} / {other}: {ratio:.2f} (at most {most:g}: {verdict})")


if __name__ == "__main__":
    main()

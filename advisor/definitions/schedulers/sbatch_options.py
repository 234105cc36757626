"""Reads the options in the `#SBATCH` lines of a script by the rules of `sbatch`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from advisor.errors import quoted

__all__ = ["HARDWARE", "Option", "options_of"]

# Options by their short letter; those after are of no consequence for where a job runs.
_SHORT: Final[Mapping[str, str]] = {
    "J": "job-name", "t": "time", "n": "ntasks", "N": "nodes", "c": "cpus-per-task",
    "p": "partition", "a": "array", "G": "gpus", "C": "constraint", "L": "licenses",
    "w": "nodelist", "A": "account", "o": "output", "e": "error", "i": "input", "D": "chdir",
    "d": "dependency", "q": "qos", "x": "exclude", "M": "clusters", "b": "begin", "F": "nodefile",
    "H": "hold", "k": "no-kill", "K": "kill-on-bad-exit", "m": "distribution",
    "O": "overcommit", "Q": "quiet", "s": "oversubscribe", "S": "core-spec", "v": "verbose",
    "W": "wait",
}  # fmt: skip
_USED: Final = frozenset(
    {"job-name", "time", "ntasks", "nodes", "cpus-per-task", "array", "gpus", "gres", "mem",
     "mem-per-cpu", "mem-per-gpu", "ntasks-per-node", "tasks-per-node", "gpus-per-node",
     "gpus-per-task", "exclusive", "tmp", "container-image", "cpus-per-gpu", "gpus-per-socket",
     "requeue", "no-requeue"}
)  # fmt: skip
HARDWARE: Final = frozenset(
    {"partition", "constraint", "licenses", "nodelist", "qos", "reservation", "switches",
     "threads-per-core", "sockets-per-node", "cores-per-socket", "core-spec", "mincpus",
     "hint", "ntasks-per-socket", "ntasks-per-core", "ntasks-per-gpu", "gpus-per-socket",
     "prefer", "extra-node-info", "network"}
)  # fmt: skip
_QUIET: Final = frozenset(
    {"account", "output", "error", "input", "chdir", "workdir", "dependency", "exclude",
     "clusters", "cluster", "begin", "nodefile", "hold", "no-kill", "kill-on-bad-exit",
     "distribution", "overcommit", "quiet", "oversubscribe", "share", "verbose", "wait",
     "mail-type", "mail-user", "comment", "export", "export-file", "get-user-env", "open-mode",
     "signal", "profile", "acctg-freq", "priority", "nice", "parsable",
     "propagate", "wckey", "time-min", "uid", "gid", "test-only", "deadline", "delay-boot",
     "mem-bind", "gpu-bind", "gres-flags", "spread-job", "use-min-nodes", "wait-all-nodes",
     "bb", "bbf", "container", "ignore-pbs", "kill-on-invalid-dep", "thread-spec", "wrap",
     "gpu-freq", "cpu-freq", "tres-per-task", "tres-bind", "power", "reboot", "contiguous",
     "container-mounts", "container-workdir"}
)  # fmt: skip
_FLAGS: Final = frozenset(
    {"hold", "no-kill", "overcommit", "quiet", "oversubscribe", "share", "verbose", "wait",
     "requeue", "no-requeue", "parsable", "test-only", "spread-job", "use-min-nodes",
     "exclusive", "contiguous", "reboot", "ignore-pbs", "get-user-env"}
)  # fmt: skip
_KNOWN: Final = _USED | HARDWARE | _QUIET
_LINE = re.compile(r"^#SBATCH(?:[ \t]+(?P<rest>.*))?$")
_MOST_LINES = 2000


class Option(NamedTuple):
    """An option with its value and its place in the script."""

    name: str
    value: str
    at: int

    @property
    def shown(self) -> str:
        """The option as people write it."""
        return f"`--{self.name}={self.value}`" if self.value else f"`--{self.name}`"


def options_of(text: str, left: list[str]) -> Iterator[Option]:
    """The options of the lines before the first command."""
    start = 0
    for number, line in enumerate(text.split("\n")):
        match = _LINE.match(line.rstrip("\r"))
        if match is not None and match["rest"]:
            if match["rest"].split(maxsplit=1)[0] in ("hetjob", "packjob"):
                left.append("the parts after the first of a heterogeneous job are not read")
                return
            yield from _of_line(match["rest"], start + match.start("rest"), left)
        elif (line.strip() and not line.startswith("#")) or number > _MOST_LINES:
            left.extend(_too_late(text[start:], number + 1))
            return
        start += len(line) + 1


def _too_late(rest: str, number: int) -> Iterator[str]:
    """The first option after a command, which `sbatch` ignores."""
    for later, line in enumerate(rest.split("\n"), number):
        match = _LINE.match(line.rstrip("\r"))
        if match is not None and match["rest"]:
            shown = quoted(f"#SBATCH {match['rest']}")
            yield f"{shown} in line {later} comes after the first command, where sbatch ignores it"
            return


def _of_line(rest: str, at: int, left: list[str]) -> Iterator[Option]:
    try:
        words = shlex.split(rest, comments=True)
    except ValueError:
        words = rest.split("#", maxsplit=1)[0].split()
    position = 0
    while words:
        word = words.pop(0)
        name, value = _parted(word)
        if name is None:
            left.append(f"`{word}` is no option that advisor knows, and is left out")
            continue
        if value is None:
            bare = name in _FLAGS or not words or words[0].startswith("-")
            value = "" if bare else words.pop(0)
        found = rest.find(value or word, position)
        position = max(found, position)
        yield Option(name, value, at + position)


def _parted(word: str) -> tuple[str | None, str | None]:
    """The long name of an option, and the value that is written with it."""
    if word.startswith("--"):
        name, sign, value = word[2:].partition("=")
        return _long(name), value if sign else None
    if word.startswith("-") and word[1:2] in _SHORT:
        value = word[2:].removeprefix("=")
        return _SHORT[word[1]], value or None
    return None, None


def _long(name: str) -> str | None:
    """The option of a name, or of the unambiguous start of a name."""
    if name in _KNOWN:
        return name
    found = [known for known in _KNOWN if name and known.startswith(name)]
    return found[0] if len(found) == 1 else None

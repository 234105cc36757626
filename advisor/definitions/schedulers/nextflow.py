"""Reads Nextflow's process directives, in configurations and scripts, as workloads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from advisor.definitions.schedulers.amounts import nextflow_mib, nextflow_seconds, shown_memory
from advisor.definitions.schedulers.gathered import Gathered
from advisor.definitions.schedulers.nextflow_text import Block, Setting, statements

__all__ = ["is_nextflow", "nextflow_jobs"]

_PROCESS = re.compile(r"^\s*process\b\s*(?:\{|\.|\w+\s*\{)", re.MULTILINE)
_SECTIONS = re.compile(
    r"^[ \t]*(?:input|output|script|shell|exec|when|stub|topic)\s*:", re.MULTILINE
)
_ATTEMPT = r"(?:task\.attempt|Math\.pow\(\s*\d+\s*,\s*task\.attempt\s*-\s*1\s*\))"
_FACTOR = re.compile(rf"\s*\*\s*{_ATTEMPT}\s*$|^{_ATTEMPT}\s*\*\s*")
_CHECKED = re.compile(r"check_max\s*\(\s*(?P<inner>.*?)\s*,\s*['\"]\w+['\"]\s*\)", re.DOTALL)
_USED = ("cpus", "memory", "time", "disk", "accelerator", "container", "maxRetries", "label",
         "machineType", "arch")  # fmt: skip
_QUIET = frozenset(
    {"label", "errorStrategy", "maxErrors", "publishDir", "tag", "shell", "beforeScript",
     "afterScript", "cache", "debug", "echo", "executor", "stageInMode", "stageOutMode",
     "scratch", "storeDir", "validExitStatus", "ext.args", "ext", "maxForks", "cleanup",
     "fair", "secret", "stageInCopy"}
)  # fmt: skip
_TOLD = frozenset({"queue", "clusterOptions", "conda", "module", "containerOptions", "spack",
                   "penv", "pod", "resourceLabels", "resourceLimits", "array"})  # fmt: skip


def is_nextflow(text: str, path: str) -> bool:
    """Whether a file contains Nextflow processes, by its name and its text."""
    return path.lower().endswith((".config", ".nf")) and _PROCESS.search(text) is not None


def nextflow_jobs(text: str) -> list[Gathered]:
    """Each process and selector of a file; without any, the defaults for all processes."""
    return _File(text).jobs()


class _File:
    """A configuration or a script, with its settings."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.defaults: dict[str, Setting] = {}
        self.found: list[tuple[str, Block, dict[str, Setting]]] = []
        self.left: list[str] = []
        for each in statements(text, 0, len(text)):
            self._top(each)

    def _top(self, each: Setting | Block) -> None:
        if isinstance(each, Setting):
            if each.name.startswith("process."):
                name = each.name.removeprefix("process.")
                self.defaults[name] = each._replace(name=name)
            elif each.name == "includeConfig":
                self.left.append(f"{_code(each.value)} is included there, and not read")
        elif each.word == "process" and each.selector:
            self._process(each)
        elif each.word == "process":
            self._settings(each)
        elif each.word == "profiles":
            self.left.append("what its profiles change is not read")

    def _process(self, block: Block) -> None:
        sections = _SECTIONS.search(self.text, block.start, block.end)
        end = sections.start() if sections else block.end
        self.found.append((block.selector, block, self._named(block.start, end)))

    def _settings(self, block: Block) -> None:
        for each in statements(self.text, block.start, block.end):
            if isinstance(each, Setting):
                self.defaults[each.name] = each
            elif each.word in ("withName", "withLabel"):
                inside = self._named(each.start, each.end)
                if any(name in _USED for name in inside):
                    self.found.append((_plain(each.selector), each, inside))

    def _named(self, start: int, end: int) -> dict[str, Setting]:
        """The settings of a body by name, with those whose value is a closure without `=`."""
        found: dict[str, Setting] = {}
        for each in statements(self.text, start, end):
            if isinstance(each, Setting):
                found[each.name] = each
            elif each.word in _READERS:
                at = each.start - 1
                found[each.word] = Setting(each.word, self.text[at : each.end + 1], at)
        return found

    def jobs(self) -> list[Gathered]:
        if not self.found and self.defaults:
            start = min(each.at for each in self.defaults.values())
            return [_gathered("process", start, self.defaults, self.left)]
        return [
            _gathered(name, block.at, {**self.defaults, **inside}, self.left)
            for name, block, inside in self.found
        ]


def _plain(selector: str) -> str:
    """A name for a selector: its last part, without the signs of a pattern."""
    last = selector.rpartition(":")[2] or selector
    return re.sub(r"[^\w-]+", "-", last).strip("-") or "process"


def _gathered(name: str, at: int, settings: Mapping[str, Setting], left: list[str]) -> Gathered:
    made = Gathered(name, at)
    for key, setting in settings.items():
        if key in _READERS:
            field, read = _READERS[key]
            _read(made, field, setting, read)
        elif key in _TOLD:
            made.leave(f"{_code(f'{key} {setting.value}')} says nothing of AWS, and is left out")
        elif key not in _QUIET and not key.startswith("ext."):
            made.leave(f"{_code(key)} is no directive that advisor reads")
    if "timeout" in made.fields:
        made.leave("`time` is an upper bound: `duration` stays unknown")
    else:
        made.leave("nothing says how long it runs: `duration` stays unknown")
    for field in ("vcpus", "memory", "image"):
        told = any(each.endswith(f"`{field}` stays unknown") for each in made.unknown)
        if field not in made.fields and not told:
            made.leave(f"`{field}` stays unknown")
    for each in left:
        made.leave(each)
    return made


def _read(made: Gathered, field: str, setting: Setting, read: Callable[[str], Any]) -> None:
    value, first = _first(setting.value)
    try:
        found = read(value)
    except (ValueError, KeyError):
        shown = _code(f"{setting.name} {setting.value}")
        made.leave(f"{shown} is worked out when it runs: `{field}` stays unknown")
        return
    made.put(field, found, setting.at)
    if field == "gpus":
        made.leave("`gpu_memory` stays unknown")
    if first:
        shown = _code(f"{setting.name} {setting.value}")
        made.leave(f"{shown} grows with each attempt: the first is taken")


def _first(written: str) -> tuple[str, bool]:
    """A value without closure, check and brackets; whether it is that of the first attempt only."""
    value, before = written.strip().rstrip(","), ""
    while value != before:
        before = value
        value = _opened(value)
        match = _CHECKED.fullmatch(value)
        value = match["inner"] if match else value
        value = re.sub(r"\s+as\s+[\w.]+$", "", value)
    without = _FACTOR.sub("", value)
    grows = without != value
    return _opened(without), grows


def _opened(value: str) -> str:
    """The text within the brackets around a value, if there are any."""
    if value[:1] + value[-1:] not in ("{}", "()"):
        return value
    depth = 0
    for index, character in enumerate(value):
        depth += (character in "{(") - (character in "})")
        if not depth:
            return value[1:-1].strip() if index == len(value) - 1 else value
    return value


def _code(text: str) -> str:
    """A piece of code on one line, for messages."""
    flat = " ".join(text.split()).replace("`", "'")
    return f"`{flat if len(flat) <= 60 else flat[:60] + '…'}`"  # noqa: PLR2004  # characters


def _text(value: str) -> str:
    match = re.fullmatch(r"'([^'$]*)'|\"([^\"$]*)\"", value)
    if match is None:
        raise ValueError(value)
    return match[1] if match[1] is not None else match[2]


def _unquoted(value: str) -> str:
    return _text(value) if value[:1] in "'\"" else value


def _cpus(value: str) -> int:
    return int(_unquoted(value))


def _memory(value: str) -> str:
    return shown_memory(nextflow_mib(_unquoted(value)))


def _time(value: str) -> str:
    seconds = nextflow_seconds(_unquoted(value))
    return f"{int(seconds) if seconds.is_integer() else seconds} s"


def _gpus(value: str) -> int:
    match = re.fullmatch(
        r"(\d{1,3})(?:\s*,.*)?|\[.*?\b(?:request|limit)\s*:\s*(\d{1,3})\b.*\]", value
    )
    if match is None:
        raise ValueError(value)
    return int(match[1] or match[2])


def _instance_types(value: str) -> list[str]:
    return [_text(value)]


def _architecture(value: str) -> str:
    named = _text(value.partition(",")[0].strip())  # the rest is about how the image is built
    return {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}[
        named.rpartition("/")[2].lower()
    ]


_READERS: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
    "cpus": ("vcpus", _cpus),
    "memory": ("memory", _memory),
    "time": ("timeout", _time),
    "disk": ("disk", _memory),
    "accelerator": ("gpus", _gpus),
    "container": ("image", _text),
    "maxRetries": ("retries", _cpus),
    "machineType": ("instance_types", _instance_types),
    "arch": ("architecture", _architecture),
}

"""A project's settings: `[tool.advisor]` in the nearest pyproject.toml, or advisor.toml."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from advisor.errors import AdvisorError, Place, Problem, did_you_mean, quoted

__all__ = ["SEVERITIES", "Config", "config_from", "find_config"]

PYPROJECT, OWN = "pyproject.toml", "advisor.toml"
SEVERITIES = ("error", "warning", "note")


class Config(NamedTuple):
    """A project's settings for every call; paths are relative to its file."""

    path: Path | None = None
    rules: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    severities: Mapping[str, str] = MappingProxyType({})
    fail_level: str | None = None
    consider: tuple[str, ...] = ()
    region: str | None = None
    prices: Path | None = None
    discount: tuple[str, ...] = ()
    savings_plan: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder that globs and rule directories are relative to."""
        return self.path.parent if self.path else Path()

    def globs(self, globs: Iterable[str]) -> tuple[str, ...]:
        """Globs of the file as globs of absolute paths."""
        from glob import escape

        base = escape(self.folder.resolve().as_posix()).rstrip("/")
        return tuple(f"{base}/{glob.removeprefix('./').lstrip('/')}" for glob in globs)

    @property
    def shown(self) -> str | None:
        """The path of the file in messages."""
        return _shown(self.path) if self.path else None

    @property
    def usual(self) -> dict[str, object]:
        """Default values for fields of every spec."""
        given = {"consider": list(self.consider), "region": self.region}
        return {name: value for name, value in given.items() if value}

    def place(self, *keys: str) -> Place | None:
        """The place of a key in the file."""
        if self.path is None:
            return None
        return _place(self.path.read_text(encoding="utf-8"), keys, _table(self.path))


def nearest_config() -> Config:
    """The configuration for the current folder."""
    try:
        return find_config(Path.cwd())
    except FileNotFoundError:  # the current folder was removed
        return Config()


def find_config(start: Path) -> Config:
    """The settings for a folder; the defaults where neither it nor a folder above has any."""
    for folder in (start.resolve(), *start.resolve().parents):
        for name in (PYPROJECT, OWN):
            path = folder / name
            # A pyproject.toml without our table is no configuration of ours.
            if path.is_file() and (name == OWN or b"tool.advisor" in path.read_bytes()):
                return config_from(path)
    return Config()


def config_from(path: Path) -> Config:
    """The settings in a file; AdvisorError with everything that is wrong in it."""
    import tomllib

    shown = _shown(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        data: Any = tomllib.loads(text)
    except OSError as error:
        message = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise AdvisorError(Problem(message, shown)) from None
    except UnicodeDecodeError:
        raise AdvisorError(Problem("is not UTF-8", shown, help="save it as UTF-8")) from None
    except tomllib.TOMLDecodeError as error:
        raise AdvisorError(_syntax(str(error), shown)) from None
    table = _table(path)
    for key in table:
        data = data.get(key, {}) if isinstance(data, dict) else {}
    reader = _Reader(shown, text, table)
    config = reader.config(path, data)
    if reader.problems:
        raise AdvisorError(reader.problems)
    return config


def _beside(path: Path, rules: str) -> Path:
    """A folder relative to the configuration; a single word that is no folder names a pack."""
    folder = path.parent / rules
    return folder if folder.is_dir() or len(Path(rules).parts) > 1 else Path(rules)


def _table(path: Path) -> tuple[str, ...]:
    return ("tool", "advisor") if path.name == PYPROJECT else ()


def _shown(path: Path) -> str:
    """The path, relative to the current folder if it is below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _syntax(said: str, path: str) -> Problem:
    match = re.search(r"\s*\(at line (\d+), column (\d+)\)|\s*\(at end of document\)", said)
    place = Place(int(match[1]), int(match[2])) if match and match[1] else None
    words = said[: match.start()] if match else said
    return Problem(f"is not valid TOML: {words[:1].lower()}{words[1:]}", path, place)


class _Reader:
    """Reads one table, and notes what is wrong with it."""

    def __init__(self, path: str, text: str, table: tuple[str, ...]) -> None:
        self.path = path
        self.source = text
        self.table = table
        self.problems: list[Problem] = []

    def config(self, path: Path, data: Any) -> Config:
        if not isinstance(data, dict):
            self.add((), "must be a table of settings")
            return Config(path)
        found: dict[str, Any] = {}
        for key, value in data.items():
            if key not in _KEYS:
                self.unknown((key,), "setting", key, _KEYS)
                continue
            name, read = _KEYS[key]
            found[name] = read(self, key, value)
        if "rules" in found:
            found["rules"] = tuple(_beside(path, each) for each in found["rules"])
            self._check_folders(found["rules"])
        if found.get("prices"):
            found["prices"] = path.parent / found["prices"]
            if not found["prices"].exists():
                self.add(("prices",), f"there is no file or folder `{_shown(found['prices'])}`")
        return Config(path, **found)

    def _check_folders(self, folders: tuple[Path, ...]) -> None:
        for folder in folders:
            # A single word may name an installed pack, which is looked up when it is used.
            if not folder.is_dir() and len(folder.parts) > 1:
                self.add(("rules",), f"there is no folder `{folder}`")

    def add(self, keys: tuple[str, ...], message: str, help: str | None = None) -> None:
        self.problems.append(
            Problem(message, self.path, _place(self.source, keys, self.table), help)
        )

    def unknown(
        self,
        keys: tuple[str, ...],
        what: str,
        name: str,
        known: Mapping[str, Any] | tuple[str, ...],
    ) -> None:
        near = did_you_mean(name, known)
        advice = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
        self.add(keys, f"{quoted(name)} is not a {what}", advice)

    def texts(self, key: str, value: Any, *more: str) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.add((key, *more), f"{quoted('.'.join((key, *more)))} must be a list of texts")
        return ()

    def text(self, key: str, value: Any) -> str | None:
        if isinstance(value, str):
            return value
        self.add((key,), f"`{key}` must be a text")
        return None

    def table_of_texts(self, key: str, value: Any) -> dict[str, tuple[str, ...]]:
        return {name: self.texts(key, each, name) for name, each in self._items(key, value)}

    def levels(self, key: str, value: Any) -> dict[str, str]:
        return {name: self._level((key, name), each) for name, each in self._items(key, value)}

    def level(self, key: str, value: Any) -> str:
        return self._level((key,), value)

    def _level(self, keys: tuple[str, ...], value: Any) -> str:
        if value not in SEVERITIES:
            self.unknown(keys, "severity", str(value), SEVERITIES)
        return str(value)

    def _items(self, key: str, value: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(value, dict):
            yield from value.items()
        else:
            self.add((key,), f"`{key}` must be a table")


_KEYS: Mapping[str, tuple[str, Callable[[_Reader, str, Any], Any]]] = {
    "rules": ("rules", _Reader.texts),
    "select": ("select", _Reader.texts),
    "ignore": ("ignore", _Reader.texts),
    "exclude": ("exclude", _Reader.texts),
    "per-file-ignores": ("per_file_ignores", _Reader.table_of_texts),
    "severities": ("severities", _Reader.levels),
    "fail-level": ("fail_level", _Reader.level),
    "consider": ("consider", _Reader.texts),
    "region": ("region", _Reader.text),
    "prices": ("prices", _Reader.text),
    "discount": ("discount", _Reader.texts),
    "savings-plan": ("savings_plan", _Reader.texts),
}


_HEADER = re.compile(r"^\s*\[+\s*(?P<name>[^\]]+?)\s*\]+")
_KEY = re.compile(
    r"^(?P<space>\s*)(?P<name>(?:\"[^\"]*\"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:\"[^\"]*\"|'[^']*'|[\w-]+))*)\s*="
)
_WORD = re.compile(r"\"[^\"]*\"|'[^']*'|[^.\s]+")


def _place(text: str, keys: tuple[str, ...], table: tuple[str, ...]) -> Place | None:
    """The place of a key: the TOML parser keeps none, so the lines are searched."""
    wanted = (*table, *keys)
    current: tuple[str, ...] = ()
    best: tuple[int, Place] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        here: tuple[str, ...]
        if header := _HEADER.match(line):
            here, column = _words(header["name"]), line.index("[") + 1
            current = here
        elif key := _KEY.match(line):
            here, column = (*current, *_words(key["name"])), len(key["space"]) + 1
        else:
            continue
        # A key within an inline table is given the place of the nearest key above it.
        if here == wanted[: len(here)] and (best is None or len(here) > best[0]):
            best = (len(here), Place(number, column))
    return best[1] if best else None


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.strip("\"'") for word in _WORD.findall(name))

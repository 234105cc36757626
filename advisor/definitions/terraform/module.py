"""A folder of Terraform files: its variables, its locals, and the files that it reads."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from advisor.definitions.terraform import is_terraform
from advisor.definitions.terraform.bodies import Argument, Block, arguments, blocks
from advisor.definitions.terraform.evaluate import Frame
from advisor.definitions.terraform.syntax import LARGEST, UnreadableError
from advisor.definitions.terraform.templates import template
from advisor.definitions.terraform.written import Piece, Sources, Text, Written, hidden, simple
from advisor.errors import AdvisorError
from advisor.reading import Document, read_text
from advisor.reading.source import decode

__all__ = ["KNOWN_TYPES", "Module", "read_blocks"]

# The resources that definitions of the same folder may refer to.
KNOWN_TYPES = frozenset(
    {"aws_batch_job_definition", "aws_batch_compute_environment", "aws_batch_job_queue",
     "aws_lambda_function", "aws_ecs_task_definition"}
)  # fmt: skip
_MOST_FILES = 200
_LONGEST_NAME = 1000
_MOST_STEPS = 200_000
_MOST_PARSES = 4_000
_DEEPEST = 80
_GIVEN = ("terraform.tfvars", "terraform.tfvars.json")
_ALWAYS = (".auto.tfvars", ".auto.tfvars.json")


class Module:
    """The values that expressions of a folder may refer to; calling modules are not read."""

    def __init__(self, document: Document) -> None:
        self.sources = Sources()
        self.folder = Path(document.path).parent
        self._steps, self._parses, self._depth = _MOST_STEPS, _MOST_PARSES, 0
        self._values: dict[tuple[str, str], Written | None] = {}
        self._named: dict[tuple[str, str], Argument | Block] = {}
        self.blocks = blocks(document, self)
        self.beside: list[Block] = []
        self._note(self.blocks)
        if "<" not in document.path:
            self._read_beside(Path(document.path))

    def _read_beside(self, own: Path) -> None:
        for path in _files(self.folder):
            if path.name != own.name and is_terraform(path.name):
                with suppress(AdvisorError, UnreadableError):
                    if (beside := _document(path, str(path))) is not None:
                        found = blocks(beside, self)
                        self._note(found)
                        self.beside += found
        for path in sorted(_files(self.folder), key=_order_of_values):
            given = path.name in _GIVEN or path.name.endswith(_ALWAYS)
            if given:
                with suppress(AdvisorError, UnreadableError):
                    self._note_values(path)

    def _note_values(self, path: Path) -> None:
        document = _document(path, str(path))
        if document is None:
            return
        for name, argument in arguments(document, self).items():
            self._named["given", name] = argument

    def _note(self, found: tuple[Block, ...]) -> None:
        for block in found:
            match block.labels:
                case ("locals",):
                    for name, argument in block.arguments.items():
                        self._named.setdefault(("local", name), argument)
                case ("variable", name):
                    if "default" in block.arguments:
                        self._named.setdefault(("var", name), block.arguments["default"])
                    if "type" in block.arguments:
                        self._named.setdefault(("type", name), block.arguments["type"])
                case ("data", "template_file", name):
                    self._named.setdefault(("template_file", name), block)

    def enters(self) -> bool:
        """Whether there is time for another step, and room for a deeper one."""
        self._steps -= 1
        if self._steps < 0 or self._depth >= _DEEPEST:
            return False
        self._depth += 1
        return True

    def leaves(self) -> None:
        """Mark the end of a step that was entered."""
        self._depth -= 1

    def parses(self) -> bool:
        """Whether there is time to parse another expression within a text."""
        self._parses -= 1
        return self._parses >= 0

    def named(self, path: tuple[str, ...], at: int) -> tuple[Written, int]:
        """The value of the first words of a reference, and the number of words it takes."""
        match path:
            case ("var", name, *_):
                return self._variable(name) or hidden("Ref", name, at), 2
            case ("local", name, *_):
                return self._value("local", name) or hidden("terraform", name, at), 2
            case ("path", "module" | "root" | "cwd", *_):
                return Written(".", at), 2
            case ("data", "template_file", name, "rendered"):
                return self._value("template_file", name) or hidden("terraform", name, at), 4
            case ("data" | "module", _, _, *_):
                return hidden("Fn::GetAtt", ".".join(path), at), len(path)
            case (kind, name, *_) if kind in KNOWN_TYPES:
                return hidden("Resource", f"{kind}.{name}", at), len(path)
            case (kind, _, _, *_) if "_" in kind:
                return hidden("Fn::GetAtt", ".".join(path), at), len(path)
            case _:
                return hidden("terraform", ".".join(path), at), len(path)

    def _variable(self, name: str) -> Written | None:
        """The value of a variable, given or by default, as its type makes it."""
        if ("typed", name) not in self._values:
            found, kind = self._value("given", name) or self._default(name), self._type(name)
            self._values["typed", name] = kind.typed(found) if found and kind else found
        return self._values["typed", name]

    def _type(self, name: str) -> Argument | None:
        kind = self._named.get(("type", name))
        return kind if isinstance(kind, Argument) else None

    def _default(self, name: str) -> Written | None:
        """The default of a variable; an empty one is unknown, since it is meant to be replaced."""
        found = self._value("var", name)
        return None if found is None or found.value in (None, "", [], {}) else found

    def _value(self, kind: str, name: str) -> Written | None:
        """A value, evaluated once; None if there is none or it depends on itself."""
        key = (kind, name)
        if key not in self._values:
            self._values[key] = None
            found = self._named.get(key)
            if isinstance(found, Argument):
                self._values[key] = found.value()
            elif found is not None:
                self._values[key] = self._rendered(found)
        return self._values[key]

    def _rendered(self, block: Block) -> Written | None:
        """The value of `data.template_file`."""
        if "template" not in block.arguments:
            return None
        text = block.arguments["template"].value()
        given = block.arguments["vars"].value() if "vars" in block.arguments else Written({}, 0)
        return self._filled(text, given, block.at)

    def file(self, name: str, given: list[Written], at: int) -> Written:
        """The value of `file` or `templatefile`; unknown for a file outside the project."""
        path = simple(given[0]) if given else None
        document = self._beside(path) if isinstance(path, str) else None
        if document is None:
            return hidden("terraform", name, at)
        start = self.sources.add(document)
        text = Written(Text(document.text, (Piece(document.text, start),)), start)
        if name == "file" or len(given) == 1:
            return text
        return self._filled(text, given[1], at)

    def _filled(self, text: Written, given: Written, at: int) -> Written:
        names = given.value if isinstance(given.value, dict) else None
        pieces = text.value.pieces if isinstance(text.value, Text) else ()
        if names is None or not all(piece.value is None for piece in pieces) or len(pieces) != 1:
            return hidden("terraform", "a template", at)
        frame = Frame("", 0, self, names)
        return template(pieces[0].text, pieces[0].at, frame.expression)

    def _beside(self, name: str) -> Document | None:
        """A file of the project; None if it is elsewhere or cannot be read."""
        if "\0" in name or len(name) > _LONGEST_NAME or name.startswith(("~", "/")):
            return None
        path = self.folder / name
        try:
            inside = path.resolve().is_relative_to(_project(self.folder.resolve()))
        except (OSError, RuntimeError, ValueError):
            return None
        return _document(path, _shown(path)) if inside else None


def _shown(path: Path) -> str:
    """A path for messages, without detours through `..`."""
    import os

    return os.path.normpath(path)


def _project(folder: Path) -> Path:
    """The root of the checkout; the folder itself outside one."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)


def _files(folder: Path) -> list[Path]:
    try:
        found = sorted(path for path in folder.iterdir() if "tf" in path.name)
    except OSError:
        return []
    return found[:_MOST_FILES]


def _order_of_values(path: Path) -> tuple[bool, str]:
    """The order of Terraform, in which later files win."""
    return path.name not in _GIVEN, path.name


def _document(path: Path, shown: str) -> Document | None:
    """The text of a file of the folder; for JSON also its value."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        text = decode(path.read_bytes(), shown)
    except (OSError, AdvisorError):
        return None
    return read_blocks(text, shown)


def read_blocks(text: str, path: str) -> Document:
    """A file as a document; for JSON with its value, else only with its text."""
    if path.lower().endswith((".tf.json", ".tfvars.json")):
        return read_text(text, path, "json")
    return Document(path, text, None, lambda: None)

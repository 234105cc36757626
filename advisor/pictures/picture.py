"""Finished pictures: SVG with title and description, shown in notebooks and saved to files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.files import write_bytes, write_text

__all__ = ["ENDINGS", "Picture"]

ENDINGS = (".svg", ".png")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG text, with a title and a description; notebooks show it."""

    svg: str
    title: str
    description: str

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file that ends in `.svg` or `.png`, and return its path.

        Raises AdvisorError for another ending, when the file cannot be written, and for a PNG
        when the extra `png` is not installed.
        """
        target = Path(path)
        match target.suffix.lower():
            case ".svg":
                write_text(target, self.svg)
            case ".png":
                write_bytes(target, self.png())
            case ending:
                near = did_you_mean(ending, ENDINGS)
                hint = f"did you mean `{near}`?" if near else "a picture ends in `.svg` or `.png`"
                raise AdvisorError(Problem("is not a kind of picture", str(target), help=hint))
        return target

    def png(self, *, scale: float = 2) -> bytes:
        """The picture on a light ground as PNG, `scale` times its size in pixels.

        Raises AdvisorError when the extra `png` is not installed.
        """
        from advisor.pictures.png import rendered

        return rendered(self.svg, scale)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG002  # as IPython calls it
        return {"image/svg+xml": self.svg, "text/plain": f"{self.title}\n{self.description}"}

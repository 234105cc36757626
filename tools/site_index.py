"""What MkDocs does beside reading docs/: the README is the first page, links out go to GitHub."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<=\]\()(?P<target>[^)<>#\s:]+)(?P<anchor>#[^)\s]*)?(?=\))")


# The order of the rules is that of the decisions; of all else it is the alphabet's.
DECISIONS = ("service", "compute", "management", "purchase", "orchestrator")


def on_config(config: Any) -> Any:
    """The navigation, from the files there are."""
    config["nav"] = [
        {"Home": ["index.md", "pages.md"]},
        {"Guides": pages("guides")},
        {"Rules": ["rules/index.md", *(f"rules/{name}.md" for name in DECISIONS), "rules/advice.md",
                   {"Checks": pages("rules/checks")}]},
        {"Reference": pages("reference")},
        {"Explanation": pages("explanation")},
    ]  # fmt: skip
    return config


def pages(folder: str) -> list[Any]:
    """The pages of a folder."""
    docs = ROOT / "docs"
    return [path.relative_to(docs).as_posix() for path in sorted((docs / folder).glob("*.md"))]


# The pages of the site that are elsewhere in the repository.
MOVED = {"index.md": "README.md", "pages.md": "docs/README.md"}


def on_files(files: Any, config: Any) -> Any:
    """Make the README the first page, and the index of docs/ the second."""
    from mkdocs.structure.files import File

    beside = files.get_file_from_path("README.md")
    if beside is not None:
        files.remove(beside)
    for name, origin in MOVED.items():
        content = (ROOT / origin).read_text("utf-8")
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:  # noqa: ARG001  # the hook's signature
    """Links from where the file is in the repository, as GitHub reads them."""
    here = page.file.src_uri
    folder = posixpath.dirname(MOVED.get(here, f"docs/{here}"))
    moved = {origin: name for name, origin in MOVED.items()}

    def followed(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, match["target"]))
        anchor = match["anchor"] or ""
        page_there = moved.get(path, path.removeprefix("docs/") if path.startswith("docs/") else "")
        if page_there:
            return f"{posixpath.relpath(page_there, posixpath.dirname(here) or '.')}{anchor}"
        if not (ROOT / path).exists():
            return match[0]  # the strict build says that there is no such page
        kind = "tree" if (ROOT / path).is_dir() else "blob"
        return f"{config['repo_url'].rstrip('/')}/{kind}/main/{path}{anchor}"

    return LINK.sub(followed, markdown)

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
        {"Home": "index.md"},
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


def on_files(files: Any, config: Any) -> Any:
    """Make the README the first page."""
    from mkdocs.structure.files import File

    text = (ROOT / "README.md").read_text("utf-8")
    files.append(File.generated(config, "index.md", content=text))
    return files


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:  # noqa: ARG001  # the hook's signature
    """Links from where the file is in the repository, as GitHub reads them."""
    is_index = page.file.src_uri == "index.md"
    folder = "" if is_index else posixpath.join("docs", posixpath.dirname(page.file.src_uri))

    def followed(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, match["target"]))
        anchor = match["anchor"] or ""
        if path.startswith("docs/"):
            inside = path.removeprefix("docs/")
            return f"{inside}{anchor}" if is_index else match[0]
        if not (ROOT / path).exists():
            return match[0]  # the strict build says that there is no such page
        kind = "tree" if (ROOT / path).is_dir() else "blob"
        return f"{config['repo_url'].rstrip('/')}/{kind}/main/{path}{anchor}"

    return LINK.sub(followed, markdown)

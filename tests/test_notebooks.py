"""The example notebooks run from top to bottom and show what they were saved with."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


def shown(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """The text that each cell shows."""
    return [
        [str(out.get("text") or out.get("data", {}).get("text/plain")) for out in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_was_saved_with(path: Path) -> None:
    saved = nbformat.read(path, as_version=4)
    run = nbformat.from_dict({**saved, "cells": [{**each} for each in saved.cells]})
    NotebookClient(run, timeout=120, resources={"metadata": {"path": EXAMPLES}}).execute()
    for cell in run.cells:
        cell.metadata.pop("execution", None)  # when it ran says nothing of what it shows
    run.metadata.pop("language_info", None)  # nor does the Python that ran it
    if os.environ.get("UPDATE_GOLDEN"):
        nbformat.write(run, path)
        return
    assert shown(run) == shown(saved)
    htmls = (out.get("data", {}) for cell in run.cells for out in cell.get("outputs", []))
    assert any("text/html" in data for data in htmls)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS

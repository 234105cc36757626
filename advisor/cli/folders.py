"""The files of the folders that `advisor recommend` is given: definitions, specs and jobs."""

from __future__ import annotations

import os
from collections.abc import Iterable

from advisor.cli import show_problems
from advisor.config import Config
from advisor.errors import AdvisorError, Problem
from advisor.model import RuleBook
from advisor.reading.telling import may_be_assembly

__all__ = ["files_of"]

# The endings of scripts and configurations that may hold jobs of Slurm and of Nextflow.
_JOBS = (".sbatch", ".slurm", ".sh", ".job", ".nf", ".config")


def files_of(specs: Iterable[str], book: RuleBook, config: Config) -> tuple[tuple[str, ...], bool]:
    """The specs, with the files that hold workloads in the place of each folder.

    A folder without any is reported, and the second value is then true.
    """
    files: dict[str, None] = {}
    lost = False
    for spec in specs:
        is_folder = os.path.isdir(spec) and not _is_assembly(spec)  # noqa: PTH112  # of any name
        try:
            files |= dict.fromkeys(_found(spec, book, config) if is_folder else [spec])
        except AdvisorError as error:
            show_problems(error)
            lost = True
    return tuple(files), lost


def _found(folder: str, book: RuleBook, config: Config) -> list[str]:
    from advisor.check.discovery import CHECKED, inputs, is_spec_name
    from advisor.inputs import holds_workloads

    found = [
        each.path
        for each in inputs((folder,), config.globs(config.exclude), (*CHECKED, *_JOBS))
        if is_spec_name(each.path) or holds_workloads(each.path, book)
    ]
    if not found:
        message = "has no workload in any of its files: no spec, and no definition or job"
        raise AdvisorError(Problem(message, folder, help="name a file, or see `advisor init`"))
    return found


def _is_assembly(folder: str) -> bool:
    """Whether CDK has synthesised into a folder, which is read as one."""
    if not may_be_assembly(folder):
        return False
    from advisor.definitions.cdk import assembly_templates

    return assembly_templates(folder) is not None

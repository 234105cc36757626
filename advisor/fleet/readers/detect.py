"""Detects the format of a file of jobs by its start; tables by their file name."""

from __future__ import annotations

import re

from advisor.errors import AdvisorError, Problem
from advisor.fleet.readers.asked import Format
from advisor.fleet.readers.files import File
from advisor.fleet.readers.lsf import is_lsf
from advisor.fleet.readers.nextflow import is_nextflow
from advisor.fleet.readers.sacct import is_aligned, is_sacct
from advisor.fleet.readers.swf import is_swf

_KUBERNETES = re.compile(r'"kind"\s*:\s*"(List|JobList|PodList|Job|Pod|CronJob)"')
_BATCH = re.compile(r'"(jobDefinition|jobQueue|jobId|jobArn)"\s*:')
_SLURM_JSON = re.compile(r'"(job_id|meta|slurm)"\s*:')


def format_of(file: File) -> Format:
    """The format of a file; `table` if it is not a known log."""
    start = file.start
    if file.head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        hint = "save it as UTF-8 (in PowerShell: `| Out-File -Encoding utf8`)"
        raise AdvisorError(Problem("is UTF-16, and not UTF-8", file.shown, help=hint))
    if is_sacct(start) or is_aligned(start):
        return "sacct"
    if is_lsf(start):
        return "lsf"
    if is_nextflow(start):
        return "nextflow"
    if is_swf(start) or file.shown.lower().endswith((".swf", ".swf.gz", ".swf.zst")):
        return "swf"
    return _json_format(start, file.shown) if start.lstrip()[:1] in ("{", "[") else "table"


def _json_format(start: str, shown: str) -> Format:
    if _KUBERNETES.search(start) and '"apiVersion"' in start:
        return "kubernetes"
    if _BATCH.search(start):
        return "batch"
    if re.match(r'\s*\{\s*"(jobs|meta)"\s*:', start) and _SLURM_JSON.search(start):
        message = "is what `sacct --json` prints"
        raise AdvisorError(Problem(message, shown, help="print it with `sacct -P`"))
    return "table"

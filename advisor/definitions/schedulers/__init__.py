"""Reads jobs of Slurm (`sbatch`), Kubernetes and Nextflow as workloads."""

from __future__ import annotations

from advisor.errors import AdvisorError, Problem
from advisor.reading import Document
from advisor.reading.source import decode

__all__ = ["scheduler_documents"]

_LARGEST = 2**20
_MOST = 200  # jobs of one file


def scheduler_documents(data: bytes, path: str) -> list[Document]:
    """Each job of a file as a spec; empty if it is no file of these schedulers.

    Raises AdvisorError if a manifest is not YAML or JSON, or if there are too many jobs.
    """
    from advisor.definitions.schedulers.gathered import spec_of
    from advisor.definitions.schedulers.kubernetes import is_kubernetes, kubernetes_jobs
    from advisor.definitions.schedulers.nextflow import is_nextflow, nextflow_jobs
    from advisor.definitions.schedulers.sbatch import is_sbatch, sbatch_jobs

    try:
        text = decode(data, path)
    except AdvisorError:
        return []
    if len(text) > _LARGEST:
        return []  # these are no scripts or manifests, whatever they contain
    if is_sbatch(text):
        found = sbatch_jobs(text)
    elif is_nextflow(text, path):
        found = nextflow_jobs(text)
    elif is_kubernetes(text):
        found = kubernetes_jobs(text, path)
    else:
        return []
    if len(found) > _MOST:
        raise AdvisorError(Problem(f"holds {len(found)} jobs, more than {_MOST}", path))
    return [spec_of(each, path, text) for each in found]

"""Proofs as text for people and as JSON for programs, and their workloads as files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import Any

from advisor.prove.results import Example, Proof, Verdict
from advisor.prove.witness import yaml_of

SCHEMA_VERSION = "1"


def in_text(
    proofs: Sequence[Proof],
    seconds: float,
    *,
    verbose: bool = False,
    rules: Sequence[object] = (),
) -> str:
    """What failed and why, the ties, and how many of each kind were proved.

    `rules` are the packs or the book that were proved, which a workload is to be run with.
    """
    lines: list[str] = []
    for proof in proofs:
        if proof.verdict is not Verdict.PROVED:
            lines += _failure(proof, rules)
        elif verbose:
            lines.append(f"proved {proof.family}/{proof.id}: {proof.claim}")
    ties = [proof for proof in proofs if proof.verdict is Verdict.PROVED and proof.examples]
    if ties:
        lines += ["ties, and who wins them:", *(f"  {proof.claim}" for proof in ties)]
        lines.append("  (workloads that tie are in the JSON)")
    lines += _counts(proofs)
    lines.append(f"{_total(proofs)} in {seconds:.1f} s")
    return "\n".join(lines) + "\n"


def _failure(proof: Proof, rules: Sequence[object]) -> Iterator[str]:
    where = ":".join(str(part) for part in proof.where or () if part)
    yield f"{proof.verdict.upper()} {proof.family}/{proof.id}"
    yield f"  claim: {proof.claim}" + (f" ({where})" if where else "")
    yield f"  but: {proof.says}"
    for example in proof.examples:
        yield f"  a workload that shows it, for `{_command(rules)}`:"
        yield from (f"    {line}" for line in yaml_of(example.spec).splitlines())
    yield ""


def _command(rules: Sequence[object]) -> str:
    """What runs a workload with the rules that were proved."""
    return " ".join(["advisor recommend", *(f"--rules {quote(str(each))}" for each in rules)])


def _counts(proofs: Sequence[Proof]) -> Iterator[str]:
    for family in dict.fromkeys(proof.family for proof in proofs):
        of_it = [proof for proof in proofs if proof.family == family]
        yield f"{family:<12} {_total(of_it)}"


def _total(proofs: Sequence[Proof]) -> str:
    counts = [(sum(p.verdict is verdict for p in proofs), verdict) for verdict in Verdict]
    return ", ".join(f"{n} {verdict}" for n, verdict in counts if n or verdict is Verdict.PROVED)


def in_json(proofs: Sequence[Proof]) -> str:
    """Every proof, with the workloads that belong to it as specs."""
    counts = {str(v): sum(proof.verdict is v for proof in proofs) for v in Verdict}
    document = {
        "schema_version": SCHEMA_VERSION,
        "counts": counts,
        "proofs": [_proof(proof) for proof in proofs],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _proof(proof: Proof) -> dict[str, Any]:
    path, place = proof.where or (None, None)
    return {
        "family": proof.family,
        "id": proof.id,
        "claim": proof.claim,
        "verdict": str(proof.verdict),
        "says": proof.says or None,
        "path": path,
        "line": place.line if place else None,
        "examples": [_example(each) for each in proof.examples],
    }


def _example(example: Example) -> dict[str, Any]:
    return {"shows": example.shows, "spec": dict(example.spec)}


def files_of(proofs: Sequence[Proof], rules: Sequence[object] = ()) -> dict[str, str]:
    """The workloads that speak against a claim, as the texts of files by their names."""
    return {
        f"{proof.family}-{example.spec['name']}.yaml": _commented(proof, example, rules)
        for proof in proofs
        if proof.verdict is not Verdict.PROVED
        for example in proof.examples
    }


def _commented(proof: Proof, example: Example, rules: Sequence[object]) -> str:
    run = f"# run by: {_command(rules)}\n" if rules else ""
    return f"# expected: {proof.claim}\n# but: {proof.says}\n{run}{yaml_of(example.spec)}"

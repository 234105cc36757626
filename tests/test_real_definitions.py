"""Twelve job definitions as real projects keep them: each gets exactly the findings it deserves."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.api import recommend
from advisor.check.edited_text import edited
from advisor.check.rules_of_definitions import findings
from advisor.definitions import definitions, read_definition_bytes, recognise
from advisor.rulebook import load_rules

# The files belong to their projects: they lie beside this repository, and not in it.
FOLDER = Path(__file__).parents[2] / "shared" / "data" / "job-definitions"
BOOK = load_rules()

# JOB004 deprecated fields · JOB012 privileged · JOB036 no image · JOB057 no timeout
# JOB071 a comment as a key · JOB072 empty name · JOB073 name given elsewhere · JOB082 a secret
# JOB083 a variable taken for a parameter · JOB084 two arguments in one · DOC001 text before JSON
EXPECTED: dict[str, list[tuple[str, int]]] = {
    "AssemblyAI-Solutions+aws-batch-podcast-labeling__batch-job-definition.json": [
        ("JOB004", 8),
        ("JOB082", 17),
    ],
    "FredHutch+batch-demo__jobdef.json": [("JOB057", 2), ("JOB004", 6)],
    "HengL2022+ESMfold2-AWS-RUN__job-definition.json": [],
    "KonstantinosPapazis+batch-jobs__examples__job-definitions__array-job.json": [("JOB083", 21)],
    "UW-GAC+awsbatch__jobdef.json": [
        ("JOB057", 1),
        ("JOB073", 1),
        ("JOB004", 21),
        ("JOB012", 23),
    ],
    "agartland+rnaseq_prep__job_definition.json": [
        ("DOC001", 1),
        ("JOB057", 4),
        ("JOB004", 8),
        ("JOB084", 12),
        ("JOB084", 13),
    ],
    "aws-samples+aws-batch-efa__batch-resources__job_definition.json": [
        ("JOB057", 2),
        ("JOB004", 13),
    ],
    "genepattern+docker-staraligner__jobdef.json": [("JOB004", 16), ("JOB057", 19)],
    "mi-fukai+aws-batch-job-definition__aws__batch__job-definition-template.json": [("JOB057", 2)],
    "pulp-analytics+horror-analysis-infrastructure__batch__job-definition.json": [
        ("JOB071", 2),
        ("JOB057", 3),
    ],
    "rnzsgh+aws-batch-sample-job-python__batch-job-definition.json": [
        ("JOB057", 2),
        ("JOB072", 2),
        ("JOB036", 5),
        ("JOB004", 6),
        ("JOB012", 16),
    ],
    "swajahataziz+namd-aws-batch__batch-resources__job_definition.json": [
        ("JOB057", 2),
        ("JOB004", 7),
    ],
}
# The platform that each names, and the one that a workload of that kind should take.
PLATFORMS = {"mi-fukai": "batch-fargate", "pulp": "batch-fargate"}

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the real job definitions are not beside this repository"
)


def read(name: str):
    return read_definition_bytes((FOLDER / name).read_bytes(), name)


def test_there_are_no_other_files():
    assert {path.name for path in FOLDER.glob("*.json")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_definition_gets_exactly_the_findings_it_deserves(name):
    document = read(name)
    assert recognise(document) == "definition"
    found = findings(definitions([document], BOOK), BOOK)
    lines = [(each.place.line, each.code) for each in found if each.place is not None]
    assert sorted(lines) == sorted((line, code) for code, line in EXPECTED[name])


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_definition_is_repaired_without_another_change(name):
    """The deprecated fields move; no line but theirs and the new ones differs."""
    document = read(name)
    for finding in findings(definitions([document], BOOK), BOOK):
        if finding.edits:
            text = edited(document, finding.edits)
            gone = [line for line in document.text.splitlines() if line not in text.splitlines()]
            assert all('"vcpus"' in line or '"memory"' in line for line in gone)
            again = read_definition_bytes(text.encode(), name)
            codes = {each.code for each in findings(definitions([again], BOOK), BOOK)}
            assert "JOB004" not in codes


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_definition_is_a_workload(name):
    """The platform it runs on now is what the verdict is compared with."""
    recommendation = recommend(FOLDER / name)
    current = next((p for key, p in PLATFORMS.items() if name.startswith(key)), "batch-ec2")
    assert recommendation.workload.platform == current

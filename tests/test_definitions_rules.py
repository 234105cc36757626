"""The checks of a rule book: loaded when asked for, held to their examples, told of slips."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor.definitions.examples import failures
from advisor.errors import AdvisorError
from advisor.rulebook import load_rules
from advisor.rulebook.checks import checks
from advisor.shipped import shipped_folder

BOOK = load_rules()

CHECK = """subject: job-queue
title: a queue
facts:
  name: {title: name, path: jobQueueName}
  priority: {title: priority, path: priority, kind: number}
rules:
  - id: no-priority
    code: QUE901
    title: a queue has a priority
    severity: error
    when: {priority: {gt: 5}}
    reports: "{priority} is too much"
    because: somebody said so
    source: {judgement: made up, checked: 2026-01-01}
    examples:
      - {definition: {jobQueueName: a, priority: 6, computeEnvironmentOrder: []}, expect: true}
      - {definition: {jobQueueName: a, priority: 5, computeEnvironmentOrder: []}, expect: false}
"""


def test_every_example_of_every_check_holds():
    assert list(failures(BOOK)) == []


def test_codes_and_ids_are_unique_over_the_whole_book():
    every = [*BOOK.rules, *(check for each in checks(BOOK).values() for check in each.checks)]
    assert len({each.id for each in every}) == len({each.code for each in every}) == len(every)


@pytest.fixture
def book(tmp_path: Path):
    """The shipped book with one file of checks, in which a test may make a slip."""
    folder = tmp_path / "rules"
    shutil.copytree(shipped_folder(), folder, ignore=shutil.ignore_patterns("checks", "*.pickle"))
    (folder / "checks").mkdir()
    loaded = load_rules(folder)

    def changed(old: str = "", new: str = ""):
        assert old in CHECK
        (folder / "checks" / "queue.yaml").write_text(CHECK.replace(old, new, 1))
        return checks.__wrapped__(loaded)

    return changed


def test_a_file_of_checks_is_a_subject(book):
    subject = book()["job-queue"]
    assert [check.code for check in subject.checks] == ["QUE901"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{priority: {gt", "{pirority: {gt", "`pirority` is not a fact; did you mean `priority`?"),
        ('"{priority} is', '"{prioritty} is', "did you mean `priority`?"),
        ("QUE901", "CMP001", "the code `CMP001` is taken"),
        ("no-priority", "fargate-no-gpu", "is taken"),
        ("path: priority", 'path: "priority[["', "is not understood in the path"),
        ("path: priority", "path: queue@job-que.priority", "did you mean `job-queue`?"),
        ("severity: error", "severity: fatal", "must be one of error, warning, note"),
        ("severity: error", "severity: error\n    at: prio", "`prio` is not a fact"),
        (", expect: true", ", expect: false", "must have an example that fires"),
        ("kind: number", "kind: matches", "must give `pattern`"),
        ("kind: number", "kind: number, formula: priority", "must give either `path` or `formula`"),
        ("path: priority, kind: number", "formula: 2 * prority", "is not a number fact"),
        ("facts:", "of: queue\nelements: a\nfacts:", "`queue` is not a subject of its own"),
        ("facts:", "of: job-queue\nfacts:", "must give `elements` with `of`"),
        ("priority: 5", "priority: 5", ""),
    ],
)
def test_a_slip_in_a_check_is_told(book, old, new, message):
    if not message:
        assert book(old, new)
        return
    with pytest.raises(AdvisorError) as error:
        book(old, new)
    assert message in str(error.value)


def test_a_recommendation_loads_no_check():
    """What is checked costs nothing where nothing is checked."""
    import subprocess
    import sys

    program = (
        "import sys; from advisor.api import recommend;"
        "recommend({'vcpus': 1, 'memory': '2 GiB', 'duration': '5 min'});"
        "assert not {'advisor.rulebook.checks', 'advisor.definitions'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)

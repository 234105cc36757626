"""The rule book says what AWS's own models say, and a wrong limit is seen."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from advisor.cli.fresh import command
from advisor.errors import AdvisorError
from advisor.fresh import Verdict, fresh
from advisor.fresh.hints import Hint, hints_of
from advisor.fresh.packages import Packages
from advisor.fresh.reading import CannotTellError, Rows, reading
from advisor.fresh.report import in_text
from advisor.model import Limit
from advisor.rulebook import shipped_rules
from advisor.rulebook.checks import checks
from advisor.rulebook.load import book_from

pytest.importorskip("botocore", reason="the extra `fresh` is not installed")
pytest.importorskip("cfnlint", reason="the extra `fresh` is not installed")

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def found():
    """The shipped book against what is installed."""
    return fresh(shipped_rules(), DAY)


# One mistake in each kind of place: what is written, what is planted, and what must be found.
PLANTED = {
    "lambda.timeout": ("limits/lambda.yaml", "value: 900", "value: 901", "15 min"),
    "batch.array_size": ("limits/batch.yaml", "value: 10000", "value: 9999", "10,000"),
    "batch.queue_priority": ("limits/batch.yaml", "value: 1000\n", "value: 999\n", "1,000"),
    "starter.capacity_vcpus": ("limits/starter.yaml", "15000", "16000", "15,000 vCPU"),
    "fargate.sizes": (
        "limits/fargate.yaml", "[0.25, [512, 1024, 2048]]", "[0.25, [512, 1024, 2047]]",
        "not 0.25/2047, also 0.25/2048",
    ),
    "lambda.runtimes": (
        "limits/lambda.yaml", '[python3.13, "2029-06-30"', '[python3.13, "2029-06-29"',
        "python3.13/2029-06-30/2029-07-31",
    ),
    "lambda-managed-instances.runtimes": (
        "limits/lambda-managed-instances.yaml", "[python3.15,", "[python3.16,", "not python3.16",
    ),
    "ec2.default_x86_64": (
        "limits/ec2.yaml", "[m6i, c6i, r6i, c7i]", "[m6i, c6i, r6i]", "also c7i",
    ),
    "definitions.job_definition_keys": (
        "limits/definitions.yaml", "[jobDefinitionName, type,", "[jobDefinitionName, typ,",
        "not typ, also type",
    ),
    "capacity-types": (
        "fresh.yaml", "FARGATE_SPOT, ECS_MANAGED_INSTANCES]", "FARGATE_SPOT]",
        "also ECS_MANAGED_INSTANCES",
    ),
    "job-definition.odd_platforms": (
        "checks/job-definition.yaml", "others, choices: [EC2, FARGATE, MANAGED_INSTANCES]",
        "others, choices: [EC2, FARGATE]", "also MANAGED_INSTANCES",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def wrong(tmp_path_factory):
    """A copy of the shipped rules with every mistake of `PLANTED`."""
    copy = tmp_path_factory.mktemp("wrong") / "rules"
    shutil.copytree(shipped_rules().folder, copy, ignore=shutil.ignore_patterns("*.pickle"))
    for file, old, new, _ in PLANTED.values():
        text = (copy / file).read_text("utf-8")
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1), "utf-8")
    # The examples would speak first; here it is AWS's model that must notice.
    return book_from(copy, examples=False)


def test_the_shipped_book_agrees_with_the_newest_botocore_and_cfn_lint(found):
    """A red line here is news from AWS: read it, then change the limit, with its source."""
    assert [f"{each.id}: {each.book}, {each.found}" for each in found.differing] == []


def test_every_place_that_a_limit_names_still_says_it(found):
    """A sentence that AWS rewrites must not turn a comparison off without a word."""
    lost = [f"{each.id}: {each.why}" for each in found.comparisons
            if each.verdict is Verdict.CANNOT_TELL and each.where]  # fmt: skip
    assert lost == []


def test_every_list_of_words_that_is_taken_for_all_there_are_is_compared(found):
    lists = {
        f"{subject.name}.{fact}"
        for subject in checks(shipped_rules()).values()
        for fact, reading in subject.readings.items()
        if reading.reads == "others"
    }
    assert lists
    assert lists <= {each.id for each in found.comparisons}


def test_what_cannot_be_told_says_who_could(found):
    for each in found.comparisons:
        if each.verdict is Verdict.CANNOT_TELL:
            assert (each.why or "").startswith(("only a person can, at https://", "a judgement"))


def test_most_limits_from_an_api_reference_name_where_they_can_be_checked():
    """What AWS's model says is compared with the model, and not left to a person."""
    unnamed = [
        limit.id
        for limit in shipped_rules().limits.values()
        if "botocore" in limit.current.source.title and not limit.verify
    ]
    assert unnamed == ["starter.largest_integer"]


def test_planted_mistakes_are_seen_and_nothing_else(wrong):
    """Each is found where it was planted, with what AWS says instead."""
    differing = {each.id: each.found for each in fresh(wrong, DAY).differing}
    assert differing == {name: planted[-1] for name, planted in PLANTED.items()}


def test_a_difference_is_shown_with_both_values_and_the_place(wrong):
    text = in_text(fresh(wrong, DAY))
    shown = text[text.index("differ: starter.capacity_vcpus") :]
    assert "book     16,000 vCPU\n    found    15,000 vCPU" in shown
    assert "where    botocore lambda CapacityProviderMaxVCpuCount" in shown


def test_a_difference_makes_the_command_fail(wrong):
    """Also of a book whose examples do not hold any more, which is said beside it."""
    result = CliRunner().invoke(command, ["--rules", str(wrong.folder)], standalone_mode=False)
    assert result.return_value == 1
    assert "differ: lambda.timeout" in result.stdout
    assert "example 2 of `lambda-too-long` expects true and gets false" in result.stderr
    assert "do not hold" in result.stderr.splitlines()[-1]


def test_limits_that_nobody_looked_up_for_long_are_older():
    """On the day the age is reached a limit is not yet older; on the next it is."""
    book = shipped_rules()
    first = min(limit.current.source.checked for limit in book.limits.values())
    assert fresh(book, first + timedelta(days=180), 180).older == []
    assert fresh(book, first + timedelta(days=181), 180).older != []


def test_the_answer_as_data_has_the_same_counts(found):
    result = CliRunner().invoke(
        command, ["--format", "json", "--today", "2026-11-22"], standalone_mode=False
    )
    data = json.loads(result.output)
    assert result.return_value == 0
    assert data["fresh"] is True
    assert data["counts"]["agree"] + data["counts"]["cannot tell"] == len(found.comparisons)
    assert set(data["packages"]) == {"botocore", "cfn-lint"}


@pytest.mark.parametrize("arguments", [["--older-than", "half a year"], ["--today", "tomorrow"]])
def test_an_age_and_a_day_must_be_understood(arguments):
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert arguments[1] in result.output


def limit_with(verify):
    """A limit of the shipped book with another hint."""
    known = shipped_rules().limits["lambda.timeout"]
    return Limit(known.id, known.title, known.unit, known.values, verify=verify)


@pytest.mark.parametrize(
    ("verify", "message"),
    [
        ({"package": "botocore", "service": "lambda", "member": "Timeout"}, "exactly one of"),
        ({"package": "botocore", "metadata": "max"}, "`service` and `member`"),
        ({"package": "cfn-lint", "value": True}, "either `file` or `resource`"),
        ({"package": "botocore", "service": "lambda", "member": "Timeout", "says": "at most 900"},
         "`{value}` or `{values}`"),
        ({"package": "boto"}, "`package`"),
    ],
)  # fmt: skip
def test_a_hint_that_is_not_understood_is_a_mistake_in_the_book(verify, message):
    with pytest.raises(AdvisorError, match=r"`verify` of `lambda\.timeout`") as error:
        hints_of(limit_with(verify))
    assert message in str(error.value)


def test_every_hint_of_the_shipped_book_is_understood():
    for limit in shipped_rules().limits.values():
        hints_of(limit)


def test_fargate_sizes_are_read_from_all_three_of_awss_tables():
    """Both tables in the Batch model's own text, and cfn-lint's rule, have the same 77 pairs."""
    packages = Packages()
    tables = [reading(hint, packages) for hint in hints_of(shipped_rules().limits["fargate.sizes"])]
    pairs = []
    for table in tables:
        assert isinstance(table, Rows)
        vcpus, memory = table.columns.index("vcpus"), table.columns.index("memory")
        pairs.append({(row[vcpus], row[memory]) for row in table.rows})
    assert len(tables) == 3
    assert pairs[0] == pairs[1] == pairs[2]
    assert len(pairs[0]) == 77


def test_a_number_may_stand_as_a_word_or_with_separators():
    """AWS writes "three", "10,000" and "0.25"."""
    limits = shipped_rules().limits
    packages = Packages()

    def read(name: str) -> object:
        return reading(hints_of(limits[name])[0], packages)

    assert read("batch.environments_per_queue") == 3
    assert read("batch.runnable_limit") == 86400
    assert read("eks.cpu_step") == 0.25


def test_a_place_that_is_gone_is_not_an_agreement():
    hint = Hint.model_validate(
        {"package": "botocore", "service": "lambda", "member": "NoSuchShape", "metadata": "max"}
    )
    with pytest.raises(CannotTellError, match="NoSuchShape"):
        reading(hint, Packages())

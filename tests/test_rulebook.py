"""The shipped rule book: it loads, every rule proves itself, every number has a source."""

from __future__ import annotations

import pickle
import re
import shutil
import subprocess
import sys
from copy import deepcopy
from dataclasses import fields, replace
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from advisor.condition import OPERATORS, Compare, Constant, FactRef, leaves
from advisor.facts import complete, given
from advisor.model import Advises, Rule, Source, Table
from advisor.rulebook import compiled, load_rules
from advisor.rulebook.checks import checks
from advisor.rulebook.load import book_from
from advisor.shipped import shipped_folder
from advisor.workload import Workload

ROOT = Path(__file__).parents[1]
RULES = ROOT / "rules"
BOOK = load_rules(RULES)  # holds every rule to its own examples, and raises if one does not hold
CHECKS = [check for subject in checks(BOOK).values() for check in subject.checks]
AREAS = {
    "service": "SVC",
    "compute": "CMP",
    "management": "MGT",
    "purchase": "PUR",
    "orchestrator": "ORC",
}

by_id = pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)


def test_the_book_has_rules_for_every_decision_and_advice():
    assert [decision.id for decision in BOOK.decisions] == list(AREAS)
    assert all(decision.rules for decision in BOOK.decisions)
    assert BOOK.advice


def test_ids_and_codes_are_unique_over_rules_and_checks():
    everything = [*BOOK.rules, *CHECKS]
    for names in ([each.id for each in everything], [each.code for each in everything]):
        assert len(set(names)) == len(names), sorted(n for n in names if names.count(n) > 1)


@by_id
def test_a_rule_is_named_by_a_kebab_id_and_the_code_of_its_area(rule: Rule):
    area = AREAS.get(Path(rule.path).stem, "ADV")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.id)
    assert re.fullmatch(area + "[0-9]{3}", rule.code)


@by_id
def test_a_rule_has_an_example_that_fires_and_one_that_does_not(rule: Rule):
    assert {True, False} <= {example.expect for example in rule.examples}


def _borders():
    """Every comparison of a fact with a limit that is a number, with the rule it stands in."""
    for rule in BOOK.rules:
        for leaf in leaves(rule.when):
            match leaf:
                case Compare(operand=Constant(value=int() | float(), limit=str())):
                    yield pytest.param(rule, leaf, id=f"{rule.id}-{leaf.fact}-{leaf.operand.limit}")


def _near(value: float, limit: float) -> bool:
    """Whether a value is one step from a limit: a unit, or a fiftieth of it."""
    return value != limit and abs(value - limit) <= max(1, limit / 50)


@pytest.mark.parametrize(("rule", "leaf"), list(_borders()))
def test_a_rule_has_an_example_at_its_limit_and_one_a_step_from_it(rule: Rule, leaf: Compare):
    """What is off by one is what a rule gets wrong."""
    limit = leaf.operand.value
    values = [
        complete(BOOK, given(Workload.model_validate(example.facts)))[leaf.fact]
        for example in rule.examples
    ]
    numbers = [value for value in values if isinstance(value, int | float)]
    holds = OPERATORS[leaf.operator]
    assert limit in numbers
    assert any(_near(n, limit) and holds(n, limit) != holds(limit, limit) for n in numbers)


@by_id
def test_a_comparison_of_two_facts_is_shown_with_both_equal_or_next_to_each_other(rule: Rule):
    for leaf in leaves(rule.when):
        if not (isinstance(leaf, Compare) and isinstance(leaf.operand, FactRef)):
            continue
        shown = [
            complete(BOOK, given(Workload.model_validate(example.facts)))
            for example in rule.examples
        ]
        pairs = [(facts[leaf.fact], facts[leaf.operand.fact]) for facts in shown]
        assert any(left == right or _near(left, right) for left, right in _numbers(pairs)), leaf


def _numbers(pairs):
    return [pair for pair in pairs if all(isinstance(each, int | float) for each in pair)]


def _sources():
    for limit in BOOK.limits.values():
        for value in chain(limit.values, limit.disputed):
            yield limit.id, value.source
    for rule in chain(BOOK.rules, CHECKS):
        yield rule.id, rule.source
    for decision in BOOK.decisions:
        for option in decision.options:
            if option.source is not None:
                yield option.id, option.source


@pytest.mark.parametrize(("name", "source"), list(_sources()), ids=str)
def test_a_source_is_a_dated_page_or_a_judgement_that_says_why(name: str, source: Source):
    assert date(2026, 1, 1) <= source.checked <= BOOK.as_of
    if source.judgement is None:
        assert source.title
        assert source.url
        assert source.url.startswith("https://")
    else:
        assert len(source.judgement.split()) > 3, f"`{name}` does not say why"


def test_every_option_says_why_it_is_worth_taking():
    for decision in BOOK.decisions:
        for option in decision.options:
            assert option.because
            assert option.source, option.id


def test_a_judgement_of_ours_is_marked_as_one():
    ours = [limit for limit in BOOK.limits.values() if limit.id.startswith("judgement.")]
    assert ours
    assert all(value.source.judgement for limit in ours for value in limit.values)


def test_where_aws_contradicts_itself_both_values_stand():
    for name, now, disputed in (("fargate.vcpus", 32, 16), ("fargate.memory", 249856, 122880)):
        limit = BOOK.limits[name]
        assert limit.current.value == now
        assert disputed in {value.value for value in limit.disputed}
        assert all(value.source.url for value in (limit.current, *limit.disputed))


def test_dated_values_stand_newest_first():
    for limit in BOOK.limits.values():
        days = [value.since for value in limit.values if value.since]
        assert days == sorted(days, reverse=True)


def test_fargate_has_its_77_pairs():
    table = BOOK.table("fargate.sizes")
    assert len(table.rows) == len(set(table.rows)) == 77
    assert [row for row in table.rows if row[0] == 32] == [(32, 61440), (32, 122880), (32, 249856)]
    assert (BOOK.number("fargate.vcpus"), BOOK.number("fargate.memory")) == table.rows[-1]


def test_the_rows_of_a_table_have_all_its_columns():
    for limit in BOOK.limits.values():
        table = limit.current.value
        if isinstance(table, Table):
            assert all(len(row) == len(table.columns) == len(table.units) for row in table.rows)


def test_each_platform_is_a_combination_of_choices_of_its_own():
    ids = [platform.id for platform in BOOK.platforms]
    combinations = [tuple(sorted(platform.choices.items())) for platform in BOOK.platforms]
    assert len(set(ids)) == len(ids) == 12
    assert len(set(combinations)) == len(combinations)


def test_advice_reads_no_choice_that_a_decision_could_not_know():
    """A rule of a decision reads earlier choices only; advice reads all of them."""
    order = list(AREAS)
    for place, decision in enumerate(BOOK.decisions):
        for rule in decision.rules:
            assert not isinstance(rule.effect, Advises)
            later = set(order[place:])
            assert not later & {leaf.fact for leaf in leaves(rule.when)}, rule.id


def test_the_compiled_book_is_the_book_without_its_examples(tmp_path: Path):
    (tmp_path / compiled.COMPILED).write_bytes(compiled.compiled(BOOK))
    found = compiled.compiled_book(tmp_path)
    same = [
        each.name for each in fields(BOOK) if each.name not in ("folder", "decisions", "advice")
    ]
    assert [getattr(found, name) for name in same] == [getattr(BOOK, name) for name in same]
    assert found.folder == tmp_path
    assert [_bare(rule) for rule in found.rules] == [_bare(rule) for rule in BOOK.rules]
    assert [d.options for d in found.decisions] == [d.options for d in BOOK.decisions]
    assert [d.asked for d in found.decisions] == [d.asked for d in BOOK.decisions]


def _bare(rule: Rule) -> Rule:
    return replace(rule, examples=(), path=Path(rule.path).name)


def test_nobody_can_change_the_choices_of_a_platform_and_a_copy_of_it_is_the_same():
    platform = BOOK.platforms[0]
    with pytest.raises(TypeError):
        platform.choices["service"] = "none"
    assert pickle.loads(pickle.dumps(platform)) == platform == deepcopy(platform)


def test_the_compiled_book_does_not_depend_on_where_it_was_built(tmp_path: Path):
    shutil.copytree(RULES, tmp_path / "elsewhere" / "rules")
    copy = book_from(tmp_path / "elsewhere" / "rules", examples=False)
    assert compiled.compiled(copy) == compiled.compiled(book_from(RULES, examples=False))
    assert str(tmp_path).encode() not in compiled.compiled(copy)


def test_a_checkout_reads_the_rules_beside_the_package():
    assert shipped_folder() == RULES


def test_a_stale_copy_inside_an_editable_package_is_not_read(installed: Path):
    """What an earlier build left in the package must not win over the files being edited."""
    (installed / "pyproject.toml").touch()
    shutil.copytree(installed / "advisor" / "rules", installed / "rules")
    assert _folder_used(installed) == installed / "rules"


def test_an_installed_wheel_reads_the_rules_inside_the_package(installed: Path):
    assert _folder_used(installed) == installed / "advisor" / "rules"


def test_an_installed_wheel_prefers_what_was_compiled(installed: Path):
    (installed / "advisor" / "rules" / compiled.COMPILED).write_bytes(compiled.compiled(BOOK))
    for path in (installed / "advisor" / "rules").glob("*.yaml"):
        path.unlink()
    assert _folder_used(installed) == installed / "advisor" / "rules"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder of packages with advisor in it, as a wheel puts it there."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "advisor", tmp_path / "advisor", ignore=ignored)
    shutil.copytree(RULES, tmp_path / "advisor" / "rules")
    return tmp_path


def _folder_used(packages: Path) -> Path:
    """The folder of the rules that a fresh interpreter finds, and reads without a mistake."""
    script = "import advisor; book = advisor.load_rules(); print(book.folder, len(book.rules))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=packages,
        env={"PYTHONPATH": str(packages), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    folder, count = done.stdout.rsplit(maxsplit=1)
    assert int(count) == len(BOOK.rules)
    return Path(folder)

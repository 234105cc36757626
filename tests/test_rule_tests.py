"""Rule books are tested like code: examples and cases run, gaps named, mutants noticed or told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from advisor.cli.test_rules import command
from advisor.condition import All, Among, Any, Compare, Constant, Exists, Not, truth
from advisor.errors import AdvisorError
from advisor.model import Limit, LimitValue, Source, Table
from advisor.rulebook.new_pack import new_pack
from advisor.testing import mutants as made
from advisor.testing.coverage import gaps
from advisor.testing.declared import declared
from advisor.testing.mutation import mutants
from advisor.testing.suite import results, suite_of

GIVE = "give `platform`, `choices` or `not_asked`"
SOURCE = Source(date(2026, 1, 1), judgement="made up for a test")


@pytest.fixture(scope="module")
def shipped():
    """The tests of the shipped book."""
    return suite_of()


@pytest.fixture
def pack(tmp_path: Path):
    """A new pack, and a way to change one of its files."""
    for name, text in new_pack("ours", "2026-11-22").items():
        (tmp_path / "ours" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "ours" / name).write_text(text)

    def changed(name: str = "pack.yaml", old: str = "", new: str = ""):
        path = tmp_path / "ours" / name
        text = path.read_text() if path.is_file() else ""
        assert old in text
        path.write_text(text.replace(old, new, 1) if old else text + new)
        return tmp_path / "ours"

    return changed


def failures(folder):
    """What differs in the tests of a pack."""
    return [(r.name, d) for r in results(suite_of(folder)) for d in r.differences]


# --- the shipped book -------------------------------------------------------------------------


def test_every_example_and_case_of_the_shipped_book_holds(shipped):
    assert [each for each in results(shipped) if not each.passed] == []


def test_the_examples_and_cases_of_the_shipped_book_leave_nothing_out(shipped):
    assert [f"{each.kind}: {each.name}" for each in gaps(shipped)] == []


def test_every_mutant_of_the_shipped_book_is_noticed_but_those_that_are_listed(shipped):
    """All of them, in a quarter of a minute; mutants.yaml says why the others change no answer."""
    survivors = {each.name for each in mutants(shipped) if each.noticed is None}
    assert survivors == set(declared(shipped).reasons)


# --- running ----------------------------------------------------------------------------------


def test_a_new_pack_passes(pack):
    assert failures(pack()) == []


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("platform: lambda\n    silent", "platform: batch-ec2\n    silent",
         "the platform is `lambda` and not `batch-ec2`"),
        ("platform: lambda\n    silent", "platform: null\n    silent",
         "the platform is `lambda` and not none"),
        ("platform: lambda\n    silent", "platform: lambda\n    status: conditional\n    silent",
         "the status is settled and not conditional"),
        ("platform: lambda\n    silent", "choices: {service: batch}\n    silent",
         "`service` is `lambda` and not `batch`"),
        ("silent: [ours", "because: [ours", "`ours-no-secrets-on-lambda` does not hold"),
        ("because: [ours", "silent: [ours", "`ours-no-secrets-on-lambda` holds"),
        ("because: [ours", "not_asked: [compute]\n    because: [ours", "`compute` is asked"),
        ("because: [ours", "depends_on: {service: [vcpus]}\n    because: [ours",
         "`service` does not depend on `vcpus`"),
        ("because: [ours", "near_ties: {service: [lambda]}\n    because: [ours",
         "`lambda` is no near tie in `service`"),
        ("no_advice: [fargate", "advice: [fargate", "`fargate-vcpu-quota` is not advised"),
        ("    advice: [fargate", "    no_advice: [fargate", "`fargate-vcpu-quota` is advised"),
    ],
)  # fmt: skip
def test_a_case_that_differs_is_named_with_the_difference(pack, old, new, difference):
    assert [each for _, each in failures(pack("cases/ours.yaml", old, new))] == [difference]


def test_an_example_that_differs_is_named(pack):
    folder = pack("service.yaml", "secret}}, expect: true", "secret}}, expect: unknown")
    folder = pack("service.yaml", "public}}, expect: false", "secret}}, expect: true")
    assert failures(folder) == [
        ("ours-no-secrets-on-lambda example 1", "expects unknown and gets true")
    ]


def test_a_rule_may_be_named_by_its_code(pack):
    assert failures(pack("cases/ours.yaml", "because: [ours-no-secrets-on-lambda]",
                         "because: [OURS001]")) == []  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("because: [ours-no-secrets", "because: [ours-no-secret",
         "`ours-no-secret-on-lambda` is not a rule; did you mean `ours-no-secrets-on-lambda`?"),
        ("platform: batch-fargate", "platform: batch-fargat",
         "`batch-fargat` is not a platform; did you mean `batch-fargate`?"),
        ("platform: batch-fargate", "choices: {compute: fargat}",
         "`fargat` is not an option; did you mean `fargate`?"),
        ("platform: batch-fargate", "not_asked: [computer]",
         "`computer` is not a decision; did you mean `compute`?"),
        ("platform: batch-fargate", "depends_on: {compute: [memry]}\n    platform: batch-fargate",
         "`memry` is not a fact; did you mean `memory`?"),
        ("    platform: batch-fargate\n", "",
         f"the case `secret data is not` expects nothing; {GIVE}"),
        ("{data_class: secret}", "{data_clas: secret}",
         "`x.data_clas` is not a fact of any pack; did you mean `x.data_class`?"),
    ],
)  # fmt: skip
def test_a_case_with_a_slip_is_told_with_its_place(pack, old, new, message):
    with pytest.raises(AdvisorError) as caught:
        suite_of(pack("cases/ours.yaml", old, new))
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert f"{problem.message}; {problem.help}" == message


# --- coverage ---------------------------------------------------------------------------------


def test_what_no_example_and_no_case_shows_is_a_gap(pack):
    folder = pack("platforms.yaml", "", "platforms:\n  - {id: p, title: P, choices: {more: b}}\n")
    folder = pack("more.yaml", "", MORE)
    assert [(each.kind, each.name) for each in gaps(suite_of(folder))] == [
        ("threshold with one side", "more-than: `vcpus` and `fargate.quota_vcpus`"),
        ("option never chosen", "more: b"),
        ("platform never reached", "p"),
    ]


MORE = """
decision: more
question: More?
options: [{id: a, title: A}, {id: b, title: B}]
rules:
  - id: more-than
    code: OURS002
    title: More than
    when: {vcpus: {gt: {limit: fargate.quota_vcpus}}}
    rules_out: b
    because: of {vcpus}
    source: {judgement: made up for a test, checked: 2026-11-22}
    examples:
      - {facts: {vcpus: 1000}, expect: true}
      - {facts: {vcpus: 1}, expect: false}
"""


# --- mutants ----------------------------------------------------------------------------------


def limit(value, unit=None):
    """A limit of that value."""
    return Limit("a.b", "b", unit, (LimitValue(value, SOURCE),))


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (900, "s", {"a.b +1": 901, "a.b -1": 899}),
        (0.25, None, {"a.b +0.01": 0.26, "a.b -0.01": 0.24}),
        (1.5, None, {"a.b +0.1": 1.6, "a.b -0.1": 1.4}),
        (0.25, "MiB", {"a.b +0.000976562": 0.2509765625, "a.b -0.000976562": 0.2490234375}),
        (("x", "y"), None, {"a.b without its first": ("y",), "a.b without its last": ("x",)}),
        (("x",), None, {}),
        ("x", None, {}),
    ],
)
def test_a_limit_is_shifted_by_one_step(value, unit, expected):
    found = {each.name: each.made.current.value for each in made.limits(limit(value, unit))}
    assert found == pytest.approx(expected) if isinstance(value, float) else found == expected


def test_a_table_is_shifted_by_its_columns():
    table = Table(("size", "name"), (None, None), ((1, "x"), (2, "y")))
    found = {each.name: each.made.current.value.rows for each in made.limits(limit(table))}
    assert found == {"a.b size +1": ((2, "x"), (3, "y")), "a.b size -1": ((0, "x"), (1, "y"))}


def changed(condition):
    """The mutants of a condition, by their names without the rule's."""
    found = made.conditions("r", condition)
    return {each.name.removeprefix("r: "): each.made for each in found}


N, P = Compare("n", "gt", Constant(5)), Compare("p", "eq", Constant(value=True))


def test_every_comparison_is_turned():
    for operator, turned in (("gt", "gte"), ("gte", "gt"), ("lt", "lte"), ("lte", "lt")):
        found = changed(Compare("n", operator, Constant(5)))
        assert found == {f"n {operator} 5 to {turned}": Compare("n", turned, Constant(5))}
    for leaf in (P, Among("n", (1, 2)), Exists("n")):
        assert list(changed(leaf).values()) == [Not(leaf)]


def test_every_part_is_left_out_once():
    found = changed(All((N, Any((P, Exists("q"))))))
    assert found["without n gt 5"] == All((Any((P, Exists("q"))),))
    assert found["without p eq True"] == All((N, Any((Exists("q"),))))
    assert found["without p eq True or q exists"] == All((N,))


def test_what_a_table_became_is_turned_as_one():
    rows = [(1, 10), (2, 20)]
    fits = Any(
        tuple(
            All(tuple(Compare(n, "lte", Constant(v, "t")) for n, v in zip("vm", row, strict=True)))
            for row in rows
        )
    )
    found = changed(fits)
    assert list(found) == ["v lte t to lt", "m lte t to lt"]
    assert truth(fits, {"v": 2, "m": 20}) is True
    assert truth(found["m lte t to lt"], {"v": 2, "m": 20}) is False
    assert truth(found["m lte t to lt"], {"v": 2, "m": 19}) is True


def test_a_mutant_that_nobody_notices_is_named(pack):
    folder = pack("cases/ours.yaml", "vcpus: 3.85, memory: 8 GiB, concurrency: 26",
                  "vcpus: 8, memory: 16 GiB, concurrency: 26")  # fmt: skip
    survivors = [each.name for each in mutants(suite_of(folder)) if each.noticed is None]
    assert survivors == ["limit fargate.quota_vcpus +1"]


def test_a_mutant_says_who_noticed_it(pack):
    noticed = {each.name: each.noticed for each in mutants(suite_of(pack()))}
    assert noticed["limit fargate.quota_vcpus -1"] == "case the quota that we have is enough"


# --- the command ------------------------------------------------------------------------------


def call(*arguments: str):
    """The exit code and the output of `advisor rules test`."""
    done = CliRunner().invoke(command, arguments, standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.return_value, done.output


def test_the_command_counts_and_exits_with_0_where_all_is_well(pack):
    code, out = call("--rules", str(pack()), "--coverage", "--mutate")
    assert (code, out.partition(" in ")[0]) == (0, (
        "3 examples, 5 cases, all passed, 0 gaps, 3 mutants: 3 noticed, 0 listed as equivalent, "
        "0 not noticed"
    ))  # fmt: skip


def test_the_command_names_each_difference_with_its_place_and_exits_with_1(pack):
    folder = pack("cases/ours.yaml", "platform: lambda\n    silent", "platform: null\n    silent")
    code, out = call("--rules", str(folder))
    assert code == 1
    assert out.splitlines()[0] == (
        f"{folder}/cases/ours.yaml:5:5: case `internal data is where the shipped rules put it`: "
        "the platform is `lambda` and not none"
    )


def test_a_listed_mutant_that_is_noticed_is_stale(pack):
    listed = "equivalent:\n  - {mutants: [limit fargate.quota_vcpus +1], because: made up}\n"
    code, out = call("--rules", str(pack("mutants.yaml", "", listed)), "--mutate")
    assert code == 1
    assert "mutants.yaml:2:16: `limit fargate.quota_vcpus +1` is noticed, or is no mutant" in out


def test_json_has_every_test_and_mutant(pack):
    code, out = call("--rules", str(pack()), "-f", "json", "--coverage", "--mutate")
    found = json.loads(out)
    assert (code, found["good"], len(found["tests"]), found["gaps"]) == (0, True, 8, [])
    assert {each["noticed_by"] is None for each in found["mutants"]} == {False}


def test_junit_has_a_suite_for_each_file_and_the_failures(pack):
    folder = pack("cases/ours.yaml", "platform: lambda\n    silent", "platform: null\n    silent")
    code, out = call("--rules", str(folder), "-f", "junit")
    root = ET.fromstring(out)
    suites = {Path(each.get("name")).name: each for each in root}
    assert code == 1
    assert {name: (s.get("tests"), s.get("failures")) for name, s in suites.items()} == {
        "service.yaml": ("3", "0"),
        "ours.yaml": ("5", "1"),
    }
    assert "`lambda`" in root.find(".//failure").get("message")

"""The engines agree: with the reference, with each other, and on the shipped rule book."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
import tracemalloc

import pytest
from condition_strategies import (
    NUMBERS,
    conditions,
    needs_durable,
    rule_of,
    rules_of,
    workloads,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor import load_rules
from advisor.condition import (
    UNKNOWN,
    All,
    Any,
    Compare,
    Constant,
    Exists,
    FactRef,
    Not,
    leaves,
    truth,
)
from advisor.decide import decide
from advisor.engines import NAMES, engine
from advisor.engines.durable import DurableEngine
from advisor.engines.python import PythonEngine
from advisor.errors import AdvisorError
from advisor.facts import complete, spec_facts
from advisor.model import Kind

PYTHON = PythonEngine()
BOOK = load_rules()


@pytest.fixture(scope="module")
def durable():
    return DurableEngine()


def seeded(examples: int) -> settings:
    """So many examples, in batches that are slow to draw and quick to evaluate."""
    return settings(max_examples=examples, suppress_health_check=list(HealthCheck))


def expected(rules, facts):
    return [truth(rule.when, facts) for rule in rules]


@seeded(300)
@given(conditions, st.lists(workloads, min_size=1, max_size=5))
def test_the_default_engine_agrees_with_the_reference(condition, several):
    rules = (rule_of(condition),)
    for facts in several:
        assert list(PYTHON.evaluate(rules, facts)) == expected(rules, facts)


@needs_durable
@seeded(400)
@given(st.lists(conditions, min_size=4, max_size=8), st.lists(workloads, min_size=4, max_size=6))
def test_both_engines_agree_on_random_rule_books(durable, several_conditions, several_workloads):
    """Thousands of answers a run: every condition of a book for every workload, in one exchange."""
    rules = rules_of(several_conditions)
    said = durable.evaluate_all(rules, several_workloads)
    for facts, truths in zip(several_workloads, said, strict=True):
        assert list(truths) == list(PYTHON.evaluate(rules, facts)) == expected(rules, facts)


def around(kind, name):
    """Values of a fact: those the rules compare it with, and their neighbours."""
    compared = [
        leaf.operand.value
        for rule in BOOK.rules
        for leaf in leaves(rule.when)
        if leaf.fact == name and isinstance(leaf, Compare) and isinstance(leaf.operand, Constant)
    ]
    listed = [value for rule in BOOK.rules for leaf in leaves(rule.when) if leaf.fact == name
              for value in getattr(leaf, "values", ())]  # fmt: skip
    match kind:
        case Kind.NUMBER:
            near = [value + step for value in (0, *compared, *listed) for step in (-1, 0, 1)]
            return st.sampled_from([value for value in near if value >= 0])
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.TEXT:
            return st.sampled_from(["another", *compared, *listed])
        case Kind.LIST:
            return st.lists(st.sampled_from(["another", *listed]), max_size=3).map(tuple)


random_stated = st.fixed_dictionaries(
    {}, optional={each.fact.name: around(each.fact.kind, each.fact.name) for each in spec_facts()}
)


@seeded(200)
@given(random_stated)
def test_the_default_engine_agrees_with_the_reference_on_the_shipped_book(stated):
    facts = complete(BOOK, stated)
    assert list(PYTHON.evaluate(BOOK.rules, facts)) == expected(BOOK.rules, facts)


@needs_durable
@seeded(40)
@given(st.lists(random_stated, min_size=1, max_size=15))
def test_both_engines_agree_on_every_shipped_rule(durable, several):
    several_facts = [complete(BOOK, stated) for stated in several]
    said = durable.evaluate_all(BOOK.rules, several_facts)
    for facts, truths in zip(several_facts, said, strict=True):
        differing = [
            rule.id
            for rule, one, two in zip(
                BOOK.rules, truths, PYTHON.evaluate(BOOK.rules, facts), strict=True
            )
            if one is not two
        ]
        assert differing == []


@needs_durable
@seeded(150)
@given(random_stated)
def test_both_engines_lead_to_the_same_decisions(durable, stated):
    facts = complete(BOOK, stated)
    assert decide(BOOK, facts, durable) == decide(BOOK, facts, PYTHON)


each_engine = pytest.mark.parametrize(
    "name", ["python", pytest.param("durable-rules", marks=needs_durable)]
)


@each_engine
def test_there_is_one_of_each_name(name):
    assert engine(name) is engine(name)


@each_engine
def test_no_rules_say_nothing(name):
    assert list(engine(name).evaluate((), {})) == []


@each_engine
def test_the_answers_come_in_the_order_of_the_rules(name):
    rules = rules_of([Exists(each) for each in NUMBERS])
    facts = dict(zip(NUMBERS, (1, None, UNKNOWN, 0), strict=True))
    assert list(engine(name).evaluate(rules, facts)) == [True, False, None, True]


@each_engine
def test_one_condition_may_stand_in_several_rules(name):
    rules = rules_of([Exists("number0")] * 3)
    assert list(engine(name).evaluate(rules, {"number0": None})) == [False] * 3


@each_engine
def test_a_list_of_rules_that_is_changed_is_read_anew(name):
    rules = [rule_of(Exists("number0"))]
    facts = {"number0": 1}
    assert list(engine(name).evaluate(rules, facts)) == [True]
    rules[0] = rule_of(Not(Exists("number0")))
    assert list(engine(name).evaluate(rules, facts)) == [False]


@each_engine
def test_rules_that_come_and_go_are_never_taken_for_each_other(name):
    """The identity of a tuple that is gone may be given to the next one."""
    for number in range(150):
        rules = (rule_of(Compare("number0", "eq", Constant(number))),)
        assert list(engine(name).evaluate(rules, {"number0": number})) == [True]
        assert list(engine(name).evaluate((*rules,), {"number0": -1})) == [False]


@each_engine
def test_several_threads_at_once_get_their_own_answers(name):
    books = [
        rules_of([Compare("number0", "gte", Constant(k)) for k in range(book + 1)])
        for book in range(4)
    ]
    wrong = []

    def ask(book):
        for value in range(40):
            truths = engine(name).evaluate(books[book], {"number0": value})
            if list(truths) != [value >= k for k in range(book + 1)]:
                wrong.append((book, value, truths))

    threads = [threading.Thread(target=ask, args=(n % 4,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_rule_books_that_come_and_go_leave_no_memory_behind():
    own = PythonEngine()

    def many(start):
        for number in range(start, start + 200):
            rules = rules_of([Compare("number0", "gt", Constant(number + k)) for k in range(5)])
            own.evaluate(rules, {"number0": 1})
            own.evaluate(list(rules), {"number0": 1})
        gc.collect()

    many(0)
    tracemalloc.start()
    many(1000)
    before = tracemalloc.get_traced_memory()[0]
    many(2000)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert after < before * 1.2


def test_calls_leave_no_memory_behind():
    rules = BOOK.rules
    facts = complete(BOOK, {})
    PYTHON.evaluate(rules, facts)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(2_000):
        PYTHON.evaluate(rules, facts)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert after - before < 10_000


def test_an_unknown_engine_is_refused_with_the_one_that_may_be_meant():
    with pytest.raises(AdvisorError, match=r"`pyton` is not an engine; did you mean `python`\?"):
        engine("pyton")
    with pytest.raises(AdvisorError, match=f"`drools` is not an engine; there are {NAMES[0]}"):
        engine("drools")


def printed(program: str) -> str:
    """What a program prints in an interpreter of its own that finds the same modules."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip
    return run.stdout.strip()


def test_without_durable_rules_the_message_says_how_to_install_it():
    """In an interpreter that has it not, whatever this one has."""
    program = (
        "import sys; sys.modules['durable_rules_engine'] = None\n"
        "from advisor.engines import engine\n"
        "try: engine('durable-rules')\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    assert printed(program) == (
        "AdvisorError the engine `durable-rules` is not installed; "
        "install it with `pip install 'compute-advisor[durable]'`, on Python 3.12 or older"
    )


RULES = rules_of([Compare("number0", "gt", Constant(1)), Exists("number0")])
FACTS = {"number0": 2}


def child_of(durable_engine):
    """The process that an engine started."""
    return durable_engine.child.process


@needs_durable
def test_it_is_started_when_it_is_first_needed():
    own = DurableEngine()
    assert own.child is None
    own.evaluate(RULES, FACTS)
    assert child_of(own).poll() is None


@needs_durable
def test_one_child_serves_many_calls():
    own = DurableEngine()
    own.evaluate(RULES, FACTS)
    first = child_of(own).pid
    own.evaluate(rules_of([Exists("list0")]), {"list0": ()})
    assert child_of(own).pid == first


@needs_durable
def test_a_crash_is_a_message_and_the_next_call_starts_another():
    own = DurableEngine()
    own.evaluate(RULES, FACTS)
    os.kill(child_of(own).pid, signal.SIGSEGV)
    with pytest.raises(AdvisorError, match=r"ended unexpectedly .*; the next call starts it"):
        own.evaluate(RULES, FACTS)
    assert list(own.evaluate(RULES, FACTS)) == [True, True]


@needs_durable
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a process cannot be stopped here")
def test_a_hang_is_a_message_after_a_while():
    own = DurableEngine(timeout=3)  # long enough to start in on a busy machine
    own.evaluate(RULES, FACTS)
    os.kill(child_of(own).pid, signal.SIGSTOP)
    with pytest.raises(AdvisorError, match="did not answer within 3 s"):
        own.evaluate(RULES, FACTS)
    assert list(own.evaluate(RULES, FACTS)) == [True, True]


@needs_durable
def test_a_definition_that_it_refuses_is_a_message():
    own = DurableEngine()
    own.evaluate(RULES, FACTS)
    with pytest.raises(AdvisorError, match=r"`durable-rules` failed: .*error"):
        own.child.ask(['{"broken":{"all":[{"m":{"f0":1e-05}}]}}'], [])
    assert list(own.evaluate(RULES, FACTS)) == [True, True]


@needs_durable
def test_it_is_replaced_before_it_leaks_much():
    own = DurableEngine(rule_sets=3)
    pids = set()
    for number in range(7):
        rules = rules_of([Compare("number0", "gt", Constant(number))])
        assert list(own.evaluate(rules, FACTS)) == [number < 2]
        pids.add(child_of(own).pid)
    assert len(pids) == 3


@needs_durable
def test_a_plan_larger_than_the_bound_still_runs():
    own = DurableEngine(rule_sets=1)
    rules = rules_of([Compare("number0", "gt", Constant(k)) for k in range(200)])
    assert list(own.evaluate(rules, {"number0": 100})) == [k < 100 for k in range(200)]


@needs_durable
def test_it_ends_with_its_engine():
    own = DurableEngine()
    own.evaluate(RULES, FACTS)
    process = child_of(own)
    del own
    gc.collect()
    assert process.poll() is not None


@needs_durable
def test_it_ends_with_the_process_that_started_it():
    program = (
        "from condition_strategies import rule_of\n"
        "from advisor.condition import All\n"
        "from advisor.engines import engine\n"
        "durable = engine('durable-rules')\n"
        "durable.evaluate((rule_of(All(())),), {})\n"
        "print(durable.child.process.pid)"
    )
    assert not is_running(int(printed(program)))


@needs_durable
def test_a_number_that_it_would_round_is_refused():
    own = DurableEngine()
    with pytest.raises(AdvisorError, match="cannot represent the number `9007199254740993`"):
        own.evaluate(RULES, {"number0": 2**53 + 1})
    with pytest.raises(AdvisorError, match="the engine `python` can"):
        own.evaluate(RULES, {"number0": 10**400})


@needs_durable
@seeded(15)
@given(st.data())
def test_forms_that_would_explode_are_answered_in_passes(durable, data):
    """Products of alternatives over many facts, and comparisons of facts, under `not`."""
    facts = {f"n{k}": data.draw(st.sampled_from([0, 1, 2, None, UNKNOWN])) for k in range(12)}

    def choice(k):
        other = Compare(f"n{k}", "lt", FactRef(f"n{(k + 5) % 12}"))
        return Any((Compare(f"n{k}", "eq", Constant(k % 3)), other, Exists(f"n{k - 1}")))

    whole = All(tuple(choice(k) for k in range(1, 12)))
    rules = rules_of([whole, Not(whole), Any((Not(whole), All((whole, choice(3)))))])
    assert list(durable.evaluate(rules, facts)) == expected(rules, facts)


def is_running(pid):
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.02)
    return True

"""How fast the engines are, as ratios in one run: python, zen-engine, durable-rules.

    pip install -e ".[bench,durable]"      # durable: Python 3.12 or older, a C compiler
    python benchmarks/engines.py

Every condition of the shipped rule book is evaluated for one workload. Only ratios are worth
comparing: times depend on the machine and on who else uses it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from typing import Any as Anything

import advisor
from advisor.condition import (
    All,
    Among,
    Any,
    Compare,
    Condition,
    Constant,
    Exists,
    FactRef,
    Facts,
    Not,
    Operator,
    Truth,
    Value,
    facts_read,
)
from advisor.engines.durable import DurableEngine
from advisor.engines.python import PythonEngine
from advisor.engines.rule_sets import SENTINEL, plan_of
from advisor.model import RuleBook

# zen-engine has two values and so is asked only where every fact is known.
GAPPY = {"name": "nightly", "image": "public.ecr.aws/docker/library/python:3.13", "vcpus": 4,
         "memory": "16 GiB", "duration": "20 min", "trigger": "schedule"}  # fmt: skip
SPECS = {
    "every fact known": GAPPY | {"lambda_image": False, "runs_per_month": 30},
    "with gaps": GAPPY,
}
Run = tuple[str, Callable[[], object]]
SYMBOLS: Mapping[Operator, str] = {"eq": "==", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def timed(run: Callable[[], object], seconds: float) -> float:
    """The least time of one run, over many short rounds: what disturbs a round only adds to it."""
    run()
    started = time.perf_counter()
    run()
    rounds = max(1, int(0.01 / (time.perf_counter() - started)))
    best = float("inf")
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        started = time.perf_counter()
        for _ in range(rounds):
            run()
        best = min(best, (time.perf_counter() - started) / rounds)
    return best


def zen_expression(conditions: Iterable[Condition], facts: Facts) -> str:
    """All conditions in one list expression of the ZEN language, for facts that are all known."""
    return f"[{', '.join(zen(each, facts) for each in conditions)}]"


def zen(condition: Condition, facts: Facts) -> str:
    """A condition as a ZEN expression, without any test that these facts do not need."""
    match condition:
        case All(parts):
            return f"({' and '.join(zen(part, facts) for part in parts) or 'true'})"
        case Any(parts):
            return f"({' or '.join(zen(part, facts) for part in parts) or 'false'})"
        case Not(part):
            return f"not ({zen(part, facts)})"
        case Compare(fact, operator, operand):
            return zen_compared(fact, operator, operand, facts)
        case Among(fact, values):
            listed = f"[{', '.join(map(zen_value, values))}]"
            if isinstance(facts[fact], tuple):
                return f"some({zen_name(fact)}, # in {listed})"
            return f"{zen_name(fact)} in {listed}"
        case Exists(fact):
            if isinstance(facts[fact], tuple):
                return f"len({zen_name(fact)}) > 0"
            return f"{zen_name(fact)} != null"


def zen_compared(fact: str, operator: Operator, operand: Constant | FactRef, facts: Facts) -> str:
    """A comparison; of null, ZEN can only be asked whether it is equal."""
    if isinstance(operand, FactRef):
        right = zen_name(operand.fact)
        if facts[fact] is None or facts[operand.fact] is None:
            return "false"
    else:
        right = zen_value(operand.value)
    compared = f"{zen_name(fact)} {SYMBOLS[operator]} {right}"
    guarded = facts[fact] is None and operator != "eq"
    return f"({zen_name(fact)} != null and {compared})" if guarded else compared


def zen_value(value: object) -> str:
    """A constant as ZEN writes it."""
    return json.dumps(value, ensure_ascii=False)


def zen_name(fact: str) -> str:
    """A name that ZEN takes for one variable."""
    return "f_" + fact.replace(".", "_")


def zen_context(facts: Mapping[str, Value]) -> dict[str, object]:
    """The facts as ZEN is given them."""
    return {zen_name(name): list(v) if isinstance(v, tuple) else v for name, v in facts.items()}


def zen_runs(book: RuleBook, facts: Facts, expected: Sequence[Truth]) -> Iterator[Run]:
    """Each way to hand the facts to zen, once it is shown to answer as the python engine does."""
    import zen as zen_engine

    expression = zen_engine.compile_expression(zen_expression((r.when for r in book.rules), facts))
    read = dict.fromkeys(name for rule in book.rules for name in facts_read(rule.when))
    context = zen_context({name: facts[name] for name in read})
    text = json.dumps(context)
    contexts: dict[str, Anything] = {
        "a dict": context,
        "JSON text": text,
        "JSON bytes": text.encode(),
    }
    for title, given in contexts.items():
        answers = expression.evaluate(given)
        differing = [r.id for r, a, b in zip(book.rules, answers, expected, strict=True) if a != b]
        if differing:
            raise SystemExit(f"zen-engine answers otherwise for {differing}")
        yield f"zen-engine, {title}", partial(expression.evaluate, given)


def durable_in_process(book: RuleBook, facts: Facts) -> Callable[[], object]:
    """The C module alone, on rule sets defined and messages written before: no child, no pipe."""
    from advisor.engines.durable_worker import Handles

    plan = plan_of([rule.when for rule in book.rules])
    handles = Handles()
    for rule_set in plan.rule_sets:
        handles.define(rule_set.definition)
    # What later passes are told does not change how long they take.
    messages = [rule_set.message(facts, {}) for rule_set in plan.rule_sets]

    def run() -> None:
        for number, message in enumerate(messages):
            assert SENTINEL in handles.fired(number, message)

    return run


def report(title: str, runs: Iterable[Run], seconds: float) -> None:
    """Print how long each takes, and how often the first goes into it."""
    print(f"\n{title}")
    first = 0.0
    for name, run in runs:
        taken = timed(run, seconds)
        first = first or taken
        print(f"  {taken * 1e6:12,.1f} us  {taken / first:10.3f} x  {name}")


def engine_runs(book: RuleBook, facts: Facts) -> Iterator[Run]:
    """Each engine on every condition of the book, once it is shown to answer as the first does."""
    python, rules = PythonEngine(), book.rules
    expected = python.evaluate(rules, facts)
    yield "python", partial(python.evaluate, rules, facts)
    if find_spec("zen") and None not in expected:
        yield from zen_runs(book, facts, expected)
    if find_spec("durable_rules_engine"):
        durable = DurableEngine()
        if durable.evaluate(rules, facts) != expected:
            raise SystemExit("durable-rules answers otherwise")
        yield "durable-rules, the C module alone", durable_in_process(book, facts)
        yield "durable-rules, as advisor runs it", partial(durable.evaluate, rules, facts)


def recommend_runs(book: RuleBook) -> Iterator[Run]:
    """The start of an interpreter, and recommendations for workloads that are already parsed."""
    yield "python -c pass", partial(subprocess.run, [sys.executable, "-c", "pass"], check=True)
    for title, spec in SPECS.items():
        workload = advisor.Workload.model_validate(spec)
        yield f"recommend(), {title}", partial(advisor.recommend, workload, rules=book)


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=2.0, help="how long to time each thing")
    seconds = parser.parse_args().seconds
    for module, extra in (("zen", "bench"), ("durable_rules_engine", "durable")):
        if not find_spec(module):
            print(f"left out, for want of: pip install 'compute-advisor[{extra}]'")
    book = advisor.load_rules()
    for title, spec in SPECS.items():
        facts = advisor.recommend(spec, rules=book).outcome.facts
        report(f"{len(book.rules)} conditions, {title}", engine_runs(book, facts), seconds)
    report("one recommendation (at most 0.1 x)", recommend_runs(book), seconds)


if __name__ == "__main__":
    main()

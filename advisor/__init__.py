"""advisor: where a piece of work should run on AWS, why, and how to start.

The names below are loaded when they are first used, so that `import advisor` stays cheap.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # type checkers take it for true; importing typing would double `--version`
if TYPE_CHECKING:
    from typing import Any

    from advisor.api import Recommendation, recommend, recommend_each
    from advisor.errors import AdvisorError
    from advisor.model import RuleBook
    from advisor.reviews import compare, explore, sweep
    from advisor.rulebook import load_rules
    from advisor.workload import Workload

_HOMES = {
    "AdvisorError": "advisor.errors",
    "Recommendation": "advisor.api",
    "RuleBook": "advisor.model",
    "Workload": "advisor.workload",
    "load_rules": "advisor.rulebook",
    "compare": "advisor.reviews",
    "explore": "advisor.reviews",
    "recommend": "advisor.api",
    "recommend_each": "advisor.api",
    "sweep": "advisor.reviews",
}

__all__ = [
    "AdvisorError",
    "Recommendation",
    "RuleBook",
    "Workload",
    "compare",
    "explore",
    "load_rules",
    "recommend",
    "recommend_each",
    "sweep",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "fleet":  # a package that can be called
        return import_module("advisor.fleet")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__", "fleet"]

"""What verbs that answer for a spec share: their configuration, rule book and output."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from advisor.config import Config, config_from, nearest_config
from advisor.errors import AdvisorError, Problem
from advisor.model import RuleBook
from advisor.rulebook import load_rules

__all__ = ["book_for", "config_for", "refuse_to_overwrite"]


def config_for(path: Path | None, none: bool) -> Config:
    """The configuration that is named, the nearest, or none."""
    if path:
        return config_from(path)
    return Config() if none else nearest_config()


def book_for(config: Config, rules: Sequence[str]) -> RuleBook:
    """The rule book of the options, else of the configuration, else the shipped one."""
    if config.path is None:
        return load_rules(*rules)
    from advisor.check.settings import book_of

    return book_of(config, tuple(rules))


def refuse_to_overwrite(specs: Sequence[str], output: Path | None) -> None:
    """AdvisorError if the output would overwrite a spec."""
    if output is not None and output.is_file():
        for spec in specs:
            if spec != "-" and Path(spec).exists() and output.samefile(spec):
                raise AdvisorError(Problem("is the spec itself: not overwritten", str(output)))

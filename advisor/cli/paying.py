"""The options that say what somebody pays where it is not the list price."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from advisor.cost import Terms

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--prices",
        type=click.Path(path_type=Path, dir_okay=False),
        help="work out costs with the prices in this file [default: the shipped list prices]",
    ),
    click.option(
        "--discount",
        "discounts",
        multiple=True,
        metavar="SERVICE=20%",
        help="take this off the prices of lambda, fargate, ec2 or ebs",
    ),
    click.option(
        "--savings-plan",
        "savings_plans",
        multiple=True,
        metavar="SERVICE=28%",
        help="the same for what a Savings Plan covers of lambda, fargate or ec2; never Spot",
    ),
    click.option("--free-tier", is_flag=True, help="take the free tier off the cost of Lambda"),
)


def paying(command: Command) -> Command:
    """Add the options to a command, which hands what they collect to `terms_of`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def terms_of(
    prices: Path | None,
    discounts: tuple[str, ...],
    savings_plans: tuple[str, ...],
    free_tier: bool,
) -> Terms | None:
    """What the options say; None where they say nothing, and list prices hold."""
    if not (prices or discounts or savings_plans or free_tier):
        return None
    from advisor.cost import terms

    return terms(prices, discounts, savings_plans, free_tier=free_tier)

"""The options for prices other than the list prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from advisor.config import Config
from advisor.errors import AdvisorError

if TYPE_CHECKING:
    from advisor.cost import Terms

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--prices",
        type=click.Path(path_type=Path, exists=True),
        metavar="FILE|DIR",
        help="work out costs with the prices in this file, or in DIR/REGION.yaml "
        "[default: `prices` in the configuration, else the shipped list prices]",
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
)
_FREE_TIER = click.option(
    "--free-tier", is_flag=True, help="take the free tier off the cost of Lambda"
)
_REGION = click.option(
    "--region",
    metavar="REGION",
    help="work out costs with the prices of this Region for jobs that name none "
    "[default: `region` in the configuration, else us-east-1]",
)


def paying(command: Command) -> Command:
    """Add the options to a command, which hands what they collect to `terms_of`."""
    return _with(_OPTIONS, _FREE_TIER(command))


def paying_for_a_fleet(command: Command) -> Command:
    """The same for a fleet: with one Region for all jobs, without a free tier for each."""
    return _with((_REGION, *_OPTIONS), command)


def _with(options: Sequence[Callable[[Command], Command]], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def terms_of(
    config: Config,
    prices: Path | None,
    discounts: tuple[str, ...],
    savings_plans: tuple[str, ...],
    free_tier: bool = False,
) -> Terms | None:
    """The terms from the options, else from the configuration; None for list prices."""
    usual = {
        "discount": () if discounts else config.discount,
        "savings-plan": () if savings_plans else config.savings_plan,
    }
    prices = prices or config.prices
    if not (prices or discounts or savings_plans or free_tier or any(usual.values())):
        return None
    from advisor.cost import terms

    for key, texts in usual.items():
        _check(config, key, texts)
    return terms(
        prices,
        discounts or usual["discount"],
        savings_plans or usual["savings-plan"],
        free_tier=free_tier,
    )


def _check(config: Config, key: str, texts: tuple[str, ...]) -> None:
    """AdvisorError for wrong terms in the configuration, with their place there."""
    from advisor.cost import terms

    try:
        terms(None, *((texts, ()) if key == "discount" else ((), texts)))
    except AdvisorError as error:
        path, place = config.shown, config.place(key)
        told = [each._replace(path=path, place=place) for each in error.problems]
        raise AdvisorError(told) from None

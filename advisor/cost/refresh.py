"""Asks the AWS Price List API for the prices of a Region: the one part that uses a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from advisor.cost.price_list import QUERIES, Query, prices_of
from advisor.cost.prices import Price, Prices
from advisor.errors import AdvisorError, Problem

# The API exists in a few Regions and answers for all.
_API_REGION = "us-east-1"
# Shares that are in no price list, and that are the same in every Region where they are known.
SHARES = ("fargate.spot", "ec2.spot", "lambda.managed_instances.fee")


def pricing_client() -> Any:
    """A client of the API, with the credentials that boto3 finds."""
    try:
        import boto3
    except ImportError:
        hint = "install it with `pip install 'compute-advisor[aws]'`"
        raise AdvisorError(Problem("`prices refresh` needs boto3", help=hint)) from None
    return boto3.client("pricing", region_name=_API_REGION)


def fetched(client: Any, region: str, shares: Prices | None, today: date) -> Prices:
    """The prices of a Region as the API has them today, with the shares of a shipped file."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        rows = {
            price.id: price for query in QUERIES for price in _asked(client, query, region, today)
        }
    except (BotoCoreError, ClientError) as error:
        message = f"the AWS Price List API did not answer: {error}"
        hint = "it needs credentials that allow `pricing:GetProducts`, and a way to the internet"
        raise AdvisorError(Problem(message, help=hint)) from None
    if not rows:
        raise AdvisorError(Problem(f"the AWS Price List API knows no prices of `{region}`"))
    rows |= {name: shares.rows[name] for name in SHARES if shares and name in shares.rows}
    if (requests := rows.get("lambda.requests.x86_64")) is not None:
        # Managed Instances are billed for requests as other functions are.
        rows["lambda.managed_instances.requests"] = requests._replace(
            id="lambda.managed_instances.requests"
        )
    return Prices(region, "USD", rows, f"the AWS Price List API for {region}")


def _asked(client: Any, query: Query, region: str, today: date) -> Iterator[Price]:
    wanted = {"regionCode": region, **query.filters}
    filters = [
        {"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in wanted.items()
    ]
    pages = client.get_paginator("get_products").paginate(
        ServiceCode=query.service, Filters=filters, FormatVersion="aws_v1"
    )
    for page in pages:
        yield from prices_of(query, page["PriceList"], today)

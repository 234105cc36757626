"""Reads answers of the AWS Price List API: which product is which price row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from advisor.cost.prices import Price, PriceSource, instance_id

# What a Region's usage types begin with, such as USE1- or EUC1-; us-east-1 often has nothing.
_PREFIX = re.compile(r"^[A-Z]{2,4}[0-9]?-")


class Query(NamedTuple):
    """A query to the API: a service, filters on its products, and the price rows they become."""

    service: str
    filters: Mapping[str, str]
    rows: Mapping[str, tuple[str, str]]  # price row and unit, by usage type without its prefix


QUERIES = (
    Query(
        "AWSLambda",
        {},
        {
            "Request": ("lambda.requests.x86_64", "request"),
            "Request-ARM": ("lambda.requests.arm64", "request"),
            "Lambda-GB-Second": ("lambda.duration.x86_64", "GB-s"),
            "Lambda-GB-Second-ARM": ("lambda.duration.arm64", "GB-s"),
            "Lambda-Storage-GB-Second": ("lambda.storage.x86_64", "GB-s"),
            "Lambda-Storage-GB-Second-ARM": ("lambda.storage.arm64", "GB-s"),
        },
    ),
    Query(
        "AmazonECS",
        {},
        {
            "Fargate-vCPU-Hours:perCPU": ("fargate.vcpu.x86_64", "vCPU-h"),
            "Fargate-GB-Hours": ("fargate.memory.x86_64", "GB-h"),
            "Fargate-ARM-vCPU-Hours:perCPU": ("fargate.vcpu.arm64", "vCPU-h"),
            "Fargate-ARM-GB-Hours": ("fargate.memory.arm64", "GB-h"),
            "Fargate-Windows-vCPU-Hours:perCPU": ("fargate.vcpu.windows", "vCPU-h"),
            "Fargate-Windows-GB-Hours": ("fargate.memory.windows", "GB-h"),
            "Fargate-Windows-OS-Hours:perCPU": ("fargate.licence.windows", "vCPU-h"),
            "Fargate-EphemeralStorage-GB-Hours": ("fargate.storage", "GB-h"),
        },
    ),
    Query(
        "AmazonEC2",
        {"productFamily": "Storage", "volumeApiName": "gp3"},
        {"EBS:VolumeUsage.gp3": ("ebs.gp3", "GB-month")},
    ),
    Query(
        "AmazonEC2",
        {
            "operatingSystem": "Linux",
            "tenancy": "Shared",
            "preInstalledSw": "NA",
            "capacitystatus": "Used",
            "marketoption": "OnDemand",
        },
        {},
    ),
)
_INSTANCE = re.compile(r"BoxUsage:(?P<type>[a-z0-9-]+\.[a-z0-9-]+)")


def prices_of(query: Query, products: Iterable[str], today: date) -> Iterator[Price]:
    """The price rows among the products, which the API gives as JSON texts."""
    for text in products:
        product = json.loads(text)
        named = _named(query, product["product"]["attributes"].get("usagetype", ""))
        tiers = _tiers(product) if named else ()
        if named and tiers:
            source = PriceSource(_published(product, today), today, _title(query, product), _URL)
            yield Price(*named, tiers, None, source, "high")


_URL = "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html"


def _title(query: Query, product: Mapping[str, Any]) -> str:
    version = product.get("version")
    return f"AWS Price List API, {query.service}" + (f", version {version}" if version else "")


def _published(product: Mapping[str, Any], today: date) -> date:
    """The day of the offer file; today where it gives none."""
    day = str(product.get("publicationDate", ""))[:10]
    return date.fromisoformat(day) if day else today


def _named(query: Query, usage: str) -> tuple[str, str] | None:
    plain = _PREFIX.sub("", usage)
    if not query.rows:
        match = _INSTANCE.fullmatch(plain)
        return (instance_id(match["type"]), "h") if match else None
    return query.rows.get(plain)


def _tiers(product: Mapping[str, Any]) -> tuple[tuple[float, float], ...]:
    """Where each tier begins and its price; empty for what is not sold On-Demand in USD."""
    offers = product.get("terms", {}).get("OnDemand", {}).values()
    found = {
        float(each.get("beginRange", 0)): float(each["pricePerUnit"]["USD"])
        for offer in offers
        for each in offer["priceDimensions"].values()
        if "USD" in each["pricePerUnit"]
    }
    tiers = tuple(sorted(found.items()))
    # A price of nothing is a free tier, or a type that a Region lists and does not sell.
    return tiers if tiers and tiers[0][0] == 0 and all(price > 0 for _, price in tiers) else ()

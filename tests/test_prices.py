"""Price files are read strictly, prices are dated, and `refresh` reads what AWS's API says."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from click.testing import CliRunner

import advisor
from advisor.catalogue import read_catalogue
from advisor.cli.prices import command
from advisor.cost import terms
from advisor.cost.load import compiled_prices, prices_from, shipped_prices
from advisor.cost.price_list import QUERIES
from advisor.cost.written import price_file
from advisor.display.forms import as_markdown
from advisor.errors import AdvisorError
from advisor.rulebook import load_rules

BOOK = load_rules()
SHIPPED = shipped_prices(BOOK.folder, "us-east-1")

FILE = """\
region: us-east-1
currency: USD
sources:
  page: {title: a page, url: https://aws.amazon.com/, as_of: 2024-01-01, checked: 2024-01-01}
prices:
  fargate.vcpu.x86_64: {unit: vCPU-h, price: 1, source: page}
  fargate.memory.x86_64: {unit: GB-h, price: 0.5, source: page}
instances:
  - source: page
    prices:
      m6i.large: 0.1
"""
TWICE = """\
      m6i.large: 0.1
  - source: page
    prices:
      m6i.large: 0.2
"""


def written(tmp_path, text):
    path = tmp_path / "prices.yaml"
    path.write_text(text)
    return path


def test_every_shipped_price_is_dated_and_says_where_it_is_from():
    for row in SHIPPED.rows.values():
        assert row.source.title or row.source.judgement
        assert date(2025, 12, 1) < row.source.as_of <= row.source.checked <= BOOK.as_of, row.id
        assert row.confidence in ("high", "medium", "low")


def test_every_priced_instance_type_is_one_that_there_is():
    known = {each.type for each in read_catalogue(BOOK.folder / "instances.csv").instances}
    priced = {row.id.removeprefix("ec2.") for row in SHIPPED.rows.values() if row.unit == "h"}
    assert priced
    assert priced <= known


def test_every_size_of_the_default_families_has_a_price():
    families = (*BOOK.texts("ec2.default_x86_64"), *BOOK.texts("ec2.default_arm64"))
    for each in read_catalogue(BOOK.folder / "instances.csv").instances:
        if each.family in families and not each.bare_metal:
            assert f"ec2.{each.type}" in SHIPPED.rows


def test_within_a_family_without_gpus_a_larger_size_never_costs_less():
    known = {each.type: each for each in read_catalogue(BOOK.folder / "instances.csv").instances}
    found: dict[str, list[tuple[int, float]]] = {}
    for row in SHIPPED.rows.values():
        each = known.get(row.id.removeprefix("ec2."))
        if each and not each.gpus:
            found.setdefault(each.family, []).append((each.vcpus, row.price))
    for several in found.values():
        assert sorted(several) == sorted(several, key=lambda pair: (pair[1], pair[0]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("source: page}\n  fargate.m", "source: pge}\n  fargate.m"),
         ":6:57: `pge` is not one of the `sources`; did you mean `page`?"),
        (("price: 1,", "price: one,"), ":6:46: "),
        (("price: 1,", "price: 1, range: [1, 2],"),
         ":6:24: `prices.fargate.vcpu.x86_64` must have exactly one of `price`, `tiers`, `range`"),
        (("price: 1,", "range: [2, 1],"), "a range has a low and a high end"),
        (("price: 1,", "tiers: [{from: 5, price: 1}],"), "the first tier must begin at 0"),
        (("unit: GB-h", "unit: GB"), "must be one of request"),
        (("region: us-east-1", "region: Ohio"), ":1:9: `region` is `Ohio`"),
        (("m6i.large: 0.1", "m6i.large: -1"), ":11:18: "),
        (("      m6i.large: 0.1\n", TWICE), ":14:18: `m6i.large` has a price twice"),
        (("currency", "curency"), "did you mean `currency`?"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_price_file_is_named_with_its_place(tmp_path, change, said):
    assert change[0] in FILE
    path = written(tmp_path, FILE.replace(*change, 1))
    with pytest.raises(AdvisorError) as caught:
        prices_from(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_file_of_ones_own_takes_the_place_of_the_shipped_prices(tmp_path):
    own = terms(written(tmp_path, FILE))
    spec = {"duration": "1 h", "vcpus": 1, "memory": "2 GiB", "runs_per_month": 10, "image": "a"}
    found = advisor.recommend(spec, terms=own).costs
    assert found.option("batch-fargate").high == 10 * (1 * 1 + 2 * 0.5)
    assert found.option("batch-ec2").why == "there is no price of `ebs.gp3` for us-east-1"


def test_a_stale_price_is_said(tmp_path):
    own = terms(written(tmp_path, FILE))
    spec = {"duration": "1 h", "vcpus": 1, "memory": "2 GiB", "runs_per_month": 10, "image": "a"}
    made = advisor.recommend(spec, terms=own)
    assert {each.id for each in made.costs.stale} >= {"fargate.vcpu.x86_64"}
    assert "as of 2024-01-01, stale" in made.to_text().replace("\n" + " " * 14, " ")
    assert made.to_dict()["costs"]["prices"][0]["stale"] is True
    remedy = "advisor prices refresh --region us-east-1 -o prices.yaml"
    everywhere = (made.to_text(), made.to_markdown(), made.to_html(),
                  as_markdown(made.card()), as_markdown(made.costs.card()))  # fmt: skip
    assert all(remedy in " ".join(each.split()) for each in everywhere)


def test_prices_of_another_region_price_nothing(tmp_path):
    own = terms(written(tmp_path, FILE.replace("us-east-1", "eu-west-1")))
    spec = {"duration": "1 h", "vcpus": 1, "memory": "2 GiB", "runs_per_month": 10}
    assert advisor.recommend(spec, terms=own).costs.region == "eu-west-1"
    found = advisor.recommend({**spec, "region": "us-east-1"}, terms=own).costs
    assert found.problem == (
        "the prices given are of eu-west-1, and the workload runs in us-east-1"
    )


def test_the_compiled_prices_are_those_of_the_files():
    compiled = pickle.loads(compiled_prices(BOOK.folder))
    assert compiled["us-east-1"].rows == SHIPPED.rows


def test_what_is_written_is_read_again(tmp_path):
    again = prices_from(written(tmp_path, price_file(SHIPPED)))
    assert again.rows == SHIPPED.rows


def test_show_prints_rows_with_their_day():
    result = CliRunner().invoke(command, ["show", "fargate.vcpu.x86_64"])
    assert result.output.startswith("fargate.vcpu.x86_64  0.04048 vCPU-h, 2026-09-11, high")


# What the API answers, in the shape of recorded answers, with prices made up for the test.
def product(service, usage, *prices, **attributes):
    tiers = {
        f"SKU.TERM.{i}": {"unit": "x", "beginRange": str(begin), "endRange": "Inf",
                          "pricePerUnit": {"USD": f"{price:.10f}"}}
        for i, (begin, price) in enumerate(prices)
    }  # fmt: skip
    return json.dumps(
        {
            "product": {
                "productFamily": "Compute",
                "attributes": {"regionCode": "eu-central-1", "usagetype": usage, **attributes},
                "sku": "SKU",
            },
            "serviceCode": service,
            "terms": {"OnDemand": {"SKU.TERM": {"priceDimensions": tiers, "termAttributes": {}}}},
            "version": "20261120000000",
            "publicationDate": "2026-11-20T08:00:00Z",
        }
    )


PAGES = {
    "AWSLambda": [
        [product("AWSLambda", "EUC1-Request", (0, 0.0000002))],
        [
            product("AWSLambda", "EUC1-Lambda-GB-Second", (6e9, 0.000015), (0, 0.0000166667)),
            product("AWSLambda", "EUC1-Lambda-Provisioned-GB-Second", (0, 0.0000097)),
        ],
    ],
    "AmazonECS": [
        [
            product("AmazonECS", "EUC1-Fargate-vCPU-Hours:perCPU", (0, 0.04656)),
            product("AmazonECS", "EUC1-Fargate-GB-Hours", (0, 0.00511)),
            product("AmazonECS", "EUC1-ECS-EC2-GB-Hours", (0, 0)),
        ]
    ],
    "AmazonEC2": [
        [
            product("AmazonEC2", "EUC1-BoxUsage:m6i.large", (0, 0.115)),
            product("AmazonEC2", "EUC1-DedicatedUsage:m6i.large", (0, 0.2)),
            product("AmazonEC2", "EUC1-BoxUsage:m6i.xlarge", (0, 0.23)),
        ]
    ],
    "Storage": [[product("AmazonEC2", "EUC1-EBS:VolumeUsage.gp3", (0, 0.0952))]],
}


class _Api(BaseHTTPRequestHandler):
    """A stand-in of the AWS Price List API that answers GetProducts page by page."""

    asked: ClassVar[list[dict]] = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["X-Amz-Target"] == "AWSPriceListService.GetProducts"
        self.asked.append(body)
        fields = {each["Field"]: each["Value"] for each in body["Filters"]}
        pages = PAGES["Storage" if "volumeApiName" in fields else body["ServiceCode"]]
        number = int(body.get("NextToken", 0))
        found = pages[number] if fields["regionCode"] == "eu-central-1" else []
        answer = {"FormatVersion": "aws_v1", "PriceList": found}
        if number + 1 < len(pages):
            answer["NextToken"] = str(number + 1)
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def api():
    pytest.importorskip("boto3")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Api)
    _Api.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def refresh(address, *arguments):
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL_PRICING": address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_MAX_ATTEMPTS": "1",
        "NO_PROXY": "127.0.0.1",
    }
    call = [sys.executable, "-m", "advisor", "prices", "refresh", *arguments]
    return subprocess.run(call, env=environment, capture_output=True, text=True, check=False)


def test_refresh_writes_a_file_of_what_the_api_says(api, tmp_path):
    path = tmp_path / "prices.yaml"
    result = refresh(api, "--region", "eu-central-1", "-o", str(path))
    assert result.returncode == 0, result.stderr
    found = prices_from(path)
    assert found.region == "eu-central-1"
    prices = {name: row.tiers for name, row in found.rows.items() if not row.range}
    assert prices == {
        "lambda.requests.x86_64": ((0, 0.0000002),),
        "lambda.duration.x86_64": ((0, 0.0000166667), (6e9, 0.000015)),
        "fargate.vcpu.x86_64": ((0, 0.04656),),
        "fargate.memory.x86_64": ((0, 0.00511),),
        "ebs.gp3": ((0, 0.0952),),
        "ec2.m6i.large": ((0, 0.115),),
        "ec2.m6i.xlarge": ((0, 0.23),),
        "lambda.managed_instances.requests": ((0, 0.0000002),),
        "lambda.managed_instances.fee": ((0, 0.15),),
    }
    assert found.rows["ec2.spot"].range == SHIPPED.rows["ec2.spot"].range
    assert found.rows["ec2.m6i.large"].source.as_of == date(2026, 11, 20)
    assert "not in the price list of eu-central-1: fargate.vcpu.arm64" in result.stderr


def test_refresh_asks_for_the_region_and_reads_every_page(api):
    refresh(api, "--region", "eu-central-1")
    assert len(_Api.asked) == len(QUERIES) + 1
    for body in _Api.asked:
        region = {"Type": "TERM_MATCH", "Field": "regionCode", "Value": "eu-central-1"}
        assert region in body["Filters"]


def test_a_region_that_the_api_does_not_know_is_said(api):
    result = refresh(api, "--region", "mars-north-1")
    assert result.returncode == 2
    assert "the AWS Price List API knows no prices of `mars-north-1`" in result.stderr


def test_an_api_that_does_not_answer_is_said_in_one_line():
    pytest.importorskip("boto3")
    result = refresh("http://127.0.0.1:9", "--region", "eu-central-1")
    assert result.returncode == 2
    assert result.stderr.startswith("error: the AWS Price List API did not answer")
    assert "pricing:GetProducts" in result.stderr


def test_without_boto3_refresh_names_the_extra():
    script = (
        "import sys; sys.modules['boto3'] = None; sys.argv = ['advisor', 'prices', 'refresh', "
        "'--region', 'eu-central-1']; from advisor.cli import run; run()"
    )
    call = [sys.executable, "-c", script]
    result = subprocess.run(call, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "pip install 'compute-advisor[aws]'" in result.stderr


def test_the_help_says_that_it_uses_the_network():
    result = CliRunner().invoke(command, ["refresh", "--help"])
    assert "USES THE NETWORK" in result.output

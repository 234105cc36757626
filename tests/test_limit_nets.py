"""A wrong value of any limit is caught by two nets of proof, case, mutation and freshness."""

from __future__ import annotations

import os

import pytest

from advisor.testing.declared import declared
from advisor.testing.nets import ENOUGH, caught
from advisor.testing.suite import suite_of

pytest.importorskip("botocore", reason="the extra `fresh` is not installed")
pytest.importorskip("cfnlint", reason="the extra `fresh` is not installed")

SUITE = suite_of()
# Every limit takes minutes; that a step off is noticed by tests is held for all of them by the
# mutants (test_rule_tests.py). These were caught by nothing once, or are of each kind.
SOME = (
    "batch.queues", "batch.share_identifiers", "batch.submitted_jobs",
    "ec2.spot_warning", "fargate.longest_run", "lambda.memory_per_vcpu",
    "lambda.timeout", "starter.queue_priority",
)  # fmt: skip
LIMITS = None if os.environ.get("ADVISOR_SLOW") else SOME


def test_every_wrong_value_is_caught_twice_or_the_book_says_why_not():
    listed = declared(SUITE)
    found = list(caught(SUITE, only=LIMITS))
    assert len(found) >= len(SOME) * 2
    for each in found:
        is_listed = each.limit in listed.few_nets or (
            f"limit {each.limit} {each.change}" in listed.reasons
        )
        assert is_listed or len(each.nets) >= ENOUGH, each


def test_every_limit_that_is_said_to_have_few_nets_is_one():
    assert set(declared(SUITE).few_nets) <= set(SUITE.book.limits)

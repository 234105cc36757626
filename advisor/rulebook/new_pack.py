"""The files of a new pack, commented, as an example that loads and passes its own tests."""

from __future__ import annotations

import re

__all__ = ["new_pack"]


def new_pack(name: str, today: str) -> dict[str, str]:
    """The text of each file, by its path in the pack; `today` is the day its sources were checked.

    Raises ValueError for a name that cannot be an id.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or name == "advisor":
        raise ValueError("a pack is named in small letters, digits and single hyphens")
    letters = re.sub("[^A-Z]", "", name.upper())
    code = f"{letters}PCK"[:8] if len(letters) < _LETTERS else letters[:8]
    values = {"NAME": name, "CODE": code, "TODAY": today}
    return {_filled(path, values): _filled(text, values) for path, text in _FILES.items()}


_LETTERS = 3  # the least that a code may have


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub("|".join(values), lambda match: values[match[0]], text)


_PACK = """\
# What makes this folder a pack: put on top of the shipped rules with
#   advisor recommend job.yaml --rules NAME/
id: NAME
title: Additions of NAME

# Facts of your own. A spec states them under `x:`, as in `x: {data_class: secret}`.
# kind: number, boolean, text or list; a number may have a unit (s and MiB are written as `20 min`
# and `8 GiB`). `absent` is the value where a spec says nothing; leave it out, and the fact is
# unknown then, so that answers that hang on it are conditional.
facts:
  x.data_class:
    title: how secret the data is
    kind: text
    choices: [public, internal, secret]
    absent: internal

# Limits that have another value for you, such as a quota that was raised. `advisor rule CODE` names
# the limits that a rule reads.
pins:
  fargate.quota_vcpus:
    value: 100
    because: AWS raised the quota of our account
    source: {judgement: "read back from Service Quotas, account of production", checked: TODAY}

# Shipped rules that you switch off, or say otherwise. `advisor rule --all` lists them.
overrides:
  lambda-little-headroom:
    disabled: true
    because: an alarm tells us long before a function comes near the limit

# Other words for a decision's question, an option (`service.lambda`) or a platform.
texts:
  platforms:
    batch-ec2: {title: AWS Batch on our EC2 instances}
"""

_SERVICE = """\
# More rules for a decision of the shipped book: the file is named after it. A decision of your own
# has a `question` and `options` too.
decision: service
rules:
  - id: NAME-no-secrets-on-lambda     # permanent, and no other rule's
    code: CODE001                     # likewise: letters and three digits
    title: Secret data stays off Lambda
    when: {x.data_class: secret}      # a condition over facts: docs/reference/rules-format.md
    rules_out: [lambda, lambda-managed-instances]   # or favours: batch, with strength: strong
    because: "the data is {x.data_class}, which we process in our own network only"
    source: {judgement: "our security handbook, chapter 4", checked: TODAY}
    examples:                         # at least one that fires and one that does not
      - {facts: {x: {data_class: secret}}, expect: true}
      - {facts: {x: {data_class: public}}, expect: false}
      - {facts: {}, expect: false}
"""

_PROMISES = """\
# What holds wherever an option is recommended, said a second time and apart from the rules. Each
# rule that rules something out has its promise here, so that a mistake in one of them is seen:
#   advisor rules prove --rules NAME/
promises:
  - id: NAME-secrets-off-lambda
    title: secret data is in our own network
    of: {service: lambda}
    holds: {not: {x.data_class: secret}}
    source: {judgement: "our security handbook, chapter 4", checked: TODAY}
  - id: NAME-secrets-off-managed-instances
    title: secret data is in our own network
    of: {service: lambda-managed-instances}
    holds: {not: {x.data_class: secret}}
    source: {judgement: "our security handbook, chapter 4", checked: TODAY}
"""

_CASES = """\
# Whole workloads with the answer that you expect, each on top of `base`:
#   advisor rules test --rules NAME/
base: {image: app, lambda_image: true, duration: 5 min, vcpus: 1, memory: 2 GiB, runs_per_month: 9}
cases:
  - case: internal data is where the shipped rules put it
    spec: {}
    platform: lambda
    silent: [NAME-no-secrets-on-lambda]

  - case: secret data is not
    spec: {x: {data_class: secret}}
    platform: batch-fargate
    because: [NAME-no-secrets-on-lambda]

  - case: little headroom is no reason for us
    spec: {duration: 14 min}
    platform: lambda

  - case: the quota that we have is enough
    spec: {lambda_image: false, vcpus: 4, memory: 8 GiB, concurrency: 25}
    platform: batch-fargate
    no_advice: [fargate-vcpu-quota]

  - case: and not for more
    spec: {lambda_image: false, vcpus: 3.85, memory: 8 GiB, concurrency: 26}
    platform: batch-fargate
    advice: [fargate-vcpu-quota]
"""

_FILES = {
    "pack.yaml": _PACK,
    "service.yaml": _SERVICE,
    "promises.yaml": _PROMISES,
    "cases/NAME.yaml": _CASES,
}

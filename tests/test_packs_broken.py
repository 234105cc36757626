"""Every mistake in a pack is told with its place and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.rulebook import load_rules
from advisor.rulebook.new_pack import new_pack

PACK, SERVICE = "ours/pack.yaml", "ours/service.yaml"
ADVICE = """rules:
  - id: lambda-too-long
    code: OURS002
    title: t
    when: {gpus: 1}
    advises: a
    because: b
    source: {judgement: made up, checked: 2026-11-22}
    examples: [{facts: {gpus: 1}, expect: true}, {facts: {}, expect: false}]
"""
LIMIT = """service: fargate
title: f
limits:
  quota_vcpus: {title: q, values: [{value: 1, source: {judgement: j, checked: 2026-11-22}}]}
"""
DERIVED = "facts: {half: {title: h, formula: vcpus / 2}}\n"
PLATFORM = "platforms: [{id: lambda, title: l, choices: {service: lambda}}]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the pack `ours`, in which the test runs."""
    for pack in ("ours", "theirs"):
        for name, text in new_pack(pack, "2026-11-22").items():
            (tmp_path / pack / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / pack / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def complaint(*packs: str) -> str:
    """What is said of packs that are broken."""
    with pytest.raises(AdvisorError) as caught:
        load_rules(*packs)
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (PACK, "id: ours", "id: Ours", ":3:5: `id` "),
        (PACK, "id: ours", "id: advisor", ":3:5: the id `advisor` is taken by another pack"),
        (PACK, "facts:", "fact:", ":10:1: `fact` is not a field; did you mean `facts`?"),
        (PACK, "x.data_class:", "data_class:", ""),
        (PACK, "kind: text", "kind: texts", ""),
        (PACK, "kind: text", "kind: number", "`facts.x.data_class` must give `choices` only where"),
        (PACK, "absent: internal", "absent: intern",
         ":15:13: `absent` cannot be `intern`; did you mean `internal`?"),
        (PACK, "fargate.quota_vcpus:", "fargate.quota_vcpu:",
         ":21:5: `fargate.quota_vcpu` is not a limit; did you mean `fargate.quota_vcpus`?"),
        (PACK, "value: 100", "value: [100]",
         ":21:12: `fargate.quota_vcpus` is a number, not a list of texts"),
        (PACK, "lambda-little-headroom:", "lambda-litle-headroom:",
         (":28:5: `lambda-litle-headroom` is not a rule of the book; "
         "did you mean `lambda-little-headroom`?")),
        (PACK, "lambda-little-headroom:", "SVC004:",
         ":28:5: `SVC004` is not a rule of the book; write its id, `lambda-little-headroom`"),
        (PACK, "lambda-little-headroom:", "ours-no-secrets-on-lambda:",
         ":28:5: `ours-no-secrets-on-lambda` is a rule of this pack: change it where it stands"),
        (PACK, "disabled: true", "disabled: true\n    change: {title: t}",
         "must give either `disabled: true` or `change`"),
        (PACK, "disabled: true", "change: {when: {gpus: 1}}",
         "must give `examples` with `when`: the old ones may no longer hold"),
        (PACK, "disabled: true", "change: {favours: batch}",
         ":28:13: must give `strength` with `favours`, and only there"),
        (PACK, "disabled: true", "change: {because: 'of {durtion}'}",
         ":28:23: `durtion` is not a fact or a limit; did you mean `duration`?"),
        (PACK, "batch-ec2:", "batch-ec:",
         ":34:15: `batch-ec` is not a platform; did you mean `batch-ec2`?"),
        (PACK, "id: ours", "id: ours\ndecisions: [more]",
         ":4:13: `more` is not a decision of a file here"),
        (SERVICE, "decision: service", "decision: servic", "`servic` is a new decision and needs"),
        (SERVICE, "decision: service", "decision: service\nquestion: Where?",
         (":3:11: `service` is a decision of `advisor`: add `rules` and `options`, "
         "and give other words under `texts` in pack.yaml")),
        (SERVICE, "decision: service", "decision: service\noptions: [{id: batch, title: B}]",
         ":4:16: the option `batch` is one of `advisor` already"),
        (SERVICE, "{x.data_class: secret}", "{x.data_clas: secret}",
         ":8:25: `x.data_clas` is not a fact; did you mean `x.data_class`?"),
        (SERVICE, "{x.data_class: secret}", "{x.data_class: secrt}",
         ":8:26: `secrt` is not a value of `x.data_class`; did you mean `secret`?"),
        (SERVICE, "OURS001", "SVC001", ": the code `SVC001` is taken by a rule in "),
        (SERVICE, "{data_class: public}}, expect: false", "{data_class: 3}}, expect: false",
         "example 2 of `ours-no-secrets-on-lambda` is not a workload: `x.data_class` must be"),
        (SERVICE, "{data_class: public}}, expect: false", "{data_class: secret}}, expect: false",
         "example 2 of `ours-no-secrets-on-lambda` expects false and gets true"),
        ("ours/advice.yaml", "", ADVICE, ":2:9: the id `lambda-too-long` is taken by a rule in "),
        ("ours/limits/fargate.yaml", "", LIMIT,
         (":4:16: `fargate.quota_vcpus` is a limit of `advisor`; "
         "give its value under `pins` in pack.yaml")),
        ("ours/derived.yaml", "", DERIVED,
         ":1:15: the derived fact `half` of a pack must start with `x.`; call it `x.half`"),
        ("ours/platforms.yaml", "", PLATFORM,
         ":1:18: the platform `lambda` is one of `advisor` already"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(folder: Path, file, old, new, message):
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    text = path.read_text() if path.is_file() else ""
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else new)
    said = complaint("ours")
    assert any(line.startswith(f"{file}:") and message in line for line in said.splitlines()), said
    assert len(said.splitlines()) <= 3, said


def test_packs_that_contradict_each_other_are_told_at_each_place(folder: Path):
    (folder / "theirs" / "service.yaml").unlink()
    assert complaint("ours", "theirs").splitlines() == [
        "theirs/pack.yaml:12:5: `x.data_class` is declared by the pack `ours` already",
        (
            "theirs/pack.yaml:28:5: the packs `ours` and `theirs` both change "
            "`lambda-little-headroom`; leave it to one of them"
        ),
        (
            "theirs/pack.yaml:21:5: the packs `ours` and `theirs` both change "
            "`fargate.quota_vcpus`; leave it to one of them"
        ),
    ]


def test_the_same_pack_twice_is_a_mistake(folder: Path):
    assert complaint("ours", "ours").startswith("ours/pack.yaml:3:5: the id `ours` is taken")


def test_a_message_is_in_lower_case_and_has_no_full_stop(folder: Path):
    (folder / "theirs" / "service.yaml").unlink()
    for line in complaint("ours", "theirs").splitlines():
        assert not line.endswith(".")

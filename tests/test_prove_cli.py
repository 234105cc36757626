"""`advisor rules prove`: what it prints, the files it writes, its exit codes."""

from __future__ import annotations

import json
import shutil

import pytest

pytest.importorskip("z3")

from cli_support import call

from advisor.api import recommend
from advisor.prove.report import in_json, in_text
from advisor.prove.results import Proof, Verdict
from advisor.shipped import shipped_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the shipped rules."""
    return shutil.copytree(shipped_folder(), tmp_path_factory.mktemp("book") / "rules")


@pytest.fixture
def broken(folder):
    """A book in which a rule reads the wrong limit; mended again afterwards."""
    path = folder / "service.yaml"
    text = path.read_text(encoding="utf-8")
    wrong = text.replace(
        "duration: {gt: {limit: lambda.timeout}}", "duration: {gt: {limit: fargate.longest_run}}", 1
    )
    assert wrong != text
    # Its examples hold the rule to its limit, and the loader would refuse it: they go too.
    head, tail = wrong.split("      - {facts: {duration: 901 s}, expect: true}\n", 1)
    path.write_text(
        head + "      - {facts: {duration: 900 d}, expect: true}\n" + tail, encoding="utf-8"
    )
    yield folder
    path.write_text(text, encoding="utf-8")


def test_a_book_that_is_right_is_proved_and_counted(folder, capsys):
    done = call(capsys, "rules", "prove", "--rules", str(folder), "--only", "total,monotone")
    assert done.code == 0, done.out + done.err
    *_, total, monotone, summary = done.out.splitlines()
    assert total.split()[::2] == ["total", "proved"]
    assert monotone.startswith("monotone")
    assert "failed" not in summary


def test_what_fails_comes_with_a_file_that_can_be_run(broken, tmp_path, capsys):
    done = call(
        capsys, "rules", "prove", "--rules", str(broken), "--only", "sound", "--out", str(tmp_path)
    )
    assert done.code == 1
    assert "FAILED sound/lambda-time" in done.out
    assert "promises.yaml:" in done.out
    path = tmp_path / "sound-lambda-time.yaml"
    assert path.read_text(encoding="utf-8").startswith("# expected: ")
    answer = recommend(path)
    assert answer.outcome.facts["duration"] > 900


def test_json_has_every_proof_and_its_workloads(broken, capsys):
    done = call(capsys, "rules", "prove", "--rules", str(broken), "--only", "sound", "-f", "json")
    document = json.loads(done.out)
    failed = [proof for proof in document["proofs"] if proof["verdict"] == "failed"]
    assert document["counts"]["failed"] == len(failed) > 0
    (proof,) = [proof for proof in failed if proof["id"] == "lambda-time"]
    assert proof["line"] > 0
    recommend(proof["examples"][0]["spec"])


def test_what_z3_could_not_decide_is_said_to_be_undecided():
    proof = Proof("sound", "hard", "it is hard", Verdict.UNDECIDED, "timeout")
    assert "UNDECIDED sound/hard" in in_text([proof], 1.0)
    assert json.loads(in_json([proof]))["counts"] == {"proved": 0, "failed": 0, "undecided": 1}


def test_mistakes_in_what_is_declared_are_told_with_their_place(folder, capsys):
    path = folder / "promises.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("{gpus: 0}", "{gpu: 0}", 1), encoding="utf-8")
    done = call(capsys, "rules", "prove", "--rules", str(folder), "--only", "sound")
    path.write_text(text, encoding="utf-8")
    assert done.code == 2
    assert "`gpu` is not a fact; did you mean `gpus`?" in done.err
    assert "promises.yaml:" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "totl"], "`totl` is not a kind of proof; did you mean `total`?"),
        (["--rules", "nowhere"], "nowhere"),
        (["--timeout", "0"], "--timeout"),
    ],
)
def test_mistakes_in_a_call_are_told(arguments, message, capsys):
    done = call(capsys, "rules", "prove", *arguments)
    assert done.code == 2
    assert message in done.err


def test_a_book_that_declares_nothing_is_proved_as_far_as_that_goes(tmp_path, capsys):
    """Without promises every ruling out is one too many, which is told, not a crash."""
    bare = shutil.copytree(shipped_folder(), tmp_path / "rules")
    for name in ("promises.yaml", "nofit.yaml", "proofs.yaml"):
        (bare / name).unlink()
    done = call(capsys, "rules", "prove", "--rules", str(bare), "--only", "total,unambiguous")
    assert done.code == 1
    assert "FAILED total/service" in done.out

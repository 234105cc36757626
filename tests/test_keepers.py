"""What keepers of a rule book have at hand: one `--rules` everywhere, filters, broken books too."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.cli import advisor
from advisor.shipped import shipped_folder

ACME = str(Path(__file__).parents[1] / "examples/packs/acme")


def call(*arguments):
    """The exit code, standard output and standard error of a call."""
    result = CliRunner().invoke(advisor, list(arguments), standalone_mode=False)
    assert result.exception is None or "SystemExit" in repr(result.exception), result.exception
    return result.return_value or 0, result.stdout, result.stderr


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A copy of the shipped book with a wrong limit, so that examples of it do not hold."""
    folder = tmp_path_factory.mktemp("a book") / "rules"
    shutil.copytree(shipped_folder(), folder)
    path = folder / "limits/lambda.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value: 900\n", "value: 901\n", 1), encoding="utf-8")
    return folder


def test_a_book_whose_examples_fail_is_proved_all_the_same(broken):
    pytest.importorskip("z3")
    code, out, err = call("rules", "prove", "--only", "total", "--rules", str(broken))
    assert code == 1
    assert " proved in " in out
    assert "example 2 of `lambda-too-long` expects true and gets false" in err
    assert "examples do not hold, so what was said here is of a broken book" in err


def test_a_counterexample_is_run_with_the_rules_that_were_proved(tmp_path):
    """The command that is shown, and the file that is written, name the pack."""
    pytest.importorskip("z3")
    pack = tmp_path / "my pack"
    pack.mkdir()
    (pack / "pack.yaml").write_text("id: mine\ntitle: Mine\n")
    (pack / "service.yaml").write_text(
        "decision: service\nrules:\n"
        "  - {id: no-batch, code: MINE001, title: t, when: {efa: true}, rules_out: batch,\n"
        "     because: b, source: {judgement: j, checked: 2026-11-22},\n"
        "     examples: [{facts: {efa: true}, expect: true}, {facts: {}, expect: false}]}\n"
    )
    out_folder = tmp_path / "out"
    code, out, _ = call(
        "rules", "prove", "--only", "total", "--rules", str(pack), "--out", str(out_folder)
    )
    assert code == 1
    assert f"`advisor recommend --rules '{pack}'`" in out
    (written,) = out_folder.iterdir()
    assert f"# run by: advisor recommend --rules '{pack}'" in written.read_text()
    assert call("recommend", str(written), "--rules", str(pack))[0] == 1


VERBS = [
    ("rule", "ACME002"),
    ("rules", "list", "--pack", "acme"),
    ("rules", "test"),
    ("sql", "--columns", "name,duration,vcpus,memory", "--fired"),
]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_rules_may_be_given_several_times_and_stand_in_the_configuration(
    verb, tmp_path, monkeypatch
):
    other = tmp_path / "other"
    other.mkdir()
    (other / "pack.yaml").write_text("id: other\ntitle: Other\n")
    named = call(*verb, "--rules", ACME, "--rules", str(other))
    project = tmp_path / "project"
    project.mkdir()
    (project / "advisor.toml").write_text(f"rules = [{json.dumps(ACME)}, {json.dumps(str(other))}]")
    monkeypatch.chdir(project)
    configured = call(*verb)
    assert named[0] == configured[0] == 0
    assert _timeless(named[1]) == _timeless(configured[1])
    if verb[0] != "rules" or verb[1] != "test":
        assert "acme" in named[1].lower()


def _timeless(text):
    return text.partition(" in ")[0] if "passed" in text else text


def test_the_rules_of_the_configuration_can_be_left_out(tmp_path, monkeypatch):
    (tmp_path / "advisor.toml").write_text(f"rules = [{json.dumps(ACME)}]")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError, match="is no rule"):
        call("rule", "ACME002", "--no-config")


def listed(*arguments):
    found = json.loads(call("rules", "list", "-f", "json", *arguments)[1])["rules"]
    return {each["code"] for each in found}


def test_rules_are_listed_by_decision_severity_pack_and_words():
    everything = listed("--rules", ACME)
    compute = listed("--rules", ACME, "--decision", "compute")
    assert compute == {each for each in everything if each.startswith("CMP")} | {"ACME001"}
    assert listed("--rules", ACME, "--pack", "acme") == {"ACME001", "ACME002", "ACME003", "ORC001"}
    assert listed("--decision", "advice") == {each for each in everything if each.startswith("ADV")}
    errors = listed("--severity", "error")
    assert "SPC013" in errors
    assert not errors & compute
    assert listed("Fargate", "GPUS", "--decision", "compute") >= {"CMP019"}


def test_a_filter_that_nothing_has_is_a_mistake_with_what_there_is():
    with pytest.raises(AssertionError, match=r"`servce` is no decision.*`service`"):
        call("rules", "list", "--decision", "servce")
    code, out, err = call("rules", "list", "no rule says this")
    assert (code, out, err) == (0, "", "no rule is like that\n")


def test_a_rule_of_a_pack_is_marked_in_the_list():
    text = call("rules", "list", "--rules", ACME, "--decision", "compute")[1]
    assert "ACME001  acme-secret-data-on-our-image  (pack acme)\n" in text


def test_current_pages_are_said_to_be_current():
    docs = Path(__file__).parents[1] / "docs"
    code, out, _ = call("rules", "docs", "--check", "--out", str(docs))
    assert code == 0
    assert out.startswith("all ")
    assert out.endswith("are current\n")

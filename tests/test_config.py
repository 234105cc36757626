"""A project's settings are found, read strictly, and say where a mistake stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_support import GOOD, LONG_ON_LAMBDA, Folder

from advisor.config import Config, config_from, find_config
from advisor.errors import AdvisorError


def problem(tmp_path: Path, text: str, name: str = "advisor.toml") -> str:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(AdvisorError) as raised:
        config_from(path)
    return str(raised.value).replace(str(path), name)


def test_there_are_settings_for_everything_that_a_project_decides_once(tmp_path: Path):
    path = tmp_path / "pyproject.toml"
    (tmp_path / "ours").mkdir()
    path.write_text(
        """
[tool.other]
select = 3

[tool.advisor]
rules = ["ours"]
select = ["SPC", "JOB"]
ignore = ["SPC011"]
exclude = ["vendor"]
fail-level = "warning"
consider = "ecs-managed-instances"
region = "eu-west-1"
per-file-ignores = { "api/*.json" = ["JOB057"] }

[tool.advisor.severities]
SPC016 = "error"
"""
    )
    assert config_from(path) == Config(
        path,
        (tmp_path / "ours",),
        ("SPC", "JOB"),
        ("SPC011",),
        ("vendor",),
        {"api/*.json": ("JOB057",)},
        {"SPC016": "error"},
        "warning",
        ("ecs-managed-instances",),
        "eu-west-1",
    )


def test_the_nearest_file_counts(tmp_path: Path):
    (tmp_path / "advisor.toml").write_text('region = "eu-west-1"\n')
    near = tmp_path / "a"
    (near / "b").mkdir(parents=True)
    assert find_config(near / "b").region == "eu-west-1"
    (near / "advisor.toml").write_text('region = "eu-west-2"\n')
    assert find_config(near / "b").region == "eu-west-2"


def test_pyproject_counts_before_advisor_toml_and_only_with_our_table(tmp_path: Path):
    (tmp_path / "advisor.toml").write_text('region = "eu-west-1"\n')
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")
    assert find_config(tmp_path).region == "eu-west-1"
    (tmp_path / "pyproject.toml").write_text('[tool.advisor]\nregion = "eu-west-2"\n')
    assert find_config(tmp_path).region == "eu-west-2"


def test_without_a_file_there_are_the_defaults(tmp_path: Path):
    assert find_config(tmp_path / "nowhere") == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selct = []", "advisor.toml:1:1: `selct` is not a setting; did you mean `select`?"),
        ("\n  ignore = 3", "advisor.toml:2:3: `ignore` must be a list of texts"),
        ("select = [1]", "advisor.toml:1:1: `select` must be a list of texts"),
        ("region = []", "advisor.toml:1:1: `region` must be a text"),
        (
            '[severities]\nSPC010 = "eror"',
            "advisor.toml:2:1: `eror` is not a severity; did you mean `error`?",
        ),
        ('fail-level = "high"', "advisor.toml:1:1: `high` is not a severity"),
        ("severities = 3", "advisor.toml:1:1: `severities` must be a table"),
        (
            '["per-file-ignores"]\n"a" = ["SPC"]\n"b" = 3',
            "advisor.toml:3:1: `per-file-ignores.b` must be a list of texts",
        ),
        ('rules = ["no/where"]', "advisor.toml:1:1: there is no folder `"),
        ("a = [", "advisor.toml: is not valid TOML"),
        ("a = 1\na = 2\n", "advisor.toml:2:6: is not valid TOML"),
    ],
)
def test_a_mistake_says_its_line_and_what_would_be_right(tmp_path: Path, text, message):
    assert problem(tmp_path, text).startswith(message)


def test_a_mistake_in_pyproject_says_its_line_there(tmp_path: Path):
    text = "[project]\nname = 'x'\nselct = 1\n[tool]\n[tool.advisor]\n# a word\nselct = []\n"
    assert problem(tmp_path, text, "pyproject.toml").startswith("pyproject.toml:7:1: `selct`")
    text = "[tool]\nadvisor = { selct = [] }\n"
    assert problem(tmp_path, text, "pyproject.toml").startswith("pyproject.toml:2:1: `selct`")
    text = "tool.advisor.selct = []\n"
    assert problem(tmp_path, text, "pyproject.toml").startswith("pyproject.toml:1:1: `selct`")


def test_all_mistakes_are_told_at_once(tmp_path: Path):
    assert len(problem(tmp_path, "a = 1\nb = 2\nselect = 3\n").splitlines()) == 3


@pytest.mark.parametrize(
    ("data", "words"), [(b"\xff\xfe", "is not UTF-8"), (b"a = 1\x00", "is not valid TOML")]
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, data, words):
    path = tmp_path / "advisor.toml"
    path.write_bytes(data)
    with pytest.raises(AdvisorError, match=words):
        config_from(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('select = ["SPCO10"]', "advisor.toml:1:1: `SPCO10` in `select` is no rule"),
        ('[severities]\nSPCO10 = "note"', "advisor.toml:1:1: `SPCO10` in `severities` is no rule"),
        ('["per-file-ignores"]\n"*" = ["X"]', "`X` in `per-file-ignores.*` is no rule"),
        ('consider = ["fargate"]', "advisor.toml:1:1: `consider` cannot be `fargate`"),
        ('rules = ["a", "b"]', "has no pack.yaml"),
    ],
)
def test_a_name_that_the_rule_book_does_not_have_is_a_mistake(folder: Folder, text, words):
    folder.write({"advisor.toml": text, "workload.yaml": GOOD, "a/x": "", "b/x": ""})
    answer = folder.check()
    assert answer.code == 2
    assert words in answer.err


def test_settings_count_for_the_check(folder: Folder):
    folder.write(
        {
            "pyproject.toml": '[tool.advisor]\nignore = ["SPC021"]\nfail-level = "note"\n'
            '[tool.advisor.severities]\nSPC010 = "note"\n',
            "jobs/a.workload.yaml": LONG_ON_LAMBDA + "timeout: 5 min\n",
        }
    )
    answer = folder.check()
    assert "note[SPC010]" in answer.out
    assert "SPC021" not in answer.out
    assert answer.code == 1
    assert folder.check("--fail-level", "warning").code == 0


def test_a_call_selects_instead_of_the_configuration_and_ignores_on_top(folder: Folder):
    folder.write(
        {
            "advisor.toml": 'select = ["SPC021"]\nignore = ["SPC011"]\n',
            "a.workload.yaml": LONG_ON_LAMBDA + "timeout: 5 min\n",
        }
    )
    assert folder.codes() == ["SPC021"]
    assert folder.codes("--select", "SPC010") == ["SPC010"]
    assert folder.codes("--ignore", "SPC021") == []


def test_globs_are_as_seen_from_the_configuration(folder: Folder, monkeypatch):
    folder.write(
        {
            "advisor.toml": '["per-file-ignores"]\n"jobs/old/*" = ["SPC010"]\n',
            "jobs/old/a.workload.yaml": LONG_ON_LAMBDA,
            "jobs/new/a.workload.yaml": LONG_ON_LAMBDA,
        }
    )
    assert folder.codes() == ["SPC010"]
    monkeypatch.chdir(folder.path / "jobs")
    assert folder.codes() == ["SPC010"]
    assert folder.codes("old") == []


def test_a_configuration_may_be_named_or_left_out(folder: Folder):
    folder.write({"other.toml": 'ignore = ["SPC010"]\n', "a.workload.yaml": LONG_ON_LAMBDA})
    assert folder.codes("--config", "other.toml") == []
    folder.write({"advisor.toml": 'ignore = ["SPC010"]\n'})
    assert folder.codes() == []
    assert folder.codes("--no-config") == ["SPC010"]


def test_every_setting_is_documented():
    text = (Path(__file__).parent.parent / "docs" / "reference" / "check.md").read_text()
    from advisor.config import _KEYS

    assert all(f"`{key}`" in text for key in _KEYS)

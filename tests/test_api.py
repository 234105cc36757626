"""The library: what is asked of `recommend` from Python, and what may be done with its answer."""

import json
import pickle

import pytest

import advisor
from advisor import Workload

SPEC = {"name": "night", "duration": "2 h", "memory": "4 GiB", "vcpus": 2}


@pytest.mark.parametrize("of", ["a mapping", "a file", "an object"])
def test_an_answer_travels_between_processes(of, tmp_path):
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    given = {"a mapping": SPEC, "a file": tmp_path / "spec.json", "an object": Workload(**SPEC)}
    answer = advisor.recommend(given[of])
    arrived = pickle.loads(pickle.dumps(answer))
    assert hash(arrived) == hash(answer)
    assert arrived.to_json() == answer.to_json()


def test_an_answer_is_shown_in_one_line_and_cannot_be_changed():
    answer = advisor.recommend(SPEC)
    assert repr(answer) == "<Recommendation 'night': platform='batch-fargate', status='settled'>"
    assert len({answer, advisor.recommend(dict(SPEC))}) == 1
    with pytest.raises(TypeError):
        answer.outcome.facts["memory"] = 1

"""The frame of every page: it takes nothing from a network, and no text ends an element."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from jinja2 import DictLoader

from advisor.page import base, filled, tokens

HOSTILE = "</script><img src=x onerror=alert(1)>&<!--\"'"


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch):
    """A template that extends the base, as those of other packages do."""
    own = base.environment(base.HOME).overlay()
    text = (
        '{% extends "base.html.j2" %}{% block title %}{{ said }}{% endblock %}'
        "{% block main %}{{ said }}{% endblock %}"
    )
    own.loader = DictLoader({"some.html.j2": text, "base.html.j2": source()})
    monkeypatch.setattr(base, "environment", lambda _package: own)
    return "some.html.j2"


def source() -> str:
    loader = base.environment(base.HOME).loader
    assert loader is not None
    return loader.get_source(base.environment(base.HOME), "base.html.j2")[0]


def test_no_text_becomes_markup(template: str):
    page = filled(template, {"said": HOSTILE}, data={"facts": {"name": HOSTILE}})
    assert "<img" not in page
    assert page.count("<script") == page.count("</script>") == 1


def test_data_reads_as_it_was(template: str):
    page = filled(template, {"said": ""}, data={"facts": {"name": HOSTILE}})
    (text,) = re.findall(r'<script type="application/json" id="facts">(.*?)</script>', page)
    assert json.loads(text) == {"name": HOSTILE}


def test_the_policy_lets_nothing_in_but_the_scripts_of_the_page(template: str):
    page = filled(template, {"said": ""}, scripts=["let here = '<b>'"])
    (script,) = re.findall(r"<script>(.*?)</script>", page)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="(.*?)"', page)
    assert policy.startswith("default-src &#39;none&#39;; ")
    assert f"script-src &#39;sha256-{digest}&#39;;" in policy


def test_a_script_that_would_end_its_own_element_is_refused(template: str):
    with pytest.raises(ValueError, match="end its own element"):
        filled(template, {"said": ""}, scripts=["'</script>'"])


def test_a_card_can_have_the_properties_for_itself():
    assert ":root" not in tokens(".card")
    assert tokens(".card").count(".card {") == 2

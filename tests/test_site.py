"""The site builds strictly, its links lead somewhere, and it fits a phone."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from advisor.check.explained import every_rule
from advisor.pages import SITE, see
from advisor.rulebook import shipped_rules

ROOT = Path(__file__).parent.parent
PHONE = 360
# Material is there to be told from plain MkDocs, which would fail over the theme.
if not all(importlib.util.find_spec(name) for name in ("mkdocs", "material")):
    pytest.skip("the extra `docs` is not installed", allow_module_level=True)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site; a warning of the build is an error."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return folder


def ids(page: Path) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', page.read_text("utf-8")))


def test_the_site_builds_strictly(site):
    assert (site / "index.html").is_file()


def test_the_readme_is_the_first_page(site):
    text = (site / "index.html").read_text("utf-8")
    assert "Where should this job run on AWS" in text
    assert 'src="assets/decision-tree.svg"' in text


def test_every_address_that_a_message_can_point_to_is_on_the_site(site):
    known: dict[Path, set[str]] = {}
    for rule in every_rule(shipped_rules()):
        address = see(rule.code)
        assert address is not None
        path, _, fragment = address.removeprefix(SITE).partition("#")
        page = site / path / "index.html"
        if page not in known:
            known[page] = ids(page)
        assert fragment in known[page], address


def test_the_address_of_the_site_is_the_one_that_messages_have():
    assert f"site_url: {SITE}\n" in (ROOT / "mkdocs.yml").read_text("utf-8")


def test_the_site_loads_nothing_from_elsewhere(site):
    """A reader's browser asks nobody else for fonts, scripts or pictures."""
    loaded = re.compile(
        r'(?:src=|<link[^>]*rel="(?:stylesheet|preconnect|icon)"[^>]*href=)"?(https?:[^"\s>]+)'
    )
    for page in site.rglob("*.html"):
        assert loaded.findall(page.read_text("utf-8")) == []


PROBE = """<!doctype html><body>{frames}<pre id="out"></pre><script>
onload = () => {{
  const widths = {{}};
  for (const frame of document.querySelectorAll("iframe")) {{
    const page = frame.contentDocument;
    widths[frame.title] = Math.max(page.documentElement.scrollWidth, page.body.scrollWidth);
  }}
  document.getElementById("out").textContent = JSON.stringify(widths);
}};
</script>"""
FRAME = (
    '<iframe title="{page}" src="{page}" style="width:{width}px;height:800px;border:0"></iframe>'
)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_):
        """Nobody reads it."""


@pytest.fixture
def address(site):
    """The address under which the built site is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_no_page_is_wider_than_a_phone(site, address):
    """Tables, code and drawings scroll in boxes of their own."""
    pages = [f"/{page.parent.relative_to(site).as_posix()}/" for page in site.rglob("index.html")]
    frames = "".join(FRAME.format(page=page, width=PHONE) for page in pages)
    (site / "probe.html").write_text(PROBE.format(frames=frames), "utf-8")
    seen = subprocess.run(
        [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom",
         "--disable-background-networking", f"--user-data-dir={site.parent / 'profile'}",
         f"{address}/probe.html"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    found = re.search(r'<pre id="out">(.*?)</pre>', seen.stdout)
    assert found, seen.stderr
    widths = json.loads(unescape(found[1]))
    assert set(widths) == set(pages)
    assert {page: width for page, width in widths.items() if width > PHONE} == {}

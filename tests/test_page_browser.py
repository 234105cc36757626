"""The pages in a real browser: at every width, by keyboard, on paper, and to nobody else."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from browser import findings
from cli_support import call

import advisor
from advisor.cost.words import rows
from advisor.display.forms import as_html
from advisor.pictures.map_drawing import drawn_map

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
SPEC = {
    "name": "thumbnails", "duration": "12 min", "vcpus": 2, "memory": "3 GB", "trigger": "event",
    "lambda_image": True, "image": "registry/thumbs:1",
}  # fmt: skip
HOSTILE = "</script><img src=http://127.0.0.1:9/x onerror=alert(1)>'\"&\N{RIGHT-TO-LEFT OVERRIDE}"
NOTEBOOK = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>a notebook</title>'
    "<style>:root {{ color-scheme: light dark }}</style><main><h1>A notebook</h1>{}</main></html>"
)
WIDTHS = (360, 768, 1280, 3840)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Both kinds of pages, of answers of all kinds."""
    folder = tmp_path_factory.mktemp("pages")
    hostile = {"name": HOSTILE, "description": HOSTILE, "image": HOSTILE, "duration": "20 min"}
    specs = {
        "settled": GOLDEN / "cost.yaml",
        "conditional": GOLDEN / "name-only.yaml",
        "no-fit": GOLDEN / "contradiction.yaml",
        "hostile": {**hostile, "host_requirements": [HOSTILE], "runs_per_month": 30},
    }
    for name, spec in specs.items():
        answer = advisor.recommend(spec)
        (folder / f"report-{name}.html").write_text(answer.to_html(), "utf-8")
        (folder / f"explore-{name}.html").write_text(advisor.explore(answer), "utf-8")
    book = advisor.load_rules(ROOT / "examples" / "packs" / "acme")
    own = {"x": {"data_class": "secret", "budget_period": "7 d"}, "duration": "20 min"}
    (folder / "explore-own.html").write_text(advisor.explore(own, rules=book), "utf-8")
    beyond = {"runs_per_month": "1000-50000", "x": {"rate": float("nan")}}
    (folder / "explore-range.html").write_text(advisor.explore(beyond), "utf-8")
    elsewhere = {"duration": "1 h", "runs_per_month": 30, "region": "eu-west-1"}
    (folder / "explore-elsewhere.html").write_text(advisor.explore(elsewhere), "utf-8")
    (folder / "explore.html").write_text(advisor.explore(SPEC), "utf-8")
    compared = advisor.compare([advisor.recommend(SPEC), *map(advisor.recommend, specs.values())])
    (folder / "card.html").write_text(NOTEBOOK.format(as_html(compared.card())), "utf-8")
    return folder


@pytest.fixture(scope="module")
def context_of(browser):
    """One context for each kind of window: to start one costs more than the page in it."""
    started = {}

    def context(**options):
        key = repr(sorted(options.items()))
        if key not in started:
            started[key] = browser.new_context(**options)
        return started[key]

    yield context
    for each in started.values():
        each.close()


@pytest.fixture
def visit(context_of, files):
    """Opens a page; at the end nothing must have been complained of, or asked of anybody."""
    told, asked, opened = [], [], []

    def opened_page(name: str, address: str = "", **options):
        page = context_of(**options).new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{(files / name).as_uri()}{address}")
        opened.append(page)
        return page

    yield opened_page
    for page in opened:
        page.close()
    assert told == []
    assert all(url.startswith(files.as_uri()) for url in asked)


PAGES = [
    f"{kind}-{name}.html"
    for kind in ("report", "explore")
    for name in ("settled", "conditional", "no-fit", "hostile")
]


@pytest.mark.parametrize("name", [*PAGES, "card.html"])
def test_no_page_is_wider_than_its_window(visit, name):
    page = visit(name)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("report-settled.html", "light"), ("report-settled.html", "dark"),
     ("report-no-fit.html", "light"), ("explore-conditional.html", "light"),
     ("explore-conditional.html", "dark"), ("card.html", "dark")],
)  # fmt: skip
def test_the_accessibility_checker_finds_nothing(visit, name, scheme):
    page = visit(name, color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert findings(page) == []


def test_the_accessibility_checker_would_find_something(visit):
    page = visit("report-no-fit.html")
    page.evaluate("document.querySelector('h1').outerHTML = '<input>'")
    assert any(each.startswith("label:") for each in findings(page))


@pytest.mark.parametrize("name", ["report-settled.html", "explore-conditional.html"])
def test_every_control_can_be_reached_by_tab_and_shows_that_it_is(visit, name):
    page = visit(name, viewport={"width": 1280, "height": 900})
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href],button,input,select,summary,[tabindex=\"0\"]')]"
        ".filter((each) => each.checkVisibility()).length"
    )
    seen = []
    for _ in range(wanted + 1):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(() => { const here = document.activeElement; here.dataset.seen = 'yes';"
                "const style = getComputedStyle(here);"
                "return here === document.body || style.outlineStyle !== 'none'; })()"
            )
        )
    assert all(seen)
    assert page.evaluate("document.querySelectorAll('[data-seen]').length") >= wanted


def test_a_file_of_the_starter_is_unfolded_and_copied_by_keyboard(visit):
    page = visit("report-settled.html")
    page.locator("summary", has_text="README.md").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".file[open] .told", has_text=re.compile("Copied|Selected")).wait_for()


def test_on_paper_everything_is_unfolded_and_sources_show_their_addresses(visit):
    page = visit("report-settled.html")
    page.emulate_media(media="print")
    assert page.pdf().startswith(b"%PDF")
    shown = page.evaluate(
        "(() => { dispatchEvent(new Event('beforeprint'));"
        "return [document.querySelectorAll('details:not([open])').length,"
        "getComputedStyle(document.querySelector('.source'), '::after').content]; })()"
    )
    assert shown[0] == 0
    assert "https://docs.aws.amazon.com" in shown[1]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_hostile_text_makes_no_element(visit):
    for name in ("report-hostile.html", "explore-hostile.html"):
        page = visit(name)
        assert page.locator("img").count() == 0
        assert page.locator("h1").count() == 1


# --- the page to try out ----------------------------------------------------------------------


def verdict(page) -> str:
    return page.locator("#verdict .platform").first.inner_text().strip()


def title(spec) -> str:
    platform = advisor.recommend(spec).platform
    return platform.title if platform else "Nothing fits"


def settle(page):
    """Wait for what the last change leads to."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_the_arrow_keys_move_a_slider_and_the_answer_with_it(visit):
    page = visit("explore.html")
    assert verdict(page) == title(SPEC)
    page.locator("#fact-duration").focus()
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert page.locator("#fact-duration-text").input_value() == "10 min"
    assert verdict(page) == title({**SPEC, "duration": "10 min"}) == "AWS Lambda"
    assert "What decides it: duration" in page.locator("#flipped").inner_text()
    assert "SVC004" in page.locator("#flipped").inner_text()


def test_a_text_with_a_unit_is_understood_and_another_is_told(visit):
    page = visit("explore.html")
    text = page.locator("#fact-memory-text")
    text.fill("200 GiB")
    text.press("Tab")
    settle(page)
    assert verdict(page) == title({**SPEC, "memory": "200 GiB"})
    text.fill("200")
    assert text.get_attribute("aria-invalid") == "true"
    assert "8 GiB" in page.locator("#fact-memory-note").inner_text()
    assert verdict(page) == title({**SPEC, "memory": "200 GiB"})
    text.fill("")
    settle(page)
    assert verdict(page) == title({k: v for k, v in SPEC.items() if k != "memory"})


def test_boxes_and_lists_work_by_keyboard(visit):
    page = visit("explore.html")
    page.locator("summary", has_text="Team and standards").press("Enter")
    page.locator("#fact-kubernetes").press("Space")
    settle(page)
    assert verdict(page) == title({**SPEC, "kubernetes": True})
    page.locator("#fact-architecture").select_option("arm64")
    settle(page)
    assert "architecture: arm64" in page.locator("#spec-text").inner_text()


def test_the_address_holds_the_question_and_back_leads_back(visit):
    page = visit("explore.html")
    page.locator("#fact-duration-text").fill("20 min")
    page.locator("#fact-duration-text").press("Enter")
    page.locator("#fact-efa").check()
    settle(page)
    address = page.evaluate("decodeURIComponent(location.hash)")
    assert "duration=20min&" in address
    assert "memory=3GB&" in address
    assert "efa=yes" in address
    again = visit("explore.html", page.evaluate("location.hash"))
    assert verdict(again) == verdict(page) == title({**SPEC, "duration": "20 min", "efa": True})
    page.go_back()
    settle(page)
    assert not page.locator("#fact-efa").is_checked()
    page.go_back()
    settle(page)
    assert page.locator("#fact-duration-text").input_value() == "12 min"
    page.go_forward()
    settle(page)
    assert page.locator("#fact-duration-text").input_value() == "20 min"


def test_what_an_address_says_wrongly_is_told(visit):
    page = visit("explore.html", "#duration=20min&memory=lots&colour=blue&gpus=%zz")
    told = page.locator("#verdict").inner_text()
    assert all(each in told for each in ("memory=lots", "colour=blue", "gpus=%zz"))
    assert verdict(page) == title({"duration": "20 min"})


def test_an_organisations_own_facts_have_controls_and_their_defaults(visit):
    page = visit("explore-own.html")
    first = verdict(page)
    assert "ACME002 · pack acme" in page.locator("#decisions").inner_text()
    page.locator("[id='fact-x.data_class']").select_option("public")
    page.locator("[id='fact-x.budget_period-text']").fill("")
    page.locator("[id='fact-x.budget_period-text']").press("Tab")
    settle(page)
    assert page.evaluate("location.hash") == "#duration=20min&x.data_class=public"
    assert "x: {data_class: public" in page.locator("#spec-text").inner_text()
    again = visit("explore-own.html", page.evaluate("location.hash"))
    assert verdict(again) == verdict(page)
    page.go_back()
    page.go_back()
    settle(page)
    assert verdict(page) == first


def test_a_range_stays_what_the_spec_says(visit):
    page = visit("explore-range.html")
    page.locator("#fact-efa").check()
    settle(page)
    assert page.locator("#fact-runs_per_month-text").input_value() == "1000-50000"
    assert 'runs_per_month: "1000-50000"' in page.locator("#spec-text").inner_text()
    page.locator("#fact-runs_per_month-text").fill("400")
    page.locator("#fact-runs_per_month-text").fill("1000-50000")
    page.locator("#fact-runs_per_month-text").press("Tab")
    assert page.locator("#fact-runs_per_month-note").inner_text() == "not given: unknown"


def test_a_change_that_is_tried_leads_where_it_says_and_can_be_undone(visit):
    page = visit("explore.html")
    for number in range(page.locator("#changes li").count()):
        row = page.locator("#changes li").nth(number)
        there = row.locator(".platform").inner_text().replace("(conditional)", "").strip()
        row.locator("button").press("Enter")
        settle(page)
        assert verdict(page) == there
        page.locator("#flipped button").press("Enter")
        settle(page)
        assert verdict(page) == title(SPEC)


@pytest.mark.parametrize(
    "address",
    ["duration=2h&vcpus=16&memory=62GiB&interruptible=yes", "gpus=1&efa=no&file_systems=efs",
     "memory=1.5GiB&consider=ecs-managed-instances&image=a%3Ab%20%23%22c&runs_per_month=1000000",
     "host_requirements=a,b%2Cc&own_instances=yes&linux_parameters.max_swap=1GiB"],
)  # fmt: skip
def test_the_spec_of_a_question_reads_as_the_same_question(visit, address):
    page = visit("explore.html", f"#{address}")
    spec = yaml.safe_load(page.locator("#spec-text").inner_text())
    assert verdict(page) == title(spec)
    assert page.locator("#verdict .bad.small").count() == 0


def test_a_ring_shows_where_on_the_map_the_question_stands(visit):
    page = visit("explore.html")
    note, ring = page.locator("#map > p"), page.locator("#map-picture .now")
    assert ring.count() == 0
    page.locator("#fact-memory-text").fill("200 GiB")
    settle(page)
    drawn = drawn_map(advisor.recommend(SPEC))
    at = [drawn.x.at(200 * 1024), drawn.y.at(720)]
    assert [float(ring.get_attribute(each)) for each in ("cx", "cy")] == pytest.approx(at)
    assert "200 GiB, 12 min" in note.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    page.locator("#fact-memory-text").fill("")
    settle(page)
    assert (ring.count(), "memory is not given" in note.inner_text()) == (0, True)
    page.locator("#fact-memory-text").fill("4096 TiB")
    settle(page)
    assert (ring.count(), "beyond the map: memory" in note.inner_text()) == (0, True)


def test_a_map_that_does_not_hold_any_more_says_so(visit):
    page = visit("explore.html")
    page.locator("#fact-efa").check()
    page.locator("#fact-memory-text").fill("200 GiB")
    settle(page)
    assert "efa is another now" in page.locator("#map > p").inner_text()
    assert page.locator("#map-picture.stale").count() == 1
    assert page.locator("#map-picture .now").count() == 0
    page.locator("#fact-efa").uncheck()
    settle(page)
    assert page.locator("#map-picture.stale").count() == 0


@pytest.mark.parametrize(
    "changed", [{}, {"memory": "30 GiB"}, {"runs_per_month": 4000}, {"duration": "5 h"}]
)
def test_the_costs_of_a_question_are_those_of_its_report(visit, changed):
    first = advisor.recommend(GOLDEN / "cost.yaml")
    page = visit("explore-settled.html")
    for name, value in changed.items():
        page.locator(f"#fact-{name}-text").fill(str(value))
    settle(page)
    shown = [row.inner_text().split("\t") for row in page.locator("#cost tbody tr").all()]
    found = first.with_fields(**changed)
    assert [(option.strip(), month.strip()) for option, month in shown] == [
        (row.option + (" (recommended)" if row.compared == "recommended" else ""), row.per_month)
        for row in rows(found.costs)
    ]


def test_costs_that_do_not_hold_any_more_are_not_shown(visit):
    page = visit("explore-settled.html")
    for name, value in {"duration": "1 h", "vcpus": "4"}.items():
        page.locator(f"#fact-{name}-text").fill(value)
        settle(page)
        assert page.locator("#cost table").count() == 0
        assert "The command below prices this question" in page.locator("#cost").inner_text()


def test_a_region_without_prices_is_said(visit):
    told = visit("explore-elsewhere.html").locator("#cost").inner_text()
    assert "Not priced: there are no prices of eu-west-1" in told


def test_where_nothing_fits_the_page_names_the_class_and_the_way_out(visit):
    page = visit("explore-no-fit.html")
    (known,) = advisor.recommend(GOLDEN / "contradiction.yaml").no_fit
    told = page.locator("#no-fit").inner_text()
    assert known.id in told
    assert known.way_out in told


def test_the_saved_spec_and_the_commands_make_what_the_page_does_not_hold(
    visit, tmp_path, monkeypatch, capsys
):
    page = visit("explore.html", "#duration=20min&vcpus=2&memory=200GiB&image=a%3Ab")
    assert "not given is runs_per_month" in page.locator("#costs").inner_text()
    with page.expect_download() as saved:
        page.locator("#spec-file").click()
    monkeypatch.chdir(tmp_path)
    saved.value.save_as(saved.value.suggested_filename)
    for command in page.locator(".commands code").all_inner_texts():
        assert call(capsys, *shlex.split(command)[1:]).code == 0
    assert verdict(page) in (tmp_path / "report.html").read_text()
    assert verdict(page) in (tmp_path / "map.svg").read_text()
    assert (tmp_path / "starter" / "README.md").exists()


def test_what_a_spec_is_saved_as_is_a_name_for_every_shell(visit):
    page = visit("explore-hostile.html")
    name = page.locator("#spec-file").get_attribute("download")
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*\.workload\.yaml", name)
    assert all(name in each for each in page.locator(".commands code").all_inner_texts())


def test_the_first_question_comes_back(visit):
    page = visit("explore.html", "#gpus=8")
    page.locator("#reset").press("Enter")
    settle(page)
    assert verdict(page) == title(SPEC)
    assert page.locator("#flipped").is_hidden()


def test_the_page_to_try_out_is_small():
    assert len(advisor.explore(SPEC).encode()) < 400_000

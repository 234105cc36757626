"""Bills come out as by hand, to the cent, and every number of them leads to its price row."""

from __future__ import annotations

import html
import re
import subprocess
import sys

import pytest
from cost_workloads import HANDLER, NIGHTLY, TRAINING
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import workloads

import advisor
from advisor.cost import Terms, terms
from advisor.cost.bill import Rates, total
from advisor.cost.fargate import fargate_cost
from advisor.cost.load import shipped_prices
from advisor.cost.options import SIZED_BY, PricedState, price
from advisor.cost.use import use
from advisor.cost.words import saved_words
from advisor.cost.working import workings
from advisor.engines import engine
from advisor.errors import AdvisorError
from advisor.facts import complete
from advisor.rulebook import load_rules
from advisor.sizing import Sizing, size_for

BOOK = load_rules()
PRICES = shipped_prices(BOOK.folder, "us-east-1")
LENIENT = settings(max_examples=30, suppress_health_check=list(HealthCheck))


def costs(terms=None, **spec):
    return advisor.recommend(spec, terms=terms).costs


def month(found, platform):
    option = found.option(platform)
    return round(option.low, 2), round(option.high, 2)


def test_an_event_handler_at_50_million_runs_comes_out_as_by_hand():
    found = costs(**HANDLER)
    # 50,000,000 * 0.20 / 1,000,000 + 50,000,000 * 0.2 s * 0.5 GB * 0.0000166667 = 10.00 + 83.33
    assert month(found, "lambda") == (93.33, 93.33)
    # 50,000,000 * 60 s / 3600 * (0.25 * 0.04048 + 0.5 * 0.004445), since a minute is the least
    assert month(found, "batch-fargate") == (10_285.42, 10_285.42)


def test_a_nightly_job_of_two_hours_comes_out_as_by_hand():
    found = costs(**NIGHTLY)
    # 30 * 2 h * (16 * 0.04048 + 32 * 0.004445)
    assert month(found, "batch-fargate") == (47.40, 47.40)
    # m6i.4xlarge: 60 h * 0.768 + 30 GB * 60 / 730 * 0.08, and 420 s more for each of 30 starts
    assert month(found, "batch-ec2") == (46.28, 48.98)


def test_a_gpu_training_run_comes_out_as_by_hand():
    found = costs(**TRAINING)
    # g6.2xlarge: 200 h * 0.9776 + 30 GB * 200 / 730 * 0.08; 202.333 h with 20 starts of 420 s
    assert month(found, "batch-ec2") == (196.18, 198.47)
    # … * 0.3 at the least and * 0.6 at the most; the volume is never Spot
    assert month(found, "batch-ec2-spot") == (59.31, 119.35)


def test_managed_instances_are_billed_for_three_environments_all_month():
    found = costs(**HANDLER)
    # c6i.large: 3 * 730 h * 0.085 * 1.15 + 50 * 0.20; 13,888.9 h / 730 h overlap, so 3.8 are up
    assert month(found, "lambda-managed-instances")[1] == round(
        max(3 * 730, 50e6 * 0.2 / 3600) * 0.085 * 1.15 + 10, 2
    )


@pytest.mark.parametrize("spec", [HANDLER, NIGHTLY, TRAINING], ids=["event", "nightly", "gpu"])
def test_every_line_of_a_bill_leads_to_a_dated_price_row(spec):
    for option in costs(**spec).options:
        for line in (*option.cost.low, *option.cost.high) if option.cost else ():
            row = PRICES.rows[line.price_id]
            assert line.price in {each for _, each in row.tiers}
            assert row.source.url or row.source.judgement
            assert row.source.as_of <= BOOK.as_of


@pytest.mark.parametrize("spec", [HANDLER, NIGHTLY, TRAINING], ids=["event", "nightly", "gpu"])
def test_a_run_times_the_runs_is_a_month(spec):
    found = advisor.recommend(spec).to_dict()["costs"]
    for option in found["options"]:
        if option["per_run"]:
            for end in ("low", "high"):
                month = option["per_run"][end] * found["runs_per_month"]
                assert month == pytest.approx(option["per_month"][end])
                lines = option["least" if end == "low" else "most"]
                assert sum(line["amount"] for line in lines) == pytest.approx(month)


MORE = st.sampled_from(["typical_duration", "memory", "vcpus", "runs_per_month"])


@LENIENT
@given(
    st.floats(0.1, 20_000),
    st.integers(128, 120_000),
    st.sampled_from([0.25, 0.5, 1, 2, 3, 4, 8, 16, 20, 32, 48, 64]),
    st.floats(1, 1e8),
    MORE,
    st.floats(1, 8),
    st.sampled_from([1, 10, 1000]),
)
def test_a_cost_never_falls_when_more_is_needed(duration, memory, vcpus, runs, more, by, at_once):
    facts = complete(
        BOOK,
        {
            "duration": duration,
            "typical_duration": duration,
            "memory": memory,
            "vcpus": vcpus,
            "runs_per_month": runs,
            "concurrency": at_once,
            "interruptible": True,
        },
    )
    larger = {**facts, more: facts[more] * by}
    for platform in BOOK.platforms:
        before, after = (
            price(BOOK, engine(), each, platform, use(BOOK, each), Rates(PRICES, Terms()))
            for each in (facts, larger)
        )
        if before.cost and after.cost:
            assert before.low <= after.low * (1 + 1e-12), platform.id
            assert before.high <= after.high * (1 + 1e-12), platform.id


def test_a_smaller_fargate_size_is_never_dearer_than_one_that_holds_it():
    facts = complete(BOOK, {"duration": 3600.0, "runs_per_month": 1})
    rates = Rates(PRICES, Terms())
    sums = {
        (vcpus, memory): total(
            fargate_cost(
                BOOK,
                facts,
                Sizing(vcpus, memory, None, (), ()),
                use(BOOK, facts),
                rates,
                spot=False,
            ).high
        )
        for vcpus, memory in BOOK.table("fargate.sizes").rows
    }
    for small, amount in sums.items():
        for large, more in sums.items():
            if small[0] <= large[0] and small[1] <= large[1]:
                assert amount <= more


@LENIENT
@given(workloads())
def test_a_size_depends_on_no_fact_that_the_memory_of_sizes_leaves_out(spec):
    facts = advisor.recommend(spec).outcome.facts
    kept = {name: facts[name] for name in SIZED_BY}
    for platform in BOOK.platforms:
        assert size_for(BOOK, kept, platform.choices) == size_for(BOOK, facts, platform.choices)


def test_tiers_are_billed_part_by_part():
    rates = Rates(PRICES, Terms())
    lines = tuple(rates.lines("lambda.duration.x86_64", 16e9, "duration"))
    assert [line.quantity for line in lines] == [6e9, 9e9, 1e9]
    by_hand = 6e9 * 0.0000166667 + 9e9 * 0.000015 + 1e9 * 0.000013334
    assert total(lines) == pytest.approx(by_hand)


def test_lambda_is_billed_by_whole_milliseconds():
    three, more = (
        costs(**{**HANDLER, "duration": d}).option("lambda") for d in ("29 ms", "29.2 ms")
    )
    assert three.cost.high[1].quantity == pytest.approx(50e6 * 0.029 / 2)
    assert more.cost.high[1].quantity == pytest.approx(50e6 * 0.030 / 2)


def test_the_free_tier_is_shown_and_taken_off_when_asked():
    found = costs(**HANDLER)
    # 1,000,000 * 0.0000002 + 400,000 * 0.0000166667
    assert any("at most $6.87" in words for words in found.option("lambda").cost.assumed)
    free = costs(terms(free_tier=True), **HANDLER)
    assert month(free, "lambda") == (86.47, 86.47)


def test_a_discount_is_on_every_price_of_a_service_and_a_plan_is_never_on_spot():
    paid = terms(discounts=["fargate=20%"], savings_plans=["ec2=0.72"])
    found = costs(paid, **{**NIGHTLY, "interruptible": True})
    listed = costs(**{**NIGHTLY, "interruptible": True})
    assert month(found, "batch-fargate")[0] == round(47.3952 * 0.8, 2)
    assert month(found, "batch-fargate-spot")[1] == round(47.3952 * 0.5 * 0.8, 2)
    assert found.option("batch-ec2-spot").high == listed.option("batch-ec2-spot").high
    assert month(found, "batch-ec2")[0] == round(60 * 0.768 * 0.72 + 30 * 60 / 730 * 0.08, 2)


@pytest.mark.parametrize(
    ("given_terms", "said"),
    [
        ({"discounts": ["fargat=20%"]}, "`fargat` has no discount; did you mean `fargate`?"),
        ({"discounts": ["ec2=120%"]}, "`ec2=120%` is no discount; write `ec2=20%` for a fifth off"),
        ({"discounts": ["ec2"]}, "`ec2` is no discount"),
        ({"savings_plans": ["ebs=10%"]}, "`ebs` has no Savings Plan"),
    ],
)
def test_a_wrong_discount_says_what_would_be_right(given_terms, said):
    with pytest.raises(AdvisorError, match=re.escape(said)):
        terms(**given_terms)


def test_what_is_not_known_is_not_priced():
    found = costs(**TRAINING)
    unpriced = {each.platform.id: each.why for each in found.options if not each.cost}
    assert "fee of ECS Managed Instances" in unpriced["batch-ecs-managed-instances"]
    assert found.option("lambda").state is PricedState.NOT_FEASIBLE
    assert found.option("lambda").rule.code == "SVC003"
    assert advisor.recommend({"vcpus": 1, "memory": "1 GiB", "runs_per_month": 9}).costs is None
    assert advisor.recommend({"duration": "1 h"}).costs is None


def test_a_size_without_a_price_is_said_and_not_guessed():
    found = costs(**{**NIGHTLY, "instance_types": ["z1d.6xlarge"], "own_instances": False})
    assert found.option("batch-ec2").why == "there is no price of z1d.6xlarge for us-east-1"


def test_a_region_without_prices_says_so_and_prices_nothing():
    made = advisor.recommend({**NIGHTLY, "region": "eu-north-1"})
    assert made.costs.options == ()
    assert "there are no prices of eu-north-1 here (only of us-east-1)" in made.costs.problem
    assert "refresh --region eu-north-1" in made.to_text()
    assert made.to_dict()["costs"]["problem"] == made.costs.problem
    assert "Not priced" in made.to_markdown()


def test_a_far_cheaper_option_is_named_beside_the_verdict_and_decides_nothing():
    made = advisor.recommend({**NIGHTLY, "interruptible": True, "duration": "2 h"})
    assert made.platform.id == "batch-fargate"
    assert "batch-fargate-spot" in {each.platform.id for each in made.costs.cheaper}
    head = made.to_text().partition("\nWhy\n")[0]
    assert "AWS Batch on Fargate Spot would cost $14.22 to $23.70 a month" in head


def test_an_option_that_a_rule_may_rule_out_is_never_called_cheaper():
    for each in costs(**HANDLER).cheaper:
        assert each.rule is None


def test_a_break_even_is_where_the_cheaper_one_changes():
    found = costs(**HANDLER)
    border = next(each for each in found.break_evens if each.fact == "typical_duration")
    assert (border.cheaper.id, border.dearer.id) == ("batch-fargate", "lambda")
    for factor, cheaper in ((0.98, "lambda"), (1.02, "batch-fargate")):
        moved = costs(**{**HANDLER, "duration": f"{border.value * factor:.3f} s"})
        dearer = border.dearer.id if cheaper == border.cheaper.id else border.cheaper.id
        assert moved.option(cheaper).high < moved.option(dearer).high


def saved(rule, **spec):
    """What the advice of a rule saves, and the whole answer as text on one line."""
    made = advisor.recommend(spec)
    found = [each for each in made.costs.savings if each.rule and each.rule.code == rule]
    assert len(found) == 1, made.costs.savings
    amounts = found[0].off_low, found[0].off_high
    return tuple(round(each, 2) for each in amounts), " ".join(made.to_text().split())


def test_advice_of_arm64_says_how_much():
    off, text = saved("ADV045", duration="1 h", vcpus=4, memory="8 GiB", runs_per_month=1000)
    # 1,000 h * (4 * 0.04048 + 8 * 0.004445) - 1,000 h * (4 * 0.03238 + 8 * 0.00356)
    assert off == (39.48, 39.48)
    assert "price per vCPU counts; on arm64 a month costs $158, $39.48 less" in text


def test_advice_of_spot_says_how_much():
    spec = {"duration": "1 h", "vcpus": 4, "memory": "8 GiB", "interruptible": True}
    off, text = saved("ADV056", **spec, runs_per_month=100)
    # 100 h * (4 * 0.04048 + 8 * 0.004445) = 19.748, of which Spot takes 50 to 70 % off
    assert off == (9.87, 13.82)
    assert "on Spot a month costs $5.92 to $9.87, $9.87 to $13.82 less" in text


def test_advice_of_a_smaller_fargate_size_says_how_much():
    spec = {"duration": "1 h", "vcpus": 1, "memory": "8.5 GiB", "runs_per_month": 100}
    off, text = saved("ADV033", **spec)
    # 100 h * (2 * 0.04048 + 9 * 0.004445) - 100 h * (1 * 0.04048 + 8 * 0.004445)
    assert off == (4.49, 4.49)
    assert "with 8 GiB instead of 8.5 GiB a month costs $7.60, $4.49 less" in text


def test_advice_of_bundling_jobs_of_seconds_says_how_much():
    spec = {"duration": "20 s", "vcpus": 8, "memory": "16 GiB", "runs_per_month": 100_000}
    off, text = saved("ADV019", **spec)
    # 8 * 0.04048 + 16 * 0.004445 an hour: 100,000 of the least minute, less 11,111.1 of 180 s
    assert off == (438.84, 438.84)
    assert "with 9 runs in one job a month costs $219, $439 less" in text


def test_what_may_not_be_interrupted_is_offered_no_spot():
    found = costs(**NIGHTLY)
    assert not any(each.text == "on Spot" for each in found.savings)


WORKING = re.compile(
    r": ([0-9,.]+)[^\N{MULTIPLICATION SIGN}]*\N{MULTIPLICATION SIGN} \$?([0-9,.]+)"
    r"((?: \N{MULTIPLICATION SIGN} [0-9.]+ \([A-Za-z ]+\))*) = \$([0-9,.]+)$"
)


@LENIENT
@given(workloads(), st.none() | st.floats(1, 1e9))
def test_the_digits_of_a_working_can_be_multiplied_again(spec, runs):
    found = advisor.recommend({**spec, **({"runs_per_month": runs} if runs else {})}).costs
    for _, lines in workings(found) if found and not found.problem else ():
        for line in lines:
            quantity, price, factors, shown = WORKING.search(line).groups()
            by_hand = float(quantity.replace(",", "")) * float(price.replace(",", ""))
            for factor in re.findall(r"[0-9.]+(?= \()", factors):
                by_hand *= float(factor)
            amount = float(shown.replace(",", ""))
            assert amount == pytest.approx(by_hand, rel=1e-3, abs=0.0051 if amount >= 1 else 0)


def test_each_line_of_a_working_names_its_price_row():
    for _, lines in workings(costs(**NIGHTLY)):
        for line in lines:
            row = re.search(r"\(([a-z0-9_.]+)\)|^([a-z0-9.]+):", line)
            assert (row[1] or f"ec2.{row[2]}") in PRICES.rows, line


def test_a_notebook_shows_costs_as_a_card_with_the_working_folded_below():
    shown = costs(**NIGHTLY)._repr_mimebundle_()
    assert "$47.40 a month" in shown["text/html"]
    assert "<details" in shown["text/html"]
    assert "fargate.vcpu.x86_64" in shown["text/markdown"].replace("\\", "")
    nowhere = costs(**{**NIGHTLY, "region": "eu-north-1"})._repr_mimebundle_()
    assert "there are no prices of eu-north-1 here" in nowhere["text/plain"]


def test_rows_of_costs_are_plain_values_that_data_frames_take():
    rows = costs(**NIGHTLY).rows
    row = next(each for each in rows if each["platform"] == "batch-fargate")
    assert (row["recommended"], row["state"]) == (True, "priced")
    assert row["usd_month_high"] == pytest.approx(47.3952)
    assert row["usd_run_high"] == pytest.approx(1.57984)
    out = next(each for each in rows if each["platform"] == "lambda")
    assert (out["rule"], out["usd_month_low"]) == ("SVC003", None)
    assert {type(value) for each in rows for value in each.values()} <= {
        str, float, bool, type(None)
    }  # fmt: skip
    once = costs(**{k: v for k, v in NIGHTLY.items() if k != "runs_per_month"})
    assert all(each["usd_month_high"] is None for each in once.rows)


def test_without_a_number_of_runs_the_text_has_the_cost_of_a_run_and_no_working():
    made = advisor.recommend({k: v for k, v in NIGHTLY.items() if k != "runs_per_month"})
    section = made.to_text().partition("\nCost\n")[2].partition("\n\n")[0]
    assert "$1.58" in section
    assert len(section.splitlines()) < 20
    assert "`--format markdown` has the working" in section
    assert "Working of the cost" not in made.to_text()
    assert "fargate.vcpu.x86_64" in made.to_markdown().replace("\\", "")


@LENIENT
@given(workloads(), st.floats(1, 1e9))
def test_every_workload_that_says_how_often_is_priced_without_a_crash(spec, runs):
    made = advisor.recommend({**spec, "runs_per_month": runs})
    found = made.to_dict()["costs"]
    made.to_text(), made.to_markdown()
    assume(found)
    for option in found["options"]:
        if option["per_month"]:
            assert 0 <= option["per_month"]["low"] <= option["per_month"]["high"]
    assert {each["platform"] for each in found["options"]} in (
        {platform.id for platform in BOOK.platforms},
        set(),
    )


def test_a_run_has_a_cost_where_nobody_says_how_many_there_are():
    made = advisor.recommend({k: v for k, v in NIGHTLY.items() if k != "runs_per_month"})
    found = made.costs
    assert not found.use.monthly
    # 2 h * (16 * 0.04048 + 32 * 0.004445)
    assert month(found, "batch-fargate") == (1.58, 1.58)
    assert "(`runs_per_month`) is not given, so what a month costs is not known" in " ".join(
        made.to_text().split()
    )
    assert "| unknown |" in made.to_markdown()
    told = made.to_dict()["costs"]
    assert told["runs_per_month"] is None
    option = next(each for each in told["options"] if each["platform"] == "batch-fargate")
    assert option["per_month"] is None
    assert option["per_run"]["high"] == pytest.approx(1.57984)
    managed = advisor.recommend({k: v for k, v in HANDLER.items() if k != "runs_per_month"})
    why = managed.costs.option("lambda-managed-instances").why
    assert why == "it is billed by the month, and `runs_per_month` is not given"


@pytest.mark.parametrize("runs", ["1000-50000", "1000 to 50000", {"from": 1000, "to": 50000}])
def test_a_range_of_runs_is_priced_at_both_ends(runs):
    found = costs(**{**NIGHTLY, "runs_per_month": runs})
    at_least = costs(**{**NIGHTLY, "runs_per_month": 1000})
    at_most = costs(**{**NIGHTLY, "runs_per_month": 50000})
    for each in found.options:
        assert each.low == at_least.option(each.platform.id).low
        assert found.upper.option(each.platform.id).high == at_most.option(each.platform.id).high


def test_a_break_even_says_whether_it_lies_within_the_range():
    spec = {**HANDLER, "duration": "900 ms", "vcpus": 1, "memory": "1536 MiB"}
    near, far = (
        next(each for each in costs(**{**spec, "runs_per_month": runs}).break_evens
             if each.fact == "runs_per_month")
        for runs in ("1000000-2000000", "1000000-90000000")
    )  # fmt: skip
    assert (near.within, far.within) == (False, True)
    assert near.value == far.value
    assert "(within the range from 1,000,000 to 90,000,000)" in far.sentence


def test_a_range_in_which_the_answer_changes_leaves_the_number_unknown():
    spec = {"duration": "5 min", "vcpus": 1, "memory": "2 GiB"}
    unknown = advisor.recommend(spec).outcome
    assert advisor.recommend({**spec, "runs_per_month": "11999-12000"}).outcome == unknown


@pytest.mark.parametrize(("runs", "end"), [("10-11999", 10), ("12000-90000", 12000), ("30-30", 30)])
def test_a_range_that_changes_no_answer_has_the_answer_of_its_lower_end(runs, end):
    spec = {"duration": "5 min", "vcpus": 1, "memory": "2 GiB"}
    ranged = advisor.recommend({**spec, "runs_per_month": runs})
    exact = advisor.recommend({**spec, "runs_per_month": end})
    assert ranged.outcome == exact.outcome
    assert ranged.status == "settled"


@pytest.mark.parametrize("runs", ["5-3", "0-5", "abc", {"from": 3}, [1, 2], "1-9999999999999"])
def test_what_is_no_range_is_refused(runs):
    with pytest.raises(AdvisorError, match="`runs_per_month` must be a"):
        advisor.recommend({**NIGHTLY, "runs_per_month": runs})


def test_a_range_survives_the_model():
    made = advisor.recommend({**NIGHTLY, "runs_per_month": {"from": 10, "to": 500}})
    assert made.workload.model_dump(mode="json")["runs_per_month"] == "10-500"
    again = advisor.recommend(made.workload)
    assert again.costs.upper.use.runs == 500


def test_an_answer_without_a_run_time_imports_nothing_of_costs():
    script = (
        "import sys, advisor; from advisor.report import report;"
        "report(advisor.recommend({'gpus': 1}), 'text');"
        "sys.exit(any(name.startswith('advisor.cost') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


ONCE = {
    "vcpus": 4,
    "memory": "16 GiB",
    "duration": "2 h",
    "interruptible": True,
    "runs_per_month": 30,
}


@pytest.mark.parametrize("words", ["to_text", "to_markdown", "to_html"])
def test_advice_says_in_every_form_what_it_saves(words):
    made = advisor.recommend(ONCE)
    saved = saved_words(made.costs, next(e.rule for e in made.advice if e.rule.code == "ADV056"))
    plain = re.sub(r"\s+", " ", html.unescape(getattr(made, words)()))
    assert saved.startswith("on Spot a month costs $")
    assert plain.count(saved) == 2  # with the advice, and among what costs less


@pytest.mark.parametrize("words", ["to_text", "to_markdown", "to_html"])
def test_where_nothing_fits_there_is_no_table_of_costs(words):
    made = advisor.recommend({"memory": "40 TiB", "duration": "1 h", "runs_per_month": 1})
    told = getattr(made, words)()
    assert "nothing can run it, so nothing is priced" in told
    assert "compared" not in told.lower()

"""The pages of rules: one for each decision, one for advice, one for each kind of check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from advisor.check.explained import Explained, ShownLimit, every_rule
from advisor.condition import All
from advisor.display.escaping import code, prose
from advisor.explain.words import in_words
from advisor.model import Decision, Option, RuleBook
from advisor.pages import anchor, page_of
from advisor.ruledocs.markdown import example, header, heading, said, source, table

__all__ = ["CHECKS", "by_page", "link_to", "rule_pages"]

# The pages of checks, with title and subject.
CHECKS: Mapping[str, tuple[str, str]] = {
    "checks/workload": (
        "Checks of workload specs",
        "What `advisor check` says of a spec: mistakes, contradictions, a platform that cannot be.",
    ),
    "checks/job-definition": (
        "Checks of job definitions",
        "What `advisor check` says of AWS Batch job definitions and of jobs that are submitted.",
    ),
    "checks/task-definition": (
        "Checks of task definitions",
        "What `advisor check` says of Amazon ECS task definitions and of their containers.",
    ),
    "checks/compute-environment": (
        "Checks of compute environments",
        "What `advisor check` says of AWS Batch compute environments.",
    ),
    "checks/job-queue": (
        "Checks of job queues",
        "What `advisor check` says of AWS Batch job queues.",
    ),
    "checks/function": (
        "Checks of functions",
        "What `advisor check` says of AWS Lambda functions.",
    ),
    "checks/document": (
        "Checks of files",
        "What `advisor check` says of a file that holds definitions, before it reads them.",
    ),
}
_LEVEL = re.compile(r"\((error|warning|note)\)")
_TITLE = re.compile(r"(`[^`]+`) \([^()]*\)")
_ADVICE = """\
What `advisor recommend` advises once the choices are taken. Advice changes no choice; it says what
to do before the first run, and why."""


@lru_cache(maxsize=4)
def _places(book: RuleBook) -> Mapping[str, str]:
    """The page of each code: that of its family, or of its decision."""
    decided = {rule.code: each.id for each in book.decisions for rule in each.rules}
    advised = {rule.code: "advice" for rule in book.advice}
    found = {code: page_of(code) or page for code, page in (decided | advised).items()}
    checked = {rule.code: page_of(rule.code) for rule in every_rule(book)}
    return {code: page for code, page in (checked | found).items() if page is not None}


def by_page(book: RuleBook) -> Mapping[str, Sequence[Explained]]:
    """The rules of each page, sorted by code; checks of other families have no page."""
    pages = [*(each.id for each in book.decisions), "advice", *CHECKS]
    found: dict[str, list[Explained]] = {page: [] for page in pages}
    places = _places(book)
    for rule in every_rule(book):
        if rule.code in places:
            found[places[rule.code]].append(rule)
    return {page: sorted(rules, key=lambda rule: rule.code) for page, rules in found.items()}


def rule_pages(book: RuleBook) -> dict[str, str]:
    """The text of each page, by its path below the documentation."""
    rules = by_page(book)
    decisions = {each.id: each for each in book.decisions}
    pages = {}
    for page, on_page in rules.items():
        if page in decisions:
            lines = _decision(decisions[page], on_page, book)
        elif page in CHECKS:
            lines = _checks(page, on_page, book)
        else:
            lines = _advice(on_page, book)
        pages[f"rules/{page}.md"] = "\n".join(lines).rstrip("\n") + "\n"
    return pages


def link_to(rule_code: str, from_page: str, book: RuleBook) -> str:
    """A link to a rule from another page of the documentation; its code if it has no page."""
    page = _places(book).get(rule_code)
    if page is None:
        return code(rule_code)
    here = from_page == f"rules/{page}.md"
    path = "" if here else f"{'../' * from_page.count('/')}rules/{page}.md"
    return f"[{rule_code}]({path}#{anchor(rule_code)})"


def _decision(decision: Decision, rules: Sequence[Explained], book: RuleBook) -> Iterator[str]:
    yield from header(decision.question, f"`rules/{decision.id}.yaml`")
    always = isinstance(decision.asked, All) and not decision.asked.parts
    asked = "Always asked." if always else f"Asked where {in_words(decision.asked, book)}."
    yield f"The decision `{decision.id}`. {asked}"
    yield ""
    yield from heading(2, "Options")
    yield "In order of preference, where no rule tells them apart:"
    yield ""
    yield from (_option(each) for each in decision.options)
    yield ""
    yield from _rules(rules, f"rules/{decision.id}.md", book)


def _option(option: Option) -> str:
    kind = " An alternative: it competes only where the workload names it in `consider`."
    more = kind if option.alternative else ""
    who = f" ({source(option.source)})" if option.source else ""
    because = f": {said(option.because)}" if option.because else ""
    return f"1. **{prose(option.title)}** ({code(option.id)}){because}{who}.{more}"


def _advice(rules: Sequence[Explained], book: RuleBook) -> Iterator[str]:
    yield from header("Advice", "`rules/advice.yaml`")
    yield _ADVICE
    yield ""
    yield from _rules(rules, "rules/advice.md", book)


def _checks(page: str, rules: Sequence[Explained], book: RuleBook) -> Iterator[str]:
    title, about = CHECKS[page]
    made = "`rules/workload.yaml`" if page == "checks/workload" else "`rules/checks`"
    yield from header(title, made)
    yield about
    yield ""
    yield from _rules(rules, f"rules/{page}.md", book)


def _rules(rules: Sequence[Explained], page: str, book: RuleBook) -> Iterator[str]:
    yield from heading(2, "Rules")
    rows = [(link_to(each.code, page, book), prose(each.title), _short(each)) for each in rules]
    if page == "rules/advice.md":
        yield from table(("Code", "Rule"), (row[:-1] for row in rows))
    else:
        yield from table(("Code", "Rule", "Effect"), rows)
    for rule in rules:
        yield from _rule(rule, page)


def _short(rule: Explained) -> str:
    """The effect in a few words: the ids of the options, or the severity of a check."""
    if rule.effect.startswith("reports"):
        found = _LEVEL.search(rule.effect)
        return found[1] if found else ""
    return said(_TITLE.sub(r"\1", rule.effect))


def _rule(rule: Explained, page: str) -> Iterator[str]:
    yield from heading(3, f"{rule.code}: {rule.title}", anchor(rule.code))
    yield f"{code(rule.id)} {said(rule.effect)}"
    yield ""
    if rule.when:
        yield f"- **When:** {said(rule.when)}"
    yield f"- **Why:** {said(rule.because)}"
    for limit in rule.limits:
        yield f"- **Limit:** {_limit(limit, page)}"
    yield f"- **Source:** {source(rule.source)}"
    yield ""
    yield from _examples(rule)


def _limit(limit: ShownLimit, page: str) -> str:
    up = "../" * page.count("/")
    since = f", since {limit.since}" if limit.since else ""
    where = f"[{code(limit.id)}]({up}reference/limits.md#{limit.id})"
    return f"{where}, {prose(limit.title)}: **{prose(limit.value)}**{since}; {source(limit.source)}"


def _examples(rule: Explained) -> Iterable[str]:
    if rule.examples:
        yield "Examples:"
        yield ""
        yield from (f"- {example(each)}" for each in rule.examples)
        yield ""

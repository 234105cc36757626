"""`advisor recommend SPEC --flip PLATFORM`: the smallest change that leads there, or none."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.api import Recommendation
from advisor.errors import AdvisorError, Problem, did_you_mean
from advisor.facts import spec_facts
from advisor.model import RuleBook


def flipped(
    answers: Sequence[Recommendation],
    platform: str,
    changing: str | None,
    form: str,
    *,
    several: bool,
) -> tuple[str, bool]:
    """The text to show, and whether every workload can be brought to the platform."""
    from advisor.prove import require_z3

    require_z3()
    _check_format(form)
    from advisor.prove.flip_report import answer, in_json, in_text
    from advisor.prove.session import UndecidedError

    found = []
    for each in answers:
        _check_platform(platform, each.book)
        facts = None if changing is None else _facts(changing)
        now = each.platform.id if each.platform else None
        try:
            found.append(answer(each.book, each.name, now, dict(each.stated), platform, facts))
        except UndecidedError as reason:
            message = f"Z3 gave no answer for `{each.name}`: {reason}"
            raise AdvisorError(Problem(message)) from None
    text = in_text(found) if form == "text" else in_json(found, several=several)
    return text, all(each.found for each in found)


def _check_format(form: str) -> None:
    if form not in ("text", "json"):
        message = f"`--flip` has no format `{form}`"
        raise AdvisorError(Problem(message, help="there are text and json"))


def _check_platform(platform: str, book: RuleBook) -> None:
    known = [each.id for each in book.platforms]
    if platform not in known:
        near = did_you_mean(platform, known)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
        raise AdvisorError(Problem(f"`{platform}` is not a platform", help=hint))


def _facts(changing: str) -> tuple[str, ...]:
    """The facts that may change; a part such as `linux_parameters` means all facts in it."""
    known = [each.fact.name for each in spec_facts()]
    found: dict[str, None] = {}
    for name in (each.strip() for each in changing.split(",")):
        named = [fact for fact in known if fact == name or fact.startswith(f"{name}.")]
        if not named and not name.startswith("x."):
            near = did_you_mean(name, known)
            hint = f"did you mean `{near}`?" if near else "see `advisor schema`"
            raise AdvisorError(Problem(f"`{name}` is not a fact of a workload", help=hint))
        found.update(dict.fromkeys(named or [name]))
    return tuple(found)

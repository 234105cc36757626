"""Everything for and against an option or a platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.display.card import Card, Cell, Section, Table, Tone
from advisor.display.shown import Shown
from advisor.errors import AdvisorError, Problem, did_you_mean, quoted
from advisor.explain import Explanation, Flip, Reason
from advisor.outcome import Standing, State, Taken
from advisor.report.card import cited_rule
from advisor.report.words import against, line_of, margin_words, platform_title

__all__ = ["Why", "why"]

_STATES: dict[State, tuple[str, Tone]] = {
    State.CHOSEN: ("chosen", "good"),
    State.ELIGIBLE: ("possible, and not chosen", "open"),
    State.RULED_OUT: ("ruled out", "bad"),
    State.OPEN: ("may still win", "open"),
}


@dataclass(frozen=True, repr=False)
class Why(Shown):
    """The state of an option, or of each choice of a platform, with the reasons."""

    answer: Explanation
    asked: str
    standings: tuple[tuple[Taken, Standing], ...]

    def __repr__(self) -> str:
        return f"<Why {self.asked!r} of {self.answer!r}>"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason for or against it, unknown ones included."""
        return tuple(
            reason
            for taken, standing in self.standings
            for reason in self.answer.reasons[taken.decision.id, standing.option.id]
        )

    @property
    def flip(self) -> Flip | None:
        """The smallest change of one fact that leads to the platform; None if there is none."""
        return next((each for each in self.answer.flips if each.platform == self.asked), None)

    def card(self) -> Card:
        """For each decision: the state, the reasons for and the reasons against."""
        return Card(
            kind=f"why, for {self.answer.name}",
            title=self._title(),
            lead="" if self.standings else "It was not asked: an earlier decision fell elsewhere.",
            tone=self._tone(),
            sections=(*self._sections(), Section("What would lead to it", self._leading())),
            note=f"rules as of {self.answer.book.as_of}",
        )

    def _title(self) -> str:
        titles = [standing.option.title for _, standing in self.standings]
        if self.asked in {standing.option.id for _, standing in self.standings}:
            return titles[0]
        return platform_title(self.answer, self.asked)

    def _tone(self) -> Tone:
        tones = [_STATES[standing.state][1] for _, standing in self.standings]
        return next((tone for tone in ("bad", "open", "good") if tone in tones), "plain")

    def _sections(self) -> Iterator[Section]:
        for taken, standing in self.standings:
            state = _STATES[standing.state][0]
            title = f"{taken.decision.question} {standing.option.title}: {state}"
            rows = tuple(self._rows(taken, standing))
            yield Section(title, (Table(rows), "" if rows else self._alone(taken, standing)))

    def _rows(self, taken: Taken, standing: Standing) -> Iterator[tuple[str | Cell, ...]]:
        for each in self.answer.reasons[taken.decision.id, standing.option.id]:
            margin = margin_words(each.margin) if each.margin and each.truth else ""
            yield cited_rule(each), _effect(each), each.because + line_of(each), margin

    def _alone(self, taken: Taken, standing: Standing) -> str:
        if standing.state is State.CHOSEN:
            return standing.option.because
        return against(taken, standing.option.id, self.answer)

    def _leading(self) -> tuple[str, ...]:
        if self.flip is None:
            return ()
        codes = ", ".join(rule.code for rule in self.flip.rules)
        return (f"{self.flip.words} ({codes})" if codes else self.flip.words,)


def _effect(reason: Reason) -> Cell:
    if reason.truth is None:
        return Cell("perhaps for" if reason.strength else "perhaps against", tone="open")
    if reason.strength:
        return Cell(f"for ({reason.strength})", tone="good")
    return Cell("against", tone="bad")


def why(answer: Explanation, asked: str | None = None) -> Why:
    """Everything for and against an option (`fargate`) or a platform (`batch-fargate`).

    By default the recommended platform. `AdvisorError` if there is no such name.
    """
    found = {
        standing.option.id: (taken, standing)
        for taken in answer.taken
        for standing in taken.standings
    }
    if asked is None:
        chosen = (pair for pair in found.values() if pair[1].state is State.CHOSEN)
        return Why(answer, answer.platform.id if answer.platform else "", tuple(chosen))
    platform = next((each for each in answer.book.platforms if each.id == asked), None)
    options = {option.id for each in answer.book.decisions for option in each.options}
    # A name that both have means the platform if that has several choices, else the option.
    if platform is not None and (asked not in options or len(platform.choices) > 1):
        chosen = (found[each] for each in platform.choices.values() if each in found)
        return Why(answer, asked, tuple(chosen))
    if asked not in options:
        raise _unknown(str(asked), sorted(options | {each.id for each in answer.book.platforms}))
    return Why(answer, asked, (found[asked],) if asked in found else ())


def _unknown(asked: str, known: list[str]) -> AdvisorError:
    near = did_you_mean(asked, known)
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
    return AdvisorError(Problem(f"{quoted(asked)} is neither an option nor a platform", help=hint))

"""The changes of a pack to the book below it: rules, values of limits, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from advisor.errors import did_you_mean
from advisor.model import LimitValue, Overridden, Table
from advisor.rulebook.check_files import check_names
from advisor.rulebook.draft import SHIPPED, Draft, Written
from advisor.rulebook.limits import content_of, source_of
from advisor.rulebook.pack_shapes import (
    ChangeShape,
    OverrideShape,
    PinShape,
    TextsShape,
    WordsShape,
)
from advisor.rulebook.shapes import LimitShape, RuleShape
from advisor.rulebook.sources import Complaints

_EFFECTS = ("rules_out", "favours", "strength", "advises")


def override(
    draft: Draft, written: Written[OverrideShape], name: str, complaints: Complaints
) -> None:
    """Switch a rule off, or change it, and note any problem."""
    shape = written.shape
    known = {rule.shape.id: rule for rule in draft.rules}
    # A rule that another pack switched off is no longer in `known`, and a conflict all the same.
    if ("rule", name) not in draft.changed_by and name not in known:
        _override_check(draft, written, name, complaints)
        return
    if _is_taken(draft, written, "rule", name, complaints):
        return
    rule = known[name]
    if rule.pack == written.pack:
        message = f"`{name}` is a rule of this pack: change it where it stands"
        complaints.add(written.document, written.path, message)
        return
    changed = None if shape.change is None else _changed(rule, written, shape.change, complaints)
    for rules in (*(each.rules for each in draft.decisions.values()), draft.advice):
        if rule in rules:
            index = rules.index(rule)
            rules[index : index + 1] = [] if changed is None else [changed]
    draft.overridden[name] = _overridden(written, name, rule.shape.code, rule.shape.title)


def _override_check(
    draft: Draft, written: Written[OverrideShape], name: str, complaints: Complaints
) -> None:
    """Record what a pack does to a check; checks are changed when they are read."""
    folders = {SHIPPED: draft.folder, **{pack.id: pack.folder for pack in draft.packs}}
    checks = {each[1]: each for each in check_names(folders)}
    if name not in checks:
        by_code = {code: id_ for _, id_, code, _ in checks.values()}
        rules = {rule.shape.code: rule.shape.id for rule in draft.rules}
        _note_unknown(written, name, {**rules, **by_code}, complaints)
        return
    pack, _, code, title = checks[name]
    if pack == written.pack:
        message = f"`{name}` is a check of this pack: change it where it stands"
        complaints.add(written.document, written.path, message)
        return
    if not _is_taken(draft, written, "rule", name, complaints):
        draft.check_overrides[name] = written
        draft.overridden[name] = _overridden(written, name, code, title)


def _overridden(written: Written[OverrideShape], name: str, code: str, title: str) -> Overridden:
    how: Literal["switched off", "changed"] = "changed" if written.shape.change else "switched off"
    return Overridden(name, written.pack, how, written.shape.because, code, title)


def _note_unknown(
    written: Written[OverrideShape], name: str, by_code: Mapping[str, str], complaints: Complaints
) -> None:
    if name in by_code:
        advice = f"write its id, `{by_code[name]}`"
    else:
        near = did_you_mean(name, by_code.values())
        advice = f"did you mean `{near}`?" if near else "`advisor rule --all` lists the rules"
    message = f"`{name}` is not a rule of the book"
    complaints.add(written.document, written.path, message, advice)


def _is_taken(
    draft: Draft, written: Written[Any], what: str, name: str, complaints: Complaints
) -> bool:
    """Whether another pack changes the same thing; the result would depend on their order."""
    other = draft.changed_by.setdefault((what, name), written.pack)
    if other == written.pack:
        return False
    message = f"the packs `{other}` and `{written.pack}` both change `{name}`"
    complaints.add(written.document, written.path, message, "leave it to one of them")
    return True


def _changed(
    rule: Written[RuleShape],
    written: Written[OverrideShape],
    change: ChangeShape,
    complaints: Complaints,
) -> Written[RuleShape]:
    given = {name: getattr(change, name) for name in change.model_fields_set}
    for name in sorted(set(given) - set(RuleShape.model_fields)):
        message = f"`{rule.shape.id}` is a rule, which has no `{name}`"
        complaints.add(written.document, (*written.path, "change", name), message)
    if any(name in given for name in _EFFECTS):
        given = {**dict.fromkeys(_EFFECTS), **given}
    shape = rule.shape.model_copy(update=given)
    path = (*written.path, "change")
    try:
        shape.check()
    except ValueError as error:
        complaints.add(written.document, path, str(error))
    return Written(shape, written.document, path, written.pack)


def pin(draft: Draft, written: Written[PinShape], name: str, complaints: Complaints) -> None:
    """Give a limit another value, which is in force; the old values remain behind it."""
    shape, document = written.shape, written.document
    limit = draft.limits.get(name)
    if limit is None:
        complaints.unknown(document, written.path, "a limit", name, draft.limits)
        return
    if _is_taken(draft, written, "limit", name, complaints):
        return
    path = (*written.path, "value")
    now = limit.current.value
    columns = list(now.columns) if isinstance(now, Table) else None
    units = list(now.units) if isinstance(now, Table) else None
    like = LimitShape.model_construct(title=limit.title, columns=columns, units=units, values=[])
    value = content_of(document, like, shape.value, path, complaints)
    if _kind(value) != _kind(now):
        complaints.add(document, path, f"`{name}` is {_kind(now)}, not {_kind(value)}")
        return
    pinned = LimitValue(value, source_of(shape.source))
    values = (pinned, *limit.values)
    draft.limits[name] = replace(limit, values=values, pack=written.pack, pinned=shape.because)
    draft.overridden[name] = Overridden(name, written.pack, "pinned", shape.because)


def _kind(value: object) -> str:
    match value:
        case Table():
            return "a table"
        case tuple():
            return "a list of texts"
        case str():
            return "a text"
        case _:
            return "a number"


def reword(draft: Draft, written: Written[TextsShape], complaints: Complaints) -> None:
    """Give decisions, options and platforms other titles, questions and reasons."""
    shape = written.shape
    for name, words in shape.decisions.items():
        path = (*written.path, "decisions", name)
        if name not in draft.decisions:
            complaints.unknown(written.document, path, "a decision", name, draft.decisions)
        elif words.question is not None:
            draft.decisions[name].question = words.question
    _reword_options(draft, written, complaints)
    platforms = {each.shape.id: index for index, each in enumerate(draft.platforms)}
    for name, words in shape.platforms.items():
        if name not in platforms:
            path = (*written.path, "platforms", name)
            complaints.unknown(written.document, path, "a platform", name, platforms)
            continue
        old = draft.platforms[platforms[name]]
        new = old.shape.model_copy(update=_words(words, "title"))
        draft.platforms[platforms[name]] = replace(old, shape=new)


def _reword_options(draft: Draft, written: Written[TextsShape], complaints: Complaints) -> None:
    options = {
        f"{decision.id}.{option.shape.id}": (decision.options, index)
        for decision in draft.decisions.values()
        for index, option in enumerate(decision.options)
    }
    for name, words in written.shape.options.items():
        if name not in options:
            path = (*written.path, "options", name)
            complaints.unknown(written.document, path, "an option", name, options)
            continue
        found, index = options[name]
        new = found[index].shape.model_copy(update=_words(words, "title", "because"))
        found[index] = replace(found[index], shape=new)


def _words(words: WordsShape, *names: str) -> dict[str, str]:
    return {name: text for name in names if (text := getattr(words, name)) is not None}

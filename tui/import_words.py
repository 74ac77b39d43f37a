"""What an import would do, in words: each row with its outcome and reason, and the whole in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.documents.cleaning import clean
from tui.documents.incoming.columns import ID_NUMBER
from tui.documents.incoming.files import SORTS
from tui.documents.incoming.grids import Unreadable
from tui.documents.incoming.judging import OUTCOMES, Edit, Judged, Judgement, New, Reason, Ref
from tui.i18n import t
from tui.labels import field_label, kind_label, listed, state_label, value_text
from tui.messages import refusal_text


def outcome_word(row: Judged) -> str:
    """New, changed, same or refused."""
    return t(f"import.outcome.{row.outcome}")


def why(place: Workplace, row: Judged) -> str:
    """Why a row is refused, or what else is to be said of it; empty where there is nothing."""
    reasons = [*([row.reason] if row.reason else []), *row.notes]
    return t("import.and").join(reason_words(place, each) for each in reasons)


def reason_words(place: Workplace, reason: Reason) -> str:
    """One reason as a sentence."""
    return t(f"import.why.{reason.code}", **_values(place, reason))


def _values(place: Workplace, reason: Reason) -> dict[str, Any]:
    found = dict(reason.params)
    if "refusal" in found:
        found["why"] = refusal_text(place, found.pop("refusal"))
    spec = KINDS.get(str(found.get("kind")))
    if spec is not None and "field" in found:
        name = str(found["field"])
        for each in ("before", "after"):
            if each in found:
                found[each] = value_text(place, spec, name, found[each]) or t("import.nothing")
        if found.get("problem"):
            found["problem"] = t(
                f"import.problem.{'too_long' if found.get('limit') else 'other'}", n=found.get("limit")
            )
        found["field"] = field_label(spec, name)
    if "state" in found:
        found["state"] = state_label(KINDS["session"], str(found["state"]))
    return found


def in_full(place: Workplace, judgement: Judgement, row: Judged) -> list[str]:
    """A row in full: what stands in the file, what becomes of it and why, every field before and after."""
    headings = SORTS[judgement.what].headings
    lines = [f"{outcome_word(row)}  {why(place, row)}".rstrip(), ""]
    lines.append(t("import.full.said"))
    for name, text in row.said.items():
        # What is refused for such a number is not shown either.
        lines.append(f"  {headings[name][0]}：{ID_NUMBER.sub('******', clean(text))}")
    if row.edits:
        made = {edit.name: edit for edit in judgement.edits if isinstance(edit, New)}
        lines += ["", t("import.full.done")]
        for edit in row.edits:
            lines += [f"  {line}" for line in _edit_words(place, edit, made)]
    return lines


def _edit_words(place: Workplace, edit: Edit, made: Mapping[str, New]) -> list[str]:
    spec = KINDS[edit.kind]

    def words(name: str, value: Any) -> str:
        if isinstance(value, Ref):
            new = made[value.name]
            title = KINDS[new.kind].title
            return str(new.fields.get(title) or kind_label(KINDS[new.kind]))
        return value_text(place, spec, name, value) or t("import.nothing")

    if isinstance(edit, New):
        said = listed(f"{field_label(spec, name)}：{words(name, value)}" for name, value in edit.fields.items())
        return [t("import.full.new", kind=kind_label(spec), fields=said)]
    return [
        t("import.why.field", field=field_label(spec, name), before=words(name, before), after=words(name, after))
        for name, (before, after) in edit.fields.items()
    ]


def counts(judgement: Judgement) -> str:
    """How many rows come out how."""
    return listed(
        t("import.count", outcome=t(f"import.outcome.{outcome}"), n=judgement.count(outcome)) for outcome in OUTCOMES
    )


def remarks(judgement: Judgement) -> list[str]:
    """What of the file was not read."""
    found = []
    if judgement.unused:
        found.append(t("import.unused", headings=listed(judgement.unused)))
    if judgement.sheets:
        found.append(t("import.sheets", names=listed(judgement.sheets)))
    if judgement.hidden:
        found.append(t("import.hidden", n=judgement.hidden))
    if judgement.merged:
        found.append(t("import.merged"))
    return found


def unreadable_words(error: Unreadable) -> str:
    """Why a file cannot be read, and what to do."""
    return t(f"import.unreadable.{error.code}", **error.params)

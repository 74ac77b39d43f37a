"""What an import would do, in words: each row with its outcome and reason, and the whole in a sentence."""

from __future__ import annotations

from typing import Any

from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.documents.incoming.grids import Unreadable
from tui.documents.incoming.judging import OUTCOMES, Judged, Judgement, Reason
from tui.i18n import t
from tui.labels import field_label, listed, state_label, value_text
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

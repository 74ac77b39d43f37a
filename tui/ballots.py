"""The votes of a session: what can be put to the vote, what is known of it beforehand, and what it came to in words."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from sync.workplace import Workplace
from tui import agenda, roll
from tui.i18n import t
from tui.labels import field_label, value_text
from tui.minutes import ordered
from tui.screens.pick import Choice
from tui.year.votes import FIGURES, Result, result
from tui.years import branch_rules

ANOTHER = ""
"""The id of the choice of a matter that stands nowhere yet."""


def matters(place: Workplace, session: str) -> list[Choice]:
    """Items of the agenda to be voted on and resolutions of the minutes that have no vote yet, in their order."""
    votes = place.repository.linked("vote", "session", session)
    said = {str(vote.get("matter")) for vote in votes}
    linked = {vote.get("minute") for vote in votes}
    items = [
        item
        for item in agenda.items(place, session)
        if item.get("item_kind") == "vote" and _matter(item.get("title")) not in said
    ]
    entries = [
        entry
        for entry in ordered(place, session)
        if entry.get("entry") == "resolution" and entry.id not in linked and _matter(entry.get("text")) not in said
    ]
    on_agenda, in_minutes = t("votes.from_agenda"), t("votes.from_minutes")
    return [
        *(Choice(item.id, _matter(item.get("title")), on_agenda) for item in items),
        *(Choice(entry.id, _matter(entry.get("text")), in_minutes) for entry in entries),
    ]


def _matter(text: Any) -> str:
    """A matter takes 200 characters of one line."""
    return " ".join(str(text or "").split())[:200]


def begun(place: Workplace, session: View, about: str | None) -> dict[str, Any]:
    """What is proposed for a new vote: its matter, and from the roll who is entitled and, when it is done, present."""
    found = roll.quorum_of(place, session)
    known = bool(found.entitled) and not found.unknown
    source = place.repository.get(about) if about else None
    return {
        "matter": _matter(source.get("title" if source.kind == "agenda_item" else "text")) if source else None,
        "eligible": found.entitled if known else None,
        "present": found.present if known and not found.unmarked else None,
    }


def outcome(place: Workplace, vote: View) -> Result:
    """What a vote came to; without a verdict where the branch has no rule for votes."""
    return result(vote, judged=branch_rules(place).rule("V-1") is not None)


def result_words(place: Workplace, vote: View) -> str:
    """The result in a word; a mark where something does not add up."""
    found = outcome(place, vote)
    return t(f"votes.{found.verdict}") + (t("votes.mark") if found.warnings else "")


def reason(place: Workplace, vote: View) -> str:
    """Why it came to that, with its figures."""
    found = outcome(place, vote)
    figures = {name: t("value.unknown") if vote.get(name) is None else vote.get(name) for name in FIGURES}
    return t(f"votes.why_{found.verdict}", **figures)


def warnings(vote: View) -> list[str]:
    """What does not add up, in sentences."""
    cast = sum(vote.get(name) or 0 for name in FIGURES[2:])
    return [
        t(f"votes.warn_{each}", cast=cast, present=vote.get("present"), eligible=vote.get("eligible"))
        for each in result(vote).warnings
    ]


def opened(place: Workplace, vote: View) -> list[tuple[str, str]]:
    """The result opened to its figures and its rule, as labels and words."""
    spec = place.repository.registry["vote"]
    lines = [(field_label(spec, "matter"), str(vote.get("matter")))]
    lines.append((t("votes.result"), result_words(place, vote)))
    lines.append((t("votes.why"), reason(place, vote)))
    values = {name: value_text(place, spec, name, vote.get(name)) for name in (*FIGURES, "secret", "minute")}
    values |= {name: values[name] or t("value.unknown") for name in FIGURES}
    lines += [(field_label(spec, name), words) for name, words in values.items() if words]
    lines += [(t("votes.warning"), each) for each in warnings(vote)]
    judged = branch_rules(place).rule("V-1") is not None
    lines.append((t("votes.rule"), t("votes.rule_text" if judged else "votes.rule_off")))
    return lines

"""The lines of words around a roll: its figures, the quorum, who else is here, and the person under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from sync.cache.view import View
from sync.workplace import Workplace
from tui import makeups, roll
from tui.cautions import caution_words
from tui.choices import doubt_words
from tui.i18n import t
from tui.labels import choice_label, field_label, listed, member_name, state_label, value_text
from tui.moments import moment
from tui.screens.session import roll_words
from tui.screens.session_panes.roll_marks import STATUSES
from tui.year.attendance import status as counted_as
from tui.year.punctuality import TIME_OF, advice
from tui.year.warnings import early_roll
from tui.years import branch_rules

AWAY = ("leave", "absent")
"""Marks that ask for a reason."""


def figures(place: Workplace, session: View) -> str:
    """应到, 实到 and the rest; who said that all others are present, and when."""
    words = roll_words(roll.counts(place, session))
    if not session.get("roll_call_done"):
        return words
    entry = session.fv.get("roll_call_done")
    who = (entry[1] if entry else None) or place.desk.member
    at = roll.done_at(place, session)
    stamp = [*([member_name(place, who)] if who else []), *([moment(place, at)] if at else [])]
    said = t("roll_call.is_done_by", who=" ".join(stamp)) if stamp else t("roll_call.is_done")
    odd = early_roll(session, at, place.clock.now().tzinfo)
    return "  ".join([words, said, *(caution_words(place, each) for each in odd)])


def around(place: Workplace, session: View) -> str:
    """Who is expected where the audience is not understood; observers and guests the session names, by what the roll says."""
    done = bool(session.get("roll_call_done"))
    rows = place.repository.linked("attendance", "session", session.id)
    there = {row.get("member"): counted_as(row, done) for row in rows}
    people = [
        member_name(place, member) + ("" if member in there else t("roll_call.not_on_roll"))
        for member in sorted(set(session.get("observers") or ()))
        if there.get(member) in (None, "observer")
    ]
    spec = place.repository.registry["session"]
    guests = listed(filter(None, (line.strip() for line in str(session.get("guests") or "").splitlines())))
    parts = [(field_label(spec, "observers"), listed(people)), (field_label(spec, "guests"), guests)]
    words = [t("roll_call.named", label=label, names=names) for label, names in parts if names]
    return "  ".join(filter(None, [doubt_words(place, session), *words]))


def legend(place: Workplace, width: int) -> str:
    """What each digit says, as far as it fits."""
    spec = place.repository.registry["attendance"]
    names = [*(choice_label(spec, "status", name) for name in STATUSES), t("roll_call.unmarked")]
    marks = [f"{n % len(names)} {name}" for n, name in enumerate(names, 1)]
    marks += [f"{n} {t(f'command.roll_call.{name}').lower()}" for n, name in ((8, "detail"), (9, "verify"))]
    for gap in ("  ", " "):
        if cell_len(gap.join(marks)) <= width:
            return gap.join(marks)
    while cell_len(" ".join(marks)) > width and len(marks) > 1:
        marks.pop()
    return " ".join(marks)


def cells(place: Workplace, row: View, done: bool, *, projecting: bool = False) -> list[str]:
    """One row of the roll; `projecting` as for the note."""
    spec = place.repository.registry["attendance"]
    unknown = row.get("status") in AWAY and not _reason(place, row, projecting)
    remark = t("roll_call.no_reason") if unknown else row.get("remark") or ""
    owed = makeups.of_row(place, row)
    return [
        member_name(place, row.get("member")),
        value_text(place, spec, "section", row.get("section")),
        value_text(place, spec, "status", counted_as(row, done)),
        value_text(place, spec, "self_status", row.get("self_status")),
        "  ".join(filter(None, (makeups.short(owed) if owed else "", remark))),
    ]


def found_words(place: Workplace, written: str, found: Sequence[str], row: View | None, at: int) -> str:
    """How many fit what was written, and which of them the cursor is on."""
    if not found:
        return t("roll_call.nobody_found", written=written.strip())
    who = named(place, row) if row else ""
    return t("roll_call.found_one", who=who) if len(found) == 1 else t("roll_call.found", n=len(found), at=at, who=who)


def note(place: Workplace, session: View, row: View, *, projecting: bool = False) -> str:
    """The person under the cursor: what was said, the time or reason that is missing, what the rules would say, make-up.

    `projecting`: without what a request for leave says.
    """
    spec = place.repository.registry["attendance"]
    held = row.get("status")
    parts = [named(place, row), value_text(place, spec, "status", counted_as(row, bool(session.get("roll_call_done"))))]
    for name in TIME_OF.values():
        if row.get(name):
            parts.append(f"{field_label(spec, name)} {str(row.get(name))[11:]}")
        elif TIME_OF.get(str(held)) == name:
            parts.append(t("roll_call.needs", field=field_label(spec, name)))
    if held in AWAY:
        parts.append(_reason(place, row, projecting) or t("roll_call.needs", field=t("roll_call.reason")))
    rules = branch_rules(place)
    hint = advice(row, session, rules.number("A-1", "minutes"), half_is_absent=rules.rule("A-2") is not None)
    if hint is not None:
        parts.append(t(f"roll_call.hint_{hint.status}", n=hint.minutes))
    owed = makeups.of_row(place, row)
    if owed is not None:
        parts.append(makeups.words(place, owed))
    return "  ".join(parts)


def _reason(place: Workplace, row: View, projecting: bool) -> str:
    """Why somebody is away; empty while that is not known."""
    request = row.get("status") == "leave" and not projecting
    return str(row.get("remark") or (_asked(place, row) if request else ""))


def _asked(place: Workplace, row: View) -> str:
    """How far the request for this leave has come, where this device may see it; its reason is not for everybody's eyes."""
    spec = place.repository.registry["leave_request"]
    for request in place.repository.linked("leave_request", "session", str(row.get("session"))):
        if request.get("member") == row.get("member") and request.state in ("asked", "granted"):
            return t("roll_call.request", state=state_label(spec, request.state))
    return ""


def named(place: Workplace, row: View) -> str:
    """A person with section and title, which tell two of one name apart."""
    member = place.repository.get(str(row.get("member")))
    section = value_text(place, place.repository.registry["attendance"], "section", row.get("section"))
    title = str(member.get("title") or "") if member is not None else ""
    where = " ".join(filter(None, (section, title)))
    name = member_name(place, row.get("member"))
    return t("roll_call.who", name=name, where=where) if where else name

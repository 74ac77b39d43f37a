"""What the record of a session says, part by part and in words: for the text (`tui.assembling`) and for paper alike.

What is not known yet reads 待补, what does not apply reads "/".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from sync.cache.view import View
from sync.sign_off import Signer
from sync.workplace import Workplace
from tui.agenda import items as agenda_items
from tui.ballots import result_words
from tui.i18n import t
from tui.labels import choice_label, field_label, listed, record_name, value_text
from tui.moments import moment, order
from tui.people_words import behalf_text, field_words, named, told_apart
from tui.year.attendance import CAME, Counts, count, status
from tui.year.votes import FIGURES

NONE = "/"


def in_words(place: Workplace, view: View, name: str) -> str:
    """A field: 待补 where it is needed and not known, "/" where there simply is none."""
    return field_words(place, view, name) or NONE


def forms(place: Workplace, session: View) -> str:
    """The form of a session and what it was besides."""
    spec = place.repository.registry["session"]
    found = [value_text(place, spec, "form", session.get("form"))]
    return listed([*found, *(choice_label(spec, "form", each) for each in session.get("also") or ())])


def span(session: View) -> str:
    """From when to when; the day once where it is the same."""
    start, end, unknown = session.get("start"), session.get("end"), t("value.unknown")
    until = (end[11:] if start and end[:10] == start[:10] else end.replace("T", " ")) if end else unknown
    return t("record.span", start=start.replace("T", " ") if start else unknown, end=until)


def recorders(place: Workplace, session: View) -> str:
    """Who took the minutes."""
    return listed(told_apart(place, session.get("recorders") or ())) or t("value.unknown")


# who was there


class Attended(msgspec.Struct, frozen=True):
    """The roll in words. `others`: status -> names, for those that are said at all; `came`: all who were there."""

    counts: Counts
    known: bool
    """Anybody stands on the roll."""
    expected: str
    present: str
    others: Mapping[str, str]
    came: str


NOT_THERE = ("leave", "absent")
SAID = (*NOT_THERE, "observer")
"""Statuses that are said also where nobody has them."""


def attended(place: Workplace, session: View) -> Attended:
    """Expected and present, then who was not there or came as what; nobody is present before somebody said so."""
    rows = place.repository.linked("attendance", "session", session.id)
    done = bool(session.get("roll_call_done"))
    counts, unknown, known = count(rows, done), t("value.unknown"), bool(rows)
    present = t("record.people", n=counts.present)
    if counts.unmarked:
        present = f"{unknown}{t('record.unmarked', n=counts.unmarked)}"
    people = told_apart(place, [row.get("member") for row in rows])
    remarked = told_apart(place, [row.get("member") for row in rows], [row.get("remark") for row in rows])
    on_roll = {row.get("member") for row in rows}
    others: dict[str, str] = {}
    for wanted in ("late", "left_early", "leave", "absent", "exempt", "observer"):
        those = [words for row, words in zip(rows, remarked, strict=True) if status(row, done) == wanted]
        if wanted == "observer":
            # The roll has the last word on whoever stands on it.
            more = dict.fromkeys(each for each in session.get("observers") or () if each not in on_roll)
            those += told_apart(place, list(more))
        nobody = unknown if not known or (counts.unmarked and wanted in NOT_THERE) else NONE
        if those or wanted in SAID:
            others[wanted] = listed(those) or nobody
    came = [words for row, words in zip(rows, people, strict=True) if status(row, done) in CAME]
    nobody = unknown if not known or counts.unmarked else NONE
    not_marked = t("record.unmarked", n=counts.unmarked) if came and counts.unmarked else ""
    return Attended(
        counts,
        known,
        t("record.people", n=counts.expected) if known else unknown,
        present if known else unknown,
        others,
        (listed(came) or nobody) + not_marked,
    )


# what was said and decided


def materials(place: Workplace, session: View) -> str:
    """What was studied; empty where nothing is written down."""
    found = place.repository.linked("material", "target", session.id)
    return listed(t("record.material", title=str(each.get("title"))) for each in found)


class Part(msgspec.Struct, frozen=True):
    """Entries under an item of the agenda, or under none."""

    heading: str
    entries: Sequence[View]


def by_item(place: Workplace, session: View, entries: Sequence[View]) -> Iterator[Part]:
    """Entries in their order under their items by number; what belongs to no item comes last."""
    items = agenda_items(place, session.id)
    for item in items:
        heading = t("record.item", number=item.get("number"), title=str(item.get("title")))
        yield Part(heading, [each for each in entries if each.get("agenda_item") == item.id])
    known = {item.id for item in items}
    loose = [each for each in entries if each.get("agenda_item") not in known]
    if loose:
        yield Part(t("record.no_item") if items else "", loose)


def entry_words(place: Workplace, view: View, *, kind: bool = True) -> str:
    """When and by whom it was said, and what; `kind` says what sort of entry it is where that matters."""
    spec = place.repository.registry["minute"]
    words = [str(view.get("at") or "")[11:16]]
    if view.get("speaker"):
        words.append(named(place, view.get("speaker")))
    if kind and view.get("entry") not in ("discussion", "note"):
        words.append(t("record.kind", kind=choice_label(spec, "entry", str(view.get("entry")))))
    return f"{' '.join(filter(None, words))}{t('error.colon')}{view.get('text') or ''}"


def actions(place: Workplace, session: View) -> list[View]:
    """The action items, the one due first first."""
    found = place.repository.linked("action", "session", session.id)
    return sorted(found, key=lambda view: (view.get("due") or "9999", view.id))


def owner(place: Workplace, action: View) -> str:
    """Who has an action item to do."""
    return named(place, action.get("owner")) if action.get("owner") else t("value.unknown")


def votes(place: Workplace, session: View) -> list[str]:
    """What was voted on, with the figures and what they came to."""
    spec = place.repository.registry["vote"]
    found = []
    for each in place.repository.linked("vote", "session", session.id):
        figures = [
            f"{field_label(spec, name)} {t('value.unknown') if each.get(name) is None else each.get(name)}"
            for name in FIGURES
        ]
        found.append(f"{each.get('matter')}{t('error.colon')}{listed([*figures, result_words(place, each)])}")
    return found


def amendments(place: Workplace, session: View) -> list[str]:
    """The corrections made after both signatures, oldest first: about what, text, reason, who and when."""
    found = place.repository.linked("amendment", "session", session.id)
    return [_amendment(place, session, each) for each in sorted(found, key=lambda view: (order(_made(view)), view.id))]


def _amendment(place: Workplace, session: View, view: View) -> str:
    target = str(view.get("target"))
    by = view.created.get("by") or place.desk.member
    return t(
        "record.amendment",
        about=t("record.whole") if target == session.id else record_name(place, target),
        text=str(view.get("text")),
        reason=str(view.get("reason")),
        who=named(place, by) if by else t("app.alone"),
        at=moment(place, _made(view)),
    )


def _made(view: View) -> str:
    return str(view.created.get("claimed") or view.created.get("at") or "")


# who answers for it


def signer_words(place: Workplace, signer: Signer) -> str:
    """A name, and whether and when it was signed, by whom it was entered, and whether that still is what is there."""
    name = behalf_text(place, signer.member, signer.entered)
    if signer.signature is None:
        return t("record.unsigned", who=name)
    return t("record.signed" if signer.current else "record.signed_changed", who=name, at=moment(place, signer.at))

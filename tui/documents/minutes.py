"""会议记录: the record of a session as the office's table of four columns (DOMAIN.md section 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sync.cache.view import View
from sync.sign_off import signers
from tui.completion import late_line, verdict
from tui.documents.days import day, span
from tui.documents.decided import decided, subject
from tui.documents.kinds import Subject
from tui.documents.office import Office, is_sample
from tui.documents.paper import Cell, Paper, Row, Table, Title, row
from tui.i18n import t
from tui.labels import state_label
from tui.minutes import ordered
from tui.session_record import (
    NONE,
    NOT_THERE,
    actions,
    amendments,
    attended,
    by_item,
    entry_words,
    forms,
    in_words,
    materials,
    owner,
    recorders,
    signer_words,
    votes,
)

WIDTHS = (30.0, 56.6, 25.0, 53.4)
"""Columns in mm."""

HEAD = 2
"""Theme, time and place stand on every page."""

TITLED = ("general_meeting", "committee_meeting", "group_meeting")
"""Forms whose minutes are called by the form."""

SIGNING = 16.0
"""Height of the row for signatures in mm."""


def paper(office: Office, about: Subject) -> Paper:
    """The minutes of one session; LookupError without one."""
    session = subject(about.record)
    place = office.place
    entries = ordered(place, session.id)
    completed = verdict(place, session)
    # Of a session of which nothing is written down it is not known either whether anything was decided.
    none = NONE if entries else t("value.unknown")
    rows = [
        *_head(office, session),
        *_people(office, session),
        row(_label("content"), Cell(_content(office, session, entries), 3), splits=True),
        *(_resolutions(office, session, entries) or [_wide("resolutions", none)]),
        *(_actions(office, session) or [_wide("actions", none)]),
        _wide("votes", _numbered(votes(place, session)) or none),
        _wide("summary", str(session.get("summary") or none)),
        _wide("decision", _decision(office, session)),
        *(_wide("amendments", _numbered([each])) for each in amendments(place, session)),
        _signatures(office, session),
        *(_wide("completed", words) for words in [late_line(completed)] if words),
        _pair("paper", _known(session, office, "paper"), "retention", _known(session, office, "retention")),
    ]
    return Paper(
        t("doc.minutes.name", day=str(session.get("start") or "")[:10], title=office.title(session)).strip(),
        (Title(_title(office, session)), Table(WIDTHS, tuple(rows), HEAD)),
        sample=is_sample((session, *entries)),
        author=office.branch,
        marks=(t("doc.minutes.late"),) if completed.verdict == "late" else (),
    )


def _title(office: Office, session: View) -> str:
    form = session.get("form")
    named = office.choice("session", "form", form) if form in TITLED else ""
    return t("doc.minutes.title", branch=office.branch, form=named)


def _label(name: str, span: int = 1) -> Cell:
    return Cell(t(f"doc.minutes.{name}"), span, "center", label=True)


def _wide(name: str, words: str) -> Row:
    return row(_label(name), Cell(words, 3), splits=True)


def _pair(first: str, words: str, second: str, more: str) -> Row:
    return row(_label(first), Cell(words), _label(second), Cell(more))


def _known(session: View, office: Office, name: str) -> str:
    return office.value(session, name) or t("value.unknown")


def _numbered(items: Sequence[str]) -> str:
    """Items one below the other, numbered where there are several."""
    return "\n".join(f"{n}. {each}" for n, each in enumerate(items, 1)) if len(items) > 1 else "".join(items)


def _head(office: Office, session: View) -> list[Row]:
    theme = t("doc.minutes.theme_words", title=office.value(session, "title"), form=forms(office.place, session))
    return [
        row(_label("theme"), Cell(theme, 3)),
        _pair("time", span(session), "place", office.value(session, "place")),
        _pair("host", office.value(session, "host"), "recorders", recorders(office.place, session)),
    ]


def _people(office: Office, session: View) -> list[Row]:
    """Reasons are what the roll itself remarks: why somebody asked for leave is nobody else's business."""
    found = attended(office.place, session)
    others = dict(found.others)
    observers = others.pop("observer", NONE)

    def said(*names: str) -> list[str]:
        return [f"{office.choice('attendance', 'status', name)}{t('error.colon')}{others[name]}" for name in names]

    came = "\n".join([found.present, *said(*(name for name in ("late", "left_early") if name in others))])
    nobody = {others[name] for name in NOT_THERE}
    missing = [name for name in (*NOT_THERE, "exempt") if others.get(name, NONE) != NONE]
    words = nobody.pop() if len(nobody) == 1 and "exempt" not in others else "\n".join(said(*missing))
    return [
        _pair("expected", found.expected, "present", came),
        row(_label("absent"), Cell(words, 3)),
        _pair("observers", observers, "guests", in_words(office.place, session, "guests")),
    ]


def _content(office: Office, session: View, entries: Sequence[View]) -> str:
    return "\n".join(_content_lines(office, session, entries)) or t("value.unknown")


def _content_lines(office: Office, session: View, entries: Sequence[View]) -> Iterator[str]:
    place = office.place
    studied = materials(place, session)
    if studied:
        yield f"{t('record.materials')}{t('error.colon')}{studied}"
    for part in by_item(place, session, entries):
        if part.heading:
            yield part.heading
        yield from (entry_words(place, each) for each in part.entries)


def _resolutions(office: Office, session: View, entries: Sequence[View]) -> list[Row]:
    """Each resolution with those who carry it out and until when, as its action items say; none where nothing was resolved."""
    found = [each for each in entries if each.get("entry") == "resolution"]
    if not found:
        return []
    place = office.place
    rows = [row(_label("resolution", 2), _label("owner"), _label("due"))]
    for each in found:
        own = [action for action in actions(place, session) if action.get("minute") == each.id]
        owners = "\n".join(dict.fromkeys(owner(place, action) for action in own)) or NONE
        dues = "\n".join(dict.fromkeys(day(action.get("due")) for action in own)) or NONE
        rows.append(row(Cell(entry_words(place, each, kind=False), 2), Cell(owners), Cell(dues), splits=True))
    return rows


def _actions(office: Office, session: View) -> list[Row]:
    found = actions(office.place, session)
    if not found:
        return []
    spec = office.place.repository.registry["action"]
    rows = [row(_label("action", 2), _label("owner"), _label("action_due"))]
    for each in found:
        due = t("doc.minutes.due_state", due=day(each.get("due")), state=state_label(spec, each.state))
        rows.append(row(Cell(str(each.get("text")), 2), Cell(owner(office.place, each)), Cell(due), splits=True))
    return rows


def _decision(office: Office, session: View) -> str:
    """Whether it was approved, by whom, and what was remarked."""
    return "\n".join([decided(office, session), *([str(session.get("remark"))] if session.get("remark") else [])])


def _signatures(office: Office, session: View) -> Row:
    """What was signed here, in words; space to sign by hand where nobody has signed yet."""
    place = office.place
    signed: dict[str, list[str]] = {"host": [], "recorder": []}
    for each in signers(place.desk, session):
        if each.signature is not None:
            signed[each.role].append(signer_words(place, each))
    host, recorder = ("\n".join(words) for words in signed.values())
    return row(_label("sign_host"), Cell(host), _label("sign_recorder"), Cell(recorder), height=SIGNING)

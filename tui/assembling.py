"""成文: the minutes of a session as text, from what this device shows of it. Pure: the same lines on the screen and in a file.

What is not known yet reads 待补, what does not apply reads "/".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sync.cache.view import View
from sync.sign_off import Signer, signers
from sync.workplace import Workplace
from tui import minutes
from tui.agenda import items as agenda_items
from tui.ballots import result_words
from tui.completion import late_line, verdict
from tui.i18n import t
from tui.labels import basis_text, choice_label, field_label, listed, member_name, record_name, state_label, value_text
from tui.past import moment
from tui.year.attendance import CAME, count, status
from tui.year.late_entry import Saved
from tui.year.votes import FIGURES

NONE = "/"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text; a heading is set off."""

    text: str
    heading: bool = False


def assembled(place: Workplace, session: View, known: Saved | None = None) -> list[Line]:
    """The whole record of a session: head, resolutions and actions, content by agenda item, votes, signatures, amendments.

    `known` is the first entry into submitted by the server's history, where it was asked.
    """
    entries = minutes.ordered(place, session.id)
    late = late_line(verdict(place, session, known))
    return [
        Line(t("record.title"), heading=True),
        *_head(place, session),
        *_attended(place, session),
        *_resolutions(place, session, entries),
        *_actions(place, session),
        *_content(place, session, entries),
        *_votes(place, session),
        *_closing(place, session),
        *_amendments(place, session),
        *_signatures(place, session),
        *([Line(late)] if late else []),
        *_filed(place, session),
    ]


def as_text(lines: Iterable[Line]) -> str:
    """The lines as a text to copy or to print."""
    return "\n".join(line.text for line in lines) + "\n"


def _said(label: str, words: str) -> Line:
    first, *rest = (words or NONE).split("\n")
    return Line("\n".join([f"{label}{t('error.colon')}{first}", *(f"    {each}" for each in rest)]))


def _field(place: Workplace, view: View, name: str) -> Line:
    """A field with its label: 待补 where it is needed and not known, "/" where there simply is none."""
    spec = place.repository.registry[view.kind]
    return _said(field_label(spec, name), value_text(place, spec, name, view.get(name)))


def _head(place: Workplace, session: View) -> list[Line]:
    spec = place.repository.registry["session"]
    start, end = session.get("start"), session.get("end")
    unknown = t("value.unknown")
    forms = [value_text(place, spec, "form", session.get("form"))]
    forms += [choice_label(spec, "form", each) for each in session.get("also") or ()]
    until = (end[11:] if start and end[:10] == start[:10] else end.replace("T", " ")) if end else unknown
    span = t("record.span", start=start.replace("T", " ") if start else unknown, end=until)
    recorders = listed(member_name(place, each) for each in session.get("recorders") or ()) or unknown
    return [
        _said(field_label(spec, "form"), listed(forms)),
        _field(place, session, "title"),
        _said(t("record.time"), span),
        _field(place, session, "place"),
        _field(place, session, "host"),
        _said(field_label(spec, "recorders"), recorders),
    ]


def _attended(place: Workplace, session: View) -> list[Line]:
    """Expected and present, then who was not there or came as what; nobody is present before somebody said so."""
    rows = place.repository.linked("attendance", "session", session.id)
    done = bool(session.get("roll_call_done"))
    counts = count(rows, done)
    spec = place.repository.registry["attendance"]
    unknown = t("value.unknown")
    known = bool(rows)
    present = t("record.people", n=counts.present)
    if counts.unmarked:
        present = f"{unknown}{t('record.unmarked', n=counts.unmarked)}"
    lines = [
        _said(t("record.expected"), t("record.people", n=counts.expected) if known else unknown),
        _said(choice_label(spec, "status", "present"), present if known else unknown),
    ]
    named = {row.id: member_name(place, row.get("member")) for row in rows}
    on_roll = {row.get("member") for row in rows}
    for wanted in ("late", "left_early", "leave", "absent", "exempt", "observer"):
        people = [
            named[row.id] + (t("record.remark", text=row.get("remark")) if row.get("remark") else "")
            for row in rows
            if status(row, done) == wanted
        ]
        if wanted == "observer":
            # The roll has the last word on whoever stands on it.
            others = dict.fromkeys(each for each in session.get("observers") or () if each not in on_roll)
            people += [member_name(place, each) for each in others]
        nobody = unknown if not known or (counts.unmarked and wanted in ("leave", "absent")) else NONE
        if people or wanted in ("leave", "absent", "observer"):
            lines.append(_said(choice_label(spec, "status", wanted), listed(people) or nobody))
    came = [named[row.id] for row in rows if status(row, done) in CAME]
    nobody = unknown if not known or counts.unmarked else NONE
    more = t("record.unmarked", n=counts.unmarked) if came and counts.unmarked else ""
    lines.append(_said(t("record.came"), (listed(came) or nobody) + more))
    lines.append(_field(place, session, "guests"))
    return lines


def _numbered(heading: str, items: Sequence[str]) -> list[Line]:
    lines = [Line(heading, heading=True)]
    return [*lines, *(Line(f"{n}. {item}") for n, item in enumerate(items, 1))] if items else [*lines, Line(NONE)]


def _resolutions(place: Workplace, session: View, entries: Sequence[View]) -> list[Line]:
    found = [_entry(place, each, kind=False) for each in entries if each.get("entry") == "resolution"]
    return _numbered(t("record.resolutions"), found)


def _actions(place: Workplace, session: View) -> list[Line]:
    spec = place.repository.registry["action"]
    found = place.repository.linked("action", "session", session.id)
    found.sort(key=lambda view: (view.get("due") or "9999", view.id))
    unknown = t("value.unknown")
    return _numbered(
        t("record.actions"),
        [
            t(
                "record.action",
                text=str(each.get("text")),
                owner=member_name(place, each.get("owner")) if each.get("owner") else unknown,
                due=each.get("due") or unknown,
                state=state_label(spec, each.state),
            )
            for each in found
        ],
    )


def _content(place: Workplace, session: View, entries: Sequence[View]) -> list[Line]:
    """Entries in their order under their items by number; what belongs to no item comes last."""
    lines = [Line(t("record.content"), heading=True)]
    materials = place.repository.linked("material", "target", session.id)
    if materials:
        words = listed(t("record.material", title=str(each.get("title"))) for each in materials)
        lines.append(_said(t("record.materials"), words))
    items = agenda_items(place, session.id)
    known = {item.id for item in items}
    for item in items:
        lines.append(Line(t("record.item", number=item.get("number"), title=str(item.get("title"))), heading=True))
        lines += [Line(_entry(place, each)) for each in entries if each.get("agenda_item") == item.id]
    loose = [each for each in entries if each.get("agenda_item") not in known]
    if loose and items:
        lines.append(Line(t("record.no_item"), heading=True))
    lines += [Line(_entry(place, each)) for each in loose]
    return lines if entries or items or materials else [*lines, Line(t("value.unknown"))]


def _entry(place: Workplace, view: View, *, kind: bool = True) -> str:
    spec = place.repository.registry["minute"]
    words = [str(view.get("at") or "")[11:16]]
    if view.get("speaker"):
        words.append(member_name(place, view.get("speaker")))
    if kind and view.get("entry") not in ("discussion", "note"):
        words.append(t("record.kind", kind=choice_label(spec, "entry", str(view.get("entry")))))
    text = str(view.get("text") or "").replace("\n", "\n    ")
    return f"{' '.join(filter(None, words))}{t('error.colon')}{text}"


def _votes(place: Workplace, session: View) -> list[Line]:
    votes = place.repository.linked("vote", "session", session.id)
    if not votes:
        return []
    spec = place.repository.registry["vote"]
    lines = []
    for each in votes:
        figures = [
            f"{field_label(spec, name)} {t('value.unknown') if each.get(name) is None else each.get(name)}"
            for name in FIGURES
        ]
        lines.append(f"{each.get('matter')}{t('error.colon')}{listed([*figures, result_words(place, each)])}")
    return _numbered(t("record.votes"), lines)


def _closing(place: Workplace, session: View) -> list[Line]:
    spec = place.repository.registry["session"]
    names = [name for name in ("summary", "remark") if session.get(name)]
    lines = [_field(place, session, name) for name in names]
    return [*lines, _said(field_label(spec, "state"), state_label(spec, session.state))]


def _amendments(place: Workplace, session: View) -> list[Line]:
    found = place.repository.linked("amendment", "session", session.id)
    if not found:
        return []
    found.sort(key=lambda view: (_made(view), view.id))
    return _numbered(t("record.amendments"), [amendment_words(place, session, each) for each in found])


def amendment_words(place: Workplace, session: View, view: View) -> str:
    """What an amendment says: about what, text, reason, who and when."""
    target = str(view.get("target"))
    about = t("record.whole") if target == session.id else record_name(place, target)
    by = view.created.get("by") or place.desk.member
    return t(
        "record.amendment",
        about=about,
        text=str(view.get("text")).replace("\n", "\n    "),
        reason=str(view.get("reason")),
        who=member_name(place, by) if by else t("app.alone"),
        at=moment(place, _made(view)),
    )


def _made(view: View) -> str:
    return str(view.created.get("claimed") or view.created.get("at") or "")


def _signatures(place: Workplace, session: View) -> list[Line]:
    lines = [Line(t("record.signatures"), heading=True)]
    found = signers(place.desk, session)
    if not any(each.role == "host" for each in found):
        lines.append(_said(t("who.host"), t("value.unknown")))
    lines += [_said(t(f"who.{each.role}"), signer_words(place, each)) for each in found]
    return lines


def signer_words(place: Workplace, signer: Signer) -> str:
    """A name, and whether and when it was signed, by whom it was entered, and whether that still is what is there."""
    name = member_name(place, signer.member)
    if signer.signature is None:
        return t("record.unsigned", who=name)
    if signer.entered is not None:
        basis = basis_text(signer.entered.basis)
        by = member_name(place, signer.entered.by) if signer.entered.by else t("value.nobody")
        name = t("cli.why.on_behalf", who=name, basis=basis, by=by)
    return t("record.signed" if signer.current else "record.signed_changed", who=name, at=moment(place, signer.at))


def _filed(place: Workplace, session: View) -> list[Line]:
    spec = place.repository.registry["session"]
    names = ("paper", "retention")
    words = {name: value_text(place, spec, name, session.get(name)) for name in names}
    return [_said(field_label(spec, name), words[name] or t("value.unknown")) for name in names]

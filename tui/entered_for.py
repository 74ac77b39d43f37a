"""代录: what somebody decided or signed on paper, by word or in a meeting, entered by the clerk or a recorder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.records.attempts import BASES, Basis
from sync.records.fields import REFERENCE
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import first_line, member_name, title_of
from tui.page import Commanded
from tui.projecting import is_private
from tui.screens.ask import AskDialog, about
from tui.screens.pick import Choice, PickDialog
from tui.terminal import printable
from tui.year.study_year import HELD


def deciders(place: Workplace, record: View, to: str) -> list[str]:
    """People other than oneself for whom it can be entered that they took the record into the state; by name."""
    rights, me = place.desk.rights, place.desk.member
    people = {str(view.get("member")) for view in place.repository.find("appointment")} - {str(me)}
    may = (
        each
        for each in people
        if rights.why_not(record, "put", field="state", to=to, on_behalf=OnBehalf(each, "paper")) is None
    )
    return sorted(may, key=lambda each: member_name(place, each))


"""Characters of a reference (PROTOCOL.md section 4)."""


def ask_basis(
    page: Commanded[Any],
    record: View | None,
    member: str,
    title: str,
    then: Callable[[OnBehalf], None],
    *,
    meetings: bool = False,
) -> None:
    """Ask how `member` decided about a record and where that can be looked up, then go on; Esc ends it, nothing is done.

    The reference is kept at the record until what is entered is made. With `meetings` one of the sessions held is picked for it.
    """

    def picked(answer: list[str] | None) -> None:
        if not answer:
            return
        if meetings and record is not None and answer[0] == "meeting":
            ask_meeting(page, record, member, title, then)
        else:
            _ask_reference(page, record, member, named[answer[0]], title, then)

    named: dict[str, Basis] = {each: each for each in BASES}

    page.app.push_screen(PickDialog(title, [Choice(each, t(f"basis.{each}")) for each in BASES]), picked)


def _ask_reference(
    page: Commanded[Any], record: View | None, member: str, basis: Basis, title: str, then: Callable[[OnBehalf], None]
) -> None:
    kept = about(record, "reference", member) if record is not None else None

    def referred(text: str | None) -> None:
        if text is not None:
            then(OnBehalf(member, basis, text or None))

    page.app.push_screen(AskDialog(title, t("entered.reference"), limit=REFERENCE, about=kept), referred)


def ask_meeting(page: Commanded[Any], record: View, member: str, title: str, then: Callable[[OnBehalf], None]) -> None:
    """Ask which meeting decided for `member`: a session that was held and, where it has any, one of its resolutions; or words."""
    place = page.xinde.place
    private = {view.id for view in place.repository.find("session") if is_private(view)}
    found = [view for view in _meetings(place, record) if not (page.xinde.projecting and view.id in private)]

    def picked(answer: list[str] | None) -> None:
        if not answer:
            return
        session = place.repository.get(answer[0])
        if session is None:
            _ask_reference(page, record, member, "meeting", title, then)
            return
        _ask_resolution(page, record, session, title, lambda words: then(OnBehalf(member, "meeting", words)))

    choices = [Choice(view.id, title_of(place, view), _day(view)) for view in found]
    choices.append(Choice("written", t("entered.written"), t("entered.written.detail")))
    shown = any(view.id in private for view in found)
    page.app.push_screen(PickDialog(t("entered.which_meeting"), choices, private=shown), picked)


def _meetings(place: Workplace, record: View) -> list[View]:
    """Sessions that were held, the one it was discussed in first, then the latest."""
    held = [view for view in place.repository.find("session") if view.state in HELD]
    held.sort(key=lambda view: (view.id == record.get("discussed_in"), view.get("start") or "", view.id), reverse=True)
    return held


def _ask_resolution(page: Commanded[Any], record: View, session: View, title: str, then: Callable[[str], None]) -> None:
    """A resolution is quoted only where whoever reads the record reads the session too."""
    place = page.xinde.place
    words = reference_of(place, session)
    entries = place.repository.linked("minute", "session", session.id) if session.scope == record.scope else []
    resolutions = {view.id: first_line(view.get("text")) for view in entries if view.get("entry") == "resolution"}
    if not resolutions:
        then(words)
        return

    def picked(answer: list[str] | None) -> None:
        if answer:
            then(
                _cut(t("entered.quoted", meeting=words, text=resolutions[answer[0]]))
                if answer[0] in resolutions
                else words
            )

    choices = [Choice(rid, text) for rid, text in resolutions.items()]
    page.app.push_screen(PickDialog(title, [*choices, Choice("none", t("entered.whole_meeting"))]), picked)


def reference_of(place: Workplace, session: View) -> str:
    """A meeting as a reference says it: date and title."""
    return _cut(f"{_day(session)} {title_of(place, session)}".strip())


def _day(session: View) -> str:
    return str(session.get("start") or "")[:10]


def _cut(words: str) -> str:
    return printable(words)[:REFERENCE]

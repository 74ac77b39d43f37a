"""Which page shows a record."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from tui.page import Commanded
from tui.widgets.said import Words


def open_record(page: Commanded[Any], rid: str) -> None:
    """Show the record on the page made for its kind, else in its form."""
    view = page.xinde.place.repository.get(rid)
    if view is None:
        return
    from tui.screens.session_panes.part import open_pane

    match view.kind:
        case "session":
            open_pane(page.xinde, rid)
        case "plan":
            from tui.screens.plan import PlanPage

            page.app.push_screen(PlanPage(rid))
        case "plan_version":
            from tui.screens.plan_difference import PlanDifferencePage

            page.app.push_screen(PlanDifferencePage(str(view.get("plan")), None, int(view.get("number"))))
        case "submission":
            from tui.screens.submission import SubmissionPage

            page.app.push_screen(SubmissionPage(rid))
        case "publication":
            from tui.screens.publication import PublicationPage

            page.app.push_screen(PublicationPage(rid))
        case "reflection" | "note":
            _open_private(page, view.kind, rid)
        case "assessment" | "appraisal" | "assessment_result":
            from tui.screens.assessment import AssessmentPage

            page.app.push_screen(AssessmentPage(str(view.get("member")), view.get("year")))
        case "improvement":
            from tui.screens.improvement import ImprovementPage

            page.app.push_screen(ImprovementPage(rid))
        case "member":
            from tui.screens.person import PersonPage

            page.app.push_screen(PersonPage(rid))
        case "minute":
            open_pane(page.xinde, str(view.get("session")), "minutes")
        case "action":
            open_pane(page.xinde, str(view.get("session")), "actions", rid)
        case "agenda_item":
            open_pane(page.xinde, str(view.get("session")), "agenda", rid)
        case "attendance":
            open_pane(page.xinde, str(view.get("session")), "roll_call", rid)
        case "vote":
            open_pane(page.xinde, str(view.get("session")), "votes", rid)
        case "signature" | "amendment":
            open_pane(page.xinde, str(view.get("session")), "record")
        case "leave_request":
            from tui.screens.leave import LeavePage

            leave = LeavePage(str(view.get("session")))
            leave.at = rid
            page.app.push_screen(leave)
        case "book" | "loan":
            from tui.screens.book import BookPage

            book = BookPage(rid if view.kind == "book" else str(view.get("book")))
            book.at = rid if view.kind == "loan" else None
            page.app.push_screen(book)
        case "study":
            from tui.screens.study_month import study_page

            page.app.push_screen(study_page(page.xinde.place, view))
        case "comment" | "material" | "grade" | "recommendation":
            open_record(page, str(view.get("target")))
        case _:
            open_form(page, view)


def open_form(page: Commanded[Any], view: View, only: list[str] | None = None) -> None:
    """The record's form (of the fields `only`); to whoever may change nothing of it, the record to be read, and why that is."""
    from tui.rights import why_not_edit

    why = why_not_edit(page.xinde.place, view, only)
    if why is None:
        from tui.screens.form import FormPage

        page.app.push_screen(FormPage(view.kind, view.id, only=only))
    else:
        read_record(page, view, lambda: why_not_edit(page.xinde.place, view, only) or "")


def read_record(page: Commanded[Any], view: View, note: Words) -> None:
    """The record whole, to be read only; `note` says in one line what there is to say of it."""
    from tui.screens.content import LivePage

    page.app.push_screen(LivePage(page.xinde.place.repository.registry[view.kind], view, note))


def open_typed(page: Commanded[Any], kind: str, rid: str) -> None:
    """Show where text was typed and never saved: a conflict's merge, a session's minutes, the record's form; `ask` for an answer."""
    if kind == "conflict":
        from tui.screens.merge import MergePage

        page.app.push_screen(MergePage(rid))
        return
    if kind == "ask":
        from tui.unused import open_unused

        open_unused(page, *rid.split("|", 1))
        return
    view = page.xinde.place.repository.get(rid)
    if kind == "minute" and view is not None and view.kind == "session":
        from tui.screens.session_panes.part import open_pane

        open_pane(page.xinde, rid, "minutes")
    elif kind == "minute" and view is not None:
        from tui.screens.session_panes.minute_form import MinuteForm

        page.app.push_screen(MinuteForm(rid))
    elif kind in ("reflection", "note"):
        _open_private(page, kind, rid)
    else:
        from tui.screens.form import FormPage

        page.app.push_screen(FormPage(kind, rid, only=_alone(page, kind, rid)))


def _alone(page: Commanded[Any], kind: str, rid: str) -> list[str] | None:
    """The fields of a form that asks for these alone: an assessment is written by several, each the own part."""
    if kind != "assessment":
        return ["grade", "remark"] if kind == "appraisal" else None
    return [typed.field for typed in page.xinde.place.unsaved.of(rid) if typed.asked is None]


def _open_private(page: Commanded[Any], kind: str, rid: str) -> None:
    """A draft or note on the page it is written on."""
    from tui.screens.draft import DraftPage
    from tui.screens.note import NotePage

    page.app.push_screen(DraftPage(rid) if kind == "reflection" else NotePage(rid))

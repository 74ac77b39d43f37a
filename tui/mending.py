"""From an open item to the place where it is mended, by one key."""

from __future__ import annotations

from typing import Any

from tui.i18n import t
from tui.opening import open_record
from tui.page import Commanded
from tui.screens.form import FormPage
from tui.year.open_item import NO_ACCESS, OpenItem

PANES = {
    "minutes_due": "minutes",
    "session_returned": "minutes",
    "roll_call": "roll_call",
    "roll_empty": "roll_call",
    "unsigned": "record",
}
"""What is mended at one of the panes of a session."""

ASSESSED = ("own_words", "section_remark", "appraisal", "result")
"""Steps of an assessment, each made on the page of the person."""


def mend(page: Commanded[Any], item: OpenItem) -> None:
    """Open the record or page where the item is mended; of what may not be known here say so."""
    view = page.xinde.place.repository.get(item.target)
    if item.code == NO_ACCESS:
        page.xinde.say(t("gap.why_no_access"), warning=True)
    elif item.code in ASSESSED:
        from tui.screens.assessment import AssessmentPage

        page.app.push_screen(AssessmentPage(str(item.values["member"]), int(item.values["year"])))
    elif view is None:
        _open_page(page, item)
    elif item.code in PANES:
        from tui.screens.session_panes.part import open_pane

        open_pane(page.xinde, view.id, PANES[item.code])
    elif item.code == "fields_missing":
        page.app.push_screen(FormPage("session", view.id, focus=str(item.values["fields"]).split(",")[0]))
    elif view.kind == "task":
        from tui.screens.plan import PlanPage

        plan = PlanPage(str(view.get("plan")))
        plan.at = view.id
        page.app.push_screen(plan)
    else:
        open_record(page, view.id)


def _open_page(page: Commanded[Any], item: OpenItem) -> None:
    name, _, form = item.target.removeprefix("page:").partition(":")
    match name:
        case "plans":
            from tui.screens.plans import PlansPage

            page.app.push_screen(PlansPage())
        case "session":
            from tui.screens.new_session import of_form

            group = item.values.get("group")
            of_form(page, form, str(group) if group else None)
        case "sessions":
            from tui.screens.sessions import SessionsPage

            page.app.push_screen(SessionsPage("unfinished"))
        case "documents":
            year = item.values["year"]
            preset = {"doc_kind": "summary", "title": t("gap.summary_title", year=year)}
            page.app.push_screen(FormPage("document", None, defaults=lambda: preset, focus="title"))
        case "reflections" if item.owes in (None, page.xinde.place.desk.member):
            from tui.screens.reflections import ReflectionsPage

            page.app.push_screen(ReflectionsPage())
        case "reflections":
            from tui.screens.submissions import SubmissionsPage

            page.app.push_screen(SubmissionsPage(item.owes))
        case "cycle":
            from tui.screens.reading_evidence import EvidencePage

            page.app.push_screen(EvidencePage(int(item.values["year"]), str(item.owes), int(item.values["number"])))

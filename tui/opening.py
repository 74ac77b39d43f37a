"""Which page shows a record."""

from __future__ import annotations

from typing import Any

from tui.page import Commanded


def open_record(page: Commanded[Any], rid: str) -> None:
    """Show the record on the page made for its kind, else in its form."""
    view = page.xinde.place.repository.get(rid)
    if view is None:
        return
    from tui.screens.form import FormPage

    match view.kind:
        case "session":
            from tui.screens.session import SessionPage

            page.app.push_screen(SessionPage(rid))
        case "plan":
            from tui.screens.plan import PlanPage

            page.app.push_screen(PlanPage(rid))
        case "submission":
            from tui.screens.submission import SubmissionPage

            page.app.push_screen(SubmissionPage(rid))
        case "minute" | "action" | "agenda_item" | "attendance":
            open_record(page, str(view.get("session")))
        case "comment" | "material":
            open_record(page, str(view.get("target")))
        case _:
            page.app.push_screen(FormPage(view.kind, rid))

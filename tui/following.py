"""Where a line of Home leads: to its record, to where what lacks is mended, to the text that was not saved, to a page."""

from __future__ import annotations

from typing import Any

from tui import app_commands
from tui.assessment_steps import ALL
from tui.i18n import t
from tui.mending import mend
from tui.opening import open_record, open_typed
from tui.page import Commanded
from tui.screens.assessments import AssessmentsPage
from tui.screens.open_items import OpenItemsPage
from tui.waiting import Item
from tui.waiting.open_work import MORE


def follow(page: Commanded[Any], item: Item) -> None:
    """Open what the line is about."""
    app = page.xinde
    if item.gap is not None:
        mend(page, item.gap)
    elif item.target.startswith("typing:"):
        _, kind, rid = item.target.split(":", 2)
        open_typed(page, kind, rid)
    elif item.target == MORE:
        app.push_screen(OpenItemsPage())
    elif item.target == ALL:
        app.push_screen(AssessmentsPage())
    elif item.target == "page:conflicts":
        app_commands.do_conflicts(app)
    elif item.target == "page:private":
        app.say(t("home.private_how"))
    elif item.target == "page:vault":
        app_commands.do_vault(app)
    elif item.target == "page:sync":
        app_commands.do_sync(app)
    else:
        open_record(page, item.target)

"""The check-up from inside the app, as a page of text."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from tui import appearance
from tui.appearance import appearance_path
from tui.i18n import t
from tui.probe import terminal_name
from tui.screens.lines_page import LinesPage

if TYPE_CHECKING:
    from tui.app import XindeApp
    from tui.doctor.finding import Finding


def open_doctor(app: XindeApp) -> None:
    """Open the page at once; the findings come when the server has answered, or has not."""
    found: list[Finding] | None = None

    def lines() -> list[str]:
        from tui.doctor.words import lines as words

        return [t("doctor.working")] if found is None else words(found)

    page = LinesPage(lambda: t("doctor.title"), lines)

    async def look() -> None:
        nonlocal found
        from tui.doctor.examining import examine

        folder = app.folder
        if folder is None:
            return
        answered = appearance.read(appearance_path()).terminals.get(terminal_name(os.environ))
        found = await asyncio.to_thread(examine, folder, dict(os.environ), there=True, answered=answered, ours=True)
        if page.still_open:
            page.fill()

    app.push_screen(page)
    app.run_worker(look(), exclusive=False)

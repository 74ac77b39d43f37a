"""Where documents go: asked once, then known on this device; it can be changed at any time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sync.workplace import Workplace
from tui.i18n import t
from tui.page import Commanded
from tui.screens.ask import AskDialog

KEPT = "export_folder"
"""The note of this device that names the folder; it is never sent."""


def kept_folder(place: Workplace) -> str | None:
    """The folder as it was written, or None before anybody was asked."""
    held = (place.repository.document("meta", KEPT) or {}).get("folder")
    return str(held) if held else None


def usual_folder() -> str:
    """Where documents of this account usually are: its own folder for them, else its home."""
    # platformdirs reads a file of the desktop's to know it, so it loads with the first question.
    from platformdirs import user_documents_path

    found = user_documents_path()
    return str(found if found.is_dir() else Path.home())


def ask_folder(page: Commanded[Any], then: Callable[[str], None]) -> None:
    """Ask for the folder, with the one of before or the usual one standing there; Esc changes nothing."""
    place = page.xinde.place

    async def keep(folder: str) -> None:
        # A refusal is shown; what was asked for goes on all the same, since the folder is known for this time.
        await page.act(lambda: place.repository.commit([("meta", KEPT, {"folder": folder})]))
        then(folder)

    def answered(folder: str | None) -> None:
        if folder:
            page.run_worker(keep(folder))

    text = kept_folder(place) or usual_folder()
    page.app.push_screen(AskDialog(t("export.folder"), t("export.folder_how"), needed=True, text=text), answered)


def with_folder(page: Commanded[Any], then: Callable[[str], None]) -> None:
    """Go on with the folder, asked for where it is not known yet."""
    held = kept_folder(page.xinde.place)
    if held is None:
        ask_folder(page, then)
    else:
        then(held)

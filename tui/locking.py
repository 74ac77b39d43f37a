"""Locking the screen, and choosing the passphrase for it the first time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from tui.i18n import t
from tui.screens.ask import AskDialog
from tui.screens.lock import LockPage

if TYPE_CHECKING:
    from tui.app import XindeApp


def lock(app: XindeApp) -> None:
    """Lock now, or ask for a passphrase where there is none yet; what was typed goes to the journal first."""
    folder = app.place.vault.folder
    if folder is None or app.locked:
        return
    # cryptography costs 30 ms to import, so it loads with the first lock.
    from sync.screen_lock import can_lock

    app.keep_typing_now(everything=True)
    if can_lock(folder):
        _cover(app, folder)
    else:
        _choose(app, folder)


def _cover(app: XindeApp, folder: Path) -> None:
    app.locked = True
    app.clear_notifications()
    app.push_screen(LockPage(folder))


def _choose(app: XindeApp, folder: Path) -> None:
    """Twice, unseen; Esc leaves everything as it was."""

    def repeated(first: str, second: str | None) -> None:
        if second is None:
            return
        if first != second:
            app.say(t("lock.differ"), warning=True)
            return
        app.run_worker(_set(app, folder, first))

    def written(first: str | None) -> None:
        if first:
            again = AskDialog(t("lock.choose"), t("lock.again"), needed=True, secret=True)
            app.push_screen(again, lambda second: repeated(first, second))

    app.push_screen(AskDialog(t("lock.choose"), t("lock.choose_how"), needed=True, secret=True), written)


async def _set(app: XindeApp, folder: Path, passphrase: str) -> None:
    from sync.screen_lock import set_lock

    try:
        await asyncio.to_thread(set_lock, folder, passphrase)
    except (*app.known, OSError) as error:
        app.say_error(error)
        return
    _cover(app, folder)

"""Locking the screen; the first time a passphrase for it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.lock import LockPage

if TYPE_CHECKING:
    from tui.app import XindeApp


def lock(app: XindeApp) -> None:
    """Lock now, or ask for a passphrase where there is none yet; what was typed goes to the journal first.

    Either way what was on the screen is hidden at once.
    """
    folder = app.place.vault.folder
    if folder is None or app.locked:
        return
    # cryptography costs 30 ms to import, so it loads with the first lock.
    from sync.screen_lock import can_lock
    from tui.screens.lock_choose import LockChoosePage

    app.keep_typing_now(everything=True)
    if any(isinstance(screen, LockChoosePage) for screen in app.screen_stack):
        return
    app.clear_notifications()
    if can_lock(folder):
        app.locked = True
        app.push_screen(LockPage(folder))
    else:
        app.push_screen(LockChoosePage(folder))

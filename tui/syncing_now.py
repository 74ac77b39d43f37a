"""Syncing at a key: at once, to pause one that takes long, or to go on with one that stopped because so much would vanish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.engine import WOULD_VANISH
from tui.i18n import t
from tui.screens.confirm import ConfirmDialog

if TYPE_CHECKING:
    from tui.app import XindeApp


def sync_now(app: XindeApp) -> None:
    """Sync now; while a long sync runs, pause it: the next time it goes on where it stopped."""
    assert app.loop is not None, "it is refused where there is nothing to sync with"
    if app.sync_is_long:
        app.loop.pause()
        app.say(t("sync.paused"))
        return
    if app.place.shadow.progress.stopped == WOULD_VANISH:
        _ask_to_let_go(app)
        return
    app.told_certificate = None
    app.loop.sync_now()
    app.say(t("sync.started"))


def _ask_to_let_go(app: XindeApp) -> None:
    """So much would vanish that sync has stopped: go on only on somebody's word (PROTOCOL.md section 11)."""
    engine = app.place.engine

    async def answered(yes: bool | None) -> None:
        if yes and app.loop is not None:
            await app.act(engine.allow_vanishing)
            app.loop.sync_now()

    text = t("sync.let_go.text", n=engine.would_vanish())
    answers = {"yes": t("sync.let_go.yes"), "no": t("sync.let_go.no")}
    app.push_screen(ConfirmDialog(t("sync.let_go.title"), text, **answers), answered)

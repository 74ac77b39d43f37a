"""The way of a text to the person's own pager and back to the screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from tui import pager
from tui.i18n import t
from tui.marks import clean
from tui.text_at_hand import to_read

if TYPE_CHECKING:
    from tui.app import XindeApp


def read_in_pager(app: XindeApp) -> None:
    """Show what there is to read here; what is in the way is said."""
    text, found = to_read(app), pager.command(os.environ)
    if not text.strip():
        app.say(t("pager.nothing"), warning=True)
        return
    if found is None:
        app.say(t("pager.none"), warning=True)
        return
    app.keep_typing_now()
    try:
        with app.suspend():
            code = pager.read(clean(text) + "\n", found.words)
    except SuspendNotSupported:
        app.say(t("editor.not_here"), warning=True)
        return
    if code is None:
        app.say(t("pager.not_started", pager=found.words[0]), warning=True)
    elif found.why:
        app.say(t(f"pager.{found.why}", pager=found.instead_of, used=found.words[0]), warning=True)
    elif code:
        app.say(t("pager.failed", pager=found.words[0], code=code), warning=True)

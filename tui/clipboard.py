"""Text for the clipboard of the terminal, by OSC 52: it works over SSH too. No terminal says whether it took it.

So what to do when pasting gives nothing is said each time, and the same key pressed again writes a file.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from sync.secret_file import write_secret
from tui.handing_out import FOLDERS
from tui.i18n import t
from tui.terminal import printable

if TYPE_CHECKING:
    from tui.app import XindeApp

MOST = 74_000
"""Bytes in base64 that every terminal which takes any takes; xterm and tmux drop what is longer."""

PIECE = 240
"""Bytes that GNU screen passes on at once."""


def sequences(text: str, environ: Mapping[str, str]) -> list[str]:
    """What is written to the terminal for one text; inside tmux and screen also past them, to the terminal outside."""
    plain = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"
    if environ.get("TMUX"):
        doubled = plain.replace("\x1b", "\x1b\x1b")
        return [plain, f"\x1bPtmux;{doubled}\x1b\\"]
    if environ.get("STY"):
        return ["".join(f"\x1bP{plain[at : at + PIECE]}\x1b\\" for at in range(0, len(plain), PIECE))]
    return [plain]


def too_long(text: str) -> bool:
    """True for a text that terminals drop."""
    return len(text.encode()) * 4 / 3 > MOST


def send(app: App[int], text: str, environ: Mapping[str, str] = os.environ) -> None:
    """Give a text to the terminal; its own paste key of the app has it too."""
    app._clipboard = text
    driver = app._driver
    if driver is not None and not too_long(text):
        for each in sequences(text, environ):
            driver.write(each)


def copy(app: XindeApp, text: str, environ: Mapping[str, str] = os.environ) -> None:
    """Give a text to the terminal and say what to do if it did not take it; the same text again goes into a file."""
    # Also what is too long for the terminal: it may have been cut.
    app._clipboard = text
    if text and (app.last_copied == text or too_long(text)):
        app.last_copied = None
        _into_file(app, text)
        return
    app.last_copied = text
    send(app, text, environ)
    where = "tmux" if environ.get("TMUX") else "screen" if environ.get("STY") else "terminal"
    app.say(t("copy.done", n=len(text)) + t(f"copy.if_not_{where}"))


def _into_file(app: XindeApp, text: str) -> None:
    folder = app.place.vault.folder
    if folder is None:
        app.say(t("copy.no_folder"), warning=True)
        return
    path = file_in(folder)
    try:
        write_secret(path, text if text.endswith("\n") else text + "\n")
    except OSError as error:
        app.say(t("copy.not_written", path=str(path), why=printable(str(error.strerror))), warning=True)
    else:
        app.say(t("copy.written", path=str(path)))


def file_in(folder: Path) -> Path:
    """The one file what is copied is written into, each time over what was there."""
    return folder / FOLDERS["minutes"] / "copied.txt"

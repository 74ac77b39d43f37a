"""What the owner of an account is told of a reset of the password, and how a login name is compared."""

from __future__ import annotations

import datetime as dt
import unicodedata

from tui.i18n import t


def reset_words(at: str) -> str:
    """One sentence: when (the server's UTC, told in this device's zone) an administrator reset the password, and what to do."""
    try:
        told = dt.datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        told = at[:16]
    return t("reset.told", at=told)


def normal_login(written: str) -> str:
    """A login name as the server keeps it."""
    return unicodedata.normalize("NFC", written.strip())

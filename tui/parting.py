"""The line in the shell after the app was left: that everything is kept, what is unfinished, what is still to be sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sync.workplace import Workplace
from tui.i18n import t

Tell: TypeAlias = Callable[[str], object]
"""Takes the line."""


def parting_words(place: Workplace) -> str:
    """What somebody who closes the terminal wants to know; asked for when nothing is written any more."""
    if place.repository.storage.stopped is not None:
        return t("parting.not_kept")
    words = [t("parting.kept")]
    unfinished = {each.rid for each in place.unsaved.all() if each.text.strip()}
    if unfinished:
        words.append(t("parting.unfinished", n=len(unfinished)))
    if place.identity.server is not None and (waiting := len(place.queue)):
        words.append(t("parting.waiting", n=waiting))
    return t("parting.line", words=t("parting.comma").join(words))

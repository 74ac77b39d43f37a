"""A change of the paste cleaner in words: what cannot be seen has a name, and a little of the text stands around it."""

from __future__ import annotations

import unicodedata

from tui.documents.incoming.paste import Cleaned
from tui.i18n import t

CONTEXT = 8
"""Characters of the text shown on either side of a change."""

NAMED = {
    "\n": "newline", "\r": "newline", "\r\n": "newline", "\u2028": "newline", "\u2029": "newline", "\x85": "newline", "\t": "tab",
    " ": "blank", "\u00a0": "blank_web", "\u3000": "blank_wide", "\u200b": "nothing_wide", "\ufeff": "mark",
}  # fmt: skip


def around(text: str, change: Cleaned, arrow: str) -> tuple[str, str, str]:
    """What stands before, the change itself, and what stands behind."""
    end = change.at + len(change.before)
    before = text[max(0, change.at - CONTEXT) : change.at].rpartition("\n")[2]
    after = text[end : end + CONTEXT].partition("\n")[0]
    what = f"【{visible(change.before)} {arrow} {visible(change.after) or t('clean.gone')}】"
    return before, what, after


def visible(text: str) -> str:
    """The text with names in the place of signs nobody sees."""
    return "".join(_visible(each) for each in text.replace("\r\n", "\n"))


def _visible(character: str) -> str:
    if character in NAMED:
        return f"<{t(f'clean.sign.{NAMED[character]}')}>"
    if unicodedata.category(character) in ("Cf", "Cc", "Zs", "Co", "Mn") and not character.isprintable():
        return f"<U+{ord(character):04X}>"
    return f"<U+{ord(character):04X}>" if "\ufe00" <= character <= "\ufe0f" else character

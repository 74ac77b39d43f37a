"""What must be settled before textual is imported: keyboard protocol, animations, encoding, glyphs. Standard library only."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping

import msgspec


class Glyphs(msgspec.Struct, frozen=True):
    """Signs the screens use; the plain style is ASCII, for terminals whose ambiguous-width signs go astray."""

    name: str
    dot: str
    mark: str
    more: str
    rule: str
    yes: str
    arrow: str


FINE = Glyphs("fine", "·", "●", "…", "─", "✓", "→")
PLAIN = Glyphs("plain", "|", "*", "~", "-", "v", ">")


def prepare(environ: MutableMapping[str, str] = os.environ) -> None:
    """Set what textual reads at import. Must run first."""
    # Since textual 8.2.7 a committed Chinese phrase of five or more characters turns into junk keys under the kitty protocol.
    environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    # Every animated frame is sent over SSH.
    environ["TEXTUAL_ANIMATIONS"] = "none"
    environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    # At Textual's 66 what is dimmed has a contrast of 2.8 on the key bar and on the row of the cursor.
    environ.setdefault("TEXTUAL_DIM_FACTOR", "85")


WISHES = {"ascii": PLAIN, "plain": PLAIN, "unicode": FINE, "fine": FINE}
"""What XINDE_GLYPHS may say -> the style."""

COERCED = ("c.utf8", "utf8")
"""What Python writes into LC_CTYPE when it finds the C locale (PEP 538), without a hyphen and in small letters."""


def glyphs(environ: Mapping[str, str] = os.environ, encoding: str | None = None, coerced: bool | None = None) -> Glyphs:
    """The style of signs: XINDE_GLYPHS=ascii or unicode decides, else the locale, where there is none the output's encoding.

    `coerced` as for `locale_said`.
    """
    wish = WISHES.get(environ.get("XINDE_GLYPHS", "").lower())
    if wish is not None:
        return wish
    locale = locale_said(environ, coerced)
    if locale:
        return FINE if is_utf8(locale.partition("@")[0]) else PLAIN
    return FINE if is_utf8(encoding or getattr(sys.__stdout__, "encoding", None) or "") else PLAIN


def locale_said(environ: Mapping[str, str] = os.environ, coerced: bool | None = None) -> str:
    """The locale that holds for characters, as the person's shell set it and not Python; empty where none is set.

    `coerced`: whether Python may have written LC_CTYPE itself; asked of the interpreter when None.
    """
    own = bool(sys.flags.utf8_mode) if coerced is None else coerced
    return next((said for name in ("LC_ALL", "LC_CTYPE", "LANG") if (said := _said(environ, name, own))), "")


def is_utf8(encoding: str) -> bool:
    """True for an encoding, or a locale, that is UTF-8 under any of its names."""
    return _plainly(encoding).endswith(("utf8", "utf8sig", "cp65001"))


def _said(environ: Mapping[str, str], name: str, coerced: bool) -> str:
    said = environ.get(name, "")
    return "" if name == "LC_CTYPE" and coerced and _plainly(said) in COERCED else said


def _plainly(encoding: str) -> str:
    return encoding.lower().replace("-", "").replace("_", "")


def is_text(character: str) -> bool:
    """True for a character a person can write: everything but control characters, line ends and halves of a pair."""
    code = ord(character)
    return character.isprintable() or (code > 0x9F and code not in (0x2028, 0x2029) and not 0xD800 <= code <= 0xDFFF)


def printable(text: str) -> str:
    """`text` without control characters, which a terminal would obey; line ends and tabs become spaces."""
    if text.isprintable():
        return text
    return "".join(" " if c in "\n\t" else c for c in text if c in "\n\t" or c.isprintable() or ord(c) > 0x9F)

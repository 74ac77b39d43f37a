"""What must be settled before textual is imported: keyboard protocol, animations, encoding, glyphs. Standard library only."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
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


WISHES = {"ascii": PLAIN, "plain": PLAIN, "unicode": FINE, "fine": FINE}
"""What XINDE_GLYPHS may say -> the style."""

COERCED = ("c.utf8", "utf8")
"""What Python writes into LC_CTYPE when it finds the C locale (PEP 538), without a hyphen and in small letters."""


def glyphs(
    environ: MutableMapping[str, str] = os.environ, encoding: str | None = None, coerced: bool | None = None
) -> Glyphs:
    """The style of signs: XINDE_GLYPHS=ascii or unicode decides, else the locale, where there is none the output's encoding.

    `coerced`: whether Python may have written LC_CTYPE itself; asked of the interpreter when None.
    """
    wish = WISHES.get(environ.get("XINDE_GLYPHS", "").lower())
    if wish is not None:
        return wish
    own = bool(sys.flags.utf8_mode) if coerced is None else coerced
    locale = next((said for name in ("LC_ALL", "LC_CTYPE", "LANG") if (said := _said(environ, name, own))), "")
    if locale:
        return FINE if _plainly(locale.partition("@")[0]).endswith(("utf8", "cp65001")) else PLAIN
    name = _plainly(encoding or getattr(sys.__stdout__, "encoding", None) or "")
    return FINE if name in ("utf8", "utf8sig", "cp65001") else PLAIN


def _said(environ: MutableMapping[str, str], name: str, coerced: bool) -> str:
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

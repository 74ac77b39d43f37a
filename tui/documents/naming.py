"""What a file is called: a document's own name, so that every system takes it and no two files of one export share it."""

from __future__ import annotations

import re
import unicodedata

from tui.i18n import t

LONGEST = 200
"""Bytes of a name in UTF-8, its ending included: most systems take 255, some cloud folders and archives less."""

WIDE = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in '\\/:*?"<>|'})
"""Signs Windows refuses -> their full-width twins, which read the same."""

RESERVED = re.compile(r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³])[ .]*(\..*)?", re.IGNORECASE)
"""Names of devices, which Windows refuses with any ending: https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""

JOINER = "\u200d"
"""Makes one sign of several: a family of its members."""

UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
"""Categories of characters that are nothing to read; those of private use stay, some rare characters in names are such."""


def safe(name: str, room: int = LONGEST) -> str:
    """The name as every system takes it, at most `room` bytes of UTF-8; 文件 where nothing is left of it."""
    text = unicodedata.normalize("NFC", "".join(filter(_seen, name.translate(WIDE))))
    text = " ".join(text.split()).lstrip(" .-")
    if RESERVED.fullmatch(text):
        text = f"_{text}"
    return _cut(text, room).rstrip(" .") or t("export.unnamed")


def file_name(name: str, ending: str, taken: set[str] | frozenset[str] = frozenset()) -> str:
    """The name of a document's file; a further one of the same name is （2）, （3）… `taken` holds names as `known` gives them."""
    tail = f".{ending}"
    found, number = safe(name, LONGEST - len(tail)) + tail, 2
    while known(found) in taken:
        mark = f"（{number}）"
        found = safe(name, LONGEST - len((mark + tail).encode())) + mark + tail
        number += 1
    return found


def known(name: str) -> str:
    """By what two names are the same file: Windows and macOS do not tell capitals apart."""
    return unicodedata.normalize("NFC", name).casefold()


def _seen(character: str) -> bool:
    return character == JOINER or character.isspace() or unicodedata.category(character) not in UNSEEN


def _cut(text: str, room: int) -> str:
    """As many whole signs as fit."""
    kept, used = [], 0
    for sign in _signs(text):
        used += len(sign.encode())
        if used > room:
            break
        kept.append(sign)
    return "".join(kept)


def _signs(text: str) -> list[str]:
    """What a reader takes for one sign each: a letter with its marks, a flag of two letters, an emoji of several parts."""
    signs: list[str] = []
    for character in text:
        last = signs[-1] if signs else ""
        flag = _regional(character) and _regional(last)
        if last and (_belongs(character) or last.endswith(JOINER) or flag):
            signs[-1] += character
        else:
            signs.append(character)
    return signs


def _belongs(character: str) -> bool:
    """True for what changes the character before it: marks, colours of skin, the joiner."""
    return unicodedata.category(character)[0] == "M" or "\U0001f3fb" <= character <= "\U0001f3ff" or character == JOINER


def _regional(sign: str) -> bool:
    return len(sign) == 1 and "\U0001f1e6" <= sign <= "\U0001f1ff"

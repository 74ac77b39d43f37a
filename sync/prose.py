"""How a Chinese text is cut: into clauses for merging, into the signs a reader sees, into what it says.

Source: PROTOCOL.md, "Text merge for Chinese prose", step 1.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from string import whitespace

from sync.patterns import compiled

STOP = "。！？!?；;…，,、：:\n"
CLOSER = "”’」』）)】》〉〕］\"'"
MARK = "\u0300-\u036f\u200d\u20d0-\u20ff\ufe00-\ufe0f"
_BODY = rf"(?:[^{STOP}.]|\.(?!\s))"
_END = rf"(?:[{STOP}]|\.(?=\s))"
# No possessive quantifiers: Python 3.11.0 to 3.11.2, which Debian 12 has, cut elsewhere with them. Body and end have no sign
# in common at any place, so nothing is tried twice without them.
_CLAUSE = rf"{_BODY}*{_END}+(?:[{CLOSER}{MARK}]+{_END}*)*|{_BODY}+"
_PLAIN = "[\n -\u02ff\u2010-\u2027\u2030-\u205e\u3000-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uff00-\uff9d]*"
_JOINER = "\u200d"


def clauses(text: str) -> list[str]:
    """The text cut after 。，、：and their like, line ends and closing quotes; the pieces concatenate to the text."""
    return compiled(_CLAUSE).findall(text)


def ends_clause(text: str) -> bool:
    """True when nothing more belongs to the last clause of a text."""
    bare = text.rstrip()
    return "\n" in text[len(bare) :] or bare.rstrip(CLOSER).endswith((*STOP, "."))


def ends_sentence(text: str) -> bool:
    """True when the last sentence of a text is complete."""
    bare = text.rstrip(f"{STOP}{CLOSER}.{whitespace}")
    return any(char in "。！？!?…\n." for char in text[len(bare) :])


def starts(pieces: Sequence[str]) -> list[int]:
    """Where each piece starts in the text they make up, in characters, and the length of the text as the last element."""
    return [0, *accumulate(map(len, pieces))]


def continues(char: str) -> bool:
    """True for a character that is drawn together with the one before it: accent, variation, joiner, skin tone."""
    return unicodedata.category(char)[0] == "M" or char == _JOINER or "\U0001f3fb" <= char <= "\U0001f3ff"


def graphemes(text: str) -> list[str]:
    """The text cut where a reader sees one sign end and the next begin; the pieces concatenate to the text."""
    if compiled(_PLAIN).fullmatch(text):
        return list(text)
    signs: list[str] = []
    flags = 0
    for char in text:
        flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        if signs and (continues(char) or signs[-1][-1] == _JOINER or (flag and flags % 2)):
            signs[-1] += char
        else:
            signs.append(char)
        flags = flags + 1 if flag else 0
    return signs


def spoken(text: str) -> str:
    """The letters, digits and Chinese characters of a text, without punctuation and spaces."""
    return "".join(filter(str.isalnum, text))


def letters(text: str) -> int:
    """How many letters, digits and Chinese characters a text has."""
    return sum(map(str.isalnum, text))

"""The readings of Chinese characters, from a table of 100 KB read in some milliseconds: pypinyin's takes 300 ms and holds the screen.

`python -m tui.readings` writes the table anew from what pypinyin knows.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "readings.txt"
"""A line: readings without tones, a space, the characters read so. The usual one stands first; behind a slash what phrases seldom have."""

OFTEN = 0.08
"""Share of the phrases with a character in which a reading must be heard to count as common."""

COMMON = range(0x4E00, 0xA000)
"""The characters looked up: CJK unified ideographs."""


@cache
def readings() -> Mapping[str, tuple[str, ...]]:
    """Character -> its readings without tones in ASCII, the usual one first; ü is v, as it is typed."""
    found: dict[str, tuple[str, ...]] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        said, _, characters = line.partition(" ")
        found.update(dict.fromkeys(characters, tuple(said.replace("/", ",").split(","))))
    return found


@cache
def second_spellings() -> Mapping[int, str]:
    """For `str.translate`: characters with two common readings, in the less common one."""
    found: dict[int, str] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        said, _, characters = line.partition(" ")
        common = said.partition("/")[0].split(",")
        if len(common) > 1:
            # One with another first letter tells more than one with another ending.
            other = next((each for each in common if each[0] != common[0][0]), common[1])
            found.update((ord(character), other) for character in characters)
    return found


@cache
def second_initials() -> Mapping[int, str]:
    """Characters with two common readings of different first letters -> the letter of the less common: 长 is c, 行 is h."""
    usual = initials()
    return {code: said[0] for code, said in second_spellings().items() if said[0] != usual[code]}


@cache
def initials() -> Mapping[int, str]:
    """For `str.translate`: what is read, by the first letter of its usual reading."""
    return {ord(character): said[0][0] for character, said in readings().items()}


@cache
def spellings() -> Mapping[int, str]:
    """For `str.translate`: what is read, in its usual reading."""
    return {ord(character): said[0] for character, said in readings().items()}


@cache
def syllables() -> frozenset[str]:
    """Every syllable of the table, and those with ü also with the u that stands for it where no v is known."""
    every = {each for said in readings().values() for each in said}
    return frozenset(every | {each.replace("v", "u") for each in every})


def reads(character: str, wanted: str, *, whole: bool) -> bool:
    """True when the character has this reading, or one that begins so unless it is to be the `whole`."""
    for said in readings().get(character, ()):
        for each in (said, said.replace("v", "u")) if "v" in said else (said,):
            if each == wanted or (not whole and each.startswith(wanted)):
                return True
    return False


def order_key(text: str) -> str:
    """What puts texts into the order of a Chinese dictionary by sound; equal sounds stand by their characters."""
    return text.lower().translate(_ordered()) + "\0" + text


@cache
def _ordered() -> Mapping[int, str]:
    # A syllable ends before the next begins: xi'an stands before xian.
    return {code: said + " " for code, said in spellings().items()}


def _plain(toned: str) -> str:
    # ü keeps its dots until the tones are gone.
    return unicodedata.normalize("NFD", toned).replace("u\u0308", "v").encode("ascii", "ignore").decode()


def _from_pypinyin() -> Iterator[str]:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    heard: dict[str, Counter[str]] = {}
    for phrase, said in PHRASES_DICT.items():
        for character, ways in zip(phrase, said, strict=False):
            heard.setdefault(character, Counter())[_plain(ways[0])] += 1
    groups: dict[str, list[str]] = {}
    for code in COMMON:
        known = dict.fromkeys(each for toned in PINYIN_DICT.get(code, "").split(",") if (each := _plain(toned)))
        if known:
            groups.setdefault(_in_order(list(known), heard.get(chr(code), Counter())), []).append(chr(code))
    for readings_of, characters in sorted(groups.items()):
        yield f"{readings_of} {''.join(characters)}"


def _in_order(known: list[str], heard: Counter[str]) -> str:
    """The common readings by how often phrases have them, then the others; without phrases as they came."""
    common = [each for each, times in heard.most_common() if each in known and times >= OFTEN * heard.total()]
    common = common or known[:1]
    rare = [each for each in known if each not in common]
    return ",".join(common) + ("/" + ",".join(rare) if rare else "")


def main() -> None:
    """Write the table."""
    TABLE.write_text("\n".join(_from_pypinyin()) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""Keys as a person writes them in a keymap, and which of them a terminal, an input method or a text field keeps for itself."""

from __future__ import annotations

import re
import string
import unicodedata
from functools import cache

from tui.command import KEY_NAMES

SIGNS = {sign: name for name, sign in KEY_NAMES.items() if len(sign) == 1}
"""A sign -> the name of its key."""

ALSO = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "bksp": "backspace",
    "dot": "full_stop",
    "period": "full_stop",
    "hyphen": "minus",
    "equals": "equals_sign",
    "question": "question_mark",
    "ctl": "ctrl",
    "control": "ctrl",
}
"""Other names of keys and modifiers."""

MOVING = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown")
NEEDED = frozenset({"enter", "escape", "tab", "shift+tab", "backspace", *MOVING})
"""Keys that answer, leave, and move: a command has one of them only where it has it anyway."""

SAME = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+j": "enter",
    "ctrl+left_square_bracket": "escape",
}
"""Keys for which a terminal sends the same as for another key."""

EDITING = frozenset(
    {
        "delete",
        *(f"ctrl+{letter}" for letter in "adefkuvwxyz"),
        *(f"{modifier}+{key}" for modifier in ("ctrl", "shift") for key in MOVING),
    }
)
"""What a text field does something with itself, so that no command would hear of it."""

FUNCTION = re.compile(r"f([1-9]|1\d|2[0-4])")
CONTROL = frozenset({*string.ascii_lowercase, "backslash", "right_square_bracket", "left_square_bracket", "underscore"})
PLAIN = frozenset({*KEY_NAMES, *string.ascii_letters, *string.digits})


def canonical(written: str) -> str | None:
    """The key meant, named as textual names it; None where there is no such key. ^Y, Ctrl-Y and ctrl+y are one key."""
    plain = unicodedata.normalize("NFKC", written).strip()
    if len(plain) == 1:
        return SIGNS.get(plain, plain if plain in PLAIN else None)
    if plain.startswith("^") and len(plain) > 1:
        plain = "ctrl+" + plain[1:]
    *modifiers, last = re.split(r"(?<=.)[+-](?=.)", plain.replace(" ", ""))
    modifiers = [ALSO.get(each.lower(), each.lower()) for each in modifiers]
    if not set(modifiers) <= {"ctrl", "shift", "alt"} or len(set(modifiers)) != len(modifiers):
        return None
    last = last if len(last) == 1 and not modifiers else last.lower()
    last = SIGNS.get(last, ALSO.get(last, last))
    if last not in PLAIN and not FUNCTION.fullmatch(last) and not (modifiers and last == "space"):
        return None
    return "+".join([*(each for each in ("ctrl", "alt", "shift") if each in modifiers), last])


def reserved(key: str) -> str | None:
    """Which word of `keymap.reserved.…` says why no command can have this key; None where one can."""
    *modifiers, last = key.split("+")
    if key in SAME:
        return "same"
    if key == "ctrl+c":
        return "copy"
    if key == "ctrl+space":
        return "input_method"
    moved = last in MOVING or last in ("delete", "insert") or bool(FUNCTION.fullmatch(last))
    if "alt" in modifiers or len(modifiers) > 1:
        return "unsure"
    if modifiers == ["ctrl"] and last not in CONTROL and last not in MOVING:
        return "unsure"
    if modifiers == ["shift"] and not moved and last != "tab":
        return "unsure"
    return None


def is_text(key: str) -> bool:
    """True for a key that writes something into a text field."""
    return len(key) == 1 or key == "space" or (key in KEY_NAMES and len(KEY_NAMES[key]) == 1)


def is_letter(key: str) -> bool:
    """True for a key that an input method may keep for itself."""
    return len(key) == 1 and key in string.ascii_letters


@cache
def useful() -> tuple[str, ...]:
    """Keys worth proposing, those first that reach a program in any terminal."""
    functions = [f"f{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 12)]
    controls = [f"ctrl+{letter}" for letter in "bdefgklnoprstuvwxyz" if f"ctrl+{letter}" not in SAME]
    rest = ["f10", "f11", *(f"shift+f{n}" for n in range(1, 13)), "insert"]
    return (*functions, *controls, *rest, "semicolon", "apostrophe", "grave_accent")

"""What a command is, and how keys are written.

The first key of each is no letter, since with an input method on letters never reach the app; letters are aliases.
Punctuation keys are bound with their full-width twins. Labels are `command.<id>`, one-sentence help `command.<id>.help`.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui.i18n import t

TWINS = {
    "question_mark": "fullwidth_question_mark",
    "slash": "fullwidth_solidus,ideographic_comma",
    "comma": "fullwidth_comma",
    "full_stop": "ideographic_full_stop,fullwidth_full_stop",
    "plus": "fullwidth_plus_sign",
    "minus": "fullwidth_hyphen_minus",
    "equals_sign": "fullwidth_equals_sign",
    "space": "ideographic_space",
    "0": "０",
    "1": "１",
    "2": "２",
    "3": "３",
    "4": "４",
    "5": "５",
    "6": "６",
    "7": "７",
    "8": "８",
    "9": "９",
}
"""A key -> what arrives instead of it when the input method writes full-width signs."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do.

    `shown` puts it into the key bar, `priority` before what an editor does with the key, `always` makes it work above a dialog too.
    """

    id: str
    keys: str
    shown: bool = True
    priority: bool = False
    always: bool = False

    @property
    def name(self) -> str:
        """The part of the id after the scope; the screen's method is `do_<name>`."""
        return self.id.partition(".")[2]

    def label(self) -> str:
        """Its short name in the current language."""
        return t(f"command.{self.id}")

    def help(self) -> str:
        """What it does, in one sentence."""
        return t(f"command.{self.id}.help")


def twins(keys: str) -> str:
    """The keys with the full-width twins of those that have one."""
    wide = [twin for key in keys.split(",") if (twin := TWINS.get(key))]
    return ",".join([keys, *wide])


KEY_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "delete": "Del",
    "insert": "Ins",
    "space": "Space",
    "question_mark": "?",
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "comma": ",",
    "full_stop": ".",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "backspace": "Bksp",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "tab": "Tab",
    "home": "Home",
    "end": "End",
}


def key_name(key: str) -> str:
    """A key as the key bar writes it: ctrl+s is ^S, f4 is F4."""
    modifier, _, last = key.rpartition("+")
    name = KEY_NAMES.get(last, last.upper() if len(last) <= 3 else last)
    if not modifier:
        return name
    return "^" + name if modifier == "ctrl" else f"{modifier.replace('ctrl', '^').replace('shift', 'Shift+')}{name}"

"""What a command is, and how keys are written.

The first key of each is no letter, since with an input method on letters never reach the app; letters are aliases.
Punctuation keys are bound with their full-width twins. Labels are `command.<id>`, one-sentence help `command.<id>.help`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from tui.i18n import t

TWINS = {
    "question_mark": "fullwidth_question_mark",
    "slash": "fullwidth_solidus,ideographic_comma",
    "comma": "fullwidth_comma",
    "full_stop": "ideographic_full_stop,fullwidth_full_stop",
    "plus": "fullwidth_plus_sign",
    "asterisk": "fullwidth_asterisk",
    "minus": "fullwidth_hyphen_minus",
    "equals_sign": "fullwidth_equals_sign",
    "semicolon": "fullwidth_semicolon",
    "apostrophe": "fullwidth_apostrophe,right_single_quotation_mark,left_single_quotation_mark",
    "left_square_bracket": "fullwidth_left_square_bracket,left_black_lenticular_bracket",
    "right_square_bracket": "fullwidth_right_square_bracket,right_black_lenticular_bracket",
    "backslash": "fullwidth_reverse_solidus",
    "grave_accent": "fullwidth_grave_accent,middle_dot",
    "underscore": "fullwidth_low_line",
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

_own: Mapping[str, str] = {}
_scope: Callable[[], str] = str


def use_keys(own: Mapping[str, str], scope: Callable[[], str] = str) -> None:
    """From now on commands have these keys of the person's own (id -> keys); an empty mapping brings the usual ones back.

    `scope` tells the scope of the screen at hand, "" where there is none.
    """
    global _own, _scope
    _own, _scope = dict(own), scope


def scope_at_hand() -> str:
    """The scope of the screen at hand, "" where there is none."""
    return _scope()


def own_keys() -> Mapping[str, str]:
    """The person's own keys in force, by the id of the command."""
    return _own


class Command(msgspec.Struct, frozen=True):
    """One thing a person can do; `keys` are its usual keys, `keys_now` those in force.

    `shown` puts it into the key bar, `priority` before what an editor does with the key, `always` makes it work above a dialog too,
    `above` lets dialogs offer it as if it were their own.
    """

    id: str
    keys: str
    shown: bool = True
    priority: bool = False
    always: bool = False
    above: bool = False
    words: str = ""
    """The id its label and help stand under, where several lists have the same command; its own when empty."""

    @property
    def keys_now(self) -> tuple[str, ...]:
        """The keys it has now: the person's own, else the usual ones."""
        return tuple(_own.get(self.id, self.keys).split(","))

    @property
    def key(self) -> str:
        """Its first key as the key bar writes it."""
        return key_name(self.keys_now[0])

    @property
    def all_keys(self) -> str:
        """All its keys as the key bar writes them, a blank between them."""
        return " ".join(key_names(self.keys_now))

    @property
    def scope(self) -> str:
        """Where it works: the part of the id before the point."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The part of the id after the scope; the screen's method is `do_<name>`."""
        return self.id.partition(".")[2]

    def label(self) -> str:
        """Its short name in the current language."""
        return t(f"command.{self.words or self.id}")

    def help(self) -> str:
        """What it does, in one sentence."""
        return t(f"command.{self.words or self.id}.help")


def twins(keys: str) -> str:
    """The keys with the full-width twins of those that have one, and with what terminals send for Shift and a function key."""
    wide = [twin for key in keys.split(",") if (twin := TWINS.get(key))]
    shifted = [f"f{int(key[7:]) + 12}" for key in keys.split(",") if key.startswith("shift+f") and key[7:].isdigit()]
    return ",".join(dict.fromkeys(",".join([keys, *wide, *shifted]).split(",")))


KEY_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "delete": "Del",
    "insert": "Ins",
    "space": "Space",
    "question_mark": "?",
    "slash": "/",
    "plus": "+",
    "asterisk": "*",
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
    "backslash": "\\",
    "right_square_bracket": "]",
    "underscore": "_",
    "semicolon": ";",
    "apostrophe": "'",
    "left_square_bracket": "[",
    "grave_accent": "`",
}

MODIFIERS = {"ctrl": "^", "shift": "Shift+", "alt": "Alt+"}


def key_name(key: str) -> str:
    """A key as the key bar writes it: ctrl+s is ^S, f4 is F4."""
    modifier, _, last = key.rpartition("+")
    name = KEY_NAMES.get(last, last.upper() if len(last) <= 3 else last)
    return "".join(MODIFIERS.get(each, each + "+") for each in modifier.split("+") if each) + name


def key_names(keys: Sequence[str]) -> list[str]:
    """Keys as a person finds them on a keyboard: F15 is what terminals send for Shift+F3, so it is not named beside it."""
    sent = {f"f{int(key[7:]) + 12}" for key in keys if key.startswith("shift+f") and key[7:].isdigit()}
    return [key_name(key) for key in keys if key not in sent]


def spoken_key(key: str) -> str:
    """A key as a sentence writes it: ctrl+s is Ctrl+S, delete is Del."""
    return key_name(key).replace("^", "Ctrl+")

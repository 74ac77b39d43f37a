"""Every punctuation key that is a command works too when the input method writes it full-width."""

from __future__ import annotations

import ast
import string
import unicodedata
from pathlib import Path

from textual.keys import _character_to_key

from tui.command import TWINS, twins
from tui.command_table import COMMANDS

PUNCTUATION = {_character_to_key(sign): sign for sign in string.punctuation + string.digits + " "}

IDEOGRAPHIC = {"full_stop": "。", "slash": "、", "space": "\u3000"}
"""What Chinese input methods write where no mere wide form stands."""


def bound() -> set[str]:
    """Every key of the command table, and of the widgets' own bindings."""
    keys = {key for commands in COMMANDS.values() for each in commands for key in each.keys.split(",")}
    for path in (Path(__file__).parents[2] / "tui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Binding":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    keys |= set(str(first.value).split(","))
    return keys


def test_no_bound_punctuation_is_without_its_twin() -> None:
    missing = {key for key in bound() if key in PUNCTUATION and key not in TWINS}
    assert missing == set()


def test_twins_are_what_input_methods_write() -> None:
    for key, wide in TWINS.items():
        sign = PUNCTUATION[key]
        written = {_character_to_key(chr(ord(sign) + 0xFEE0)) if sign != " " else _character_to_key("\u3000")}
        if key in IDEOGRAPHIC:
            written.add(_character_to_key(IDEOGRAPHIC[key]))
        assert written <= set(wide.split(",")), unicodedata.name(sign)
        assert set(twins(key).split(",")) == {key, *wide.split(",")}

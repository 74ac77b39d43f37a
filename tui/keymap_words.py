"""What is said about a person's own keys: what is wrong with a line, and the example with every command in it."""

from __future__ import annotations

from collections.abc import Iterator

from tui.command import spoken_key
from tui.command_table import COMMANDS, find
from tui.i18n import t
from tui.key_names import SAME
from tui.keymap import Problem


def problem_text(problem: Problem) -> str:
    """Line, what is wrong with it, and what would be good instead."""
    key = spoken_key(problem.key) if problem.code != "unknown_key" else problem.key
    said = t(
        f"keymap.problem.{problem.code}",
        id=problem.id,
        key=key,
        what=_what(problem),
        other=problem.other,
    )
    line = t("keymap.line", n=problem.line, text=said) if problem.line is not None else said
    if not problem.nearest:
        return line
    nearest = (
        problem.nearest
        if problem.code == "unknown_id"
        else t("list.comma").join(spoken_key(each) for each in problem.nearest.split(","))
    )
    return line + t("keymap.nearest", nearest=nearest)


def _what(problem: Problem) -> str:
    """Who has the key, or who keeps it for itself."""
    if problem.code == "clash":
        other = find(problem.other)
        return t("keymap.command", scope=t(f"keys.{other.scope}"), label=other.label(), id=other.id)
    if problem.code == "reserved":
        return t(f"keymap.reserved.{problem.other}", same=spoken_key(SAME.get(problem.key, "")))
    return ""


def example() -> Iterator[str]:
    """The lines of a keymap that changes nothing: every command with its usual keys, behind a sign that keeps it from counting."""
    yield from (f"# {line}" for line in t("keymap.example").split("\n"))
    for scope, commands in COMMANDS.items():
        yield from ("", f"# -- {t(f'keys.{scope}')} ({scope})")
        wide = max(len(command.id) + len(command.keys) for command in commands)
        for command in commands:
            pad = " " * (wide - len(command.id) - len(command.keys))
            yield f'# "{command.id}" = "{command.keys}"{pad}  # {command.label()}'

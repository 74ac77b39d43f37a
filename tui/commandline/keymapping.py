"""`keys` and `keymap path|check|init`: the key sheet, and the person's own keys."""

from __future__ import annotations

import argparse
import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.problems import InTheWay
from tui.command import Command, key_name, use_keys
from tui.command_table import COMMANDS
from tui.commandline.failing import DONE, REFUSED, Usage
from tui.commandline.output import say, say_json, width
from tui.i18n import t
from tui.keymap_file import keymap_path

if TYPE_CHECKING:
    from tui.keymap import Keymap


def keys(args: argparse.Namespace, folder: Path) -> int:
    """`keys [SCOPE]`: every command with the keys it has here, the person's own counted in."""
    scopes = [args.scope] if args.scope else list(COMMANDS)
    if args.scope and args.scope not in COMMANDS:
        near = difflib.get_close_matches(args.scope, COMMANDS, 3, 0.4)
        raise Usage(t("cli.keys.no_scope", scope=args.scope, near=t("list.comma").join(near or COMMANDS)))
    keymap = _read()
    use_keys(keymap.keys)
    if args.json:
        say_json([_as_json(scope) for scope in scopes])
        return DONE
    for number, scope in enumerate(scopes):
        say(*([""] if number else []), f"{t(f'keys.{scope}')}  ({scope})", f"  {t(f'about.{scope}')}")
        rows = [(command.all_keys, command.label(), command.help()) for command in COMMANDS[scope]]
        wide = [max(width(row[column]) for row in rows) for column in (0, 1)]
        for row in rows:
            cells = [cell + " " * (wide[n] - width(cell)) for n, cell in enumerate(row[:2])]
            say("  " + "  ".join([*cells, row[2]]))
    _say_problems(keymap)
    return DONE


def _as_json(scope: str) -> dict[str, Any]:
    return {
        "scope": scope,
        "title": t(f"keys.{scope}"),
        "about": t(f"about.{scope}"),
        "commands": [_command(command) for command in COMMANDS[scope]],
    }


def _command(command: Command) -> dict[str, Any]:
    return {
        "id": command.id,
        "keys": list(command.keys_now),
        "shown": [key_name(key) for key in command.keys_now],
        "usual": command.keys.split(","),
        "label": command.label(),
        "help": command.help(),
    }


def path(args: argparse.Namespace, folder: Path) -> int:
    """`keymap path`: where the keymap is, or would be."""
    where = keymap_path()
    if args.json:
        say_json({"path": str(where), "exists": where.exists()})
    else:
        say(str(where))
    return DONE


def check(args: argparse.Namespace, folder: Path) -> int:
    """`keymap check`: every line that is not in force and what would be good; 1 where there is one."""
    from tui.keymap_words import problem_text

    keymap = _read()
    if args.json:
        problems = [
            {name: getattr(each, name) for name in each.__struct_fields__} | {"text": problem_text(each)}
            for each in keymap.problems
        ]
        say_json({"path": str(keymap_path()), "keys": dict(keymap.keys), "problems": problems})
        return REFUSED if keymap.problems else DONE
    if not keymap.problems and not keymap_path().exists():
        say(t("cli.keymap.none", path=str(keymap_path())))
        return DONE
    say(*(problem_text(each) for each in keymap.problems))
    say(t("cli.keymap.in_force", n=len(keymap.keys)))
    return REFUSED if keymap.problems else DONE


def init(args: argparse.Namespace, folder: Path) -> int:
    """`keymap init`: an example with every command in it; one that is there is never written over."""
    from tui.keymap_words import example

    where = keymap_path()
    where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write("\n".join(example()) + "\n")
    except FileExistsError:
        raise InTheWay("keymap_exists", path=str(where)) from None
    if args.json:
        say_json({"path": str(where)})
    else:
        say(t("cli.keymap.written", path=str(where)))
    return DONE


def _read() -> Keymap:
    from tui.keymap import read_keymap

    return read_keymap(keymap_path())


def _say_problems(keymap: Keymap) -> None:
    import sys

    if keymap.problems:
        say("", t("keymap.notice", n=len(keymap.problems)), t("cli.keymap.see_check"), to=sys.stderr)

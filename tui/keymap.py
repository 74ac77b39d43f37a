"""The person's own keys, `keymap.toml`: read, checked against the command table, and as much of it taken as is good.

A line is `"app.note" = "f4,ctrl+y"`. One that is not good is told with its number and the nearest thing that would be; the
others are in force all the same, so that a bad keymap never keeps anybody from working.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from tui.command import Command, twins
from tui.command_table import COMMANDS, DIALOGS, TYPING, find, is_known
from tui.key_names import EDITING, NEEDED, canonical, is_letter, is_text, reserved, useful

LARGEST = 256 * 1024
"""Bytes of a keymap; every command with its help is an eighth of that."""

MANY = 100
"""Problems from which on a text is taken for something else than a keymap, so that a start does not wait for all of it."""


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with a line: `code` names the sentence, `nearest` what would be good instead ("" where nothing is)."""

    line: int | None
    code: str
    id: str = ""
    key: str = ""
    other: str = ""
    nearest: str = ""


class Keymap(msgspec.Struct, frozen=True):
    """What is in force, by command, and what is not and why."""

    keys: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    of: str = ""
    """The checksum of the text it was read from, by which a keymap that was changed is known."""


def read_keymap(path: Path) -> Keymap:
    """The keymap of a file; one that is not there changes nothing, one that cannot be read is a problem and no error."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        return Keymap({})
    except OSError as error:
        return Keymap({}, (Problem(None, "unreadable", other=error.strerror or type(error).__name__),))
    if len(raw) > LARGEST:
        return Keymap({}, (Problem(None, "too_large"),))
    try:
        return checked(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Keymap({}, (Problem(None, "not_utf8"),))


def checked(text: str) -> Keymap:
    """The keymap of a text."""
    values, lines, problems = _parsed(text)
    good: dict[str, tuple[str, ...]] = {}
    where: dict[str, int | None] = {}
    for command_id, value in values:
        line = lines.get(command_id)
        if not is_known(command_id):
            nearest = _nearest_id(command_id) if len(problems) < MANY else ""
            problems.append(Problem(line, "unknown_id", command_id, nearest=nearest))
            continue
        if command_id in good:
            problems.append(Problem(line, "twice", other=command_id))
            continue
        keys, wrong = _keys(find(command_id), value, line)
        problems += wrong
        if keys:
            good[command_id], where[command_id] = keys, line
    problems += _settle(good, where)
    for number, problem in enumerate(problems):
        if problem.code in ("reserved", "needed", "text", "clash", "letters", "unknown_key"):
            # A word that is no key resembles one, or means none.
            written, least = (
                (problem.key.lower().replace("-", "+"), 0.3) if problem.code == "unknown_key" else (problem.key, 0.0)
            )
            nearest = _free(find(problem.id), written, good, least)
            problems[number] = Problem(problem.line, problem.code, problem.id, problem.key, problem.other, nearest)
    problems.sort(key=lambda each: each.line or 0)
    in_force = {command_id: ",".join(keys) for command_id, keys in good.items()}
    return Keymap(in_force, tuple(problems), f"{zlib.crc32(text.encode()):08x}")


def _parsed(text: str) -> tuple[list[tuple[str, object]], dict[str, int], list[Problem]]:
    """Ids and values, and their lines; a line that is no TOML is left out and told, the rest is read without it."""
    rest = text.replace("\r\n", "\n").split("\n")
    problems: list[Problem] = []
    while True:
        try:
            return list(_flat(tomllib.loads("\n".join(rest)))), _lines(rest), problems
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            # At the end of the document nothing can be said but that the last line is not finished.
            number = int(at[1]) if at else max((n for n, line in enumerate(rest, 1) if line.strip()), default=1)
            while number > 1 and not rest[number - 1].strip():
                number -= 1
            code = "twice" if "overwrite" in str(error) else "syntax"
            problems.append(Problem(number, code, other=rest[number - 1].strip()[:60]))
            if not rest[number - 1].strip() or len(problems) >= MANY:
                return [], {}, problems
            rest[number - 1] = ""
        except (RecursionError, ValueError):
            # Nested deeper, or a number longer, than Python takes.
            return [], {}, [*problems, Problem(None, "too_large")]


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _lines(text: list[str]) -> dict[str, int]:
    """Id -> the line it stands in."""
    found: dict[str, int] = {}
    table = ""
    for number, whole in enumerate(text, 1):
        # No id is as long; the patterns take the square of the blanks there are.
        line = whole[:200]
        head = re.match(r"\s*\[([^\[\]]+)\]", line)
        if head:
            table = _bare(head[1]) + "."
        elif given := re.match(r"""\s*((?:"[^"]*"|'[^']*'|[\w.\s-])+?)\s*=""", line):
            found[table + _bare(given[1])] = number
    return found


def _bare(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def _keys(command: Command, value: object, line: int | None) -> tuple[tuple[str, ...], list[Problem]]:
    """The keys a line gives; with the first problem they are none, so that half a wish is never taken for the whole."""
    if isinstance(value, str):
        # A comma may be a key of its own: at the end, or between two others.
        written = [each.strip() for each in re.sub(r"[，、]", ",", value).split(",") if each.strip()]
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        written = [each for each in value if each.strip()]
    else:
        return (), [Problem(line, "not_text", command.id)]
    if not written:
        return (), [Problem(line, "no_key", command.id, nearest=command.keys)]
    usual, keys = command.keys.split(","), []
    for each in written:
        key = canonical(each)
        if key is None:
            return (), [Problem(line, "unknown_key", command.id, each)]
        if key not in usual:
            if (why := reserved(key)) is not None:
                return (), [Problem(line, "reserved", command.id, key, why)]
            if key in NEEDED:
                return (), [Problem(line, "needed", command.id, key)]
            if (command.scope in TYPING and key in EDITING) or (_before_text(command) and is_text(key)):
                return (), [Problem(line, "text", command.id, key)]
        keys.append(key)
    if all(is_letter(key) for key in keys):
        return (), [Problem(line, "letters", command.id, f"ctrl+{keys[0].lower()}")]
    return tuple(dict.fromkeys(keys)), []


def _before_text(command: Command) -> bool:
    """True for a command that would take a sign away from what is written: where one writes, or before any field."""
    return command.scope in TYPING or (command.scope == "app" and (command.priority or command.always))


def _settle(own: dict[str, tuple[str, ...]], where: Mapping[str, int | None]) -> list[Problem]:
    """Take back lines that clash until none does: the later of two, and whichever meets a usual key."""
    problems: list[Problem] = []
    while True:
        clashes = list(_clashes(own))
        if not clashes:
            return problems
        first, key, second = max(clashes, key=lambda each: max(where.get(each[0]) or 0, where.get(each[2]) or 0))
        guilty, other = (first, second) if (where.get(first) or 0) >= (where.get(second) or 0) else (second, first)
        problems.append(Problem(where[guilty], "clash", guilty, key, other))
        del own[guilty]


def _clashes(own: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
    """Two commands that are active together and have a key in common, which they have not by themselves."""
    for scope, commands in COMMANDS.items():
        with_it = [] if scope == "app" else _of_the_app(scope)
        taken: dict[str, Command] = {}
        for command in (*with_it, *commands):
            for key in _all(command, own):
                other = taken.setdefault(key, command)
                if other is not command and not (
                    other.scope != command.scope and key in _all(other, {}) and key in _all(command, {})
                ):
                    yield command.id, key, other.id


def _of_the_app(scope: str) -> list[Command]:
    return [each for each in COMMANDS["app"] if scope not in DIALOGS or each.always or each.above]


def _all(command: Command, own: Mapping[str, tuple[str, ...]]) -> list[str]:
    return twins(",".join(own[command.id]) if command.id in own else command.keys).split(",")


def _free(command: Command, key: str, own: Mapping[str, tuple[str, ...]], least: float) -> str:
    """The key nearest to this one, at least so like it, that the command could have; "" where there is none."""
    taken: set[str] = set()
    for scope, commands in COMMANDS.items():
        above = _of_the_app(scope) if scope != "app" else []
        if command.scope == scope or command in above:
            taken |= {each for other in (*above, *commands) if other is not command for each in _all(other, own)}
    free = [
        each
        for each in useful()
        if taken.isdisjoint(twins(each).split(","))
        and not (command.scope in TYPING and each in EDITING)
        and not (_before_text(command) and is_text(each))
    ]
    return next(iter(difflib.get_close_matches(key, free, 1, least)), "")


def _nearest_id(command_id: str) -> str:
    known = [command.id for commands in COMMANDS.values() for command in commands]
    return next(iter(difflib.get_close_matches(command_id, known, 1, 0.6)), "")

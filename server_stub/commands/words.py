"""How commands are declared, and how they answer: a sentence, or JSON with `--json`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from server_stub.commands.place import add_place
from server_stub.problems import Refused

_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What a terminal would obey, or turn around: names are written by whoever has an account, and read by the operator."""

Run = Callable[[argparse.Namespace], None]


class Commands:
    """The commands of `xinde-server`, to which each topic adds its own."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(self, name: str, run: Run, what: str, *, place: bool = True) -> argparse.ArgumentParser:
        """A command; with `place` it names a data folder or a database server."""
        made = self._commands.add_parser(name, help=what, description=what)
        made.add_argument("--json", action="store_true", help="answer as JSON")
        made.set_defaults(run=run)
        if place:
            add_place(made)
        return made

    def group(self, name: str, what: str) -> Commands:
        """Commands of two words, such as `account list`."""
        return Commands(self._commands.add_parser(name, help=what, description=what))


def answer(arguments: argparse.Namespace, value: Any, written: str) -> None:
    """Say what was done: `value` as JSON when that is asked for, else the sentence."""
    print(msgspec.json.encode(value).decode() if arguments.json else written, flush=True)


def add_branch(parser: argparse.ArgumentParser) -> None:
    """The option that names one of several branches."""
    parser.add_argument(
        "--in", dest="branch", metavar="BRANCH", help="name or id of the branch, needed where there are several"
    )


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows under the names of their columns, separated by tabs: for eyes, and for cut and awk."""
    if not rows:
        return ""
    lines = [[str(name) for name in rows[0]]]
    lines += [
        ["-" if value in (None, "") else _OBEYED.sub("\ufffd", str(value)) for value in row.values()] for row in rows
    ]
    return "\n".join("\t".join(cells) for cells in lines)


def read_file(path: Path) -> bytes:
    """A file's bytes; raises Refused."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"Cannot read {path}: {error.strerror}.") from error

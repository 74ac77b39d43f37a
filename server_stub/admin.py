"""`xinde-server`: makes, serves and keeps the shared copy of a branch. Exit codes: 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from server_stub.commands import accounts, branches, checking, keeping, moving, people, reaching, serve
from server_stub.commands.words import Commands, answer
from server_stub.problems import Refused


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command of `xinde-server` and exit."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except Refused as refused:
        print(f"xinde-server: {refused}", file=sys.stderr)
        sys.exit(1)
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(1)
    sys.exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xinde-server", description="The shared copy of a branch's study records.")
    commands = Commands(parser)
    for topic in (branches, serve, people, accounts, reaching, keeping, checking, moving):
        topic.add(commands)
    commands.add("version", _version, "Print the version.", place=False)
    return parser


def _version(arguments: argparse.Namespace) -> None:
    from importlib.metadata import version

    found = version("xinde")
    answer(arguments, {"version": found}, f"xinde-server {found}")


if __name__ == "__main__":
    main()

"""The command `xinde`: without arguments the app, with a command the same things without a screen."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui import i18n

if TYPE_CHECKING:
    import argparse

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (that of this process when None) and return the exit code.

    0 done, 1 refused or conflict, 2 wrong usage, 3 server not reached (nothing lost), 4 sign-in needed, 5 data folder held.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    i18n.set_language(i18n.detect(os.environ))
    folder = data_folder()
    as_json = "--json" in words
    from tui.commandline.failing import Usage, report

    try:
        code = _command(words, folder) if words else _open_app(folder)
        # Here, where a reader that has gone away is heard of; at exit it would be a complaint of the interpreter's.
        sys.stdout.flush()
        return code
    except Usage as error:
        return report(error, as_json=as_json)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing may be written to it at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last resort: one sentence, never a traceback
        return _unhandled(error, folder, as_json=as_json)


def data_folder() -> Path:
    """Where this account's data is: XINDE_HOME, else the system's place for it."""
    named = os.environ.get("XINDE_HOME")
    if named:
        return Path(named).expanduser().absolute()
    # platformdirs is needed only where nobody said where.
    from platformdirs import user_data_path

    return user_data_path("xinde", appauthor=False) / "default"


def _open_app(folder: Path) -> int:
    from sync.problems import InTheWay
    from tui.terminal import prepare

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InTheWay("no_app")
    prepare()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    from tui.app import run

    return run(folder)


def _command(words: list[str], folder: Path) -> int:
    from tui.commandline.failing import Usage
    from tui.commandline.grammar import HANDLERS, parse

    try:
        args = parse(words)
    except SystemExit as leaving:
        # argparse leaves like this after printing help.
        return int(leaving.code or 0)
    if args.version:
        from tui import __version__
        from tui.commandline.output import say

        say(f"xinde {__version__}")
        return 0
    if args.command is None:
        raise Usage(i18n.t("cli.usage.no_command"))
    return _handler(HANDLERS[args.handler])(args, folder)


def _handler(place: str) -> Callable[[argparse.Namespace, Path], int]:
    module, _, name = place.partition(":")
    found: Callable[[argparse.Namespace, Path], int] = getattr(
        importlib.import_module(f"tui.commandline.{module}"), name
    )
    return found


def _unhandled(error: Exception, folder: Path, *, as_json: bool) -> int:
    from tui.commandline.failing import is_defect, keep_trace, report
    from tui.commandline.output import say

    code = report(error, as_json=as_json)
    if is_defect(error):
        path = keep_trace(folder, error)
        if path is not None and not as_json:
            say(i18n.t("cli.trace", path=str(path)), to=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())

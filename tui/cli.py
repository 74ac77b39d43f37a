"""The command `xinde`: without arguments the app, with a command the same things without a screen."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from tui import i18n
from tui.chosen_language import wanted

INTERRUPTED = 130

PLAIN = "XINDE_PLAIN"
"""The variable by which all commands print as with --plain."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (that of this process when None) and return the exit code.

    0 done, 1 refused or conflict, 2 wrong usage, 3 server not reached (nothing lost), 4 sign-in needed, 5 data folder held.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    folder = data_folder()
    i18n.set_language(wanted(folder, os.environ))
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
    from tui.beginning import Beginning

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InTheWay("no_app")
    if os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        raise InTheWay("dumb_terminal", term=os.environ["TERM"])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Until the first frame stands nothing is garbage: the app looks for it from then on.
    gc.disable()
    with Beginning() as begun:
        # Textual reads the environment when it is imported, so that nothing that imports it may stand above.
        from tui.app import run

        look = begun.ready()
    while True:
        code = run(folder, look=look, tell=_tell)
        from tui.screens.welcome import TRY_DEMO

        if code != TRY_DEMO:
            return code
        from tui.commandline.samples import try_demo

        try_demo()
        # What was typed before the first start was heard by it.
        look = replace(look, typed=b"")


def _tell(words: str) -> None:
    from tui.commandline.output import say

    say(words)


def _command(words: list[str], folder: Path) -> int:
    if words[0] == "complete":
        # Asked by a shell, never by a person: see `xinde completion`.
        from tui.commandline.completing import complete

        return complete(words[2:] if words[1:2] == ["--"] else words[1:], folder)
    from tui.commandline.failing import Usage
    from tui.commandline.grammar import parse
    from tui.commandline.handlers import handler
    from tui.commandline.output import set_plain

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
    set_plain(args.plain or bool(os.environ.get(PLAIN)))
    return handler(args.handler)(args, folder)


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

"""The arguments of `import` and `clean`."""

from __future__ import annotations

import argparse

from tui.i18n import t


def import_arguments(parser: argparse.ArgumentParser) -> None:
    """`import roster|books|sessions FILE …`, `import undo`."""
    parser.add_argument("what", choices=("roster", "books", "sessions", "undo"), help=t("cli.arg.import_what"))
    parser.add_argument("file", nargs="?", metavar="FILE", help=t("cli.arg.import_file"))
    parser.add_argument("--dry-run", action="store_true", help=t("cli.arg.dry_run"))
    parser.add_argument("--yes", action="store_true", help=t("cli.arg.import_yes"))
    parser.add_argument("--time", metavar="HH:MM", help=t("cli.arg.import_time"))
    parser.add_argument("--template", metavar="FILE", help=t("cli.arg.import_template"))


def clean_arguments(parser: argparse.ArgumentParser) -> None:
    """`clean [FILE|-] [--show]`."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help=t("cli.arg.clean_file"))
    parser.add_argument("--show", action="store_true", help=t("cli.arg.clean_show"))

"""What `export` is given on the command line."""

from __future__ import annotations

import argparse

from tui.i18n import DEFAULT, available, t


def export_arguments(export: argparse.ArgumentParser) -> None:
    """Add the arguments of `export` to its parser."""
    export.add_argument("what", metavar="WHAT", help=t("cli.arg.export_what"))
    export.add_argument("which", nargs="?", metavar="WHICH", help=t("cli.arg.export_which"))
    export.add_argument("--year", type=int, metavar="YEAR", help=t("cli.arg.export_year"))
    export.add_argument("--quarter", type=int, choices=range(1, 5), metavar="N", help=t("cli.arg.export_quarter"))
    export.add_argument("--to", metavar="FOLDER", help=t("cli.arg.export_to"))
    export.add_argument("--as", dest="as_", choices=("docx", "xlsx", "ics"), help=t("cli.arg.export_as"))
    export.add_argument("--lang", choices=available(), default=DEFAULT, help=t("cli.arg.export_lang"))
    existing = export.add_mutually_exclusive_group()
    for name in ("replace", "keep_both"):
        option = f"--{name.replace('_', '-')}"
        existing.add_argument(option, action="store_true", help=t(f"cli.arg.export_{name}"))
    export.add_argument("--preview", action="store_true", help=t("cli.arg.export_preview"))

"""`clean [FILE|-]`: text from the net made clean, from a file or standard input to standard output."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tui.cleaning_words import around
from tui.commandline.failing import DONE, Usage
from tui.commandline.output import say, say_json
from tui.documents.incoming.paste import changes, cleaned
from tui.i18n import t
from tui.terminal import printable


def clean(args: argparse.Namespace, folder: Path) -> int:
    """The text with everything changed; with `--show` what would be changed, a line each."""
    text = _text(args.file)
    found = changes(text)
    if args.json:
        rows = [{"at": each.at, "why": each.why, "before": each.before, "after": each.after} for each in found]
        say_json({"changes": rows} if args.show else {"changes": rows, "text": cleaned(text, found)})
    elif not args.show:
        sys.stdout.write(cleaned(text, found))
    elif not found:
        say(t("cli.clean.none"))
    else:
        for each in found:
            before, what, after = (printable(part) for part in around(text, each, "->"))
            line = text.count("\n", 0, each.at) + 1
            why = t(f"clean.why.{each.why}")
            say(t("cli.clean.line", line=line, why=why, before=before, what=what, after=after))
    return DONE


def _text(file: str) -> str:
    """What is to be cleaned, line ends as they came; raises Usage, OSError."""
    content = sys.stdin.buffer.read() if file == "-" else Path(file).expanduser().read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Usage(t("cli.clean.not_text", file=file))

"""Compile the catalogs: `python -m tui.i18n.compile` writes a .mo beside every .po."""

from __future__ import annotations

import io
import os
import re
import sys
from collections import Counter
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from tui.i18n import FOLDER, SOURCE_ID, checksum

_LINE = re.compile(r'\s*|#.*|((msgid|msgstr) )?"([^"\\]|\\.)*"\s*')


def compiled(source: bytes, name: str) -> bytes:
    """The .mo bytes of a .po text in UTF-8; ValueError names what is wrong with the text.

    `name` is the language, used in errors only.
    """
    text = source.decode("utf-8")
    # babel guesses at a line that is none (a lost quotation mark), and the guess reaches the screen.
    if line := next((line for line in text.splitlines() if not _LINE.fullmatch(line)), None):
        raise ValueError(f"{name}.po: not a line of a catalog: {line}")
    if again := re.search(r'^msgid (".+")\nmsgstr .*\n(?:".*"\n)*msgstr ', text, flags=re.MULTILINE):
        raise ValueError(f"{name}.po: translated twice: {again[1]}")
    counts = Counter(re.findall(r'^msgid "(.+)"$', text, flags=re.MULTILINE))
    if twice := sorted(msgid for msgid, count in counts.items() if count > 1):
        raise ValueError(f"{name}.po: given twice: {', '.join(twice)}")
    try:
        catalog = read_po(io.StringIO(text), locale=name, abort_invalid=True)
    except PoFileError as error:
        raise ValueError(f"{name}.po: {error}") from error
    catalog.add(SOURCE_ID, checksum(source))
    packed = io.BytesIO()
    write_mo(packed, catalog)
    return packed.getvalue()


def compile_all(folder: Path) -> list[Path]:
    """Write a .mo beside every .po of the folder, each whole or not at all; the paths written."""
    written: list[Path] = []
    for source in sorted(folder.glob("*.po")):
        target = source.with_suffix(".mo")
        # Two `make` runs may meet here, so each writes a file of its own and renames it.
        scratch = target.with_name(f".{target.name}.{os.getpid()}")
        scratch.write_bytes(compiled(source.read_bytes(), source.stem))
        scratch.replace(target)
        written.append(target)
    return written


def main() -> int:
    """Compile all catalogs of the app; exit code 1 with the reason if one cannot be."""
    try:
        compile_all(FOLDER)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Finds a text wherever it may hide: as written, escaped, in other encodings, compressed, in the cells of a database."""

from __future__ import annotations

import base64
import contextlib
import sqlite3
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

LONGEST = 8 * 1024 * 1024
GZIP, ZLIB = (b"\x1f\x8b\x08", 31), (b"\x78", 15)


def forms(text: str) -> list[bytes]:
    """The bytes a text may be written as."""
    escaped = text.encode("ascii", "backslashreplace")
    plain = [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("gb18030")]
    spelled = [escaped, escaped.upper().replace(rb"\U", rb"\u"), urllib.parse.quote(text).encode()]
    # Base64 looks different at each of three alignments; what depends on the neighbours is cut off.
    coded = [base64.b64encode(b"\0" * shift + text.encode())[4:-4] for shift in range(3)]
    return [*plain, *spelled, *(form for form in coded if len(form) >= 12)]


def mentions(contents: Iterable[bytes], text: str) -> bool:
    """True when the text is in one of these, in any form, compressed or not."""
    wanted = forms(text)
    return any(form in layer for content in contents for layer in layers(content) for form in wanted)


def layers(content: bytes) -> Iterator[bytes]:
    """The content, and whatever in it can be decompressed."""
    yield content
    for magic, bits in (GZIP, ZLIB):
        at = content.find(magic)
        while at >= 0:
            opened = zlib.decompressobj(bits)
            # Most places that look like the beginning of a compressed stream are none.
            with contextlib.suppress(zlib.error):
                yield opened.decompress(content[at:], LONGEST)
            at = content.find(magic, at + 1)


def files(folder: Path) -> Iterator[bytes]:
    """The files of a folder, and every cell of its databases: a long text lies in pieces in a database file."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.read_bytes()
            if path.suffix == ".db":
                yield from _cells(path)


def _cells(path: Path) -> Iterator[bytes]:
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            for row in database.execute(f'select * from "{table}"'):
                for cell in row:
                    yield cell if isinstance(cell, bytes) else str(cell).encode()
    finally:
        database.close()

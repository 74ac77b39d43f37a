"""The empty Word file, with page and styles set, made once per process; a document is it with its own words in the gaps.

python-docx costs 150 ms to import and 60 ms to set the styles, so a document of a page or two is made ten times as fast.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import TypeAlias
from xml.sax.saxutils import escape

from tui.documents.cleaning import clean
from tui.documents.word_text import run

BODY, MARKS, TITLE, AUTHOR = "xinde-body", "xinde-marks", "xinde-title", "xinde-author"
"""What stands in the empty file where a document has its own words."""

GAP = re.compile(f"(<w:p><w:r><w:t>{BODY}</w:t></w:r></w:p>|<w:r><w:t>{MARKS}</w:t></w:r>|{TITLE}|{AUTHOR})")

Parts: TypeAlias = "tuple[tuple[str, bytes | tuple[str, ...]], ...]"
"""Name -> content of the files in the file: as it is, or text in which every second piece is a gap."""


def filled(body: str, marks: str, title: str, author: str) -> bytes:
    """The content of a Word file: its blocks as XML, what the head of every page says, its title and author."""
    words = {BODY: body, MARKS: run(marks) if marks else "", TITLE: escape(clean(title)), AUTHOR: escape(clean(author))}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _empty():
            if isinstance(content, bytes):
                archive.writestr(name, content)
            else:
                archive.writestr(name, "".join(words.get(piece, piece) for piece in content))
    return held.getvalue()


@cache
def _empty() -> Parts:
    from tui.documents.word_empty import empty

    with zipfile.ZipFile(io.BytesIO(empty(BODY, MARKS, TITLE, AUTHOR))) as archive:
        parts = tuple((name, _gaps(archive.read(name))) for name in archive.namelist())
    found = [piece for _, content in parts if not isinstance(content, bytes) for piece in content[1::2]]
    if sorted(found) != sorted((BODY, MARKS, MARKS, TITLE, AUTHOR)):
        raise ValueError(f"the empty Word file has the gaps {found}")
    return parts


def _gaps(content: bytes) -> bytes | tuple[str, ...]:
    if b"xinde-" not in content:
        return content
    names = (BODY, MARKS, TITLE, AUTHOR)
    pieces = GAP.split(content.decode())
    return tuple(
        next(name for name in names if name in piece) if number % 2 else piece for number, piece in enumerate(pieces)
    )

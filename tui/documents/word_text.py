"""Paragraphs and runs of a Word file, written as XML at once: asking python-docx for each took nine tenths of an export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tui.documents import fonts
from tui.documents.cleaning import clean
from tui.documents.paper import Align, Ref

JUSTIFIED: dict[Align, str] = {"first": "left", "left": "left", "center": "center", "right": "right"}

BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>"}

PIECES = re.compile("([\t\n])")


def run(text: str, size: float | None = None) -> str:
    """Words in one look, cleaned; `size` in points where it is not that of the paragraph's style."""
    look = f'<w:rPr><w:sz w:val="{int(2 * size)}"/></w:rPr>' if size is not None else ""
    return f"<w:r>{look}{''.join(map(_piece, PIECES.split(clean(text))))}</w:r>"


def _piece(text: str) -> str:
    if text in BREAKS or not text:
        return BREAKS.get(text, "")
    # Spaces at an end are dropped by readers unless the element says otherwise.
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<w:t{kept}>{escape(text)}</w:t>"


def runs(line: Sequence[str | Ref], size: float | None = None) -> str:
    """The words of a line, those that lead to evidence as links to its bookmark."""
    return "".join(_run(each, size) for each in line)


def _run(words: str | Ref, size: float | None) -> str:
    if isinstance(words, str):
        return run(words, size) if words else ""
    link = f'<w:hyperlink w:anchor="{bookmark(words.anchor)}" w:history="1">'
    return f"{link}{run(words.text, size)}</w:hyperlink>"


def bookmark(anchor: str) -> str:
    """A name Word accepts: letters, digits and underlines, at most 40."""
    return "x_" + "".join(each if each.isalnum() and each.isascii() else "_" for each in anchor)[-38:]


def paragraph(
    inside: str,
    *,
    style: str | None = None,
    keep: bool = False,
    fresh: bool = False,
    pitch: float | None = None,
    first: float | None = None,
    align: Align | None = None,
) -> str:
    """A paragraph around its runs, what it says of itself in the order the format asks for.

    `style`: the id of one, None: body text. `keep`: on one page with what follows. `fresh`: begins a page. `pitch` from line
    to line and `first`, how far the first line is moved in, in points.
    """
    said = "".join(
        (
            f'<w:pStyle w:val="{style}"/>' if style is not None else "",
            "<w:keepNext/>" if keep else "",
            "<w:pageBreakBefore/>" if fresh else "",
            f'<w:spacing w:line="{twips(pitch)}" w:lineRule="exact"/>' if pitch is not None else "",
            f'<w:ind w:firstLine="{twips(first)}"/>' if first is not None else "",
            f'<w:jc w:val="{JUSTIFIED[align]}"/>' if align is not None else "",
        )
    )
    return f"<w:p>{f'<w:pPr>{said}</w:pPr>' if said else ''}{inside}</w:p>"


def twips(points: float) -> int:
    """Points in the unit of the format, twentieths of one."""
    return round(points * 20)


def indent(size: float = fonts.BODY_SIZE) -> float:
    """Two characters of that size, in points."""
    return 2 * (size + fonts.SQUEEZE)

"""The last pages of a document: what each of its figures rests on."""

from __future__ import annotations

from collections.abc import Sequence

from tui.documents import fonts
from tui.documents.paper import Block, Heading, NewPage, Paragraph, Source
from tui.i18n import t


def closing(sources: Sequence[Source]) -> list[Block]:
    """The pages at the end that say what each figure rests on; none where nothing was cited."""
    if not sources:
        return []
    blocks: list[Block] = [NewPage(), Heading(t("documents.sources"))]
    for source in sources:
        blocks.append(Heading(source.heading, 2, source.anchor, fonts.NOTE_SIZE))
        blocks.append(Paragraph(_run_on(source.lines), size=fonts.NOTE_SIZE))
    return blocks


def _run_on(lines: Sequence[str]) -> str:
    """Records one behind the other: a line each would make four times as many pages."""
    between = t("documents.source_break")
    found = ""
    for line in lines:
        if found:
            found += between.lstrip("；;") if found.endswith(("。", ".")) else between
        found += line
    return found

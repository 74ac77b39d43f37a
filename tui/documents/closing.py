"""The last pages of a document: what each of its figures rests on."""

from __future__ import annotations

from collections.abc import Sequence

from tui.documents.paper import Block, Heading, NewPage, Paragraph, Source
from tui.i18n import t


def closing(sources: Sequence[Source]) -> list[Block]:
    """The pages at the end that say what each figure rests on; none where nothing was cited."""
    if not sources:
        return []
    blocks: list[Block] = [NewPage(), Heading(t("documents.sources"))]
    for source in sources:
        blocks.append(Heading(source.heading, 2, source.anchor))
        blocks += [Paragraph(line) for line in source.lines]
    return blocks

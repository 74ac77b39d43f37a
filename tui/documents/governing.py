"""A governing document (制度文件) of the branch on paper: number, title, text and date as they are recorded."""

from __future__ import annotations

import re

from tui.documents.days import day
from tui.documents.kinds import Subject
from tui.documents.office import Office, is_sample
from tui.documents.paper import Block, Heading, Paper, Paragraph, Title
from tui.i18n import t
from tui.labels import title_of

FIRST = re.compile(r"[一二三四五六七八九十]+、")
SECOND = re.compile(r"（[一二三四五六七八九十]+）")
"""How headings of an official text are numbered (GB/T 9704 section 7.3.3)."""

LONGEST_HEADING = 28
"""Characters of a line; a numbered paragraph that is longer, or ends as a sentence does, is text."""


def paper(office: Office, subject: Subject) -> Paper:
    """The document of `subject`; what is not known prints 待补."""
    view = subject.record
    if view is None:
        raise ValueError("which governing document?")
    number = view.get("number")
    blocks: list[Block] = [Title(str(view.get("title")))]
    if number:
        blocks.append(Paragraph(str(number), "center"))
    lines = [line.strip() for line in str(view.get("body") or "").splitlines() if line.strip()]
    blocks += [_block(line) for line in lines] or [Paragraph(t("value.unknown"))]
    blocks += [Paragraph(office.branch, "right"), Paragraph(day(view.get("issued_on")), "right")]
    return Paper(title_of(office.place, view), tuple(blocks), sample=is_sample([view]), author=office.branch)


def _block(line: str) -> Heading | Paragraph:
    short = len(line) <= LONGEST_HEADING and not line.endswith(("。", "；", "，"))
    if short and FIRST.match(line):
        return Heading(line)
    return Heading(line, 2) if short and SECOND.match(line) else Paragraph(line)

"""Differing clauses, marked with signs that any terminal has: colour only helps, and without it nothing is lost."""

from __future__ import annotations

from textual.content import Content

from sync.differing import Standing, Stretch, compared
from tui.terminal import printable

MARKS = {Standing.FIRST: ("[-", "-]"), Standing.SECOND: ("[+", "+]")}
"""What stands only in the first text, and only in the second; as in `git diff --word-diff`, all of ASCII."""

STYLES = {Standing.FIRST: "bold", Standing.SECOND: "bold underline"}

CONTEXT = 24
"""Characters of what both have that are shown on either side of a difference, where there is little room."""


def clean(text: str) -> str:
    """A text of several lines without control characters."""
    return "\n".join(printable(line) for line in text.split("\n"))


def side_of(first: str, second: str, standing: Standing) -> Content:
    """One of two texts, with the clauses marked that the other has not."""
    found = compared(clean(first), clean(second))
    return Content("").join(_shown(each) for each in found if each.standing in (Standing.BOTH, standing))


def woven(old: str, new: str, *, more: str = "", context: int = CONTEXT) -> Content:
    """Both texts as one, what went and what came marked; with `more`, long stretches of what stayed are cut to their ends."""
    found = compared(clean(old), clean(new))
    last = len(found) - 1
    parts = []
    for number, each in enumerate(found):
        if more and each.standing is Standing.BOTH:
            parts.append(Content(_cut(each.text, more, context, before=number > 0, after=number < last)))
        else:
            parts.append(_shown(each))
    return Content("").join(parts)


def _shown(each: Stretch) -> Content:
    if each.standing is Standing.BOTH:
        return Content(each.text)
    begin, end = MARKS[each.standing]
    body = each.text.rstrip("\n")
    marked = Content.styled(f"{begin}{body}{end}", STYLES[each.standing])
    return marked + Content(each.text[len(body) :])


def _cut(text: str, more: str, context: int, *, before: bool, after: bool) -> str:
    """`before`: a difference stands before this stretch, so its beginning is worth seeing; `after`: its end."""
    head, tail = context if before else 0, context if after else 0
    if len(text) <= head + tail + context // 2:
        return text
    return text[:head] + more + (text[len(text) - tail :] if tail else "")

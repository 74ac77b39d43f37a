"""心得体会: a reflection exactly as it was handed in, with a box for the commentary (DOMAIN.md section 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sync.cache.view import View
from sync.entered import entered
from tui.commentary import grades
from tui.documents.days import day
from tui.documents.decided import decided, subject
from tui.documents.kinds import Subject
from tui.documents.office import Office, is_sample
from tui.documents.paper import Block, Cell, Paper, Paragraph, Row, Table, Title, paragraphs, row
from tui.i18n import t
from tui.people_words import behalf_text
from tui.year.characters import count

FACTS = ("knowledge_point", "use_at_work", "book", "session", "task", "source")
"""What is printed below the text, where there is any."""

BOX = (156.0,)
"""The commentary box is as wide as the text."""

ROOM = 60.0
"""Height of an empty box to write in, in mm."""


def paper(office: Office, about: Subject) -> Paper:
    """One submission; LookupError without one."""
    view = subject(about.record)
    comments = office.linked("comment", "target", view.id)
    author = office.name(view.get("author"))
    return Paper(
        t("doc.reflection.name", author=author, title=office.title(view)),
        (*_text(office, view), Table(BOX, tuple(_box(office, view, comments)), 1)),
        sample=is_sample((view, *comments)),
        author=author,
        marks=() if view.state == "accepted" else (office.value(view, "state"),),
    )


def _text(office: Office, view: View) -> Iterator[Block]:
    """Title, section and author, the text in full, what it rests on, its length and date."""
    made = office.year.made_on(view)
    member = str(view.get("author"))
    section = office.section(member, dt.date.fromisoformat(made) if made else None)
    yield Title(str(view.get("title")))
    author = office.bare_name(member) if section else office.name(member)
    yield Paragraph(t("doc.reflection.by", section=section, author=author).strip(), "center")
    yield from paragraphs(str(view.get("body") or ""))
    for name in FACTS:
        if view.get(name):
            yield from paragraphs(f"{office.label('submission', name)}{t('error.colon')}{_fact(office, view, name)}")
    yield Paragraph(t("doc.reflection.count", n=count(str(view.get("body") or ""))), "right")
    yield Paragraph(day(made), "right")


def _fact(office: Office, view: View, name: str) -> str:
    said = office.value(view, name)
    return t("record.material", title=said) if name == "book" else said


def _box(office: Office, view: View, comments: list[View]) -> list[Row]:
    """What was said of it, oldest first, with the decision and the grade where this device holds one; else room to write."""
    place = office.place
    head = row(Cell(t("doc.reflection.commentary"), align="center", label=True))
    said = []
    for each in comments:
        who = behalf_text(place, each.get("author"), entered(place.desk, each, "author"))
        said.append(t("doc.reflection.comment", text=each.get("text"), who=who, day=day(office.year.made_on(each))))
    for each in grades(place, view.id):
        who = behalf_text(place, each.get("author"), entered(place.desk, each, "author"))
        said.append(t("doc.reflection.grade", grade=office.value(each, "grade"), who=who))
    if view.state != "submitted" or view.get("remark"):
        said.append("\n".join([decided(office, view), *([str(view.get("remark"))] if view.get("remark") else [])]))
    lines = [row(Cell(each), splits=True) for each in said]
    return [head, *lines, *([] if comments else [row(Cell(""), height=ROOM)])]

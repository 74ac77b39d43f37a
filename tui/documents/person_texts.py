"""What a person handed in and what was said of it, as text of a document."""

from __future__ import annotations

from collections.abc import Iterator

from sync.cache.view import View
from sync.entered import entered
from tui.documents.decided import decided
from tui.documents.office import Office
from tui.documents.paper import Paragraph, paragraphs
from tui.i18n import t
from tui.labels import first_line
from tui.people_words import behalf_text
from tui.year.characters import count
from tui.year.figures import Figure

FACTS = ("knowledge_point", "use_at_work", "book", "source")
"""Fields of a reflection besides its title and body."""


def reflection(office: Office, view: View) -> Iterator[Paragraph]:
    """Date, length and state, the body in full, then knowledge point, use at work and what it is about."""
    day = office.year.made_on(view) or t("value.unknown")
    body = str(view.get("body") or "")
    yield Paragraph(t("doc.person.reflection", day=day, n=count(body), state=decided(office, view)), "left")
    yield from paragraphs(body)
    for name in FACTS:
        words = office.value(view, name)
        if words:
            words = t("record.material", title=words) if name == "book" else words
            yield Paragraph(t("told.line", label=office.label("submission", name), words=words))


def commentary(office: Office, figure: Figure) -> list[str]:
    """A line for each comment the figure counts: day, who said it, about what, and the words."""
    found = []
    for line in figure.lines:
        view = office.place.repository.get(line.record)
        if view is None:
            continue
        day = str(line.values.get("day") or t("value.unknown"))
        author = "author" if view.kind == "comment" else "speaker"
        how = entered(office.place.desk, view, author)
        who = behalf_text(office.place, view.get(author), how) if view.get(author) else t("value.unknown")
        about = office.place.repository.get(str(view.get("target" if view.kind == "comment" else "session")))
        title = office.title(about) if about is not None else first_line(view.get("text"))
        found.append(t("doc.person.comment", day=day, who=who, about=title, text=str(view.get("text") or "")))
    return found

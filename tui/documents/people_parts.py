"""Who a person is in a year, as the head of a document about the person has it: sections over time, duties with dates and document."""

from __future__ import annotations

from sync.cache.view import View
from tui.documents.figure_cells import section_cell
from tui.documents.office import Office
from tui.documents.paper import Cell, Row, row
from tui.i18n import t
from tui.labels import record_name
from tui.personnel import span, station_name

HEAD = (26.0, 56.5, 26.0, 56.5)
"""Columns of the table a document about a person begins with, in mm."""


def head_rows(office: Office, member: View) -> list[Row]:
    """Name, title, standing and group, then every section and duty of the year."""
    return [
        pair(
            office.label("member", "name"),
            office.bare_name(member.id),
            office.label("member", "title"),
            _of(office, member, "title"),
        ),
        pair(
            office.label("member", "standing"),
            _of(office, member, "standing"),
            office.label("member", "group"),
            _of(office, member, "group"),
        ),
        wide(t("people.section"), "\n".join(sections(office, member.id)) or section_cell(office, member.id)),
        wide(t("doc.person.duties"), "\n".join(duties(office, member.id)) or "/"),
    ]


def pair(left: str, first: str, right: str, second: str, span: int = 1) -> Row:
    """Two labels, each with its words, the first ones over so many columns."""
    return row(_label(left), Cell(first, span=span, align="center"), _label(right), Cell(second, align="center"))


def wide(label: str, words: str, span: int = 3) -> Row:
    """A label, and words over the rest of the row, so many columns."""
    return row(_label(label), Cell(words, span=span), splits=True)


def sections(office: Office, member: str) -> list[str]:
    """The sections a person belonged to in the year, each with its days, the first first."""
    return [_station(office, view) for view in _of_year(office, "membership", member)]


def duties(office: Office, member: str) -> list[str]:
    """The duties a person held in the year, each with its days and the document it rests on."""
    found = []
    for view in _of_year(office, "appointment", member):
        words = _station(office, view)
        if view.get("basis"):
            words = t("doc.person.on_basis", duty=words, document=record_name(office.place, str(view.get("basis"))))
        found.append(words)
    return found


def _of_year(office: Office, kind: str, member: str) -> list[View]:
    first, last = office.year.whole.first.isoformat(), office.year.whole.last.isoformat()
    held = office.linked(kind, "member", member)
    kept = [v for v in held if (v.get("from") or "") <= last and (v.get("to") or "9999") >= first]
    return sorted(kept, key=lambda view: (str(view.get("from") or ""), view.id))


def _station(office: Office, view: View) -> str:
    name = station_name(office.place, view.kind, view.fields)
    return t("doc.person.station", name=name, span=span(view.fields))


def _label(text: str) -> Cell:
    return Cell(text, align="center", label=True)


def _of(office: Office, member: View, name: str) -> str:
    return office.value(member, name) or t("value.unknown")

"""`people`: everybody with sections and duties of today, or one person over time; without the folder's lock."""

from __future__ import annotations

import argparse
from pathlib import Path

from sync.cache.view import View
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.commandline.failing import DONE
from tui.commandline.output import say, say_json, table
from tui.commandline.reading import read_folder
from tui.commandline.record_json import record_of
from tui.commandline.values import value_of
from tui.i18n import t
from tui.labels import field_label, kind_label, record_name, state_label, value_text
from tui.people_words import duty_words, place_of_section, section_words
from tui.personnel import span, station_name
from tui.year.people_tables import TABLES
from tui.year.personnel import stations

OF_MEMBER = ("title", "level", "standing", "group")
"""Fields of a person told where they are known."""


def people(args: argparse.Namespace, folder: Path) -> int:
    """`people [MEMBER]`: the roster by section, those who left last; or one person's sections, duties and absences."""
    with read_folder(folder) as place:
        if args.member is not None:
            person = place.desk.record(value_of(place, "member", KINDS["study"].fields["member"], args.member))
            _one(place, person, as_json=args.json)
            return DONE
        found = TABLES["people"].ordered(
            place.repository.find("member"), "section", lambda rid: place_of_section(place, rid)
        )
        found = sorted(found, key=lambda view: view.state == "left")
        if args.json:
            say_json([_document(place, view) for view in found])
        elif not found:
            say(*t("people.empty").splitlines())
        else:
            say(*table(_headings(), [_row(place, view) for view in found]))
    return DONE


def _document(place: Workplace, view: View) -> dict[str, object]:
    whole = record_of(view, KINDS["member"], place.desk.member)
    return {**whole, "section": section_words(place, view.id), "duties": duty_words(place, view)}


def _headings() -> list[str]:
    spec = KINDS["member"]
    return [
        field_label(spec, "name"),
        field_label(spec, "title"),
        t("people.column_section"),
        t("people.column_duties"),
        t("cli.people.state"),
    ]


def _row(place: Workplace, view: View) -> list[str]:
    return [
        str(view.get("name")),
        str(view.get("title") or ""),
        section_words(place, view.id),
        duty_words(place, view),
        state_label(KINDS["member"], view.state),
    ]


def _one(place: Workplace, person: View, *, as_json: bool) -> None:
    found = stations(place.repository, person.id)
    if as_json:
        registry = place.repository.registry
        over_time = [record_of(view, registry[view.kind], place.desk.member) for view in found]
        say_json({**_document(place, person), "stations": over_time})
        return
    spec = KINDS["member"]
    say(f"{person.get('name')}  {state_label(spec, person.state)}", f"id  {person.id}")
    for name in OF_MEMBER:
        words = value_text(place, spec, name, person.get(name)) if name in spec.fields else ""
        if words:
            say(f"{field_label(spec, name)}{t('error.colon')}{words}")
    for view in found:
        what = f"{kind_label(place.repository.registry[view.kind])}{t('error.colon')}"
        what += station_name(place, view.kind, view.fields)
        basis = f"  {record_name(place, str(view.get('basis')))}" if view.get("basis") else ""
        say(f"{span(view.fields)}  {what}{basis}")
    if not found:
        say(*t("person.empty").splitlines())

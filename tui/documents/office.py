"""What documents are made from: one study year of the branch as this device knows it, and the words documents use for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import choice_label, field_label, member_name, record_name, role_label, title_of
from tui.people_words import field_words, named
from tui.year.report import PersonYear, Report, report
from tui.year.study_year import StudyYear
from tui.years import study_year


class Office:
    """The branch, its people and a year of it, for whoever writes a document. Made anew for each export: records change.

    `year`: the study year, by default the one today lies in.
    """

    def __init__(self, place: Workplace, year: int | None = None) -> None:
        self.place = place
        self._asked = year

    @cached_property
    def year(self) -> StudyYear:
        """The study year."""
        return study_year(self.place, self._asked)

    @cached_property
    def report(self) -> Report:
        """Its figures; counting them takes up to a second for a hundred people."""
        return report(self.year)

    @cached_property
    def settings(self) -> View | None:
        """What the branch says of itself."""
        return next(iter(self.place.repository.find("settings")), None)

    @property
    def branch(self) -> str:
        """The branch's name as its settings have it, else as it was joined under; 待补 where neither says it."""
        name = self.settings.get("branch_name") if self.settings is not None else None
        return str(name or self.place.identity.branch_name or t("value.unknown"))

    @property
    def today(self) -> str:
        """The day of the document, YYYY-MM-DD."""
        return today(self.place.clock)

    # words

    def name(self, member: Any) -> str:
        """A person's name, with the section where somebody else has the same; 待补 where nobody is named."""
        return named(self.place, str(member)) if member else t("value.unknown")

    def bare_name(self, member: Any) -> str:
        """The name alone, for where the section stands beside it anyway; 待补 where nobody is named."""
        return member_name(self.place, str(member)) if member else t("value.unknown")

    def section(self, member: str, day: dt.date | None = None) -> str:
        """The section of a person on a day, by default the last of the year so far; empty where it is not known."""
        found = self.year.section_of(member, day)
        return record_name(self.place, found) if found else ""

    def role(self, role: str) -> str:
        """What the branch calls a role."""
        return role_label(role, self.place)

    def holders(self, role: str, day: str | None = None) -> list[str]:
        """The members who hold a role on a day, by default today."""
        on = dt.date.fromisoformat(day or self.today)
        return [view.id for view in self.place.repository.find("member") if role in self.year.roles_of(view.id, on)]

    def title(self, view: View) -> str:
        """What a record is called."""
        return self.name(view.id) if view.kind == "member" else title_of(self.place, view)

    def value(self, view: View, name: str) -> str:
        """A field in words: 待补 where it is needed and not known."""
        return field_words(self.place, view, name)

    def label(self, kind: str, name: str) -> str:
        """What a field is called."""
        return field_label(self.place.repository.registry[kind], name)

    def choice(self, kind: str, name: str, value: Any) -> str:
        """What one of a field's values is called; 待补 for none."""
        return choice_label(self.place.repository.registry[kind], name, str(value)) if value else t("value.unknown")

    # records

    def person(self, member: str) -> PersonYear | None:
        """A person's year; None for whoever does not belong to it."""
        return next((each for each in self.report.people if each.member.id == member), None)

    def linked(self, kind: str, field: str, rid: str) -> list[View]:
        """Records that name another."""
        return self.place.repository.linked(kind, field, rid)


def is_sample(views: Iterable[View | None]) -> bool:
    """True where any of the records is made up for showing (示例): then the document says so."""
    return any(view is not None and view.get("sample") for view in views)

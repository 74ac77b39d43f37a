"""The branch as an import finds it: its people, sections and books, looked up by what a file calls them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from sync.cache.view import View
from sync.clock import today
from sync.records.dates import narrow
from sync.records.roster import in_force
from sync.workplace import Workplace
from tui.documents.incoming.judging import NotSo
from tui.people_words import told_apart


class Known:
    """Looked up once for a whole file: a list of two thousand books asks for each."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.today = today(place.clock)

    @cached_property
    def _people(self) -> dict[str, list[View]]:
        members = self.place.repository.find("member")
        found = _by(members, "name")
        # Documents of this program name those who share a name with the section.
        shared = [view for views in list(found.values()) if len(views) > 1 for view in views]
        for view, name in zip(shared, told_apart(self.place, [view.id for view in shared]), strict=True):
            if view not in found[plain(name)]:
                found[plain(name)].append(view)
        return found

    @cached_property
    def _sections(self) -> dict[str, list[View]]:
        return _by(self.place.repository.find("section"), "name")

    @cached_property
    def _sitting(self) -> dict[str, list[View]]:
        found: dict[str, list[View]] = defaultdict(list)
        for view in self.place.repository.find("membership"):
            found[str(view.get("member"))].append(view)
        return found

    def people(self, name: str) -> list[View]:
        """Everybody of that name, whoever has left too; 张 三 is 张三."""
        return self._people.get(plain(name), [])

    def person(self, name: str) -> View:
        """The one person of that name; raises NotSo for nobody or several."""
        found = self.people(name)
        here = [view for view in found if view.state != "left"] or found
        if len(here) != 1:
            raise NotSo("several_people" if here else "nobody", name=name)
        return here[0]

    def persons(self, names: Iterable[str]) -> list[View]:
        """Each of several; raises NotSo."""
        return [self.person(name) for name in names]

    def section(self, name: str) -> View | None:
        """The section of that name; raises NotSo for several."""
        found = self._sections.get(plain(name), [])
        if len(found) > 1:
            raise NotSo("several_sections", name=name)
        return found[0] if found else None

    def stations(self, member: str) -> list[View]:
        """All memberships of a person, those that have ended too."""
        return self._sitting.get(member, [])

    def sits(self, member: str, day: str | None = None) -> View | None:
        """The membership a person has on a day, by default today; of several the one begun last."""
        now = [view for view in self.stations(member) if in_force(view.fields, day or self.today)]
        return max(now, key=lambda view: (view.get("from") or "", view.id), default=None)


def plain(name: str) -> str:
    """A name as it is compared: half-width, without blanks."""
    return "".join(narrow(name).split()).casefold()


def _by(views: Iterable[View], field: str) -> dict[str, list[View]]:
    found: dict[str, list[View]] = defaultdict(list)
    for view in views:
        found[plain(str(view.get(field) or ""))].append(view)
    return found

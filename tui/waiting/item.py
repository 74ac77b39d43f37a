"""A line of Home, a group of them, and what is asked of a record to make one."""

from __future__ import annotations

import msgspec

from sync.cache.view import View
from sync.workplace import Workplace
from tui.i18n import t
from tui.moments import changed, day
from tui.year.open_item import OpenItem


class Item(msgspec.Struct, frozen=True):
    """One line of Home: what it is about (`rid`, or a page), and its words."""

    target: str
    text: str
    when: str = ""
    private: bool = False
    """True for words that must not be shown to a room although what they lead to may be."""
    gap: OpenItem | None = None
    """The open item the line stands for, which leads to where it is mended."""


class Group(msgspec.Struct, frozen=True):
    """A heading of Home and its lines; `total` is how many there are where not all are listed.

    `above`: how many more there are that another group lists already.
    """

    name: str
    items: tuple[Item, ...]
    total: int | None = None
    above: int = 0

    @property
    def amount(self) -> int:
        """How many there are."""
        return len(self.items) if self.total is None else self.total

    def heading(self, marked: int = 0) -> str:
        """What the group is and how many there are: marked, and of those listed above as well."""
        words = t(f"home.{self.name}", n=self.amount) + (t("home.marked", n=marked) if marked else "")
        return words + (t("home.above", n=self.above, all=self.amount + self.above) if self.above else "")


def may(place: Workplace, view: View, to: str) -> bool:
    """True when this person can take the record into the state now."""
    spec = place.repository.registry[view.kind]
    if spec.transition(view.state, to) is None:
        return False
    return place.desk.rights.why_not(view, "put", field="state", to=to) is None


def day_of(place: Workplace, view: View) -> str:
    """The day of the last change, YYYY-MM-DD in this device's zone."""
    return day(place, changed(view))

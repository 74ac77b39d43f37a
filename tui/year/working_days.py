"""Which days one works: weekends, the published holidays and make-up days, and what the branch adds. Dates only."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec

FILE = Path(__file__).parent.parent / "data" / "holidays.toml"

SATURDAY = 5


class Year(msgspec.Struct, frozen=True):
    """The arrangement of one year: days off by name, weekend days on which one works, and where it was published."""

    off: Mapping[dt.date, str]
    working: frozenset[dt.date]
    source: str
    verified: str


class Calendar(msgspec.Struct, frozen=True):
    """Published years, and further days off of the branch (settings: holidays)."""

    years: Mapping[int, Year]
    own: frozenset[dt.date] = msgspec.field(default_factory=frozenset)

    def knows(self, year: int) -> bool:
        """False for a year of which only Monday to Friday is known."""
        return year in self.years

    def holiday(self, day: dt.date) -> str | None:
        """The name of the published holiday, "" for a day off of the branch; None for any other day, weekends included."""
        year = self.years.get(day.year)
        if year is not None and day in year.off:
            return year.off[day]
        return "" if day in self.own else None

    def works(self, day: dt.date) -> bool:
        """True for a working day."""
        if self.holiday(day) is not None:
            return False
        year = self.years.get(day.year)
        return day.weekday() < SATURDAY or (year is not None and day in year.working)

    def after(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day after a day, which itself does not count."""
        while count > 0:
            day += dt.timedelta(days=1)
            count -= self.works(day)
        return day


def calendar(own: Iterable[str] = ()) -> Calendar:
    """The calendar with the branch's own days off, YYYY-MM-DD; what is no date in them is passed over."""
    return Calendar(published(), frozenset(filter(None, map(_date, own))))


@cache
def published() -> Mapping[int, Year]:
    """The years of the holiday file."""
    with FILE.open("rb") as file:
        tables = tomllib.load(file)["year"]
    return {int(each["year"]): _year(each) for each in tables}


def _year(table: Mapping[str, object]) -> Year:
    off: dict[dt.date, str] = {}
    holidays = table["holidays"]
    working = table["working"]
    assert isinstance(holidays, list)
    assert isinstance(working, list)
    for each in holidays:
        first, last = dt.date.fromisoformat(each["from"]), dt.date.fromisoformat(each["to"])
        off.update({first + dt.timedelta(days=n): str(each["name"]) for n in range((last - first).days + 1)})
    return Year(off, frozenset(map(dt.date.fromisoformat, working)), str(table["source"]), str(table["verified"]))


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None

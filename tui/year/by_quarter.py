"""The sessions of a study year by its quarters and months; of which nobody knows the day, apart. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sync.cache.view import View
from sync.records.plans import FORMS
from tui.year.packs import Per
from tui.year.periods import Period
from tui.year.study_year import StudyYear


class Stretch(msgspec.Struct, frozen=True):
    """A part of the year and its sessions in their order; `period` None: sessions without a day."""

    period: Period | None
    sessions: tuple[View, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its sessions."""
        return frozenset(session.id for session in self.sessions)


def stretches(year: StudyYear, per: Per, sessions: Iterable[View]) -> list[Stretch]:
    """The parts of the year that have begun or have sessions, in order; last those without a day, where there are any.

    A session counts to the year its record names: one before its first day lies in the first part, one after in the last.
    Those without a day stand by their form.
    """
    periods = year.cut(per)
    found: dict[Period | None, list[View]] = {each: [] for each in [*periods, None]}
    for session in sessions:
        found[_period(periods, session)].append(session)
    forms = list(FORMS)
    found[None].sort(key=lambda session: forms.index(form) if (form := session.get("form")) in FORMS else len(forms))
    return [
        Stretch(period, tuple(held))
        for period, held in found.items()
        if held or (period is not None and period.first <= year.today)
    ]


def _period(periods: list[Period], session: View) -> Period | None:
    start = session.get("start")
    if not isinstance(start, str) or not start:
        return None
    day = start[:10]
    inside = next((each for each in periods if each.holds(day)), None)
    if inside is not None:
        return inside
    return periods[0] if day < periods[0].first.isoformat() else periods[-1]

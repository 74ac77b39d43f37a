"""学习情况考核表: everything the study part of a person's work assessment holds, as one device may see it. Pure functions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sync.cache.view import View
from tui.year.evidence import Evidence, evidence
from tui.year.packs import Rules
from tui.year.periods import year_of
from tui.year.study_year import StudyYear


@dataclass(frozen=True, slots=True)
class StudyPart:
    """A person's year of study as it goes into the work assessment.

    `reads_person` and `reads_committee` say which of the records below this device may know at all: where one is False,
    what stands there is 无权限, not missing. `results` are in their order; the last one is what counts.
    """

    year: int
    member: View
    section: str | None
    evidence: Evidence
    assessment: View | None
    appraisal: View | None
    results: tuple[View, ...]
    reads_person: bool
    reads_committee: bool


def study_part(year: StudyYear, member: View) -> StudyPart:
    """The study part of one person; nothing of what this device does not read is in it."""
    person, committee = not year.lacks(["b", f"r:{member.id}"]), not year.lacks(["b", "c"])
    return StudyPart(
        year=year.year,
        member=member,
        section=year.section_of(member.id),
        evidence=evidence(year, member.id),
        assessment=of_year(year, "assessment", member.id) if person else None,
        appraisal=of_year(year, "appraisal", member.id) if committee else None,
        results=tuple(results(year, member.id)) if person else (),
        reads_person=person,
        reads_committee=committee,
    )


def of_year(year: StudyYear, kind: str, member: str) -> View | None:
    """The one record of a kind about a person's year, if there is one."""
    return next((v for v in year.source.linked(kind, "member", member) if v.get("year") == year.year), None)


def results(year: StudyYear, member: str) -> list[View]:
    """What the person was told of the year, first to last."""
    found = [v for v in year.source.linked("assessment_result", "member", member) if v.get("year") == year.year]
    return sorted(found, key=lambda view: (view.get("number") or 0, view.id))


def changed_since(assessment: View) -> bool:
    """True for own words that were changed after they were handed in."""
    text, state = (assessment.fv.get(name) for name in ("self_text", "state"))
    if assessment.state != "handed_in" or not text or not state:
        return False
    return bool(text[0] > state[0])


def closing(rules: Rules, today: dt.date, starts: int = 1) -> tuple[int, dt.date] | None:
    """The study year that is being assessed today and the last day of that (rule W-1); None outside the window, or without it."""
    begins, ends = rules.word("W-1", "from"), rules.word("W-1", "until")
    if begins is None or ends is None:
        return None
    for calendar in (today.year - 1, today.year):
        first, last = _day(calendar, begins), _day(calendar, ends)
        if last < first:
            last = _day(calendar + 1, ends)
        if first <= today <= last:
            return year_of(first.isoformat(), starts), last
    return None


def _day(year: int, month_day: str) -> dt.date:
    """The day written MM-DD; the 29th of February is the 28th where there is none."""
    month, day = int(month_day[:2]), int(month_day[3:])
    return dt.date(year, month, 28) if (month, day) == (2, 29) and year % 4 else dt.date(year, month, day)

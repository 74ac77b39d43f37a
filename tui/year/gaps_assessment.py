"""What the assessment of a year still lacks, from its window on (rule W-1): own words, remarks, appraisals, results to be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sync.cache.view import View
from tui.year.gaps_people import own, own_needs
from tui.year.gaps_year import has_begun
from tui.year.open_item import OpenItem, Owing, open_item
from tui.year.owing import SECRETARY, Duties
from tui.year.study_year import StudyYear
from tui.year.windows import closing_window


def is_time(year: StudyYear) -> bool:
    """True from the first day of the window in which the year is closed."""
    window = closing_window(year)
    return window is not None and year.today >= window.first and has_begun(year)


def assessment_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """A person's next steps: own words and the section's remark; then the appraisal; then the result as told."""
    window = closing_window(year)
    if window is None or not is_time(year):
        return
    committee = not year.lacks(["b", "c"])
    for person in duties.people:
        member, last = person.id, window.last
        if year.away_all_year(member):
            continue
        appraisal = _of(year, "appraisal", member)
        final = appraisal is not None and appraisal.state == "final"
        if committee and not final:
            target = appraisal.id if appraisal else "page:assessment"
            yield _item(year, "appraisal", target, SECRETARY, last, ("b", "c"), member)
        if year.lacks(own(member)):
            continue
        assessment = _of(year, "assessment", member)
        target = assessment.id if assessment else "page:assessment"
        for code, name, owing in (
            ("own_words", "self_text", duties.named(member)),
            ("section_remark", "section_remark", duties.in_charge(member)),
        ):
            if assessment is None or not str(assessment.get(name) or "").strip():
                yield _item(year, code, target, owing, last, own(member), member)
        if committee and final and _of(year, "assessment_result", member) is None:
            yield _item(year, "result", "page:assessment", SECRETARY, last, (*own(member), "c"), member)


def assessment_needs(year: StudyYear) -> list[str]:
    """Everybody's own records, and what the committee prepares."""
    return [*own_needs(year), "c"]


def _item(
    year: StudyYear, code: str, target: str, owing: Owing, last: dt.date, scopes: tuple[str, ...], member: str
) -> OpenItem:
    return open_item(
        code, target, owing, last, year.today, rule="W-1", needs=scopes, values={"member": member, "year": year.year}
    )


def _of(year: StudyYear, kind: str, member: str) -> View | None:
    """The record of a kind about a person's year; of several results the one told last."""
    found = [view for view in year.source.linked(kind, "member", member) if view.get("year") == year.year]
    return max(found, key=lambda view: (view.get("number") or 0, view.id), default=None)

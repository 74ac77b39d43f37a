"""What of the assessments waits for this person, for Home: own words, remarks, appraisals, results to tell and to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sync.cache.view import View
from sync.workplace import Workplace
from tui.assessment_steps import ALL, being_assessed, was_read
from tui.i18n import t
from tui.labels import member_name
from tui.moments import day, made
from tui.year.study_part import of_year, results
from tui.year.study_year import StudyYear
from tui.year.windows import Window

FEW = 3
"""So many people stand on Home by name; more stand in one line."""


def waiting(place: Workplace) -> Iterator[tuple[str, str, str]]:
    """(record or page, words, day) of each thing this person is to do; all of it is private."""
    me = place.desk.member
    if me is None:
        return
    found = being_assessed(place)
    if found is not None:
        yield from _own_words(place, me, *found)
    roster = place.desk.facts.roster
    if roster.has_role(me, "section_head"):
        yield from _several(place, "remark", _remarks_waiting(place, me))
    if roster.has_role(me, "secretary"):
        appraisals = place.repository.find("appraisal")
        yield from _several(place, "final", [v for v in appraisals if v.state == "preparing" and v.get("grade")])
        yield from _several(place, "tell", [v for v in appraisals if v.state == "final" and _untold(place, v)])
    for view in place.repository.linked("assessment_result", "member", me):
        if not was_read(place, view.id):
            words = t("home.assessment_result", year=view.get("year"), n=view.get("number"))
            yield view.id, words, day(place, made(view))


def _own_words(place: Workplace, me: str, year: StudyYear, window: Window) -> Iterator[tuple[str, str, str]]:
    person = place.repository.get(me)
    if person is None or person.state != "active" or year.away_all_year(me) or results(year, me):
        return
    held = of_year(year, "assessment", me)
    if held is None or held.state == "open":
        written = held is not None and bool(str(held.get("self_text") or "").strip())
        key = "home.assessment_hand_in" if written else "home.assessment_own"
        yield held.id if held is not None else ALL, t(key, year=year.year), window.last.isoformat()


def _remarks_waiting(place: Workplace, me: str) -> list[View]:
    """Own words handed in by people in charge, on which their section has said nothing yet."""
    roster = place.desk.facts.roster
    return [
        view
        for view in place.repository.find("assessment")
        if view.state == "handed_in"
        and not str(view.get("section_remark") or "").strip()
        and view.get("member") != me
        and roster.in_charge(me, str(view.get("member")), "section_head")
        and not _results_of(place, view)
    ]


def _untold(place: Workplace, appraisal: View) -> bool:
    """True while the person was told nothing, or another grade than the one that is final now."""
    last = max(_results_of(place, appraisal), key=lambda view: view.get("number") or 0, default=None)
    return last is None or last.get("grade") != appraisal.get("grade")


def _results_of(place: Workplace, view: View) -> list[View]:
    found = place.repository.linked("assessment_result", "member", str(view.get("member")))
    return [each for each in found if each.get("year") == view.get("year")]


def _several(place: Workplace, what: str, views: Iterable[View]) -> Iterator[tuple[str, str, str]]:
    """A line a person, or one for many of a year."""
    years: dict[int, list[View]] = {}
    for view in views:
        years.setdefault(int(view.get("year") or 0), []).append(view)
    for year, held in sorted(years.items()):
        if len(held) > FEW:
            yield ALL, t(f"home.assessment_{what}_many", year=year, n=len(held)), ""
            continue
        for view in held:
            yield view.id, t(f"home.assessment_{what}", who=member_name(place, view.get("member")), year=year), ""

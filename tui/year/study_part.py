"""学习情况考核表: everything the study part of a person's work assessment holds, as one device may see it. Pure functions."""

from __future__ import annotations

import msgspec

from sync.cache.view import View
from tui.year.evidence import Evidence, evidence
from tui.year.study_year import StudyYear


class Steps(msgspec.Struct, frozen=True):
    """How far the assessment of a person's year is: own words and remark, appraisal, and what the person was told.

    `reads_person` and `reads_committee` say which of the records this device may know at all: where one is False, what
    would stand there is 无权限, not missing. `results` are in their order; the last one is what counts.
    """

    year: int
    member: View
    section: str | None
    assessment: View | None
    appraisal: View | None
    results: tuple[View, ...]
    reads_person: bool
    reads_committee: bool


class StudyPart(Steps, frozen=True):
    """A person's year of study as it goes into the work assessment: the steps, and the evidence they rest on."""

    evidence: Evidence


def steps(year: StudyYear, member: View) -> Steps:
    """How far the assessment of one person is; nothing of what this device does not read is in it."""
    person, committee = not year.lacks(["b", f"r:{member.id}"]), not year.lacks(["b", "c"])
    return Steps(
        year=year.year,
        member=member,
        section=year.section_of(member.id),
        assessment=of_year(year, "assessment", member.id) if person else None,
        appraisal=of_year(year, "appraisal", member.id) if committee else None,
        results=tuple(results(year, member.id)) if person else (),
        reads_person=person,
        reads_committee=committee,
    )


def steps_of_all(year: StudyYear) -> list[Steps]:
    """Everybody of the year of whom this device reads anything, in the order of the roster."""
    found = (steps(year, member) for member in year.people)
    return [each for each in found if each.reads_person or each.reads_committee]


def study_part(year: StudyYear, member: View) -> StudyPart:
    """The study part of one person: the content of every page and document about it."""
    known = steps(year, member)
    return StudyPart(
        year=known.year,
        member=known.member,
        section=known.section,
        assessment=known.assessment,
        appraisal=known.appraisal,
        results=known.results,
        reads_person=known.reads_person,
        reads_committee=known.reads_committee,
        evidence=evidence(year, member.id),
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
    text, state = assessment.fv.get("self_text"), assessment.fv.get("state")
    return assessment.state == "handed_in" and text is not None and state is not None and text[0] > state[0]

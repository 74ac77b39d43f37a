"""The steps of an assessment: which year it is time for, who may take which step now, what the person is told, and whether it was read."""

from __future__ import annotations

from sync.cache.view import View
from sync.clock import claimed
from sync.workplace import Workplace
from tui.assessment_words import told
from tui.i18n import t
from tui.labels import member_name
from tui.rights import why_not_new, why_not_write
from tui.year.study_part import Steps, StudyPart, study_part
from tui.year.study_year import StudyYear
from tui.year.windows import Window, closing_window
from tui.years import reads, study_year

ALL = "page:assessment"
"""In place of a record where there is none yet: the page of assessments, or of the own one."""


def being_assessed(place: Workplace) -> tuple[StudyYear, Window] | None:
    """The study year whose assessment is written today (rule W-1), with the days for it; None outside of them."""
    now = study_year(place)
    for year in (now, study_year(place, now.year - 1)):
        window = closing_window(year)
        if window is not None and window.first <= year.today <= window.last:
            return year, window
    return None


def default_year(place: Workplace) -> int:
    """The year that is being assessed; outside the days for that, the one today lies in."""
    found = being_assessed(place)
    return (found[0] if found else study_year(place)).year


def is_plain(place: Workplace) -> bool:
    """True for whoever reads nobody's assessment but the own one."""
    me = place.desk.member
    others = (view.id for view in place.repository.find("member") if view.id != me)
    return me is not None and not reads(place, "c") and not any(reads(place, f"r:{rid}") for rid in others)


# what is written


def why_not_own(place: Workplace, part: Steps) -> str | None:
    """Why this person may not write the own words of a year now, or None."""
    if not part.reads_person:
        return t("figure.no_access")
    if part.assessment is None:
        return why_not_new(place, "assessment", {"member": part.member.id, "year": part.year, "self_text": "…"})
    return why_not_write(place, part.assessment, "self_text") or (t("assessment.told_before") if part.results else None)


def why_not_hand_in(place: Workplace, part: Steps) -> str | None:
    """Why the own words cannot be handed in now, or None."""
    held = part.assessment
    if held is None or not str(held.get("self_text") or "").strip():
        return why_not_own(place, part) or t("assessment.own_first")
    if held.state == "handed_in":
        return t("assessment.handed_in")
    return why_not_write(place, held, "self_text")


def why_not_remark(place: Workplace, part: Steps) -> str | None:
    """Why the section's remark cannot be written now, or None; it stands in the record that the person's own words begin."""
    if not part.reads_person:
        return t("figure.no_access")
    if part.assessment is None:
        return t("assessment.not_begun", who=member_name(place, part.member.id))
    return why_not_write(place, part.assessment, "section_remark")


def why_not_appraise(place: Workplace, part: Steps) -> str | None:
    """Why grade and remark cannot be written now, or None."""
    if part.appraisal is None:
        return why_not_new(place, "appraisal", {"member": part.member.id, "year": part.year, "grade": "good"})
    final = t("assessment.is_final") if part.appraisal.state == "final" else None
    return why_not_write(place, part.appraisal, "grade") or final


def why_not_final(place: Workplace, part: Steps) -> str | None:
    """Why the appraisal cannot be made final, or opened again, or None."""
    held = part.appraisal
    if held is None:
        return why_not_appraise(place, part) or t("assessment.grade_first")
    if held.state == "preparing" and not held.get("grade"):
        return why_not_write(place, held, "grade") or t("assessment.grade_first")
    return why_not_write(place, held, "grade")


def why_not_tell(place: Workplace, part: Steps) -> str | None:
    """Why the person cannot be told now, or None."""
    fields = {"member": part.member.id, "year": part.year, "number": next_number(part), "grade": "good"}
    refused = why_not_new(place, "assessment_result", {**fields, "content": "…"})
    if refused is not None:
        return refused
    if not part.reads_person or not part.reads_committee:
        return t("figure.no_access")
    if part.appraisal is None or part.appraisal.state != "final":
        return t("assessment.final_first")
    return None


def tell(place: Workplace, part: Steps, content: str) -> str:
    """Tell the person just this, and return the id of the result; raises NotAllowed, FieldProblem, AlreadyThere."""
    held = part.appraisal
    fields = {
        "member": part.member.id,
        "year": part.year,
        "number": next_number(part),
        "grade": held.get("grade") if held is not None else None,
        "content": content,
    }
    return place.desk.create("assessment_result", fields)


def next_number(part: Steps) -> int:
    """The number of the next result: one more than the last."""
    return max((view.get("number") or 0 for view in part.results), default=0) + 1


def what_is_told(place: Workplace, year: StudyYear, member: View) -> tuple[StudyPart, str]:
    """The study part as it is now and the words of its next result; raises ValueError without a grade."""
    part = study_part(year, member)
    return part, told(place, part, year.so_far.isoformat(), next_number(part))


def says_the_same(place: Workplace, year: StudyYear, part: StudyPart) -> bool:
    """True when the person was told just this the last time."""
    if not part.results:
        return False
    last = part.results[-1]
    return bool(told(place, part, year.so_far.isoformat(), last.get("number") or 0) == last.get("content"))


# what was read


def was_read(place: Workplace, result: str) -> bool:
    """True once the person opened the result on this device."""
    return place.repository.document("meta", _read_key(result)) is not None


def mark_read(place: Workplace, result: str) -> None:
    """The person has read the result; remembered on this device alone, and told nobody."""
    if not was_read(place, result):
        place.repository.commit([("meta", _read_key(result), {"at": claimed(place.clock)})])


def _read_key(result: str) -> str:
    return f"result_read:{result}"

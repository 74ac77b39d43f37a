"""等次: a grade somebody gives, once for each thing graded; giving another changes it."""

from __future__ import annotations

from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.records.policy import Refusal
from sync.workplace import Workplace
from tui.commentary import grade_by


def refusal_to_grade(place: Workplace, submission: View, on_behalf: OnBehalf | None = None) -> Refusal | None:
    """Why a grade cannot be given, by oneself or entered for another, or None."""
    author = on_behalf.member if on_behalf else place.desk.member
    before = grade_by(place, submission.id, author)
    if before is not None:
        return place.desk.rights.why_not(before, "put", field="grade", on_behalf=on_behalf)
    fields = {"target": submission.id, "of": submission.get("author"), "author": author, "grade": "good"}
    return place.desk.rights.why_not_new("grade", fields, on_behalf=on_behalf)


def give(place: Workplace, submission: View, grade: str, on_behalf: OnBehalf | None = None) -> bool:
    """Grade a submission, or change the grade given before; False when it is that already. Raises NotAllowed."""
    desk = place.desk
    author = on_behalf.member if on_behalf else desk.member
    before = grade_by(place, submission.id, author)
    if before is not None:
        return desk.edit(before.id, {"grade": (before.get("grade"), grade)}, on_behalf=on_behalf)
    fields = {"target": submission.id, "of": submission.get("author"), "author": author, "grade": grade}
    desk.create("grade", fields, on_behalf=on_behalf)
    return True

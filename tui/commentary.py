"""点评: an entry of the minutes about a person becomes a formal comment, with a grade, and whom it is about finds it."""

from __future__ import annotations

import msgspec

from sync.cache.view import View
from sync.wire import Op
from sync.workplace import Workplace
from tui import moments
from tui.rights import why_not_new

STANDING = ("submitted", "accepted")
"""States of a submission that can be commented on."""


def submissions_of(place: Workplace, member: str, text: str) -> list[View]:
    """Submissions of a person that this device knows: those the text names by title first, then the newest."""
    found = [
        view for view in place.repository.find("submission") if view.get("author") == member and view.state in STANDING
    ]
    found.sort(key=_said_at, reverse=True)
    return sorted(found, key=lambda view: not names(text, view))


def names(text: str, submission: View) -> bool:
    """True when the text says the title of the submission."""
    title = str(submission.get("title") or "").strip()
    return bool(title) and title in text


def formal(place: Workplace, entry: View) -> list[View]:
    """Comments that were made of an entry, also where its words were corrected since: on it, or on a submission.

    A comment on a submission of the person, in the same session, is of the entry with its words; where none has them
    any more it may be of any, and counts for each.
    """
    comments = place.repository.find("comment")
    return [view for view in comments if view.get("target") == entry.id or _of_submission(place, entry, view)]


def _of_submission(place: Workplace, entry: View, comment: View) -> bool:
    if comment.get("session") != entry.get("session"):
        return False
    on = place.repository.get(str(comment.get("target")))
    if on is not None and (on.kind == "minute" or on.get("author") != entry.get("about")):
        return False
    words = comment.get("text")
    if on is None or words == entry.get("text"):
        return bool(words == entry.get("text"))
    others = place.repository.linked("minute", "session", str(entry.get("session")))
    return not any(each.get("about") == entry.get("about") and each.get("text") == words for each in others)


def grades(place: Workplace, target: str) -> list[View]:
    """The grades a submission or entry was given."""
    return [view for view in place.repository.find("grade") if view.get("target") == target]


def grade_by(place: Workplace, target: str, author: str | None) -> View | None:
    """The grade one person gave to a submission or entry."""
    return next((view for view in grades(place, target) if view.get("author") == author), None)


def why_no_grade(place: Workplace, target: str, member: str) -> str | None:
    """Why this person may not grade it, or None."""
    fields = {"target": target, "of": member, "author": place.desk.member, "grade": "good"}
    return why_not_new(place, "grade", fields)


def make_formal(place: Workplace, entry: View, target: str, grade: str | None) -> str:
    """Make a comment of an entry, on it or on a submission, with a grade if one is given, as one action.

    Returns the comment's id. Raises NotAllowed, FieldProblem.
    """
    desk = place.desk
    fields = {"author": desk.member, "target": target, "text": entry.get("text"), "session": entry.get("session")}
    comment = desk.creation("comment", fields, None)
    desk.perform([comment, *([_graded(place, entry, target, grade)] if grade else [])])
    return comment.rec


def _graded(place: Workplace, entry: View, target: str, grade: str) -> Op:
    desk = place.desk
    before = grade_by(place, target, desk.member)
    if before is None:
        fields = {"target": target, "of": entry.get("about"), "author": desk.member, "grade": grade}
        return desk.creation("grade", fields, None)
    change = {"grade": [before.get("grade"), grade]}
    desk.rights.check_change(before, change)
    return desk.change("grade", before.id, before.scope, change)


class Received(msgspec.Struct, frozen=True):
    """Commentary somebody received: the record, who said it (None: nobody was written down), on what, and the grade."""

    view: View
    by: str | None
    on: View | None
    grade: str | None


def received(place: Workplace, member: str) -> list[Received]:
    """Everything said about a person and that person's submissions, newest first; what became formal stands once."""
    repository = place.repository
    found: list[Received] = []
    said: set[tuple[object, object]] = set()
    targets: set[str] = set()
    for comment in repository.find("comment"):
        on = repository.get(str(comment.get("target")))
        if on is None or on.get("about" if on.kind == "minute" else "author") != member:
            continue
        given = grade_by(place, on.id, comment.get("author"))
        found.append(Received(comment, comment.get("author"), on, given.get("grade") if given else None))
        said.add((comment.get("session"), comment.get("text")))
        targets.add(on.id)
    for entry in repository.find("minute"):
        mine = entry.get("entry") == "commentary" and entry.get("about") == member
        if mine and entry.id not in targets and (entry.get("session"), entry.get("text")) not in said:
            found.append(Received(entry, entry.get("speaker"), entry, None))
    return sorted(found, key=lambda each: (day(place, each.view), _said_at(each.view), each.view.id), reverse=True)


def day(place: Workplace, view: View) -> str:
    """The day it was said: of an entry's own time, else that on which the record was made."""
    return moments.day(place, str(view.get("at") or "") if view.kind == "minute" else moments.made(view))


def _said_at(view: View) -> str:
    return moments.order(moments.made(view))

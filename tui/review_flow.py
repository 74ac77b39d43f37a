"""Deciding on a submission from its page: accept, return with a remark, grade, recommend, or enter what another decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.workplace import Workplace
from tui.commentary import grade_by
from tui.entered_for import ask_basis, deciders
from tui.flows import make_transition
from tui.grading import give, refusal_to_grade
from tui.i18n import t
from tui.labels import choice_label, member_name, state_label, title_of
from tui.messages import refusal_text
from tui.page import Commanded
from tui.screens.pick import Choice, PickDialog

DECISIONS: tuple[Literal["accepted", "returned"], ...] = ("accepted", "returned")


def why_not_decide(place: Workplace, submission: View, to: str) -> str | None:
    """Why this person cannot accept or return it now, or None."""
    spec = place.repository.registry["submission"]
    if spec.transition(submission.state, to) is None:
        return t("submission.settled", state=state_label(spec, submission.state))
    refusal = place.desk.rights.why_not(submission, "put", field="state", to=to)
    return refusal_text(place, refusal) if refusal else None


def why_not_grade(place: Workplace, submission: View) -> str | None:
    """Why this person cannot grade it now, or None."""
    refusal = refusal_to_grade(place, submission)
    return refusal_text(place, refusal) if refusal else None


def pick_grade(page: Commanded[Any], submission: View, on_behalf: OnBehalf | None = None) -> None:
    """Pick a grade; one's own of before is where the cursor stands, and is changed."""
    place = page.xinde.place
    spec = place.repository.registry["grade"]
    author = on_behalf.member if on_behalf else place.desk.member
    before = grade_by(place, submission.id, author)
    choices = [Choice(value, choice_label(spec, "grade", value)) for value, _ in spec.fields["grade"].choices]

    async def carry_out(grade: str) -> None:
        if await page.act(lambda: give(place, submission, grade, on_behalf)):
            page.xinde.say(t("grade.given", grade=choice_label(spec, "grade", grade)))

    def picked(answer: list[str] | None) -> None:
        if answer:
            page.run_worker(carry_out(answer[0]))

    title = t("grade.title", title=title_of(place, submission))
    chosen = [str(before.get("grade"))] if before is not None else []
    page.app.push_screen(PickDialog(title, choices, chosen=chosen), picked)


def turn_recommended(page: Commanded[Any], submission: View) -> None:
    """Mark the submission as one to recommend, or take the mark off."""
    desk = page.xinde.place.desk
    wanted = not submission.get("recommended")

    async def carry_out() -> None:
        if await page.act(lambda: desk.set(submission.id, {"recommended": wanted})):
            page.xinde.say(t("submission.recommended_now" if wanted else "submission.recommended_no_more"))

    page.run_worker(carry_out())


# for another


def why_not_for_another(place: Workplace, submission: View) -> str | None:
    """Why nothing can be entered for another now, or None."""
    if _enters(place, submission):
        return None
    someone = next(
        (v.get("member") for v in place.repository.find("appointment") if v.get("member") != place.desk.member), None
    )
    if someone is None or place.desk.member is None:
        return t("submission.nobody_decides")
    refusal = refusal_to_grade(place, submission, OnBehalf(str(someone), "paper"))
    return refusal_text(place, refusal) if refusal else t("submission.nobody_decides")


def enter_for_another(page: Commanded[Any], submission: View) -> None:
    """Pick what another decided on paper or by word, then how, and where it can be looked up."""
    found = _enters(page.xinde.place, submission)

    def picked(answer: list[str] | None) -> None:
        if answer:
            next(go for choice, go in found if choice.id == answer[0])(page)

    page.app.push_screen(PickDialog(t("submission.enter_title"), [choice for choice, _ in found]), picked)


Entering = tuple[Choice, Callable[[Commanded[Any]], None]]


def _enters(place: Workplace, submission: View) -> list[Entering]:
    """Decisions of those who may decide, while it waits for one, then grades of those who may grade."""
    found: list[Entering] = []
    spec = place.repository.registry["submission"]
    for to in DECISIONS:
        if to not in spec.next_states(submission.state):
            continue
        for member in deciders(place, submission, to):
            words = t("submission.enter_decision", who=member_name(place, member), state=state_label(spec, to))
            found.append((Choice(f"{to}:{member}", words), _decision(submission, member, to, words)))
    for member in _graders(place, submission):
        words = t("submission.enter_grade", who=member_name(place, member))
        found.append((Choice(f"grade:{member}", words), _grade(submission, member, words)))
    return found


def _graders(place: Workplace, submission: View) -> list[str]:
    people = {str(view.get("member")) for view in place.repository.find("appointment")} - {str(place.desk.member)}
    may = (each for each in people if refusal_to_grade(place, submission, OnBehalf(each, "paper")) is None)
    return sorted(may, key=lambda each: member_name(place, each))


def _decision(submission: View, member: str, to: str, words: str) -> Callable[[Commanded[Any]], None]:
    def go(page: Commanded[Any]) -> None:
        def known(on_behalf: OnBehalf) -> None:
            make_transition(page, page.xinde.place.desk.record(submission.id), to, on_behalf=on_behalf)

        ask_basis(page, page.xinde.place.repository.get(submission.id), member, words, known)

    return go


def _grade(submission: View, member: str, words: str) -> Callable[[Commanded[Any]], None]:
    def go(page: Commanded[Any]) -> None:
        # Where it is kept until it is used: at the grade that is changed, else at what is graded.
        kept = grade_by(page.xinde.place, submission.id, member) or submission
        ask_basis(page, kept, member, words, lambda on_behalf: pick_grade(page, submission, on_behalf))

    return go

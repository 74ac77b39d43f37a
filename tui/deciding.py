"""How a plan was decided on: by oneself, by a meeting's resolution, or by another on paper or by word and entered here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.approving import approver
from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.workplace import Workplace
from tui.entered_for import ask_basis, ask_meeting, deciders
from tui.i18n import t
from tui.labels import listed, member_name, role_label, state_label, title_of
from tui.messages import refusal_text
from tui.page import Commanded
from tui.screens.pick import Choice, PickDialog

Decided = Callable[[OnBehalf | None], None]


def asks_how(view: View, to: str) -> bool:
    """True for a step of which one says how it was decided."""
    return view.kind == "plan" and to in ("approved", "returned")


def _refused(place: Workplace, view: View, to: str, on_behalf: OnBehalf | None) -> str | None:
    desk = place.desk
    refusal = desk.rights.refusal(desk.rights.attempt(view, "put", ["state"], to, on_behalf))
    return refusal_text(place, refusal) if refusal else None


def why_not_decide(place: Workplace, view: View, to: str) -> str | None:
    """Why this person can make the step in no way at all, or None."""
    found = ways(place, view, to)
    return found[0].why_not if all(choice.why_not for choice in found) else None


def ways(place: Workplace, view: View, to: str) -> list[Choice]:
    """The ways of deciding, each with why it is not open to this person now."""
    me = place.desk.member
    if me is None:
        return [Choice("own", t("deciding.own"))]
    others = deciders(place, view, to)
    no_other = None if others else _why_nobody(place, view, to)
    return [
        Choice("own", t("deciding.own"), why_not=_refused(place, view, to, None)),
        Choice(
            "meeting",
            t("deciding.meeting"),
            t("deciding.meeting.detail"),
            why_not=_refused(place, view, to, OnBehalf(me, "meeting")),
        ),
        Choice(
            "another",
            t("deciding.another"),
            t("deciding.another.detail", clerk=role_label("clerk", place)),
            why_not=no_other,
        ),
    ]


def _why_nobody(place: Workplace, view: View, to: str) -> str:
    """Why nothing can be entered for another: this person may not, or there is nobody who decides."""
    holders = [each for each in place.desk.facts.roster.holders("secretary") if each != place.desk.member]
    refused = _refused(place, view, to, OnBehalf(holders[0], "paper")) if holders else None
    return refused or t("deciding.nobody")


def ask_how(page: Commanded[Any], view: View, to: str, then: Decided) -> None:
    """Ask how it was decided, then go on with that; Esc ends it, nothing is done."""
    place = page.xinde.place
    if place.desk.member is None:
        _ask_who(page, view, to, then)
        return

    def picked(answer: list[str] | None) -> None:
        match answer:
            case ["own"]:
                then(None)
            case ["meeting"]:
                _by_meeting(page, view, to, then)
            case ["another"]:
                _by_another(page, view, to, then)

    choices = ways(place, view, to)
    first = next((choice.id for choice in choices if not choice.why_not), "own")
    page.app.push_screen(PickDialog(_title(page, view, to), choices, chosen=[first]), picked)


def _title(page: Commanded[Any], view: View, to: str) -> str:
    place = page.xinde.place
    step = state_label(place.repository.registry[view.kind], to)
    return t("deciding.title", state=step, title=title_of(place, view))


def _by_meeting(page: Commanded[Any], view: View, to: str, then: Decided) -> None:
    me = page.xinde.place.desk.member
    if me is not None:
        ask_meeting(page, view, me, _title(page, view, to), then)


def _by_another(page: Commanded[Any], view: View, to: str, then: Decided) -> None:
    place = page.xinde.place

    def picked(answer: list[str] | None) -> None:
        if answer:
            words = t("deciding.for", who=member_name(place, answer[0]), step=_title(page, view, to))
            ask_basis(page, view, answer[0], words, then, meetings=True)

    choices = [_person(place, each) for each in deciders(place, view, to)]
    page.app.push_screen(PickDialog(t("deciding.who"), choices), picked)


def _person(place: Workplace, member: str) -> Choice:
    roles = dict.fromkeys(role.name for role in place.desk.facts.roster.roles(member))
    return Choice(member, member_name(place, member), listed(role_label(role, place) for role in roles))


def _ask_who(page: Commanded[Any], view: View, to: str, then: Decided) -> None:
    """On a device alone nobody is signed in: who approved is picked, since the version names that person."""
    place = page.xinde.place
    people = [each for each in place.repository.find("member") if each.state == "active"]
    if to != "approved" or not people:
        then(None)
        return

    def picked(answer: list[str] | None) -> None:
        if answer:
            then(OnBehalf(answer[0], "paper"))

    roster = place.desk.facts.roster
    people.sort(key=lambda each: (not roster.has_role(each.id, "secretary", "leader"), each.get("sort") or 0, each.id))
    usual = approver(place.desk, None)
    choices = [_person(place, each.id) for each in people]
    page.app.push_screen(PickDialog(t("deciding.who"), choices, chosen=[usual] if usual else []), picked)

"""Whom the words of 参加范围 mean: everybody, by standing, the committee, a section, a party group. Pure functions over records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from sync.cache.view import View
from sync.records.fields import Label
from sync.records.roster import COMMITTEE_ROLES, in_force

READY = {
    "all_staff": Label("全体职工", "all staff"),
    "full": Label("全体党员", "full members"),
    "with_probationary": Label("全体党员和预备党员", "full and probationary members"),
    "applicants": Label("入党积极分子", "applicants"),
    "committee": Label("支委会", "committee"),
}
"""Audiences every branch has; its sections and party groups come by their names. Either language is understood."""

ALSO = {
    "all_staff": ("全体干部职工", "全体人员", "全体干部", "全体同志", "全员"),
    "full": ("全体正式党员",),
    "committee": ("支委", "支部委员", "支委会成员", "支委委员"),
}
"""Other words people write for them."""

USUAL = {"general_meeting": "full"}
"""Form -> the audience it has when none is written that can be understood; every other form is for all staff."""

STANDINGS = {
    "full": frozenset({"full"}),
    "with_probationary": frozenset({"full", "probationary"}),
    "applicants": frozenset({"applicant"}),
}

_BETWEEN = re.compile(r"[、，,;；]")


class Branch(msgspec.Struct, frozen=True):
    """The people there are on a day (YYYY-MM-DD), and what sorts them."""

    day: str
    members: Sequence[View]
    memberships: Sequence[View]
    appointments: Sequence[View]
    sections: Sequence[View] = ()


def split(audience: str | None) -> list[str]:
    """The words of an audience: 办公室、第一党小组 are two."""
    return [word.strip() for word in _BETWEEN.split(audience or "") if word.strip()]


def invited(branch: Branch, audience: str | None) -> set[str] | None:
    """The members the words mean; None when there are none, or one of them is not understood, so that nobody is left out by it."""
    found: set[str] = set()
    for word in split(audience):
        people = _meant(branch, word)
        if people is None:
            return None
        found |= people
    return found if split(audience) else None


def not_understood(branch: Branch, audience: str | None) -> list[str]:
    """The words of an audience that mean nobody known here, because of which the form's usual people are expected."""
    return [word for word in split(audience) if _meant(branch, word) is None]


def usual_name(branch: Branch, form: str) -> str:
    """Which of the ready audiences a form's usual people are, as things are known here."""
    name = "committee" if form == "committee_meeting" else USUAL.get(form, "all_staff")
    return name if _ready(branch, name) is not None else "all_staff"


def usual(branch: Branch, form: str) -> set[str] | None:
    """The members a form is for when nobody says so; None for everybody."""
    return _ready(branch, USUAL.get(form, "all_staff"))


def committee(branch: Branch) -> set[str]:
    """Who reads what the committee writes down: those who hold one of its roles that day."""
    return {
        str(view.get("member"))
        for view in branch.appointments
        if view.get("role") in COMMITTEE_ROLES and in_force(view.fields, branch.day)
    }


def _meant(branch: Branch, word: str) -> set[str] | None:
    for name, label in READY.items():
        if word.casefold() in (label.zh, label.en, *ALSO.get(name, ())):
            people = _ready(branch, name)
            return _ids(branch.members, lambda _: True) if people is None and name == "all_staff" else people
    sections = {view.id for view in branch.sections if view.get("name") == word}
    groups = _ids(branch.members, lambda view: view.get("group") == word)
    if not sections and not groups:
        return None
    sitting = {
        str(view.get("member"))
        for view in branch.memberships
        if view.get("section") in sections and in_force(view.fields, branch.day)
    }
    return sitting | groups


def _ready(branch: Branch, name: str) -> set[str] | None:
    """None for all staff, and where nothing is known by which they could be told apart."""
    if name == "all_staff":
        return None
    if name == "committee":
        return committee(branch) or None
    if not any(view.get("standing") for view in branch.members):
        return None
    return _ids(branch.members, lambda view: view.get("standing") in STANDINGS[name])


def _ids(members: Iterable[View], true: Callable[[View], bool]) -> set[str]:
    return {view.id for view in members if true(view)}

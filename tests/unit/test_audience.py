"""Who is expected: by the words of the audience, by the form, never whoever is away."""

from __future__ import annotations

from typing import Any

import pytest

from sync.cache.view import View
from tui.year.attendance import expected

DAY = "2026-03-05"


def view(kind: str, rid: str, **fields: Any) -> View:
    return View(id=rid, kind=kind, scope="b:x", fields=fields)


def member(rid: str, standing: str | None = None, group: str | None = None, state: str = "active") -> View:
    return view("member", rid, name=rid, standing=standing, group=group, state=state)


MEMBERS = [
    member("full-1", "full", "第一党小组"),
    member("full-2", "full", "第二党小组"),
    member("new", "probationary", "第一党小组"),
    member("hopeful", "applicant"),
    member("staff", "staff"),
    member("unknown"),
    member("away", "full", "第一党小组"),
    member("gone", "full", state="left"),
]
SECTIONS = [view("section", "s-1", name="秘书科"), view("section", "s-2", name="综合科")]
MEMBERSHIPS = [
    view("membership", "1", member="full-1", section="s-1", **{"from": "2020-01-01"}),
    view("membership", "2", member="staff", section="s-1", **{"from": "2020-01-01", "to": "2025-12-31"}),
    view("membership", "3", member="staff", section="s-2", **{"from": "2026-01-01"}),
    view("membership", "4", member="away", section="s-1", **{"from": "2020-01-01"}),
]
AWAYS = [view("away", "a", member="away", **{"from": "2026-01-01"})]
APPOINTMENTS = [
    view("appointment", "1", member="full-2", role="secretary", **{"from": "2020-01-01"}),
    view("appointment", "2", member="staff", role="committee", **{"from": "2020-01-01", "to": "2025-12-31"}),
    view("appointment", "3", member="unknown", role="section_head", **{"from": "2020-01-01"}),
]
EVERYBODY = ["full-1", "full-2", "new", "hopeful", "staff", "unknown"]


def people(form: str, audience: str | None = None, members: list[View] = MEMBERS) -> list[str]:
    found = expected(form, DAY, members, MEMBERSHIPS, AWAYS, APPOINTMENTS, audience=audience, sections=SECTIONS)
    return [each.member for each in found]


@pytest.mark.parametrize(
    ("form", "audience", "wanted"),
    [
        ("collective_study", None, EVERYBODY),
        ("collective_study", "全体职工", EVERYBODY),
        ("collective_study", "全体党员", ["full-1", "full-2"]),
        ("collective_study", "Full Members", ["full-1", "full-2"]),
        ("lecture", "全体党员和预备党员", ["full-1", "full-2", "new"]),
        ("lecture", "全体党员，入党积极分子", ["full-1", "full-2", "hopeful"]),
        ("general_meeting", None, ["full-1", "full-2"]),
        ("general_meeting", "全体职工", EVERYBODY),
        ("general_meeting", "全体党员及有关同志", ["full-1", "full-2"]),
        ("group_meeting", "第一党小组", ["full-1", "new"]),
        ("group_meeting", "秘书科", ["full-1"]),
        ("group_meeting", "秘书科、综合科", ["full-1", "staff"]),
        ("group_meeting", "秘书科、某某小组", EVERYBODY),
        ("exchange", "支委会", ["full-2"]),
        ("committee_meeting", None, ["full-2"]),
        ("committee_meeting", "全体职工", ["full-2"]),
    ],
)
def test_words_and_forms_say_who_is_expected(form: str, audience: str | None, wanted: list[str]) -> None:
    assert people(form, audience) == wanted


def test_where_no_standing_is_known_nobody_is_left_out() -> None:
    unknown = [member("a"), member("b"), member("away")]
    assert people("general_meeting", None, unknown) == ["a", "b"]
    assert people("general_meeting", "全体党员", unknown) == ["a", "b"]
    assert people("committee_meeting", None, unknown) == ["a", "b"]

"""A branch of this device alone with a few records of 2026, as the export of documents needs them."""

from __future__ import annotations

from sync.workplace import Workplace
from tests.screens.meeting import session, staff

YEAR = 2026


def small_year(place: Workplace, sessions: int = 3) -> dict[str, str]:
    """Four people, held sessions of one name, an accepted and a submitted reflection, a document with a text and one without."""
    people = staff(place)
    desk = place.desk
    desk.create("settings", {"branch_name": "测试支部"})
    for number in range(1, sessions + 1):
        rid = session(place, start=f"2026-0{number}-05T09:00", end=f"2026-0{number}-05T11:00", host=people["张三"])
        for state in ("running", "writing"):
            desk.change_state(rid, state)
    for name, state in (("李四", "accepted"), ("王五", "")):
        fields = {"author": people[name], "title": "一点体会", "body": "学了，用了。"}
        rid = desk.create("submission", fields)
        if state:
            desk.change_state(rid, state)
    rules = {"title": "学习管理制度", "doc_kind": "regulation", "number": "办发〔2026〕1号", "issued_on": "2026-01-08"}
    rid = desk.create("document", {**rules, "body": "一、总则\n每月学习一次。\n二、附则\n自印发之日起施行。"})
    desk.change_state(rid, "in_force")
    rid = desk.create("document", {"title": "只有题目", "doc_kind": "notice"})
    desk.change_state(rid, "in_force")
    return people

"""A branch of six held in memory, and what is open in its study year 2026."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from sync.cache.view import View
from tui.year.gaps import open_items
from tui.year.open_item import OpenItem
from tui.year.study_year import StudyYear, gather
from tui.year.working_days import Calendar

STATES = {
    "member": "active",
    "plan": "approved",
    "task": "planned",
    "session": "approved",
    "action": "open",
    "study": "claimed",
    "loan": "out",
    "submission": "submitted",
    "improvement": "trying",
    "document": "draft",
    "assessment": "open",
    "appraisal": "preparing",
}

QUIET = ("F-1=off", "F-2=off", "F-3=off", "F-4=off", "F-5=off", "F-6=off", "R-1=off", "R-2=off", "B-1=off")
"""Changes of the rules under which a branch with no more than its people lacks nothing in the middle of the year."""


class Records:
    """sec, clerk, head (of k1), two members of k1 and one of no section; the plan of 2026, approved; a source of a year."""

    def __init__(self, *changes: str, pack: str | None = None) -> None:
        self.views: dict[str, View] = {}
        self.put("settings", "settings", rule_pack=pack, rules_changed=[*QUIET, *changes])
        self.put("section", "k1", name="秘书科")
        for number, member in enumerate(("sec", "clerk", "head", "m1", "m2", "m3"), 1):
            self.put("member", member, name=member, sort=number)
        for member in ("head", "m1", "m2"):
            self.put("membership", f"in-{member}", member=member, section="k1", **{"from": "2020-01-01"})
        self.appoint("sec", "secretary")
        self.appoint("clerk", "clerk")
        self.appoint("head", "section_head", "k1")
        self.put("plan", "plan", year=2026)

    def put(self, kind: str, rid: str = "", scope: Any = "b:1", made: Any = "", rev: Any = 1, **fields: Any) -> str:
        """A record with all its fields, in place of one of the same id; `made` is the day it was made."""
        rid = rid or f"{kind}-{len(self.views)}"
        stamp = {"at": f"{made or '2026-01-02'}T08:00:00+08:00"}
        state = {"state": STATES[kind]} if kind in STATES else {}
        held = {**state, **fields}
        revisions = {name: [rev, "x"] for name in held}
        self.views[rid] = View(rid, kind, scope, held, rev=rev, fv=revisions, created=stamp, updated=stamp)
        return rid

    def change(self, rid: str, rev: int = 2, on: str = "2026-01-02", **fields: Any) -> None:
        """Some fields changed later, at a revision, on a day."""
        view = self.views[rid]
        revisions = {**view.fv, **{name: [rev, "x"] for name in fields}}
        stamp = {"at": f"{on}T08:00:00+08:00"}
        self.views[rid] = View(
            rid,
            view.kind,
            view.scope,
            {**view.fields, **fields},
            rev,
            fv=revisions,
            created=view.created,
            updated=stamp,
        )

    def appoint(self, member: str, role: str, *sections: str) -> None:
        """A duty that began long ago."""
        self.put(
            "appointment", f"{role}-{member}", member=member, role=role, sections=[*sections], **{"from": "2020-01-01"}
        )

    def session(self, day: str | None, rid: str = "s", state: str = "approved", **fields: Any) -> str:
        """A session on a day MM-DD of 2026 that lacks nothing: collective study, kept by clerk and head."""
        times = {"start": f"2026-{day}T09:00", "end": f"2026-{day}T11:00"} if day else {}
        values = {"form": "collective_study", "title": "学", "place": "会议室", "host": "head", "recorders": ["clerk"]}
        return self.put("session", rid, **{**values, **times, "state": state, "roll_call_done": True, **fields})

    def row(self, session: str = "s", member: str = "m1", status: str | None = "present", **fields: Any) -> str:
        """Somebody's row on a roll."""
        return self.put("attendance", f"{session}/{member}", session=session, member=member, status=status, **fields)

    # a source

    def get(self, rid: str) -> View | None:
        """See Source."""
        return self.views.get(rid)

    def find(self, kind: str) -> list[View]:
        """See Source."""
        return [view for view in self.views.values() if view.kind == kind]

    def linked(self, kind: str, field: str, rid: str) -> list[View]:
        """See Source."""
        return [view for view in self.find(kind) if view.get(field) == rid]


def everything(scope: str) -> bool:
    """Reads all scopes, as the clerk's device does."""
    return True


def only(*scopes: str) -> Callable[[str], bool]:
    """Reads these scopes."""
    return lambda scope: scope in scopes


def year(records: Records, today: str, reads: Callable[[str], bool] = everything, of: int = 2026) -> StudyYear:
    """The study year on a day, MM-DD of 2026 or YYYY-MM-DD; Monday to Friday are worked."""
    day = dt.date.fromisoformat(f"2026-{today}" if len(today) == 5 else today)
    return gather(records, of, day, Calendar({}), reads)


def items(
    records: Records, today: str, reads: Callable[[str], bool] = everything, of: int = 2026, but: Iterable[str] = ()
) -> list[OpenItem]:
    """What is open on that day, without some codes."""
    return [item for item in open_items(year(records, today, reads, of)) if item.code not in but]


def brief(found: Iterable[OpenItem]) -> list[tuple[str, str, str, str, bool]]:
    """Code, target, who owes it (a role in angle brackets), until when, whether it is late."""
    return [(item.code, item.target, item.owes or f"<{item.role}>", str(item.until or ""), item.late) for item in found]

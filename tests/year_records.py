"""Records of a study year in memory, and the year gathered from them: for tests of what is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sync.cache.view import View
from tui.year.packs import Rules, rules
from tui.year.study_year import StudyYear
from tui.year.working_days import calendar


def record(kind: str, rid: str, **fields: Any) -> View:
    """A record; `begins` and `ends` stand for the fields `from` and `to`, `made` is the day it was made, `fv` its revisions."""
    for word, name in (("begins", "from"), ("ends", "to")):
        if word in fields:
            fields[name] = fields.pop(word)
    made, fv = fields.pop("made", None), fields.pop("fv", {})
    return View(rid, kind, "b:x", fields, created={"at": f"{made}T08:00:00+00:00"} if made else {}, fv=fv)


class Records:
    """Records as `tui.year.source.Source` asks for them."""

    def __init__(self, views: Iterable[View]) -> None:
        self.views = {view.id: view for view in views}
        self._kinds: dict[str, list[View]] = {}
        for view in self.views.values():
            self._kinds.setdefault(view.kind, []).append(view)

    def get(self, rid: str) -> View | None:
        """See Source."""
        return self.views.get(rid)

    def find(self, kind: str) -> list[View]:
        """See Source."""
        return self._kinds.get(kind, [])

    def linked(self, kind: str, field: str, rid: str) -> list[View]:
        """See Source."""
        return [view for view in self.find(kind) if view.get(field) == rid]


def study_year(
    *views: View,
    year: int = 2026,
    today: str = "2027-06-30",
    pack: Rules | None = None,
    reads: Callable[[str], bool] = lambda scope: True,
    starts: int = 1,
) -> StudyYear:
    """The year of these records; over by default, by the default pack, on a device that reads everything."""
    return StudyYear(
        year=year,
        today=dt.date.fromisoformat(today),
        source=Records(views),
        calendar=calendar(),
        reads=reads,
        rules=pack or rules(None),
        starts=starts,
        zone=dt.UTC,
    )


def member(rid: str = "m", **fields: Any) -> View:
    """A person in post."""
    return record("member", rid, **{"name": rid, "state": "active", **fields})


def session(rid: str = "s", day: str | None = "2026-03-05", minutes: int | None = 120, **fields: Any) -> View:
    """A collective study that was held and approved: so many minutes from 09:00 on."""
    start = f"{day}T09:00" if day else None
    end = None
    if start and minutes is not None:
        end = (dt.datetime.fromisoformat(start) + dt.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")
    given: dict[str, Any] = {"form": "collective_study", "state": "approved", "start": start, "end": end}
    return record("session", rid, **(given | {"roll_call_done": True} | fields))


def row(session: str = "s", member: str = "m", status: str | None = "present", **fields: Any) -> View:
    """A line of a roll."""
    return record("attendance", f"{session}-{member}", session=session, member=member, status=status, **fields)


def study(rid: str = "st", minutes: int | None = 60, **fields: Any) -> View:
    """Self-study of m that was confirmed."""
    given: dict[str, Any] = {"member": "m", "on": "2026-04-01", "what": "自学", "channel": "book", "state": "confirmed"}
    return record("study", rid, **{**given, "minutes": minutes, **fields})


def submission(rid: str = "su", characters: int = 800, **fields: Any) -> View:
    """A reflection of m that was accepted."""
    given: dict[str, Any] = {"author": "m", "title": "体会", "state": "accepted", "made": "2026-05-01"}
    return record("submission", rid, **{**given, "body": "学" * characters, **fields})


def appointment(role: str, member: str = "m", begins: str = "2020-01-01", ends: str | None = None) -> View:
    """A role held."""
    return record("appointment", f"{role}-{member}", role=role, member=member, begins=begins, ends=ends)


def lines_of(views: Iterable[Any]) -> dict[str, Mapping[str, Any]]:
    """The lines of a figure by their records."""
    return {line.record: {"code": line.code, "counted": line.counted, "rule": line.rule} for line in views}

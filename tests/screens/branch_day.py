"""A branch on one day, on the device of somebody who has read all that his roles give him."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sync.cache.shadow import Identity
from sync.clock import SystemClock
from sync.wire import Record
from sync.workplace import Workplace, open_workplace
from tests.screens.stage import BRANCH, ME, OTHER, envelope, no_notice

QUIET = ["F-1=off", "F-2=off", "F-3=off", "F-4=off", "F-5=off", "F-6=off", "R-1=off", "R-2=off", "B-1=off"]
"""Rules of which nothing is asked here, unless a test wants it."""


class On(SystemClock):
    """A clock that stands at noon of a day, eight hours east."""

    def __init__(self, day: str) -> None:
        self.day = day

    def now(self) -> dt.datetime:
        """The moment."""
        return dt.datetime.fromisoformat(f"{self.day}T12:00:00+08:00")


@contextmanager
def branch_on(folder: Path, day: str, *roles: str, rules: list[str] | None = None) -> Iterator[Workplace]:
    """王五 with these roles, 张三 and 赵六, the plan of 2026 approved; on a day YYYY-MM-DD."""
    with open_workplace(folder, "app", clock=On(day)) as place:
        identity = Identity(BRANCH, "测试支部", ME, "王五", "a:1", "wangwu", "http://127.0.0.1:9")
        people = [(ME, "王五"), (OTHER, "张三"), ("m-3", "赵六")]
        records = [envelope("member", rid, name=name, sort=n) for n, (rid, name) in enumerate(people)]
        for number, role in enumerate(roles):
            records.append(envelope("appointment", f"ap-{number}", member=ME, role=role, **{"from": "2020-01-01"}))
        records.append(envelope("settings", "settings", rules_changed=rules if rules is not None else QUIET))
        records.append(envelope("plan", "plan", year=2026, title="2026年学习计划", state="approved"))
        own = [f"b:{BRANCH}", f"r:{BRANCH}:{ME}"]
        if {"secretary", "clerk"} & set(roles):
            own += [f"c:{BRANCH}", *(f"r:{BRANCH}:{rid}" for rid, _ in people)]
        place.shadow.take_in(
            [
                place.shadow.identity_change(identity),
                place.shadow.progress_change(device="d:1", epoch="e1"),
                place.shadow.cursors_change(dict.fromkeys(own, 1)),
                *place.shadow.records_changes(records),
            ]
        )
        no_notice(place)
        yield place


def take(place: Workplace, *records: Record) -> None:
    """What the server sends."""
    place.shadow.take_in(place.shadow.records_changes(list(records)))


def held(rid: str, day: str, **fields: Any) -> Record:
    """A session that lacks nothing, unless fields say otherwise."""
    values = {"form": "exchange", "title": "交流会", "start": f"{day}T09:00", "end": f"{day}T11:00", "place": "会议室"}
    kept = {"host": OTHER, "recorders": [ME], "roll_call_done": True, "state": "approved"}
    return envelope("session", rid, **{**values, **kept, **fields})


def asked(rid: str, session: str, member: str = OTHER) -> Record:
    """A request for leave that waits for a decision."""
    fields = {"state": "asked", "leave_kind": "sick", "reason": "住院手术", "session": session, "member": member}
    return envelope("leave_request", rid, by=member, scope=f"r:{BRANCH}:{member}", **fields)


def claimed(rid: str, day: str, member: str = OTHER) -> Record:
    """Self-study that waits for its confirmation."""
    fields = {"state": "claimed", "member": member, "on": day, "minutes": 60, "what": f"读书{rid}"}
    return envelope("study", rid, by=member, scope=f"r:{BRANCH}:{member}", **fields)

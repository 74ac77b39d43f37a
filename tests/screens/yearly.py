"""A branch with a year in which people did different things, for tests of the pages of the year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.stage import BRANCH, ME, OTHER, envelope

THIRD = "0198c0de-0000-7000-8000-0000000000cc"


def a_year(place: Workplace, *, year: int = 2025) -> None:
    """Two sections; 王五 comes last in the roster but has most hours, 李四 first and has least. The year is over."""
    names = {ME: ("王五", 3), OTHER: ("张三", 2), THIRD: ("李四", 1)}
    records = [envelope("member", rid, rev=2, name=name, sort=sort) for rid, (name, sort) in names.items()]
    records += [envelope("section", "se-1", name="综合科", sort=1), envelope("section", "se-2", name="秘书科", sort=2)]
    for rid, section in ((ME, "se-1"), (OTHER, "se-2"), (THIRD, "se-1")):
        begins = {"from": f"{year - 5}-01-01"}
        records.append(envelope("membership", f"ms-{rid[-2:]}", member=rid, section=section, **begins))
    for number, there in enumerate(((ME,), (ME, OTHER), (ME, OTHER, THIRD)), start=1):
        records += held(f"s-{number}", f"{year}-0{number}-05", dict.fromkeys(there, "present"), tuple(names))
    keep(place, *records)


def held(rid: str, day: str, came: Mapping[str, str], people: tuple[str, ...], **fields: Any) -> list[Record]:
    """A collective study of two hours; whoever is not among `came` was absent."""
    given = {"form": "collective_study", "title": f"学习{rid}", "start": f"{day}T09:00", "end": f"{day}T11:00"}
    records = [envelope("session", rid, **{**given, "roll_call_done": True, "state": "approved", **fields})]
    for member in people:
        status = came.get(member, "absent")
        records.append(envelope("attendance", f"{rid}-{member[-2:]}", session=rid, member=member, status=status))
    return records


def keep(place: Workplace, *records: Record) -> None:
    """The records come from the server."""
    place.shadow.take_in(place.shadow.records_changes(records))


def reads_all(place: Workplace, *members: str, committee: bool = True) -> None:
    """This device has read the branch's scope, these people's, and the committee's."""
    scopes = [f"b:{BRANCH}", *([f"c:{BRANCH}"] if committee else []), *(f"r:{BRANCH}:{each}" for each in members)]
    cursors = dict.fromkeys(scopes, 9)
    place.shadow.take_in([place.shadow.cursors_change(cursors)])

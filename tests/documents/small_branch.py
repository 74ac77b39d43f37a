"""A branch of four with a year in which everything happens once, for tests of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.stage import BRANCH, ME, OTHER, envelope, joined
from tests.screens.yearly import THIRD, keep, reads_all
from tui.documents.office import Office

YEAR = 2025
BOSS = "0198c0de-0000-7000-8000-0000000000dd"
PEOPLE = (ME, OTHER, THIRD, BOSS)


@contextmanager
def small_branch(folder: Path, *more: Record) -> Iterator[Office]:
    """The clerk's device: secretary 赵六 above the sections, 李四 and 王五 of 综合科, 张三 of 秘书科; the year 2025 is over."""
    with joined(folder, "clerk") as place:
        keep(place, *_people(), *_sessions(), *_own(), *more)
        reads_all(place, *PEOPLE)
        yield office(place)


def office(place: Workplace) -> Office:
    """The year of it as a document sees it."""
    return Office(place, YEAR)


def held(
    rid: str, day: str | None, form: str, marks: dict[str, dict[str, Any]], written: str | None = None, **fields: Any
) -> list[Record]:
    """A session of two hours that was approved, and its roll; `written`: the day of its last change, by default its own."""
    times = {"start": f"{day}T09:00", "end": f"{day}T11:00"} if day else {}
    given = {"form": form, "host": BOSS, "state": "approved", "roll_call_done": True, **times, **fields}
    rows = [
        envelope("attendance", f"{rid}-{member[-2:]}", session=rid, member=member, **row)
        for member, row in marks.items()
    ]
    return [completed(envelope("session", rid, **given), written or day), *rows]


def completed(session: Record, day: str | None) -> Record:
    """The session as it was last written on a day."""
    stamp = {"at": f"{day}T04:00:00+00:00", "by": BOSS}
    return {**session, "updated": stamp} if day is not None else session


def _people() -> list[Record]:
    names = {ME: ("王五", 3), OTHER: ("张三", 2), THIRD: ("李四", 1), BOSS: ("赵六", 4)}
    found = [envelope("member", rid, rev=2, name=name, sort=sort) for rid, (name, sort) in names.items()]
    found += [envelope("section", "se-1", name="综合科", sort=1), envelope("section", "se-2", name="秘书科", sort=2)]
    begins = {"from": "2020-01-01"}
    for rid, section in ((ME, "se-1"), (OTHER, "se-2"), (THIRD, "se-1")):
        found.append(envelope("membership", f"ms-{rid[-2:]}", member=rid, section=section, **begins))
    found.append(envelope("appointment", "ap-boss", member=BOSS, role="secretary", **begins))
    away = {"from": "2025-02-01", "to": "2025-02-28"}
    return [*found, envelope("away", "aw-1", member=THIRD, note="驻村", **away)]


def _sessions() -> list[Record]:
    made_up = {"status": "leave", "makeup": "看了材料", "makeup_on": "2025-01-20", "makeup_verified": BOSS}
    came = {"status": "present"}
    return [
        *held(
            "s-1",
            "2025-01-05",
            "collective_study",
            {ME: came, OTHER: {"status": "late"}, THIRD: made_up, BOSS: came},
            title="=学习1",
        ),
        envelope("agenda_item", "ai-1", session="s-1", number=1, title="领学", item_kind="lead", presenter=OTHER),
        envelope("material", "ma-1", target="s-1", title="条例", presenter=ME),
        *held("s-2", "2025-02-05", "exchange", {ME: came, OTHER: {"status": "absent"}, BOSS: {"status": "left_early"}}),
        *held(
            "s-3",
            "2025-05-05",
            "lecture",
            {ME: {}, OTHER: came, THIRD: {"status": "exempt"}, BOSS: {"status": "observer"}},
            state="submitted",
            roll_call_done=False,
            written="2025-05-20",
        ),
        envelope("session", "s-4", form="theme_day", year=YEAR, state="writing"),
        envelope(
            "session",
            "s-5",
            form="exchange",
            title="读书会",
            start="2025-06-05T09:00",
            state="postponed",
            reason="防汛值班",
        ),
        envelope("session", "s-6", form="exchange", start="2025-06-15T09:00"),
    ]


def _own() -> list[Record]:
    mine = f"r:{BRANCH}:{ME}"
    study = {"member": ME, "minutes": 95, "channel": "book", "scope": mine}
    return [
        envelope("study", "st-1", on="2025-03-01", what="+公文写作", state="confirmed", **study),
        envelope("study", "st-2", on="2025-03-02", what="未确认的", state="claimed", **study),
        _submission("su-1", session="s-1"),
        _submission("su-2"),
        _submission("su-3", session="s-1", state="submitted"),
    ]


def _submission(rid: str, **fields: Any) -> Record:
    made = envelope(
        "submission", rid, **{"author": ME, "title": "体会", "state": "accepted", "scope": f"r:{BRANCH}:{ME}", **fields}
    )
    stamp = {"at": "2025-03-05T01:00:00+00:00", "by": ME}
    return {**made, "created": stamp, "updated": stamp}

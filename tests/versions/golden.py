"""What version 1 left on the disks of a device and of a server, kept for ever: later versions must go on reading it.

`python -m tests.versions.golden` makes what is missing under tests/fixtures; what is there is never written again.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from server_stub import schema
from server_stub.store import Store
from sync.cache.repository import TABLES
from sync.cache.shadow import Identity
from sync.wire import PullAnswer, Record, Result
from sync.workplace import Workplace, open_workplace
from tests.server.people import Branch, FakeClock
from tests.versions.transcript import PAGE

HERE = Path(__file__).parents[1] / "fixtures" / "v1"
CACHE = HERE / "cache"
CACHE_CONTENT = HERE / "cache.json"
DATABASE = HERE / "branch.db"
DATABASE_CONTENT = HERE / "branch.json"
TRANSCRIPTS = HERE / "transcripts.md"

BRANCH = "0198c0de-0000-7000-8000-000000000001"
ME = "0198c0de-0000-7000-8000-0000000000aa"
SCOPE = f"b:{BRANCH}"


class Clock:
    """One moment of March 2026, eight hours east."""

    def now(self) -> dt.datetime:
        """The moment."""
        return dt.datetime(2026, 3, 5, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))

    def monotonic(self) -> float:
        """No time passes."""
        return 0.0


def record(kind: str, rid: str, seq: int, **fields: Any) -> Record:
    """A record as the server sent it."""
    stamp = {"at": "2026-03-01T01:00:00Z", "claimed": "2026-03-01T09:00:00+08:00", "by": ME, "dev": "d:0"}
    known = {"id": rid, "type": kind, "scope": SCOPE, "rev": 1, "seq": seq, "owner": None, "v": 1, "f": fields}
    return {**known, "fv": {name: [1, ME] for name in fields}, "created": stamp, "updated": stamp, "del": None}


def fill(place: Workplace) -> None:
    """A device with something in every table."""
    identity = Identity(BRANCH, "示例支部", ME, "王五", "a:1", "wangwu", "http://127.0.0.1:8765")
    place.repository.commit([place.shadow.identity_change(identity), place.shadow.progress_change(device="d:1")])
    role: dict[str, Any] = {"member": ME, "role": "clerk", "from": "2020-01-01"}
    records = [
        record("member", ME, 1, name="王五", state="active"),
        record("appointment", "ap-1", 2, **role),
        record("session", "s-1", 3, form="exchange", title="交流", state="planned", recorders=[ME], summary="一句。"),
        record("section", "sec-1", 4, name="要删的科室"),
        record("seminar", "x-1", 5, topic="后来的种类", parts=[1, {"b": None}]),
    ]
    gone = {"id": "sec-1", "type": "section", "scope": SCOPE, "rev": 2, "seq": 6, "del": {"at": "t", "by": ME}}
    for changes in (records, [gone]):
        place.engine.begin()
        call = place.engine.next_call()
        assert call is not None
        place.engine.answered(call, _page(changes))
    done = place.desk.create("section", {"name": "已接受的科室"})
    refused = place.desk.create("section", {"name": "被拒的科室"})
    ops = [each.op for each in place.queue.waiting()]
    results = [
        (ops[0], Result(n=1, id=ops[0].id, out="applied")),
        (ops[1], Result(n=2, id=ops[1].id, out="rejected", code="forbidden")),
    ]
    taken = record("section", done, 7, name="已接受的科室")
    settled, waiting = place.queue.settled(results, "2026-03-05T01:00:00Z", [taken])
    place.shadow.take_in([*place.shadow.records_changes([taken]), *settled], waiting)
    assert refused in str(place.queue.parked())
    place.desk.create(
        "minute", {"session": "s-1", "at": "2026-03-05T09:00", "entry": "note", "pos": "a", "text": "待传的一条。"}
    )
    place.desk.edit("s-1", {"summary": ("一句。", "一句。又一句。")})
    place.desk.create("note", {"title": "私人", "body": "只在本机的一条。"})
    draft = place.desk.create("reflection", {"title": "草稿", "body": "只在本机的草稿。"})
    old = place.desk.create("note", {"body": "删掉的私人笔记。"})
    place.repository.storage.compact_now()
    place.desk.delete(old)
    place.unsaved.keep(draft, "body", "只在本机的草稿。", "只在本机的草稿，正在写", kind="reflection", scope=f"u:{ME}")


def _page(changes: list[Record]) -> PullAnswer:
    return PullAnswer(
        epoch="e1",
        scopes=[SCOPE],
        changes=changes,
        cursors={SCOPE: changes[-1]["seq"]},
        more=False,
        acked_n=0,
        time="2026-03-05T01:00:00Z",
    )


def content_of(place: Workplace) -> dict[str, Any]:
    """Every document of every table."""
    return {name: dict(place.repository.documents(name)) for name in TABLES}


def content_of_branch(branch: Branch) -> dict[str, Any]:
    """What each person pulls, and the history of the task."""
    pulled = {
        name: sorted(session.pull({}).changes, key=lambda each: each["id"]) for name, session in branch.at.items()
    }
    return {"pulled": pulled, "sums": {name: _sums(branch, name) for name in branch.at}}


def _sums(branch: Branch, name: str) -> dict[str, str]:
    return {scope: each.sum for scope, each in branch.at[name].pull({}).sums.items()}


def make_cache() -> None:
    """The cache, and its content as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with open_workplace(home, clock=Clock(), random=Random(1)) as place:
            fill(place)
            CACHE_CONTENT.write_text(_json(content_of(place)), "utf-8")
        CACHE.mkdir()
        for path in sorted((home / "cache").iterdir()):
            if path.name.startswith(("snap-", "wal-")):
                shutil.copy2(path, CACHE / path.name)


def make_database() -> None:
    """The database, and what people read of it as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/branch.db", FakeClock(), Random(1))
        schema.upgrade(store)
        branch = Branch(store)
        content = {**content_of_branch(branch), "branch": branch.id, "members": branch.members, "task": branch.task}
        DATABASE_CONTENT.write_text(_json(content), "utf-8")
        store.close()
        with sqlite3.connect(f"{folder}/branch.db") as connection:
            connection.execute("VACUUM INTO ?", (str(DATABASE),))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Make what is missing."""
    HERE.mkdir(parents=True, exist_ok=True)
    if not CACHE.exists():
        make_cache()
    if not DATABASE.exists():
        make_database()
    if not TRANSCRIPTS.exists():
        shutil.copy2(PAGE, TRANSCRIPTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())

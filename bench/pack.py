"""The inspection pack of a branch of 100 people with 60 sessions: seconds, peak memory, size, and how often the bar moves.

Run: python -m bench.pack [PEOPLE SESSIONS]
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from sync.cache.shadow import Identity
from sync.wire import Record
from sync.workplace import Workplace, open_workplace
from tui.documents.exporting import Manner
from tui.documents.office import Office
from tui.documents.pack import pack

BRANCH = "0198c0de-0000-7000-8000-000000000001"
YEAR = 2025
PARAGRAPH = "围绕主题集中学习原文，联系本科室办文、办会、办事中的具体问题交流认识，提出改进的办法和完成的时间。" * 4
FORMS = ("collective_study", "exchange", "lecture", "theme_day", "general_meeting")
STATES = {
    "member": "active",
    "session": "approved",
    "submission": "accepted",
    "study": "confirmed",
    "document": "in_force",
}


def record(kind: str, rid: str, owner: str | None = None, **f: Any) -> Record:
    """A record as the server would send it."""
    fields = {**({"state": STATES[kind]} if kind in STATES else {}), **f}
    stamp = {"at": f"{YEAR}-06-05T01:00:00+00:00", "by": None}
    scope = f"r:{BRANCH}:{owner}" if owner else f"b:{BRANCH}"
    return {
        "id": rid,
        "type": kind,
        "scope": scope,
        "rev": 1,
        "seq": 1,
        "owner": owner,
        "v": 1,
        "f": fields,
        "fv": {name: [1, None] for name in fields},
        "created": stamp,
        "updated": stamp,
        "del": None,
    }


def branch(people: int, sessions: int) -> list[Record]:
    """Its records: everybody at every session, 20 lines of minutes each; per person 2 reflections and 12 entries of self-study."""
    found = [record("settings", BRANCH, branch_name="示例支部", rule_pack="cn-current")]
    sections = [f"section-{n}" for n in range(8)]
    found += [record("section", rid, name=f"第{n + 1}科", sort=n) for n, rid in enumerate(sections)]
    members = [f"member-{n:03}" for n in range(people)]
    for n, rid in enumerate(members):
        found.append(record("member", rid, name=f"人员{n + 1:03}", sort=n, title="科员"))
        held = {"member": rid, "section": sections[n % 8], "from": "2020-01-01"}
        found.append(record("membership", f"in-{rid}", **held))
        for k in range(2):
            fields: dict[str, Any] = {"author": rid, "title": f"学习心得之{k + 1}", "body": "\n".join([PARAGRAPH] * 5)}
            found.append(record("submission", f"sub-{n}-{k}", rid, **fields))
        for k in range(12):
            fields = {
                "member": rid,
                "on": f"{YEAR}-{k + 1:02}-11",
                "minutes": 60,
                "what": "读《条例》",
                "channel": "book",
            }
            found.append(record("study", f"study-{n}-{k}", rid, **fields))
    for s in range(sessions):
        day = (dt.date(YEAR, 1, 6) + dt.timedelta(s * 350 // sessions)).isoformat()
        rid, host = f"session-{s:03}", members[s % people]
        about = {"form": FORMS[s % 5], "title": f"第{s + 1}次学习", "start": f"{day}T09:00", "end": f"{day}T11:00"}
        done = {"by": host, "at": f"{day}T09:05"}
        more: dict[str, Any] = {
            "place": "三楼会议室",
            "host": host,
            "recorders": [members[(s + 1) % people]],
            "roll_call_done": f"{done['by']} {done['at']}",
        }
        found.append(record("session", rid, **about, **more))
        for n, member in enumerate(members):
            status = "leave" if (n + s) % 17 == 0 else "late" if (n + s) % 23 == 0 else "present"
            found.append(record("attendance", f"at-{s}-{n}", session=rid, member=member, expected=True, status=status))
        for k in range(20):
            line: dict[str, Any] = {
                "session": rid,
                "at": f"{day}T09:{k + 10}",
                "entry": "discussion",
                "speaker": members[k % people],
                "pos": f"a{k:03}",
            }
            found.append(record("minute", f"minute-{s}-{k}", text=PARAGRAPH[:120], **line))
    return found


def main(people: int, sessions: int) -> None:
    """Make the branch, then its pack."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with open_workplace(home / "home", "command") as place:
            _fill(place, branch(people, sessions))
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            steps: list[float] = []
            files: set[int] = set()

            def moved(done: int, of: int, what: str) -> None:
                steps.append(time.perf_counter())
                files.add(done)

            manner = Manner(progress=moved)
            office = Office(place, YEAR)
            began, busy = time.perf_counter(), time.process_time()
            made = pack(office, home / "out", manner)
            took, busy = time.perf_counter() - began, time.process_time() - busy
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = made.path.stat().st_size if made.path is not None else 0
    longest = max((later - earlier for earlier, later in pairwise(steps)), default=0.0)
    print(f"{people} people, {sessions} sessions, {len(files)} files; {os.cpu_count()} cores")
    print(
        f"{took:.0f} s, of which {busy:.0f} s computing; the bar moves every {took / len(steps):.2f} s, at most {longest:.1f} s"
    )
    print(f"memory {before / 1024:.0f} MB before, {peak / 1024:.0f} MB at most; pack {size / 1e6:.1f} MB")


def _fill(place: Workplace, records: list[Record]) -> None:
    identity = Identity(branch=BRANCH, branch_name="示例支部", alone=True)
    place.repository.commit([place.shadow.identity_change(identity), *place.shadow.records_changes(records)])


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:] or ("100", "60")))

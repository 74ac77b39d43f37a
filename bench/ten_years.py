"""A branch of a hundred people after ten years, 60 000 records, the same for the same seed; made once and kept in the scratch folder.

Run: python -m bench.ten_years [PEOPLE YEARS]: makes it and says what is in it. Sizes are those of an office: a session has a roll of
everybody, three agenda items and fourteen lines of minutes; a person hands in two reflections and six studies a year.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from bench.pack import BRANCH, FORMS, STATES
from bench.rival import scratch
from bench.words import TOPICS, person, prose
from sync.cache.shadow import Identity
from sync.records.ids import natural_id
from sync.wire import Record
from sync.workplace import open_workplace, write_token
from tui.screens.notice import READ

PEOPLE, YEARS = 100, 10
SESSIONS = 45
"""A year: three or four a month, of all forms."""

SEED = 2026
TOGETHER = 1000
"""Records of one journal line."""

NOWHERE = "http://127.0.0.1:9"
"""A server nobody answers at: the office's line is down, as it may be at any start."""

MARK = "专题学习"
"""In the title of every session, so that a measurement knows a row when it sees one."""


class Making:
    """Makes the records of one branch, in the order they came to be."""

    def __init__(self, people: int, years: int, last_day: dt.date, sessions: int = SESSIONS, seed: int = SEED) -> None:
        self._random = Random(seed)
        self._last_day = last_day
        self._years = range(last_day.year - years + 1, last_day.year + 1)
        self._sessions = sessions
        self._seq = 0
        self.members = [self._id() for _ in range(people)]

    def records(self) -> Iterator[Record]:
        """All of them."""
        first = dt.date(self._years[0], 1, 2)
        yield self._record("settings", first, rid=BRANCH, branch_name="示例县政府办公室支部", rule_pack="cn-current")
        sections = [self._id() for _ in range(8)]
        for number, rid in enumerate(sections):
            yield self._record("section", first, rid=rid, name=f"{TOPICS[number][:2]}科", sort=number)
        for number, rid in enumerate(self.members):
            about: dict[str, Any] = {"name": person(self._random), "sort": number, "title": "科员", "standing": "full"}
            yield self._record("member", first, rid=rid, **about)
            held: dict[str, Any] = {"member": rid, "section": sections[number % 8], "from": first.isoformat()}
            yield self._record("membership", first, **held)
        roles: list[dict[str, Any]] = [{"role": "secretary"}, {"role": "clerk"}, {"role": "committee"}]
        # Secretary and clerk are one person here: whoever looks at everything has the most to wait for.
        for holder, role in zip((0, 0, 1), roles, strict=True):
            yield self._record("appointment", first, member=self.members[holder], **{"from": first.isoformat()}, **role)
        for year in self._years:
            yield from self._year(year)

    def _year(self, year: int) -> Iterator[Record]:
        begin = dt.date(year, 1, 5)
        plan = self._id()
        yield self._record("plan", begin, rid=plan, year=year, title=f"{year}年度学习计划", state="approved")
        tasks = [self._id() for _ in range(12)]
        for number, rid in enumerate(tasks, 1):
            topic = self._random.choice(TOPICS)
            about: dict[str, Any] = {
                "plan": plan,
                "number": number,
                "topic": f"{topic}第{number}讲",
                "track": "professional",
            }
            yield self._record(
                "task", begin, rid=rid, **about, owner=self._random.choice(self.members), materials=self._prose(120)
            )
        for number in range(self._sessions):
            day = begin + dt.timedelta(number * 355 // self._sessions)
            if day <= self._last_day:
                yield from self._session(day, number, tasks[number * 12 // self._sessions])
        for member in self.members:
            for number in range(8):
                day = begin + dt.timedelta(self._random.randrange(355))
                if day > self._last_day:
                    continue
                if number < 2:
                    about = {"author": member, "title": f"{self._random.choice(TOPICS)}体会", "body": self._prose(900)}
                    yield self._record("submission", day, owner=member, **about)
                else:
                    what = f"读《{self._random.choice(TOPICS)}》"
                    about = {"member": member, "on": day.isoformat(), "minutes": 60, "what": what, "channel": "book"}
                    yield self._record("study", day, owner=member, **about)

    def _session(self, day: dt.date, number: int, task: str) -> Iterator[Record]:
        rid, host = self._id(), self._random.choice(self.members)
        title = f"{self._random.choice(TOPICS)}{MARK}（{day.year}第{number + 1}次）"
        recent = (self._last_day - day).days < 60
        fields: dict[str, Any] = {
            "form": FORMS[number % len(FORMS)],
            "title": title,
            "start": f"{day}T09:00",
            "end": f"{day}T11:00",
            "place": "三楼会议室",
            "host": host,
            "recorders": [self._random.choice(self.members)],
            "task": task,
            "adopted_by": self.members[0],
            "state": "submitted" if recent else "approved",
            "roll_call_done": True,
        }
        yield self._record("session", day, rid=rid, **fields)
        items = [self._id() for _ in range(3)]
        for place, item in enumerate(items, 1):
            about: dict[str, Any] = {
                "session": rid,
                "number": place,
                "title": self._random.choice(TOPICS),
                "minutes_planned": 40,
            }
            yield self._record("agenda_item", day, rid=item, **about)
        for member in self.members:
            status = self._random.choices(("present", "late", "leave", "absent"), (90, 4, 5, 1))[0]
            key = natural_id(BRANCH, "attendance", [rid, member])
            yield self._record("attendance", day, rid=key, session=rid, member=member, expected=True, status=status)
        for line in range(14):
            at = f"{day}T09:{line * 4:02}"
            entry = "resolution" if line == 13 else "discussion"
            about = {"session": rid, "at": at, "entry": entry, "pos": f"a{line:03}", "agenda_item": items[line // 5]}
            yield self._record("minute", day, **about, speaker=self._random.choice(self.members), text=self._prose(110))

    def _prose(self, length: int) -> str:
        return prose(self._random, round(length * self._random.uniform(0.5, 1.5)))

    def _id(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def _record(
        self, kind: str, day: dt.date, rid: str | None = None, owner: str | None = None, **fields: Any
    ) -> Record:
        self._seq += 1
        stated = {**({"state": STATES[kind]} if kind in STATES else {}), **fields}
        by = self._random.choice(self.members)
        stamp = {"at": f"{day}T01:00:00+00:00", "by": by, "dev": "d:77"}
        return {
            "id": rid or self._id(),
            "type": kind,
            "scope": f"r:{BRANCH}:{owner}" if owner else f"b:{BRANCH}",
            "rev": 1,
            "seq": self._seq,
            "owner": owner,
            "v": 1,
            "f": stated,
            "fv": {name: [1, by] for name in stated},
            "created": stamp,
            "updated": {**stamp, "claimed": f"{day}T09:00:00+08:00"},
            "del": None,
        }


def fill(home: Path, made: Making, limit: int | None = None) -> int:
    """Put records, all or the last `limit`, into a data folder of the first member, packed as a compaction leaves it."""
    with open_workplace(home) as place:
        identity = Identity(BRANCH, "示例县政府办公室支部", made.members[0], "", "a:1", "clerk", NOWHERE)
        progress = place.shadow.progress_change(device="d:1", epoch="e1")
        read = ("meta", READ, {"at": "2026-01-01T00:00:00+00:00"})
        held = [f"b:{BRANCH}", f"c:{BRANCH}", *(f"r:{BRANCH}:{each}" for each in made.members)]
        cursors = place.shadow.cursors_change(dict.fromkeys(held, 10**6))
        place.repository.commit([place.shadow.identity_change(identity), progress, cursors, read])
        records = made.records()
        if limit is not None:
            records = iter(_fewer(list(records), limit))
        count = 0
        while batch := list(islice(records, TOGETHER)):
            place.repository.commit(place.shadow.records_changes(batch))
            count += len(batch)
        place.repository.storage.compact_now()
    write_token(home, "0" * 64)
    return count


def _fewer(records: list[Record], limit: int) -> list[Record]:
    """The branch, its people and sessions, and of the rest what came last."""
    lasting = ("settings", "section", "member", "membership", "appointment", "session")
    kept = [each for each in records if each["type"] in lasting]
    return [*kept, *[each for each in records if each["type"] not in lasting][-(limit - len(kept)) :]]


def kept_home(people: int = PEOPLE, years: int = YEARS, limit: int | None = None) -> Path:
    """The data folder in the scratch folder, made if need be; copy it before something writes there.

    It is made anew each month, since it reaches to the present.
    """
    today = dt.datetime.now().astimezone().date().replace(day=1)
    source = Path(__file__).read_bytes() + (Path(__file__).parent / "words.py").read_bytes()
    digest = hashlib.sha256(source + f"{people} {years} {limit} {today}".encode()).hexdigest()[:12]
    folder = scratch() / f"branch-{people}-{years}-{limit or 'all'}-{digest}"
    if not (folder / ".made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        fill(folder, Making(people, years, today), limit)
        (folder / ".made").touch()
    return folder


def copied(kept: Path, to: Path) -> Path:
    """A copy of a kept data folder that may be written to."""
    shutil.copytree(kept, to, ignore=shutil.ignore_patterns(".made", "LOCK"))
    return to


def main() -> None:
    """Make it and say what is in it."""
    people, years = (int(each) for each in sys.argv[1:] or (PEOPLE, YEARS))
    home = kept_home(people, years)
    size = sum(each.stat().st_size for each in home.rglob("*") if each.is_file())
    made = Counter(
        each["type"] for each in Making(people, years, dt.datetime.now().astimezone().date().replace(day=1)).records()
    )
    print(
        f"{sum(made.values())} records, {size / 1e6:.1f} MB: "
        + ", ".join(f"{n} {kind}" for kind, n in made.most_common())
    )


if __name__ == "__main__":
    main()

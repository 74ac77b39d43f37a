"""A small branch with half a year of study, as records; and the words of the documents made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sync.approving import PlanContent, written
from sync.wire import Record
from sync.workplace import Workplace, open_workplace
from tests.screens.stage import BRANCH, envelope
from tui.commandline.samples import load_source_year
from tui.documents.kinds import DOCUMENTS, Subject
from tui.documents.office import Office
from tui.documents.paper import Block, NewPage, Paper, Table, plain

SECRETARY, LEADER, CLERK, MEMBER = (f"0198c0de-0000-7000-8000-00000000010{n}" for n in range(1, 5))
YEAR = 2026


class AfterTheYear:
    """A clock that stands behind the year."""

    def now(self) -> dt.datetime:
        """Eight hours east."""
        return dt.datetime(2027, 2, 1, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))

    def monotonic(self) -> float:
        """Nothing waits."""
        return 0.0


def rec(kind: str, rid: str, day: str = "2026-03-05", **fields: Any) -> Record:
    """A record made on a day; `begins` and `ends` stand for the fields `from` and `to`, `scope` for the scope."""
    for word, name in (("begins", "from"), ("ends", "to")):
        if word in fields:
            fields[name] = fields.pop(word)
    scope = fields.pop("scope", None)
    found = envelope(kind, rid, scope=scope, **fields)
    found["created"] = {"at": f"{day}T01:00:00+00:00", "by": None}
    return found


def own(member: str) -> str:
    """The scope of a person's own records."""
    return f"r:{BRANCH}:{member}"


def people() -> Iterator[Record]:
    """Four people in one section, a role each, the clerk under the branch's own word for it."""
    yield rec("settings", BRANCH, branch_name="测试县政府办公室支部", role_labels=["clerk=宣传委员"])
    yield rec("section", "s1", name="秘书科")
    yield rec("document", "d1", title="推进学习的实施方案", doc_kind="scheme", number="测办〔2026〕1号",
              issued_on="2026-01-05", state="in_force")  # fmt: skip
    for rid, name, title, role in (
        (SECRETARY, "顾书记", "主任", "secretary"),
        (LEADER, "罗领导", "副主任", "leader"),
        (CLERK, "林秘书", "主任科员", "clerk"),
        (MEMBER, "王五", "科员", ""),
    ):
        yield rec("member", rid, name=name, title=title, sort=int(rid[-1]))
        yield rec("membership", f"ms{rid[-1]}", member=rid, section="s1", begins="2020-01-01")
        if role:
            sections = ["s1"] if role == "leader" else None
            yield rec(
                "appointment", f"ap{rid[-1]}", member=rid, role=role, sections=sections, begins="2020-01-01", basis="d1"
            )


TASKS = (
    ("t1", 1, "公文写作", "professional", "collective_study", "2026-03-01", "2026-03-31", 1),
    ("t2", 2, "形势教育", "political", "exchange", "2026-02-01", "2026-05-31", 2),
    ("t3", 3, "党章学习", "political", "lecture", "2026-04-01", "2026-04-30", 1),
    ("t4", 4, "档案整理", "professional", "collective_study", "2026-07-01", "2026-08-31", 1),
)


def plan(state: str = "approved", version: bool = True, **fields: Any) -> Iterator[Record]:
    """A plan of four tasks; with `version` what was approved of it, entered by the clerk for the secretary, without the last task."""
    held: dict[str, Any] = {"year": YEAR, "title": "支部2026年度学习计划", "guiding": "坚持学以致用。", "goals": "提高办文质量。",
            "requirements": "宣传委员：办理日常工作\n每月集中学习一次。", "basis": ["d1"]}  # fmt: skip
    yield rec("plan", "p1", state=state, **held, **fields)
    tasks = []
    for rid, number, topic, track, form, first, last, times in TASKS:
        task: dict[str, Any] = {"number": number, "topic": topic, "track": track, "form": form, "month_from": first, "month_to": last,
                "times": times, "minutes_planned": 90, "lead": MEMBER, "owner_section": "s1"}  # fmt: skip
        yield rec("task", rid, plan="p1", state="planned", owner=MEMBER, **task)
        tasks.append({"id": rid, **task})
    if version:
        content = written(PlanContent(held, tuple(tasks[:3])))
        found = rec("plan_version", "v1", "2026-01-20", plan="p1", number=1, approved_by=SECRETARY, content=content,
                    reason="按上级要求调整")  # fmt: skip
        how = {"for": SECRETARY, "basis": "paper", "ref": "呈批单3号"}
        found["fv"]["approved_by"] = [1, CLERK, how]
        yield found


def session(
    rid: str, day: str | None, form: str = "collective_study", task: str | None = None, **fields: Any
) -> Record:
    """A session of two hours that was held and approved."""
    when = {"start": f"{day}T09:00", "end": f"{day}T11:00"} if day else {"year": YEAR}
    given = {"form": form, "title": f"{form}会", "state": "approved", "task": task, "roll_call_done": True, **when}
    return rec("session", rid, **(given | fields))


def roll(rid: str, statuses: Iterable[tuple[str, str]], scope: str | None = None) -> Iterator[Record]:
    """Who was there."""
    for member, status in statuses:
        yield rec("attendance", f"{rid}{member[-1]}", session=rid, member=member, status=status, scope=scope)


def year() -> Iterator[Record]:
    """People, plan, four sessions, and what the member studied, read, wrote and changed."""
    yield from people()
    yield from plan()
    everybody = (SECRETARY, LEADER, CLERK, MEMBER)
    yield session("k1", "2026-03-10", task="t1")
    yield from roll("k1", [(each, "present") for each in everybody])
    yield session("k2", "2026-02-10", "exchange", "t2")
    yield from roll("k2", [*((each, "present") for each in everybody[:3]), (MEMBER, "leave")])
    yield session("k3", "2026-05-12", "exchange", "t2")
    yield from roll("k3", [(each, "present") for each in everybody])
    committee = f"c:{BRANCH}"
    yield session("k4", "2026-03-20", "committee_meeting", title="研究人事调整", scope=committee)
    yield from roll("k4", [*((each, "present") for each in everybody[:3]), (MEMBER, "observer")], committee)
    mine = own(MEMBER)
    yield rec("study", "st1", member=MEMBER, on="2026-03-01", minutes=60, what="读政策汇编", channel="book",
              state="confirmed", scope=mine)  # fmt: skip
    yield rec("study", "st2", member=MEMBER, on="2026-06-01", minutes=90, what="看讲座录像", channel="video",
              state="claimed", scope=mine)  # fmt: skip
    yield rec("book", "b1", title="文书学", state="in_stock")
    yield rec("loan", "l1", book="b1", member=MEMBER, out_on="2026-03-02", back_on="2026-03-22", state="returned")
    text = {
        "body": "办文先要想清楚给谁看。\n再想清楚写什么。",
        "knowledge_point": "一文一事",
        "use_at_work": "改了三份稿。",
    }
    accepted = rec("submission", "r1", "2026-03-25", author=MEMBER, title="读《文书学》有感", book="b1", state="accepted",
                   scope=mine, **text)  # fmt: skip
    accepted["fv"]["state"] = [2, CLERK, {"for": LEADER, "basis": "paper"}]
    yield accepted
    yield rec(
        "submission",
        "r2",
        "2026-04-25",
        author=MEMBER,
        title="退回的一篇",
        body="不该出现的退回稿",
        state="returned",
        scope=mine,
    )
    yield rec("comment", "c1", "2026-03-26", target="r1", author=SECRETARY, text="写得实在。", scope=mine)
    yield rec("improvement", "i1", title="来文登记合并一本", problem="登记两遍", owner=MEMBER, started="2026-04-01",
              work_line="papers", state="kept", result="少登记一遍。")  # fmt: skip
    yield rec(
        "publication",
        "pb1",
        "2026-05-01",
        author=MEMBER,
        submission="r1",
        title="读《文书学》有感",
        body="……",
        state="published",
    )
    yield rec("recommendation", "rc1", "2026-05-02", target="pb1", author=SECRETARY, why="可以照着做")


def assessment(*, told: bool, final: bool = True) -> Iterator[Record]:
    """The member's own words and the section's remark; the committee's grade, and what the member was told."""
    yield rec("assessment", "a1", member=MEMBER, year=YEAR, self_text="全年读书一本。", section_remark="踏实。",
              state="handed_in", scope=own(MEMBER))  # fmt: skip
    yield rec("appraisal", "ap", member=MEMBER, year=YEAR, grade="good", remark="评语只给支委看",
              state="final" if final else "preparing", scope=f"c:{BRANCH}")  # fmt: skip
    if told:
        yield rec("assessment_result", "ar", member=MEMBER, year=YEAR, number=1, grade="fairly_good",
                  content="等次：较好\n望继续努力。", scope=own(MEMBER))  # fmt: skip


@contextmanager
def branch(folder: Path, records: Iterable[Record]) -> Iterator[Workplace]:
    """A device alone that holds the records once the year is over."""
    with open_workplace(folder, "app", clock=AfterTheYear()) as place:
        place.start_alone("测试支部")
        place.shadow.take_in(place.shadow.records_changes(list(records)))
        yield place


@contextmanager
def source_year(folder: Path) -> Iterator[Workplace]:
    """A device with the source year."""
    with open_workplace(folder, "app", clock=AfterTheYear()) as place:
        load_source_year(place)
        yield place


def made(
    place: Workplace, kind: str, *, year: int = YEAR, member: str | None = None, quarter: int | None = None
) -> Paper:
    """A document of that year, of a person or a quarter where it is about one."""
    record = place.repository.get(member) if member is not None else None
    found = DOCUMENTS[kind].make(Office(place, year), Subject(record, quarter))
    assert isinstance(found, Paper)
    return found


def text(paper: Paper) -> str:
    """All its words, a line a paragraph, the cells of a row with | between; then what its figures rest on."""
    lines = [line for block in paper.blocks for line in _lines(block)]
    lines += [line for source in paper.sources for line in (source.heading, *source.lines)]
    return "\n".join(lines)


def _lines(block: Block) -> list[str]:
    if isinstance(block, NewPage):
        return []
    if isinstance(block, Table):
        return ["|".join(plain(cell.text) for cell in row.cells) for row in block.rows]
    return [plain(block.text)]


def rows(paper: Paper) -> dict[str, list[str]]:
    """The rows of its tables as words by their second cell, or their first where they have only one."""
    found = {}
    for block in paper.blocks:
        for row in block.rows if isinstance(block, Table) else ():
            cells = [plain(cell.text) for cell in row.cells]
            found[cells[1 if len(cells) > 1 else 0]] = cells
    return found

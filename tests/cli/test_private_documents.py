"""What is nobody else's business is in no document of the year, whoever makes it: reasons of leave, notes, drafts, marks in preparation."""

from __future__ import annotations

import datetime as dt

from sync.workplace import open_workplace
from tests.cli.branch import Branch
from tests.cli.device import Device
from tui.documents.kinds import DOCUMENTS, Subject, why_not
from tui.documents.office import Office
from tui.documents.paper import Paper, Table, plain
from tui.documents.rendering import render

YEAR = dt.datetime.now().astimezone().year
CANARIES = {
    "leave": "金丝雀请假原因",
    "decision": "金丝雀准假意见",
    "note": "金丝雀私人笔记",
    "draft": "金丝雀心得草稿",
    "remark": "金丝雀拟定评语",
    "committee": "金丝雀支委议题",
}
MINE = ("plan", "quarter", "summary", "file", "assessment")


def test_no_document_of_anybody_holds_a_canary(branch: Branch, zhang: Device, li: Device) -> None:
    other = branch.device(branch.folder / "wang", branch.invite("王五"), "wang")
    day = f"{YEAR}-01-05"
    zhang.ok("sync")
    zhang.ok("new", "plan", f"year={YEAR}", "title=年度计划")
    session = zhang.ok(
        "new", "session", "form=collective_study", "title=集中学习", f"start={day}T09:00", f"end={day}T11:00"
    )
    meeting = zhang.ok("new", "session", "form=committee_meeting", f"title={CANARIES['committee']}",
                       f"start={day}T14:00", f"end={day}T15:00")  # fmt: skip
    for each in (session, meeting):
        for state in ("running", "writing"):
            zhang.ok("state", each, state)
    li.ok("sync")
    zhang.ok("sync")
    li.ok("sync")
    leave = li.ok(
        "new", "leave_request", f"session={session}", "member=李四", "leave_kind=sick", f"reason={CANARIES['leave']}"
    )
    li.ok("new", "note", "title=旁记", f"body={CANARIES['note']}")
    li.ok("new", "reflection", "title=草稿", f"body={CANARIES['draft']}")
    li.ok("sync")
    zhang.ok("sync")
    zhang.ok("edit", leave, f"decision={CANARIES['decision']}")
    zhang.ok("state", leave, "granted")
    zhang.ok("new", "attendance", f"session={session}", "member=李四", "status=leave")
    zhang.ok("new", "appraisal", "member=李四", f"year={YEAR}", "grade=poor", f"remark={CANARIES['remark']}")
    for device in (zhang, li, other) * 2:
        device.ok("sync")

    made: dict[str, set[str]] = {}
    for name, device in (("secretary", zhang), ("member", li), ("other", other)):
        made[name] = set()
        with open_workplace(device.home) as place:
            office = Office(place, YEAR)
            for kind in (DOCUMENTS[each] for each in MINE):
                for subject in _subjects(office, kind.about):
                    if why_not(office, kind, subject) is None:
                        paper = kind.make(office, subject)
                        assert isinstance(paper, Paper)
                        whole = _words(paper)
                        assert [word for word in CANARIES.values() if word in whole] == [], (name, kind.id)
                        assert render(paper)
                        made[name].add(kind.id + (f" {subject.record.get('name')}" if subject.record else ""))
    assert made["secretary"] >= {"plan", "quarter", "summary", "file 李四", "assessment 李四", "file 王五"}
    assert made["member"] == {"plan", "file 李四", "assessment 李四"}
    assert made["other"] == {"plan", "file 王五", "assessment 王五"}


def _subjects(office: Office, about: str) -> list[Subject]:
    if about == "person":
        return [Subject(record=view) for view in office.year.people]
    return [Subject(quarter=number) for number in range(1, 5)] if about == "quarter" else [Subject()]


def _words(paper: Paper) -> str:
    found = [paper.name, *paper.marks]
    for block in paper.blocks:
        if isinstance(block, Table):
            found += [plain(cell.text) for row in block.rows for cell in row.cells]
        else:
            found.append(plain(getattr(block, "text", "")))
    found += [line for source in paper.sources for line in (source.heading, *source.lines)]
    return "\n".join(found)

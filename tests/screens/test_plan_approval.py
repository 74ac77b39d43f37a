"""A plan is approved, changed and approved again; its versions and what differs between them, by keys alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sync.approving import versions
from sync.workplace import Workplace
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play


def submitted(place: Workplace, by: str = OTHER, **fields: Any) -> None:
    """A plan of 2026 that waits for approval, last written by somebody, with one task."""
    plan = {"year": 2026, "title": "年度计划", "goals": "提高政治理论水平。提高公文写作能力。", "state": "submitted"}
    task = {"plan": "p-1", "number": 1, "topic": "公文写作", "track": "professional", "times": 2}
    records = [envelope("plan", "p-1", by=by, **{**plan, **fields}), envelope("task", "t-1", by=by, **task)]
    place.shadow.take_in(place.shadow.records_changes(records))


def secretary(place: Workplace, member: str = OTHER, role: str = "secretary") -> None:
    """The colleague holds a role too."""
    fields = {"member": member, "role": role, "from": "2020-01-01"}
    place.shadow.take_in(place.shadow.records_changes([envelope("appointment", "ap-other", **fields)]))


def meeting(place: Workplace, scope: str | None = None) -> None:
    """A meeting that was held, with a resolution."""
    fields = {"form": "general_meeting", "title": "党员大会", "start": "2026-01-08T09:00", "state": "approved"}
    entry = {"session": "s-1", "entry": "resolution", "text": "同意年度计划。", "at": "2026-01-08T09:30", "pos": "a"}
    records = [
        envelope("session", "s-1", scope=scope, **fields),
        envelope("minute", "m-1", scope=scope, **entry),
    ]
    place.shadow.take_in(place.shadow.records_changes(records))


async def approve(on: Stage) -> None:
    """From Home to the question how the plan was decided on."""
    await on.keys("2", "enter", "f3", "enter")


def test_the_secretarys_own_approval_writes_the_version_in_one_action(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        submitted(place)

        async def act(on: Stage) -> None:
            await approve(on)
            assert "本人决定" in on.text()
            await on.keys("enter")
            await on.until(lambda: place.desk.record("p-1").state == "approved")
            await on.settle()
            assert "已批准，定稿为第 1 版" in on.said()[-1]
            assert "定稿：第 1 版，王五，" in on.text()
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record("p-1").state == "submitted")
            assert versions(place.repository, "p-1") == [], "undo takes both back while nothing was sent"
            await on.keys("f3", "enter", "enter")
            await on.until(lambda: bool(versions(place.repository, "p-1")))

        play(place, act)
        state, version = [each.op for each in place.queue.waiting()]
        assert (state.type, version.type, version.k) == ("plan", "plan_version", "new")
        assert version.ch["approved_by"] == [None, ME]
        content = json.loads(version.ch["content"][1])
        assert content["plan"] == {
            "year": 2026,
            "title": "年度计划",
            "goals": "提高政治理论水平。提高公文写作能力。",
        }
        assert content["tasks"] == [
            {"id": "t-1", "number": 1, "topic": "公文写作", "track": "professional", "times": 2}
        ]


def test_an_approval_that_was_sent_stands_and_undo_says_what_to_do(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        submitted(place)
        place.desk.change_state("p-1", "approved")
        place.queue.mark_sent([each.op for each in place.queue.waiting()], 1)

        async def act(on: Stage) -> None:
            await on.keys("ctrl+z")
            assert "定稿已存档，不能收回" in on.said()[-1]
            assert "调整原因" in on.said()[-1]

        play(place, act)
        assert place.desk.record("p-1").state == "approved"


def test_the_last_writer_approves_by_a_meetings_resolution_only(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        submitted(place, by=ME)
        meeting(place)

        async def act(on: Stage) -> None:
            await approve(on)
            assert "最后修改内容的人不能自己批准" in on.text()
            await on.keys("up", "enter")
            assert place.desk.record("p-1").state == "submitted", "one's own plan needs somebody else, or a meeting"
            await on.keys("down", "enter")
            assert "党员大会  2026-01-08" in on.text()
            await on.keys("enter")
            assert "同意年度计划。" in on.text()
            await on.keys("enter")
            await on.until(lambda: place.desk.record("p-1").state == "approved")

        play(place, act)
        for each in place.queue.waiting():
            assert (each.op.for_, each.op.basis) == (ME, "meeting")
            assert each.op.ref == "2026-01-08 党员大会：同意年度计划。"


def test_a_resolution_of_the_committee_is_named_and_not_quoted(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        submitted(place, by=ME)
        meeting(place, scope="c:" + place.desk.branch)

        async def act(on: Stage) -> None:
            await approve(on)
            await on.keys("enter", "enter")
            await on.until(lambda: place.desk.record("p-1").state == "approved")

        play(place, act)
        assert {each.op.ref for each in place.queue.waiting()} == {"2026-01-08 党员大会"}


def test_the_clerk_enters_the_secretarys_approval_on_paper(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        submitted(place, by=ME)
        secretary(place)

        async def act(on: Stage) -> None:
            await approve(on)
            await on.keys("enter")
            assert "张三" in on.text()
            await on.keys("enter", "enter")
            await on.type("签批单3号")
            await on.keys("enter")
            await on.until(lambda: place.desk.record("p-1").state == "approved")
            await on.keys("ctrl+s")
            assert "张三（书面，代录：王五）" in on.text()
            await on.keys("enter")
            assert "依据：签批单3号" in on.text()

        play(place, act)
        [version] = versions(place.repository, "p-1")
        assert version.get("approved_by") == OTHER
        assert place.unsaved.all() == [], "the reference that was typed is used up"


def test_a_plain_member_is_told_who_may_approve(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        submitted(place)

        async def act(on: Stage) -> None:
            await approve(on)
            assert "支部书记" in on.said()[-1]

        play(place, act)
        assert place.desk.record("p-1").state == "submitted"
        assert len(place.queue) == 0


def test_on_a_device_alone_the_approver_is_picked_and_undo_takes_the_version_back(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        who = place.desk.create("member", {"name": "赵书记"})
        place.desk.create("member", {"name": "钱同志"})
        place.desk.create("appointment", {"member": who, "role": "secretary", "from": "2020-01-01"})
        plan = place.desk.create("plan", {"year": 2026, "title": "年度计划"})
        place.desk.change_state(plan, "submitted")

        async def act(on: Stage) -> None:
            await approve(on)
            assert "谁的决定" in on.text()
            await on.keys("enter")
            await on.until(lambda: bool(versions(place.repository, plan)))
            await on.keys("ctrl+z")
            await on.until(lambda: not versions(place.repository, plan))
            assert place.desk.record(plan).state == "submitted"
            await on.keys("f3", "enter", "enter")
            await on.until(lambda: bool(versions(place.repository, plan)))

        play(place, act)
        [version] = versions(place.repository, plan)
        assert (version.get("number"), version.get("approved_by")) == (1, who)


def test_without_anybody_registered_the_approval_says_that_it_keeps_no_version(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026, "title": "年度计划"})
        place.desk.change_state(plan, "submitted")

        async def act(on: Stage) -> None:
            await approve(on)
            await on.until(lambda: place.desk.record(plan).state == "approved")
            await on.settle()
            assert "没有存定稿" in on.said()[-1]
            await on.keys("ctrl+s")
            assert "还没有定稿" in on.text()
            await on.keys("enter")

        play(place, act)
        assert versions(place.repository, plan) == []


def test_a_second_version_has_its_reason_and_the_difference_is_readable(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary", "clerk") as place:
        submitted(place)
        place.desk.change_state("p-1", "approved")

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "f3", "enter")
            await on.type("增加一次交流")
            await on.keys("enter")
            await on.until(lambda: place.desk.record("p-1").state == "draft")
            goals = "提高政治理论水平。提高公文写作能力，每月练一篇。"
            place.desk.set("p-1", {"goals": goals})
            place.desk.set("t-1", {"times": 3})
            place.desk.create("task", {"plan": "p-1", "number": 2, "topic": "政策解读", "track": "political"})
            await on.keys("ctrl+s")
            assert "现稿与第 1 版相比：计划改了 1 处，任务改了 2 项。" in on.text()
            await on.keys("f3")
            text = on.text()
            assert "- 提高公文写作能力。" in text
            assert "+ 提高公文写作能力，每月练一篇。" in text
            assert "提高政治理论水平" not in text, "what stayed is not shown"
            assert "次数：2 → 3" in text
            assert "+ 新增 2. 政策解读" in text
            await on.keys("escape", "escape")
            place.desk.change_state("p-1", "submitted")
            await on.keys("f3", "enter", "down", "enter")
            await on.keys("down", "enter")
            await on.type("支委会决议")
            await on.keys("enter")
            await on.until(lambda: len(versions(place.repository, "p-1")) == 2)
            await on.keys("ctrl+s")
            rows = [line for line in on.lines() if line.split()[:1] in (["1"], ["2"])]
            assert "增加一次交流" in rows[0]
            await on.keys("f9")
            assert "第 1 版 → 第 2 版" in on.lines()[0]
            assert "次数：2 → 3" in on.text()
            await on.keys("escape", "down", "f9")
            assert "第一版" in on.said()[-1]

        play(place, act)
        first, second = versions(place.repository, "p-1")
        assert (first.get("reason"), second.get("reason")) == (None, "增加一次交流")


def test_too_long_a_plan_is_not_approved_and_says_what_to_do(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        submitted(place, goals="提高水平。" * 2000)
        tasks = [
            envelope("task", f"t-{n}", plan="p-1", number=n, topic="讲", track="political", materials="讲义。" * 2000)
            for n in (2, 3)
        ]
        place.shadow.take_in(place.shadow.records_changes(tasks))

        async def act(on: Stage) -> None:
            await approve(on)
            await on.keys("enter")
            assert "最多 64 KiB" in on.said()[-1]

        play(place, act)
        assert place.desk.record("p-1").state == "submitted"
        assert len(place.queue) == 0


def test_the_session_page_says_which_plan_was_discussed(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        submitted(place)
        meeting(place)

        async def act(on: Stage) -> None:
            await on.keys("3", "enter", "ctrl+s", "enter")
            await on.until(lambda: place.desk.record("p-1").get("discussed_in") == "s-1")
            assert "研究的计划：年度计划" in on.text()
            await on.keys("2", "enter")
            assert "研究会议：2026-01-08 党员大会" in on.text()
            await on.keys("escape", "3", "enter", "ctrl+s", "enter")
            await on.until(lambda: place.desk.record("p-1").get("discussed_in") is None)

        play(place, act)


def test_closing_a_plan_for_good_stands_last_and_is_asked_about_once(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary", "clerk") as place:
        submitted(place)
        place.desk.change_state("p-1", "approved")

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "f3", "down", "enter")
            assert "不能退回草稿修改" in on.text()
            await on.keys("escape")
            assert place.desk.record("p-1").state == "approved"
            await on.keys("f3", "down", "enter", "enter")
            await on.until(lambda: place.desk.record("p-1").state == "closed")

        play(place, act)

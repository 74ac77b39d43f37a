"""Before a room a public page says nothing of what is behind it: submissions, grades, leave, the committee."""

from __future__ import annotations

from pathlib import Path

from sync.cache.parked import parked_document
from sync.engine import Round
from sync.loop import Link, Status
from sync.wire import Result
from sync.workplace import Workplace
from tests.screens.answering import Answers, revision
from tests.screens.meeting import session, show
from tests.screens.stage import BRANCH, ME, OTHER, Stage, envelope, joined, play
from tests.screens.test_commentary import made, meeting
from tests.screens.test_leave import asked, take
from tui.news import StatusChanged
from tui.screens.form import FormPage
from tui.screens.history import HistoryPage
from tui.screens.meeting_notice import MeetingNoticePage
from tui.screens.vault import VaultPage

SECRET = "悄悄话"
COMMITTEE = {
    "scope": f"c:{BRANCH}",
    "form": "committee_meeting",
    "title": f"研究{SECRET}",
    "place": f"小会议室{SECRET}",
}
LONG = "要把学到的东西用到办文办会办事里去，" * 5


def test_no_formal_comment_is_made_before_a_room(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        meeting(place)

        async def act(on: Stage) -> None:
            await show(on, "s-1", "minutes")
            await on.keys("f10", "up", "plus")
            assert "《另一篇》" not in on.text()
            assert "正在投影" in on.said()[-1]
            await on.keys("f10", "plus")
            assert "《另一篇》" in on.text()
            await on.keys("f10")
            assert "《另一篇》" not in on.text()
            await on.keys("f10", "enter")
            assert "给 张三 评级" in on.text()
            await on.keys("f10")
            assert "给 张三 评级" not in on.text()
            await on.keys("enter")
            assert made(place) == ([], []), "nothing is picked unseen"
            await on.keys("f10", "enter")
            await on.until(lambda: [target for target, _ in made(place)[1]] == ["su-1"])

        play(place, act)


def odd(place: Workplace) -> None:
    """A session nineteen minutes long, with a private record behind every other warning."""
    times = {"start": "2026-03-05T09:00", "end": "2026-03-05T09:19"}
    own = {"scope": f"r:{BRANCH}:{OTHER}", "author": OTHER, "session": "s-1", "state": "submitted"}
    here, there = ({"member": OTHER, "expected": True, "status": "present", "session": rid} for rid in ("s-1", "c-1"))
    early = envelope("submission", "su-1", title=f"心得{SECRET}", body=f"{SECRET}{LONG}\n{LONG}", **own)
    early["created"] = {"at": "2026-03-05T01:05:00+00:00", "by": OTHER}
    take(
        place,
        envelope("session", "s-1", form="exchange", title="交流会", place="三楼", **times),
        envelope("session", "c-1", **COMMITTEE, **times),
        envelope("attendance", "at-1", **here),
        envelope("attendance", "at-2", scope=f"c:{BRANCH}", **there),
        early,
        envelope("minute", "m-1", session="s-1", at="2026-03-05T09:05", pos="a", entry="quote", text=LONG),
    )
    late = envelope("minute", "m-2", session="s-1", at="2026-03-05T09:06", pos="b", entry="quote", text=LONG)
    late["created"] = {"at": "2026-03-06T01:00:00+00:00", "by": OTHER}
    take(place, late)


def test_a_warning_with_something_private_behind_it_is_not_shown_to_a_room(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        odd(place)

        async def act(on: Stage) -> None:
            for pane in ("overview", "record"):
                await show(on, "s-1", pane)
                await on.keys("end")
                await on.until(lambda: f"心得{SECRET}" in on.text())
                await on.keys("f10", "end")
                assert SECRET not in on.text()
                assert "19 分钟" in on.text(), "what is the session's own is said"
                await on.keys("ctrl+f")
                assert SECRET not in on.text()
                assert "19 分钟" in on.text()
                await on.keys("escape", "f10", "ctrl+f")
                assert f"心得{SECRET}" in on.text()
                await on.keys("f10")
                assert SECRET not in on.text(), "an open list is covered"
                await on.keys("escape", "f10")

        play(place, act, size=(120, 50))


def test_the_committee_is_on_no_page_but_its_own(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        soon = f"{place.clock.now():%Y-%m-%d}T23:00"
        gone = envelope("session", "c-2", **COMMITTEE, start="2026-03-04T09:00")
        take(
            place,
            envelope("session", "c-1", **COMMITTEE, start=soon),
            envelope("action", "x-1", scope=f"c:{BRANCH}", session="c-1", text=f"办{SECRET}", owner=ME, state="open"),
            envelope("plan", "p-1", year=2026, title="年度计划", discussed_in="c-1"),
            gone,
        )
        place.desk.delete("c-2")
        rid = session(place, title="公开学习")

        async def act(on: Stage) -> None:
            assert SECRET in on.text()
            await on.keys("3")
            assert SECRET in on.text()
            await on.keys("f10")
            assert SECRET not in on.text()
            assert "公开学习" in on.text()
            assert "（1）" in on.lines()[0], "nor is it counted"
            for keys in (["1"], ["2"], ["6"], ["1", "f7"]):
                await on.keys(*keys)
                assert SECRET not in on.text(), keys
            await on.keys("escape", "3", "ctrl+n", *["down"] * 3, "enter")
            assert "公开学习" in on.text(), "like the last one"
            assert SECRET not in on.text()
            await on.keys("escape")
            await on.app.push_screen(FormPage("plan", "p-1", focus="discussed_in"))
            await on.settle()
            assert SECRET not in on.text()
            await on.keys("enter")
            assert "公开学习" in on.text()
            assert SECRET not in on.text()
            await on.keys("f10")
            await on.keys("escape", "enter")
            assert SECRET in on.text()
            await on.keys("f10")
            assert SECRET not in on.text(), "an open list is covered"
            await on.keys("escape", "escape")
            await on.app.push_screen(HistoryPage("p-1"))
            await on.settle()
            assert "正在投影" in on.text()
            await on.keys("escape")

        play(place, act, size=(100, 40))
        assert place.repository.get(rid) is not None


def test_a_committee_meeting_may_be_projected_in_its_own_room(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        times = {"start": "2026-03-05T09:00", "end": "2026-03-05T09:10"}
        take(
            place,
            envelope("session", "c-1", **COMMITTEE, **times),
            envelope("material", "ma-1", scope=f"c:{BRANCH}", target="c-1", title=f"材料{SECRET}"),
            envelope("action", "x-1", scope=f"c:{BRANCH}", session="c-1", text=f"办{SECRET}", owner=ME, state="open"),
        )

        async def act(on: Stage) -> None:
            await on.keys("f10")
            for pane in ("overview", "agenda", "materials", "roll_call", "minutes", "votes", "actions", "record"):
                await show(on, "c-1", pane)
                assert SECRET in on.text(), pane
                assert "正在投影" not in on.text(), pane
            await on.until(lambda: "10 分钟" in on.text())
            for page in (
                FormPage("session", "c-1"),
                FormPage("action", "x-1"),
                FormPage("material", "ma-1"),
                HistoryPage("c-1"),
                MeetingNoticePage("c-1"),
            ):
                await on.app.push_screen(page)
                await on.settle()
                assert SECRET in on.text(), page
                await on.keys("escape")

        play(place, act, size=(100, 40))


def test_leave_is_nobodys_business_before_a_room(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        take(place, envelope("session", "s-1", form="lecture", title="党课", start="2026-03-05T09:00"))
        take(place, envelope("attendance", "at-1", session="s-1", member=OTHER, expected=True, status="leave"))
        take(place, asked("lr-1", "s-1", state="granted"), asked("lr-2", "s-1", ME))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "overview")
            assert "请假（您看得到的）" in on.text()
            await on.keys("f10")
            assert "请假（您看得到的）" not in on.text()
            await show(on, "s-1", "roll_call")
            assert "请假单" not in on.text()
            await on.keys("f10")
            assert "请假单准假" in on.text()

        play(place, act)


def test_what_was_said_on_a_private_page_is_covered_in_the_list_of_commands(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        take(place, envelope("session", "s-1", form="lecture", title="党课", start="2026-03-05T09:00"))
        take(place, asked("lr-1", "s-1", state="granted"))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "overview")
            await on.keys("ctrl+o", "ctrl+p")
            assert "张三" in on.text()
            await on.keys("f10")
            assert "张三" not in on.text()
            await on.keys("f10", "escape", "f1")
            assert "张三" in on.text()
            await on.keys("f10")
            assert "张三" not in on.text()
            await on.keys("escape", "f1")
            assert "正在投影" in on.text(), "asked for before a room, help says that what is covered can only be left"

        play(place, act, size=(160, 60))


def test_a_dispute_over_something_public_that_names_the_committee_waits(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        plan = envelope("plan", "p-1", year=2026, title="年度计划", discussed_in=None)
        sides = {"record": "p-1", "field": "discussed_in", "current": None, "mine": "c-1", "op": "o:1"}
        dispute = envelope("conflict", "conf-1", by=OTHER, state="open", at="2026-03-05T01:00:00+00:00", **sides)
        dispute["f"]["by"] = OTHER
        take(place, envelope("session", "c-1", **COMMITTEE), plan, dispute)
        [made] = [place.desk.change("plan", "p-1", plan["scope"], {"discussed_in": [None, "c-1"]})]
        result = Result(n=1, id=made.id, out="rejected", code="forbidden")
        place.repository.commit([("parked", made.id, parked_document([made], result, "2026-03-05T01:00:00+00:00"))])

        async def act(on: Stage) -> None:
            await on.keys("6", "down", "down", "down")
            assert on.text().count("年度计划") == 2
            assert SECRET in on.text()
            await on.keys("f10")
            assert "年度计划" not in on.text()
            assert SECRET not in on.text()

        play(place, act, size=(100, 40))


def test_a_history_that_once_named_the_committee_is_covered(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        take(place, envelope("session", "c-1", **COMMITTEE), envelope("plan", "p-1", 3, year=2026, title="年度计划"))
        revisions = [
            revision(3, OTHER, "2026-03-05T01:20:00Z", ch={"discussed_in": ["c-1", None]}),
            revision(2, OTHER, "2026-03-02T00:00:00Z", ch={"discussed_in": [None, "c-1"]}),
        ]
        answers = Answers(revisions, {"year": 2026, "title": "年度计划", "state": "draft"})

        async def act(on: Stage) -> None:
            await on.app.push_screen(HistoryPage("p-1"))
            await on.until(lambda: SECRET in on.text())
            await on.keys("f10")
            assert SECRET not in on.text()
            assert "正在投影" in on.text()
            await on.keys("escape")
            await on.app.push_screen(HistoryPage("p-1"))
            await on.until(lambda: "正在投影" in on.text())
            assert SECRET not in on.text(), "as soon as it is known"

        play(place, act, connect=answers.connect)


def test_the_code_of_the_vault_is_not_shown_to_a_room(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            page = VaultPage()
            page._code = f"1234-{SECRET}"
            await on.app.push_screen(page)
            await on.settle()
            assert SECRET in on.text()
            await on.keys("f10")
            assert SECRET not in on.text()

        play(place, act)


def test_what_was_delivered_and_is_here_no_longer_is_named_after_projecting(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("f10")
            last = Round(unread=(f"支委会{SECRET}",))
            on.app.post_message(StatusChanged(Status(Link.SYNCED, 0, 0, 0, last)))
            on.app.post_message(StatusChanged(Status(Link.SYNCED, 0, 0, 0, Round())))
            await on.settle()
            assert not any(SECRET in words for words in on.said())
            await on.keys("f10")
            assert f"支委会{SECRET}" in on.said()[-1]

        play(place, act)

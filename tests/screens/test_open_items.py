"""未完成事项 on Home and on their own page: what, until when, who owes it; one key goes to where it is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.branch_day import QUIET, branch_on, claimed, held, take
from tests.screens.stage import BRANCH, ME, OTHER, Stage, envelope, play
from tui.at_hand import record_at_hand
from tui.waiting.for_me import for_me


def at_hand(on: Stage) -> str | None:
    """The record the line under the cursor is about."""
    found = record_at_hand(on.app.screen)
    return found.id if found else None


async def counted(on: Stage) -> None:
    """What is open has been counted."""
    await on.until(lambda: on.app.open_work.fresh)
    await on.settle()


def test_home_lists_what_i_owe_late_first_and_enter_goes_to_where_it_is_mended(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15") as place:
        take(
            place,
            held("s-1", "2026-06-02", title="党课", host=ME, recorders=[OTHER], state="planned"),
            held("s-2", "2026-05-02"),
            envelope("attendance", "a-1", session="s-2", member=ME, status="absent"),
            envelope("action", "ac-1", session="s-2", text="写通知", owner="m-3", due="2026-05-20", state="open"),
            envelope(
                "improvement", "i-1", title="改流程", problem="慢", owner=ME, started="2026-05-01", state="trying"
            ),
        )

        async def act(on: Stage) -> None:
            await counted(on)
            text = on.text()
            assert "未完成事项（2）" in text, "the make-up stands above already, and the action is another's"
            assert text.index("待我办理") < text.index("未完成事项")
            first, second = (line for line in on.lines() if "应已举行" in line or "30天后" in line)
            assert "2026-05-31" in first
            assert "逾期：学用转化“改流程”30天后的情况待填写" in first
            assert "2026-06-02" in second
            assert "待办没有办完" not in text
            await on.keys("down", "enter")
            assert "改流程" in on.lines()[0] or "改流程" in on.text()
            await on.keys("escape", "down", "enter")
            assert "党课" in on.lines()[0]
            await on.keys("escape")
            assert "首页" in on.lines()[0]

        play(place, act)


def test_what_is_mended_goes_and_the_cursor_stays_where_it_is(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15") as place:
        kept = {"host": ME, "recorders": [ME]}
        take(place, held("s-1", "2026-06-02", title="甲", state="planned", **kept))
        take(place, held("s-2", "2026-06-03", title="乙", state="planned", **kept))
        take(place, held("s-3", "2026-06-20", title="丙", state="planned", **kept))

        async def act(on: Stage) -> None:
            await counted(on)
            assert "未完成事项（2）" in on.text()
            await on.keys("home", "down", "down")
            assert at_hand(on) == "s-3"
            take(place, held("s-1", "2026-06-02", rev=2, title="甲", **kept))
            await on.until(lambda: "未完成事项（1）" in on.text())
            assert at_hand(on) == "s-3"
            assert "“甲”应已举行" not in on.text()

        play(place, act)


def test_eight_are_listed_and_the_rest_lead_to_the_page(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "clerk") as place:
        take(place, *(claimed(f"u-{n}", f"2026-0{n}-02", "m-3") for n in range(1, 6)))
        take(
            place,
            *(
                held(f"s-{n:02}", f"2026-05-{n:02}", title=f"第{n}次", host="m-3", recorders=[ME], state="planned")
                for n in range(1, 11)
            ),
        )

        async def act(on: Stage) -> None:
            await counted(on)
            assert "未完成事项（10），另有 5 项已列在上面（F3 共 15 项）" in on.text()
            assert "还有 2 项，按 F3 看全部" in on.text()
            assert "“第8次”应已举行" in on.text()
            assert "“第9次”应已举行" not in on.text()
            await on.keys("f3")
            assert "未完成事项（15）" in on.lines()[0], "on the page also what stands above on Home"
            assert any("2026-05-09" in line and "逾期" in line and "赵六" in line for line in on.lines())

        play(place, act)


def test_what_waits_stands_by_its_day_whatever_it_is_the_oldest_first(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "clerk") as place:
        take(
            place,
            claimed("u-1", "2026-03-02", "m-3"),
            held("s-1", "2026-06-02", title="党课", recorders=[ME], state="writing"),
            held("s-2", "2026-04-02", title="交流", recorders=[ME], state="writing"),
            held("s-3", "2026-06-03", title="没定日期", start=None, end=None, recorders=[ME], state="returned"),
            envelope("action", "ac-1", session="s-2", text="写通知", owner=ME, due="2026-03-20", state="open"),
        )
        found = [item for item in for_me(place) if item.target != "page:private"]
        assert [item.target for item in found] == ["u-1", "ac-1", "s-2", "s-1", "s-3"]


def test_the_page_turns_from_mine_to_the_sections_to_all_and_to_one_person(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "clerk") as place:
        take(
            place,
            envelope("section", "k-1", name="秘书科"),
            envelope("membership", "ms-1", member=ME, section="k-1", **{"from": "2020-01-01"}),
            envelope("membership", "ms-2", member="m-3", section="k-1", **{"from": "2020-01-01"}),
            envelope("session", "s-0", form="exchange", title="会", host=OTHER),
            envelope("action", "ac-1", session="s-0", text="张三的事", owner=OTHER, due="2026-05-20", state="open"),
            envelope("action", "ac-2", session="s-0", text="赵六的事", owner="m-3", due="2026-05-21", state="open"),
            claimed("u-1", "2026-05-02"),
        )

        async def act(on: Stage) -> None:
            await on.keys("f3")
            await counted(on)
            assert "未完成事项（1） · 我的" in on.lines()[0]
            assert any("张三 2026-05 的自学有 1 条待确认" in line and "王五" in line for line in on.lines())
            assert "S-1" in on.text()
            await on.keys("f3")
            assert "本科室的" in on.lines()[0]
            assert "赵六的事" in on.text()
            assert "张三的事" not in on.text()
            await on.keys("f3")
            assert "未完成事项（3） · 全部" in on.lines()[0]
            await on.keys("f2", *"zs", "enter")
            assert "张三" in on.lines()[0]
            assert "张三的事" in on.text()
            assert "自学" in on.text(), "what is about a person too"
            assert "赵六的事" not in on.text()
            await on.keys("f3")
            assert "我的" in on.lines()[0]
            await on.keys("escape")
            assert "首页" in on.lines()[0]

        play(place, act)


def test_a_missing_session_leads_to_its_form_a_missing_plan_to_the_plans(tmp_path: Path) -> None:
    rules = [each for each in QUIET if not each.startswith("F-2")]
    with branch_on(tmp_path, "2026-04-02", "clerk", rules=rules) as place:

        async def act(on: Stage) -> None:
            await counted(on)
            assert "逾期：第1季度交流讨论应开 1 次，已开 0 次" in on.text()
            await on.keys("home", "enter")
            assert "学习活动" in on.lines()[0]
            assert "交流讨论" in on.text()
            await on.type("一季度交流")
            await on.keys("ctrl+s")
            await on.until(lambda: place.repository.count("session") == 1)
            await on.keys("escape")
            await on.until(lambda: "计划中 · 一季度交流" in on.lines()[0])
            await on.keys("escape")
            await on.until(lambda: "首页" in on.lines()[0])
            plan = envelope("plan", "plan", 2, year=2026, title="计划")
            plan["del"] = {"at": "2026-04-01T00:00:00+00:00", "by": OTHER}
            place.shadow.take_in(place.shadow.records_changes([plan]))
            await on.until(lambda: "2026年学习计划还没有制订" in on.text())
            await on.keys("home", "enter")
            assert "年度学习计划" in on.lines()[0]

        play(place, act)
        [made] = place.repository.find("session")
        assert (made.get("form"), made.get("recorders")) == ("exchange", [ME])


@pytest.mark.parametrize(
    ("fields", "words", "pane"),
    [
        ({"state": "writing", "title": None, "form": "lecture"}, "“党课”的记录待整理完", "党课"),
        ({"roll_call_done": None}, "“交流会”没有点名", "点名"),
        ({"place": None}, "“交流会”待补：地点", "地点"),
    ],
)
def test_each_gap_of_a_session_leads_to_its_own_pane(
    tmp_path: Path, fields: dict[str, object], words: str, pane: str
) -> None:
    with branch_on(tmp_path, "2026-06-15", "clerk") as place:
        take(place, held("s-1", "2026-06-02", **{"recorders": ["m-3"], **fields}))

        async def act(on: Stage) -> None:
            await on.keys("f3", "f3", "f3")
            await counted(on)
            assert words in on.text()
            await on.keys("enter")
            assert pane in on.text()
            assert "未完成事项" not in on.lines()[0]

        play(place, act)


def test_before_a_room_nothing_private_is_listed(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "clerk") as place:
        take(
            place,
            claimed("u-1", "2026-05-02", "m-3"),
            held("s-1", "2026-06-02", title="支委会议题", scope=f"c:{BRANCH}", recorders=[ME], state="planned"),
            held("s-2", "2026-06-03", title="公开的会", recorders=[ME], state="planned"),
        )

        async def act(on: Stage) -> None:
            await counted(on)
            assert "“支委会议题”应已举行" in on.text()
            await on.keys("f10")
            assert "支委会议题" not in on.text()
            assert "条自学" not in on.text()
            assert "未完成事项（1）" in on.text()
            await on.keys("f3", "f3", "f3")
            assert "公开的会" in on.text()
            assert "支委会议题" not in on.text()
            assert "条自学" not in on.text()
            await on.keys("f10")
            assert "支委会议题" in on.text()
            assert "赵六 2026-05 的自学" in on.text()

        play(place, act)


def test_a_device_without_a_scope_says_so_and_a_plain_member_sees_only_what_is_his(tmp_path: Path) -> None:
    with branch_on(tmp_path / "head", "2026-06-15", "section_head") as place:
        place.shadow.take_in(
            [place.shadow.cursors_change({f"b:{BRANCH}": 1, f"r:{BRANCH}:{ME}": 1, f"r:{BRANCH}:m-3": 1})]
        )
        take(
            place,
            envelope("section", "k-1", name="秘书科"),
            envelope(
                "appointment", "ap-0", 2, member=ME, role="section_head", sections=["k-1"], **{"from": "2020-01-01"}
            ),
            envelope("membership", "ms-2", member="m-3", section="k-1", **{"from": "2020-01-01"}),
        )

        async def act(on: Stage) -> None:
            await on.keys("f3", "f3", "f3")
            await counted(on)
            assert "无权限：自学确认" in on.text()
            assert "无权限：借阅" not in on.text()
            await on.keys("end", "enter")
            assert "读不到" in on.said()[-1]

        play(place, act)
    with branch_on(tmp_path / "plain", "2026-06-15") as place:
        take(place, held("s-1", "2026-06-02", state="planned"))

        async def plain(on: Stage) -> None:
            await on.keys("f3", "f3", "f3")
            await counted(on)
            assert "无权限" not in on.text()

        play(place, plain)


def test_the_page_of_a_year_leads_to_what_was_open_in_it(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "clerk") as place:
        take(place, held("s-1", "2025-06-02", title="去年的会", recorders=[ME], state="writing"))

        async def act(on: Stage) -> None:
            await counted(on)
            assert "去年的会”的记录待整理完" not in on.text(), "the year before had no plan here"
            await on.keys("8", "comma", "ctrl+o")
            await on.until(lambda: "去年的会" in on.text())
            assert "2025年" in on.lines()[0]
            await on.keys("escape")
            assert "2025" in on.lines()[0]

        play(place, act)


def test_a_round_of_reading_opens_at_the_person_who_owes_it_with_the_ways_on(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15", "clerk", rules=[*QUIET[:-1], "B-1=on"]) as place:

        async def act(on: Stage) -> None:
            await on.keys("f3", "f3", "f3")
            await counted(on)
            assert "读书活动还缺" in on.text()
            await on.keys("end", "enter")
            assert "赵六 · 上半年" in on.lines()[0], "not the first of the list"
            await on.keys("ctrl+n")
            assert any("心得由本人来写" in said for said in on.said())
            await on.keys("escape", "home", "enter")
            assert "王五 · 上半年" in on.lines()[0]
            await on.keys("f3")
            assert "职工书屋" in on.lines()[0]
            await on.keys("escape", "escape", "ctrl+n")
            assert "心得" in on.lines()[0]
            assert "王五 ·" not in on.lines()[0]

        play(place, act)


def test_a_reflection_another_owes_leads_to_that_persons_reflections(tmp_path: Path) -> None:
    rules = [*(each for each in QUIET if not each.startswith("R-1")), "R-1=on", "R-1.per=half", "R-1.times=1"]
    with branch_on(tmp_path, "2026-06-15", "clerk", rules=rules) as place:
        fields = {"title": "张三写的", "state": "submitted", "author": OTHER}
        take(place, envelope("submission", "su-1", by=OTHER, scope=f"r:{BRANCH}:{OTHER}", **fields))

        async def act(on: Stage) -> None:
            await on.keys("f3", "f3", "f3")
            await counted(on)
            await on.until(lambda: "赵六" in on.text())
            await on.keys("end", "enter")
            assert "心得提交稿：赵六（0）" in on.lines()[0]
            assert "赵六还没有提交过心得" in on.text()
            assert "张三写的" not in on.text()

        play(place, act)

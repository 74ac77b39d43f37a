"""Lists by keys: several records marked and acted on at once, in another order, under a filter, while others change them."""

from __future__ import annotations

from pathlib import Path

from tests.screens.stage import ME, OTHER, Stage, envelope, joined, play
from tui.screens.records import RecordsPage
from tui.terminal import PLAIN


def test_what_is_marked_stays_marked_and_is_acted_on_at_once(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        make = place.desk.create
        titles = {"学习二十大精神": "planned", "阿里见闻": "planned", "专题": "planned", "办文": "running"}
        rids = {
            title: make("session", {"form": "exchange", "title": title, "start": f"2026-0{n + 3}-05T09:00", "host": ME})
            for n, title in enumerate(titles)
        }
        place.desk.change_state(rids["办文"], "running")

        async def scene(on: Stage) -> None:
            await on.keys("3", "space", "space")
            page = on.app.screen
            assert isinstance(page, RecordsPage)
            assert "已标 2 条" in on.lines()[0]
            assert on.lines()[2].startswith("●2026-06")
            assert on.lines()[4].startswith(" 2026-04"), "nothing moved"
            # Ordered by title, and turned round: the marks and the row under the cursor stay.
            here = page.table.current
            await on.keys("ctrl+e")
            await on.type("主题")
            await on.keys("enter")
            shown = [str(place.desk.record(rid).get("title"))[:2] for rid in page.table.keys]
            assert shown == ["阿里", "办文", "学习", "专题"]
            assert "主题▲" in on.lines()[1]
            assert page.table.current == here
            assert [line[0] for line in on.lines()[2:6]] == [" ", "●", " ", "●"]
            await on.keys("ctrl+e")
            await on.type("主题")
            await on.keys("enter")
            assert "主题▼" in on.lines()[1]
            on.app.glyphs = PLAIN
            page.refresh_all()
            await on.settle()
            assert "主题v" in on.lines()[1]
            assert on.lines()[2].startswith("*")
            # Under a filter one of them does not show, and stays marked; the list is ordered still.
            await on.keys("ctrl+f")
            await on.type("专题")
            await on.keys("enter")
            assert "已标 2 条，1 条没显示" in on.lines()[0]
            await on.keys("escape")
            # A change from another device moves no mark; a record that is deleted there takes its own along.
            place.shadow.take_in(
                place.shadow.records_changes([envelope("session", "s-9", form="exchange", title="外来")])
            )
            await on.until(lambda: page.table.row_count == 5)
            assert page.marked == [rids["办文"], rids["专题"]]
            await on.keys("ctrl+a")
            assert len(page.marked) == 5
            await on.keys("ctrl+a", "ctrl+a")
            place.desk.delete("s-9")
            await on.until(lambda: "已标 4 条" in on.lines()[0])
            # The state of all that can go there; the one that cannot is named with its reason.
            await on.keys("f9")
            assert "3/4 条可以" in on.text()
            await on.type("延期")
            await on.keys("enter")
            await on.type("停电")
            await on.keys("enter")
            assert "3 条改为“已延期”？" in on.text()
            assert "办文：现在是“进行中”" in on.text()
            await on.keys("enter")
            await on.hears("3 条已改为“已延期”")
            assert [place.desk.record(rids[each]).state for each in titles] == ["postponed"] * 3 + ["running"]
            assert page.marked == [], "what they were marked for is done"
            # Deleted with one question, brought back with one key.
            await on.keys("ctrl+a", "delete")
            assert "删除 4 条？" in on.text()
            await on.keys("escape")
            assert len(page.marked) == 4
            await on.keys("delete", "enter")
            await on.hears("已删除 4 条")
            assert page.table.shown == 0
            await on.keys("ctrl+z")
            await on.hears("等 4 条")
            assert page.table.shown == 4

        play(place, scene)


def test_who_may_not_is_told_of_which_and_why_and_people_stand_by_no_figure(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        records = [envelope("session", f"s-{n}", form="exchange", title=f"例会{n}", host=OTHER) for n in range(2)]
        place.shadow.take_in(place.shadow.records_changes(records))

        async def scene(on: Stage) -> None:
            await on.keys("3", "ctrl+a", "delete")
            assert "标记的都不能删除" in on.text()
            assert "例会0：" in on.text()
            await on.keys("enter")
            assert [place.desk.record(f"s-{n}").deleted for n in range(2)] == [False, False]
            # In a list of people the key changes between the orders that rank nobody.
            await on.keys("7", "down", "enter")
            before = on.lines()[0]
            await on.keys("ctrl+e")
            assert on.lines()[0] != before or "人员" not in before
            await on.keys("escape", "escape")

        play(place, scene)

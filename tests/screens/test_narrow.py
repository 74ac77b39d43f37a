"""What must be readable at 80x24, in both languages: headings, titles, the title line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.meeting import session, show, staff
from tests.screens.stage import ME, OTHER, Stage, alone, joined, play
from tests.screens.yearly import THIRD, a_year, reads_all
from tui import i18n
from tui.cells import cut, cut_middle
from tui.screens.documents import DocumentsPage
from tui.screens.people import PeoplePage
from tui.screens.records import RecordsPage


@pytest.mark.parametrize("language", i18n.available())
def test_no_heading_is_cut(tmp_path: Path, language: str) -> None:
    i18n.set_language(language)
    headings = {
        "zh": {
            "plans": "年度 标题 文号 任务完成 状态",
            "plan": "序号 主题 类别 形式 月份 负责人 状态",
            "sessions": "开始 形式 主题 主持人 状态",
            "agenda": "序号 议题 类型 主讲人 用时/计划 已完成",
            "roll_call": "人员 科室 考勤 本人登记 备注",
            "drafts": "标题 字数 提交稿",
            "document": "标题 文种 文号 印发日期 状态",
        },
        "en": {
            "plans": "year title number tasks done state",
            "plan": "number topic track form months owner state",
            "sessions": "start form title host state",
            "agenda": "number title type presenter used/plan done",
            "roll_call": "member section status own status remark",
            "drafts": "title length submission",
            "document": "title type number issued on state",
        },
    }[language]

    def shown(on: Stage, name: str) -> bool:
        return any(line.split() == headings[name].split() for line in on.lines())

    with alone(tmp_path) as place:
        staff(place)
        rid = session(place)
        plan = place.desk.create("plan", {"year": 2026, "title": "计划"})
        place.desk.create("task", {"plan": plan, "number": 1, "topic": "主题", "track": "political"})
        place.desk.create("agenda_item", {"session": rid, "number": 1, "title": "议题"})
        place.desk.create("reflection", {"title": "草稿"})
        place.desk.create("document", {"title": "制度", "doc_kind": "regulation"})

        async def act(on: Stage) -> None:
            await on.keys("2")
            assert shown(on, "plans"), on.text()
            await on.keys("enter")
            assert shown(on, "plan"), on.text()
            await on.keys("escape", "escape", "3")
            assert shown(on, "sessions"), on.text()
            await on.keys("escape", "4")
            assert shown(on, "drafts"), on.text()
            await show(on, rid, "agenda")
            assert shown(on, "agenda"), on.text()
            await show(on, rid, "roll_call")
            await on.keys("ctrl+n")
            await on.until(lambda: shown(on, "roll_call"))
            on.app.push_screen(RecordsPage("document"))
            await on.settle()
            on.app.clear_notifications()
            await on.settle()
            assert shown(on, "document"), on.text()

        play(place, act)


def test_columns_follow_the_language(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        place.desk.change_state(rid, "postponed", with_fields={"reason": "停电"})

        async def act(on: Stage) -> None:
            await on.keys("3")
            assert "已延期" in on.text()
            await on.keys("ctrl+t")
            assert "postponed" in on.text()

        play(place, act)


def test_titles_that_begin_alike_can_be_told_apart(tmp_path: Path) -> None:
    beginning = "示例县人民政府办公室机关党支部关于进一步加强和改进理论学习工作的"
    with alone(tmp_path) as place:
        for number, ending in enumerate(("实施方案", "通知")):
            fields = {"title": beginning + ending, "doc_kind": "notice", "number": f"示政办〔2026〕{number}号"}
            place.desk.create("document", fields)

        async def act(on: Stage) -> None:
            on.app.push_screen(RecordsPage("document"))
            await on.settle()
            rows = [line.split()[0] for line in on.lines() if "示政办" in line]
            assert all(row.startswith("示例县人民") and "…" in row for row in rows)
            assert sorted(row[-2:] for row in rows) == ["方案", "通知"]

        play(place, act)


def test_the_title_line_says_that_it_is_cut(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place, title="学习" * 40)

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            title, status = on.lines()[0].split("…")
            assert title.endswith("学")
            assert "心得" not in title, "the product goes before what the page is of"
            assert status.strip() == "只在本机"

        play(place, act)


def test_the_branch_and_then_the_product_go_before_a_title_is_cut(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place, title="学习" * 14)

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            title = on.lines()[0]
            assert "学习" * 14 in title
            assert "心得" not in title

        play(place, act)


def test_cutting_counts_cells() -> None:
    assert cut("一二三", 6) == "一二三"
    assert cut("一二三四", 6) == "一二…"
    assert cut("一二", 1) == "…"
    assert cut("一二", 0) == ""
    assert cut_middle("一二三四五六", 9) == "一二三…六"
    assert cut_middle("一二三四五六", 12) == "一二三四五六"
    assert cut_middle("abcdefghij", 6, "~") == "abc~ij"


def test_a_long_text_gets_the_width_that_stands_empty(tmp_path: Path) -> None:
    what = "前两年学习台账的整理情况（上）"
    with alone(tmp_path) as place:
        me = place.desk.create("member", {"name": "王五"})
        for text in (what, "短"):
            fields = {"member": me, "on": "2026-03-01", "what": text, "minutes": 60, "channel": "document"}
            place.desk.create("study", fields)

        async def act(on: Stage) -> None:
            on.app.push_screen(RecordsPage("study"))
            await on.settle()
            assert what in on.text(), on.text()
            await on.keys("ctrl+f")
            await on.type("短")
            assert what not in on.text()
            heads = next(line for line in on.lines() if "学习内容" in line)
            await on.keys("escape")
            assert what in on.text()
            assert heads in on.lines(), "columns stay where they are while one filters"

        play(place, act)


def test_a_column_of_its_own_width_grows_where_others_leave_room(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("member", {"name": "王五", "title": "行政科档案管理员"})

        async def act(on: Stage) -> None:
            on.app.push_screen(PeoplePage())
            await on.settle()
            assert "行政科档案管理员" in on.text(), on.text()

        play(place, act, size=(120, 40))


def test_numbers_of_documents_are_told_apart(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        for number in ("示政办支〔2025〕1号", "示政办支〔2025〕11号"):
            place.desk.create(
                "document",
                {"title": "关于推进学习型党组织建设的实施方案和若干意见", "number": number, "doc_kind": "notice"},
            )

        async def act(on: Stage) -> None:
            on.app.push_screen(DocumentsPage())
            await on.settle()
            assert "〔2025〕1号" in on.text()
            assert "〔2025〕11号" in on.text()

        play(place, act)


def test_the_first_column_stays_while_a_wide_table_scrolls(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        a_year(place)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma", "f2")
            await on.until(lambda: "张三" in on.text())
            before = on.text()
            await on.keys(*["right"] * 12)
            assert on.text() != before, "it did scroll"
            assert "姓名" in on.text()
            assert "张三" in on.text()

        play(place, act, size=(72, 20))


@pytest.mark.parametrize("language", i18n.available())
@pytest.mark.parametrize("keys", [["f2"], ["f3"], ["f9"], ["ctrl+r"], ["ctrl+f"]])
def test_no_heading_of_the_tables_of_a_year_is_cut(tmp_path: Path, language: str, keys: list[str]) -> None:
    i18n.set_language(language)
    with joined(tmp_path, "secretary") as place:
        a_year(place)
        reads_all(place, ME, OTHER, THIRD)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma", *keys)
            page = on.app.screen
            assert isinstance(page, RecordsPage)
            await on.until(lambda: page.table.shown > 0)
            await on.settle()
            line = next(line for line in on.lines() if page.headings()[0] in line.split())
            assert [each for each in page.headings() if each not in line] == [], on.text()

        play(place, act)


@pytest.mark.parametrize(("keys", "back"), [(["3"], "主题"), (["9"], "书名"), (["f7"], "种类"), (["4"], "标题")])
def test_a_filter_is_seen_while_it_is_written_and_an_empty_list_says_how_to_clear_it(
    tmp_path: Path, keys: list[str], back: str
) -> None:
    with alone(tmp_path) as place:
        session(place)
        place.desk.create("book", {"title": "公文写作"})
        place.desk.create("reflection", {"title": "草稿"})
        place.desk.delete(place.desk.create("document", {"title": "制度", "doc_kind": "regulation"}))

        async def act(on: Stage) -> None:
            await on.keys(*keys)
            assert back in on.text()
            below = on.lines()[-2]
            await on.keys("ctrl+f")
            await on.type("没有的字")
            assert any(line.strip() == "没有的字" for line in on.lines()[-5:]), on.text()
            assert "F1 帮助" in on.lines()[-1]
            assert "Esc 取消筛选" in on.text()
            await on.keys("escape")
            assert back in on.text()
            assert on.lines()[-2] == below or keys == ["9"], "from the line of the desk one comes back to the list"

        play(place, act)

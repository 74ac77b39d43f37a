"""A form while others write too, and while its reader changes the language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sync.workplace import Workplace
from tests.screens.meeting import session
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui import i18n
from tui.opening import open_form
from tui.screens.form import FormPage
from tui.widgets.fixed_field import FixedField


def plan(place: Workplace, rev: int = 1, by: str | None = None, **fields: Any) -> None:
    """A plan as it comes from the server."""
    record = envelope("plan", "plan-1", rev, by, **{"year": 2026, "title": "计划", "goals": "第一句。", **fields})
    place.shadow.take_in(place.shadow.records_changes([record]))


def deleted(place: Workplace) -> None:
    """The plan's deletion by a colleague as it comes from the server."""
    record = {**envelope("plan", "plan-1", 9), "f": {}, "del": {"at": "2026-03-06T01:00:00+00:00", "by": OTHER}}
    place.shadow.take_in(place.shadow.records_changes([record]))


async def show(on: Stage, focus: str) -> Any:
    """The form of the plan with the cursor in one field, which is answered."""
    on.app.push_screen(FormPage("plan", "plan-1", focus=focus))
    await on.settle()
    return on.app.screen.query_one(f"#field-{focus}")


def test_a_field_in_which_nothing_was_typed_shows_the_others_change_on_ctrl_s(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan(place)

        async def act(on: Stage) -> None:
            title = await show(on, "title")
            plan(place, 2, OTHER, title="同事的题目", goals="同事的目标。")
            await on.settle()
            assert title.value == "计划", "an open editor is never rewritten"
            assert "张三 刚改了“标题”；按 Ctrl+S 看新内容" in on.text()
            assert "同事的目标。" in on.text(), "a field without the cursor shows the news at once"
            await on.keys("ctrl+s")
            assert title.value == "同事的题目"
            await on.type("！")
            await on.keys("escape")
            await on.until(lambda: place.desk.record("plan-1").get("title") == "同事的题目！")

        play(place, act)
        [waiting] = place.queue.waiting()
        assert waiting.op.ch == {"title": ["同事的题目", "同事的题目！"]}


def test_leaving_such_a_field_shows_the_others_change_too(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan(place)

        async def act(on: Stage) -> None:
            goals = await show(on, "goals")
            plan(place, 2, OTHER, goals="同事的目标。")
            await on.settle()
            assert goals.text == "第一句。"
            await on.keys("tab")
            assert goals.text == "同事的目标。"

        play(place, act)
        assert len(place.queue) == 0


def test_a_line_promises_no_merge_but_prose_does(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan(place)

        async def act(on: Stage) -> None:
            await show(on, "title")
            await on.type("我的")
            plan(place, 2, OTHER, title="同事的题目")
            await on.settle()
            assert "张三 刚改了“标题”；您的保存后成为一处冲突，到“6 冲突”里选定" in on.text()
            await on.keys("escape")
            await on.until(lambda: bool(place.desk.record("plan-1").clashes))
            await show(on, "goals")
            await on.type("我的")
            plan(place, 3, OTHER, title="同事的题目", goals="第一句。同事的第二句。")
            await on.settle()
            assert "张三 刚改了“目标”；按 Ctrl+S 保存时合并" in on.text()

        play(place, act)


def test_what_came_while_a_dialog_was_open_is_shown_after_it(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan(place)

        async def act(on: Stage) -> None:
            await show(on, "title")
            await on.keys("f8")
            plan(place, 2, OTHER, goals="同事的目标。")
            await on.settle()
            await on.keys("escape")
            assert "同事的目标。" in on.text()

        play(place, act)


def test_a_form_says_who_deleted_its_record_and_what_to_do(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan(place)

        async def act(on: Stage) -> None:
            await show(on, "title")
            deleted(place)
            await on.settle()
            assert "张三 刚删除了这条记录；按 Esc 返回" in on.text()
            await on.keys("escape")
            assert not isinstance(on.app.screen, FormPage)

        play(place, act)
        assert len(place.queue) == 0


def test_what_was_typed_into_a_deleted_record_goes_to_the_conflicts(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan(place)

        async def act(on: Stage) -> None:
            await show(on, "title")
            await on.type("我的")
            deleted(place)
            await on.settle()
            assert "张三 刚删除了这条记录；Ctrl+S 把您写的交到“6 冲突”，F8 放弃" in on.text()
            await on.keys("ctrl+s")
            await on.until(lambda: len(place.queue) == 1)

        play(place, act)
        [waiting] = place.queue.waiting()
        assert waiting.op.ch == {"title": ["计划", "计划我的"]}
        assert [clash.mine for clash in place.desk.record("plan-1").clashes] == ["计划我的"]


def test_ctrl_t_changes_every_word_of_an_open_form_and_nothing_that_was_typed(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            on.app.push_screen(FormPage("session", rid, focus="end"))
            await on.settle()
            await on.type("不是时间")
            await on.keys("ctrl+s")
            for words in ("结束 (*)", "地点 (*)", "结束的“不是时间”不是时间。", "按 Enter 选择"):
                assert words in on.text()
            await on.keys("ctrl+t")
            assert i18n.language() == "en"
            shown = "\n".join(line for line in on.lines() if line)
            for words in ("end (*)", "place (*)", "“不是时间” in end is not a time.", "Enter to pick"):
                assert words in shown
            for words in ("结束", "地点", "按 Enter", "不是时间。"):
                assert words not in shown
            assert on.app.focused is not None
            assert getattr(on.app.focused, "value", "") == "不是时间"
            await on.keys(*["backspace"] * 4)
            assert "such as now, today 9:30" in on.text(), "the placeholder"
            await on.keys("ctrl+t")
            assert "如 现在、今天9点半" in on.text()

        play(place, act)


def test_ctrl_t_changes_the_questions_of_signing_in_too(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("ctrl+l")
            assert "密码" in on.text()
            await on.type("geheim12")
            await on.keys("ctrl+t")
            assert "password" in on.text()
            assert getattr(on.app.focused, "value", "") == "geheim12"

        play(place, act)


def test_the_form_of_the_settings_says_how_a_role_is_renamed(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            on.app.push_screen(FormPage("settings", None, focus="role_labels"))
            await on.settle()
            assert "如 clerk=宣传委员；另有 secretary leader committee 等" in on.text()

        play(place, act)


def test_a_field_that_is_only_shown_follows_what_another_writes(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        fields = {"plan": "plan-1", "number": 1, "topic": "题目", "owner": ME, "month_from": "2026-03-01"}

        def task(rev: int, audience: str) -> None:
            record = envelope("task", "t-1", rev, OTHER, audience=audience, **fields)
            place.shadow.take_in(place.shadow.records_changes([record]))

        plan(place, state="approved")
        task(1, "旧对象")

        async def act(on: Stage) -> None:
            open_form(on.page, place.desk.record("t-1"))
            await on.settle()
            shown = on.app.screen.query_one("#field-audience", FixedField)
            assert "旧对象" in str(shown.render())
            task(2, "新对象")
            await on.until(lambda: "新对象" in str(shown.render()))

        play(place, act)


def test_a_record_that_is_only_read_follows_what_another_writes_and_leaves_with_it(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        def document(rev: int, body: str) -> None:
            record = envelope(
                "document", "d-1", rev, OTHER, title="制度", doc_kind="regulation", state="in_force", body=body
            )
            place.shadow.take_in(place.shadow.records_changes([record]))

        document(1, "旧的全文")

        async def act(on: Stage) -> None:
            open_form(on.page, place.desk.record("d-1"))
            await on.settle()
            assert "旧的全文" in on.text()
            assert "F6 经过" in on.lines()[-1], "its history is a key away"
            document(2, "新的全文")
            await on.until(lambda: "新的全文" in on.text())
            with place.repository.writing():
                place.repository.commit([("shadow", "d-1", None)])
            await on.until(lambda: "新的全文" not in on.text())

        play(place, act)

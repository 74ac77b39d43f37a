"""Minutes: Enter stamps an entry and frees the line at once; half a line survives anything; entries of others come in above."""

from __future__ import annotations

from pathlib import Path

from textual.events import Key, Paste

from sync.cache.errors import CacheStopped
from sync.workplace import Workplace
from tests.screens.meeting import session, show, staff
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui import minutes
from tui.screens.session_panes.minute_line import MinuteLine


def texts(place: Workplace, rid: str) -> list[str]:
    """The texts of a session's entries in order."""
    return [str(view.get("text")) for view in minutes.ordered(place, rid)]


def line(on: Stage) -> str:
    """What stands in the line."""
    return on.app.screen.query_one(MinuteLine).value


def test_entries_are_stamped_with_type_speaker_and_item(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = session(place)
        item = place.desk.create("agenda_item", {"session": rid, "number": 1, "title": "传达文件"})
        elsewhere = session(place, title="另一次")
        place.desk.create("agenda_item", {"session": elsewhere, "number": 1, "title": "别处的议程"})

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            assert "还没有记录" in on.text()
            await on.type("今天传达上级文件。")
            await on.keys("enter", "ctrl+o", "ctrl+o", "ctrl+g", "l", "s", "enter", "ctrl+r")
            assert "别处的议程" not in on.text()
            await on.keys("enter")
            assert "讨论 原话 [决议] 点评 记事 · 发言 李四 · 议程 传达文件" in on.text()
            for character in "７月前完成":
                await on.keys(character)
            await on.keys("enter", "ctrl+g", "z", "s", "enter")
            await on.type("[TODO] 没有标记 [/]")
            await on.keys("enter", "ctrl+g")
            await on.until(lambda: len(texts(place, rid)) == 3)
            names = [row for line in on.lines() if (row := line.strip(" │")) in ("张三", "李四", "王五", "赵六")]
            assert names[:2] == ["李四", "张三"], "the last speakers first, the one speaking now after the one before"
            await on.keys("escape")
            assert "[TODO] 没有标记 [/]" in on.text()

        play(place, act)
        first, second, third = minutes.ordered(place, rid)
        assert (first.get("entry"), first.get("speaker"), first.get("agenda_item")) == ("discussion", None, None)
        assert second.get("text") == "７月前完成", "full-width digits are text here"
        assert (second.get("entry"), second.get("speaker"), second.get("agenda_item")) == (
            "resolution",
            people["李四"],
            item,
        )
        assert (third.get("speaker"), third.get("entry")) == (people["张三"], "resolution")
        assert all(
            len(str(view.get("at"))) == 16 and len(str(view.get("pos"))) <= 40 for view in (first, second, third)
        )


def test_a_line_typed_right_behind_enter_never_mixes_with_the_one_before(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            for number in range(1, 31):
                for character in f"{number}号":
                    on.app.post_message(Key(character, character))
                on.app.post_message(Key("enter", "\r"))
            on.app.post_message(Key("半", "半"))
            await on.until(lambda: len(texts(place, rid)) == 30 and line(on) == "半")
            on.app.post_message(Paste("句\n第二行"))
            await on.until(lambda: line(on) == "半句 第二行")

        play(place, act)
        assert texts(place, rid) == [f"{number}号" for number in range(1, 31)]


def test_half_a_line_survives_a_kill_another_pane_and_is_offered_on_home(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)

        async def write_and_die(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.type("写到一")
            await on.keys("f3", "comma")
            assert line(on) == "写到一"
            await on.type("半")
            await on.until(lambda: [each.text for each in place.unsaved.all()] == ["写到一半"])
            assert "已存本机" in on.text()

        play(place, write_and_die)

        async def come_back(on: Stage) -> None:
            assert "没保存的文字" in on.text()
            await on.keys("home", "enter")
            assert line(on) == "写到一半"
            await on.type("的话")
            await on.keys("enter")
            await on.until(lambda: texts(place, rid) == ["写到一半的话"])

        play(place, come_back)
        assert place.unsaved.all() == []


def test_entries_of_another_device_come_in_while_a_line_is_being_typed(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.type("我的第一条")
            await on.keys("enter")
            await on.type("我还在写")
            await on.keys("left")
            mine = minutes.ordered(place, rid)[0]
            about = {"session": rid, "at": "2026-03-05T09:00", "entry": "quote", "speaker": OTHER}
            news = [
                envelope("minute", "m-1", by=OTHER, pos="0", text="更早的一条", **about),
                envelope("minute", "m-2", by=OTHER, pos=f"{mine.get('pos')}V", text="更晚的一条", **about),
            ]
            place.shadow.take_in(place.shadow.records_changes(news))
            await on.settle()
            shown = [row for row in on.lines() if "一条" in row]
            assert [row.split()[-1] for row in shown] == ["更早的一条", "我的第一条", "更晚的一条"]
            assert line(on) == "我还在写"
            await on.type("，")
            assert line(on) == "我还在，写", "the cursor stayed where it was"
            assert "记录 3" in on.text()

        play(place, act)


def test_a_refused_line_is_put_back(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        record = envelope("session", "s-1", form="exchange", recorders=[OTHER], start="2026-03-05T09:00")
        place.shadow.take_in(place.shadow.records_changes([record]))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "minutes")
            await on.type("我不是记录人")
            await on.keys("enter")
            assert "记录人" in on.said()[-1]
            assert line(on) == "我不是记录人"

        play(place, act)
        assert len(place.queue) == 0


def test_a_line_that_the_disk_refuses_is_put_back_before_the_next(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        commit = place.repository.storage.commit

        def full(*_: object, **__: object) -> None:
            raise CacheStopped(OSError(28, "No space left on device"))

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.type("第一条")
            place.repository.storage.commit = full  # type: ignore[method-assign]
            await on.keys("enter")
            await on.until(lambda: line(on) == "第一条")
            assert "磁盘" in " ".join(on.said())
            place.repository.storage.commit = commit  # type: ignore[method-assign]
            await on.keys("enter")
            await on.until(lambda: texts(place, rid) == ["第一条"])

        play(place, act)


def test_entries_are_moved_edited_deleted_and_brought_back(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        for text in ("一", "二", "三"):
            minutes.enter(place, rid, text, {"entry": "discussion"})

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.keys("up", "ctrl+up")
            await on.until(lambda: texts(place, rid) == ["一", "三", "二"])
            await on.keys("ctrl+up", "ctrl+up")
            await on.until(lambda: texts(place, rid) == ["三", "一", "二"])
            await on.keys("ctrl+z")
            await on.until(lambda: texts(place, rid) == ["一", "三", "二"])
            await on.keys("f2", "end")
            await on.type("（改）")
            await on.keys("escape")
            await on.until(lambda: texts(place, rid) == ["一", "三（改）", "二"])
            await on.keys("delete")
            await on.until(lambda: texts(place, rid) == ["一", "二"])
            await on.keys("ctrl+z")
            await on.until(lambda: texts(place, rid) == ["一", "三（改）", "二"])

        play(place, act)


def test_an_entry_becomes_an_action(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三")
        rid = session(place)
        entry = minutes.enter(place, rid, "三月底前整理读书笔记。", {"entry": "resolution"})

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.keys("ctrl+n", "enter", "z", "s", "enter", "tab")
            await on.type("2026-03-31")
            await on.keys("escape", "f3", "f3")
            assert "[待办 1]" in on.text()
            row = next(row for row in on.lines() if "整理读书笔记" in row)
            assert row.split()[-3:] == ["张三", "2026-03-31", "待办"]

        play(place, act)
        [action] = place.repository.linked("action", "session", rid)
        assert (action.get("minute"), action.get("owner")) == (entry, people["张三"])


def test_order_is_position_then_time_then_id(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        about = {"entry": "note", "session": "s-1"}
        records = [
            envelope("session", "s-1", form="exchange"),
            envelope("minute", "m-3", pos="b", at="2026-03-05T09:00", text="3", **about),
            envelope("minute", "m-2", pos="a", at="2026-03-05T09:01", text="2b", **about),
            envelope("minute", "m-1", pos="a", at="2026-03-05T09:01", text="2a", **about),
            envelope("minute", "m-4", pos="a", at="2026-03-05T09:00", text="1", **about),
        ]
        place.shadow.take_in(place.shadow.records_changes(records))
        assert texts(place, "s-1") == ["1", "2a", "2b", "3"]
        assert minutes.move(place, "m-3", -2)
        assert texts(place, "s-1") == ["1", "3", "2a", "2b"], "between two of one position there is room made"
        assert not minutes.move(place, "m-4", -1)
        assert place.desk.member == ME

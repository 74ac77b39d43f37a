"""The votes of a session: entered in few keys, judged by the rule, opened to it."""

from __future__ import annotations

from pathlib import Path

from tests.screens.meeting import session, show, staff
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui import i18n, minutes, roll


def test_a_vote_of_an_agenda_item_takes_digits_and_few_keys(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place, "张三", "李四", "王五", "赵六")
        rid = session(place)
        roll.begin(place, place.desk.record(rid))
        place.desk.set(rid, {"roll_call_done": True})
        place.desk.set(roll.rows(place, rid)[3].id, {"status": "absent"})
        place.desk.create("agenda_item", {"session": rid, "number": 1, "title": "传达文件", "item_kind": "relay"})
        place.desk.create("agenda_item", {"session": rid, "number": 2, "title": "评选先进", "item_kind": "vote"})

        async def act(on: Stage) -> None:
            await show(on, rid, "votes")
            assert "还没有表决。按 Ctrl+N 登记一项。" in on.text()
            await on.keys("ctrl+n")
            assert "评选先进  议程" in on.text()
            assert "传达文件" not in on.text()
            await on.keys("enter")
            # Matter, entitled and present are there; the cursor is in the votes in favour.
            await on.keys("３", "tab", "0", "tab", "0", "escape")
            await on.until(lambda: len(place.repository.find("vote")) == 1)
            assert "[表决 1]" in on.text()
            [line] = [line for line in on.lines() if "评选先进" in line]
            assert line.split() == ["评选先进", "4", "3", "3", "0", "0", "通过"]
            assert "赞成 3，超过应到 4 的一半" in on.text()
            await on.keys("f2")
            assert "表决 评选先进" in on.lines()[0]
            await on.keys("backspace", "2", "escape")
            await on.until(lambda: "请核对" in on.text())
            assert "赞成 2，正好是应到 4 的一半，没有超过一半，请核对" in on.text()
            assert "请核对 ！" in on.text(), "three were present, two votes are known"
            await on.keys("enter")
            text = on.text()
            assert "表决结果：请核对" in text
            assert "应到有表决权：4" in text
            assert "提醒：赞成、反对、弃权共 2，少于实到 3，请核对" in text
            assert "规则：" in text
            assert "正好一半请核对。" in text
            await on.keys("escape", "ctrl+n")
            assert "议题" not in on.text(), "nothing else is to be voted on: the form comes at once"
            assert "新建表决" in on.lines()[0]
            await on.type("第二项")
            await on.keys("escape")
            await on.until(lambda: len(place.repository.find("vote")) == 2)
            [line] = [line for line in on.lines() if "第二项" in line]
            assert line.split() == ["第二项", "4", "3", "待补", "待补", "待补", "待补"]

        play(place, act)
        [first, second] = sorted(place.repository.find("vote"), key=lambda view: view.id)
        assert [first.get(name) for name in ("eligible", "present", "in_favour", "against", "abstain")] == [
            4,
            3,
            2,
            0,
            0,
        ]
        assert second.get("in_favour") is None, "what was not counted is not known, never 0"


def test_a_resolution_is_voted_on_and_linked_and_without_quorum_it_says_so(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place)
        rid = session(place)
        entry = minutes.enter(place, rid, "同意接收\n李四为预备党员", {"entry": "resolution"})
        minutes.enter(place, rid, "讨论了一会", {"entry": "discussion"})

        async def act(on: Stage) -> None:
            await show(on, rid, "votes")
            await on.keys("ctrl+n")
            assert "讨论了一会" not in on.text()
            await on.keys("enter")
            assert on.app.focused is not None
            assert on.app.focused.id == "field-eligible", "no roll was called: who is entitled is not known"
            await on.keys("1", "2", "tab", "5", "tab", "5", "tab", "0", "tab", "0", "escape")
            await on.until(lambda: "不够法定人数" in on.text())
            assert "实到 5，不到应到 12 的一半，表决不成立" in on.text()

        play(place, act)
        [vote] = place.repository.find("vote")
        assert (vote.get("minute"), vote.get("matter")) == (entry, "同意接收 李四为预备党员")


def test_only_host_and_recorder_enter_votes_and_the_reason_follows_the_cursor(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        votes = [("v-1", "甲", 6), ("v-2", "乙", 5), ("v-3", "丙", 9)]
        rows = [
            envelope("session", "s-1", form="exchange", host=OTHER, start="2026-03-05T09:00"),
            *(
                envelope("vote", rid, session="s-1", matter=name, eligible=11, present=8, in_favour=for_, against=0)
                for rid, name, for_ in votes
            ),
        ]
        place.shadow.take_in(place.shadow.records_changes(rows))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "votes")
            await on.keys("ctrl+n")
            assert "主持人" in on.said()[-1]
            assert "赞成 6，超过应到 11 的一半" in on.text()
            await on.keys("down")
            assert "赞成 5，不到应到 11 的一半" in on.text()
            await on.keys("down")
            assert "赞成、反对、弃权共 9，多于实到 8，请核对" in on.text()
            assert any("丙" in line and "通过 ！" in line for line in on.lines()), "a warning blocks nothing"
            mine = envelope("session", "s-1", 2, form="exchange", host=ME, start="2026-03-05T09:00")
            place.shadow.take_in(place.shadow.records_changes([mine]))
            await on.settle()
            await on.keys("delete")
            await on.until(lambda: "[表决 2]" in on.text())
            await on.keys("ctrl+z")
            await on.until(lambda: "[表决 3]" in on.text())

        play(place, act)


def test_votes_and_roll_fit_sixty_columns_in_both_languages(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place)
        rid = session(place, guests="县委党校")
        roll.begin(place, place.desk.record(rid))
        place.desk.create("vote", {"session": rid, "matter": "评选先进工作者和先进集体的决定", "eligible": 4})
        words = {"zh": ("待补", "法定人数：未点"), "en": ("not known", "quorum: not marked yet")}

        async def act(on: Stage) -> None:
            for language in ("zh", "en"):
                i18n.set_language(language)
                await show(on, rid, "votes")
                [line] = [line for line in on.lines() if "评选" in line]
                assert words[language][0] in line
                await show(on, rid, "roll_call")
                assert words[language][1] in on.text()
                await on.keys("ctrl+f")
                await on.type("zs")
                assert any("张三" in line for line in on.lines())
                assert len(on.lines()) == 24

        play(place, act, size=(72, 24))

"""点评: an entry about a person becomes a formal comment with a grade by one key, and that person finds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sync.workplace import Workplace
from tests.screens.meeting import show
from tests.screens.stage import ME, OTHER, Stage, envelope, joined, play
from tui import commentary

SAID = "张三《读后》联系办文实际，写得好。"


def meeting(place: Workplace, about: str = OTHER, **more: Any) -> None:
    """A session with commentary on somebody, and two submissions of that person, the older one named in it."""
    own, entry = f"r:{about}", {"session": "s-1", "at": "2026-03-05T09:30", "pos": "a"}
    sub = {"scope": own, "author": about, "body": "正文", "state": "submitted"}
    records = [
        envelope("session", "s-1", form="exchange", title="交流会", start="2026-03-05T09:00"),
        envelope("minute", "m-1", entry="commentary", about=about, text=SAID, **entry, **more),
        envelope("submission", "su-1", title="读后", **sub),
        envelope("submission", "su-2", title="另一篇", **sub),
    ]
    place.shadow.take_in(place.shadow.records_changes(records))


def made(place: Workplace) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(target, text) of all comments, and (target, grade) of all grades."""
    return (
        [(str(v.get("target")), str(v.get("text"))) for v in place.repository.find("comment")],
        [(str(v.get("target")), str(v.get("grade"))) for v in place.repository.find("grade")],
    )


def test_the_submission_named_comes_first_and_comment_and_grade_are_one_action(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        meeting(place)

        async def act(on: Stage) -> None:
            await show(on, "s-1", "minutes")
            await on.keys("up", "plus")
            rows = [row for row in on.lines() if ("《" in row or "本条发言" in row) and "联系" not in row]
            found = [next(w for w in ("《读后》", "本条发言", "《另一篇》") if w in row) for row in rows[-3:]]
            assert found == ["《读后》", "本条发言", "《另一篇》"]
            await on.keys("enter")
            assert "给 张三 评级" in on.text()
            await on.keys("down", "enter")
            await on.until(lambda: made(place) == ([("su-1", SAID)], [("su-1", "fairly_good")]))
            assert "正式点评：王五" in on.text()
            await on.keys("plus")
            assert "已经转为正式点评" in on.said()[-1]
            await on.keys("ctrl+z")
            await on.until(lambda: made(place) == ([], []))
            await on.keys("plus", "down", "enter", *["down"] * 4, "enter")
            await on.until(lambda: made(place) == ([("m-1", SAID)], []))

        play(place, act)
        [comment] = place.repository.find("comment")
        assert (comment.get("author"), comment.get("session")) == (ME, "s-1")


def test_a_member_comments_on_the_entry_without_a_grade(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        meeting(place)

        async def act(on: Stage) -> None:
            await show(on, "s-1", "minutes")
            await on.keys("up", "plus", "enter")
            assert "支部书记" in on.said()[-1], "a submission is not for everybody to comment on"
            assert made(place) == ([], [])
            await on.keys("down", "enter")
            await on.until(lambda: made(place) == ([("m-1", SAID)], []))

        play(place, act)


@pytest.mark.parametrize(("entry", "about"), [("discussion", OTHER), ("commentary", None)])
def test_what_is_no_commentary_on_a_person_says_what_to_do(tmp_path: Path, entry: str, about: str | None) -> None:
    with joined(tmp_path, "secretary") as place:
        meeting(place)
        about_change: dict[str, Any] = {"session": "s-1", "at": "2026-03-05T09:31", "pos": "b"}
        record = envelope("minute", "m-2", entry=entry, about=about, text="别的话", **about_change)
        place.shadow.take_in(place.shadow.records_changes([record]))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "minutes")
            await on.keys("up", "plus")
            assert "Ctrl+F" in on.said()[-1]

        play(place, act)
        assert made(place) == ([], [])


def test_a_grade_given_before_is_changed_not_given_twice(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        meeting(place)
        grade = {"target": "su-1", "of": OTHER, "author": ME}
        fields = {**grade, "grade": "fair"}
        place.desk.create("grade", fields)
        commentary.make_formal(place, place.desk.record("m-1"), "su-1", "good")
        assert made(place) == ([("su-1", SAID)], [("su-1", "good")])


def test_one_finds_what_was_said_about_oneself_and_the_grade_on_ones_submission(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        meeting(place, about=ME, speaker=OTHER)
        own = f"r:{ME}"
        records = [
            envelope("comment", "c-1", scope=own, target="su-1", author=OTHER, text="条理清楚", session="s-1"),
            envelope("grade", "g-1", scope=own, target="su-1", of=ME, author=OTHER, grade="good"),
        ]
        place.shadow.take_in(place.shadow.records_changes(records))

        async def act(on: Stage) -> None:
            await on.keys("4", *["f3"] * 4)
            assert "对我的点评（2）" in on.text()
            first, second = (next(row for row in on.lines() if text in row) for text in ("条理清楚", "联系办文"))
            assert first.split()[:3] == ["2026-03-05", "张三", "《读后》"]
            assert first.split()[-1] == "好"
            assert second.split()[:3] == ["2026-03-05", "张三", "交流会"]
            await on.keys("f10")
            assert "条理清楚" not in on.text()
            await on.keys("f10", "home", "down", "enter")
            await on.until(lambda: "读后" in on.text() and "等次：好（张三）" in on.text())
            assert "条理清楚" in on.text()
            await on.keys("escape", "f3")
            assert "还没有心得草稿" in on.text()

        play(place, act)


def test_what_became_formal_stands_once(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        meeting(place, about=ME)
        assert [each.view.id for each in commentary.received(place, ME)] == ["m-1"]
        own = f"r:{ME}"
        comment = envelope("comment", "c-1", scope=own, target="su-1", author=OTHER, text=SAID, session="s-1")
        place.shadow.take_in(place.shadow.records_changes([comment]))
        assert [each.view.id for each in commentary.received(place, ME)] == ["c-1"]
        assert commentary.received(place, OTHER) == []


def test_nobody_makes_commentary_on_oneself_formal(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        meeting(place, about=ME)

        async def act(on: Stage) -> None:
            await show(on, "s-1", "minutes")
            await on.keys("up", "plus")
            assert "说的是您自己" in on.said()[-1]

        play(place, act)
        assert made(place) == ([], [])


@pytest.mark.parametrize("target", ["m-1", "su-1"])
def test_an_entry_corrected_after_it_became_formal_is_not_made_formal_again(tmp_path: Path, target: str) -> None:
    with joined(tmp_path, "secretary", "clerk") as place:
        meeting(place)
        commentary.make_formal(place, place.desk.record("m-1"), target, None)
        place.desk.set("m-1", {"text": "张三《读后》联系办文实际，写得很好。"})
        other = {"session": "s-1", "at": "2026-03-05T09:40", "pos": "b", "entry": "commentary", "about": "m-9"}
        place.shadow.take_in(place.shadow.records_changes([envelope("minute", "m-2", text="别人的", **other)]))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "minutes")
            await on.keys("up", "up", "plus")
            assert "已经转为正式点评" in on.said()[-1]

        play(place, act)
        assert made(place) == ([(target, SAID)], [])
        received = {each.view.kind for each in commentary.received(place, OTHER)}
        assert received == ({"comment"} if target == "m-1" else {"comment", "minute"}), "other words are never hidden"
        assert commentary.formal(place, place.desk.record("m-2")) == []


def test_two_entries_about_one_person_become_formal_each(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        meeting(place)
        more = {"session": "s-1", "at": "2026-03-05T09:40", "pos": "b", "entry": "commentary", "about": OTHER}
        place.shadow.take_in(place.shadow.records_changes([envelope("minute", "m-2", text="《另一篇》稍短。", **more)]))
        commentary.make_formal(place, place.desk.record("m-1"), "su-1", None)
        assert commentary.formal(place, place.desk.record("m-2")) == []
        assert len(commentary.formal(place, place.desk.record("m-1"))) == 1

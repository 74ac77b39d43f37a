"""A draft says how long it is and how much the branch's rule still wants; its links go with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.handed_in import BODY, take_in
from tests.screens.stage import Stage, envelope, joined, play


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "22 字（不含标题），要求 800 字，还差 778 字"),
        ({"rules_changed": ["R-1.characters=20"]}, "22 字（不含标题），已达到 20 字"),
        ({"rules_changed": ["R-1=off"]}, "22 字（不含标题）"),
        ({"rule_pack": "none"}, "22 字（不含标题）"),
    ],
)
def test_the_length_stands_there_with_what_the_rule_still_wants(
    tmp_path: Path, settings: dict[str, object], said: str
) -> None:
    with joined(tmp_path) as place:
        take_in(place, envelope("settings", "st-1", branch_name="测试支部", **settings))

        async def act(on: Stage) -> None:
            await on.keys("4", "ctrl+n")
            if "还差" in said:
                assert "0 字（不含标题），要求 800 字，还差 800 字" in on.text(), "asked for before the first key"
            await on.type("一个很长很长的标题")
            await on.keys("tab")
            await on.type(BODY)
            await on.until(lambda: said in on.text())
            line = next(line for line in on.lines() if said in line)
            assert ("还差" in line or "达到" in line) == ("，" in said)
            await on.keys("ctrl+s")
            await on.until(lambda: f"{said} · 已保存" in on.text())

        play(place, act)


def test_a_book_is_picked_and_goes_with_the_submission(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take_in(
            place,
            envelope("book", "bk-1", title="机关公文写作", author="某某", state="in_stock"),
            envelope("task", "tk-1", topic="学公文", number=1),
        )
        draft = place.desk.create("reflection", {"title": "题", "body": BODY, "task": "tk-1"})

        async def act(on: Stage) -> None:
            await on.keys("4", "enter", "tab", "tab", "tab", "enter")
            await on.type("jggw")
            await on.keys("enter")
            await on.until(lambda: place.desk.record(draft).get("book") == "bk-1")
            await on.keys("ctrl+r")
            await on.until(lambda: "书目：机关公文写作" in on.text())
            await on.keys("enter")
            await on.until(lambda: len(place.queue) == 1)

        play(place, act)
        [waiting] = place.queue.waiting()
        sent = {name: change[1] for name, change in waiting.op.ch.items()}
        assert (sent["book"], sent["task"]) == ("bk-1", "tk-1")

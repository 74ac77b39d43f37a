"""A roll of 200, called by somebody whose input method is on: every key is counted."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from sync.workplace import Workplace
from tests.screens.meeting import session, show
from tests.screens.stage import Stage, alone, play
from tui import roll
from tui.pinyin import initials

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英玉萍红梅鑫波辉"

EQUAL_INITIALS = (("张三", "周山"), ("李强", "刘琴"), ("王芳", "魏锋"), ("陈静", "曹军"), ("孙丽", "石磊"))
"""Five groups of people whom the same letters find."""

TWICE = "何平"
"""A name two people have."""


class Keyboard:
    """Presses keys as a hand does, with an input method on: letters arrive only when it commits them."""

    def __init__(self, on: Stage) -> None:
        self.on = on
        self.pressed = 0

    async def press(self, *keys: str) -> None:
        """Keys that no input method takes."""
        self.pressed += len(keys)
        await self.on.keys(*keys)

    async def commit(self, letters: str, text: str | None = None) -> None:
        """Letters and the key that commits them: as they are, or as the Chinese the input method makes of them."""
        self.pressed += len(letters) + 1
        await self.on.type(text or letters)


def people(place: Workplace) -> dict[tuple[str, str], str]:
    """200 people in 8 sections by name and section, the groups of equal initials and names among them."""
    named = [name for group in EQUAL_INITIALS for name in group]
    taken = {initials(name) for name in [*named, TWICE]}
    filler: list[str] = []
    for family, given in itertools.product(FAMILY, GIVEN):
        name = family + given
        if initials(name) not in taken and all(initials(name) != initials(each) for each in filler):
            filler.append(name)
    for first, family, given in itertools.product(GIVEN, FAMILY, GIVEN):
        if len(filler) >= 188:
            break
        name = family + first + given
        if initials(name) not in taken:
            filler.append(name)
            taken.add(initials(name))
    names = [*named, TWICE, TWICE, *filler[:188]]
    assert len(names) == 200
    records: list[tuple[str, dict[str, Any], str | None]] = []
    sections = [place.desk.create("section", {"name": f"第{n}科", "sort": n}) for n in range(1, 9)]
    found: dict[tuple[str, str], str] = {}
    for number, name in enumerate(names):
        rid = place.ids.record()
        # The two of one name sit in different sections, far apart on the roll.
        which = number % 8
        records.append(("member", {"name": name, "sort": number}, rid))
        records.append(("membership", {"member": rid, "section": sections[which], "from": "2020-01-01"}, None))
        found[name, f"第{which + 1}科"] = rid
    place.desk.create_all(records)
    return found


@pytest.mark.parametrize("full_width", [False, True], ids=["half-width digits", "full-width digits"])
def test_two_hundred_people_with_ten_exceptions_take_under_sixty_keys(tmp_path: Path, full_width: bool) -> None:
    with alone(tmp_path) as place:
        found = people(place)
        where = [section for name, section in found if name == TWICE]
        assert len(where) == 2
        rid = session(place)

        def digit(number: int) -> str:
            return chr(0xFF10 + number) if full_width else str(number)

        async def act(on: Stage) -> None:
            hand = Keyboard(on)
            await show(on, rid, "roll_call")
            await hand.press("ctrl+n")
            await on.until(lambda: "应到 200  实到 0  未点 200" in on.text())
            assert "法定人数：未点" in on.text()
            await hand.press("ctrl+f")
            # Whom the same letters find is told how many they are; Tab or Down goes to the next.
            await hand.commit("zs")
            assert "2 人符合，现在是第 1 人：张三" in on.text()
            await hand.press(digit(4))
            await hand.commit("zs")
            await hand.press("tab")
            assert "2 人符合，现在是第 2 人：周山" in on.text()
            await hand.press(digit(5))
            await hand.commit("lq", "ｌｑ" if full_width else None)
            await hand.press("down", digit(4))
            await hand.commit("wf")
            await hand.press(digit(5))
            await hand.commit("cj")
            await hand.press(digit(2))
            await hand.commit("sl")
            await hand.press(digit(3))
            # Two of one name are told apart by their sections.
            await hand.commit("hp", TWICE)
            assert f"2 人符合，现在是第 1 人：何平（{where[0]}）" in on.text()
            assert sum("何平" in line and "第" in line for line in on.lines()) >= 2, (
                "both stand there with their section"
            )
            await hand.press("tab")
            assert f"现在是第 2 人：何平（{where[1]}）" in on.text()
            await hand.press(digit(4))
            await hand.commit("sl", "石磊")
            await hand.press(digit(6))
            await hand.commit("zw")
            await hand.press(digit(5))
            await hand.commit("qf")
            await hand.press(digit(2))
            await on.until(
                lambda: "应到 199  实到 3  迟到 2  早退 1  请假 3  缺席 3  不计应到 1  未点 190" in on.text()
            )
            await hand.press("ctrl+s")
            assert "其余 190 人均到？" in on.text()
            assert "应到 199  实到 3" in on.text(), "the question leaves the figures in sight"
            await hand.press("enter")
            await on.until(lambda: "点名完成" in on.text())
            assert "应到 199  实到 193  迟到 2  早退 1  请假 3  缺席 3  不计应到 1" in on.text()
            assert "有表决权 199  其中实到 193  够法定人数（至少 100 人）" in on.text()
            assert hand.pressed < 60, f"{hand.pressed} keys"

        play(place, act)
        rows = {row.get("member"): row.get("status") for row in roll.rows(place, rid)}
        marked = {key: rows[member] for key, member in found.items() if rows[member] is not None}
        by_name = {name: status for (name, section), status in marked.items() if name != TWICE}
        assert by_name == {
            "张三": "leave",
            "周山": "absent",
            "刘琴": "leave",
            "王芳": "absent",
            "陈静": "late",
            "孙丽": "left_early",
            "石磊": "exempt",
            "赵伟": "absent",
            "钱芳": "late",
        }
        assert {section: status for (name, section), status in marked.items() if name == TWICE} == {where[1]: "leave"}

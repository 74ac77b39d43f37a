"""The branch's rules by keys: read, adapted, switched, another pack; what a change does is shown before it counts."""

from __future__ import annotations

from pathlib import Path

from sync.workplace import Workplace
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tests.screens.yearly import THIRD, a_year, keep, reads_all
from tui.rule_choice import choice_of
from tui.year.adapting import Choice


def choice(place: Workplace) -> Choice:
    return choice_of(place)


async def count(on: Stage) -> None:
    """Wait until the figures of a change are there, and look at them."""
    await on.until(lambda: "正在计算" not in on.text())
    await on.keys("end")
    await on.until(lambda: "学时达标人数" in on.text())


def test_a_plain_member_reads_the_rules_and_is_told_who_may_change_them(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        keep(place, envelope("settings", "set", rule_pack="example-2011", rules_changed=["P-1.percent=85", "F-6=off"]))

        async def act(on: Stage) -> None:
            await on.keys("8", "f8")
            text = on.text()
            assert "2011年示例规则" in text
            assert "本支部调整 1 条" in text
            assert "1 项调整不适用" in text
            await on.keys("end")
            assert "不适用的调整：F-6=off" in on.text()
            for key in ("f9", "f2", "f3", "delete"):
                await on.keys(key)
                assert "学习秘书" in on.said()[-1]

        play(place, act)
        assert len(place.queue) == 0


def test_a_change_of_pack_shows_rules_and_figures_before_it_counts_and_undo_takes_it_back(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        a_year(place, year=2026)
        reads_all(place, ME, OTHER, THIRD)

        async def act(on: Stage) -> None:
            await on.keys("8", "f8", "f9", "down", "enter")
            await on.until(lambda: "有 10 条规则不同" in on.text())
            assert choice(place) == Choice(), "nothing counts yet"
            await count(on)
            text = on.text()
            assert "集中学习学时（全支部）：12" in text, "what stays the same is shown too"
            assert "未达到的频次：" in text
            assert "→" in text
            await on.keys("escape")
            assert choice(place) == Choice(), "Esc leaves the rules as they are"
            await on.keys("f9", "down", "enter")
            await count(on)
            await on.keys("ctrl+s")
            await on.until(lambda: choice(place).pack == "example-2011")
            assert "2011年示例规则" in on.text()
            await on.keys("ctrl+z")
            await on.until(lambda: not place.repository.find("settings") or choice(place).pack is None)

        play(place, act)


def test_a_value_is_asked_in_hours_and_checked_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("settings", {"branch_name": "测试支部", "rules_changed": ["P-1.percent=85"]})

        async def act(on: Stage) -> None:
            await on.keys("8", "f8")
            for _ in range(10):
                await on.keys("down")
            assert "T-1 每人每年集中学习不少于32学时" in on.text()
            await on.keys("f2", "enter")
            assert "现为 32 学时" in on.text()
            await on.type("四十")
            await on.keys("enter")
            assert "要写整数，不能写“四十”" in on.said()[-1]
            assert "四十" in on.text(), "what was written is there to be mended"
            await on.keys("backspace", "backspace")
            await on.type("40.5")
            await on.keys("enter")
            await on.until(lambda: "有 1 条规则不同" in on.text())
            assert "改后：每人每年集中学习不少于40.5学时" in on.text()
            await on.until(lambda: "学时达标人数" in on.text())
            await on.keys("ctrl+s")
            await on.until(lambda: choice(place).changes == {"P-1.percent=85", "T-1.member=2430"})
            assert "每人由 32 改为 40.5" in on.text()
            await on.until(lambda: not place.unsaved.all())
            await on.keys("delete")
            await on.until(lambda: "学时达标人数" in on.text())
            await on.keys("ctrl+s")
            await on.until(lambda: choice(place).changes == {"P-1.percent=85"})

        play(place, act)
        [settings] = place.repository.find("settings")
        assert settings.get("branch_name") == "测试支部"


def test_a_rule_is_switched_off_and_on_again(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("8", "f8", "down", "f3")
            await on.until(lambda: "改后：不作要求" in on.text())
            await on.until(lambda: "学时达标人数" in on.text())
            await on.keys("ctrl+s")
            await on.until(lambda: choice(place).changes == {"H-2=off"})
            assert "停用" in next(line for line in on.lines() if line.strip().startswith("H-2"))
            await on.keys("f3")
            await on.until(lambda: "学时达标人数" in on.text())
            await on.keys("ctrl+s")
            await on.until(lambda: choice(place) == Choice())

        play(place, act)


def test_forms_are_marked_in_a_list(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("8", "f8", *["down"] * 6, "f2")
            assert "H-7" in on.text()
            await on.keys("enter", "ctrl+s")
            await on.until(lambda: "有 1 条规则不同" in on.text())
            await on.until(lambda: "学时达标人数" in on.text())
            await on.keys("ctrl+s")
            await on.until(lambda: bool(choice(place).changes))
            assert "collective_study" not in choice(place).rules.words("H-7", "forms")

        play(place, act)


def test_a_change_that_was_overtaken_is_not_made(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        keep(place, envelope("settings", "set", rule_pack="cn-current"))

        async def act(on: Stage) -> None:
            await on.keys("8", "f8", "down", "f3")
            await on.until(lambda: "学时达标人数" in on.text())
            keep(place, envelope("settings", "set", 2, by=OTHER, rule_pack="none"))
            await on.settle()
            await on.keys("ctrl+s")
            assert "规则刚被别人改过" in on.said()[-1]

        play(place, act)
        assert choice(place) == Choice("none")


def test_packs_there_and_back_leave_what_the_branch_changed(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("settings", {"rule_pack": "cn-current", "rules_changed": ["F-6=off", "T-1.member=2400"]})
        before = choice(place)

        async def go(on: Stage, way: str) -> None:
            await on.keys("f9", way, "enter", "end")
            await on.until(lambda: "学时达标人数" in on.text())

        async def act(on: Stage) -> None:
            await on.keys("8", "f8")
            await go(on, "down")
            assert "这些调整在新规则包里不适用，保留着" in on.text()
            assert "F-6=off" in on.text()
            await on.keys("ctrl+s")
            await on.until(lambda: choice(place).pack == "example-2011")
            assert choice(place).changes == before.changes
            await go(on, "up")
            await on.keys("ctrl+s")
            await on.until(lambda: choice(place).pack == "cn-current")

        play(place, act)
        assert choice(place) == before
        assert choice(place).rules == before.rules


def test_a_new_value_that_was_typed_and_not_used_waits_on_home_and_leads_to_its_rule(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("8", "f8", *["down"] * 10, "f2", "enter")
            await on.type("41")
            await on.keys("escape")
            await on.until(lambda: bool(place.unsaved.all()))
            await on.keys("escape", "escape")
            assert "写了还没用上：规则 T-1“每人”的新数值" in on.text()
            assert "已不在本机" not in on.text()
            await on.keys("home", "enter", "enter")
            assert "现为 32 学时" in on.text(), "the field is open, with what was typed"
            await on.keys("enter")
            await on.until(lambda: "不少于41学时" in on.text())
            assert "Enter 采用  Esc 不改" in on.lines()[-1]
            await on.keys("escape")
            assert "没有改；写的数值留着" in on.said()[-1]
            await on.keys("f2", "enter", "enter")
            await on.until(lambda: "学时达标人数" in on.text())
            await on.keys("enter")
            await on.until(lambda: "T-1.member=2460" in choice(place).changes)
            await on.until(lambda: not place.unsaved.all())

        play(place, act)

"""`xinde rules`: the rules in words and as JSON, and a change of them that shows what it does first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sync.workplace import open_workplace
from tests.cli.device import Device
from tests.screens.stage import joined


@pytest.fixture
def device(tmp_path: Path) -> Device:
    """A branch of this device alone, without settings, with one person and one session."""
    device = Device(tmp_path / "home")
    with open_workplace(device.home) as place:
        place.start_alone("测试支部")
        person = place.desk.create("member", {"name": "张三"})
        day = f"{place.clock.now():%Y}-01-05"
        times = {"start": f"{day}T09:00", "end": f"{day}T11:00", "roll_call_done": True}
        session = place.desk.create("session", {"form": "exchange", "host": person, **times})
        place.desk.create("attendance", {"session": session, "member": person, "expected": True, "status": "present"})
        for state in ("running", "writing"):
            place.desk.change_state(session, state)
    return device


def settings(device: Device) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = device.json("list", "settings")
    return found


def test_the_rules_are_printed_with_source_and_what_nobody_has_read(device: Device) -> None:
    printed = device.ok("rules")
    assert printed.splitlines()[0].startswith("现行通用规则")
    assert "T-1" in printed
    assert "每人每年集中学习不少于32学时，书记和支委不少于56学时。" in printed
    assert "出处：《中国共产党党员教育管理工作条例》（2019年）关于集中学习培训时间的规定（原文待核对）" in printed
    told = device.json("rules")
    assert (told["pack"], told["changes"], told["not_understood"]) == ("cn-current", [], [])
    rule = next(each for each in told["rules"] if each["id"] == "T-1")
    assert rule["values"] == {"member": 1920, "committee": 3360}
    assert (rule["verified"], rule["on"], rule["changed"]) == (None, True, [])


def test_a_change_shows_what_it_does_and_counts_only_when_confirmed(device: Device) -> None:
    ran = device.run("rules", "--pack", "example-2011", typed=b"n\n")
    assert ran.code == 1
    assert "有 10 条规则不同" in ran.err
    assert "改后：交流讨论每年不少于5次。" in ran.err
    assert "集中学习学时（全支部）：2" in ran.err
    assert settings(device) == []
    unasked = device.run("rules", "--pack", "example-2011")
    assert unasked.code == 2
    assert "--yes" in unasked.err
    assert settings(device) == []
    assert "规则已调整" in device.ok("rules", "--pack", "example-2011", typed="是\n".encode())
    assert settings(device)[0]["fields"]["rule_pack"] == "example-2011"


def test_a_change_in_json_tells_differences_and_effects(device: Device) -> None:
    told = device.json("rules", "--set", "T-1.member=120", "--set", "F-6=off", "--yes")
    assert told["changed"] is True
    assert [each["id"] for each in told["differences"]] == ["F-6", "T-1"]
    assert told["differences"][0]["after"] is None
    assert told["differences"][1]["after"] == {"member": 120, "committee": 3360}
    effects = {each["name"]: (each["before"], each["after"]) for each in told["effects"]}
    assert effects["hours_reached"] == (0, 1)
    assert effects["hours_collective"] == (120, 120)
    asked = [effects["frequency_missed"][n] + effects["frequency_open"][n] for n in (0, 1)]
    assert asked[0] - asked[1] == 12, "a theme day was asked of each month"
    assert settings(device)[0]["fields"]["rules_changed"] == ["F-6=off", "T-1.member=120"]
    again = device.json("rules", "--set", "F-6=off", "--yes")
    assert again["changed"] is False
    device.ok("rules", "--reset", "T-1", "--yes")
    assert settings(device)[0]["fields"]["rules_changed"] == ["F-6=off"]


def test_packs_there_and_back_keep_the_changes_of_the_branch(device: Device) -> None:
    device.ok("rules", "--set", "F-6=off", "--set", "P-1.percent=85", "--yes")
    before = device.json("rules")
    told = device.ok("rules", "--pack", "example-2011", "--yes")
    assert "F-6=off" in told, "what fits nothing in the other pack is told"
    assert device.json("rules")["not_understood"] == ["F-6=off"]
    device.ok("rules", "--pack", "cn-current", "--yes")
    assert device.json("rules") == before
    device.ok("rules", "--pack", "example-2011", "--yes")
    device.ok("rules", "--reset", "F-6=off", "--yes")
    assert device.json("rules")["changes"] == ["P-1.percent=85"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "T-1.member=viel"), "要写整数"),
        (("--set", "P-1.percent=101"), "最大是 100"),
        (("--set", "T-1"), "写法"),
        (("--set", "X-9=on"), "没有 X-9"),
        (("--reset", "X-9"), "没有 X-9"),
        (("--pack", "cn-2031"), "cn-2031"),
        (("--set", "H-7.forms=党课"), "lecture"),
    ],
)
def test_what_does_not_fit_is_wrong_usage_and_says_why(device: Device, words: tuple[str, ...], said: str) -> None:
    refused = device.refused(2, "rules", *words, "--yes")
    assert refused["code"] == "unfit"
    assert said in refused["message"]
    assert settings(device) == []


def test_a_plain_member_changes_no_rules(tmp_path: Path) -> None:
    with joined(tmp_path):
        pass
    device = Device(tmp_path)
    assert device.json("rules")["pack"] == "cn-current"
    refused = device.refused(1, "rules", "--pack", "none", "--yes")
    assert "学习秘书" in refused["message"]

"""A whole session by keys alone with the server down, an input method on: from the task of the plan to the submitted record;
then sync, and the numbers are the same on the device that approves it."""

from __future__ import annotations

from pathlib import Path

from sync.workplace import Workplace, open_workplace
from tests.cli.branch import Branch, me
from tests.screens.stage import Stage, no_notice, play
from tests.screens.test_roll_call_many import TWICE, Keyboard, people
from tui import roll
from tui.minutes import ordered

SPEAKERS = ("张三", "周山", "李强", "刘琴", "王芳", "魏锋")
ENTRIES = 40
RESOLUTION = "会议同意印发公文写作规范。"
ACTIONS = (("张三", "3-31"), ("李强", "4-15"), ("王芳", "4-30"))
COMMENTARY = (("周山", "发言联系实际，值得学习。"), ("刘琴", "材料准备充分，表达再精练些。"))


def test_a_whole_session_by_keys_alone_without_network(tmp_path: Path) -> None:
    with Branch(tmp_path) as branch:
        secretary = branch.device(tmp_path / "secretary", branch.first_invite, "ouyang", "欧阳明")
        clerk = branch.device(tmp_path / "clerk", branch.invite("司马光", "clerk"), "sima")
        with open_workplace(clerk.home) as place:
            people(place)
            plan = place.desk.create("plan", {"year": 2026, "title": "2026年度学习计划"})
            task = {"plan": plan, "number": 1, "topic": "公文写作规范", "track": "professional", "form": "exchange"}
            place.desk.create("task", {**task, "lead": me(secretary), "materials": "党政机关公文处理工作条例"})
        clerk.ok("sync")
        secretary.ok("sync")
        branch.stop()

        with open_workplace(clerk.home, "app") as place:
            no_notice(place)
            play(place, hold)
            mine = figures(place)
            waiting = len(place.queue)
        assert waiting > 250, "nothing has left the device"
        assert mine["counts"] == (201, 195, 3, 3, 2, 1, 1, 0)
        assert (mine["minutes"], mine["actions"], mine["signed"]) == (ENTRIES, 3, True)

        branch.start()
        clerk.ok("sync")
        assert clerk.json("parked") == []
        secretary.ok("sync")
        [session] = secretary.json("list", "session")
        assert session["state"] == "submitted"
        secretary.ok("state", session["id"], "approved")
        secretary.ok("sync")
        clerk.ok("sync")
        for device in (clerk, secretary):
            with open_workplace(device.home) as place:
                assert figures(place) == {**mine, "state": "approved"}
        one, two = (device.ok("minutes", session["id"]).splitlines() for device in (clerk, secretary))
        assert one == two


def figures(place: Workplace) -> dict[str, object]:
    """What the session came to, as this device knows it."""
    [session] = place.repository.find("session")
    counts = roll.counts(place, session)
    [vote] = place.repository.linked("vote", "session", session.id)
    return {
        "state": session.state,
        "counts": (
            counts.expected,
            counts.present,
            counts.leave,
            counts.absent,
            counts.late,
            counts.left_early,
            counts.exempt,
            counts.unmarked,
        ),
        "minutes": len(place.repository.linked("minute", "session", session.id)),
        "actions": len(place.repository.linked("action", "session", session.id)),
        "vote": [vote.get(name) for name in ("eligible", "present", "in_favour", "against", "abstain")],
        "signed": place.desk.facts.signed(session.id),
        "order": [(view.get("at"), view.get("text"), view.id) for view in ordered(place, session.id)],
    }


async def hold(on: Stage) -> None:
    """The whole of it."""
    place = on.app.place
    await plan_it(on)
    await call_the_roll(on)
    await take_minutes(on)
    await vote(on)
    await sign_and_submit(on)
    [session] = place.repository.find("session")
    assert session.state == "submitted"


async def plan_it(on: Stage) -> None:
    """From the task to the running session with its agenda."""
    await on.keys("2", "enter", "ctrl+r")
    assert "新建学习活动" in on.lines()[0]
    await on.type("2026-03-05 9:00")
    await on.keys("tab")
    await on.type("2026-03-05 11:00")
    await on.keys("tab")
    await on.type("三楼会议室")
    await on.keys("ctrl+s", "escape", "3", "enter")
    assert "主持人：欧阳明" in on.text()
    assert "记录人：司马光" in on.text()
    await on.keys("f9", "enter")
    await on.until(lambda: "进行中" in on.lines()[0])
    await on.keys("f3", "ctrl+r")
    await on.until(lambda: "[议程 4]" in on.text())
    await on.keys("f3")
    assert "党政机关公文处理工作条例" in on.text()


async def call_the_roll(on: Stage) -> None:
    """Ten exceptions among 202 people, then everybody else."""
    hand = Keyboard(on)
    await on.keys("f3")
    await hand.press("ctrl+n")
    await on.until(lambda: "应到 202  实到 0  未点 202" in on.text())
    await hand.press("ctrl+f")
    for letters, name, moves, digit in (
        ("zs", None, (), "４"),
        ("zs", None, ("tab",), "５"),
        ("lq", None, ("down",), "４"),
        ("wf", None, (), "５"),
        ("cj", None, (), "２"),
        ("sl", None, (), "３"),
        ("hp", TWICE, ("tab",), "４"),
        ("sl", "石磊", (), "６"),
        ("zw", None, (), "５"),
        ("qf", None, (), "２"),
    ):
        await hand.commit(letters, name)
        await hand.press(*moves, digit)
    await on.until(lambda: "未点 192" in on.text())
    await hand.press("ctrl+s", "enter")
    await on.until(lambda: "点名完成" in on.text())
    assert hand.pressed < 60, f"{hand.pressed} keys"


async def take_minutes(on: Stage) -> None:
    """Forty entries by six speakers: talk, a resolution, commentary on two, three of them made actions."""
    await on.keys("escape", "f3")
    assert "[记录]" in on.text()
    for number in range(ENTRIES - 3):
        if number % 6 == 0:
            await speaker(on, SPEAKERS[number // 6 % 6])
        await on.type(f"第{number + 1}点意见，谈了办文的要求。")
        await on.keys("enter")
        if number < len(ACTIONS):
            await action(on, *ACTIONS[number])
    await on.keys("ctrl+o", "ctrl+o")
    await on.type(RESOLUTION)
    await on.keys("enter")
    await on.keys("ctrl+o")
    for name, words in COMMENTARY:
        await on.keys("ctrl+f")
        await on.type(name)
        await on.keys("enter")
        assert f"对象 {name}" in on.text()
        await on.type(words)
        await on.keys("enter")
    await on.until(lambda: f"[记录 {ENTRIES}]" in on.text())


async def speaker(on: Stage, name: str) -> None:
    """Who speaks next, by name as the input method commits it."""
    await on.keys("ctrl+g")
    await on.type(name)
    await on.keys("enter")
    assert f"发言 {name}" in on.text()


async def action(on: Stage, owner: str, due: str) -> None:
    """The last entry as an action with its owner and date."""
    await on.keys("up", "ctrl+n")
    assert "新建待办" in on.lines()[0]
    await on.keys("enter")
    await on.type(owner)
    await on.keys("enter", "tab")
    await on.type(due)
    await on.keys("escape")
    await on.keys("down", "escape")


async def vote(on: Stage) -> None:
    """The resolution is voted on."""
    await on.keys("f3", "ctrl+n", "enter", *"１９０", "tab", "0", "tab", "5", "escape")
    await on.until(lambda: "通过" in on.text())


async def sign_and_submit(on: Stage) -> None:
    """The recorder signs, enters the host's signature on paper, and submits."""
    await on.keys("f3", "f3")
    assert "[记录稿]" in on.text()
    await on.keys("ctrl+s", "enter")
    await on.until(lambda: "记录人 司马光 已签" in on.text())
    await on.keys("ctrl+r", "enter", "enter")
    await on.type("签字页")
    await on.keys("enter", "enter")
    await on.until(lambda: "条目只读" in on.text())
    await on.keys("f9", "enter")
    await on.until(lambda: "整理记录" in on.lines()[0])
    await on.keys("f9", "enter")
    await on.until(lambda: "待审核" in on.lines()[0])

"""What a screen shows a command tells: every screen has its command or a reason, and those that list can be read aloud."""

from __future__ import annotations

import ast
import shlex
from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.cli.device import Device
from tui import i18n
from tui.commandline.grammar import parse

SCREENS = {
    "home": "today",
    "plans": "list plan",
    "plan": "plan",
    "plan_actual": "plan --actual",
    "plan_versions": "versions PLAN",
    "plan_difference": "versions PLAN 2",
    "sessions": "list session",
    "session": "session SESSION; minutes SESSION",
    "agenda": "session SESSION; list agenda_item",
    "roll_call": "session SESSION; list attendance",
    "minutes": "minutes SESSION; list minute",
    "minute_form": "show ID; edit ID text=x",
    "votes": "session SESSION; minutes SESSION",
    "actions": "session SESSION; list action",
    "materials": "session SESSION; list material",
    "record": "minutes SESSION; sign SESSION",
    "meeting_notice": "notice SESSION",
    "leave": "session SESSION; list leave_request",
    "reflections": "list reflection",
    "draft": "show ID; edit ID body=-; submit ID",
    "submissions": "list submission",
    "submission": "show ID",
    "commentary": "list comment",
    "published": "list publication",
    "publication": "show ID; publish ID",
    "recommended": "list recommendation",
    "notes": "list note; notes WORD",
    "note": "new note body=-; show ID",
    "take": "notes WORD; edit ID body=-",
    "conflicts": "conflicts; parked",
    "merge": "resolve ID --keep FILE",
    "history": "history ID",
    "trash": "trash; restore ID",
    "content": "show ID",
    "branch": "list member; list section; list settings",
    "people": "people",
    "person": "people MEMBER",
    "documents": "list document",
    "records": "list section; list appointment",
    "year": "year",
    "year_chart": "year --bars",
    "find": "find WORD",
    "settings": "settings",
    "hours": "year",
    "attendance_year": "year",
    "person_year": "year --member MEMBER",
    "figure": "year --figure held",
    "rules": "rules",
    "rule_change": "rules --set T-1.hours=40",
    "open_items": "gaps",
    "assessments": "assessments",
    "assessment": "assessment MEMBER 2025",
    "assessment_form": "assessment MEMBER 2025",
    "room": "books",
    "book": "books WORD; list copy",
    "loans": "loans; lend CODE MEMBER; back CODE; renew LOAN",
    "cycle": "reading",
    "evidence": "reading; list submission; list loan",
    "studies": "study; study LINE",
    "study_confirm": "list study --where state=entered",
    "study_month": "study --confirm MEMBER 2026-03",
    "improvements": "improvements",
    "improvement": "show ID",
    "export": "export list",
    "exporting": "export ledger",
    "preview": "export ledger --preview",
    "import": "import roster FILE",
    "form": "new note body=-; edit ID place=x; state ID submitted",
    "clean": "clean",
    "sign_in": "join INVITE --login wang; login URL --login wang; password",
    "vault": "vault status",
    "help": "--help",
}
"""Scope of a screen -> the commands that tell what it tells, or do what it is for."""

WITHOUT = {
    "lock": "hides a screen; a command shows none",
    "lock_choose": "chooses what opens a hidden screen; a command hides none",
    "welcome": "what can be begun with: join, load and demo stand in --help, what does not belong here in the README",
    "notice": "said once before anything can be written on a screen",
    "pick": "a question inside a command of a screen; a command is given the answer as a word",
    "confirm": "a question inside a command of a screen; a command is given --yes",
    "ask": "a question inside a command of a screen; a command is given the answer as a word",
    "path": "asks for a file; a command is given it",
    "working": "that something is being worked on; a command ends when it is done",
}
"""Scope of a screen -> why no command tells it."""


def scopes() -> set[str]:
    """The scopes of all screens, read from their source."""
    found: set[str] = set()
    for path in (i18n.FOLDER.parent / "screens").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id="SCOPE")], value=ast.Constant(value=str(scope)))
                    | ast.AnnAssign(target=ast.Name(id="SCOPE"), value=ast.Constant(value=str(scope)))
                ):
                    found.add(scope)
    return found


def test_every_screen_has_a_command_or_a_reason() -> None:
    assert scopes() == SCREENS.keys() | WITHOUT.keys()
    assert not SCREENS.keys() & WITHOUT.keys()


def test_every_one_of_these_commands_is_understood() -> None:
    for scope, commands in SCREENS.items():
        for command in commands.split(";"):
            if command.strip() != "--help":
                assert parse(shlex.split(command)).handler, scope


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Device:
    """A branch of this device alone with a plan, a session with a roll, a person with a duty."""
    home = tmp_path_factory.mktemp("twin") / "home"
    with open_workplace(home) as place:
        place.start_alone("测试支部")
        desk = place.desk

        def new(kind: str, **fields: object) -> str:
            return desk.create(kind, fields)

        section = new("section", name="综合科")
        who = new("member", name="王五", title="科员")
        other = new("member", name="李四")
        new("membership", member=who, section=section, **{"from": "2020-01-01"})
        new("appointment", member=who, role="clerk", **{"from": "2020-01-01"})
        plan = new("plan", year=2026, title="2026年计划", goals="第一行\n第二行")
        new(
            "task",
            plan=plan,
            number=1,
            topic="公文写作",
            track="professional",
            form="exchange",
            month_from="2026-03-01",
            month_to="2026-04-01",
        )
        session = new("session", form="exchange", title="公文交流", start="2026-03-05T14:30", end="2026-03-05T16:00")
        new("agenda_item", session=session, number=1, title="通报", minutes_planned=10)
        new("attendance", session=session, member=who, status="present")
        new("attendance", session=session, member=other, status="leave")
        new("action", session=session, text="印发通知", owner=who, due="2026-03-20")
    return Device(home)


def ids(device: Device, kind: str) -> str:
    """The id of the one record of a kind."""
    [found] = device.run("list", kind, "--json").json
    return str(found["id"])


def test_what_a_page_shows_stands_in_lines(told: Device) -> None:
    session = told.ok("session", ids(told, "session"))
    for line in (
        "公文交流  计划中",
        "形式：交流讨论",
        "  1. 通报  /10 分钟",
        "  王五：实到",
        "  李四：请假",
        "  印发通知  王五  2026-03-20  待办",
    ):
        assert line in session.splitlines()
    plan = told.ok("plan", "2026").splitlines()
    assert plan[0] == "2026年计划  草稿"
    assert "  第二行" in plan
    assert "03-04" in plan[-1]
    actual = told.ok("plan", "2026", "--actual").splitlines()
    assert any(line.startswith("1. 公文写作：已开 0/") for line in actual)
    assert actual[-1] == "  2026-03-05  公文交流  计划中"
    for command in ("plan", "reading", "assessments", "year"):
        assert told.run(command, "99999").code == 2
    assert "还没有学习计划" in told.ok("plan", "2020")
    people = told.ok("people").splitlines()
    assert people[0].split() == ["姓名", "职务", "科室", "职责", "状态"]
    assert people[1].split() == ["王五", "科员", "综合科", "学习秘书", "在岗"]
    assert "2020-01-01" in told.ok("people", "王五")
    assert told.ok("today").splitlines()[0] == "待我办理（0）"
    assert "王五" in told.ok("reading", "2026")
    assert "王五" in told.ok("assessments", "2026")


def test_json_of_them_is_one_document(told: Device) -> None:
    rid = ids(told, "session")
    found = told.run("session", rid, "--json").json
    assert {name: len(rows) for name, rows in found["rows"].items() if rows} == {
        "agenda_item": 1,
        "attendance": 2,
        "action": 1,
    }
    assert told.run("plan", "2026", "--json").json["tasks"][0]["held"] == 0
    assert told.run("people", "王五", "--json").json["duties"] == "学习秘书"
    assert told.run("today", "--json").json[0]["group"] == "waiting"
    assert {row["state"] for row in told.run("reading", "2026", "--json").json} <= {
        "open",
        "missed",
        "done",
        "no_access",
    }
    assert len(told.run("assessments", "2026", "--json").json) == 2


@pytest.mark.parametrize("how", ["--plain", "XINDE_PLAIN"])
def test_plainly_it_is_one_fact_a_line_and_nothing_is_cut(told: Device, how: str) -> None:
    device = told if how == "--plain" else Device(told.home, XINDE_PLAIN="1")
    flag = ["--plain"] if how == "--plain" else []
    lines = device.ok("people", *flag).split("\n")
    assert lines[:6] == ["姓名：王五", "职务：科员", "科室：综合科", "职责：学习秘书", "状态：在岗", ""]
    listed = device.ok("list", "task", *flag).splitlines()
    assert listed[0].startswith("id：")
    assert any(line.endswith("：公文写作") for line in listed)
    assert "  " not in "".join(device.ok("year", "2026", "--member", "王五", *flag).splitlines()[5:9])
    # The next command of this process prints in columns again.
    assert "  " in told.ok("people").splitlines()[0]


def test_no_command_draws_boxes_or_colours(told: Device) -> None:
    for words in (["today"], ["people"], ["plan", "2026"], ["year", "2026"], ["gaps"], ["list", "session"]):
        text = told.ok(*words)
        assert not any("\u2500" <= sign <= "\u257f" or sign == "\x1b" for sign in text), words


def test_an_empty_folder_is_told_how_to_begin(tmp_path: Path) -> None:
    empty = Device(tmp_path / "none")
    assert "Ctrl+L" in empty.ok("today")
    assert "还没有人员" in empty.ok("people")
    assert not empty.home.exists()

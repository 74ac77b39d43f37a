"""`xinde-server account`, `device`, `appoint` and `branch` as an operator uses them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server_stub import tables
from server_stub.account_desk import AccountDesk
from server_stub.accounts import Accounts
from server_stub.clock import SystemClock
from server_stub.direct import Direct
from server_stub.problems import ProtocolProblem
from sync.invite import decode
from sync.records.kind import SCHEMA
from sync.records.roster import in_force
from sync.wire import DeviceInfo, JoinRequest, LoginRequest, Op, SignedIn
from tests.server.door import CHEAP, HERE
from tests.server.test_admin import Shell

SECRET = "这一句只给书记看"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A data folder with one branch of 张三, who is secretary, and 李四."""
    made = Shell(tmp_path / "数据", capsys)
    made.join(made.init(), "zhang", "张三")
    made.join(made.invite("--member", "李四", "--section", "综合科"), "li")
    return made


def data(shell: Shell) -> tuple[str, str]:
    """The option that names the folder."""
    return ("--data", str(shell.folder))


def login(shell: Shell, name: str, password: str = "password") -> SignedIn:
    """Sign in."""
    store = shell.store()
    device = DeviceInfo(name="x", kind="x", ver="x")
    try:
        return Accounts(store, store.clock, CHEAP).login(LoginRequest(login=name, password=password, device=device))
    finally:
        store.close()


def held(shell: Shell, member: str) -> set[str]:
    """Roles a member holds today."""
    today = SystemClock().today()
    found = [each["f"] for each in shell.records(member) if each["type"] == "appointment"]
    return {each["role"] for each in found if each["member"] == member and in_force(each, today)}


def test_accounts_are_listed_disabled_enabled_and_reset(shell: Shell) -> None:
    rows = shell.ok("account", "list", *data(shell))["accounts"]
    assert [(row["login"], row["member"], row["branch"], row["state"], row["devices"]) for row in rows] == [
        ("li", "李四", "示例支部", "active", 1),
        ("zhang", "张三", "示例支部", "active", 1),
    ]
    code, out, _ = shell.run("account", "list", *data(shell))
    assert code == 0
    assert [line.split("\t")[:2] for line in out.splitlines()] == [
        ["login", "member"],
        ["li", "李四"],
        ["zhang", "张三"],
    ]
    assert shell.ok("account", "disable", *data(shell), "li") == {"changed": True}
    assert shell.ok("account", "list", *data(shell))["accounts"][0]["state"] == "disabled"
    assert "Enable it first" in shell.refused("account", "reset", *data(shell), "li")
    assert shell.ok("account", "enable", *data(shell), "li") == {"changed": True}
    invite = shell.ok("account", "reset", *data(shell), "li")["invite"]
    assert shell.ok("account", "list", *data(shell))["accounts"][0]["state"] == "reset"
    assert shell.join(invite, "li").branches[0].member_name == "李四"
    assert "account list" in shell.refused("account", "disable", *data(shell), "nobody")


def test_devices_are_listed_and_revoked(shell: Shell) -> None:
    rows = shell.ok("device", "list", *data(shell), "li")["devices"]
    assert [(row["login"], row["name"], row["state"]) for row in rows] == [("li", "x", "active")]
    assert len(shell.ok("device", "list", *data(shell))["devices"]) == 2
    assert shell.ok("device", "revoke", *data(shell), rows[0]["id"]) == {"changed": True}
    assert shell.ok("device", "list", *data(shell), "li")["devices"][0]["state"] == "revoked"
    assert "device list" in shell.refused("device", "revoke", *data(shell), "d:none")


def test_a_name_moves_nothing_on_the_operators_screen(shell: Shell) -> None:
    """Whoever has an account names a device; what a terminal would obey is shown as something that cannot be shown."""
    named = tables.device.update().values(name="电脑\x9b2J\u202e\u2028完")
    store = shell.store()
    store.write(lambda connection: connection.execute(named))
    store.close()
    _, out, _ = shell.run("device", "list", *data(shell), "li")
    assert out.splitlines()[1].split("\t")[2] == "电脑\ufffd2J\ufffd\ufffd完"


def test_the_first_secretary_is_appointed_and_one_who_must_go_is_not_kept(shell: Shell) -> None:
    member = login(shell, "li").branches[0].member
    appoint = ("appoint", *data(shell), "李四")
    assert shell.ok(*appoint, "--role", "secretary") == {"changed": True}
    assert shell.ok(*appoint, "--role", "secretary") == {"changed": False}
    assert shell.ok(*appoint, "--role", "section_head", "--section", "综合科") == {"changed": True}
    assert held(shell, member) == {"secretary", "section_head"}
    assert shell.ok(*appoint, "--role", "secretary", "--end") == {"changed": True}
    assert held(shell, member) == {"section_head"}
    assert "does not hold" in shell.refused(*appoint, "--role", "secretary", "--end")
    for words, told in (
        (("appoint", *data(shell), "王五", "--role", "clerk"), "no member called 王五"),
        ((*appoint, "--role", "king"), "Roles: secretary"),
        ((*appoint, "--role", "leader"), "needs --section"),
        ((*appoint, "--role", "leader", "--section", "无此科"), "no section called"),
        ((*appoint, "--role", "clerk", "--section", "综合科"), "leave out --section"),
    ):
        assert told in shell.refused(*words)
    assert held(shell, member) == {"section_head"}


def test_no_command_prints_what_anybody_wrote(shell: Shell, tmp_path: Path) -> None:
    store = shell.store()
    direct = Direct(store)
    member = login(shell, "li").branches[0].member
    session = direct.account(member)
    op = Op(
        id=store.ids.op(),
        k="new",
        type="submission",
        rec=store.ids.record(),
        scope=f"r:{direct.branch}:{member}",
        v=SCHEMA,
        at="2026-03-01T08:30:00+08:00",
        ch={name: [None, value] for name, value in {"author": member, "title": SECRET, "body": SECRET}.items()},
    )
    assert session.push([op]).results[0].out == "applied"
    device = session.device
    store.close()
    commands: list[tuple[str, ...]] = [
        ("account", "list"),
        ("device", "list"),
        ("branch", "list"),
        ("invite", "--member", "赵六"),
        ("appoint", "李四", "--role", "clerk"),
        ("appoint", "李四", "--role", "clerk", "--end"),
        ("account", "disable", "li"),
        ("account", "enable", "li"),
        ("account", "reset", "li"),
        ("device", "revoke", device),
        ("branch", "add", "第二支部"),
        ("branch", "rename", "第一支部", "--in", "示例支部"),
        ("gc",),
        ("backup", str(tmp_path / "copy")),
    ]
    for command in commands:
        words = 2 if command[0] in ("account", "device", "branch") else 1
        for shape in ((), ("--json",)):
            _, out, err = shell.run(*command[:words], *data(shell), *command[words:], *shape)
            assert SECRET not in out + err, command


# several branches


def second(shell: Shell) -> SignedIn:
    """Another branch in the same place, with its secretary 王五."""
    invite = shell.ok("branch", "add", *data(shell), "第二支部")["invite"]
    return shell.join(invite, "wang", "王五")


def test_another_branch_has_its_own_first_invite(shell: Shell) -> None:
    joined = second(shell)
    assert (joined.branches[0].name, joined.branches[0].member_name) == ("第二支部", "王五")
    rows = shell.ok("branch", "list", *data(shell))["branches"]
    assert [(row["name"], row["accounts"]) for row in rows] == [("示例支部", 2), ("第二支部", 1)]
    found = shell.ok("account", "list", *data(shell), "--in", "第二支部")["accounts"]
    assert [row["login"] for row in found] == ["wang"]
    assert "already" in shell.refused("branch", "add", *data(shell), "第二支部")
    assert "1 to 80" in shell.refused("branch", "add", *data(shell), "长" * 81)
    assert "1 to 80" in shell.refused("branch", "add", *data(shell), " ")
    assert "branch add" in shell.refused("init", *data(shell), "--branch", "x")


def test_commands_about_people_ask_which_branch(shell: Shell, tmp_path: Path) -> None:
    member = second(shell).branches[0].member
    roster = tmp_path / "名册.csv"
    roster.write_text("王五甲,综合科\n", "utf-8")
    for words in (("invite",), ("invite", "--roster", str(roster)), ("appoint", "李四", "--role", "clerk")):
        told = shell.refused(words[0], *data(shell), *words[1:])
        assert "示例支部, 第二支部" in told
        assert "--in" in told
    assert "no branch 第三支部" in shell.refused("invite", *data(shell), "--in", "第三支部")
    assert "no member called 李四" in shell.refused(
        "appoint", *data(shell), "李四", "--role", "clerk", "--in", "第二支部"
    )
    pairs = shell.ok("invite", *data(shell), "--in", "第二支部", "--roster", str(roster))["invites"]
    assert shell.join(pairs[0]["invite"], "jia").branches[0].name == "第二支部"
    names = sorted(each["f"]["name"] for each in of(shell, "第二支部", member) if each["type"] == "member")
    assert names == ["王五", "王五甲"]


def of(shell: Shell, branch: str, member: str) -> list[dict[str, Any]]:
    """What a member of that branch reads."""
    store = shell.store()
    try:
        found = next(row["id"] for row in shell.ok("branch", "list", *data(shell))["branches"] if row["name"] == branch)
        return Direct(store, found).account(member).pull({}).changes
    finally:
        store.close()


def test_a_branch_is_renamed_for_everybody(shell: Shell) -> None:
    member = second(shell).branches[0].member
    assert shell.ok("branch", "rename", *data(shell), "--in", "第二支部", "机关二支部")["name"] == "机关二支部"
    settings = [each["f"] for each in of(shell, "机关二支部", member) if each["type"] == "settings"]
    assert [each["branch_name"] for each in settings] == ["机关二支部"]
    assert login(shell, "wang").branches[0].name == "机关二支部"
    assert "already" in shell.refused("branch", "rename", *data(shell), "--in", "机关二支部", "示例支部")


def test_a_login_name_is_one_in_all_branches(shell: Shell) -> None:
    invite = shell.ok("branch", "add", *data(shell), "第二支部")["invite"]
    store = shell.store()
    accounts = Accounts(store, store.clock, CHEAP)
    body = JoinRequest(code=decode(invite).code, login="zhang", password="password", device=HERE, name="张三")
    with pytest.raises(ProtocolProblem, match="login_taken"):
        accounts.join(body)
    assert [each.login for each in AccountDesk(store).accounts()] == ["li", "zhang"]
    store.close()

"""`xinde-server` as an operator uses it: init, invite, version, and what it says when something is wrong."""

from __future__ import annotations

import json
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from server_stub.accounts import Accounts
from server_stub.admin import main
from server_stub.clock import SystemClock
from server_stub.direct import Direct
from server_stub.passwords import Passwords
from server_stub.store import Store
from sync.invite import decode
from sync.wire import DeviceInfo, JoinRequest, SignedIn

CHEAP = Passwords(time_cost=1, memory_kib=8, lanes=1)


class Shell:
    """Runs commands on one data folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, output and error output of a command."""
        with pytest.raises(SystemExit) as done:
            main(arguments)
        told = self._capsys.readouterr()
        code = done.value.code
        return code if isinstance(code, int) else 1, told.out, told.err

    def ok(self, *arguments: str) -> Any:
        """The JSON a command prints."""
        code, out, err = self.run(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    def init(self, **options: str) -> str:
        """Make the branch; returns its first invite."""
        more = [word for name, value in options.items() for word in (f"--{name}", value)]
        invite: str = self.ok("init", "--data", str(self.folder), "--branch", "示例支部", *more)["invite"]
        return invite

    def invite(self, *more: str) -> str:
        """Make an invite."""
        invite: str = self.ok("invite", "--data", str(self.folder), *more)["invite"]
        return invite

    def refused(self, *arguments: str) -> str:
        """The one sentence a refused command says."""
        code, out, err = self.run(*arguments)
        assert (code, out) == (1, "")
        assert err.startswith("xinde-server: ")
        assert err.count("\n") == 1
        assert "Traceback" not in err
        return err

    def join(self, invite: str, login: str, name: str | None = None) -> SignedIn:
        """Use an invite."""
        store = self.store()
        device = DeviceInfo(name="x", kind="x", ver="x")
        body = JoinRequest(code=decode(invite).code, login=login, password="password", device=device, name=name)
        try:
            return Accounts(store, store.clock, CHEAP).join(body)
        finally:
            store.close()

    def store(self) -> Store:
        """The database behind the commands."""
        return Store.open(f"sqlite:///{self.folder}/branch.db", SystemClock())

    def records(self, member: str) -> list[dict[str, Any]]:
        """What a member reads."""
        store = self.store()
        try:
            return Direct(store).account(member).pull({}).changes
        finally:
            store.close()


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell with an empty place for a data folder."""
    return Shell(tmp_path / "数据", capsys)


def roles(records: list[dict[str, Any]], member: str) -> set[str]:
    """Roles a member was appointed to."""
    return {r["f"]["role"] for r in records if r["type"] == "appointment" and r["f"]["member"] == member}


def named(records: list[dict[str, Any]], kind: str, name: str) -> str:
    """The id of the one record of that name."""
    (found,) = [r["id"] for r in records if r["type"] == kind and r["f"]["name"] == name]
    return str(found)


def test_init_makes_a_private_folder_and_the_first_invite(shell: Shell) -> None:
    invite = shell.init()
    assert decode(invite).address == "http://127.0.0.1:8765"
    assert stat.S_IMODE(shell.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in shell.folder.iterdir()} == {0o600}
    joined = shell.join(invite, "wang", "王书记")
    member = joined.branches[0].member
    records = shell.records(member)
    assert roles(records, member) == {"secretary", "clerk"}
    assert [r["f"]["branch_name"] for r in records if r["type"] == "settings"] == ["示例支部"]


def test_plain_answers_are_the_bare_invite(shell: Shell) -> None:
    code, out, err = shell.run(
        "init", "--data", str(shell.folder), "--branch", "支部", "--address", "https://x.example"
    )
    assert (code, err) == (0, "")
    assert decode(out).address == "https://x.example"


def test_an_unencrypted_address_beyond_this_machine_needs_a_word(shell: Shell) -> None:
    data = ("--data", str(shell.folder), "--branch", "支部", "--address", "http://10.0.0.1:1")
    assert "--insecure" in shell.refused("init", *data)
    assert decode(shell.ok("init", *data, "--insecure")["invite"]).fingerprint is None


def test_init_refuses_what_cannot_be(shell: Shell, tmp_path: Path) -> None:
    data = ("--data", str(shell.folder))
    assert "not an http" in shell.refused("init", *data, "--branch", "x", "--address", "ftp://10.0.0.1")
    assert "1 to 80" in shell.refused("init", *data, "--branch", "长" * 81)
    shell.init()
    assert "already holds the branch 示例支部" in shell.refused("init", *data, "--branch", "y")
    file = tmp_path / "file"
    file.write_text("x")
    assert "Cannot write" in shell.refused("init", "--data", str(file), "--branch", "x")


def test_an_invite_for_whoever_uses_it(shell: Shell) -> None:
    shell.init()
    joined = shell.join(shell.invite("--role", "librarian", "--section", "综合科"), "li", "李娜")
    member = joined.branches[0].member
    records = shell.records(member)
    section = named(records, "section", "综合科")
    assert roles(records, member) == {"librarian"}
    assert [(r["f"]["member"], r["f"]["section"]) for r in records if r["type"] == "membership"] == [(member, section)]


def test_an_invite_for_a_member_makes_the_member_once(shell: Shell) -> None:
    shell.init()
    shell.invite("--member", "张三")
    invite = shell.invite("--member", "张三", "--role", "section_head", "--section", "综合科")
    shell.invite("--member", "李四", "--section", "综合科")
    shell.invite("--member", "李四", "--section", "综合科")
    joined = shell.join(invite, "zhang")
    member = joined.branches[0].member
    records = shell.records(member)
    assert named(records, "member", "张三") == member
    section = named(records, "section", "综合科")
    heads = [r["f"] for r in records if r["type"] == "appointment"]
    assert [(each["member"], each["sections"]) for each in heads] == [(member, [section])]
    assert sum(1 for r in records if r["type"] == "membership") == 2
    data = ("invite", "--data", str(shell.folder))
    assert "has an account already" in shell.refused(*data, "--member", "张三")


def test_invites_that_cannot_be(shell: Shell) -> None:
    data = ("invite", "--data", str(shell.folder))
    assert "xinde-server init" in shell.refused(*data)
    shell.init()
    assert "Roles: secretary" in shell.refused(*data, "--role", "king")
    assert "--section" in shell.refused(*data, "--role", "leader")
    assert "name" in shell.refused(*data, "--member", "长" * 41)
    assert "leave out --role" in shell.refused(*data, "--roster", "x", "--role", "clerk")
    assert "Cannot read" in shell.refused(*data, "--roster", str(shell.folder / "missing.csv"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_roster_makes_members_sections_and_one_invite_each(shell: Shell, tmp_path: Path, encoding: str) -> None:
    shell.init()
    roster = tmp_path / "名册.csv"
    roster.write_bytes(
        "姓名,科室,职务\r\n王伟,综合科,科长\r\n李娜，综合科，科员\r\n\r\n张三,秘书科\r\n赵六\r\n".encode(encoding)
    )
    data = ("invite", "--data", str(shell.folder), "--roster", str(roster))
    pairs = shell.ok(*data)["invites"]
    assert [pair["name"] for pair in pairs] == ["王伟", "李娜", "张三", "赵六"]
    joined = shell.join(pairs[1]["invite"], "li")
    assert joined.branches[0].member_name == "李娜"
    records = shell.records(joined.branches[0].member)
    titles = {r["f"]["name"]: r["f"].get("title") for r in records if r["type"] == "member"}
    assert titles == {"王伟": "科长", "李娜": "科员", "张三": None, "赵六": None}
    assert sum(1 for r in records if r["type"] == "section") == 2
    assert sum(1 for r in records if r["type"] == "membership") == 3
    assert "李娜 has an account already" in shell.refused(*data)
    assert len(shell.records(joined.branches[0].member)) == len(records)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "names nobody"),
        ("王伟\n王伟\n".encode(), "twice"),
        ("王伟,a,b,c\n".encode(), "Line 1"),
        (b",x\n", "Line 1"),
        (b"\xff\xff\xff\n", "neither UTF-8 nor GB18030"),
        (("长" * 41).encode(), "name"),
        (b"a\x00b\n", ""),
    ],
)
def test_rosters_that_cannot_be(shell: Shell, tmp_path: Path, content: bytes, told: str) -> None:
    shell.init()
    roster = tmp_path / "roster.csv"
    roster.write_bytes(content)
    assert told in shell.refused("invite", "--data", str(shell.folder), "--roster", str(roster))


def test_serve_refuses_what_would_not_be_safe_or_not_be_there(shell: Shell) -> None:
    data = ("serve", "--data", str(shell.folder))
    assert "xinde-server init" in shell.refused(*data)
    shell.init()
    assert "--insecure" in shell.refused(*data, "--host", "0.0.0.0")
    assert shell.run(*data, "--rate", "login=0")[0] == 2
    assert shell.run(*data, "--port", "70000")[0] == 2


def test_wrong_usage_ends_with_2_and_version_with_0(shell: Shell) -> None:
    assert shell.run()[0] == 2
    assert shell.run("nonsense")[0] == 2
    assert shell.run("init")[0] == 2
    code, out, _ = shell.run("version")
    assert (code, out.split()[0]) == (0, "xinde-server")
    assert shell.ok("version").keys() == {"version"}


def test_damaged_and_newer_data_are_told_plainly(shell: Shell) -> None:
    shell.init()
    path = shell.folder / "branch.db"
    good = path.read_bytes()
    data = ("invite", "--data", str(shell.folder))
    path.write_bytes(b"x" * 5000)
    assert "is damaged" in shell.refused(*data)
    path.write_bytes(good)
    with sqlite3.connect(path) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    assert "newer version" in shell.refused(*data)
    assert "newer version" in shell.refused("serve", "--data", str(shell.folder), "--port", "0")

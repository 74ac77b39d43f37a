"""Passwords changed and reset, accounts disabled, devices revoked: what the person at the other end sees, and keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from server_stub import failed
from tests.cli.branch import Branch
from tests.cli.device import PASSWORD, Device

NEW = "another good password"


@pytest.fixture
def other(branch: Branch, tmp_path: Path) -> Device:
    """A second device of 李四."""
    return branch.another(tmp_path / "other", "li")


def with_new_password(device: Device) -> Device:
    """The same data folder, whose owner types the new password."""
    return Device(device.home, XINDE_PASSWORD=NEW)


def test_a_password_is_changed_and_other_devices_sign_in_again(branch: Branch, li: Device, other: Device) -> None:
    li.environ["XINDE_NEW_PASSWORD"] = NEW
    assert li.json("password") == {"changed": True}
    assert li.run("sync").code == 0, "this device stays signed in"
    other.ok("new", "note", "body=写在路上")
    assert other.refused(4, "sync")["code"] == "token_invalid"
    assert other.refused(1, "login", branch.address, "--login", "li")["code"] == "login_failed"
    again = with_new_password(other)
    assert again.json("login", branch.address, "--login", " li ")["reset_at"] is None
    assert [each["fields"]["body"] for each in again.json("list", "note")] == ["写在路上"]
    assert li.refused(1, "password")["code"] == "wrong_password"


def test_what_a_password_needs(li: Device, tmp_path: Path) -> None:
    assert li.refused(2, "password")["code"] == "no_terminal"
    li.environ["XINDE_NEW_PASSWORD"] = ""
    assert li.refused(2, "password")["code"] == "empty_password"
    li.environ["XINDE_NEW_PASSWORD"] = "short"
    assert li.refused(1, "password")["code"] == "invalid_password"
    assert Device(tmp_path / "nobody").refused(4, "password")["code"] == "not_signed_in"


def test_a_reset_password_is_set_anew_by_its_owner_and_told_once_in_every_folder(
    branch: Branch, zhang: Device, li: Device, other: Device, tmp_path: Path
) -> None:
    waiting = li.ok("new", "study", "on=2026-03-05", "minutes=60", "what=读书", "channel=book")
    invite = branch.admin("account reset", "li")["invite"]
    assert li.refused(4, "sync")["code"] == "token_invalid"
    assert li.refused(1, "login", branch.address, "--login", "li")["code"] == "login_failed"
    assert zhang.refused(1, "join", invite, "--login", "zhang")["code"] == "reset_not_yours"
    assert zhang.refused(1, "join", invite, "--login", "li")["code"] == "folder_of_another"
    assert Device(tmp_path / "x").refused(1, "join", invite, "--login", "wang")["code"] == "reset_not_yours"
    li = with_new_password(li)
    told = li.ok("join", invite, "--login", "li")
    assert "由管理员重置过" in told
    assert li.json("show", waiting)["pending"] is False, "what waited has gone"
    assert "重置过" not in li.ok("login", branch.address, "--login", "li"), "told once"
    assert li.refused(1, "join", invite, "--login", "li")["code"] == "invite_used"
    other = with_new_password(other)
    assert other.json("login", branch.address, "--login", "li")["reset_at"] is not None
    assert other.json("login", branch.address, "--login", "li")["reset_at"] is None
    fresh = Device(tmp_path / "fresh", XINDE_PASSWORD=NEW)
    assert "由管理员重置过" in fresh.ok("login", branch.address, "--login", "li"), (
        "a folder that is new is told as well"
    )
    branch.admin("account reset", "li")


def test_an_ordinary_invite_is_not_used_up_in_a_folder_of_an_account(
    branch: Branch, li: Device, tmp_path: Path
) -> None:
    invite = branch.invite("王五")
    assert li.refused(1, "join", invite, "--login", "li")["code"] == "reset_not_yours"
    assert Device(tmp_path / "wang").json("join", invite, "--login", "wang")["login"] == "wang"


def test_a_revoked_device_signs_in_as_another_and_what_waited_goes(branch: Branch, zhang: Device, li: Device) -> None:
    before = branch.admin("device list", "li")["devices"]
    assert [each["state"] for each in before] == ["active"]
    first = li.ok("new", "study", "on=2026-03-05", "minutes=60", "what=读书", "channel=book")
    li.ok("sync")
    branch.admin("device revoke", before[0]["id"])
    waiting = li.ok("new", "study", "on=2026-03-06", "minutes=30", "what=再读", "channel=book")
    assert li.refused(4, "sync")["code"] == "token_invalid"
    assert li.json("login", branch.address, "--login", "li")["synced"] is True
    assert li.json("parked") == li.json("conflicts") == []
    zhang.ok("sync")
    assert {each["id"] for each in zhang.json("list", "study")} == {first, waiting}
    after = branch.admin("device list", "li")["devices"]
    assert sorted(each["state"] for each in after) == ["active", "revoked"]


def test_a_disabled_account_keeps_what_is_its_own(branch: Branch, li: Device) -> None:
    note = li.ok("new", "note", "body=自己的")
    branch.admin("account disable", "li")
    assert li.refused(4, "sync")["code"] == "account_disabled"
    assert li.refused(4, "login", branch.address, "--login", "li")["code"] == "account_disabled"
    assert li.json("show", note)["fields"]["body"] == "自己的"
    branch.admin("account enable", "li")
    assert li.run("sync").code == 0


def test_guessing_shuts_nobody_out_who_is_signed_in(
    branch: Branch, li: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each guess costs a hash; that ten are allowed is tested where hashes are cheap.
    monkeypatch.setattr(failed, "MOST", 2)
    guesser = Device(tmp_path / "guesser", XINDE_PASSWORD="guess guess")
    codes = [guesser.refused(1, "login", branch.address, "--login", "li")["code"] for _ in range(2)]
    assert codes == ["login_failed"] * 2
    slow = guesser.run("login", branch.address, "--login", "li", "--json")
    assert slow.error["code"] == "slow_down"
    assert li.run("sync").code == 0
    assert branch.admin("account list")["accounts"][0]["failed"] == 2
    log = branch.log.read_text("utf-8")
    assert not any(word in log for word in ("guess guess", PASSWORD, '"li"', "李四", "127.0.0.1"))

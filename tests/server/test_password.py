"""A password changed by its owner, and one made worthless by an operator and set anew by its owner."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from server_stub import tables
from server_stub.account_desk import AccountDesk
from server_stub.invites import Grant
from server_stub.limits import Rates
from server_stub.problems import Refused
from sync.invite import decode
from sync.wire import PasswordRequest, SignedIn
from tests.server.door import PASSWORD, Door, code_of
from tests.server.web import Web

NEW = "另一个更好的密码2026"


@pytest.fixture
def desk(door: Door) -> AccountDesk:
    """The operator's desk."""
    address = insert(tables.meta).values(key="address", value="http://127.0.0.1:8765")
    door.branch.store.write(lambda connection: connection.execute(address))
    return AccountDesk(door.branch.store)


def reset(desk: AccountDesk, login: str = "wang") -> str:
    """The code of a reset."""
    return decode(desk.reset(login)).code


def change(door: Door, at: SignedIn, old: str = PASSWORD, new: str = NEW) -> None:
    """Set another password as who holds this token."""
    door.accounts.change_password(door.accounts.caller(at.token), at.token, PasswordRequest(old=old, new=new))


def test_a_new_password_ends_every_other_sign_in(door: Door) -> None:
    here, there = door.join(door.invite()), door.login()
    change(door, here)
    assert door.accounts.caller(here.token).account.id == here.account
    assert code_of(door.accounts.caller, there.token) == (401, "token_invalid")
    assert code_of(door.login) == (401, "login_failed")
    assert door.login(password=NEW, resume=there.device).device == there.device


def test_a_password_is_changed_only_with_the_present_one(door: Door) -> None:
    here = door.join(door.invite())
    assert code_of(change, door, here, "wrong password") == (403, "wrong_password")
    assert code_of(change, door, here, new="short") == (422, "invalid_password")
    for _ in range(9):
        assert code_of(change, door, here, "wrong password") == (403, "wrong_password")
    assert code_of(change, door, here) == (429, "slow_down")
    assert door.login().login == "wang"


def test_over_http(web: Web) -> None:
    body = {"old": PASSWORD, "new": NEW}
    assert web.client.post("/v1/auth/password", json=body).status_code == 401
    assert web.post("/v1/auth/password", {**body, "old": "x"}).json()["code"] == "wrong_password"
    assert web.post("/v1/auth/password", body).json() == {}
    assert web.pull().status_code == 200
    assert web.post("/v1/auth/password", {"old": PASSWORD}).status_code == 422


def test_a_reset_ends_everything_and_its_code_lets_only_the_owner_in(door: Door, desk: AccountDesk) -> None:
    before, other = door.join(door.invite()), door.join(door.invite(), "li", "李娜")
    door.branch.clock.wait(hours=1)
    code = reset(desk)
    assert code_of(door.accounts.caller, before.token) == (401, "token_invalid")
    assert code_of(door.login) == (401, "login_failed")
    assert code_of(door.login, password="") == (401, "login_failed")
    assert door.accounts.caller(other.token).account.id == other.account
    for login in ("zhao", "li"):
        assert code_of(door.join, code, login, password=NEW) == (409, "reset_not_yours")
    assert code_of(door.join, code, password=NEW, account=other.account) == (409, "reset_not_yours")
    assert code_of(door.join, code, password="short") == (422, "invalid_password")
    entered = door.join(code, name="不相干", password=NEW, account=before.account, resume=before.device)
    assert (entered.account, entered.device, entered.reset_at) == (
        before.account,
        before.device,
        "2026-03-01T02:00:00Z",
    )
    assert entered.branches == before.branches
    assert code_of(door.join, code, password=NEW) == (409, "invite_used")
    assert door.login(password=NEW).reset_at == entered.reset_at, "every folder is told at its own next sign-in"
    assert door.login("li").reset_at is None


def test_a_code_that_was_replaced_or_is_a_week_old_sets_nothing(door: Door, desk: AccountDesk) -> None:
    door.join(door.invite())
    old, new = reset(desk), reset(desk)
    assert code_of(door.join, old, password=NEW) == (410, "invite_expired")
    door.branch.clock.wait(days=7)
    assert code_of(door.join, new, password=NEW) == (410, "invite_expired")
    assert door.join(reset(desk), password=NEW).login == "wang"


def test_a_folder_of_an_account_uses_no_ordinary_invite(door: Door) -> None:
    joined = door.join(door.invite())
    code = door.invite()
    assert code_of(door.join, code, account=joined.account) == (409, "reset_not_yours")
    assert door.join(code, "li", "李娜").login == "li", "and it is good still"


def test_a_folder_whose_account_a_restore_has_made_unknown_comes_back_by_its_members_invite(door: Door) -> None:
    """Else what waits in it could never be sent."""
    mine, other = (door.branch.direct.write_by_shell("member", {"name": name}) for name in ("王五", "赵六"))
    code, unknown = door.invite(Grant(member=mine)), "a:of before"
    for member in (other, None):
        assert code_of(door.join, code, account=unknown, member=member) == (409, "reset_not_yours")
    assert code_of(door.join, door.invite(), account=unknown, member=mine) == (409, "reset_not_yours")
    entered = door.join(code, account=unknown, member=mine, resume="d:of before")
    assert entered.branches[0].member == mine
    assert entered.device != "d:of before"
    again = door.invite(Grant(member=other))
    assert code_of(door.join, again, "zhao", account=entered.account, member=other) == (409, "reset_not_yours")


def test_a_reset_lets_in_whom_somebody_had_shut_out_by_guessing(door: Door, desk: AccountDesk) -> None:
    door.join(door.invite())
    for _ in range(10):
        code_of(door.login, password="wrong password")
    assert code_of(door.login) == (429, "slow_down")
    door.join(reset(desk), password=NEW)
    assert door.login(password=NEW).login == "wang"


def test_a_reset_lets_in_over_http_whom_somebody_goes_on_shutting_out(door: Door, desk: AccountDesk) -> None:
    """Each served process counts attempts as well, also of those who never stop."""
    door.join(door.invite())
    code = reset(desk)
    web = Web(door.branch, Rates(login=5))
    device = {"name": "办公电脑", "kind": "desktop", "ver": "0.1.0"}
    try:
        told = []
        for _ in range(11):
            door.branch.clock.wait(seconds=12)
            guess = {"login": "wang", "password": "wrong password", "device": device}
            told.append(web.client.post("/v1/auth/login", json=guess).status_code)
        assert told == [401] * 10 + [429]
        door.branch.clock.wait(seconds=12)
        owner = {"code": code, "login": "wang", "password": NEW, "device": device}
        assert web.client.post("/v1/join", json=owner).status_code == 200
    finally:
        web.close()


def test_a_disabled_account_is_refused_until_enabled(door: Door, desk: AccountDesk) -> None:
    here = door.join(door.invite())
    code = reset(desk)
    here = door.join(code, password=NEW)
    waiting = reset(desk)
    assert desk.disable("wang")
    assert not desk.disable("wang")
    assert code_of(door.join, waiting, password=NEW) == (401, "account_disabled")
    with pytest.raises(Refused, match="Enable it first"):
        desk.reset("wang")
    assert desk.enable("wang")
    here = door.join(waiting, password=NEW)
    desk.disable("wang")
    assert code_of(door.accounts.caller, here.token) == (401, "account_disabled")
    desk.enable("wang")
    assert door.accounts.caller(here.token).device == here.device


def test_a_revoked_device_id_is_not_resumed(door: Door, desk: AccountDesk) -> None:
    lost, kept = door.join(door.invite()), door.login()
    assert desk.revoke(lost.device)
    assert not desk.revoke(lost.device)
    assert code_of(door.accounts.caller, lost.token) == (401, "token_invalid")
    assert door.accounts.caller(kept.token).device == kept.device
    assert door.login(resume=lost.device).device not in (lost.device, kept.device)
    with pytest.raises(Refused, match="no device"):
        desk.revoke("d:none")


def test_lists_say_who_may_sign_in_and_from_where(door: Door, desk: AccountDesk) -> None:
    first = door.join(door.invite())
    door.join(door.invite(), "li", "李娜")
    code_of(door.login, "li", "wrong password")
    reset(desk)
    desk.revoke(first.device)
    rows = {each.login: each for each in desk.accounts()}
    assert [(each.member, each.branch, each.state, each.failed, each.devices) for each in rows.values()] == [
        ("李娜", "示例支部", "active", 1, 1),
        ("王小明", "示例支部", "reset", 0, 0),
    ]
    assert rows["li"].last_seen == "2026-03-01T01:00:00Z"
    assert [(each.id, each.state) for each in desk.devices("wang")] == [(first.device, "revoked")]
    assert [each.login for each in desk.devices()] == ["li", "wang"]
    with pytest.raises(Refused, match="no account"):
        desk.devices("nobody")

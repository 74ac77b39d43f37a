"""Joining, signing in and out, invites, tokens and devices."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, update

from server_stub import tables
from server_stub.invites import Grant
from server_stub.passwords import Passwords
from server_stub.problems import ProtocolProblem
from tests.server.door import CHEAP, PASSWORD, Door, code_of
from tests.whole import everything


def test_an_invite_makes_a_member_with_the_roles_it_gives(door: Door) -> None:
    section = door.branch.sections["综合科"]
    code = door.invite(Grant(section=section, roles=[("section_head", [section]), ("librarian", [])]))
    joined = door.join(code)
    member = joined.branches[0].member
    seen = door.branch.seen("plain")
    assert (joined.login, joined.branches[0].name, joined.branches[0].member_name) == ("wang", "示例支部", "王小明")
    assert seen[member]["f"] == {"name": "王小明", "state": "active"}
    mine = {r["f"].get("role", r["type"]): r for r in seen.values() if r["f"].get("member") == member}
    assert set(mine) == {"section_head", "librarian", "membership"}
    assert mine["section_head"]["f"]["sections"] == [section]
    assert {r["created"]["by"] for r in mine.values()} == {None}
    assert {r["f"]["from"] for r in mine.values()} == {"2026-03-01"}


def test_an_invite_for_a_member_binds_the_account_to_that_member(door: Door) -> None:
    member = door.branch.direct.write_by_shell("member", {"name": "老张"})
    joined = door.join(door.invite(Grant(member=member)), name="另取的名字")
    assert (joined.branches[0].member, joined.branches[0].member_name) == (member, "老张")
    again = door.invite(Grant(member=member))
    assert code_of(door.join, again, "wang2") == (409, "member_taken")


def test_an_invite_works_once(door: Door) -> None:
    code = door.invite()
    door.join(code)
    assert code_of(door.join, code, "li") == (409, "invite_used")


def test_wrong_and_old_invites(door: Door) -> None:
    code = door.invite()
    assert code_of(door.join, "a" * 16) == (403, "invite_invalid")
    assert code_of(door.join, "") == (403, "invite_invalid")
    door.branch.clock.wait(days=90)
    assert code_of(door.join, code) == (410, "invite_expired")


def test_an_invite_may_be_typed_in_capitals_and_pieces(door: Door) -> None:
    code = door.invite()
    assert door.join(f" {code[:8].upper()} {code[8:]} ").login == "wang"


def test_two_people_with_one_invite_at_once_are_one_account(door: Door) -> None:
    code = door.invite()
    found: list[object] = []

    def run(login: str) -> None:
        try:
            found.append(door.join(code, login))
        except ProtocolProblem as problem:
            found.append(problem.code)

    threads = [threading.Thread(target=run, args=(f"wang{n}",)) for n in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each for each in found if isinstance(each, str)) == ["invite_used"] * 3


def test_a_refused_join_leaves_the_invite_good_and_nothing_written(door: Door) -> None:
    door.join(door.invite())
    code = door.invite()
    before = door.branch.seen("clerk")
    assert code_of(door.join, code) == (409, "login_taken")
    assert code_of(door.join, code, "li", None) == (422, "invalid_name")
    assert code_of(door.join, code, "li", "长" * 41) == (422, "invalid_name")
    assert code_of(door.join, code, "li", password="7 Zeichen"[:7]) == (422, "invalid_password")
    assert code_of(door.join, code, "li", password="长" * 400) == (422, "invalid_password")
    for login in ("", " ", "x" * 65, "a\nb"):
        assert code_of(door.join, code, login) == (422, "invalid_login")
    assert door.branch.seen("clerk") == before
    assert door.join(code, "李娜").login == "李娜"


def test_one_login_name_however_it_is_typed(door: Door) -> None:
    door.join(door.invite(), "Zoe\u0301")
    assert door.login("Zo\u00e9").login == "Zo\u00e9"
    assert code_of(door.join, door.invite(), "Zo\u00e9") == (409, "login_taken")


def test_unknown_login_and_wrong_password_are_one_answer_with_the_same_work(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.join(door.invite())
    checked: list[int] = []
    verify = CHEAP._hasher.verify

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            checked.append(1)
            return verify(stored, password)

    monkeypatch.setattr(CHEAP, "_hasher", Counting())
    answers = []
    for login, password in (("wang", "wrong password"), ("nobody", PASSWORD), ("", PASSWORD)):
        with pytest.raises(ProtocolProblem) as problem:
            door.login(login, password)
        answers.append((problem.value.status, problem.value.code, problem.value.title, problem.value.detail))
    assert answers == [(401, "login_failed", "login name or password is wrong", {})] * 3
    assert len(checked) == 3


def test_no_password_or_token_or_invite_stands_in_the_database(door: Door) -> None:
    code = door.invite()
    joined = door.join(code)
    data = everything(door.branch.store)
    for secret in (PASSWORD, joined.token, code):
        assert secret.encode() not in data
    with door.branch.store.read() as connection:
        stored = connection.scalar(select(tables.account.c.password).where(tables.account.c.login == "wang"))
    assert stored is not None
    assert stored.startswith("$argon2id$")


def test_a_token_is_the_accounts_until_signed_out(door: Door) -> None:
    first, second = door.join(door.invite()), door.login()
    assert first.token != second.token
    caller = door.accounts.caller(first.token)
    assert (caller.account.id, caller.account.member, caller.device) == (
        first.account,
        first.branches[0].member,
        first.device,
    )
    door.accounts.logout(first.token)
    assert code_of(door.accounts.caller, first.token) == (401, "token_invalid")
    assert door.accounts.caller(second.token).account == caller.account
    for wrong in ("", "x", first.token.upper()):
        assert code_of(door.accounts.caller, wrong) == (401, "token_invalid")


def test_a_token_lives_90_days_from_its_last_use(door: Door) -> None:
    token = door.join(door.invite()).token
    for _ in range(3):
        door.branch.clock.wait(days=60)
        assert door.accounts.caller(token).account.branch == door.branch.id
    door.branch.clock.wait(days=90)
    assert code_of(door.accounts.caller, token) == (401, "token_expired")


def test_a_disabled_account_is_told_so_and_only_with_its_own_password(door: Door) -> None:
    token = door.join(door.invite()).token
    disabled = update(tables.account).where(tables.account.c.login == "wang").values(disabled="2026-03-01T00:00:00Z")
    door.branch.store.write(lambda connection: connection.execute(disabled))
    assert code_of(door.accounts.caller, token) == (401, "account_disabled")
    assert code_of(door.login) == (401, "account_disabled")
    assert code_of(door.login, password="wrong password") == (401, "login_failed")


def test_a_data_folder_keeps_its_device_id(door: Door) -> None:
    first = door.join(door.invite())
    assert door.login(resume=first.device).device == first.device
    assert door.login().device != first.device
    stranger = door.branch.at["plain"].device
    assert door.login(resume=stranger).device not in (first.device, stranger)
    caller = door.accounts.caller(first.token)
    made = door.accounts.new_device(caller, first.token, first.device).device
    assert door.accounts.caller(first.token).device == made
    assert door.login(resume=first.device).device not in (first.device, made)


def test_a_device_whose_name_nobody_may_give_any_more_gets_a_new_id(door: Door) -> None:
    here = door.join(door.invite())
    old = update(tables.device).where(tables.device.c.id == here.device).values(name="办公\u202e电脑")
    door.branch.store.write(lambda connection: connection.execute(old))
    caller = door.accounts.caller(here.token)
    assert door.accounts.new_device(caller, here.token, here.device).device != here.device


def test_at_most_two_passwords_are_hashed_at_once() -> None:
    passwords = Passwords(time_cost=1, memory_kib=8, lanes=1)
    inner = passwords._hasher
    gate = threading.Lock()
    running, most = 0, 0

    class Watching:
        def hash(self, password: str) -> str:
            nonlocal running, most
            with gate:
                running += 1
                most = max(most, running)
            together.wait(0.01)
            with gate:
                running -= 1
            return inner.hash(password)

    together = threading.Event()
    passwords._hasher = Watching()  # type: ignore[assignment]
    threads = [threading.Thread(target=passwords.hash, args=("password",)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == 2

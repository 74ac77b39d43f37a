"""Guessing passwords: counted in the database, the same for names that exist and names that do not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from server_stub import schema, tables
from server_stub.accounts import Accounts
from server_stub.failed import MOST, MOST_OF_ADDRESS, of_login
from server_stub.passwords import Passwords
from server_stub.problems import ProtocolProblem
from server_stub.store import Store
from sync.wire import LoginRequest, PasswordRequest
from tests.postgres import cluster
from tests.server.door import CHEAP, HERE, PASSWORD, Door, code_of
from tests.server.people import FakeClock
from tests.server.web import DEVICE, Web
from tests.whole import everything

WRONG = "wrong password"


class Counting(Passwords):
    """Cheap hashes; counts how often one was computed."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_kib=8, lanes=1)
        self.checked = 0

    def matches(self, stored: str | None, password: str) -> bool:
        self.checked += 1
        return super().matches(stored, password)


def fail(door: Door, times: int, login: str = "wang", address: str = "") -> None:
    """Guess in vain."""
    for _ in range(times):
        assert code_of(door.login, login, WRONG, address=address) == (401, "login_failed")


@pytest.mark.parametrize("login", ["wang", "nobody"])
def test_the_eleventh_guess_within_an_hour_is_not_hashed(door: Door, login: str) -> None:
    door.join(door.invite())
    passwords = Counting()
    counted = Door(door.branch, passwords)
    fail(counted, MOST, login)
    door.branch.clock.wait(minutes=20)
    with pytest.raises(ProtocolProblem) as problem:
        counted.login(login)
    assert (problem.value.status, problem.value.code, problem.value.retry_after) == (429, "slow_down", 2400)
    assert passwords.checked == MOST
    assert code_of(counted.accounts.check_tries, of_login(login, "")) == (429, "slow_down")
    door.branch.clock.wait(minutes=40)
    assert code_of(counted.login, login, WRONG) == (401, "login_failed")


def test_a_success_clears_the_count_and_costs_its_address_nothing(door: Door) -> None:
    door.join(door.invite())
    for _ in range(3):
        fail(door, MOST - 1, address="10.0.0.1")
        door.login(address="10.0.0.1")
    fail(door, MOST, address="10.0.0.1")
    with door.branch.store.read() as connection:
        counts = sorted(connection.scalars(select(tables.failed.c["count"])))
    assert counts == [MOST, 4 * MOST - 3], "of the address every failure, and no success"


def test_one_address_may_fail_a_hundred_times(door: Door) -> None:
    for name in range(MOST_OF_ADDRESS):
        fail(door, 1, f"nobody{name}", "10.0.0.1")
    door.join(door.invite())
    assert code_of(door.login, address="10.0.0.1") == (429, "slow_down")
    assert door.login(address="10.0.0.2").login == "wang"


def test_who_is_signed_in_is_not_hurt_by_somebody_who_guesses(door: Door) -> None:
    token = door.join(door.invite()).token
    fail(door, MOST)
    assert code_of(door.login) == (429, "slow_down")
    caller = door.accounts.caller(token)
    door.accounts.change_password(caller, token, PasswordRequest(old=PASSWORD, new="another password"))
    assert door.accounts.caller(token) == caller


def test_old_counts_are_forgotten_and_hold_no_names(door: Door) -> None:
    for name in ("张三", "李四"):
        fail(door, 1, name, "192.0.2.17")
    data = everything(door.branch.store)
    assert not any(word.encode() in data for word in ("张三", "李四", "192.0.2.17"))
    door.branch.clock.wait(hours=1)
    fail(door, 1, "王五")
    with door.branch.store.read() as connection:
        assert len(connection.execute(select(tables.failed)).all()) == 2, "the new name and its address"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that two processes open."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'branch.db'}"
        return
    name, found = cluster().fresh()
    yield found
    cluster().drop(name)


def test_parallel_guesses_at_several_servers_of_one_database_stay_within_the_limit(url: str) -> None:
    clock = FakeClock()
    stores = [Store.open(url, clock, Random(seed)) for seed in (1, 2)]
    try:
        schema.upgrade(stores[0])
        passwords = [Counting() for _ in stores]
        doors = [Accounts(store, clock, each) for store, each in zip(stores, passwords, strict=True)]
        told: list[str] = []

        def guess(accounts: Accounts) -> None:
            for _ in range(5):
                try:
                    accounts.login(LoginRequest(login="wang", password=WRONG, device=HERE), "10.0.0.1")
                except ProtocolProblem as problem:
                    told.append(problem.code)

        threads = [threading.Thread(target=guess, args=(door,)) for door in doors for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert sorted(told) == ["login_failed"] * MOST + ["slow_down"] * 30
        assert sum(each.checked for each in passwords) == MOST
    finally:
        for store in stores:
            store.close()


def test_over_http_it_is_told_when_to_come_back_and_no_log_names_anybody(web: Web) -> None:
    web.joined("xiao")
    body = {"login": "xiao", "password": WRONG, "device": DEVICE}
    codes = [web.client.post("/v1/auth/login", json=body).json()["code"] for _ in range(MOST + 1)]
    assert codes == ["login_failed"] * MOST + ["slow_down"]
    refused = web.client.post("/v1/auth/login", json={**body, "password": PASSWORD})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert web.pull().status_code == 200, "the device that holds a token goes on"
    logged = web.lines.getvalue()
    assert not any(word in logged for word in ("xiao", WRONG, "127.0.0.1", "testclient", web.tokens["xiao"]))


def test_hashes_with_other_costs_are_renewed_at_the_next_sign_in(door: Door) -> None:
    door.join(door.invite())

    def stored() -> str:
        with door.branch.store.read() as connection:
            return str(connection.scalar(select(tables.account.c.password).where(tables.account.c.login == "wang")))

    before = stored()
    door.login()
    assert stored() == before, "costs are as they were"
    dearer = Door(door.branch, Passwords(time_cost=2, memory_kib=16, lanes=1))
    assert code_of(dearer.login, password=WRONG) == (401, "login_failed")
    assert stored() == before
    dearer.login()
    assert "m=16,t=2,p=1" in stored()
    assert dearer.login().login == "wang"
    assert CHEAP.matches(stored(), PASSWORD)

"""Many who write at once into PostgreSQL: nothing is lost, numbered twice or done twice (PROTOCOL.md section 6)."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import psycopg
import pytest
from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.exc import OperationalError

from server_stub import tables
from server_stub.accounts import Accounts
from server_stub.book import hold_scopes
from server_stub.invites import Grant, issue
from server_stub.people import invite_one
from server_stub.problems import ProtocolProblem
from server_stub.push import PushService
from server_stub.store import Store
from server_stub.vault import VaultService
from sync.canonical import SUM_MODULUS, record_sum
from sync.records.ids import Ids
from sync.vault.wire import OfferedItem, PutRing, VaultPush
from sync.wire import DeviceInfo, JoinRequest, Op, PushRequest, Result
from tests.server.people import Branch
from tests.server.web import CHEAP, PASSWORD, Web
from tests.whole import driver

_T = TypeVar("_T")

DEVICES = 6
PUSHES = 8


@pytest.fixture
def branch(on_postgres: Branch) -> Branch:
    """The branch on PostgreSQL."""
    return on_postgres


def at_once(works: Sequence[Callable[[], _T]]) -> list[_T]:
    """What each gives, all begun at one moment in threads of their own; raises what one of them raised."""
    gate = threading.Barrier(len(works))
    found: dict[int, _T] = {}
    errors: list[Exception] = []

    def run(place: int) -> None:
        gate.wait(20)
        try:
            found[place] = works[place]()
        except Exception as error:  # noqa: BLE001 - raised in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
        assert not each.is_alive(), "somebody waits for ever"
    if errors:
        raise errors[0]
    return [found[place] for place in range(len(works))]


def check_whole(store: Store) -> None:
    """Every scope's seq runs without a gap or a double, its sum and count are those of its records, each edit was done once."""
    with store.read() as connection:
        scopes = connection.execute(select(tables.scope)).all()
        records = connection.execute(select(tables.rec)).mappings().all()
        steps = connection.execute(select(tables.hist.c.rec, tables.hist.c.rev, tables.hist.c.scope)).all()
        ops = connection.scalars(select(tables.hist.c.op).where(tables.hist.c.dev.is_not(None))).all()
        outcomes = connection.execute(select(tables.opres.c.device, tables.opres.c.n)).all()
        devices = {row.id: row.last_n for row in connection.execute(select(tables.device))}
    for place in scopes:
        mine = [row for row in records if row["scope"] == place.name]
        assert place.head == sum(step.scope == place.name for step in steps), "a seq for each revision"
        seqs = [row["seq"] for row in mine]
        assert len(set(seqs)) == len(seqs)
        assert max(seqs) == place.head
        fields = {row["id"]: json.loads(row["f"]) if row["f"] is not None else None for row in mine}
        total = sum(record_sum(row["id"], row["rev"], row["type"], fields[row["id"]]) for row in mine)
        assert int(place.sum, 16) == total % SUM_MODULUS
        assert place.live == sum(row["deleted"] is None for row in mine)
    last = Counter(step.rec for step in steps)
    assert {row["id"]: row["rev"] for row in records} == last, "revisions follow each other"
    assert len(set(ops)) == len(ops)
    for device, last_n in devices.items():
        assert sorted(row.n for row in outcomes if row.device == device) == list(range(1, last_n + 1))


@contextmanager
def errors_of(store: Store) -> Iterator[list[str | None]]:
    """Codes of the errors the database gives meanwhile: none where locks are taken in time, before it is too late."""
    found: list[str | None] = []

    def note(context: Any) -> None:
        found.append(getattr(context.original_exception, "sqlstate", None))

    event.listen(store.engine, "handle_error", note)
    try:
        yield found
    finally:
        event.remove(store.engine, "handle_error", note)


def numbered(ops: Sequence[Op], before: int = 0) -> list[Op]:
    """The edits under the next numbers of a device."""
    for n, op in enumerate(ops, before + 1):
        op.n = n
    return list(ops)


def test_edits_of_one_record_and_of_one_branch_are_all_kept(branch: Branch) -> None:
    doors = [branch.direct.account(branch.members["clerk"]) for _ in range(DEVICES)]
    added: list[str] = []

    def work(place: int) -> Callable[[], None]:
        keepers = [branch.store.ids.record() for _ in range(PUSHES)]
        added.extend(keepers)
        own = branch.minute("第0句。")

        def run() -> None:
            doors[place].push([own])
            for turn, keeper in enumerate(keepers):
                ops = [
                    branch.put("session", branch.session, {"recorders": {"add": [keeper], "del": []}}),
                    branch.minute(f"{place}-{turn}"),
                    branch.put("minute", own.rec, {"text": [f"第{turn}句。", f"第{turn + 1}句。"]}),
                ]
                assert [each.out for each in doors[place].push(ops).results] == ["applied"] * 3

        return run

    with errors_of(branch.store) as errors:
        at_once([work(place) for place in range(DEVICES)])
    assert not errors
    held = branch.record(branch.session)
    assert set(added) <= set(held["f"]["recorders"])
    assert held["rev"] == 1 + DEVICES * PUSHES
    minutes = [r["f"]["text"] for r in branch.seen("plain").values() if r["type"] == "minute"]
    made = [f"{place}-{turn}" for place in range(DEVICES) for turn in range(PUSHES)]
    assert sorted(minutes) == sorted([*made, *[f"第{PUSHES}句。"] * DEVICES])
    check_whole(branch.store)


def test_groups_of_pushes_into_several_scopes_wait_for_nobody_in_a_ring(branch: Branch) -> None:
    service = PushService(branch.store, branch.clock)
    people = ("plain", "other", "host", "recorder")
    doors = {who: [branch.direct.account(branch.members[who]) for _ in range(4)] for who in people}

    def work(group: int) -> Callable[[], list[Any]]:
        names = people if group % 2 else tuple(reversed(people))

        def run() -> list[Any]:
            answers: list[Any] = []
            for turn in range(4):
                requests = []
                for who in names:
                    door = doors[who][group]
                    ops = [branch.submission(who), branch.minute("x") if who == "host" else branch.submission(who)]
                    body = PushRequest(device=door.device, epoch=door.epoch, ops=numbered(ops, 2 * turn))
                    requests.append((door.account, body))
                answers += service.push_together(requests)
            return answers

        return run

    with errors_of(branch.store) as errors:
        answers = at_once([work(group) for group in range(4)])
    assert {result.out for group in answers for each in group for result in each.results} == {"applied"}
    # A scope that two begin at the same moment is the one thing that is tried again.
    assert set(errors) <= {"23505"}
    check_whole(branch.store)


def test_a_group_holds_what_the_branch_shares_before_what_is_one_persons(branch: Branch) -> None:
    """Taken in another order it waits in a ring with a push into both, a second each time."""
    common, own = branch.scope("b"), branch.scope("c")
    look = text("SELECT name FROM scope WHERE name = :name FOR UPDATE NOWAIT")
    with branch.store.engine.connect() as first, branch.store.engine.connect() as second:
        hold_scopes(first, {own})
        for name in (common, own):
            with pytest.raises(OperationalError):
                second.execute(look, {"name": name})
            second.rollback()
        shared = text("SELECT name FROM scope WHERE name = :name FOR SHARE NOWAIT")
        assert second.execute(shared, {"name": common}).scalar() == common, "others push into their own meanwhile"


def test_the_first_of_many_values_stands_and_the_others_are_conflicts(branch: Branch) -> None:
    doors = [branch.direct.account(branch.members["clerk"]) for _ in range(DEVICES)]
    ops = [branch.put("task", branch.task, {"topic": ["公文写作", f"题目{n}"]}) for n in range(DEVICES)]
    answers = at_once([partial(doors[n].push, [ops[n]]) for n in range(DEVICES)])
    outs = Counter(answer.results[0].out for answer in answers)
    assert outs == {"applied": 1, "conflict": DEVICES - 1}
    won = next(n for n, answer in enumerate(answers) if answer.results[0].out == "applied")
    assert branch.record(branch.task)["f"]["topic"] == f"题目{won}"
    found = branch.conflicts()
    assert {each["f"]["mine"] for each in found} == {f"题目{n}" for n in range(DEVICES) if n != won}
    assert {each["f"]["current"] for each in found} == {f"题目{won}"}
    check_whole(branch.store)


def test_one_natural_key_made_by_two_devices_is_one_record(branch: Branch) -> None:
    doors = [branch.direct.account(branch.members["clerk"]) for _ in range(2)]
    for name in list(branch.members)[:5]:
        fields = [{"session": branch.session, "member": branch.members[name], "status": s} for s in ("present", "late")]
        ops = [branch.new("attendance", each) for each in fields]
        assert ops[0].rec == ops[1].rec
        answers = at_once([partial(doors[n].push, [ops[n]]) for n in range(2)])
        assert sorted(each.results[0].out for each in answers) == ["applied", "conflict"]
    check_whole(branch.store)


def test_a_scope_that_several_begin_at_once_is_one(branch: Branch) -> None:
    doors = [branch.direct.account(branch.members["plain"]) for _ in range(DEVICES)]
    ops = [branch.submission("plain", f"体会{n}") for n in range(DEVICES)]
    answers = at_once([partial(doors[n].push, [ops[n]]) for n in range(DEVICES)])
    assert {each.results[0].out for each in answers} == {"applied"}
    check_whole(branch.store)


@pytest.mark.parametrize("fresh", [False, True], ids=["in a scope that is there", "in a new scope"])
def test_one_edit_under_two_devices_at_once_is_done_once(branch: Branch, fresh: bool) -> None:
    who = "plain" if fresh else "recorder"
    doors = [branch.direct.account(branch.members[who]) for _ in range(3)]
    ops = [branch.submission("plain") if fresh else branch.minute(f"第{n}条") for n in range(5)]
    sent = numbered(ops)
    answers = at_once([partial(door.push, sent) for door in doors])
    assert len({str(each.results) for each in answers}) == 1
    with branch.store.read() as connection:
        done = select(func.count()).select_from(tables.hist).where(tables.hist.c.op.in_([op.id for op in ops]))
        assert connection.scalar(done) == len(ops)
    check_whole(branch.store)


def test_a_push_of_one_device_that_comes_twice_at_once_is_answered_twice(branch: Branch) -> None:
    door = branch.at["recorder"]
    body = PushRequest(device=door.device, epoch=door.epoch, ops=numbered([branch.minute("一"), branch.minute("二")]))
    with errors_of(branch.store) as errors:
        answers = at_once([lambda: branch.direct.pushes.push(door.account, body)] * 4)
    assert not errors
    assert {str(each.results) for each in answers} == {str(answers[0].results)}
    check_whole(branch.store)


def test_rights_are_those_of_the_moment_of_the_commit(branch: Branch) -> None:
    """A role that is taken away while its holder pushes into another scope: one of the two is first, and stays so."""
    begun, told = threading.Event(), threading.Event()

    def taking(connection: Connection) -> None:
        taken = branch.put("appointment", branch.appointments["head"], {"to": [None, "2020-12-31"]})
        clerk = branch.at["clerk"]
        branch.direct.pushes._push(connection, clerk.account, clerk.request([taken]))
        begun.set()
        told.wait(20)

    closing = branch.submission("plain", "要评的体会")
    branch.push("plain", closing)
    comment = branch.new("comment", {"target": closing.rec, "text": "写得好", "author": branch.members["head"]})
    comment.scope = branch.scope("r", "plain")
    taker = threading.Thread(target=lambda: branch.store.write(taking))
    taker.start()
    assert begun.wait(20)
    found: list[Result] = []
    commenter = threading.Thread(target=lambda: found.append(branch.one("head", comment)))
    commenter.start()
    commenter.join(0.3)
    assert commenter.is_alive(), "it waits for the roles"
    told.set()
    for each in (taker, commenter):
        each.join(20)
    assert [(each.out, each.code) for each in found] == [("rejected", "no_such_record")]


def test_one_login_name_and_one_member_are_one_account(branch: Branch) -> None:
    accounts = Accounts(branch.store, branch.clock, CHEAP)
    member = branch.direct.write_by_shell("member", {"name": "新人"})
    codes = [branch.store.write(lambda c: issue(c, branch.store, branch.id, Grant())) for _ in range(3)]
    codes += [branch.store.write(lambda c: issue(c, branch.store, branch.id, Grant(member=member))) for _ in range(3)]

    def join(place: int) -> str:
        login = "wang" if place < 3 else f"li{place}"
        device = DeviceInfo(name="x", kind="x", ver="x")
        body = JoinRequest(code=codes[place], login=login, password=PASSWORD, device=device, name=f"王{place}")
        try:
            accounts.join(body)
        except ProtocolProblem as problem:
            return problem.code
        return "in"

    found = at_once([partial(join, place) for place in range(6)])
    assert sorted(found[:3]) == ["in", "login_taken", "login_taken"]
    assert sorted(found[3:]) == ["in", "member_taken", "member_taken"]
    check_whole(branch.store)


def test_two_commands_that_name_one_new_person_make_one_member(branch: Branch) -> None:
    def store_address(connection: Connection) -> None:
        connection.execute(tables.meta.insert().values(key="address", value="http://127.0.0.1:1"))

    branch.store.write(store_address)
    at_once([lambda: invite_one(branch.store, "新来的", None, "新科室")] * 3)
    found = [r["f"].get("name") for r in branch.seen("clerk").values() if r["type"] in ("member", "section")]
    assert (found.count("新来的"), found.count("新科室")) == (1, 1)
    check_whole(branch.store)


def test_a_vault_that_two_devices_fill_at_once_loses_nothing(branch: Branch) -> None:
    service, door = VaultService(branch.store, branch.clock), branch.at["plain"]
    vault = "a" * 32
    service.put_ring(door.account, PutRing(vault=vault, base=0, ring="ring"))

    def fill(place: int) -> list[str]:
        outs: list[str] = []
        for turn in range(6):
            item = OfferedItem(id=f"{place}{turn:031x}", base=0, on=None, sealed=[b"x"])
            shared = OfferedItem(id="f" * 32, base=0, on=None, sealed=[f"{place}".encode()])
            answer = service.push(door.account, VaultPush(vault=vault, epoch=door.epoch, items=[item, shared]))
            outs += [each.out for each in answer.results]
        return outs

    with errors_of(branch.store) as errors:
        found = at_once([partial(fill, place) for place in range(3)])
    assert not errors
    assert [outs[::2] for outs in found] == [["stored"] * 6] * 3
    assert sum(outs[1::2].count("stored") > 0 for outs in found) == 1
    with branch.store.read() as connection:
        row = connection.execute(select(tables.vault)).one()
        seqs = connection.scalars(select(tables.vault_item.c.seq)).all()
    assert (row.items, row.head, sorted(seqs)) == (19, 19, list(range(1, 20)))


def test_an_epoch_begins_when_running_pushes_have_ended(branch: Branch) -> None:
    door = branch.at["recorder"]
    begun, told = threading.Event(), threading.Event()

    def pushing(connection: Connection) -> None:
        branch.direct.pushes._push(connection, door.account, door.request([branch.minute("一")]))
        begun.set()
        told.wait(20)

    pusher = threading.Thread(target=lambda: branch.store.write(pushing))
    pusher.start()
    assert begun.wait(20)
    restorer = threading.Thread(target=lambda: branch.store.write(branch.store.new_epoch))
    restorer.start()
    restorer.join(0.3)
    assert restorer.is_alive(), "it waits for the push"
    told.set()
    for each in (pusher, restorer):
        each.join(20)
    with pytest.raises(ProtocolProblem, match="epoch_mismatch"):
        branch.push("host", branch.minute("二"))


# what the database does to a transaction


@contextmanager
def before_statement(store: Store, number: int, trouble: Callable[[Connection], None]) -> Iterator[list[int]]:
    """Do something to a transaction before its statement of this number, once; what was done is counted."""
    seen = [0]
    done: list[int] = []

    def before(connection: Connection, *_: Any) -> None:
        seen[0] += 1
        if seen[0] == number and not done:
            done.append(number)
            trouble(connection)

    event.listen(store.engine, "before_cursor_execute", before)
    try:
        yield done
    finally:
        event.remove(store.engine, "before_cursor_execute", before)


def fail_with(state: str) -> Callable[[Connection], None]:
    """Let the database itself fail a transaction with this code."""

    def trouble(connection: Connection) -> None:
        connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '{state}'; END $$")

    return trouble


def kill_connection(connection: Connection) -> None:
    """End the database's process behind a connection, as an administrator or a crash would."""
    info = driver(connection).info
    with psycopg.connect(info.dsn, password=info.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (info.backend_pid,))


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03"])
def test_a_transaction_that_another_one_made_fail_is_done_again(branch: Branch, state: str) -> None:
    for number in (1, 2, 5, 8):
        with before_statement(branch.store, number, fail_with(state)) as done:
            assert branch.one("recorder", branch.minute(f"第{number}条")).out == "applied"
        assert done == [number]
    check_whole(branch.store)


def test_what_fails_every_time_is_told_busy(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server_stub.store.LONGEST_PAUSE", 0.001)
    tried: list[int] = []

    def work(connection: Connection) -> None:
        tried.append(1)
        fail_with("40001")(connection)

    with pytest.raises(ProtocolProblem) as problem:
        branch.store.write(work)
    assert (problem.value.status, problem.value.code, len(tried)) == (503, "busy", 10)


def test_an_error_that_is_no_race_is_not_hidden(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server_stub.store.LONGEST_PAUSE", 0.001)
    with pytest.raises(Exception, match="injected"):
        branch.store.write(fail_with("23503"))
    with pytest.raises(Exception, match="duplicate key"):
        branch.store.write(lambda c: c.execute(tables.meta.insert().values(key="epoch", value="x")))


def test_two_that_wait_for_each_other_both_get_through(branch: Branch) -> None:
    gate = threading.Barrier(2)
    names = [f"b:{branch.id}", f"c:{branch.id}"]

    def work(order: Sequence[str]) -> Callable[[], None]:
        turns = [0]

        def transaction(connection: Connection) -> None:
            connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            for each in order:
                connection.execute(text("SELECT 1 FROM scope WHERE name = :n FOR UPDATE"), {"n": each})
                if not turns[0]:
                    turns[0] = 1
                    gate.wait(20)

        return lambda: branch.store.write(transaction)

    at_once([work(names), work(names[::-1])])


@pytest.mark.parametrize("number", [1, 4, 9])
def test_a_push_whose_connection_dies_is_done_again_on_another(branch: Branch, number: int) -> None:
    with before_statement(branch.store, number, kill_connection) as done:
        assert branch.one("recorder", branch.minute("一")).out == "applied"
    assert done == [number]
    assert branch.push("host", branch.minute("二")).results[0].out == "applied"
    check_whole(branch.store)


def test_a_request_that_reads_is_done_again_on_another_connection(branch: Branch) -> None:
    web = Web(branch)
    try:
        assert web.pull().status_code == 200
        for number in (1, 3):
            with before_statement(branch.store, number, kill_connection) as done:
                assert web.pull().status_code == 200
            assert done == [number]
        # Every connection that waits to be used, as after a restart of the database.
        with branch.store.engine.connect() as connection:
            info = driver(connection).info
        with psycopg.connect(info.dsn, password=info.password, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert web.push([branch.minute("一")]).status_code == 200
        assert web.pull().status_code == 200
        lines = web.lines.getvalue()
    finally:
        web.close()
    assert '"status":5' not in lines


def test_a_text_that_the_database_cannot_hold_is_refused(branch: Branch) -> None:
    web = Web(branch)
    try:
        web.joined("xiao")
        body = {"device": "d:\0", "epoch": branch.at["plain"].epoch, "ops": []}
        assert web.post("/v1/sync/push", body).status_code in (400, 403, 409, 422)
        assert web.client.get("/v1/records/a%00b/history", headers=web.headers()).status_code in (400, 404, 422)
    finally:
        web.close()


def test_ids_of_two_processes_never_meet() -> None:
    """Each process has a source of randomness of its own: nothing but it tells their ids apart."""
    from random import SystemRandom

    first, second = (Ids(lambda: 1_772_000_000_000, SystemRandom()) for _ in range(2))
    made = [ids.record() for ids in (first, second) for _ in range(1000)]
    assert len(set(made)) == 2000

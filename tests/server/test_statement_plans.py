"""No request reads a table from end to end: what a branch asks costs the same beside thousands of other branches."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, select

from server_stub import tables
from server_stub.accounts import Accounts
from server_stub.store import Store
from server_stub.trash import TrashService
from sync.wire import DeviceInfo, LoginRequest
from tests.server.people import ON_SQLITE, Branch
from tests.server.web import CHEAP, PASSWORD

SMALL = ("meta", "branch")
"""Tables with a row or two, or one a branch that is asked for once by an operator's command."""

Seen = list[tuple[str, Any]]


def _statements(store: Store, work: Callable[[], object]) -> Seen:
    """Every statement that `work` sends, once each, with the values of its first time."""
    seen: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        seen.setdefault(statement, values[0] if many else values)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    return [(statement, values) for statement, values in seen.items() if re.match("SELECT|UPDATE|DELETE", statement)]


def _plan(store: Store, statement: str, values: Any) -> list[str]:
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [str(row[3]) for row in found]


def _scans(store: Store, seen: Seen) -> list[str]:
    told = [(plan, statement) for statement, values in seen for plan in _plan(store, statement, values)]
    return [
        f"{plan}: {statement}" for plan, statement in told if plan.startswith("SCAN") and plan.split()[1] not in SMALL
    ]


def _edits(branch: Branch) -> None:
    """One of each way an edit can go: rows of a session, a committee's, one's own, a conflict, a deletion, a restore."""
    entry = branch.made("recorder", branch.minute("会议开始。"))
    branch.push("recorder", branch.put("minute", entry["id"], {"text": ["会议开始。", "会议九点开始。"]}))
    title = {"title": ["第一次交流", "另一次交流"]}
    branch.push("clerk", branch.put("session", branch.session, title))
    answer = branch.push("secretary", branch.put("session", branch.session, {"title": ["第一次交流", "又一次交流"]}))
    (conflict,) = answer.results[0].conflicts
    settled = {"title": ["另一次交流", "又一次交流"]}
    branch.push("secretary", branch.op("resolve", "session", branch.session, conflict=conflict, ch=settled))
    here = {"session": branch.session, "member": branch.members["plain"], "status": "present"}
    branch.push("host", branch.new("attendance", here))
    branch.made("plain", branch.submission("plain"))
    branch.push("head", branch.put("task", branch.task, {"topic": ["公文写作", "公文处理"]}))
    gone = branch.record(entry["id"])
    branch.push("recorder", branch.delete(gone))
    branch.push("recorder", branch.op("restore", "minute", entry["id"]))


def _reads(branch: Branch) -> None:
    for who in ("plain", "head", "secretary"):
        branch.seen(who)
        account = branch.at[who].account
        branch.direct.pulls.heads(account)
        branch.direct.pulls.history(account, branch.session)
        TrashService(branch.store, branch.clock).trash(account, None, None, None)


def _sign_ins(branch: Branch) -> None:
    accounts = Accounts(branch.store, branch.clock, CHEAP)
    mine = tables.account.c.id == branch.at["plain"].account.id
    values = {"login": "plain", "password": CHEAP.hash(PASSWORD)}
    branch.store.write(lambda connection: connection.execute(tables.account.update().where(mine).values(values)))
    info = DeviceInfo(name="", kind="", ver="")
    signed_in = accounts.login(LoginRequest(login="plain", password=PASSWORD, device=info))
    caller = accounts.caller(signed_in.token)
    accounts.new_device(caller, signed_in.token, signed_in.device)
    accounts.logout(signed_in.token)


@ON_SQLITE
@pytest.mark.parametrize("work", [_edits, _reads, _sign_ins])
def test_no_request_reads_a_whole_table(branch: Branch, work: Callable[[Branch], None]) -> None:
    seen = _statements(branch.store, lambda: work(branch))
    assert len(seen) >= 5
    assert _scans(branch.store, seen) == []


@ON_SQLITE
def test_what_hangs_on_a_session_is_found_by_its_kind(branch: Branch) -> None:
    """Else every edit of minutes would read all entries of its session, and a long meeting grow slower by the hour."""
    seen = _statements(branch.store, lambda: branch.made("recorder", branch.minute("会议开始。")))
    plans = [plan for statement, values in seen for plan in _plan(branch.store, statement, values)]
    assert any("rec_parent (parent=? AND type=?)" in plan for plan in plans)
    assert not any(plan.endswith("rec_parent (parent=?)") for plan in plans)


@ON_SQLITE
def test_a_whole_table_read_is_noticed(branch: Branch) -> None:
    with branch.store.read() as connection:
        seen = _statements(
            branch.store, lambda: connection.execute(select(tables.rec.c.id).where(tables.rec.c.rev == 1)).all()
        )
    assert len(_scans(branch.store, seen)) == 1

"""Reading: pages, cursors, heads and history (PROTOCOL.md section 7)."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from server_stub import tables
from server_stub.problems import ProtocolProblem
from sync.wire import PullAnswer, PullRequest
from tests.server.people import ON_SQLITE, PEOPLE, Branch


def filled(branch: Branch) -> None:
    """Some records in every kind of scope."""
    branch.push("recorder", *[branch.minute(f"第{n}条") for n in range(12)])
    row = branch.minute("支委会", session=branch.committee_session, scope=branch.scope("c"))
    branch.push("clerk", row)
    for author in ("plain", "other", "host"):
        branch.push(author, branch.submission(author, f"{author}的体会。"))


def test_scopes_follow_roles(branch: Branch) -> None:
    filled(branch)
    b, c = branch.scope("b"), branch.scope("c")
    mine = {who: branch.scope("r", who) for who in PEOPLE}
    written = {mine[who] for who in ("plain", "other", "host")}
    expected = {
        "secretary": {b, c, mine["secretary"], *written},
        "clerk": {b, c, mine["clerk"], *written},
        "leader": {b, c, mine["leader"], mine["plain"]},
        "head": {b, mine["head"], mine["plain"]},
        "committee": {b, c, mine["committee"]},
        "plain": {b, mine["plain"]},
        "other": {b, mine["other"]},
    }
    for who, scopes in expected.items():
        assert set(branch.at[who].pull({}).scopes) == scopes, who
        assert {record["scope"] for record in branch.seen(who).values()} <= scopes


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 500])
def test_pages_of_any_size_bring_everything_once_and_in_order(branch: Branch, limit: int) -> None:
    filled(branch)
    whole = branch.at["secretary"].pull({})
    assert not whole.more
    cursors: dict[str, int] = {}
    found = []
    for _ in range(200):
        page = branch.at["secretary"].pull(cursors, limit=limit)
        assert len(page.changes) <= limit
        assert bool(page.sums) != page.more
        found += page.changes
        cursors.update(page.cursors)
        if not page.more:
            break
    assert found == whole.changes
    assert cursors == whole.cursors
    for scope in whole.scopes:
        numbers = [record["seq"] for record in found if record["scope"] == scope]
        assert numbers == sorted(set(numbers))


@ON_SQLITE
@given(sizes=st.lists(st.integers(1, 3000), min_size=1, max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_bounded_by_bytes_always_move_on(branch: Branch, sizes: list[int]) -> None:
    if not any(record["type"] == "minute" for record in branch.seen("plain").values()):
        filled(branch)
    whole = branch.at["secretary"].pull({})
    cursors: dict[str, int] = {}
    found: list[object] = []
    more, turn = True, 0
    while more:
        size = sizes[turn % len(sizes)]
        page = branch.at["secretary"].pull(cursors, max_bytes=size)
        assert page.changes
        assert len(page.changes) == 1 or sum(len(msgspec.json.encode(r)) for r in page.changes) <= size
        found += page.changes
        cursors.update(page.cursors)
        more, turn = page.more, turn + 1
    assert found == whole.changes


def test_a_record_that_changes_between_two_pages_is_not_lost(branch: Branch) -> None:
    filled(branch)
    first = branch.at["plain"].pull({}, limit=5)
    moved = first.changes[0]
    branch.one(
        "secretary", branch.put(moved["type"], moved["id"], {"branch_name": [moved["f"]["branch_name"], "新名"]})
    )
    cursors = dict(first.cursors)
    rest: dict[str, object] = {}
    more = True
    while more:
        page = branch.at["plain"].pull(cursors, limit=5)
        rest |= {record["id"]: record["f"] for record in page.changes}
        cursors.update(page.cursors)
        more = page.more
    assert rest[moved["id"]] == {"branch_name": "新名"}


def test_nothing_new_is_a_short_answer_with_sums(branch: Branch) -> None:
    filled(branch)
    whole = branch.at["plain"].pull({})
    again = branch.at["plain"].pull(whole.cursors)
    assert (again.changes, again.more, again.cursors, again.sums) == ([], False, whole.cursors, whole.sums)


def test_acked_n_is_the_last_number_of_the_device(branch: Branch) -> None:
    branch.push("recorder", branch.minute("一"), branch.minute("二"))
    assert branch.at["recorder"].pull({}).acked_n == 2
    assert branch.direct.account(branch.members["recorder"]).pull({}).acked_n == 0


def refused(branch: Branch, who: str, **changed: object) -> ProtocolProblem:
    """The problem a pull meets."""
    door = branch.at[who]
    body = PullRequest(device=door.device, epoch=door.epoch, cursors={})
    for name, value in changed.items():
        setattr(body, name, value)
    with pytest.raises(ProtocolProblem) as problem:
        branch.direct.pulls.pull(door.account, body)
    return problem.value


def test_a_server_that_is_behind_or_restored_says_so(branch: Branch) -> None:
    head = branch.at["plain"].pull({}).cursors[branch.scope("b")]
    assert refused(branch, "plain", cursors={branch.scope("b"): head + 1}).code == "cursor_ahead"
    assert refused(branch, "plain", cursors={branch.scope("r", "plain"): 1}).code == "cursor_ahead"
    assert refused(branch, "plain", epoch="another").code == "epoch_mismatch"
    door = branch.at["plain"]
    fresh = PullRequest(device=door.device, epoch=None, cursors={})
    assert branch.direct.pulls.pull(door.account, fresh).epoch == door.epoch


def test_devices_that_are_not_the_callers(branch: Branch) -> None:
    assert refused(branch, "plain", device="d:x").code == "device_unknown"
    assert refused(branch, "plain", device=branch.at["other"].device).code == "device_not_yours"


def test_cursors_that_are_none(branch: Branch) -> None:
    for cursors in ({"b:x": -1}, {"b:x": 2**70}, {str(n): 0 for n in range(2001)}):
        assert refused(branch, "plain", cursors=cursors).code == "bad_request_shape"


def test_a_scope_of_somebody_else_is_not_answered_whatever_its_cursor(branch: Branch) -> None:
    filled(branch)
    scope = branch.scope("r", "other")
    page = branch.at["plain"].pull({scope: 0, branch.scope("c"): 99, "u:x": 5})
    assert scope not in page.cursors
    assert branch.scope("c") not in page.cursors
    assert all(record["scope"] != scope for record in page.changes)


def test_a_cursor_below_the_floor_starts_its_scope_anew(branch: Branch) -> None:
    filled(branch)
    scope = branch.scope("b")
    raised = update(tables.scope).where(tables.scope.c.name == scope).values(floor_seq=10)
    branch.store.write(lambda connection: connection.execute(raised))
    page = branch.at["plain"].pull({scope: 9})
    assert page.reset == [scope]
    assert all(record["scope"] != scope for record in page.changes)
    assert scope not in page.sums
    assert branch.at["plain"].pull({scope: 0}).reset == []
    assert branch.at["plain"].pull({scope: 10}).reset == []


def test_many_scopes_are_one_pull(branch: Branch) -> None:
    people = [branch.direct.write_by_shell("member", {"name": f"职工{n}"}) for n in range(60)]
    for rid in people:
        fields = {"author": rid, "title": "体会", "body": "学习。"}
        branch.direct.account(rid).push([branch.new("submission", fields, scope=f"r:{branch.id}:{rid}")])
    page: PullAnswer = branch.at["secretary"].pull({})
    assert len(page.scopes) == 63
    assert len(page.sums) == 63


# heads


def test_the_tag_changes_with_what_one_may_read_and_with_nothing_else(branch: Branch) -> None:
    def tags() -> dict[str, str]:
        return {who: branch.direct.pulls.heads(branch.at[who].account) for who in PEOPLE}

    before = tags()
    assert tags() == before
    branch.push("plain", branch.submission("plain"))
    after = tags()
    assert {who for who in PEOPLE if after[who] != before[who]} == {"plain", "secretary", "clerk", "leader", "head"}
    row = branch.minute("支委会", session=branch.committee_session, scope=branch.scope("c"))
    branch.push("clerk", row)
    third = tags()
    assert {who for who in PEOPLE if third[who] != after[who]} == {"secretary", "clerk", "leader", "committee"}
    branch.push("recorder", branch.minute("大家的"))
    assert all(tags()[who] != third[who] for who in PEOPLE)


def test_the_tag_changes_when_a_role_ends_by_its_date(branch: Branch) -> None:
    end = {"to": [None, "2026-03-01"]}
    branch.made("secretary", branch.put("appointment", branch.appointments["committee"], end))
    account = branch.at["committee"].account
    before = branch.direct.pulls.heads(account)
    branch.clock.wait(days=1)
    assert branch.direct.pulls.heads(account) != before


# history


def test_history_tells_who_changed_what_newest_first(branch: Branch) -> None:
    op = branch.minute("一")
    branch.made("recorder", op)
    branch.clock.wait(hours=1)
    branch.made("clerk", branch.put("minute", op.rec, {"text": ["一", "二"], "about": [None, branch.members["plain"]]}))
    record = branch.record(op.rec)
    branch.one("host", branch.delete(record))
    history = branch.direct.pulls.history(branch.at["plain"].account, op.rec)
    assert not history.more
    assert [(each.rev, each.k, each.by) for each in history.revisions] == [
        (3, "del", branch.members["host"]),
        (2, "put", branch.members["clerk"]),
        (1, "new", branch.members["recorder"]),
    ]
    second = history.revisions[1]
    assert second.ch == {"text": ["一", "二"], "about": [None, branch.members["plain"]]}
    assert (second.at, second.out, second.dev) == ("2026-03-01T02:00:00Z", "applied", branch.at["clerk"].device)
    assert history.revisions[2].op == op.id


def test_history_comes_in_pages(branch: Branch) -> None:
    op = branch.minute("0")
    ops = [branch.put("minute", op.rec, {"text": [str(n), str(n + 1)]}) for n in range(120)]
    branch.push("recorder", op, *ops)
    account = branch.at["plain"].account
    pages = [branch.direct.pulls.history(account, op.rec)]
    while pages[-1].more:
        pages.append(branch.direct.pulls.history(account, op.rec, pages[-1].revisions[-1].rev))
    found = [each.rev for page in pages for each in page.revisions]
    assert len(pages) == 3
    assert found == list(range(121, 0, -1))
    assert branch.direct.pulls.history(account, op.rec, 0).revisions == []
    assert len(branch.direct.pulls.history(account, op.rec, 10**30).revisions) == 50

"""The trash: what was deleted, for whoever reads its scope today (PROTOCOL.md section 11)."""

from __future__ import annotations

from contextlib import closing

import msgspec
import pytest
from sqlalchemy import update

from server_stub import tables
from server_stub.problems import ProtocolProblem
from sync.wire import History, Trash
from tests.server.people import PEOPLE, Branch
from tests.server.web import Web


def trash(branch: Branch, who: str, **asked: object) -> Trash:
    return branch.direct.trash.trash(branch.at[who].account, **asked)  # type: ignore[arg-type]


def deleted(branch: Branch, text: str, who: str = "recorder", **where: str) -> str:
    record = branch.made(who, branch.minute(text, **where))
    assert branch.one(who, branch.delete(record)).out == "applied"
    return str(record["id"])


def test_it_holds_the_last_content_and_who_deleted_it_newest_first(branch: Branch) -> None:
    first = deleted(branch, "第一条")
    branch.clock.wait(hours=1)
    second = deleted(branch, "第二条")
    found = trash(branch, "plain").deleted
    assert [(each.id, each.type, each.by) for each in found] == [
        (rid, "minute", branch.members["recorder"]) for rid in (second, first)
    ]
    assert found[1].f is not None
    assert found[1].f["text"] == "第一条"
    assert found[1].rev == 2
    assert branch.one("recorder", branch.op("restore", "minute", second)).out == "applied"
    assert [each.id for each in trash(branch, "plain").deleted] == [first]


def test_nobody_sees_what_is_in_a_scope_that_is_not_theirs(branch: Branch) -> None:
    where = {"session": branch.committee_session, "scope": branch.scope("c")}
    rid = deleted(branch, "支委会上说的", "clerk", **where)
    assert [each.id for each in trash(branch, "secretary").deleted] == [rid]
    assert [each.id for each in trash(branch, "secretary", scope=branch.scope("c")).deleted] == [rid]
    assert trash(branch, "secretary", scope=branch.scope("b")).deleted == []
    assert trash(branch, "plain").deleted == []
    for scope in (branch.scope("c"), "c:nowhere", "u:me"):
        with pytest.raises(ProtocolProblem) as refused:
            trash(branch, "plain", scope=scope)
        assert refused.value.code == "not_found"


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_sees_just_the_tombstones_of_their_scopes(branch: Branch, who: str) -> None:
    deleted(branch, "公开的")
    deleted(branch, "支委会的", "clerk", session=branch.committee_session, scope=branch.scope("c"))
    seen = {rid for rid, record in branch.seen(who).items() if record["del"] is not None}
    assert seen
    assert {each.id for each in trash(branch, who).deleted} == seen


def test_it_comes_in_pages_and_misses_nothing_of_one_second(branch: Branch) -> None:
    rids = {deleted(branch, f"第{n}条") for n in range(120)}
    found: list[str] = []
    page = trash(branch, "plain")
    while True:
        assert len(page.deleted) <= 50
        found += [each.id for each in page.deleted]
        if page.next is None:
            break
        page = trash(branch, "plain", before=page.next)
    assert len(found) == 120
    assert set(found) == rids


def test_a_page_is_bounded_by_bytes(branch: Branch) -> None:
    rids = {deleted(branch, "长" * 20_000) for _ in range(25)}
    first = trash(branch, "plain")
    assert 0 < len(first.deleted) < 25
    rest = trash(branch, "plain", before=first.next)
    assert {each.id for page in (first, rest) for each in page.deleted} == rids


def test_what_is_older_than_90_days_is_listed_only_when_asked_for(branch: Branch) -> None:
    rid = deleted(branch, "旧的")
    branch.clock.wait(days=91)
    assert trash(branch, "plain").deleted == []
    assert [each.id for each in trash(branch, "plain", days=100).deleted] == [rid]


def test_what_was_erased_is_marked_and_holds_nothing(branch: Branch) -> None:
    deleted(branch, "要抹去的")
    branch.store.write(lambda c: c.execute(update(tables.hist).values(f=None)))
    [each] = trash(branch, "plain").deleted
    assert each.f is None


def test_over_http(branch: Branch) -> None:
    rid = deleted(branch, "删掉的一条")
    with closing(Web(branch)) as web:
        answer = web.client.get("/v1/trash", headers=web.headers())
        assert [each.id for each in msgspec.json.decode(answer.content, type=Trash).deleted] == [rid]
        for query, status, code in (
            ("before=yesterday", 422, "bad_request_shape"),
            ("days=-1", 422, "bad_request_shape"),
            ("scope=c:x", 404, "not_found"),
        ):
            refused = web.client.get(f"/v1/trash?{query}", headers=web.headers())
            assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert web.client.get("/v1/trash").status_code == 401


def test_history_holds_the_fields_now_and_those_before_a_deletion(branch: Branch) -> None:
    record = branch.made("recorder", branch.minute("写的"))
    account, rid = branch.at["plain"].account, record["id"]
    history: History = branch.direct.pulls.history(account, rid)
    assert history.f == record["f"]
    branch.one("recorder", branch.delete(record))
    history = branch.direct.pulls.history(account, rid)
    assert history.f is None
    assert [each.f for each in history.revisions] == [record["f"], None]
    assert branch.direct.pulls.history(account, rid, before=2).f is None

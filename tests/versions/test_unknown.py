"""Fields, kinds and choices of a later version survive on a device that does not know them, and old queues can be pushed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import server_stub.app
import server_stub.upcasting
from sync.cache.shadow import Identity
from sync.canonical import canonical
from sync.engine import SERVER_TOO_OLD, Fault
from sync.problems import EditRefused
from sync.records.fields import FieldProblem
from sync.records.kind import SCHEMA
from sync.wire import NewDevice, Op, Problem, PullAnswer, PushAnswer, PushRequest, Record, Result, ScopeSum
from sync.workplace import Workplace, open_workplace
from tests.server.people import Branch
from tests.server.web import Web


@pytest.fixture
def branch() -> Iterator[Branch]:
    """A branch on the real server in memory."""
    made = Branch()
    yield made
    made.store.close()


BRANCH = "0198c0de-0000-7000-8000-000000000001"
ME = "0198c0de-0000-7000-8000-0000000000aa"
SCOPE = f"b:{BRANCH}"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A clerk's device that has synced."""
    with open_workplace(tmp_path / "home") as opened:
        identity = Identity(BRANCH, "支部", ME, "王五", "a:1", "wangwu", "http://127.0.0.1:9")
        opened.repository.commit([opened.shadow.identity_change(identity), opened.shadow.progress_change(device="d:1")])
        role = envelope("appointment", "ap", member=ME, role="clerk", **{"from": "2020-01-01"})
        pulled(opened, envelope("member", ME, name="王五"), role)
        yield opened


def envelope(kind: str, rid: str, rev: Any = 1, v: Any = 1, **f: Any) -> Record:
    """A record as a server sends it."""
    stamp = {"at": "2026-03-05T01:00:00Z", "by": ME}
    more = {"id": rid, "type": kind, "scope": SCOPE, "rev": rev, "seq": rev, "owner": None, "v": v, "f": f, "fv": {}}
    return {**more, "created": stamp, "updated": stamp, "del": None}


def answer(*records: Record, schema: int = SCHEMA, sums: dict[str, ScopeSum] | None = None) -> PullAnswer:
    """A whole pull."""
    cursors = {SCOPE: max((record["seq"] for record in records), default=0)}
    return PullAnswer(
        epoch="e1",
        scopes=[SCOPE],
        changes=list(records),
        cursors=cursors,
        more=False,
        acked_n=0,
        time="2026-03-05T01:00:00Z",
        sums=sums or {},
        schema=schema,
    )


def pulled(place: Workplace, *records: Record, **more: Any) -> None:
    """Let a round pull these."""
    place.engine.begin()
    while (call := place.engine.next_call()) is not None:
        if call.to == "push":
            place.engine.unreachable(call)
        else:
            place.engine.answered(call, answer(*records, **more))


LATER = envelope(
    "session",
    "s1",
    v=3,
    form="hologram",
    title="交流",
    state="planned",
    mood={"level": 3, "words": ["好", "很好"]},
)
UNKNOWN = envelope("seminar", "x1", v=3, topic="不认识的种类", parts=[1, 2, {"b": None, "a": True}])


def test_what_is_not_known_is_kept_byte_for_byte(place: Workplace) -> None:
    pulled(place, LATER, UNKNOWN)
    for record in (LATER, UNKNOWN):
        assert canonical(place.repository.document("shadow", record["id"])) == canonical(record)
    assert place.repository.get("x1") is None, "a kind that is not known is shown nowhere"
    view = place.desk.record("s1")
    assert (view.get("title"), view.get("form")) == ("交流", "hologram")


def test_it_counts_in_the_checksum(place: Workplace) -> None:
    pulled(place, LATER, UNKNOWN)
    told = place.shadow.scope_sum(SCOPE)
    pulled(place, sums={SCOPE: told})
    assert place.shadow.progress.healed == 0
    assert told.live == 4


def test_a_change_names_only_its_own_field(place: Workplace) -> None:
    pulled(place, LATER)
    place.desk.edit("s1", {"title": ("交流", "第二次交流")})
    (waiting,) = place.queue.waiting()
    assert waiting.op.ch == {"title": ["交流", "第二次交流"]}
    assert place.desk.record("s1").fields["mood"] == LATER["f"]["mood"]


def test_an_unknown_kind_cannot_be_changed_here(place: Workplace) -> None:
    pulled(place, UNKNOWN)
    with pytest.raises((EditRefused, FieldProblem, LookupError)):
        place.desk.edit("x1", {"topic": ("不认识的种类", "x")})
    assert len(place.queue) == 0


def test_a_later_version_finds_it_again(place: Workplace, tmp_path: Path) -> None:
    pulled(place, LATER, UNKNOWN)
    place.close()
    with open_workplace(tmp_path / "home") as again:
        assert again.repository.document("shadow", "x1") == UNKNOWN


def test_an_edit_is_kept_while_the_server_is_older(place: Workplace) -> None:
    pulled(place)
    place.desk.create("section", {"name": "综合科"})
    place.shadow.take_in([place.shadow.progress_change(schema=0)])
    place.engine.begin()
    while (call := place.engine.next_call()) is not None:
        assert call.to == "pull", "it is never written down to what an older server knows"
        place.engine.answered(call, answer(schema=0))
    last = place.engine.round
    assert last.fault is Fault.STOPPED
    assert last.problem is not None
    assert last.problem.code == SERVER_TOO_OLD
    assert len(place.queue) == 1
    sent: list[Op] = []
    pulled(place, schema=SCHEMA)
    place.engine.begin()
    while (call := place.engine.next_call()) is not None:
        if isinstance(call.body, PushRequest):
            sent += call.body.ops
        place.engine.unreachable(call)
    assert [op.type for op in sent] == ["section"]


def test_a_client_that_is_too_old_pushes_and_does_not_pull(
    branch: Branch, monkeypatch: pytest.MonkeyPatch, place: Workplace
) -> None:
    web = Web(branch)
    try:
        web.joined("xiao")
        monkeypatch.setattr(server_stub.app, "OLDEST_SCHEMA", 2)
        refused = web.pull()
        assert (refused.status_code, refused.json()["code"]) == (426, "client_too_old")
        assert web.push([]).status_code == 200
        newer = web.post(
            "/v1/sync/pull",
            {"device": web.devices["xiao"], "epoch": None, "cursors": {}},
            **{"X-Client": "xinde/9.0.0 schema=2"},
        )
        assert newer.status_code == 200
    finally:
        web.close()


def test_such_a_client_says_so_and_keeps_its_queue(place: Workplace) -> None:
    pulled(place)
    place.desk.create("section", {"name": "综合科"})
    place.engine.begin()
    order: list[str] = []
    while (call := place.engine.next_call()) is not None:
        order.append(call.to)
        if isinstance(call.body, PushRequest):
            results = [Result(n=op.n, id=op.id, out="applied") for op in call.body.ops]
            done = PushAnswer(results=results, last_n=1, records=[], epoch="e1", time="2026-03-05T01:00:00Z")
            place.engine.answered(call, done)
        elif isinstance(call.body, NewDevice):
            raise AssertionError("no new device is needed")
        else:
            place.engine.refused(call, Problem(status=426, code="client_too_old", title=""))
    assert order == ["push", "pull"]
    assert place.engine.round.fault is Fault.STOPPED
    assert len(place.repository.find("section")) == 1, "what was taken in is still shown"


def test_an_old_queue_is_read_as_this_version_writes(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    def from_zero(op: Op) -> Op:
        changes = {("name" if name == "called" else name): change for name, change in op.ch.items()}
        return msgspec.structs.replace(op, v=1, ch=changes)

    monkeypatch.setattr(server_stub.upcasting, "UPCASTERS", {0: from_zero})
    clerk = branch.at["clerk"]
    rid = branch.store.ids.record()
    op = Op(
        id="o:1",
        k="new",
        type="section",
        rec=rid,
        scope=f"b:{branch.id}",
        v=0,
        at="2026-03-01T08:30:00+08:00",
        ch={"called": [None, "综合二科"]},
    )
    made = clerk.push([op])
    assert [result.out for result in made.results] == ["applied"]
    assert made.records[0]["f"]["name"] == "综合二科"
    never = msgspec.structs.replace(op, id="o:2", n=0, v=-1, rec=branch.store.ids.record())
    assert [result.code for result in clerk.push([never]).results] == ["invalid_field"]

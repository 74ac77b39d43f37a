"""permissions.csv over HTTP, on both databases: everybody against every kind of record in every state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

from server_stub import schema
from server_stub.store import Store
from tests.postgres import cluster
from tests.records.declared import BUILT, declared_kinds
from tests.records.oracle import Oracle
from tests.records.permissions import rows
from tests.records.subjects import stage, subjects
from tests.server.matrix import ACTORS, Case, chosen, expected, reads, scope_name, told
from tests.server.matrix_world import World, played
from tests.server.people import FakeClock

REFUSED = ("forbidden", "signed", "no_such_record")
LATER = {"plan_version": {"changed_since"}, "signature": {"changed_since"}}
"""Kinds that are refused, to somebody who may, for what they say of a record that has another content."""


@cache
def cases() -> list[Case]:
    """The same deeds for both databases."""
    return chosen(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The stage in a database of its own."""
    clock = FakeClock()
    if request.param == "sqlite":
        made = World(Store.open("sqlite://", clock, Random(1)), clock)
        yield made
        made.close()
        return
    name, url = cluster().fresh()
    store = Store.open(url, clock, Random(1))
    schema.upgrade(store)
    made = World(store, clock)
    yield made
    made.close()
    cluster().drop(name)


def test_every_row_of_the_file_holds_over_http(world: World) -> None:
    wrong, outcomes = [], Counter[str]()
    for case, result in played(world, cases()):
        code = result.get("code")
        outcomes[result["out"]] += 1
        reader = reads(case.deed.actor, scope_name(world.there, case.deed.kind, case.deed.fields))
        if case.allowed:
            right = result["out"] != "rejected" or code in LATER.get(case.deed.kind, ())
        else:
            # Who may not even read it is told that there is no such record, and nobody else is.
            right = (
                code in REFUSED and (code != "no_such_record" or not reader) and (reader or code == "no_such_record")
            )
            right |= code == "forbidden" and case.deed.act == "new"
        if not right:
            wrong.append(f"{told(case)}: {result}")
    assert not wrong, f"{len(wrong)} differences\n" + "\n".join(wrong[:8])
    assert outcomes["applied"] > 2000
    assert outcomes["rejected"] > 5000


def test_the_deeds_try_every_row_both_ways() -> None:
    """No row is passed over: of each something is allowed and, unless it is everybody's, something denied; and so in each state."""
    oracle = Oracle(stage())
    for case in cases():
        assert expected(oracle, case.deed) == case.allowed
    shared = [row for row in rows() if row.kind in BUILT and row.who not in ({"parent"}, {"nobody"})]
    assert {row.line for row in shared} <= oracle.let_in
    assert {row.line for row in shared if row.who != {"any"}} <= oracle.kept_out
    tried = {(case.deed.kind, case.deed.fields.get("state")) for case in cases()}
    for kind in BUILT:
        if declared_kinds()[kind].scope != "u":
            assert {(kind, state) for state in declared_kinds()[kind].states or (None,)} <= tried, kind


def test_everybody_reads_just_the_scopes_they_read_by_pull_history_and_trash(world: World) -> None:
    where: dict[str, str] = {}
    for kind in BUILT:
        if declared_kinds()[kind].scope == "u" or kind in ("appointment", "membership"):
            continue
        for subject in [each for each in subjects(kind) if "@me" not in str(each.fields)][:4]:
            scope = scope_name(world.there, kind, subject.fields)
            if not scope.startswith("r:") or scope.removeprefix("r:") in world.ids:
                where[world.row("", kind, subject.fields, {}, gone=len(where) % 3 == 0)] = scope
    world.flush()
    assert {"b", "c", "r:author1", "r:author2", "r:member1"} <= set(where.values())
    for actor in ACTORS:
        mine = {rid for rid, scope in where.items() if reads(actor, scope)}
        pulled, scopes = world.pulled(actor)
        assert set(where) & set(pulled) == mine, actor
        assert all(reads(actor, world.symbol(scope)) for scope in scopes)
        theirs = set(where) - mine
        assert bool(theirs) == (not any(role in ("secretary", "clerk") for role in world.roles(actor)))
        for rid in [*sorted(theirs)[::2], *sorted(mine)[::12]]:
            answer = world.get(actor, f"/v1/records/{rid}/history")
            assert answer.status_code == (200 if rid in mine else 404), (actor, where[rid])
        unknown = world.get(actor, f"/v1/records/{world.store.ids.record()}/history")
        for rid in sorted(theirs)[:3]:
            assert _told(world.get(actor, f"/v1/records/{rid}/history")) == _told(unknown)
        gone = {each["id"] for each in world.get(actor, "/v1/trash?days=36500").json()["deleted"]}
        assert gone & theirs == set()
        assert (gone & set(where)) == {rid for rid in mine if pulled[rid]["del"] is not None}
        nowhere = world.get(actor, "/v1/trash?scope=c:nowhere")
        for scope in sorted(set(where.values())):
            answer = world.get(actor, f"/v1/trash?scope={world.named(scope)}")
            assert answer.status_code == (200 if reads(actor, scope) else 404), (actor, scope)
            assert reads(actor, scope) or _told(answer) == _told(nowhere)


def _told(answer: object) -> dict[str, object]:
    """A problem document without the name of the answer."""
    document: dict[str, object] = getattr(answer, "json")()  # noqa: B009
    return {name: value for name, value in document.items() if name != "request_id"}

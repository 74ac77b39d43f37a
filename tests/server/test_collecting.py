"""What is erased and forgotten after long, and what of it everybody still has to agree on."""

from __future__ import annotations

import pytest

from server_stub.collecting import collect
from sync.wire import Op, Result
from tests.server.people import CLAIMED, Branch
from tests.whole import everything

WORDS = "要被清理的文字"


def op(branch: Branch, k: str, kind: str, rid: str, **more: object) -> Op:
    known = {"k": k, "type": kind, "rec": rid, "scope": f"b:{branch.id}", "v": 1, "at": CLAIMED, **more}
    return Op(id=branch.store.ids.op(), **known)  # type: ignore[arg-type]


def done(branch: Branch, *ops: Op, who: str = "clerk") -> list[Result]:
    return branch.at[who].push(list(ops)).results


@pytest.fixture
def gone(branch: Branch) -> str:
    """A section that was deleted."""
    rid = branch.store.ids.record()
    done(branch, op(branch, "new", "section", rid, ch={"name": [None, WORDS]}))
    made = next(each for each in branch.at["clerk"].pull({}).changes if each["id"] == rid)
    from sync.canonical import digest

    (result,) = done(branch, op(branch, "del", "section", rid, dig=digest(made["f"])))
    assert result.out == "applied"
    return rid


def held(branch: Branch) -> bytes:
    return everything(branch.store)


def test_content_goes_after_180_days_and_the_tombstone_stays(branch: Branch, gone: str) -> None:
    branch.clock.wait(days=179)
    assert collect(branch.store, branch.clock.now(), tombstones=True).contents == 0
    branch.clock.wait(days=2)
    assert collect(branch.store, branch.clock.now(), tombstones=True).contents == 1
    row = next(each for each in branch.at["plain"].pull({}).changes if each["id"] == gone)
    assert row["del"]
    history = branch.direct.pulls.history(branch.at["clerk"].account, gone)
    assert [(revision.k, revision.ch) for revision in history.revisions] == [("del", {}), ("new", {})]


def test_what_was_erased_cannot_be_brought_back_empty_but_made_again(branch: Branch, gone: str) -> None:
    branch.clock.wait(days=200)
    collect(branch.store, branch.clock.now(), tombstones=False)
    (refused,) = done(branch, op(branch, "restore", "section", gone))
    assert (refused.out, refused.code, refused.reason) == ("rejected", "no_such_record", "erased")
    (again,) = done(branch, op(branch, "new", "section", gone, ch={"name": [None, "又有了"]}))
    assert again.out == "merged"


def test_tombstones_go_when_every_device_knows_them(branch: Branch, gone: str) -> None:
    reader = branch.at["plain"]
    reader.pull({})
    branch.clock.wait(days=401)
    everybody = {name: session.pull() for name, session in branch.at.items()}
    assert everybody
    branch.clock.wait(days=1)
    for session in branch.at.values():
        session.pull()
    assert collect(branch.store, branch.clock.now(), tombstones=True).tombstones == 1
    whole = branch.at["other"].pull({})
    assert gone not in {each["id"] for each in whole.changes}
    scope = f"b:{branch.id}"
    assert whole.floors[scope] > 0
    behind = branch.at["plain"].pull({scope: 1})
    assert behind.reset == [scope]


def test_a_conflict_about_it_loses_its_words_too(branch: Branch) -> None:
    from sync.canonical import digest

    rid = branch.store.ids.record()
    done(branch, op(branch, "new", "section", rid, ch={"name": [None, "原名"]}))
    made = next(each for each in branch.at["clerk"].pull({}).changes if each["id"] == rid)
    done(branch, op(branch, "del", "section", rid, dig=digest(made["f"])))
    (late,) = done(branch, op(branch, "put", "section", rid, ch={"name": ["原名", WORDS]}))
    assert late.out == "conflict"
    branch.clock.wait(days=500)
    for session in branch.at.values():
        session.pull()
    branch.clock.wait(days=1)
    for session in branch.at.values():
        session.pull()
    found = collect(branch.store, branch.clock.now(), tombstones=True)
    assert found.tombstones == 0, "somebody had yet to decide about it"
    (conflict,) = (each for each in branch.at["plain"].pull({}).changes if each["type"] == "conflict")
    assert conflict["f"]["state"] == "closed"
    assert not {"current", "mine"} & conflict["f"].keys()
    row = everything(branch.store)
    assert WORDS.encode() not in row

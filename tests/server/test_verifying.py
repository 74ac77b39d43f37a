"""Whoever changes the past behind the program's back is found, and what is as it was written is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest

from server_stub.adopting import adopt_branch
from server_stub.collecting import collect
from server_stub.findings import Finding
from server_stub.seals import read_seal
from server_stub.store import Store
from server_stub.verifying import Verified, verify
from sync.canonical import digest
from sync.records.interchange import Given, Head, written
from tests.server.people import Branch, FakeClock
from tests.server.tampering import TAMPERING, WORDS, by_hand, chain_anew, changed_revision, rows
from tests.whole import everything

LATE = "2200-01-01T00:00Z"


def looked_at(store: Store, up_to: str = LATE) -> Verified:
    """What verify says of a database."""
    with store.read() as connection:
        return verify(connection, up_to)


def codes(found: Sequence[Finding]) -> set[str]:
    """What was found, without where."""
    return {each.code for each in found}


def edit(branch: Branch, random: Random, sections: dict[str, str | None]) -> None:
    """One random edit: a section made, renamed, renamed on an old base, deleted, restored or made again; minutes written."""
    rid = random.choice([*sections, branch.store.ids.record()])
    now = sections.get(rid)
    word = f"科室{random.randrange(10**6)}"
    match random.choice(("write", "write", "change", "late", "delete", "back", "minute")):
        case "minute":
            branch.push("recorder", branch.minute(word))
        case "write":
            if branch.one("clerk", branch.new("section", {"name": word}, rid)).out in ("applied", "merged"):
                sections[rid] = word
        case "change" if now:
            branch.push("clerk", branch.put("section", rid, {"name": [now, word]}))
            sections[rid] = word
        case "late" if rid in sections:
            branch.push("clerk", branch.put("section", rid, {"name": ["另一个", word]}))
        case "delete" if now:
            branch.push("clerk", branch.op("del", "section", rid, dig=digest({"name": now})))
            sections[rid] = None
        case "back" if rid in sections and now is None:
            branch.push("clerk", branch.op("restore", "section", rid))
            sections[rid] = branch.record(rid)["f"]["name"]
        case _:
            pass


@pytest.fixture
def busy(branch: Branch) -> Branch:
    """A branch with a history: sections of four revisions each, one of them deleted, and minutes."""
    for number in range(3):
        rid = branch.store.ids.record()
        branch.made("clerk", branch.new("section", {"name": "甲"}, rid))
        for before, after in (("甲", "乙"), ("乙", "丙"), ("丙", WORDS)):
            branch.made("clerk", branch.put("section", rid, {"name": [before, after]}))
        branch.sections[f"made {number}"] = rid
    gone = branch.sections["made 2"]
    branch.push("clerk", branch.op("del", "section", gone, dig=digest({"name": WORDS})))
    branch.push("recorder", branch.minute("一条记录"))
    return branch


@pytest.mark.parametrize("seed", range(1))
def test_what_was_written_by_the_program_is_as_it_was_written(branch: Branch, seed: int) -> None:
    random = Random(seed)
    sections: dict[str, str | None] = {}
    for _ in range(200):
        edit(branch, random, sections)
    done = looked_at(branch.store)
    assert (done.findings, done.more) == ([], 0)
    assert done.revisions == rows(branch, "SELECT sum(places) FROM scope")[0][0] > 100
    assert {out for (out,) in rows(branch, "SELECT DISTINCT k FROM hist")} >= {"new", "put", "del", "restore"}


@pytest.mark.parametrize("tamper", TAMPERING)
def test_each_change_by_hand_is_found_where_it_was_made(busy: Branch, tamper: Callable[[Branch, str], Finding]) -> None:
    assert looked_at(busy.store).findings == []
    expected = tamper(busy, busy.sections["made 0"])
    done = looked_at(busy.store)
    assert expected in done.findings
    assert all(each.scope in (None, busy.scope("b")) for each in done.findings), "nothing else is accused"
    told = "\n".join(map(str, done.findings))
    assert not any(word in told for word in (WORDS, "被改过的名字", "综合科"))


def test_a_chain_computed_anew_does_not_fit_the_backup_or_the_seal(busy: Branch) -> None:
    """Whoever has the program can chain the changed past again: what is on paper, or in a backup, still tells."""
    before = looked_at(busy.store)
    known = {name: (places, last) for name, places, last in rows(busy, "SELECT name, places, chain FROM scope")}
    changed_revision(busy, busy.sections["made 0"])
    by_hand(
        busy,
        ("UPDATE hist SET ch = ? WHERE rec = ? AND rev = 4", (f'{{"name":["丁","{WORDS}"]}}', busy.sections["made 0"])),
    )
    chain_anew(busy)
    done = looked_at(busy.store)
    assert done.findings == []
    assert str(done.seal) != str(before.seal)
    with busy.store.read() as connection:
        found = verify(connection, LATE, against=known).findings
    assert codes(found) == {"past_changed"}


def test_the_history_of_now_begins_with_that_of_the_backup(busy: Branch) -> None:
    known = {name: (places, last) for name, places, last in rows(busy, "SELECT name, places, chain FROM scope")}
    busy.push("recorder", busy.minute("后来的一条"))
    with busy.store.read() as connection:
        assert verify(connection, LATE, against=known).findings == []
        assert codes(verify(connection, LATE, against={**known, "b:elsewhere": (1, "0")}).findings) == {"scope_missing"}
        name, (places, last) = busy.scope("b"), known[busy.scope("b")]
        assert codes(verify(connection, LATE, against={name: (places + 9, last)}).findings) == {"past_changed"}


def test_a_seal_stays_right_while_the_branch_goes_on(busy: Branch) -> None:
    up_to = "2026-03-01T01:01Z"
    seal = looked_at(busy.store, up_to).seal
    assert read_seal(f" {str(seal).upper().replace('-', ' ', 0)} ") == seal
    busy.clock.wait(minutes=1)
    busy.push("recorder", busy.minute("后来的一条"))
    assert looked_at(busy.store, up_to).seal == seal
    assert looked_at(busy.store, "2026-03-01T01:02Z").seal.code != seal.code
    with pytest.raises(ValueError, match="five groups"):
        read_seal("2026-03-01 3fa9")


def test_what_gc_takes_away_leaves_the_chain_whole(busy: Branch) -> None:
    up_to = "2026-03-01T01:01Z"
    seal = looked_at(busy.store, up_to).seal
    busy.clock.wait(minutes=1)
    branch, gone = busy, busy.sections["made 2"]
    late = branch.one("clerk", branch.put("section", gone, {"name": ["丙", "迟来的话"]}))
    assert late.out == "conflict"
    ended = branch.sections["made 1"]
    branch.push("clerk", branch.op("del", "section", ended, dig=digest({"name": WORDS})))
    branch.clock.wait(days=181)
    assert collect(branch.store, branch.clock.now(), tombstones=False).contents == 2
    assert looked_at(branch.store).findings == []
    assert branch.one("clerk", branch.new("section", {"name": "又有了"}, ended)).out == "merged"
    assert looked_at(branch.store).findings == []
    branch.push("clerk", branch.op("del", "section", ended, dig=digest({"name": "又有了"})))
    branch.clock.wait(days=401)
    for session in branch.at.values():
        session.pull({})
    branch.clock.wait(days=1)
    for session in branch.at.values():
        session.pull()
    assert collect(branch.store, branch.clock.now(), tombstones=True).tombstones == 2
    done = looked_at(branch.store, up_to)
    assert (done.findings, done.seal) == ([], seal)
    assert branch.one("clerk", branch.new("section", {"name": "从头再来"}, gone)).out == "applied"
    assert looked_at(branch.store).findings == []
    by_hand(branch, ("UPDATE hist SET ch = ? WHERE rec = ? AND words IS NOT NULL", ('{"x":[null,1]}', _erased(branch))))
    assert "erased_with_words" in codes(looked_at(branch.store).findings)


def _erased(branch: Branch) -> str:
    return str(rows(branch, "SELECT rec FROM hist WHERE words IS NOT NULL")[0][0])


def test_a_look_at_everything_lasts_as_long_as_it_must(on_postgres: Branch) -> None:
    """Half a minute is enough for any statement of a request, and not for counting a county's history."""
    limit = "SELECT setting FROM pg_settings WHERE name = 'statement_timeout'"
    assert rows(on_postgres, limit) == [("30000",)]
    with on_postgres.store.read() as connection:
        verify(connection, LATE)
        assert connection.exec_driver_sql(limit).scalar() == "0"
    assert rows(on_postgres, limit) == [("30000",)]


def test_erased_words_cannot_be_guessed_from_what_is_kept(busy: Branch) -> None:
    gone = busy.sections["made 2"]
    ((salt,),) = rows(busy, "SELECT salt FROM hist WHERE rec = ? AND k = 'del'", gone)
    busy.clock.wait(days=181)
    collect(busy.store, busy.clock.now(), tombstones=False)
    assert rows(busy, "SELECT salt FROM hist WHERE rec = ?", gone) == [(None,)] * 5
    assert salt.encode() not in everything(busy.store)


def test_a_branch_taken_in_from_a_file_is_as_it_was_written() -> None:
    clock = FakeClock()
    store = Store.open("sqlite://", clock, Random(3))
    branch, rid, me = store.ids.record(), store.ids.record(), store.ids.record()
    stamped = {"at": "2025-01-01T00:00:00Z", "claimed": None, "by": me, "dev": "d:1"}
    known: dict[str, Any] = {"scope": f"b:{branch}", "created": stamped, "updated": stamped}
    records = [
        Given(
            kind="settings", id=branch, rev=1, fields={"branch_name": "支部"}, set={"branch_name": [1, None]}, **known
        ),
        Given(kind="member", id=me, rev=2, fields={"name": "甲", "state": "active"}, set={"name": [2, me]}, **known),
        Given(kind="section", id=rid, rev=7, fields={"name": "科室"}, set={"name": [7, me]}, **known),
    ]
    head = Head(branch=branch, name="支部", made="2026-01-01T00:00:00Z", scopes=(f"b:{branch}",))
    count, _ = adopt_branch(store, written(head, records), "http://127.0.0.1:8765")
    assert count == 3
    assert looked_at(store).findings == []
    store.close()

"""What somebody with the right to write the database could do to the past by SQL, and what verify must say of it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from server_stub import chain
from server_stub.collecting import _take_words
from server_stub.findings import Finding
from server_stub.tables import ScopeRow
from sync.canonical import SUM_MODULUS, canonical, record_sum
from tests.server.people import Branch

WORDS = "谁都不该再猜到的文字"


def by_hand(branch: Branch, *statements: tuple[str, tuple[Any, ...]]) -> None:
    """Change the database with SQL, as somebody with the file could."""

    def work(connection: Connection) -> None:
        for statement, values in statements:
            assert connection.exec_driver_sql(_for(branch, statement), values).rowcount

    branch.store.write(work)


def rows(branch: Branch, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query gives."""
    with branch.store.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(_for(branch, statement), values)]


def _for(branch: Branch, statement: str) -> str:
    """The statement with the marks for values that the branch's driver wants."""
    return statement if branch.store.engine.dialect.name == "sqlite" else statement.replace("?", "%s")


def changed_revision(branch: Branch, rid: str) -> Finding:
    by_hand(branch, ("UPDATE hist SET ch = ? WHERE rec = ? AND rev = 3", ('{"name":["乙","丁"]}', rid)))
    return Finding("hash_wrong", branch.scope("b"), rid, 3)


def another_author(branch: Branch, rid: str) -> Finding:
    by_hand(branch, ('UPDATE hist SET "by" = ? WHERE rec = ? AND rev = 2', (branch.members["plain"], rid)))
    return Finding("hash_wrong", branch.scope("b"), rid, 2)


def another_kind(branch: Branch, rid: str) -> Finding:
    by_hand(branch, ("UPDATE rec SET type = 'action' WHERE id = ?", (rid,)))
    return Finding("hash_wrong", branch.scope("b"), rid, 4)


def without_the_last(branch: Branch, rid: str) -> Finding:
    ((place,),) = rows(branch, "SELECT max(place) FROM hist WHERE scope = ?", branch.scope("b"))
    by_hand(branch, ("DELETE FROM hist WHERE scope = ? AND place = ?", (branch.scope("b"), place)))
    return Finding("end_missing", branch.scope("b"), about=f"place {place}")


def without_one_in_the_middle(branch: Branch, rid: str) -> Finding:
    by_hand(branch, ("DELETE FROM hist WHERE rec = ? AND rev = 2", (rid,)))
    return Finding("revision_missing", branch.scope("b"), rid, 2)


def without_the_record(branch: Branch, rid: str) -> Finding:
    """With the figures of the scope put right, as a careful hand would."""
    ((first,),) = rows(branch, "SELECT min(place) FROM hist WHERE rec = ?", rid)
    by_hand(
        branch,
        ("DELETE FROM hist WHERE rec = ?", (rid,)),
        ("DELETE FROM rec WHERE id = ?", (rid,)),
        ("UPDATE scope SET live = live - 1 WHERE name = ?", (branch.scope("b"),)),
    )
    _put_sum_right(branch)
    return Finding("place_missing", branch.scope("b"), about=f"places {first} to {first + 3}")


def other_fields(branch: Branch, rid: str) -> Finding:
    fields = canonical({"name": "被改过的名字"}).decode()
    by_hand(branch, ("UPDATE rec SET f = ? WHERE id = ?", (fields, rid)))
    _put_sum_right(branch)
    return Finding("fields_wrong", branch.scope("b"), rid, 4)


def other_authors(branch: Branch, rid: str) -> Finding:
    fv = json.dumps({"name": [4, branch.members["plain"]]})
    by_hand(branch, ("UPDATE rec SET fv = ? WHERE id = ?", (fv, rid)))
    return Finding("authors_wrong", branch.scope("b"), rid, 4)


def swapped(branch: Branch, rid: str) -> Finding:
    ((two, three),) = rows(
        branch,
        "SELECT (SELECT place FROM hist WHERE rec = ? AND rev = 2), (SELECT place FROM hist WHERE rec = ? AND rev = 3)",
        rid,
        rid,
    )
    moved = "UPDATE hist SET place = ? WHERE rec = ? AND rev = ?"
    by_hand(branch, (moved, (-1, rid, 2)), (moved, (two, rid, 3)), (moved, (three, rid, 2)))
    return Finding("hash_wrong", branch.scope("b"), rid, 3)


def other_sum(branch: Branch, rid: str) -> Finding:
    by_hand(branch, ("UPDATE scope SET sum = ? WHERE name = ?", ("0" * 32, branch.scope("b"))))
    return Finding("sum_wrong", branch.scope("b"))


def other_head(branch: Branch, rid: str) -> Finding:
    by_hand(branch, ("UPDATE scope SET head = head + 1 WHERE name = ?", (branch.scope("b"),)))
    return Finding("head_wrong", branch.scope("b"))


def another_end(branch: Branch, rid: str) -> Finding:
    by_hand(branch, ("UPDATE scope SET chain = ? WHERE name = ?", ("0" * 64, branch.scope("b"))))
    return Finding("end_wrong", branch.scope("b"))


def erased_as_if_by_gc(branch: Branch, rid: str) -> Finding:
    """Its digest is right, so the chain holds; but nothing of it was ever deleted."""
    branch.store.write(lambda connection: _take_words(connection, rid, 2))
    return Finding("erased_while_living", branch.scope("b"), rid, 2)


def alive_again(branch: Branch, rid: str) -> Finding:
    gone = branch.sections["made 2"]
    by_hand(branch, ("UPDATE rec SET del = NULL, f = ? WHERE id = ?", (canonical({"name": WORDS}).decode(), gone)))
    return Finding("deletion_wrong", branch.scope("b"), gone, 5)


def without_an_outcome(branch: Branch, rid: str) -> Finding:
    device = branch.at["clerk"].device
    by_hand(branch, ("DELETE FROM opres WHERE device = ? AND n = 2", (device,)))
    return Finding("numbers_wrong", about=f"device {device}")


def no_json(branch: Branch, rid: str) -> Finding:
    by_hand(branch, ("UPDATE rec SET fv = ? WHERE id = ?", ("{", rid)))
    return Finding("unreadable", branch.scope("b"), rid)


def json_of_another_shape(branch: Branch, rid: str) -> Finding:
    by_hand(branch, ("UPDATE hist SET ch = ? WHERE rec = ? AND rev = 3", ('{"name":3}', rid)))
    return Finding("unreadable", branch.scope("b"), rid)


def in_another_branch(branch: Branch, rid: str) -> Finding:
    """An appointment that counts no longer, and looks as it was."""
    there = ("INSERT INTO branch (id, name, created) VALUES (?, ?, ?)", ("elsewhere", "别处", "2026-01-01T00:00:00Z"))
    by_hand(branch, there, ("UPDATE rec SET branch = ? WHERE id = ?", ("elsewhere", branch.appointments["clerk"])))
    return Finding("branch_wrong", branch.scope("b"), branch.appointments["clerk"])


def out_of_reach(branch: Branch, rid: str) -> Finding:
    """A record no device is told of."""
    by_hand(branch, ("UPDATE rec SET seq = -1 WHERE id = ?", (branch.appointments["clerk"],)))
    return Finding("seq_wrong", branch.scope("b"), branch.appointments["clerk"])


TAMPERING = (
    changed_revision,
    another_author,
    another_kind,
    without_the_last,
    without_one_in_the_middle,
    without_the_record,
    other_fields,
    other_authors,
    swapped,
    other_sum,
    other_head,
    another_end,
    erased_as_if_by_gc,
    alive_again,
    without_an_outcome,
    no_json,
    json_of_another_shape,
    in_another_branch,
    out_of_reach,
)


def chain_anew(branch: Branch) -> None:
    """Compute every hash of the scope of everybody again, as whoever has this program can."""
    place = ScopeRow(branch.scope("b"), branch.id)
    names = ("rec", *chain.SAID, "ch", "f", "type")
    columns = ", ".join(f'hist."{name}"' for name in names[:-1])
    query = f"SELECT {columns}, rec.type FROM hist JOIN rec ON rec.id = hist.rec WHERE hist.scope = ? ORDER BY place"
    for row in rows(branch, query, place.name):
        entry = dict(zip(names, row, strict=True))
        new = chain.link(place, entry.pop("type"), entry)
        values = (new["hash"], new["salt"], new["rec"], new["rev"])
        by_hand(branch, ("UPDATE hist SET hash = ?, salt = ? WHERE rec = ? AND rev = ?", values))
    by_hand(branch, ("UPDATE scope SET chain = ? WHERE name = ?", (place.chain, place.name)))


def _put_sum_right(branch: Branch) -> None:
    name = branch.scope("b")
    held = rows(branch, "SELECT id, rev, type, f FROM rec WHERE scope = ?", name)
    total = sum(record_sum(rid, rev, kind, f and json.loads(f)) for rid, rev, kind, f in held) % SUM_MODULUS
    by_hand(branch, ("UPDATE scope SET sum = ? WHERE name = ?", (f"{total:032x}", name)))

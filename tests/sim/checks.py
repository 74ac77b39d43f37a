"""What is checked when everything has settled (PROTOCOL.md T3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from server_stub.verifying import verify
from sync.cache.view import View
from tests.sim.device import Device
from tests.sim.office import Office
from tests.sim.oracle import Oracle, check
from tests.sim.words import tokens_in, tokens_of_bytes, twice_in

_REC = "SELECT id, type, scope, rev, seq, v, f, fv, created, updated, del FROM rec"


def check_all(office: Office, oracle: Oracle, devices: Sequence[Device]) -> None:
    """Check every invariant of the end; raises Violation."""
    oracle.is_atomic()
    server = {row[0]: row for row in office.rows(_REC)}
    envelopes = {rid: _envelope(row) for rid, row in server.items()}
    for device in devices:
        healed = device.place.shadow.progress.healed
        check(healed == 0 or office.silently, "I7", f"{device.name} healed {healed} scopes")
        _check_convergence(device, oracle, envelopes, told_late=office.unnoticed)
        _check_indexes(device)
        _check_privacy_of_folder(device, oracle, envelopes)
    _check_no_loss(office, oracle, devices, envelopes)
    _check_no_doubling(oracle, envelopes, devices)
    _check_numbers(office)
    _check_versions(office)
    _check_history(office)
    private = {each for each in tokens_of_bytes(office.everything()) if _private(oracle, each)}
    check(not private, "I4", f"private {sorted(private)} in the server's database")


def _private(oracle: Oracle, token: str) -> bool:
    return all(scope.startswith("u:") for scope in oracle.scopes[token])


def _envelope(row: Sequence[Any]) -> dict[str, Any]:
    """A record as it must be on every device that reads it (PROTOCOL.md section 3)."""
    rid, kind, scope, rev, seq, v, fields, fv, created, updated, deleted = row
    short = {"id": rid, "type": kind, "scope": scope, "rev": rev, "seq": seq}
    if deleted is not None:
        gone = json.loads(deleted)
        return {**short, "del": {"at": gone["at"], "by": gone["by"]}}
    whole = {"v": v, "f": json.loads(fields), "fv": json.loads(fv), "del": None}
    return {**short, **whole, "created": json.loads(created), "updated": json.loads(updated)}


def _check_convergence(
    device: Device, oracle: Oracle, envelopes: dict[str, dict[str, Any]], *, told_late: bool
) -> None:
    """I1, I7: the queue is empty, the shadow is the server's records of the readable scopes, the view is the shadow.

    `told_late`: the server went back with no sign of it, and what was made again there may have another time and place in
    its scope than a device remembers that had everything and so noticed nothing: content and revision are the same.
    """
    place, name = device.place, device.name
    check(not place.queue.waiting(), "I1", f"{name} still has waiting edits")
    check(not device.replaying and place.engine.fresh.now is None, "I1", f"{name} has not finished reading again")
    readable = {
        rid: each for rid, each in envelopes.items() if oracle.readers.reads(device.account.member, each["scope"])
    }
    held = dict(place.repository.documents("shadow"))
    for rid in readable.keys() - held.keys():
        check(False, "I1", f"{name} lacks {readable[rid]}")
    for rid in held.keys() - readable.keys():
        check(False, "I1", f"{name} holds {held[rid]}, which it may not read")
    for rid, record in held.items():
        shown, there = (_compared(each, told_late=told_late) for each in (record, readable[rid]))
        check(shown == there, "I1", f"{name} has {shown}, the server {there}")
        if record["type"] not in device.registry:
            # A kind of a later version is kept, and shown nowhere.
            continue
        view = place.repository.get(rid)
        check(view is not None and view.deleted == (record["del"] is not None), "I1", f"{name}: view of {rid} deleted?")
        if view is not None and not view.deleted:
            check(dict(view.fields) == record["f"] and not view.pending, "I1", f"{name}: view of {rid} is {view}")


def _compared(record: Mapping[str, Any], *, told_late: bool) -> dict[str, Any]:
    if not told_late:
        return {key: each for key, each in record.items() if key != "owner"}
    kept = {key: each for key, each in record.items() if key not in ("owner", "seq", "created", "updated", "del")}
    stamps = {name: record[name]["by"] for name in ("created", "updated", "del") if record.get(name)}
    return {**kept, **stamps}


def _check_indexes(device: Device) -> None:
    """What is kept up commit by commit is what a fresh start would find."""
    repository = device.place.repository

    def shown() -> dict[str, Any]:
        found: dict[str, Any] = {}
        for spec in repository.registry:
            for deleted in (False, True):
                views = sorted(repository.find(spec.name, deleted=deleted), key=lambda each: each.id)
                found[f"{spec.name} {deleted}"] = [(each.id, dict(each.fields)) for each in views]
        for view in repository.find("session"):
            for kind in ("minute", "attendance"):
                rows = repository.linked(kind, "session", view.id)
                found[f"{kind} of {view.id}"] = sorted(each.id for each in rows)
        return found

    kept = shown()
    repository.reload()
    # Nothing is computed yet, so that records are passed over by what the server said of them.
    holding = {spec.name: _ids(repository.holding(spec.name, "state", "title", "body")) for spec in repository.registry}
    for spec in repository.registry:
        for state in spec.states:
            wanted = _ids(each for each in repository.find(spec.name) if each.state == state)
            found = _ids(repository.holding(spec.name, "state", values=(state,)))
            check(found == wanted, "I1", f"{device.name}: {spec.name} that are {state}")
        some = _ids(each for each in repository.find(spec.name) if each.state or each.get("title") or each.get("body"))
        check(holding[spec.name] == some, "I1", f"{device.name}: {spec.name} with a state or a text")
    check(kept == shown(), "I1", f"{device.name}: indexes are not what a restart would make")


def _ids(views: Iterable[View]) -> list[str]:
    return [each.id for each in views]


def _check_privacy_of_folder(device: Device, oracle: Oracle, envelopes: dict[str, dict[str, Any]]) -> None:
    """Section 12: of scopes the member reads no longer, only own edits are left, also in the bytes of the folder."""
    member = device.account.member
    allowed = device.own_tokens() | {each for each, author in oracle.author.items() if author == member}
    for content in device.disk.snapshot("/cache").values():
        for token in tokens_of_bytes(content) - allowed:
            readable = any(oracle.readers.reads(member, scope) for scope in oracle.scopes[token])
            check(readable, "I4", f"{token} of {oracle.scopes[token]} is still in the folder of {device.name}")


def _check_no_loss(
    office: Office, oracle: Oracle, devices: Sequence[Device], envelopes: dict[str, dict[str, Any]]
) -> None:
    """I2: every token ever saved is somewhere its author can find it, or was knowingly removed."""
    there: set[str] = set()
    for record in envelopes.values():
        if record["del"] is None:
            kept = {
                name: value for name, value in record["f"].items() if record["type"] != "conflict" or name != "current"
            }
            there |= tokens_in(kept)
    for (fields,) in office.rows("SELECT f FROM hist WHERE f IS NOT NULL"):
        there |= tokens_in(json.loads(fields))
    for device in devices:
        there |= device.own_tokens()
    settled = there | oracle.removed | oracle.given_up | (oracle.dropped - oracle.accepted)
    lost = {token: what for token, what in oracle.saved.items() if token not in settled}
    check(not lost, "I2", f"lost: {lost}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)


def _check_no_doubling(oracle: Oracle, envelopes: dict[str, dict[str, Any]], devices: Sequence[Device]) -> None:
    """I3: no token stands twice in a text, unless more than one edit put it there."""
    records = [*envelopes.values()]
    for device in devices:
        records += [dict(each) for _, each in device.place.repository.documents("private")]
    for record in records:
        for text in _texts(record.get("f")):
            doubled = twice_in(text) - oracle.brought_again
            check(not doubled, "I3", f"{sorted(doubled)} twice in {record['type']} {record['id']}: {text}")


def _check_numbers(office: Office) -> None:
    """I10, I11: revisions follow each other, and no record ever changed its scope."""
    gaps = office.rows("SELECT rec FROM hist GROUP BY rec HAVING count(*) <> max(rev) OR min(rev) <> 1")
    check(not gaps, "I10", f"revisions missing: {gaps}")
    moved = office.rows("SELECT rec FROM hist GROUP BY rec HAVING count(DISTINCT scope) > 1")
    check(not moved, "I11", f"scope changed: {moved}")
    ahead = office.rows("SELECT id FROM rec JOIN scope ON scope.name = rec.scope WHERE seq > head")
    check(not ahead, "I10", f"beyond the head of their scope: {ahead}")


def _check_history(office: Office) -> None:
    """I14: the server's own check of the whole database finds nothing, whatever was erased, purged and made again."""
    with office.store.read() as connection:
        found = verify(connection, "9999-12-31T23:59Z").findings
    check(not found, "I14", f"verify finds {list(map(str, found))}")


def _check_versions(office: Office) -> None:
    """I11: each version of the plan holds the text that stood when it was approved, as the history tells it, and they follow each other."""
    rows = office.rows("SELECT rec, ch FROM hist ORDER BY rec, rev")
    numbers: list[int] = []
    for (written,) in office.rows("SELECT f FROM rec WHERE type = 'plan_version' AND f IS NOT NULL"):
        version = json.loads(written)
        numbers.append(version["number"])
        texts: dict[str, Any] = {}
        approved: list[dict[str, Any]] = []
        for rec, changes in rows:
            if rec != version["plan"]:
                continue
            changed = json.loads(changes)
            texts.update({name: each[1] for name, each in changed.items()})
            if changed.get("state", [None, None])[1] == "approved":
                approved.append({name: texts.get(name) for name in ("title", "guiding", "goals", "requirements")})
        kept = json.loads(version["content"])["plan"]
        check(
            any(all(kept.get(name) == (text or None) for name, text in each.items()) for each in approved),
            "I11",
            f"version {version['number']} was never approved so",
        )
    check(sorted(numbers) == list(range(1, len(numbers) + 1)), "I11", f"versions {sorted(numbers)}")

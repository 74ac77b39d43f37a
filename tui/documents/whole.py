"""The whole branch out as JSON lines, as far as this device reads it, and in again as a branch of a device alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sync.cache.shadow import Identity
from sync.cache.storage import Change
from sync.clock import claimed
from sync.problems import InTheWay
from sync.records.interchange import Given, Head, NotABranch, read, written
from sync.records.kind import SCHEMA
from sync.workplace import Workplace
from tui.documents.landing import NO_LINKS
from tui.years import reader

ENDS = 2
"""Lines of a file that are no records: its head and its end."""

SERVER_ONLY = ("conflict",)
"""Kinds the server alone writes: a device alone has nobody who could settle them."""


def head(place: Workplace) -> Head:
    """What stands above the records: which scopes are whole, and which this device lacks."""
    identity = place.identity
    if identity.branch is None:
        raise InTheWay("not_joined")
    holds, branch = reader(place), identity.branch
    members = [view.id for view in place.repository.find("member")]
    streams = {"b": f"b:{branch}", "c": f"c:{branch}", **{f"r:{each}": f"r:{branch}:{each}" for each in members}}
    return Head(
        branch=branch,
        name=identity.branch_name,
        made=claimed(place.clock),
        scopes=tuple(full for short, full in streams.items() if holds(short)),
        missing=tuple(full for short, full in streams.items() if not holds(short)),
    )


def records(place: Workplace) -> Iterator[Given]:
    """Every shared record as this device shows it, kind by kind; drafts and notes are nobody else's and stay out."""
    for spec in place.repository.registry:
        if not spec.shared:
            continue
        for view in sorted(place.repository.find(spec.name), key=lambda view: view.id):
            yield Given(
                view.id, view.kind, view.scope, max(1, view.rev), view.fields, view.fv, view.created, view.updated
            )


def export(place: Workplace, path: Path, *, replace: bool = False) -> tuple[Head, int]:
    """Write the file, whole or not at all; returns its head and how many records. Raises FileExistsError, OSError, InTheWay."""
    top = head(place)
    lines = 0
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            for line in written(top, records(place)):
                file.write(line)
                lines += 1
            file.flush()
            os.fsync(file.fileno())
        _land(temporary, path, replace=replace)
    finally:
        temporary.unlink(missing_ok=True)
    return top, lines - ENDS


def _land(temporary: Path, path: Path, *, replace: bool) -> None:
    """Give the file its name; nothing of that name is written over unless asked. Raises FileExistsError."""
    if not replace:
        try:
            os.link(temporary, path)
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            # A memory stick has no links: an empty file takes the name first, and is then replaced.
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        else:
            return
    os.replace(temporary, path)


def take_in(place: Workplace, path: Path) -> tuple[Head, int, int]:
    """Make an unused folder the branch of the file, on this device alone; returns its head, records taken, and those left out.

    Raises NotABranch, OSError, InTheWay for a folder that is in use: then nothing is done.
    """
    if place.identity != Identity():
        raise InTheWay("folder_in_use", login=place.identity.login)
    with path.open("rb") as file:
        top, given = read(file, place.repository.registry)
    if top.missing:
        # On a device alone everything that is not there would count as nothing, not as 无权限.
        raise NotABranch("partial", n=len(top.missing))
    taken = [each for each in given if each.kind not in SERVER_ONLY]
    if not taken:
        raise NotABranch("empty")
    identity = Identity(branch=top.branch, branch_name=top.name, alone=True)
    changes: list[Change] = [place.shadow.identity_change(identity)]
    changes += [("shadow", each.id, _envelope(each)) for each in taken]
    place.repository.commit(changes)
    return top, len(taken), len(given) - len(taken)


def _envelope(given: Given) -> dict[str, object]:
    """The record as the cache holds it."""
    return {
        "id": given.id,
        "type": given.kind,
        "scope": given.scope,
        "rev": given.rev,
        "seq": 0,
        "v": SCHEMA,
        "f": dict(given.fields),
        "fv": dict(given.set),
        "created": dict(given.created),
        "updated": dict(given.updated),
        "del": None,
    }

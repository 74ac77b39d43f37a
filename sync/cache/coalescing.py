"""Two edits of one record as one, before anything of them was sent (PROTOCOL.md section 4)."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.wire import Op


def coalesce(earlier: Op, later: Op) -> Op | None:
    """Two edits of one record that were never sent, as one (first base, last value); None when they must stay two.

    State changes and decisions are barriers, and a base that is not the earlier value means another editor was open:
    joining those would drop a sentence (PROTOCOL.md section 4). The joined edit has the later one's id: in a copy of the
    folder the earlier one may be on its way under its own, and one id must never stand for two edits.
    """
    if earlier.k not in ("new", "put") or later.k != "put":
        return None
    if "state" in later.ch or later.for_ or earlier.for_ or (earlier.k == "put" and "state" in earlier.ch):
        return None
    joined: dict[str, Any] = dict(earlier.ch)
    for name, change in later.ch.items():
        before = joined.get(name)
        if before is None:
            if earlier.k == "new" and not isinstance(change, dict):
                if change[0] is not None:
                    return None
                joined[name] = [None, change[1]]
            else:
                joined[name] = change
        elif isinstance(change, dict):
            added, removed = set(change.get("add", ())), set(change.get("del", ()))
            add = (set(before.get("add", ())) - removed) | added
            gone = (set(before.get("del", ())) - added) | removed
            joined[name] = {"add": sorted(add)} if earlier.k == "new" else {"add": sorted(add), "del": sorted(gone)}
        else:
            if before[1] != change[0]:
                return None
            joined[name] = [before[0], change[1]]
            if joined[name][0] == joined[name][1]:
                del joined[name]
    return msgspec.structs.replace(earlier, id=later.id, ch=joined, at=later.at, since=earlier.since or earlier.at)

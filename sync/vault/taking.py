"""One item of the server meets this device's record: what becomes of the record, and of what both have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from sync.cache.repository import Repository
from sync.cache.storage import Change
from sync.vault.book import Common, VaultBook
from sync.vault.items import CHAIN, Content, Opened
from sync.vault.merging import Merged, merge
from sync.vault.wire import SealedItem, digest_of

_SURELY_NAMED = CHAIN // 2
"""So many revisions back the chain of an item names every state."""


class Taken(msgspec.Struct):
    """What taking an item in does; to be committed in one line."""

    changes: list[Change] = msgspec.field(default_factory=list)
    changed: bool = False
    second: bool = False
    went_back: bool = False


class Taking:
    """Takes items in for one member; `new_id` makes ids of records."""

    def __init__(self, book: VaultBook, member: str, new_id: Callable[[], str]) -> None:
        self._book = book
        self._repository = book.repository
        self._member = member
        self._new_id = new_id

    def take(self, item: SealedItem, opened: Opened) -> Taken:
        """What an opened item makes of its record."""
        rid, theirs, on = opened.rid, opened.content, digest_of(item.sealed)
        known = self._book.common(rid) or Common()
        if (known.rev, known.on) == (item.rev, on) and not known.unsure and known.sent is None:
            return Taken()
        record = self._repository.document("private", rid)
        own = content_of(record) if record is not None else None
        base, went_back = _base(item, opened, known, own)
        done = Taken(went_back=went_back)
        merged = Merged(theirs) if own is None else merge(self._repository.registry.get(theirs.type), base, theirs, own)
        if own is None or not merged.content.same(own) or merged.content.updated != own.updated:
            done.changes += record_changes(self._repository, rid, merged.content, self._member)
            done.changed = own is None or not merged.content.same(own)
        if merged.second is not None and not self._is_here(merged.second, rid):
            done.changes += record_changes(self._repository, self._new_id(), merged.second, self._member)
            done.second = True
        chain = [theirs.digest(), *opened.chain]
        if base is None or theirs.digest() in known.chain[1:]:
            # Two histories became one, or the server went back in one: what this device had seen there counts as seen.
            chain = [*chain[:_SURELY_NAMED], *known.chain[: CHAIN - _SURELY_NAMED]]
        common = Common(rev=item.rev, on=on, rec=msgspec.to_builtins(theirs), chain=list(dict.fromkeys(chain))[:CHAIN])
        done.changes.append(self._book.common_change(rid, common))
        return done

    def _is_here(self, content: Content, beside: str) -> bool:
        """True when another device, or this one, already kept this beside its other half."""
        documents = self._repository.documents("private")
        return any(rid != beside and content_of(each).same(content) for rid, each in documents)


def _base(item: SealedItem, opened: Opened, known: Common, own: Content | None) -> tuple[Content | None, bool]:
    """What the server's state and this device's began from, null when nobody knows; and whether the server went back."""
    theirs = opened.content
    here = theirs.digest()
    sent = _content(known.sent.rec) if known.sent is not None else None
    if sent is not None and sent.digest() in (here, *opened.chain):
        # It did arrive; only the answer was lost.
        return sent, False
    rec = _content(known.rec)
    if rec is not None:
        seen = rec.digest()
        too_long_ago = item.rev - known.rev > _SURELY_NAMED and not known.unsure
        if seen in opened.chain or seen == here or too_long_ago:
            return rec, item.rev < known.rev and not known.unsure
    went_back = known.rev > 0 and not known.unsure
    if here in known.chain:
        # An earlier state of what is here: this device's goes there again.
        return theirs, went_back
    if own is not None and own.digest() in opened.chain:
        return own, went_back
    return None, went_back


def content_of(record: Any) -> Content:
    """A record of the table `private`, as it is merged and sealed."""
    gone = record.get("del") is not None
    return Content(
        type=record["type"],
        v=record["v"],
        f={} if gone else dict(record["f"]),
        gone=gone,
        created=dict(record.get("created") or {}),
        updated=dict(record.get("updated") or {}),
    )


def record_changes(repository: Repository, rid: str, content: Content, member: str) -> list[Change]:
    """The changes that make a private record what `content` says; a deleted one keeps its last fields in the trash."""
    before = repository.document("private", rid)
    rev = (before["rev"] if before is not None else 0) + 1
    record = {
        "id": rid,
        "type": content.type,
        "scope": f"u:{member}",
        "rev": rev,
        "seq": 0,
        "v": content.v,
        "f": dict(content.f),
        "fv": {name: [rev, member] for name in content.f},
        "created": dict(content.created),
        "updated": dict(content.updated),
        "del": (dict(content.updated) or {"at": None}) if content.gone else None,
    }
    changes: list[Change] = [("private", rid, record)]
    alive = before is not None and before.get("del") is None
    if content.gone and alive:
        changes.append(("trash", rid, dict(before or {})))
    elif not content.gone and repository.document("trash", rid) is not None:
        changes.append(("trash", rid, None))
    return changes


def _content(rec: dict[str, Any] | None) -> Content | None:
    return msgspec.convert(rec, Content) if rec is not None else None

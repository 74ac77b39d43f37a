"""What is newer here than what both have in common, sealed for the server, and noted durably before it goes out."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.cache.storage import Change
from sync.vault.book import Common, Sent, VaultBook, is_in
from sync.vault.items import CHAIN, Content, Sealer
from sync.vault.taking import content_of
from sync.vault.wire import ITEM_BYTES, MOST_VALUES, OfferedItem, digest_of
from sync.wire import MAX_BODY_BYTES


class Offering:
    """Chooses and seals what a push offers; `rid_of` knows afterwards whose outcome an answer names."""

    def __init__(self, book: VaultBook, sealer: Sealer) -> None:
        self._book = book
        self._sealer = sealer
        self._offered: dict[str, str] = {}

    def rid_of(self, item: str) -> str | None:
        """The record of an item of the last push."""
        return self._offered.get(item)

    def offers(self, most: int) -> list[OfferedItem]:
        """At most `most` items and 1 MiB; what was sent before goes first of its record, unchanged, until its outcome is known."""
        repository = self._book.repository
        not_genuine = self._book.place.not_genuine
        items: list[OfferedItem] = []
        changes: list[Change] = []
        size = 4096
        self._offered = {}
        with repository.writing():
            for rid, record in repository.documents("private"):
                common = self._book.common(rid) or Common()
                item_id = self._sealer.item_id(rid)
                if common.unsure or item_id in not_genuine:
                    continue
                if common.sent is None:
                    if is_in(common.rec, record) or (common.rev == 0 and record.get("del") is not None):
                        continue
                    common.sent = self._sealed(rid, record, common)
                    if common.sent is None:
                        continue
                    changes.append(self._book.common_change(rid, common))
                sent = common.sent
                size += sum(len(value) * 4 // 3 + 8 for value in sent.sealed) + 200
                if items and (size > MAX_BODY_BYTES or len(items) == most):
                    if changes and changes[-1][1] == rid:
                        changes.pop()
                    break
                items.append(OfferedItem(id=item_id, base=sent.base, on=sent.on, sealed=sent.sealed))
                self._offered[item_id] = rid
            repository.commit(changes)
        return items

    def _sealed(self, rid: str, record: Any, common: Common) -> Sent | None:
        content = content_of(record)
        sealed = self._sealer.seal(rid, common.rev + 1, content, common.chain)
        if len(sealed) > MOST_VALUES or sum(map(len, sealed)) > ITEM_BYTES:
            return None
        return Sent(base=common.rev, on=common.on, sealed=sealed, rec=msgspec.to_builtins(content))


def settled(common: Common, sent: Sent) -> Common:
    """What both have in common once the server has taken what was sent."""
    content = msgspec.convert(sent.rec, Content)
    chain = list(dict.fromkeys([content.digest(), *common.chain]))[:CHAIN]
    return Common(rev=sent.base + 1, on=digest_of(sent.sealed), rec=sent.rec, chain=chain)

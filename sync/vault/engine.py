"""The vault's half of a sync as a state machine without I/O: it says what to ask and takes in what came back.

It reads what changed, merges it here, and offers what is newer here; the server keeps values it cannot read and takes one only
in place of the one it is based on. Every step is one durable commit, and what was offered goes again unchanged until its outcome
is known, so that lost requests and answers, double answers and restarts do no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from sync.cache.storage import Change
from sync.clock import Clock, claimed
from sync.vault.book import Common, Place, VaultBook
from sync.vault.items import NotGenuine, Opened, Sealer
from sync.vault.offering import Offering, settled
from sync.vault.taking import Taking
from sync.vault.wire import (
    MOST_ITEMS,
    SealedItem,
    VaultPull,
    VaultPullAnswer,
    VaultPush,
    VaultPushAnswer,
)
from sync.wire import Problem

AT_ONCE = 50
"""Items that are taken in under one line of the journal; meanwhile an edit at the screen waits."""

TRIES = 6
"""Pushes of a round; more come only when other devices write into the same records all the time."""

STARTS = 3
"""How often a round begins again; a server that changes its epoch more often is none."""

Fault = Literal["unreachable", "sign_in", "later", "replaced", "missing", "refused"]


class VaultCall(msgspec.Struct, frozen=True):
    """One request to make; `serial` tells its answer from that of an older one."""

    serial: int
    body: VaultPull | VaultPush


class VaultRound(msgspec.Struct):
    """What one round did; `not_genuine` counts items that did not open, and whose records stay as they are here."""

    sent: int = 0
    received: int = 0
    second_copies: int = 0
    not_genuine: int = 0
    went_back: int = 0
    fault: Fault | None = None
    problem: Problem | None = None


class VaultEngine:
    """Pull until there is no more, push until nothing is newer here."""

    def __init__(
        self, book: VaultBook, sealer: Sealer, vault: str, member: str, clock: Clock, new_id: Callable[[], str]
    ) -> None:
        self._book = book
        self._sealer = sealer
        self._vault = vault
        self._clock = clock
        self._taking = Taking(book, member, new_id)
        self._offering = Offering(book, sealer)
        self._serial = 0
        self._phase: Literal["idle", "pull", "push"] = "idle"
        self._pushes = 0
        self._begun = 0
        self._batch = MOST_ITEMS
        self.round = VaultRound()
        self.ring: int | None = None
        """The revision of the server's key ring, once it was heard in this round."""

    def begin(self) -> None:
        """Start a round; one that is under way is given up, which loses nothing."""
        self.round = VaultRound()
        self.ring = None
        self._serial += 1
        self._pushes = self._begun = 0
        self._batch = MOST_ITEMS
        self._phase = "pull"
        place = self._book.place
        if place.vault != self._vault:
            # Another vault than before: nothing of it was seen yet.
            self._start_over(Place(vault=self._vault, looked=place.looked))
        elif place.not_genuine:
            # The server may have mended them since.
            place.cursor = min(place.cursor, *(seq - 1 for seq in place.not_genuine.values()))
            self._commit([self._book.place_change(place)])

    def next_call(self) -> VaultCall | None:
        """The request to make now, or None when the round is over."""
        if self._phase == "pull":
            place = self._book.place
            return VaultCall(self._serial, VaultPull(vault=self._vault, epoch=place.epoch, after=place.cursor))
        if self._phase == "push":
            items = self._offering.offers(self._batch) if self._pushes < TRIES else []
            if items:
                self._pushes += 1
                return VaultCall(
                    self._serial, VaultPush(vault=self._vault, epoch=self._book.place.epoch or "", items=items)
                )
            self._finish()
        return None

    def answered(self, call: VaultCall, answer: VaultPullAnswer | VaultPushAnswer) -> None:
        """Take in a 200; an answer to an older request is ignored."""
        if call.serial != self._serial:
            return
        self._serial += 1
        if isinstance(answer, VaultPullAnswer):
            self._take_page(answer)
        else:
            self._take_outcomes(answer)

    def refused(self, call: VaultCall, problem: Problem) -> None:
        """Take in a problem document; whatever it says, what is here stays here."""
        if call.serial != self._serial:
            return
        self._serial += 1
        self.round.problem = problem
        place = self._book.place
        match problem.code:
            case "epoch_mismatch" | "cursor_ahead" if place.epoch is not None or place.cursor:
                self._start_over(msgspec.structs.replace(place, epoch=None, cursor=0))
                if self._phase != "idle":
                    self.round.problem, self._phase = None, "pull"
            case "body_too_large" | "too_many_ops" if self._batch > 1:
                self._batch = max(1, self._batch // 4)
            case "vault_replaced":
                self._commit([self._book.place_change(msgspec.structs.replace(place, replaced=True))])
                self._stop("replaced")
            case "no_vault":
                self._commit([self._book.place_change(msgspec.structs.replace(place, missing=True))])
                self._stop("missing")
            case "token_invalid" | "token_expired" | "account_disabled":
                self._stop("sign_in")
            case "slow_down" | "maintenance" | "busy" | "timeout" | "internal":
                self._stop("later")
            case _:
                self._stop("refused")

    def unreachable(self, call: VaultCall) -> None:
        """No answer came; the same values go again in the next round."""
        if call.serial == self._serial:
            self._serial += 1
            self._stop("unreachable")

    # taking in

    def _take_page(self, answer: VaultPullAnswer) -> None:
        place = self._book.place
        if place.epoch is not None and place.epoch != answer.epoch:
            self._start_over(msgspec.structs.replace(place, epoch=answer.epoch, cursor=0))
            return
        self.ring = answer.ring
        self._take_in(answer.items)
        place = self._book.place
        if answer.more and answer.cursor <= place.cursor:
            self._stop("refused")
            return
        place.epoch, place.cursor, place.ring = answer.epoch, answer.cursor, answer.ring
        place.replaced = place.missing = False
        changes = [self._book.place_change(place)]
        if not answer.more:
            # Whatever the server did not show again it does not have.
            changes += [
                self._book.common_change(rid, Common(chain=common.chain, rec=None))
                for rid, common in self._book.commons()
                if common.unsure and self._sealer.item_id(rid) not in place.not_genuine
            ]
            self._phase = "push"
        self._commit(changes)

    def _take_in(self, items: Sequence[SealedItem]) -> None:
        opened: list[tuple[SealedItem, Opened]] = []
        failed: dict[str, int] = {}
        for item in items:
            try:
                opened.append((item, self._sealer.open(item.id, item.rev, item.sealed)))
            except NotGenuine:
                failed[item.id] = item.seq
        # What is new here first: a second copy that another device kept must be seen before one is made here.
        known = self._book.repository.storage.table("private")
        fresh = [pair for pair in opened if pair[1].rid not in known]
        for at in range(0, len(fresh), AT_ONCE):
            self._take_together(fresh[at : at + AT_ONCE])
        for pair in opened:
            if pair not in fresh:
                self._take_together([pair])
        place = self._book.place
        good = {item.id for item, _ in opened}
        not_genuine = {item: seq for item, seq in place.not_genuine.items() if item not in good} | failed
        self.round.not_genuine += len(failed)
        if not_genuine != place.not_genuine:
            self._commit([self._book.place_change(msgspec.structs.replace(place, not_genuine=not_genuine))])

    def _take_together(self, some: Sequence[tuple[SealedItem, Opened]]) -> None:
        """Take items in under one line of the journal."""
        repository = self._book.repository
        with repository.writing():
            taken = [self._taking.take(item, opened) for item, opened in some]
            went_back = sum(each.went_back for each in taken)
            changes = [change for each in taken for change in each.changes]
            if went_back:
                changes.append(self._went_back(went_back))
            repository.commit(changes)
        self.round.received += sum(each.changed for each in taken)
        self.round.second_copies += sum(each.second for each in taken)

    def _went_back(self, times: int) -> Change:
        self.round.went_back += times
        place = self._book.place
        return self._book.place_change(msgspec.structs.replace(place, went_back=place.went_back + times))

    # outcomes

    def _take_outcomes(self, answer: VaultPushAnswer) -> None:
        current = {item.id: item for item in answer.items}
        changes: list[Change] = []
        stored = 0
        for result in answer.results:
            rid = self._offering.rid_of(result.id)
            common = self._book.common(rid) if rid is not None else None
            if rid is None or common is None or common.sent is None:
                continue
            if result.out == "stored":
                stored += 1
                changes.append(self._book.common_change(rid, settled(common, common.sent)))
            elif result.rev == 0:
                # The server has nothing of it any more, without having said that it was restored.
                changes.append(self._book.common_change(rid, Common(chain=common.chain)))
                self._commit([self._went_back(1)])
        place = self._book.place
        if answer.head == place.cursor + stored:
            # Only what this device sent: nothing to read again.
            place.cursor = answer.head
            changes.append(self._book.place_change(place))
        self._commit(changes)
        self.round.sent += stored
        self._take_in(list(current.values()))
        if any(result.out == "stale" and result.rev and result.id not in current for result in answer.results):
            # Not everything fitted into the answer: it comes with the next page.
            self._phase = "pull"

    # the rest

    def _start_over(self, place: Place) -> None:
        """The server was restored, or the vault is another one: read all of it again, and trust no revision until it is seen."""
        self._begun += 1
        if self._begun > STARTS:
            self._stop("refused")
        with self._book.repository.writing():
            changes: list[Change] = [
                self._book.common_change(rid, msgspec.structs.replace(common, unsure=True))
                for rid, common in self._book.commons()
                if not common.unsure
            ]
            self._commit([*changes, self._book.place_change(msgspec.structs.replace(place, not_genuine={}))])

    def _finish(self) -> None:
        place = self._book.place
        self._commit([self._book.place_change(msgspec.structs.replace(place, last=claimed(self._clock)))])
        self._phase = "idle"

    def _stop(self, fault: Fault) -> None:
        self.round.fault = fault
        self._phase = "idle"

    def _commit(self, changes: Sequence[Change]) -> None:
        self._book.repository.commit(changes)

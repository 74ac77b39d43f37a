"""Sync in the background: one thread, started by the app, that never makes the screen wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum
from random import Random
from typing import TYPE_CHECKING

import msgspec

from sync.cache.errors import CacheError
from sync.cache.repository import Changed
from sync.engine import Engine, Fault, Round
from sync.reaching import CertificateChanged, ServerRefused, Unreachable
from sync.schedule import AFTER_EDIT, Schedule
from sync.unread import MadeHere
from sync.vault.turn import edited, vault_turn
from sync.workplace import Workplace

if TYPE_CHECKING:
    from sync.transport import Transport


class Link(Enum):
    """What the status cell says of the server."""

    ALONE = "alone"
    SYNCING = "syncing"
    SYNCED = "synced"
    OFFLINE = "offline"
    CERTIFICATE = "certificate"
    SIGN_IN = "sign_in"
    STOPPED = "stopped"
    PAUSED = "paused"


class Progress(msgspec.Struct, frozen=True):
    """How far the round that is running has come: edits sent, edits still to send, records received."""

    sent: int
    to_send: int
    received: int


class Status(msgspec.Struct, frozen=True):
    """The one status cell: 已同步 / 3 条待传 / 离线 / 冲突 1 / 需登录, and what the last round did."""

    link: Link
    waiting: int
    conflicts: int
    parked: int
    last: Round
    progress: Progress | None = None
    """While a round is running; None between rounds."""


def run_round(
    engine: Engine,
    transport: Transport,
    *,
    stop: threading.Event | None = None,
    told: Callable[[], None] | None = None,
) -> Round:
    """One whole sync: push until nothing waits, pull until there is no more, compare sums. Returns what it did.

    `told` is called after each answer. What was taken in until a `stop` stays, and the next round goes on from there.
    """
    engine.begin()
    while (call := engine.next_call()) is not None:
        if stop is not None and stop.is_set():
            engine.unreachable(call)
            break
        try:
            answer = transport.carry(call)
        except CertificateChanged as changed:
            engine.unreachable(call, changed.found)
        except Unreachable:
            engine.unreachable(call)
        except ServerRefused as refused:
            engine.refused(call, refused.problem, refused.retry_after)
        else:
            engine.answered(call, answer)
            if told is not None:
                told()
    return engine.round


def sync_once(
    place: Workplace,
    transport: Transport,
    *,
    stop: threading.Event | None = None,
    told: Callable[[], None] | None = None,
) -> Round:
    """`run_round` for a data folder, and the vault's turn after it.

    The round also names what was made here and can be read here no longer.
    """
    made = MadeHere(place)
    done = run_round(place.engine, transport, stop=stop, told=told)
    done.unread = made.vanished()
    place.note_certificate(done)
    vault_turn(place, transport, done, stop=stop)
    return done


class SyncLoop:
    """Runs rounds: at the start, when asked, 2 s after an edit, when the server has news, and every five minutes."""

    def __init__(self, place: Workplace, connect: Callable[[], Transport | None], random: Random) -> None:
        self._place = place
        self._connect = connect
        self._schedule = Schedule(random)
        self._wake = threading.Event()
        self._edited = threading.Event()
        self._stop = threading.Event()
        self._halt = threading.Event()
        """Ends the present round at its next answer: when all ends, or when somebody asked for a pause."""
        self._paused = threading.Event()
        self._heard: list[Callable[[Status], None]] = []
        self._link = Link.OFFLINE if place.identity.server else Link.ALONE
        self._last = Round()
        self._etag: str | None = None
        self._thread: threading.Thread | None = None
        self._poller: threading.Thread | None = None
        self._transport: Transport | None = None
        self._unwatch = place.repository.watch(self._notice_edit)

    def start(self) -> None:
        """Begin; the first round runs at once."""
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._poller = threading.Thread(target=self._poll, name="sync-heads", daemon=True)
        self._wake.set()
        self._thread.start()
        self._poller.start()

    def sync_now(self) -> None:
        """Run a round as soon as the present one is over; a round that was waiting for its turn, or paused, starts now."""
        self._paused.clear()
        self._wake.set()

    def pause(self) -> None:
        """Stop syncing after the answer under way, until `sync_now`; what came stays, and it goes on from there."""
        self._paused.set()
        self._halt.set()

    def reconnect(self) -> None:
        """Use a new sign-in from now on."""
        self._drop_connection()
        self._wake.set()

    def stop(self, patience: float = 1.0) -> None:
        """End; what was not sent goes next time. A request under way is given up after `patience` seconds."""
        self._stop.set()
        self._halt.set()
        self._wake.set()
        self._edited.set()
        self._unwatch()
        self._drop_connection()
        for thread in (self._thread, self._poller):
            if thread is not None and thread is not threading.current_thread():
                thread.join(patience)

    def listen(self, heard: Callable[[Status], None]) -> None:
        """Call `heard` with every new status, in the sync thread."""
        self._heard.append(heard)

    @property
    def status(self) -> Status:
        """The status now."""
        conflicts, parked = self._place.open_conflicts_and_parked()
        waiting = len(self._place.queue)
        progress = None
        if self._link is Link.SYNCING:
            done = self._place.engine.round
            progress = Progress(done.pushed, waiting, done.pulled)
        return Status(self._link, waiting, conflicts, parked, self._last, progress)

    def _notice_edit(self, changed: Changed) -> None:
        news = "queue" in changed.tables or edited(self._place, changed)
        if news and threading.current_thread() is not self._thread:
            self._edited.set()
            self._tell()

    def _run(self) -> None:
        delay = 0.0
        while not self._stop.is_set():
            self._sleep(delay)
            self._halt.clear()
            if self._stop.is_set():
                break
            if self._paused.is_set():
                self._set(Link.PAUSED)
                delay = 300.0
                continue
            transport = self._connection()
            if transport is None:
                self._set(Link.SIGN_IN if self._place.identity.server else Link.ALONE)
                delay = 300.0
                continue
            self._set(Link.SYNCING)
            try:
                self._last = sync_once(self._place, transport, stop=self._halt, told=self._tell)
            except CacheError:
                # The disk refuses, and the app says so; what was not taken in comes again when there is room.
                self._last = Round(fault=Fault.UNREACHABLE)
            self._set(Link.PAUSED if self._paused.is_set() else _link(self._last))
            delay = max(self._schedule.after(self._last), transport.backoff or 0.0)

    def _sleep(self, delay: float) -> None:
        """Wait until woken, until 2 s after an edit, or until the time is up."""
        clock = self._place.clock
        end = clock.monotonic() + delay
        while not self._stop.is_set():
            left = end - clock.monotonic()
            if left <= 0 or self._wake.wait(min(left, 0.2)):
                break
            if self._edited.is_set() and self._link in (Link.SYNCED, Link.SYNCING, Link.ALONE):
                self._edited.clear()
                end = min(end, clock.monotonic() + AFTER_EDIT)
        self._wake.clear()
        self._edited.clear()

    def _poll(self) -> None:
        """Ask for news with a long poll, so that a colleague's edit is here within seconds; only while in touch."""
        while not self._stop.wait(1.0):
            transport = self._transport
            if transport is None or self._link is not Link.SYNCED:
                continue
            try:
                etag = transport.heads(self._etag, wait=25)
            except (Unreachable, ServerRefused):
                self._stop.wait(5.0)
                continue
            if etag is not None:
                # The first tag may already be news that came after the last pull, so it too is worth a round.
                self._etag = etag
                self._wake.set()

    def _connection(self) -> Transport | None:
        if self._transport is None:
            self._transport = self._connect()
        return self._transport

    def _drop_connection(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def _set(self, link: Link) -> None:
        self._link = link
        self._tell()

    def _tell(self) -> None:
        status = self.status
        for heard in list(self._heard):
            heard(status)


def _link(last: Round) -> Link:
    if last.fault is None:
        return Link.SYNCED
    return _LINKS.get(last.fault, Link.OFFLINE)


_LINKS = {Fault.SIGN_IN: Link.SIGN_IN, Fault.STOPPED: Link.STOPPED, Fault.CERTIFICATE: Link.CERTIFICATE}

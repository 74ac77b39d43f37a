"""One account's data folder, opened: cache, desk and engine wired together; the same for app, command line and tests."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from random import Random, SystemRandom
from types import TracebackType

from msgspec.structs import asdict, replace
from tinydb import TinyDB

from sync import parking
from sync.cache.disk import Disk
from sync.cache.inbox import sweep
from sync.cache.lock import FolderLock
from sync.cache.queue import Queue
from sync.cache.repository import Repository
from sync.cache.shadow import Identity, Shadow
from sync.cache.storage import Change
from sync.cache.table import open_database
from sync.clock import Clock, SystemClock, milliseconds, today
from sync.collecting import no_collecting
from sync.desk import Desk
from sync.engine import Engine
from sync.invite import Server
from sync.problems import InTheWay
from sync.rebasing import rebased
from sync.records.ids import Ids
from sync.records.kind import Registry
from sync.records.registry import KINDS
from sync.records.scopes import ALONE
from sync.replay import Stage
from sync.round import Fault, Round
from sync.secret_file import read_secret, write_secret
from sync.unsaved import UnsavedText
from sync.vault.book import VaultBook
from sync.wire import BranchOfAccount, SignedIn

CACHE = "cache"
OTHER_CERTIFICATE = "other_certificate"
"""Document of `meta`: what the last round met in place of the known certificate."""
TOKEN = "token"  # the name of a file, not a secret
RESET_TOLD = "reset_told"
"""Under this name the cache's `meta` keeps of which reset of the password the folder's owner was told."""


class Workplace:
    """The parts of an open data folder. Close it, or use it in a `with` block."""

    def __init__(
        self,
        db: TinyDB,
        *,
        clock: Clock | None = None,
        random: Random | None = None,
        registry: Registry = KINDS,
        lock: FolderLock | None = None,
        folder: Path | None = None,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.ids = Ids(lambda: milliseconds(self.clock), random or SystemRandom())
        self.repository = Repository(db, registry)
        self.queue = Queue(self.repository)
        self.shadow = Shadow(self.repository)
        self.desk = Desk(self.repository, self.queue, self.shadow, self.clock, self.ids)
        again = partial(parking.resubmit, self.desk)
        self.engine = Engine(self.repository, self.queue, self.shadow, self.clock, again)
        self.unsaved = UnsavedText(self.repository, self.shadow, self.clock)
        self.vault = VaultBook(self.repository, folder)
        self._db = db
        self._lock = lock

    @property
    def identity(self) -> Identity:
        """Whose folder this is."""
        return self.shadow.identity

    def signed_in(self, answer: SignedIn, server: Server) -> str | None:
        """Make this folder the account's; raises InTheWay for a folder of another account or of a device alone.

        Returns when (UTC) an administrator reset the password, if this folder's owner was not told of it yet: once for each reset.
        """
        if not answer.branches:
            raise InTheWay("no_branch")
        before, branch = self.identity, answer.branches[0]
        if before.alone:
            raise InTheWay("alone_never_joins")
        # A new account of the same person: after a restore the old one may be unknown to the server.
        same = (before.branch, before.member) == (branch.id, branch.member)
        if before.account is not None and not same:
            raise InTheWay("folder_of_another", login=before.login)
        with self.repository.writing():
            changes = [self.shadow.identity_change(_identity(answer, branch, server)), *self._certificate_forgotten()]
            told = (self.repository.document("meta", RESET_TOLD) or {}).get("at")
            news = answer.reset_at if answer.reset_at != told else None
            if news is not None:
                changes.append(("meta", RESET_TOLD, {"at": news}))
            progress = self.shadow.progress
            if progress.device != answer.device:
                renumbered, waiting = self.queue.renumbered()
                changes += [
                    *renumbered,
                    self.shadow.progress_change(
                        device=answer.device,
                        n=0,
                        stopped=None,
                        renew=False,
                        # A replay under way had the numbers of the old device id: it begins anew.
                        replay=None if progress.replay is None else asdict(Stage(self.queue.last_order)),
                    ),
                ]
            else:
                waiting = {}
            changes, waiting = rebased(self.repository, branch.id, [*changes, *self._adopted(branch.member)], waiting)
            self.repository.commit(changes, waiting)
            if progress.replay is not None and progress.device != answer.device:
                self.engine.replay.begin()
        return news

    def moved(self, server: Server) -> None:
        """Reach the same branch at another address or by another certificate; everything stays, the sign-in too."""
        identity = replace(self.identity, server=server.address, fingerprint=server.fingerprint)
        self.repository.commit([self.shadow.identity_change(identity), *self._certificate_forgotten()])

    @property
    def other_certificate(self) -> str | None:
        """Fingerprint of the certificate the last round met in place of the known one; None when it met the known one."""
        found = self.repository.document("meta", OTHER_CERTIFICATE)
        return str(found["found"]) if found is not None else None

    def _certificate_forgotten(self) -> list[Change]:
        return [("meta", OTHER_CERTIFICATE, None)] if self.other_certificate is not None else []

    def note_certificate(self, done: Round) -> None:
        """Remember whether a round met another certificate; one that reached nobody says nothing about it."""
        if done.fault is Fault.UNREACHABLE or done.other_certificate == self.other_certificate:
            return
        found = None if done.other_certificate is None else {"found": done.other_certificate}
        self.repository.commit([("meta", OTHER_CERTIFICATE, found)])

    def _adopted(self, member: str) -> Sequence[Change]:
        """Drafts and notes written before joining become this member's; they stay on this device."""
        scope = f"u:{member}"
        return [
            ("private", rid, {**record, "scope": scope})
            for rid, record in self.repository.documents("private")
            if record["scope"] == f"u:{ALONE}"
        ]

    def start_alone(self, name: str) -> None:
        """Make a branch of this device alone: rights of secretary and clerk, no author named, never joined later."""
        if self.identity != Identity():
            raise InTheWay("folder_in_use", login=self.identity.login)
        identity = Identity(branch=self.ids.record(), branch_name=name, alone=True)
        self.repository.commit([self.shadow.identity_change(identity)])

    def open_conflicts_and_parked(self) -> tuple[int, int]:
        """How many conflicts are open and how many refused edits are kept, for the status cell; one settled here is not."""
        conflicts = [view.id for view in self.repository.find("conflict") if view.state == "open"]
        if conflicts:
            queued = (each["op"] for _, each in self.repository.documents("queue"))
            settled = {op.get("conflict") for op in queued if op["k"] == "resolve"}
            conflicts = [rid for rid in conflicts if rid not in settled]
        return len(conflicts), len(self.repository.storage.table("parked"))

    def close(self) -> None:
        """Close the journal and let the folder go."""
        self._db.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Workplace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _identity(answer: SignedIn, branch: BranchOfAccount, server: Server) -> Identity:
    return Identity(
        branch=branch.id,
        branch_name=branch.name,
        member=branch.member,
        member_name=branch.member_name,
        account=answer.account,
        login=answer.login,
        server=server.address,
        fingerprint=server.fingerprint,
    )


def open_workplace(
    folder: Path,
    holder: str = "command",
    *,
    clock: Clock | None = None,
    random: Random | None = None,
    disk: Disk | None = None,
) -> Workplace:
    """Open a data folder, held by this process until closed; `holder` is "app" or "command".

    Raises FolderHeld, CacheDamaged, CacheNewer (sync.cache).
    """
    cache = folder / CACHE
    # A parent that mkdir makes on its way gets the usual mode, and others could look into it.
    for each in (cache.parent, cache):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FolderLock(str(cache), holder)
    lock.acquire()
    try:
        if holder == "app":
            # A request to take over that nobody waits for any more would close this app at once.
            sweep(str(cache), disk)
        with no_collecting():
            db = open_database(str(cache), disk, today=today(clock or SystemClock()))
            return Workplace(db, clock=clock, random=random, lock=lock, folder=folder)
    except BaseException:
        lock.release()
        raise


def read_token(folder: Path) -> str | None:
    """The sign-in token of this folder, or None when signed out."""
    return read_secret(folder / TOKEN)


def write_token(folder: Path, token: str | None) -> None:
    """Keep the token for this user's eyes only (mode 0600), or remove it."""
    if token is None:
        (folder / TOKEN).unlink(missing_ok=True)
    else:
        write_secret(folder / TOKEN, token)

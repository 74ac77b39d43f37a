"""Accounts: joining by invite, signing in and out, devices. Records know members only; here a person meets one."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from server_stub import failed, invites, resets, tables
from server_stub.clock import Clock, stamp
from server_stub.failed import Failed, Try
from server_stub.identity import Account, last_n_of, new_device, supersede
from server_stub.passwords import Passwords, check_password
from server_stub.problems import ProtocolProblem
from server_stub.shell import Shell, ShellRefused
from server_stub.store import Store
from sync.records.fields import FieldProblem
from sync.wire import BranchOfAccount, DeviceInfo, JoinRequest, LoginRequest, NewDevice, PasswordRequest, SignedIn

TOKEN_DAYS = 90
"""A token that is not used for so long is worthless; use prolongs it, written down once a day."""

LONGEST_LOGIN = 64

account, token = tables.account, tables.token
_CALLER = (
    select(account.c.id, account.c.branch, account.c.member, account.c.disabled, token.c.device, token.c.expires)
    .join(account, account.c.id == token.c.account)
    .where(token.c.hash == bindparam("hash"))
)

_PASSWORD = (
    select(account.c.password, account.c.disabled)
    .where(account.c.id == bindparam("mine"))
    .with_for_update(key_share=True)
)


class OldDevice(msgspec.Struct, kw_only=True):
    """Body of POST /v1/devices: the device id that is good for nothing any more; empty when there was none."""

    old: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: the account, and the device its token was given to."""

    account: Account
    device: str


class Accounts:
    """Everything about accounts that a request may ask for."""

    def __init__(self, store: Store, clock: Clock, passwords: Passwords) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._failed = Failed(clock)

    def caller(self, presented: str) -> Caller:
        """Whose token this is; raises ProtocolProblem token_invalid, token_expired, account_disabled."""
        now = self._clock.now()
        with self._store.read() as connection:
            row = connection.execute(_CALLER, {"hash": _hash(presented)}).one_or_none()
        if row is None:
            raise ProtocolProblem(401, "token_invalid", "sign in again")
        if row.expires <= stamp(now):
            raise ProtocolProblem(401, "token_expired", "sign in again")
        if row.disabled is not None:
            raise ProtocolProblem(401, "account_disabled", "this account was disabled")
        if row.expires < _expiry(now - dt.timedelta(days=1)):
            prolonged = update(token).where(token.c.hash == _hash(presented)).values(expires=_expiry(now))
            self._store.write(lambda connection: connection.execute(prolonged))
        return Caller(Account(row.id, row.branch, row.member), row.device)

    def join(self, request: JoinRequest) -> SignedIn:
        """Use an invite: a new account bound to the invite's member, who gets the invite's roles; or a new password for an account.

        Raises ProtocolProblem: invite_invalid, invite_used, invite_expired, invalid_login, invalid_password, invalid_name,
        login_taken, member_taken, reset_not_yours, account_disabled.
        """
        login = normal_login(request.login)
        if login is None:
            raise ProtocolProblem(422, "invalid_login", "a login name has 1 to 64 characters")
        check_password(request.password)
        with self._store.read() as connection:
            _, grant = invites.find(connection, request.code, stamp(self._clock.now()))
            if resets.is_asked(connection, request, grant):
                resets.owner(connection, request, grant, login)
        hashed = self._passwords.hash(request.password)
        return self._store.write(lambda connection: self._join(connection, request, login, hashed))

    def _join(self, connection: Connection, request: JoinRequest, login: str, hashed: str) -> SignedIn:
        at = stamp(self._clock.now())
        branch, grant = invites.find(connection, request.code, at, hold=True)
        if resets.is_asked(connection, request, grant):
            return self._set_anew(connection, request, grant, login, hashed)
        if connection.scalar(select(account.c.id).where(account.c.login == login)) is not None:
            raise ProtocolProblem(409, "login_taken", "this login name is taken")
        shell = Shell(connection, self._store, branch)
        member = self._settle(shell, grant, request.name)
        mine = (account.c.branch == branch) & (account.c.member == member)
        if connection.scalar(select(account.c.id).where(mine)) is not None:
            raise ProtocolProblem(409, "member_taken", "this member has an account")
        made = f"a:{self._store.random.getrandbits(96):024x}"
        connection.execute(
            insert(account).values(id=made, branch=branch, member=member, login=login, password=hashed, created=at)
        )
        shell.close()
        invites.mark_used(connection, request.code, made, at)
        return self._signed_in(connection, Account(made, branch, member), login, request.device, None)

    def _set_anew(
        self, connection: Connection, request: JoinRequest, grant: invites.Grant, login: str, hashed: str
    ) -> SignedIn:
        """The owner of an account whose password was reset sets another and is signed in."""
        who = resets.owner(connection, request, grant, login)
        resets.finish(connection, who.id, hashed)
        invites.mark_used(connection, request.code, who.id, stamp(self._clock.now()))
        self._failed.clear(connection, login)
        return self._signed_in(connection, who, login, request.device, request.resume)

    def _settle(self, shell: Shell, grant: invites.Grant, name: str | None) -> str:
        """Make the member, if the invite names none, and what the invite appoints, by the server's own hand."""
        today = self._clock.today()
        member = grant.member
        if member is None:
            try:
                member = shell.create("member", {"name": name})
            except (FieldProblem, ShellRefused) as error:
                raise ProtocolProblem(422, "invalid_name", "a name has 1 to 40 characters") from error
            if grant.section is not None:
                shell.create("membership", {"member": member, "section": grant.section, "from": today})
        for role, sections in grant.roles:
            shell.create("appointment", {"member": member, "role": role, "sections": list(sections), "from": today})
        return member

    def check_tries(self, attempt: Try) -> None:
        """Raise ProtocolProblem slow_down when this was tried too often: a look before waiting at the door, without a write."""
        with self._store.read() as connection:
            self._failed.check(connection, attempt)

    def login(self, request: LoginRequest, address: str = "") -> SignedIn:
        """Sign in; raises ProtocolProblem login_failed, the same and as late for an unknown login, account_disabled, slow_down."""
        login = normal_login(request.login)
        attempt = failed.of_login(login or "", address)
        self._store.write(lambda connection: self._failed.begin(connection, attempt))
        query = select(account).where(account.c.login == login)
        with self._store.read() as connection:
            row = connection.execute(query).one_or_none() if login is not None else None
        if not self._passwords.matches(row.password if row is not None else None, request.password) or row is None:
            raise ProtocolProblem(401, "login_failed", "login name or password is wrong")
        if row.disabled is not None:
            raise ProtocolProblem(401, "account_disabled", "this account was disabled")
        renewed = self._passwords.hash(request.password) if self._passwords.outdated(row.password) else None
        who = Account(row.id, row.branch, row.member)

        def work(connection: Connection) -> SignedIn:
            # Locked and looked at again: a reset or a disabling that came meanwhile must not be overtaken.
            now = connection.execute(_PASSWORD, {"mine": who.id}).one_or_none()
            if now is None or now.password != row.password or now.disabled is not None:
                raise ProtocolProblem(401, "login_failed", "login name or password is wrong")
            if renewed is not None:
                connection.execute(update(account).where(account.c.id == who.id).values(password=renewed))
            self._failed.succeeded(connection, attempt)
            return self._signed_in(connection, who, row.login, request.device, request.resume)

        return self._store.write(work)

    def change_password(self, caller: Caller, presented: str, request: PasswordRequest, address: str = "") -> None:
        """Set another password; every other sign-in of the account ends, the caller's stays.

        Raises ProtocolProblem: invalid_password, wrong_password, slow_down.
        """
        check_password(request.new)
        mine, attempt = caller.account.id, failed.of_account(caller.account.id, address)
        self._store.write(lambda connection: self._failed.begin(connection, attempt))
        with self._store.read() as connection:
            stored = connection.scalar(select(account.c.password).where(account.c.id == mine))
        if not self._passwords.matches(stored, request.old):
            raise ProtocolProblem(403, "wrong_password", "the present password is another one")
        hashed = self._passwords.hash(request.new)

        def work(connection: Connection) -> None:
            now = connection.execute(_PASSWORD, {"mine": mine}).one_or_none()
            if now is None or now.password != stored or now.disabled is not None:
                raise ProtocolProblem(403, "wrong_password", "the present password is another one")
            connection.execute(update(account).where(account.c.id == mine).values(password=hashed))
            others = (token.c.account == mine) & (token.c.hash != _hash(presented))
            connection.execute(delete(token).where(others))
            self._failed.succeeded(connection, attempt)

        self._store.write(work)

    def logout(self, presented: str) -> None:
        """Make a token worthless."""
        self._store.write(lambda connection: connection.execute(delete(token).where(token.c.hash == _hash(presented))))

    def new_device(self, caller: Caller, presented: str, old: str) -> NewDevice:
        """A new device id, from now on the token's; `old` is superseded if it is the account's."""

        def work(connection: Connection) -> NewDevice:
            made = supersede(connection, self._store, caller.account, old)
            connection.execute(update(token).where(token.c.hash == _hash(presented)).values(device=made))
            return NewDevice(device=made, epoch=self._store.epoch(connection))

        return self._store.write(work)

    def _signed_in(
        self, connection: Connection, who: Account, login: str, info: DeviceInfo, resume: str | None
    ) -> SignedIn:
        now = self._clock.now()
        device = self._device(connection, who, info, resume, stamp(now))
        made = f"{self._store.random.getrandbits(256):064x}"
        connection.execute(delete(token).where(token.c.account == who.id, token.c.expires <= stamp(now)))
        connection.execute(insert(token).values(hash=_hash(made), account=who.id, device=device, expires=_expiry(now)))
        reset_at = connection.scalar(select(account.c.reset_at).where(account.c.id == who.id))
        name = connection.scalar(select(tables.branch.c.name).where(tables.branch.c.id == who.branch)) or ""
        fields = connection.scalar(select(tables.rec.c.f).where(tables.rec.c.id == who.member))
        member_name = msgspec.json.decode(fields).get("name", "") if fields is not None else ""
        return SignedIn(
            token=made,
            device=device,
            account=who.id,
            login=login,
            branches=[BranchOfAccount(id=who.branch, name=name, member=who.member, member_name=member_name)],
            time=stamp(now),
            reset_at=reset_at,
        )

    def _device(self, connection: Connection, who: Account, info: DeviceInfo, resume: str | None, at: str) -> str:
        """The device of this data folder, if it still is one; else a new one."""
        if resume is not None:
            try:
                last_n_of(connection, who, resume)
            except ProtocolProblem:
                return new_device(connection, self._store, who.id, info, at)
            return resume
        return new_device(connection, self._store, who.id, info, at)


def normal_login(written: str) -> str | None:
    """A login name as it is compared (NFC), or None for one that cannot be: 1 to 64 printable characters."""
    login = unicodedata.normalize("NFC", written.strip())
    return login if 1 <= len(login) <= LONGEST_LOGIN and login.isprintable() else None


def _expiry(moment: dt.datetime) -> str:
    return stamp(moment + dt.timedelta(days=TOKEN_DAYS))


def _hash(presented: str) -> str:
    return hashlib.sha256(presented.encode()).hexdigest()

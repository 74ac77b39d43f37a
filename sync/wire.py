"""What travels between a device and the server: edits, records, outcomes, problems (PROTOCOL.md sections 3, 4, 7, 14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta as Said

from sync.records.fields import REFERENCE
from sync.wire_forms import Changes, Count, Id, NewPassword, Whole, Words
from sync.wire_forms import Record as Record

API = 1
MAX_OPS = 500
MAX_OP_BYTES = 640 * 1024
MAX_RECORD_BYTES = 256 * 1024
MAX_BODY_BYTES = 1024 * 1024
MAX_INFLATED_BYTES = 4 * 1024 * 1024
MAX_PAGE_RECORDS = 500
MAX_PAGE_BYTES = 1024 * 1024
MAX_FIELDS = 40
MAX_DEPTH = 8
MOST_CURSORS = 2000
"""Limits of PROTOCOL.md section 13."""


class Op(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One user action on one record (PROTOCOL.md section 4); `ch` maps a field to [base, new] or {"add": […], "del": […]}."""

    id: Id
    k: Literal["new", "put", "del", "restore", "resolve"]
    type: str
    rec: Id
    scope: str
    v: Whole
    at: str
    n: Whole = 0
    ch: Changes = {}
    dig: str | None = None
    conflict: Id | None = None
    for_: Id | None = msgspec.field(name="for", default=None)
    basis: Literal["paper", "spoken", "meeting"] | None = None
    ref: Annotated[str, Said(description=f"at most {REFERENCE} characters")] | None = None
    since: str | None = None
    """Claimed time of the first of several coalesced edits."""


class Result(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The stored outcome of one op (PROTOCOL.md section 6)."""

    n: int
    id: str
    out: Literal["applied", "merged", "noop", "conflict", "rejected"]
    code: str | None = None
    field: str | None = None
    reason: str | None = None
    conflicts: list[str] = []
    both: list[str] = []
    """Fields in which two insertions at one place were both kept."""


class PushRequest(msgspec.Struct, kw_only=True):
    """Body of POST /v1/sync/push."""

    device: Id
    epoch: str
    ops: Annotated[list[Op], Said(extra_json_schema={"maxItems": MAX_OPS})]


class PushAnswer(msgspec.Struct, kw_only=True):
    """Answer of push; `records` hold the new state of the touched records, `cut` says that not all fitted."""

    results: list[Result]
    last_n: int
    records: list[Record]
    epoch: str
    time: str
    cut: bool = False
    schema: int = 1
    """The newest version of an op the server understands; as in the answer of pull."""


class PullRequest(msgspec.Struct, kw_only=True):
    """Body of POST /v1/sync/pull; `epoch` is null on the first pull of a device."""

    device: Id
    epoch: str | None
    cursors: Annotated[dict[str, Count], Said(extra_json_schema={"maxProperties": MOST_CURSORS})]
    limit: Whole = MAX_PAGE_RECORDS
    max_bytes: Whole = MAX_PAGE_BYTES
    reading: list[str] = []
    """Scopes this device began to read at 0 and has not read to the end yet: nothing purged can be missing from them."""


class ScopeSum(msgspec.Struct, kw_only=True):
    """Checksum of a scope, 32 hex digits, and the number of its records that are not deleted."""

    sum: str
    live: int


class PullAnswer(msgspec.Struct, kw_only=True):
    """Answer of pull: one page of changes in seq order per scope, and all scopes the account may read today."""

    epoch: str
    scopes: list[str]
    changes: list[Record]
    cursors: dict[str, int]
    more: bool
    acked_n: int
    time: str
    sums: dict[str, ScopeSum] = {}
    reset: list[str] = []
    """Scopes whose tombstones were purged past the cursor: to be read again from 0 (PROTOCOL.md section 11)."""
    floors: dict[str, int] = {}
    """Scope -> seq up to which tombstones were purged and count in no checksum."""
    schema: int = 1


class HeadsAnswer(msgspec.Struct, kw_only=True):
    """Answer of GET /v1/sync/heads when something is new."""

    etag: str


class BranchOfAccount(msgspec.Struct, kw_only=True):
    """A branch the account belongs to, and which member of it the account is."""

    id: str
    name: str
    member: str
    member_name: str


class SignedIn(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Answer of login and join."""

    token: str
    device: str
    account: str
    login: str
    branches: list[BranchOfAccount]
    time: str
    reset_at: str | None = None
    """When an administrator last made the password worthless; every data folder tells its owner once."""


class DeviceInfo(msgspec.Struct, kw_only=True):
    """What a device says of itself at sign-in."""

    name: Words
    kind: Words
    ver: Words


class LoginRequest(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Body of POST /v1/auth/login; `resume` names the device id of this data folder, if it has one."""

    login: str
    password: str
    device: DeviceInfo
    resume: Id | None = None


class JoinRequest(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Body of POST /v1/join; `name` is used only when the invite names no member.

    A data folder that is an account's already says whose it is, account and member: it can use nothing but a code that sets this
    account's password, or, where the account is unknown since the server went back to an older backup, an invite of that member.
    """

    code: str
    login: Annotated[str, Said(extra_json_schema={"minLength": 1, "maxLength": 64})]
    password: NewPassword
    device: DeviceInfo
    name: str | None = None
    account: str | None = None
    member: str | None = None
    resume: str | None = None


class PasswordRequest(msgspec.Struct, kw_only=True):
    """Body of POST /v1/auth/password."""

    old: str
    new: NewPassword


class NewDevice(msgspec.Struct, kw_only=True):
    """Answer of POST /v1/devices, with the epoch in which the new id is known."""

    device: str
    epoch: str = ""


class Meta(msgspec.Struct, kw_only=True):
    """Answer of GET /v1/meta."""

    server: str
    api: list[int]
    schema: int
    epoch: str
    time: str
    limits: dict[str, int]
    min_client: str
    backup_horizon_days: int
    notice: str = ""


class Revision(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One revision in a record's history: which fields became what, by whom, how."""

    rev: int
    k: str
    out: str
    at: str
    by: str | None
    ch: dict[str, list[Any]]
    claimed: str | None = None
    op: str | None = None
    for_: str | None = msgspec.field(name="for", default=None)
    basis: str | None = None
    ref: str | None = None
    dev: str | None = None
    f: dict[str, Any] | None = None
    """Of a deletion: the whole fields the record last had; None once they were erased."""


class History(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Answer of GET /v1/records/{id}/history, newest first."""

    revisions: list[Revision]
    more: bool
    f: dict[str, Any] | None = None
    """In the newest page: the fields after its first revision, from which `ch` leads back to every older one."""


class Trashed(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A deleted record: `at` and `by` of its deletion, and what it last held; `f` is null once that was erased."""

    id: str
    type: str
    scope: str
    rev: int
    at: str
    by: str | None
    f: dict[str, Any] | None
    fv: dict[str, Any] = {}
    created: dict[str, Any] = {}


class Trash(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Answer of GET /v1/trash, newest first; `next` is the `before` of the page after, if there is one."""

    deleted: list[Trashed]
    next: str | None = None


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """application/problem+json; `code` is stable and the only thing clients branch on (PROTOCOL.md section 14)."""

    status: int
    code: str
    title: str
    type: str = "about:blank"
    retry: str = "never"
    detail: dict[str, Any] = {}
    request_id: str = ""


def is_tombstone(record: Record) -> bool:
    """True for a deleted record: it has no fields."""
    return record.get("del") is not None


def look_at(shapes: Iterable[object]) -> None:
    """Have msgspec look at the shapes among these now, in one thread.

    It does so when a shape is first decoded, and two threads that come at once then end the whole process (msgspec 0.22).
    """
    for each in shapes:
        if isinstance(each, type) and issubclass(each, msgspec.Struct) and each is not msgspec.Struct:
            msgspec.json.Decoder(each)


look_at(list(globals().values()))

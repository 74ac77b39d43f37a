"""Every refusal in the reader's language: what happened, and what to do about it. Screens and command line say the same."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import msgspec

from sync.cache.errors import CacheClosed, CacheDamaged, CacheError, CacheNewer, CacheStopped, CompactionFailed
from sync.invite import InviteUnreadable, in_groups
from sync.problems import (
    AlreadyThere,
    ForbiddenTransition,
    InTheWay,
    NeededFirst,
    NotAllowed,
    NotFound,
    ParentUnknown,
    UndoRefused,
)
from sync.reaching import CertificateChanged, NotVouchedFor, ServerRefused, Unreachable
from sync.records.fields import FieldProblem
from sync.records.kind import KindSpec, UnknownKind
from sync.records.policy import Refusal
from sync.records.registry import KINDS
from sync.records.rules import ROLES, Who
from tui.i18n import t
from tui.labels import choice_label, field_label, kind_label, listed, member_name, role_label, short_id, state_label

if TYPE_CHECKING:
    from sync.wire import Problem
    from sync.workplace import Workplace

FIELD_CODES = """
control_character not_text text_too_long too_long not_a_set too_many_elements not_a_number
number_too_large not_yes_or_no not_a_date not_a_month not_a_time not_an_id unknown_choice unknown_field
no_such_day no_day no_hour no_such_hour day_ahead over_a_day
needed_at_creation not_the_first_state fixed_at_creation not_with_a_transition record_too_large
no_such_record forbidden_transition needed_with_transition several_match not_given not_utf8
only_for_sets no_reason_here another_kind input_twice given_twice parked_needs_both parked_needs_id
"""
"""Codes of FieldProblem that have words of their own; the rest are faults of a program, not of a person."""

SERVER_CODES = """
token_invalid token_expired account_disabled device_not_yours branch_forbidden no_such_route not_found
epoch_mismatch cursor_ahead gap device_forked device_unknown body_too_large too_many_ops client_too_old
would_vanish server_too_old
slow_down maintenance busy quota malformed bad_encoding bad_request_shape invite_used invite_expired
login_taken login_failed wrong_password reset_not_yours invite_invalid invalid_login invalid_password invalid_name member_taken op_not_yours
timeout internal no_vault vault_replaced ring_changed
"""
"""Codes of problem documents that have words of their own (PROTOCOL.md section 14)."""

SHORT = 16
"""Digits of a fingerprint that people compare."""

OF_ROLES = ("needs", "oneself", "for_oneself", "last_writer", "recorder", "author", "basis", "server_only", "unread")
"""Reasons that lie in who one is; the others lie in what the record says now."""

FULL_STOPS = ("。", "！", "？", "；", "：", "”", "」", "）")
"""What a sentence may end with that no space follows."""


class Message(msgspec.Struct, frozen=True):
    """`title` in a few words, `what` happened, the `remedy` (may be empty), a stable `code`, and the `field` it is about."""

    title: str
    what: str
    remedy: str
    code: str
    field: str | None = None

    @property
    def text(self) -> str:
        """What happened and what to do, as one text."""
        # A full-width stop brings its own room with it.
        between = "" if self.what.endswith(FULL_STOPS) or not (self.what and self.remedy) else " "
        return self.what + between + self.remedy


def explain(
    error: BaseException, place: Workplace | None = None, kind: str | None = None, *, ids: bool = True
) -> Message:
    """The message for a refusal; `place` gives people their names, `kind` fields their labels where the error names none.

    With `ids` fields, states and kinds are named with their identifiers too, which a command line is written with.
    """
    before = _at.set(place)
    try:
        return _explained(error, place, kind, ids=ids)
    finally:
        _at.reset(before)


_at: ContextVar[Workplace | None] = ContextVar("at", default=None)
"""The folder an error is explained for: its branch may call the clerk by another name."""


def _explained(error: BaseException, place: Workplace | None, kind: str | None, *, ids: bool) -> Message:
    match error:
        case FieldProblem():
            return _field_problem(error, kind, ids)
        case UnknownKind():
            known = listed(_named(kind_label(KINDS[each]), each, ids) for each in error.known)
            return _said("unknown_kind", "value", name=error.name, known=known)
        case NotAllowed():
            what = refusal_text(place, error.refusal)
            kind_words = _kind_words(error.kind)
            return Message(
                t("error.title.rights" if error.refusal.reason in OF_ROLES else "error.title.refused"),
                f"{kind_words}{t('error.colon')}{what}",
                "",
                error.refusal.code,
                error.refusal.field,
            )
        case AlreadyThere():
            return _said("already_there", "refused", kind=_kind_words(error.kind), id=error.rid)
        case ForbiddenTransition():
            return _forbidden_transition(error, ids)
        case NeededFirst():
            names = listed(_field_words(name, error.kind, ids) for name in error.fields)
            return _said("needed_first", "refused", field=error.fields[0] if error.fields else None, names=names)
        case ParentUnknown():
            name = _field_words(error.field, kind, ids)
            return _said("parent_unknown", "refused", field=error.field, id=error.rid, name=name)
        case NotFound():
            return _said("not_found", "refused", id=error.rid)
        case UndoRefused():
            who = member_name(place, error.by) if place is not None and error.by else t("error.somebody")
            name = _field_words(error.field, kind, ids) if error.field else ""
            return _said(f"undo.{error.reason}", "refused", field=error.field, who=who, name=name)
        case InTheWay():
            return _said(f"way.{error.reason}", "refused", **error.params)
        case CacheError():
            return _cache_error(error)
    return _from_elsewhere(error)


def _said(code: str, title: str, /, *, field: str | None = None, **values: Any) -> Message:
    """A message whose words stand under `error.<code>` and `error.<code>.remedy`."""
    values["clerk"] = role_label("clerk", _at.get())
    return Message(
        t(f"error.title.{title}"),
        t(f"error.{code}", **values),
        t(f"error.{code}.remedy", **values),
        code.rpartition(".")[2],
        field,
    )


# fields and states


def _spec(kind: object) -> KindSpec | None:
    return KINDS.get(kind) if isinstance(kind, str) else None


def _named(label: str, name: str, ids: bool) -> str:
    return t("error.label_and_id", label=label, id=name) if ids and label != name else label


def _kind_words(kind: str) -> str:
    spec = _spec(kind)
    return kind_label(spec) if spec else kind


def _field_words(name: str, kind: str | None, ids: bool) -> str:
    """What a field is called; without a kind, by its label if all kinds that have the field agree on it."""
    specs = [spec] if (spec := _spec(kind)) else list(KINDS)
    labels = {field_label(each, name) for each in specs if name in each.fields}
    return _named(labels.pop() if len(labels) == 1 else name, name, ids)


def _field_problem(error: FieldProblem, kind: str | None, ids: bool) -> Message:
    params: Mapping[str, Any] = error.params
    kind = str(params.get("kind") or kind or "") or None
    spec = _spec(kind)
    allowed = str(params.get("allowed", ""))
    if spec is not None and error.code == "unknown_field":
        shown: Iterable[str] = (_field_words(name, spec.name, ids) for name in spec.fields if name != "sample")
        allowed = listed(shown)
    elif spec is not None and error.field in spec.fields and allowed:
        allowed = listed(_named(choice_label(spec, error.field, each), each, ids) for each in allowed.split("|"))
    else:
        allowed = listed(each for each in allowed.replace("|", ", ").split(", ") if each)
    values = {
        "value": params.get("value", ""),
        "limit": params.get("limit", ""),
        "length": params.get("length", params.get("size", params.get("count", ""))),
        "code_point": params.get("code_point", ""),
        "at": params.get("at", ""),
        "allowed": allowed,
        "kind": _kind_words(kind) if kind else "",
        "held": _kind_words(str(params.get("held", ""))),
        "wanted": _kind_words(str(params.get("wanted", ""))),
        "name": _field_words(error.field, kind, ids) if error.field else "",
    }
    code = error.code if error.code in FIELD_CODES.split() else "other"
    said = _said(f"field.{code}", "value", field=error.field or None, **values, code=error.code)
    return Message(said.title, said.what, said.remedy, error.code, said.field)


def _forbidden_transition(error: ForbiddenTransition, ids: bool) -> Message:
    spec = KINDS[error.kind]

    def words(state: str) -> str:
        return _named(state_label(spec, state), state, ids)

    code = "transition" if error.allowed else "last_state"
    allowed = listed(map(words, error.allowed))
    values = {"kind": kind_label(spec), "before": words(error.before or ""), "after": words(error.after)}
    return _said(code, "refused", field="state", allowed=allowed, **values)


# rights


def refusal_text(place: Workplace | None, refusal: Refusal) -> str:
    """Why this person may not do it, and who may; or in which state the record is, and in which one it could be done."""
    spec = _spec(refusal.kind)
    if refusal.reason == "state" and spec is not None:
        # Whoever is told so is one of those who may otherwise: naming them would send somebody to oneself.
        via = t("list.or").join(state_label(spec, each) for each in refusal.via)
        return t("refusal.state_via" if via else "refusal.state_last", state=state_label(spec, refusal.state), via=via)
    who = listed(_who_words(place, each) for each in refusal.who)
    reason = refusal.reason if refusal.reason != "needs" or refusal.who else "nobody"
    return t(f"refusal.{reason}", who=who, clerk=role_label("clerk", place))


def _who_words(place: Workplace | None, who: Who) -> str:
    if who.name not in ROLES:
        return t(f"who.{who.name}")
    role = role_label(who.name, place)
    return t("who.in_charge", role=role) if who.charge else role


# cache, server, invite


def _cache_error(error: CacheError) -> Message:
    match error:
        case CacheDamaged():
            return _said("cache_damaged", "cache", path=error.path, line=error.line, why=error.what)
        case CacheNewer():
            return _said("cache_newer", "cache", found=error.found, known_to=error.known)
        case CacheStopped():
            return _said("cache_stopped", "cache", cause=error.cause.strerror or type(error.cause).__name__)
        case CompactionFailed():
            return _said("compaction_failed", "cache", cause=error.cause.strerror or type(error.cause).__name__)
        case CacheClosed():
            return _said("cache_closed", "cache")
    from sync.cache.lock import FolderHeld

    if isinstance(error, FolderHeld):
        holder = error.holder
        if holder is None:
            return _said("folder_held", "folder", who=t("holder.unknown"))
        kind = holder.kind if holder.kind in ("app", "command") else "unknown"
        who = t(f"holder.{kind}")
        return _said("folder_held", "folder", who=t("holder.process", who=who, pid=holder.pid, host=holder.host))
    from sync.cache.inbox import NotAnswered

    if isinstance(error, NotAnswered):
        return _said("not_answered_taken" if error.taken else "not_answered", "folder")
    return _unexpected(error)


def _from_elsewhere(error: BaseException) -> Message:
    match error:
        case CertificateChanged():
            known, found = in_groups(error.known, SHORT), in_groups(error.found, SHORT)
            return _said("certificate_changed", "certificate", known_as=known, found=found)
        case NotVouchedFor():
            return _said("not_vouched_for", "certificate")
        case Unreachable():
            return _said("unreachable", "network")
        case ServerRefused():
            return problem_message(error.problem, error.retry_after)
        case InviteUnreadable():
            return _said(f"invite.{error.reason}", "invite")
        case OSError():
            return _said("file", "file", path=error.filename or "", cause=error.strerror or type(error).__name__)
    # cryptography costs 30 ms to import; whoever raised its problem has imported it already.
    sealed = sys.modules.get("sync.sealed")
    if sealed is not None and isinstance(error, sealed.SealedProblem):
        return _said(f"sealed.{error.reason}", "sealed", **error.params)
    vault = sys.modules.get("sync.vault.keys")
    if vault is not None and isinstance(error, vault.VaultProblem):
        return _said(f"vault.{error.reason}", "vault")
    return _unexpected(error)


def problem_message(problem: Problem, retry_after: float | None = None) -> Message:
    """The message for a problem document of the server; `retry_after` in seconds."""
    sign_in = problem.code in ("token_invalid", "token_expired", "account_disabled")
    code = problem.code if problem.code in SERVER_CODES.split() else "other"
    said = _said(
        f"server.{code}",
        "sign_in" if sign_in else "server",
        code=problem.code,
        seconds=int(retry_after or 60),
        request_id=short_id(problem.request_id),
    )
    return Message(said.title, said.what, said.remedy, problem.code)


def _unexpected(error: BaseException) -> Message:
    return _said("unexpected", "unexpected", name=type(error).__name__)

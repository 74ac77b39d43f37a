"""One step of filling a branch: who makes, changes or moves on which record, when, with which values."""

from __future__ import annotations

from typing import Literal

import msgspec


class Ref(msgspec.Struct, frozen=True):
    """Stands for the id of the record made under this symbolic key by an earlier step."""

    key: str


class Approved(msgspec.Struct, frozen=True):
    """Stands for what the plan made under this symbolic key and its tasks hold at that moment, as a version keeps it."""

    plan: str


class Step(msgspec.Struct, frozen=True):
    """One edit. `at` is the claimed local time YYYY-MM-DDTHH:MM, or "" for the moment of loading.

    Values are str, int, bool, None, Ref, Approved, or for a set the whole list of str and Ref. A step `state` names the new state, and in
    `fields` only that transition's own fields. `actor` None is the branch's own device or the server's shell; with `on_behalf`
    the actor enters a decision of that member, with its basis (paper, spoken, meeting) and reference.
    """

    actor: str | None
    at: str
    do: Literal["new", "put", "state"]
    kind: str
    key: str
    fields: dict[str, object]
    state: str | None = None
    on_behalf: str | None = None
    basis: str | None = None
    reference: str | None = None

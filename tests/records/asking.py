"""One question to the policy, asked about a record of the stage."""

from __future__ import annotations

from typing import Any, Literal

from sync.records.policy import Attempt, Policy, Refusal
from sync.records.registry import KINDS
from tests.records.branch import Branch
from tests.records.subjects import least


def asked(
    there: Branch,
    actor: str | None,
    act: Literal["new", "put", "del", "restore"],
    kind: str,
    *,
    rid: str = "subject",
    changes: tuple[str, ...] = (),
    to: str | None = None,
    decider: str | None = None,
    basis: str | None = None,
    fv: dict[str, Any] | None = None,
    **fields: Any,
) -> Refusal | None:
    """The policy's answer about a record of these fields."""
    attempt = Attempt(
        actor=actor,
        act=act,
        kind=kind,
        rid=rid,
        fields=least(kind, **fields),
        fv=fv or {},
        changes=changes,
        to=to,
        decider=decider,
        basis=basis,
    )
    return Policy(KINDS, there).refusal(attempt)


def names(refusal: Refusal | None) -> set[str]:
    """Who may, as a refusal says."""
    assert refusal is not None
    return {who.name + "@charge" * who.charge for who in refusal.who}

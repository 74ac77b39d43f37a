"""Whose decision an edit is, when somebody else enters it."""

from __future__ import annotations

import msgspec

from sync.records.attempts import Basis


class OnBehalf(msgspec.Struct, frozen=True):
    """A decision made by `member` on paper or by word, entered by somebody else."""

    member: str
    basis: Basis
    reference: str | None = None

"""Whose decision an edit is, when somebody else enters it."""

from __future__ import annotations

from dataclasses import dataclass

from sync.records.attempts import Basis


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """A decision made by `member` on paper or by word, entered by somebody else."""

    member: str
    basis: Basis
    reference: str | None = None

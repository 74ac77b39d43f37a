"""Who changes something, and how: what history and `fv` tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Deed:
    """Who changes something and how: `by` is None for the server's own hand; `for_` decided, `by` entered it."""

    k: str
    at: str
    by: str | None = None
    dev: str | None = None
    claimed: str | None = None
    since: str | None = None
    op: str | None = None
    v: int = 1
    for_: str | None = None
    basis: str | None = None
    ref: str | None = None
    dig: str | None = None

    def entered(self) -> dict[str, Any] | None:
        """What `fv` says of a decision: whose it is when entered for another, and the digest of what it is about."""
        whose = {} if self.for_ is None else {"for": self.for_, "basis": self.basis, "ref": self.ref}
        given = {name: value for name, value in {**whose, "dig": self.dig}.items() if value is not None}
        return given or None

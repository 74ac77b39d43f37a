"""Making a failing run short: steps are left out for as long as the same invariant still fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence

MOST_TRIES = 300
"""Runs a shrink may cost; a run of 250 steps takes about 0.3 s, a short one much less."""


def shrink(steps: Sequence[int], fails: Callable[[Sequence[int]], bool]) -> list[int]:
    """A short list of steps that still fails: whole stretches are dropped first, single steps last."""
    kept = list(steps)
    size = len(kept) // 2
    tries = 0
    while size and tries < MOST_TRIES:
        at = len(kept) - size
        while at > -size and tries < MOST_TRIES:
            fewer = kept[: max(at, 0)] + kept[at + size :]
            tries += 1
            if len(fewer) < len(kept) and fails(fewer):
                kept = fewer
            at -= size
        size = min(size // 2, len(kept) // 2) if size > 1 else 0
    return kept

"""Which clauses of two texts differ, for the eye of somebody who compares them."""

from __future__ import annotations

from enum import Enum

import msgspec

from sync.merge_text import Steps, differences
from sync.prose import clauses


class Standing(Enum):
    """Where a stretch of text stands: in both texts, only in the first, or only in the second."""

    BOTH = "both"
    FIRST = "first"
    SECOND = "second"


class Stretch(msgspec.Struct, frozen=True):
    """Whole clauses in a row that stand in the same place."""

    text: str
    standing: Standing


def compared(first: str, second: str) -> list[Stretch]:
    """Both texts as one, in order; the stretches of BOTH and FIRST make up `first`, those of BOTH and SECOND `second`.

    Texts too different to be compared have nothing in common.
    """
    a, b = clauses(first), clauses(second)
    script = differences(a, b, Steps())
    if script is None:
        script = [(0, len(a), 0, len(b))]
    found: list[Stretch] = []
    at = 0
    for a0, a1, b0, b1 in [*script, (len(a), len(a), len(b), len(b))]:
        for pieces, standing in (
            (a[at:a0], Standing.BOTH),
            (a[a0:a1], Standing.FIRST),
            (b[b0:b1], Standing.SECOND),
        ):
            if pieces:
                found.append(Stretch("".join(pieces), standing))
        at = a1
    return found

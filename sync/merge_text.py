"""How one Chinese text differs from another: the stretches that somebody changed.

Source: PROTOCOL.md, "Text merge for Chinese prose", steps 2, 3 and 5.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from sync.prose import CLOSER, MARK, STOP, ends_clause, graphemes, starts

GUARD = 4
"""Unchanged characters between two people's changes, from which on the changes count as independent."""
CLAUSE_LIMIT = 4_000
"""Clauses, after what both ends share, above which a text is not compared."""
STEP_LIMIT = 120_000
"""Comparisons one merge attempt may spend; a step costs about 0.2 µs, and an attempt is made at most three times."""
SCRIPT_LIMIT = 256
"""Insertions and deletions above which two stretches count as different altogether; the cost grows with the square."""

_MARGIN = 400
"""Characters kept on either side of the stretch that differs: some sentences."""

_CUT = re.compile(rf"[。\n](?=[^{STOP}{CLOSER}{MARK}.])")
_ENDS = re.compile(rf"[{STOP}.]")


class TooManyClauses(ValueError):
    """Raised for texts that differ over more than CLAUSE_LIMIT clauses: the caller reports a conflict."""


class Steps:
    """Counts comparisons up to a limit; what does not fit is compared more coarsely, never skipped."""

    def __init__(self, limit: int = STEP_LIMIT) -> None:
        self.limit = limit
        self.used = 0

    def take(self, count: int) -> bool:
        """Whether `count` more steps fit; they are booked only then."""
        if self.used + count > self.limit:
            return False
        self.used += count
        return True


class Change(msgspec.Struct, frozen=True):
    """Characters `lo` to `hi` of the base became `text`; the stretch holds every place the change may be said to be at.

    `whole` is set when whole clauses came or went, from where to where they do; by characters alone that could then also be
    `left` characters sooner or `right` later. `inside`: one clause was changed, and kept its ends. `insertion` is what was
    added, and `at` where, when nothing was taken away.
    """

    lo: int
    hi: int
    text: str
    whole: tuple[int, int] | None = None
    left: int = 0
    right: int = 0
    inside: bool = False
    at: int | None = None
    insertion: str = ""


class _Edit(msgspec.Struct, frozen=True):
    start: int
    end: int
    text: str
    whole: bool = False


def changes(before: Sequence[str], after: Sequence[str], steps: Steps) -> list[Change]:
    """What was done to a text of the clauses `before` to make one of `after`, in order and apart; raises TooManyClauses."""
    places = starts(before)
    head, tail = common_ends(before, after)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if not old and not new:
        return []
    if max(len(old), len(new)) > CLAUSE_LIMIT:
        raise TooManyClauses
    edits: list[_Edit] = []
    for a0, a1, b0, b1 in differences(old, new, steps) or [(0, len(old), 0, len(new))]:
        edits += _refine(places[head + a0], "".join(old[a0:a1]), "".join(new[b0:b1]), steps)
    return _widen("".join(before), places, edits)


def trimmed(before: str, after: str) -> tuple[str, str]:
    """What was taken away and what was put there, without what both share at their ends."""
    head, tail = common_ends(before, after)
    return before[head : len(before) - tail], after[head : len(after) - tail]


def shared_ends(*texts: str) -> tuple[int, int]:
    """How many characters at the start, and at the end, need no comparing: whole sentences all texts share, but for a margin.

    The margin keeps what a change may be moved along or have in common with; without it the cost is that of the whole text.
    """
    one = texts[0]
    head, tail = (min(ends) for ends in zip(*(common_ends(one, other) for other in texts[1:]), strict=True))
    cuts = [cut.end() for cut in _CUT.finditer(one, max(0, head - 2 * _MARGIN), max(0, head - _MARGIN))]
    start = len(one) - tail + _MARGIN
    cut = _CUT.search(one, start, start + _MARGIN)
    return (cuts[-1] if cuts else 0), (len(one) - cut.end() if cut else 0)


def common_ends(one: Sequence[str], two: Sequence[str]) -> tuple[int, int]:
    """How many elements two sequences share at their start, and of the rest at their end."""
    head = _common_head(one, two)
    return head, _common_head(one[head:][::-1], two[head:][::-1])


def _common_head(one: Sequence[str], two: Sequence[str]) -> int:
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def differences(one: Sequence[str], two: Sequence[str], steps: Steps) -> list[tuple[int, int, int, int]] | None:
    """The stretches `one[a0:a1]` against `two[b0:b1]` in which the sequences differ; None if that costs too much.

    Myers' shortest edit script (1986), because its cost can be bounded by SCRIPT_LIMIT and `steps`; difflib's cannot.
    """
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(each, len(numbers)) for each in one]
    b = [numbers.setdefault(each, len(numbers)) for each in two]
    n, m = len(a), len(b)
    cap = min(n + m, SCRIPT_LIMIT)
    middle = cap + 1
    reach = [-1] * (2 * cap + 3)
    reach[middle + 1] = 0
    trace: list[list[int]] = []
    for d in range(cap + 1):
        trace.append(reach[middle - d - 1 : middle + d + 2])
        spent = 0
        for k in range(2 * max(0, d - m) - d, d - 2 * max(0, d - n) + 1, 2):
            down = k == -d or (k != d and reach[middle + k - 1] < reach[middle + k + 1])
            x = start = reach[middle + k + 1] if down else reach[middle + k - 1] + 1
            y = x - k
            while x < n and y < m and a[x] == b[y]:
                x += 1
                y += 1
            reach[middle + k] = x
            spent += 1 + x - start
            if x == n and y == m:
                steps.take(spent)
                return _walk_back(trace, n, m)
        if not steps.take(spent):
            return None
    return None


def _walk_back(trace: list[list[int]], x: int, y: int) -> list[tuple[int, int, int, int]]:
    found: list[tuple[int, int, int, int]] = []
    for d in range(len(trace) - 1, 0, -1):
        reach, k = trace[d], x - y
        down = k == -d or (k != d and reach[d + k] < reach[d + k + 2])
        px = reach[d + k + 2] if down else reach[d + k]
        py = px - (k + 1 if down else k - 1)
        ex, ey = (px, py + 1) if down else (px + 1, py)
        if found and (found[-1][0], found[-1][2]) == (ex, ey):
            found[-1] = (px, found[-1][1], py, found[-1][3])
        else:
            found.append((px, ex, py, ey))
        x, y = px, py
    return found[::-1]


def _refine(place: int, before: str, after: str, steps: Steps) -> list[_Edit]:
    """The edits inside a run of clauses that changed."""
    if not before or not after:
        return [_Edit(place, place + len(before), after, whole=True)]
    a, b = graphemes(before), graphemes(after)
    head, tail = common_ends(a, b)
    places = starts(a)[head:]
    a, b = a[head : len(a) - tail], b[head : len(b) - tail]
    script = _without_echoes(differences(a, b, steps) or [(0, len(a), 0, len(b))])
    return [_Edit(place + places[a0], place + places[a1], "".join(b[b0:b1])) for a0, a1, b0, b1 in script]


def _without_echoes(script: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The script with neighbours joined where the few signs between them are likelier chance than text that was left alone."""
    found: list[tuple[int, int, int, int]] = []
    for a0, a1, b0, b1 in script:
        found.append((a0, a1, b0, b1))
        while len(found) > 1:
            (p0, p1, q0, q1), (r0, r1, s0, s1) = found[-2:]
            gone, come, between = (p1 - p0, r1 - r0), (q1 - q0, s1 - s0), r0 - p1
            if between >= GUARD and between > min(sum(gone), sum(come), *map(max, zip(gone, come, strict=True))):
                break
            found[-2:] = [(p0, r1, q0, s1)]
    return found


def _widen(base: str, places: list[int], edits: list[_Edit]) -> list[Change]:
    """Each edit with all the places it could as well have been made at; edits closer than GUARD become one change."""
    found: list[Change] = []
    for index, edit in enumerate(edits):
        first = found[-1].hi if found else 0
        last = edits[index + 1].start if index + 1 < len(edits) else len(base)
        if edit.text and edit.start != edit.end:
            change = Change(edit.start, edit.end, edit.text, _rewritten(base, places, edit, first, last))
        else:
            change = _moveable(base, places, edit, first, last)
        before = found[-1] if found else None
        if before and change.lo - before.hi < GUARD and not (change.whole and change.whole[0] > before.hi):
            whole = (before.whole[0], change.whole[1]) if before.whole and change.whole else None
            text = before.text + base[before.hi : change.lo] + change.text
            change = Change(before.lo, change.hi, text, whole, before.left, change.right)
            found.pop()
        inside = not _ENDS.search(base[change.lo : change.hi] + change.text)
        found.append(replace(change, inside=inside))
    return found


def _rewritten(base: str, places: list[int], edit: _Edit, low: int, high: int) -> tuple[int, int] | None:
    """From where to where clauses were replaced, if the edit leaves the lesser part of them."""
    if edit.whole:
        return edit.start, edit.end
    start, end = places[bisect_right(places, edit.start) - 1], places[bisect_left(places, edit.end)]
    text = base[start : edit.start] + edit.text + base[edit.end : end]
    fits = low <= start and end <= high and 2 * (edit.end - edit.start) > end - start and 2 * len(edit.text) > len(text)
    return (
        (start, end) if fits and ends_clause(text) and _ENDS.search(base[edit.start : edit.end] + edit.text) else None
    )


def _moveable(base: str, places: list[int], edit: _Edit, first: int, last: int) -> Change:
    """A pure insertion or deletion with all its places, at one where whole clauses come or go if there is such a place."""
    low, high = _places(base, edit, first, last)
    size = edit.end - edit.start
    window = base[low : edit.start] + edit.text + base[edit.end : high]
    for start in [edit.start] * edit.whole or places[bisect_left(places, low) : bisect_right(places, high - size)]:
        text = window[start - low : start - low + len(edit.text)]
        end = places[min(bisect_left(places, start + size), len(places) - 1)]
        if edit.whole or (end == start + size and (size or ends_clause(text))):
            # Whole clauses are moved by whole clauses only.
            lo = places[bisect_left(places, low)]
            hi = places[bisect_right(places, high - size) - 1] + size
            edit, whole = _Edit(start, start + size, text), (lo, hi)
            break
    else:
        lo, hi, whole = low, high, None
    text = base[lo : edit.start] + edit.text + base[edit.end : hi]
    change = Change(lo, hi, text, whole, lo - low, high - hi)
    return change if size else replace(change, at=edit.start, insertion=edit.text)


def _places(base: str, edit: _Edit, left: int, right: int) -> tuple[int, int]:
    """From where to where a pure insertion or deletion can be moved without changing the outcome."""
    lo, hi = edit.start, edit.end
    moved = edit.text or base[lo:hi]
    size = len(moved)
    while lo > left and base[lo - 1] == moved[(lo - 1 - edit.start) % size]:
        lo -= 1
    while hi < right and base[hi] == moved[(hi - edit.end) % size]:
        hi += 1
    return lo, hi

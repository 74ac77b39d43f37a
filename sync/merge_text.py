"""How one Chinese text differs from another: its clauses, and the stretches that somebody changed.

Source: PROTOCOL.md, "Text merge for Chinese prose", steps 1, 2 and 5.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

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

STOP = "。！？!?；;…，,、：:\n"
CLOSER = "”’」』）)】》〉〕］\"'"
_MARK = "\u0300-\u036f\u200d\u20d0-\u20ff\ufe00-\ufe0f"
_BODY = rf"(?:[^{STOP}.]|\.(?!\s))"
_END = rf"(?:[{STOP}]|\.(?=\s))"
_CLAUSE = re.compile(rf"{_BODY}*+{_END}++(?:[{CLOSER}{_MARK}]++{_END}*+)*+|{_BODY}++")
_CLAUSE_END = re.compile(rf"[{STOP}.][{CLOSER}]*\s*\Z")
_CUT = re.compile(rf"[。\n](?=[^{STOP}{CLOSER}{_MARK}.])")
_PLAIN = re.compile(
    "[\n -\u02ff\u2010-\u2027\u2030-\u205e\u3000-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uff00-\uff9d]*"
)
_ENDS = re.compile(rf"[{STOP}.]")
_JOINER = "\u200d"


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


@dataclass(frozen=True, slots=True)
class Change:
    """Characters `lo` to `hi` of the base became `text`; the stretch holds every place the change may be said to be at.

    `whole`: whole clauses came or went, none was changed inside; by characters alone the place could then also be `left`
    characters before `lo` or `right` after `hi`. `inside`: one clause was changed, and kept its ends. `insertion` is what was
    added, and `at` where, when nothing was taken away.
    """

    lo: int
    hi: int
    text: str
    whole: bool
    left: int = 0
    right: int = 0
    inside: bool = False
    at: int | None = None
    insertion: str = ""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str
    whole: bool = False


def clauses(text: str) -> list[str]:
    """The text cut after 。，、：and their like, line ends and closing quotes; the pieces concatenate to the text."""
    return _CLAUSE.findall(text)


def ends_clause(text: str) -> bool:
    """True when nothing more belongs to the last clause of a text."""
    return _CLAUSE_END.search(text) is not None


def clause_starts(text: str) -> list[int]:
    """Where each clause starts, in characters, and the length of the text as the last element."""
    return [0, *accumulate(map(len, clauses(text)))]


def continues(char: str) -> bool:
    """True for a character that is drawn together with the one before it: accent, variation, joiner, skin tone."""
    return unicodedata.category(char)[0] == "M" or char == _JOINER or "\U0001f3fb" <= char <= "\U0001f3ff"


def graphemes(text: str) -> list[str]:
    """The text cut where a reader sees one sign end and the next begin; the pieces concatenate to the text."""
    if _PLAIN.fullmatch(text):
        return list(text)
    signs: list[str] = []
    flags = 0
    for char in text:
        flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        if signs and (continues(char) or signs[-1][-1] == _JOINER or (flag and flags % 2)):
            signs[-1] += char
        else:
            signs.append(char)
        flags = flags + 1 if flag else 0
    return signs


def changes(base: str, other: str, steps: Steps) -> list[Change]:
    """What was done to `base` to make `other`, in order and apart; raises TooManyClauses."""
    before, after = clauses(base), clauses(other)
    head, tail = common_ends(before, after)
    place = sum(map(len, before[:head]))
    before, after = before[head : len(before) - tail], after[head : len(after) - tail]
    if not before and not after:
        return []
    if max(len(before), len(after)) > CLAUSE_LIMIT:
        raise TooManyClauses
    edits: list[_Edit] = []
    for a0, a1, b0, b1 in differences(before, after, steps) or [(0, len(before), 0, len(after))]:
        start = place + sum(map(len, before[:a0]))
        edits += _refine(start, "".join(before[a0:a1]), "".join(after[b0:b1]), steps)
    return _widen(base, edits)


def trimmed(before: str, after: str) -> tuple[str, str]:
    """What was taken away and what was put there, without what both share at their ends."""
    head, tail = common_ends(before, after)
    return before[head : len(before) - tail], after[head : len(after) - tail]


def spoken(text: str) -> str:
    """The letters, digits and Chinese characters of a text, without punctuation and spaces."""
    return "".join(filter(str.isalnum, text))


def letters(text: str) -> int:
    """How many letters, digits and Chinese characters a text has."""
    return sum(map(str.isalnum, text))


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
    place += sum(map(len, a[:head]))
    a, b = a[head : len(a) - tail], b[head : len(b) - tail]
    script = _without_echoes(differences(a, b, steps) or [(0, len(a), 0, len(b))])
    places = [place, *accumulate(map(len, a), initial=place)][1:]
    return [_Edit(places[a0], places[a1], "".join(b[b0:b1])) for a0, a1, b0, b1 in script]


def _without_echoes(script: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The script with neighbours joined where the few signs between them are likelier chance than text that was left alone."""
    found: list[tuple[int, int, int, int]] = []
    for a0, a1, b0, b1 in script:
        found.append((a0, a1, b0, b1))
        while len(found) > 1:
            (p0, p1, q0, q1), (r0, r1, s0, s1) = found[-2:]
            between = r0 - p1
            if between >= GUARD and between > min(max(p1 - p0, q1 - q0), max(r1 - r0, s1 - s0)):
                break
            found[-2:] = [(p0, r1, q0, s1)]
    return found


def _widen(base: str, edits: list[_Edit]) -> list[Change]:
    """Each edit with all the places it could as well have been made at; edits closer than GUARD become one change."""
    starts = clause_starts(base)
    found: list[Change] = []
    for index, edit in enumerate(edits):
        first = edits[index - 1].end if index else 0
        last = edits[index + 1].start if index + 1 < len(edits) else len(base)
        replaced = edit.text and edit.start != edit.end
        low, high = (first, last) if replaced else _places(base, edit, first, last)
        edit = _at_clauses(base, starts, edit, low, high)
        lo, hi = low, high = (edit.start, edit.end) if replaced else (low, high)
        if edit.whole:  # whole clauses are moved by whole clauses only
            lo = starts[bisect_left(starts, low)]
            hi = edit.end + starts[bisect_right(starts, edit.start + high - edit.end) - 1] - edit.start
        text = base[lo : edit.start] + edit.text + base[edit.end : hi]
        if found and lo - found[-1].hi < (1 if edit.whole else GUARD):
            before = found.pop()
            text = before.text + base[before.hi : edit.start] + text[edit.start - lo :]
            change = Change(before.lo, hi, text, before.whole and edit.whole, before.left, high - hi)
        else:
            change = Change(lo, hi, text, edit.whole, lo - low, high - hi)
            if edit.start == edit.end:
                change = replace(change, at=edit.start, insertion=edit.text)
        found.append(replace(change, inside=not _ENDS.search(base[change.lo : hi] + change.text)))
    return found


def _at_clauses(base: str, starts: list[int], edit: _Edit, low: int, high: int) -> _Edit:
    """The same edit as one of whole clauses, if it changes the better part of them or can be moved to where they begin."""
    size = edit.end - edit.start
    if edit.whole or (size and edit.text and not _ENDS.search(base[edit.start : edit.end] + edit.text)):
        return edit
    if size and edit.text:
        start, end = starts[bisect_right(starts, edit.start) - 1], starts[bisect_left(starts, edit.end)]
        text = base[start : edit.start] + edit.text + base[edit.end : end]
        fits = low <= start and end <= high and 2 * size > end - start and 2 * len(edit.text) > len(text)
        return _Edit(start, end, text, whole=True) if fits and ends_clause(text) else edit
    window = base[low : edit.start] + edit.text + base[edit.end : high]
    for place in starts[bisect_left(starts, low) : bisect_right(starts, high - size)]:
        text = window[place - low : place - low + len(edit.text)]
        end = starts[min(bisect_left(starts, place + size), len(starts) - 1)]
        if end == place + size and (size or ends_clause(text)):
            return _Edit(place, end, text, whole=True)
    return edit


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

"""How two people's changes of one field become one value: the same pure functions on the device and on the server.

Source: PROTOCOL.md section 5 and "Text merge for Chinese prose".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from sync.merge_text import GUARD, Change, Steps, TooManyClauses, changes, shared_ends, trimmed
from sync.prose import clauses, letters, spoken, starts
from sync.side_by_side import STATEMENT, is_statement, side_by_side

__all__ = ["JsonValue", "MergeKind", "Merged", "clauses", "merge_field", "merge_set", "merge_text"]

JsonValue: TypeAlias = "bool | int | str | list[JsonValue] | dict[str, JsonValue] | None"
MergeKind: TypeAlias = Literal["s", "t", "set", "once"]


class Merged(msgspec.Struct, frozen=True):
    """What a field holds after a merge.

    `conflict`: something of the new value could not be merged; `value` keeps the current words there, and the caller files
    the new value whole as `mine`. `combined`: `value` holds changes of both sides (outcome "merged"). `both_inserted`: two
    insertions at one place were both kept, the current one first (the screen says 两处新增已并列保留).
    """

    value: JsonValue
    conflict: bool = False
    combined: bool = False
    both_inserted: bool = False


def merge_field(kind: MergeKind, base: JsonValue, cur: JsonValue, new: JsonValue) -> Merged:
    """The value of a field that holds `cur`, after an author who had `base` in front of them wrote `new` (section 5).

    An empty text and null mean the same, and two different texts on an empty base are a conflict: each is a whole, so they
    are never put one after the other. A `once` field keeps what it has. Sets come as lists and never conflict.
    """
    if kind == "set":
        old, wanted = _elements(base), _elements(new)
        together = merge_set(sorted(_elements(cur)), wanted - old, old - wanted)
        return Merged([*together], combined=set(together) not in (_elements(cur), wanted))
    before, held, wrote = (None if kind == "t" and each == "" else each for each in (base, cur, new))
    if _same(held, wrote) or _same(wrote, before):
        return Merged(cur)
    if _same(held, before) and (kind != "once" or held is None):
        return Merged(new)
    if kind != "t" or not isinstance(before, str):
        return Merged(cur, conflict=True)
    merged = merge_text(before, str(held or ""), str(wrote or ""))
    return Merged(cur, merged.conflict) if merged.value == (held or "") else merged


def merge_set(cur: Sequence[str], add: Iterable[str], dele: Iterable[str]) -> list[str]:
    """`cur` without `dele` and with `add`, sorted by code point, each element once; an element in both stays."""
    return sorted((set(cur) - set(dele)) | set(add))


def merge_text(base: str, cur: str, new: str, *, guard: int = GUARD) -> Merged:
    """`cur` with what was done to `base` to make `new`; whatever is doubtful is a conflict, which keeps the words of `cur`.

    Changes count as independent when `guard` unchanged characters or one whole unchanged clause lie between them.
    Merging the same `new`, or the same `cur`, into the result again changes nothing: it is tried before it is returned.
    """
    merged = _attempt(base, cur, new, guard)
    if merged.value == cur:
        return merged
    for again in (new, cur):
        second = _attempt(base, str(merged.value), again, guard)
        if second.value != merged.value or second.conflict > merged.conflict:
            return Merged(cur, conflict=True)
    return merged


class _Region(msgspec.Struct):
    """A stretch of the base that one side changed, or in which the changes of both lie too close to tell apart."""

    lo: int
    hi: int
    ours: list[Change] = msgspec.field(default_factory=list)
    theirs: list[Change] = msgspec.field(default_factory=list)
    base: str = ""
    cur: str = ""
    new: str = ""
    outcome: Literal["cur", "new", "same", "both", "conflict"] = "conflict"
    text: str = ""


def _attempt(base: str, cur: str, new: str, guard: int) -> Merged:
    if cur == new or new == base:
        return Merged(cur)
    if cur == base:
        return Merged(new)
    head, tail = shared_ends(base, cur, new)
    old, held, wrote = (text[head : len(text) - tail] for text in (base, cur, new))
    merged = _merge_middle(old, held, wrote, guard)
    return replace(merged, value=f"{cur[:head]}{merged.value}{cur[len(cur) - tail :]}")


def _merge_middle(base: str, cur: str, new: str, guard: int) -> Merged:
    steps = Steps()
    try:
        regions = _settled(base, cur, new, guard, steps)
        _drop_repeats(regions, base, guard, steps)
    except TooManyClauses:
        return Merged(cur, conflict=True)
    value = _text(base, regions)
    conflict = any(region.outcome == "conflict" for region in regions)
    if _is_torn(regions) or not _adds_up(regions, value, base, cur, new):
        return Merged(cur, conflict=True)
    both = value != cur and any(region.outcome == "both" for region in regions)
    return Merged(value, conflict, combined=not conflict and value not in (cur, new), both_inserted=both)


def _drop_repeats(regions: list[_Region], base: str, guard: int, steps: Steps) -> None:
    """Takes the current words for settled where they are what an earlier merge of the same new words gave.

    That is so if the new words, taken out of the current ones and merged in again, meet nothing and give the current ones,
    and no more was written in two steps than in one.
    """
    ends = [0, *(region.hi for region in regions)]
    begins = [*(region.lo for region in regions[1:]), len(base)]
    for region, end, begin in zip(regions, ends, begins, strict=False):
        if region.outcome != "conflict":
            continue
        head, tail = base[end : region.lo], base[region.hi : begin]
        old, held, wrote = (head + each + tail for each in (region.base, region.cur, region.new))
        undone = _settled(wrote, held, old, guard, steps)
        without = _text(wrote, undone)
        again = _settled(old, without, wrote, guard, steps)
        apart = all(each.outcome in ("cur", "new") for each in (*undone, *again))
        if apart and _text(old, again) == held and sum(map(_size, again)) <= _size(region):
            region.outcome = "cur"


def _size(region: _Region) -> int:
    """How many characters lie between the base and the current words, or the new ones where the current ones are the base."""
    return sum(map(len, trimmed(region.base, region.cur if region.ours else region.new)))


def _text(base: str, regions: list[_Region]) -> str:
    text, place = "", 0
    for region in regions:
        text += base[place : region.lo] + region.text
        place = region.hi
    return text + base[place:]


def _apart(text: str, places: list[int], left: Change, right: Change, guard: int) -> bool:
    """True when enough unchanged text lies between two changes of a text whose clauses begin at `places`, the left one first.

    Enough is `guard` characters, a whole clause with a letter in it, or the end of a clause that was changed inside only
    and has less in common with the whole clauses that came or went next to it.
    """
    between = right.lo - left.hi
    if between >= guard or between < 1:
        return between > 0
    before = left.inside and right.whole and right.whole[0] - left.hi >= max(1, right.left)
    after = left.whole and right.inside and right.lo - left.whole[1] >= max(1, left.right)
    if before or after:
        return True
    first, last = bisect_left(places, left.hi), bisect_right(places, right.lo) - 1
    return any(letters(text[places[i] : places[i + 1]]) for i in range(first, last))


def _settled(base: str, cur: str, new: str, guard: int, steps: Steps) -> list[_Region]:
    """The regions in which either side changed the base, in order, each with what stands there; raises TooManyClauses."""
    pieces = clauses(base)
    places = starts(pieces)
    ours, theirs = changes(pieces, clauses(cur), steps), changes(pieces, clauses(new), steps)
    queue = sorted([(c.lo, c.hi, 0, c) for c in ours] + [(c.lo, c.hi, 1, c) for c in theirs], key=lambda each: each[:3])
    regions: list[_Region] = []
    for lo, hi, side, change in queue:
        across = ((regions[-1].theirs, regions[-1].ours) if regions else ([], []))[side]
        if not regions or all(_apart(base, places, other, change, guard) for other in across):
            regions.append(_Region(lo, hi))
        regions[-1].hi = max(regions[-1].hi, hi)
        (regions[-1].theirs if side else regions[-1].ours).append(change)
    for region in regions:
        _settle(region, base, steps)
    return regions


def _settle(region: _Region, base: str, steps: Steps) -> None:
    """Fills in the three readings of a region and which of them stands; its `text` is what goes into the result."""
    region.base = base[region.lo : region.hi]
    region.cur, region.new = (_reading(base, region, side) for side in (region.ours, region.theirs))
    region.text = region.cur
    if not region.theirs:
        region.outcome = "cur"
    elif not region.ours:
        region.outcome, region.text = "new", region.new
    elif region.cur == region.new:
        region.outcome = "same"
    elif (
        len(region.ours) == len(region.theirs) == 1
        and (at := region.ours[0].at) is not None
        and at == region.theirs[0].at
    ):
        together = side_by_side(base, at, region.ours[0].insertion, region.theirs[0].insertion, steps)
        if together is not None:
            region.text = base[region.lo : at] + together + base[at : region.hi]
            region.outcome = "cur" if region.text == region.cur else "new" if region.text == region.new else "both"


def _reading(base: str, region: _Region, side: list[Change]) -> str:
    text, place = "", region.lo
    for change in side:
        text += base[place : change.lo] + change.text
        place = change.hi
    return text + base[place : region.hi]


def _is_torn(regions: list[_Region]) -> bool:
    """True when one half of a moved phrase would be merged without the other: it would stand twice, or nowhere."""
    agreed = [trimmed(each.base, each.cur) for each in regions if each.outcome == "same"]
    single = [trimmed(each.base, each.text) for each in regions if each.outcome in ("cur", "new")]
    open_ = [trimmed(each.base, each.new) for each in regions if each.outcome == "conflict"]
    taken = [trimmed(each.base, each.new) for each in regions if each.outcome in ("new", "both")]
    return _moved(agreed, single) or _moved(open_, taken) or _moved(taken, open_)


def _moved(here: list[tuple[str, str]], there: list[tuple[str, str]]) -> bool:
    gone, came = "\0".join(each[0] for each in here), "\0".join(each[1] for each in there)
    return any(letters(each[0]) >= STATEMENT and each[0] in came for each in here) or any(
        letters(each[1]) >= STATEMENT and each[1] in gone for each in there
    )


def _adds_up(regions: list[_Region], value: str, base: str, cur: str, new: str) -> bool:
    """The checks of step 4: what was added outside a conflict is there, and no clause stands more or less often than it may.

    A clause that both added may stand once only, unless it is a turn of phrase; one that somebody took away stays away.
    """
    if len(value) > len(cur) + len(new):
        return False
    old, ours, theirs, found = (Counter(clauses(text)) for text in (base, cur, new, value))
    for region in regions:
        kept = [region.cur] * (region.outcome in ("cur", "both")) + [region.new] * (region.outcome in ("new", "both"))
        if any(clause not in found and clause not in value for text in kept for clause in clauses(text)):
            return False
    written = old | ours | theirs
    touched = [each for each in written if not old[each] == ours[each] == theirs[each] == found[each]]
    # A clause of the result that nobody wrote says what one of these says, with other signs at its end; or it was changed
    # inside by both, and is none of those counted.
    said_by_them = {spoken(each) for each in touched}
    touched += [each for each in found if each not in written and spoken(each) in said_by_them]
    once = {spoken(clause) for clause in touched if found[clause] and is_statement(clause)}
    counts: dict[str, list[int]] = {}
    for clause in touched:
        before = counts.get(spoken(clause), [0] * 4)
        counts[spoken(clause)] = [n + each[clause] for n, each in zip(before, (old, ours, theirs, found), strict=True)]
    conflict = any(region.outcome == "conflict" for region in regions)
    for said, (b, x, y, now) in counts.items():
        most = max(x, y) if min(x, y) >= b and said in once else min(x, y) if max(x, y) < b else x + y - b
        if said and not min(b, x, y, x + y - b) <= now <= (max(most, x) if conflict else most):
            return False
    return True


def _same(one: JsonValue, two: JsonValue) -> bool:
    """Equality of JSON, in which true is not 1."""
    return type(one) is type(two) and one == two


def _elements(value: JsonValue) -> set[str]:
    return {str(each) for each in value} if isinstance(value, list) else set()

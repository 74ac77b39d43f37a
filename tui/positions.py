"""Keys that put entries in order: between any two there is room for another, so moving an entry changes that entry only.

A key is a path of whole numbers, each written so that comparing the strings compares the numbers. A thousand entries after,
before or between the same two cost a few characters; only a place split dozens of times from alternating sides runs
out of room, and then `insertion` moves a few neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

LONGEST = 40
"""Characters of a key, the limit of the field `pos` (kinds.toml)."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ZERO = 31
"""The digit that alone means 0; digits SHORT away mean ±SHORT and the outer ones how many more digits follow."""
SHORT = 22
LENGTHS = 8
"""The most further digits a number has."""

AT_ONCE = 64
"""Neighbours on each side that move together where a place is full, so that the next entries find room."""

Path = tuple[int, ...]


class NoRoom(ValueError):
    """No key of at most 40 characters lies between these two."""


def between(before: str | None, after: str | None) -> str:
    """A key after `before` and before `after` (None = no neighbour on that side); raises NoRoom."""
    for key in _candidates(before, after):
        if len(key) <= LONGEST and (before is None or before < key) and (after is None or key < after):
            return key
    raise NoRoom(f"{before!r} .. {after!r}")


def stamped(last: str | None, seconds: int) -> str:
    """The key of an entry appended now (`seconds` since 1970): after `last`, and among entries of other devices by time."""
    key = _written((seconds,))
    return key if last is None or last < key else between(last, None)


def insertion(keys: Sequence[str], at: int) -> tuple[str, dict[int, str]]:
    """The key of an entry put before `keys[at]`, and new keys of neighbours that must move for it, usually none.

    `keys` are in order; two may be equal, since two devices may append at one moment.
    """
    reach = 0
    while True:
        low, high = max(0, at - reach), min(len(keys), at + reach)
        made = _spread(keys[low - 1] if low else None, keys[high] if high < len(keys) else None, high - low + 1)
        if made is not None:
            place = at - low
            moved = zip(range(low, high), made[:place] + made[place + 1 :], strict=True)
            return made[place], {index: key for index, key in moved if key != keys[index]}
        if high - low == len(keys):
            raise NoRoom(f"{len(keys)} keys")
        reach = max(AT_ONCE, 2 * reach)


def _spread(before: str | None, after: str | None, count: int) -> list[str] | None:
    """`count` keys in order between two, or None when there is no room."""
    made: list[str] = []
    try:
        for _ in range(count):
            made.append(between(made[-1] if made else before, after))
    except NoRoom:
        return None
    return made


def _candidates(before: str | None, after: str | None) -> Iterator[str]:
    low, high = _read(before), _read(after)
    if (before is None) == (low is None) and (after is None) == (high is None):
        yield _written(_inside(low, high))
    # A key another program wrote need be no path: the shortest string between them, its last digit in the middle.
    stem = before or ""
    for length in range(min(len(stem), LONGEST) + 1):
        fits = [
            digit
            for digit in DIGITS
            if stem < stem[:length] + digit and (after is None or stem[:length] + digit < after)
        ]
        if fits:
            yield stem[:length] + fits[len(fits) // 2]


def _inside(low: Path | None, high: Path | None) -> Path:
    if low is None:
        return (0,) if high is None else (high[0] - 1,)
    if high is None:
        return (low[0] + 1,)
    same = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    if same == len(low):
        # `high` lies below `low` in the tree: count down from it.
        return (*low, high[same] - 1) if same < len(high) else low
    if same == len(high):
        return low
    if high[same] - low[same] > 1:
        return (*low[:same], (low[same] + high[same]) // 2)
    # Neighbours: count up below the lower one.
    return (*low[: same + 1], low[same + 1] + 1 if same + 1 < len(low) else 0)


def _written(path: Path) -> str:
    return "".join(map(_number, path))


def _number(n: int) -> str:
    if -SHORT <= n <= SHORT:
        return DIGITS[ZERO + n]
    rest, sign = abs(n) - SHORT - 1, 1 if n > 0 else -1
    for length in range(1, LENGTHS + 1):
        size = len(DIGITS) ** length
        if rest < size:
            value = rest if n > 0 else size - 1 - rest
            figures = ""
            for _ in range(length):
                value, figure = divmod(value, len(DIGITS))
                figures = DIGITS[figure] + figures
            return DIGITS[ZERO + sign * (SHORT + length)] + figures
        rest -= size
    raise NoRoom(str(n))


def _read(key: str | None) -> Path | None:
    """The path a key spells, or None when it spells none."""
    if not key:
        return None
    numbers: list[int] = []
    at = 0
    while at < len(key):
        head = DIGITS.find(key[at]) - ZERO
        length = max(0, abs(head) - SHORT)
        figures = key[at + 1 : at + 1 + length]
        if head < -ZERO or length > LENGTHS or len(figures) < length or any(c not in DIGITS for c in figures):
            return None
        at += 1 + length
        if not length:
            numbers.append(head)
            continue
        size = len(DIGITS) ** length
        value = 0
        for figure in figures:
            value = value * len(DIGITS) + DIGITS.index(figure)
        shorter = sum(len(DIGITS) ** i for i in range(1, length))
        numbers.append((1 if head > 0 else -1) * (SHORT + 1 + shorter + (value if head > 0 else size - 1 - value)))
    return tuple(numbers)

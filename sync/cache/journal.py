"""The journal `wal-<g>`: one line per transaction, chained by CRC-32, so that no line can change, go or move unseen.

A line is `<sequence> <crc> <json>\\n`: sequence in decimal, CRC-32 as 8 hex digits over everything before it in the chain
and this line's sequence and JSON, JSON a list of `[table, id, document or null]`. An id of null speaks of the table itself:
`{}` makes it, null drops it. The chain begins with the generation's number and the end of the generation before. The first
line of every journal is durable before the file has its name, so a journal without a good first line is damaged.
"""

from __future__ import annotations

import operator
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sync.cache.disk import Disk

Ident = int | str
Document = dict[str, Any]
Step = tuple[str, Ident | None, Mapping[str, Any] | None]
"""One step of a transaction: table, id, document or None; an id of None makes ({}) or drops (None) the table."""
Steps = list[tuple[str, Ident | None, Document | None]]
Stored = Document | msgspec.Raw
"""A document, or its JSON as it stands in the snapshot, as long as nobody has asked for it (sync.cache.rows)."""
Tables = dict[str, dict[Ident, Stored]]

EMPTY = b"[]"
AT_ONCE = 200
"""Steps that are encoded in one go, during which no other thread runs: some milliseconds, where thousands would take a tenth of a second."""
BLOCK = 512
"""The smallest unit a disk writes or loses whole; file systems lose multiples of it."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Steps).decode


class Tail(NamedTuple):
    """Where a journal ends: sequence and chain value of its last line, and its length in bytes."""

    sequence: int
    chain: int
    size: int


class Line(NamedTuple):
    """One good line: what it changed, and the tail after it."""

    steps: Steps
    tail: Tail


def path_of(folder: str, generation: int) -> str:
    """The journal of a generation."""
    return os.path.join(folder, f"wal-{generation}")


def start(generation: int, sequence: int, chain: int) -> Tail:
    """The tail of a journal before its first line, from the last sequence and chain value of what it continues."""
    return Tail(sequence, zlib.crc32(b"wal-%d" % generation, chain), 0)


def encode(steps: Sequence[Step]) -> tuple[bytes, Steps]:
    """The JSON of a transaction, and the transaction as reading it again gives it, sharing nothing with `steps`.

    Raises TypeError for what JSON cannot hold, ValueError for NaN, infinity and lone surrogates.
    """
    if len(steps) > AT_ONCE:
        return _encode_many(steps)
    try:
        body = _encode(steps)
        again = _decode(body)
        # msgspec writes NaN as null, and dates, bytes and sets as strings or lists: such a value does not come back equal.
        if all(map(operator.eq, steps, again)):
            return body, again
    except (TypeError, msgspec.ValidationError):
        pass  # tried once more below, where what is wrong gets a name
    body = _encode([(table, ident, _plain(document)) for table, ident, document in steps])
    return body, _decode(body)


def _encode_many(steps: Sequence[Step]) -> tuple[bytes, Steps]:
    """The same in pieces, between which other threads get their turn."""
    bodies: list[bytes] = []
    whole: Steps = []
    for begin in range(0, len(steps), AT_ONCE):
        body, again = encode(steps[begin : begin + AT_ONCE])
        bodies.append(body[1:-1])
        whole += again
    return b"[%b]" % b",".join(bodies), whole


def _plain(value: Any) -> Any:
    """A value with tuples, numeric keys and subclasses of JSON's types made plain; refuses everything else."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("NaN and infinity are not JSON")
        return float(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {_plain_key(key): _plain(each) for key, each in value.items()}
    raise TypeError(f"{type(value).__name__} is not JSON")


def _plain_key(key: object) -> str:
    if isinstance(key, str | int) and not isinstance(key, bool):
        return str(key)
    raise TypeError(f"a key of type {type(key).__name__} is not JSON")


def seal(body: bytes, before: Tail) -> tuple[bytes, Tail]:
    """The line that holds `body` after a journal's tail, and the tail after it."""
    sequence = before.sequence + 1
    crc = zlib.crc32(body, zlib.crc32(b"%d " % sequence, before.chain))
    line = b"%d %08x %b\n" % (sequence, crc, body)
    return line, Tail(sequence, crc, before.size + len(line))


def first(generation: int, sequence: int, chain: int) -> tuple[bytes, Tail]:
    """The line a journal is made with, a transaction without changes, and the tail after it."""
    return seal(EMPTY, start(generation, sequence, chain))


def write_whole(disk: Disk, path: str, chunks: Sequence[bytes]) -> None:
    """Write a file that is there in full or not at all; its name is durable once its folder is synced. Raises OSError."""
    beside = path + ".tmp"
    file = disk.append(beside)
    try:
        file.truncate(0)
        for chunk in chunks:
            file.write(chunk)
        file.sync()
    finally:
        file.close()
    disk.rename(beside, path)


def replay(data: bytes, before: Tail) -> Iterator[Line]:
    """The good lines of a journal, in order, up to its end or the first bad one."""
    tail = before
    view = memoryview(data)
    while True:
        end = data.find(b"\n", tail.size)
        if end < 0:
            return
        line = _verified(view, tail, end)
        if line is None:
            return
        yield line
        tail = line.tail


def _verified(view: memoryview, before: Tail, end: int) -> Line | None:
    """The line from `before.size` to `end` (its newline not counted) when every bit of it is right, else None."""
    body_at = before.size + len(b"%d " % (before.sequence + 1)) + 9
    if body_at >= end:
        return None
    body = view[body_at:end]
    sequence = before.sequence + 1
    crc = zlib.crc32(body, zlib.crc32(b"%d " % sequence, before.chain))
    # Compared as bytes: hex digits read as numbers would let a flipped upper-case bit pass.
    if view[before.size : body_at] != b"%d %08x " % (sequence, crc):
        return None
    try:
        steps = _decode(body)
    except ValueError:
        return None
    return Line(steps, Tail(sequence, crc, end + 1))


def is_torn(data: bytes, tail: Tail) -> bool:
    """True when what follows the last good line can be what a crash left of one append; False when it is damage.

    Lines are synced one by one, so a crash leaves of at most one append either a beginning, or, when the system had
    written later pages first, gaps of whole blocks that read as zeros; JSON holds no zero byte. What is no longer there
    was then never acknowledged. Everything else was good once: more lines after the bad one, a bad line that is whole,
    or a whole line whose newline alone is wrong. Two cases cannot be told from a crash and are cut off and kept like
    one: the end of an acknowledged last line lost, or its blocks zeroed, by the medium.
    """
    rest = memoryview(data)[tail.size :]
    if not rest or b"\n" in data[tail.size : -1]:
        return False
    if _has_lost_block(data, tail.size):
        return True
    return rest[-1] != 0x0A and _verified(memoryview(data), tail, len(data) - 1) is None


def _has_lost_block(data: bytes, begin_at: int) -> bool:
    """True when some block's share of data[begin_at:] is all zeros."""
    at = begin_at
    while at < len(data):
        stop = min(at - at % BLOCK + BLOCK, len(data))
        if not any(data[at:stop]):
            return True
        at = stop
    return False


def apply(tables: Tables, steps: Steps) -> None:
    """Make a transaction's changes; doing it twice is the same as doing it once."""
    for table, ident, document in steps:
        if ident is not None and document is not None:
            tables.setdefault(table, {})[ident] = document
        elif ident is not None:
            tables.get(table, {}).pop(ident, None)
        elif document is not None:
            tables.setdefault(table, {})
        else:
            tables.pop(table, None)

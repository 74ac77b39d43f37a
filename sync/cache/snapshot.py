"""The snapshot `snap-<g>`: every document at the start of a generation, checked line by line and as a whole.

Each line is `<crc> <json>\\n`, CRC-32 as 8 hex digits of its JSON: first a header, then one line `[table, null, {}]` a table
and one line `[table, id, document]` a document, last a line with the number of lines between and the CRC-32 of all bytes
before it, so that a snapshot that was cut off is never taken for a whole one. The header line keeps this form in every
cache format: an older version must be able to read that it is too old.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from sync.cache.disk import Disk
from sync.cache.errors import CacheDamaged, CacheNewer
from sync.cache.journal import Document, Ident, Tables, write_whole

PREFIX = 9
"""Bytes of a line before its JSON."""

OBJECT_ENDS = ord("}")
"""The last byte but one of the JSON of a line, before the list's own end."""

CACHE_FORMAT = 1
FORMAT = "xinde-cache"


class Header(msgspec.Struct, frozen=True):
    """What a snapshot continues: `sequence` and `chain` are those of the last transaction it contains."""

    generation: int
    sequence: int
    chain: int
    format: str = FORMAT
    cache_format: int = msgspec.field(default_factory=lambda: CACHE_FORMAT)


class _Marker(msgspec.Struct, frozen=True):
    """As much of a header as every version understands."""

    format: str
    cache_format: int


class _Closing(msgspec.Struct, frozen=True):
    lines: int
    total: int


class Snapshot(NamedTuple):
    """A whole snapshot."""

    header: Header
    tables: Tables
    size: int


_encode = msgspec.json.Encoder().encode
_decode_record = msgspec.json.Decoder(tuple[str, Ident | None, Document]).decode
_decode_row = msgspec.json.Decoder(tuple[str, Ident | None, msgspec.Raw]).decode
_decode_marker = msgspec.json.Decoder(_Marker).decode
_decode_header = msgspec.json.Decoder(Header).decode
_decode_closing = msgspec.json.Decoder(_Closing).decode


def path_of(folder: str, generation: int) -> str:
    """The snapshot of a generation."""
    return os.path.join(folder, f"snap-{generation}")


def _line(payload: bytes) -> bytes:
    return b"%08x %b\n" % (zlib.crc32(payload), payload)


def header_line(header: Header) -> bytes:
    """The first line of a snapshot."""
    return _line(_encode(header))


def record_lines(tables: Tables) -> Iterator[bytes]:
    """The lines between the first and the last, made as they are asked for."""
    for table, rows in tables.items():
        yield _line(_encode((table, None, {})))
        for ident, document in rows.items():
            yield _line(_encode((table, ident, document)))


def closing_line(lines: int, total: int) -> bytes:
    """The last line, from the number of lines between and the CRC-32 of all bytes before."""
    return _line(_encode(_Closing(lines, total)))


def write(disk: Disk, folder: str, header: Header, tables: Tables) -> None:
    """Write a whole snapshot at once; durable once its folder is synced."""
    between = list(record_lines(tables))
    body = b"".join([header_line(header), *between])
    write_whole(disk, path_of(folder, header.generation), [body, closing_line(len(between), zlib.crc32(body))])


def read(data: bytes, path: str, generation: int) -> Snapshot:
    """The snapshot in `data`; raises CacheNewer, or CacheDamaged when one bit of it is wrong or it is not whole."""
    header = read_header(data, path)
    if header.generation != generation:
        raise CacheDamaged(path, 1, f"holds generation {header.generation}")
    closing_at = data.rfind(b"\n", 0, len(data) - 1) + 1
    payload = checked(memoryview(data), closing_at, len(data) - 1) if data.endswith(b"\n") else None
    if payload is None:
        raise CacheDamaged(path, 0, "is cut off")
    try:
        closing = _decode_closing(payload)
    except ValueError:
        raise CacheDamaged(path, 0, "is cut off") from None
    if closing.total != zlib.crc32(memoryview(data)[:closing_at]):
        raise CacheDamaged(path, 0, "does not match its checksum")
    tables, lines = _tables(data, closing_at, path)
    if lines != closing.lines:
        raise CacheDamaged(path, 0, f"has {lines} lines of {closing.lines}")
    return Snapshot(header, tables, len(data))


def _tables(data: bytes, stop: int, path: str) -> tuple[Tables, int]:
    """The documents before byte `stop`, of which the checksum of the whole was right, and how many lines they are; raises CacheDamaged.

    A document stays as it is written until somebody asks for it: to read all of sixty thousand takes six times as long as to find
    where each begins. The checksums of single lines say nothing more than that of the whole.
    """
    tables: Tables = {}
    view, find, lines = memoryview(data), data.find, 0
    at = find(b"\n", 0, stop) + 1
    while at < stop:
        end = find(b"\n", at, stop)
        lines += 1
        try:
            table, ident, document = _decode_row(view[at + PREFIX : end])
        except ValueError:
            raise CacheDamaged(path, lines + 1, "does not match its checksum") from None
        if data[end - 2] != OBJECT_ENDS:
            raise CacheDamaged(path, lines + 1, "holds no document")
        rows = tables.setdefault(table, {})
        if ident is not None:
            rows[ident] = document
        at = end + 1
    return tables, lines


def read_header(data: bytes, path: str) -> Header:
    """The header of a snapshot; raises CacheNewer, or CacheDamaged when it is not whole."""
    payload = checked(memoryview(data), 0, data.find(b"\n"))
    if payload is None:
        raise CacheDamaged(path, 1, "has no header")
    try:
        marker = _decode_marker(payload)
        if marker.format == FORMAT and marker.cache_format > CACHE_FORMAT:
            raise CacheNewer(path, marker.cache_format, CACHE_FORMAT)
        header = _decode_header(payload)
    except ValueError:
        raise CacheDamaged(path, 1, "has no header") from None
    if header.format != FORMAT:
        raise CacheDamaged(path, 1, f"is a file of {header.format}")
    return header


def record_payloads(data: bytes, stop: int) -> Iterator[memoryview | None]:
    """The JSON of each line after the header and before byte `stop`; None for a line whose checksum is wrong."""
    view = memoryview(data)
    at = data.find(b"\n", 0, stop) + 1
    while 0 < at < stop:
        end = data.find(b"\n", at, stop)
        if end < 0:
            end = stop
        yield checked(view, at, end)
        at = end + 1


def checked(view: memoryview, at: int, end: int) -> memoryview | None:
    """The JSON of the line from `at` to `end`, or None when its checksum is wrong."""
    if end < at + PREFIX:
        return None
    payload = view[at + PREFIX : end]
    return payload if view[at : at + PREFIX] == b"%08x " % zlib.crc32(payload) else None


def enter(tables: Tables, payload: memoryview) -> tuple[str, Ident | None] | None:
    """Put one line's document into its table; its table and id, or None when the line is not one of a document or table."""
    try:
        table, ident, document = _decode_record(payload)
    except ValueError:
        return None
    rows = tables.setdefault(table, {})
    if ident is not None:
        rows[ident] = document
    return table, ident


def is_closing(payload: memoryview) -> bool:
    """True for the JSON of a closing line."""
    try:
        _decode_closing(payload)
    except ValueError:
        return False
    return True

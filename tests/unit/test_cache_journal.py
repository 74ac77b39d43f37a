"""The files of cache format 1, byte by byte, and what is taken for a torn line."""

from __future__ import annotations

import zlib

import pytest

from sync.cache import journal
from sync.cache.errors import CacheDamaged, CacheNewer
from sync.cache.opening import open_folder
from sync.cache.storage import JournalStorage
from tests.sim.disk import MemoryDisk

FOLDER = "/cache"

# Written by hand from the description of the formats; a later version must open it for ever (PROTOCOL.md section 15).
SNAP_2 = (
    '{"generation":2,"sequence":3,"chain":287454020,"format":"xinde-cache","cache_format":1}',
    '["note",null,{}]',
    '["note","n1",{"body":"学习"}]',
    '["empty",null,{}]',
    '["old",7,{"x":1.5}]',
)
WAL_2 = ((4, "[]"), (5, '[["note","n1",{"body":"改"}],["note","n2",{}]]'), (6, '[["old",7,null],["empty",null,null]]'))


def golden(*, cache_format: int = 1) -> dict[str, bytes]:
    lines = [text.replace('"cache_format":1', f'"cache_format":{cache_format}').encode() for text in SNAP_2]
    body = b"".join(b"%08x %b\n" % (zlib.crc32(line), line) for line in lines)
    closing = b'{"lines":4,"total":%d}' % zlib.crc32(body)
    snap = body + b"%08x %b\n" % (zlib.crc32(closing), closing)
    chain = zlib.crc32(b"wal-2", 287454020)
    wal = b""
    for sequence, text in WAL_2:
        chain = zlib.crc32(b"%d %b" % (sequence, text.encode()), chain)
        wal += b"%d %08x %b\n" % (sequence, chain, text.encode())
    return {"snap-2": snap, "wal-2": wal}


def disk_with(files: dict[str, bytes]) -> MemoryDisk:
    disk = MemoryDisk()
    disk.restore(FOLDER, files)
    return disk


def test_a_folder_written_by_hand_opens() -> None:
    storage = JournalStorage(FOLDER, disk_with(golden()))
    assert storage.names() == {"note", "old"}
    assert dict(storage.table("note").items()) == {"n1": {"body": "改"}, "n2": {}}
    assert len(storage.table("old")) == 0
    assert (storage.generation, storage.sequence) == (2, 6)


def test_the_same_session_is_always_the_same_bytes() -> None:
    disk = MemoryDisk()
    storage = JournalStorage(FOLDER, disk)
    storage.commit([("note", "n1", {"body": "学习"}), ("old", 7, {"x": 1.5})])
    storage.compact_now()
    storage.commit([("note", "n1", None)])
    files = disk.snapshot(FOLDER)
    assert sorted(files) == ["snap-1", "snap-2", "wal-1", "wal-2"]
    chain_1 = zlib.crc32(b"1 []", zlib.crc32(b"wal-1"))
    change = '[["note","n1",{"body":"学习"}],["old",7,{"x":1.5}]]'.encode()
    chain_2 = zlib.crc32(b"2 " + change, chain_1)
    assert files["wal-1"] == b"1 %08x []\n2 %08x %b\n" % (chain_1, chain_2, change)
    chain_3 = zlib.crc32(b"3 []", zlib.crc32(b"wal-2", chain_2))
    chain_4 = zlib.crc32(b'4 [["note","n1",null]]', chain_3)
    assert files["wal-2"] == b'3 %08x []\n4 %08x [["note","n1",null]]\n' % (chain_3, chain_4)
    header = b'{"generation":2,"sequence":2,"chain":%d,"format":"xinde-cache","cache_format":1}' % chain_2
    assert files["snap-2"].startswith(b"%08x %b\n" % (zlib.crc32(header), header))
    assert files["snap-2"].splitlines()[-1].endswith(b'{"lines":4,"total":%d}' % zlib.crc32(_without_last_line(files)))


def _without_last_line(files: dict[str, bytes]) -> bytes:
    return b"".join(files["snap-2"].splitlines(keepends=True)[:-1])


def test_a_newer_format_is_refused_and_nothing_is_written() -> None:
    for files in (golden(cache_format=2), {**golden(), "snap-3": golden(cache_format=9)["snap-2"], "wal-3": b"?"}):
        disk = disk_with(files)
        with pytest.raises(CacheNewer) as caught:
            JournalStorage(FOLDER, disk)
        assert caught.value.known == 1
        assert caught.value.found in (2, 9)
        assert disk.snapshot(FOLDER) == files


def test_a_newer_header_that_does_not_fit_ours_is_still_newer() -> None:
    header = b'{"format":"xinde-cache","cache_format":2,"something":"else"}'
    files = {"snap-1": b"%08x %b\nwhatever" % (zlib.crc32(header), header)}
    with pytest.raises(CacheNewer):
        open_folder(disk_with(files), FOLDER)


def test_another_programs_file_is_damage_and_not_a_newer_cache() -> None:
    header = b'{"format":"other","cache_format":2,"generation":1,"sequence":0,"chain":0}'
    with pytest.raises(CacheDamaged, match="other"):
        open_folder(disk_with({"snap-1": b"%08x %b\n" % (zlib.crc32(header), header)}), FOLDER)


def test_a_snapshot_with_another_number_of_lines_than_it_says_is_refused() -> None:
    lines = golden()["snap-2"].splitlines(keepends=True)
    closing = lines[-1][9:-1].replace(b'"lines":4', b'"lines":5')
    files = {**golden(), "snap-2": b"".join(lines[:-1]) + b"%08x %b\n" % (zlib.crc32(closing), closing)}
    with pytest.raises(CacheDamaged, match="4 lines of 5"):
        open_folder(disk_with(files), FOLDER)


def test_damage_names_file_line_and_reason() -> None:
    files = golden()
    for at, line in ((3, 1), (60, 2), (len(files["wal-2"]) - 5, 3)):
        wal = bytearray(files["wal-2"])
        wal[at] ^= 1
        with pytest.raises(CacheDamaged) as caught:
            open_folder(disk_with({**files, "wal-2": bytes(wal)}), FOLDER)
        assert (caught.value.path, caught.value.line) == (f"{FOLDER}/wal-2", line)
        assert caught.value.what in str(caught.value)


def test_a_folder_without_snapshot_is_damaged_unless_nothing_was_ever_in_it() -> None:
    assert open_folder(MemoryDisk(), FOLDER) is None
    assert open_folder(disk_with({}), FOLDER) is None
    assert open_folder(disk_with({"LOCK": b"x", "notes.txt": b"x", "snap-01": b"x", "snap-0": b"x"}), FOLDER) is None
    assert open_folder(disk_with({"wal-1": journal.first(1, 0, 0)[0], "snap-1.tmp": b"half"}), FOLDER) is None
    for wal in (b"", journal.first(1, 0, 0)[0] * 2, b"1"):
        with pytest.raises(CacheDamaged):
            open_folder(disk_with({"wal-1": wal}), FOLDER)


def line_of(body: bytes) -> tuple[bytes, bytes, journal.Tail]:
    """A journal with one good line, the next line, and the tail between them."""
    first, tail = journal.first(1, 0, 0)
    line, _ = journal.seal(body, tail)
    return first, line, tail


def test_every_beginning_of_a_line_is_torn() -> None:
    first, line, tail = line_of('[["note","n1",{"body":"一个]]字"}]]'.encode())
    for size in range(1, len(line)):
        assert journal.is_torn(first + line[:size], tail), size


def test_a_whole_line_that_is_wrong_is_damage_wherever_it_is_wrong() -> None:
    first, line, tail = line_of('[["note","n1",{"body":"一个]]字"}]]'.encode())
    for bit in range(len(line) * 8):
        flipped = bytearray(line)
        flipped[bit // 8] ^= 1 << bit % 8
        assert not journal.is_torn(first + bytes(flipped), tail), bit


def test_a_line_with_blocks_that_read_as_zeros_is_torn_unless_more_follows() -> None:
    first, line, tail = line_of(b'[["note","n1",{"body":"' + b"x" * 3000 + b'"}]]')
    data = first + line
    for block in range(len(data) // 512 + 1):
        start, stop = max(len(first), block * 512), min(block * 512 + 512, len(data))
        gap = data[:start] + bytes(stop - start) + data[stop:]
        assert journal.is_torn(gap, tail), block
        assert not journal.is_torn(gap + b"3 00000000 []\n", tail) or gap[-1:] == b"\0"
    assert journal.is_torn(first + bytes(len(line)), tail)
    partly = bytearray(data)
    partly[1100:1200] = bytes(100)
    assert not journal.is_torn(bytes(partly), tail)

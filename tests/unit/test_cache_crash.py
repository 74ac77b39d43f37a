"""Whatever a crash leaves of a session, opening gives a whole prefix of it with everything that was acknowledged."""

from __future__ import annotations

from random import Random

from sync.cache.storage import JournalStorage
from tests.sim.cache import FOLDER, Session, check_opened, content, played
from tests.sim.disk import Every, MemoryDisk


def test_every_end_of_every_call_opens_as_a_prefix() -> None:
    outcomes = 0
    for moment in (session := played()).moments:
        allowed = session.states[moment.acknowledged : moment.begun + 1]
        every = Every()
        while every.another():
            disk = moment.disk.clone()
            disk.crash(every)
            check_opened(disk, allowed)
            outcomes += 1
    assert outcomes > 2000


def test_a_killed_program_loses_nothing_it_had_written() -> None:
    session = played()
    for moment in session.moments:
        moment.disk.kill()
        check_opened(moment.disk, session.states[moment.acknowledged : moment.begun + 1])


def test_the_last_state_is_the_whole_session() -> None:
    session = played()
    storage = JournalStorage(FOLDER, session.disk)
    assert content(storage) == session.states[-1]
    assert content(storage)["note"] == {
        "n1": {"body": "学习第一天，改"},
        "n3": {"body": "压缩中"},
        "n4": {"body": "新一代"},
        "n5": {"body": "完\n"},
    }


def test_lost_blocks_inside_an_unsynced_line_are_a_crash_and_not_damage() -> None:
    session = Session(MemoryDisk())
    session.commit(("note", "n1", {"body": "一" * 100}))
    session.commit(("note", "n2", {"body": "二" * 900}))
    session.commit(("note", "n3", {"body": "三" * 1500}))
    random = Random(1)
    for moment in session.moments:
        for _ in range(20 if moment.call.name == "write" else 1):
            disk = moment.disk.clone()
            disk.crash(random, blocks=512)
            check_opened(disk, session.states[moment.acknowledged : moment.begun + 1])


def test_what_a_crash_left_is_put_aside_and_not_thrown_away() -> None:
    session = Session(MemoryDisk())
    session.commit(("note", "n1", {"body": "甲"}))
    session.commit(("note", "n2", {"body": "乙"}))
    path = f"{FOLDER}/wal-1"
    whole = session.disk.read(path)
    lines = whole.splitlines(keepends=True)
    torn = lines[-1][:-4]
    session.disk.restore(FOLDER, {**session.disk.snapshot(FOLDER), "wal-1": whole[:-4]})
    session.disk.kill()
    storage = JournalStorage(FOLDER, session.disk)
    assert content(storage) == session.states[1]
    assert storage.cut_off == torn
    assert session.disk.read(path) == b"".join(lines[:-1])
    assert session.disk.read(path + ".damaged") == torn + b"\n"


def test_a_power_cut_while_a_torn_store_is_put_in_order_can_be_repeated() -> None:
    session = Session(MemoryDisk())
    session.commit(("note", "n1", {"body": "甲"}))
    session.commit(("note", "n2", {"body": "乙" * 20}))
    torn = session.disk.clone()
    files = torn.snapshot(FOLDER)
    torn.restore(FOLDER, {**files, "wal-1": files["wal-1"][:-9], "snap-2.tmp": b"half", "wal-2.tmp": b"half"})
    moments: list[MemoryDisk] = []
    torn.after = lambda call: moments.append(torn.clone())
    JournalStorage(FOLDER, torn).close()
    assert len(moments) > 5
    for moment in moments:
        every = Every()
        while every.another():
            disk = moment.clone()
            disk.crash(every)
            check_opened(disk, [session.states[1]])


def test_files_that_were_being_written_are_removed_at_opening() -> None:
    session = played()
    files = session.disk.snapshot(FOLDER)
    session.disk.restore(FOLDER, {**files, "snap-9.tmp": b"half", "wal-9.tmp": b"half", "mine.tmp": b"not ours"})
    check_opened(session.disk, [session.states[-1]])
    assert set(session.disk.list(FOLDER)) == {*files, "mine.tmp"}

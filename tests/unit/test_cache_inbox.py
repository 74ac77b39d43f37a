"""A command's work reaches whoever holds the folder, in order, whole, and is answered; or is withdrawn, never half done."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sync.cache import inbox
from sync.cache.inbox import NotAnswered, Request
from sync.cache.lock import Holder
from tests.sim.disk import Every, MemoryDisk, fail_at, no_space

FOLDER = "/cache"

COMMAND = """
import sys, time, uuid
from sync.cache.inbox import await_answer, hand_over

for n in range(5):
    name = hand_over(sys.argv[1], {"n": n, "text": "第一行\\n" * 100}, lambda: uuid.uuid4().hex)
    answer = await_answer(sys.argv[1], name, 60, time.sleep, time.monotonic, every=0.001)
    if answer != {"did": n}:
        raise SystemExit(f"{n} was answered {answer}")
"""


@pytest.fixture
def disk() -> MemoryDisk:
    disk = MemoryDisk()
    disk.make_folder(FOLDER)
    return disk


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"id{next(numbers)}"


def never_sleep(seconds: float) -> None:
    raise AssertionError("nothing to wait for")


class Waiting:
    """A clock that goes on while somebody sleeps, with something happening meanwhile."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.now = 0.0
        self._meanwhile = meanwhile

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self._meanwhile()

    def clock(self) -> float:
        return self.now


def test_requests_are_taken_in_order_and_answered(disk: MemoryDisk) -> None:
    new = ids()
    names = [inbox.hand_over(FOLDER, {"n": n}, new, disk) for n in range(12)]
    assert inbox.take_in(FOLDER, disk) == [Request(name, {"n": n}) for n, name in enumerate(names)]
    inbox.done(FOLDER, names[0], {"did": 0}, disk)
    assert [each.payload["n"] for each in inbox.take_in(FOLDER, disk)] == list(range(1, 12))
    assert inbox.await_answer(FOLDER, names[0], 1, never_sleep, lambda: 0.0, disk) == {"did": 0}
    assert inbox.answer_to(FOLDER, names[0], disk) is None
    assert inbox.answer_to(FOLDER, names[1], disk) is None
    later = inbox.hand_over(FOLDER, {"n": 12}, new, disk)
    assert inbox.take_in(FOLDER, disk)[-1].name == later


def test_an_empty_inbox_has_nothing(disk: MemoryDisk) -> None:
    assert inbox.take_in(FOLDER, disk) == []
    inbox.sweep(FOLDER, disk)
    assert inbox.takeover_requested(FOLDER, disk) is None
    assert not inbox.takeover_refused(FOLDER, disk)


def test_a_command_waits_for_its_answer(disk: MemoryDisk) -> None:
    name = inbox.hand_over(FOLDER, {"n": 1}, ids(), disk)

    def work() -> None:
        for each in inbox.take_in(FOLDER, disk):
            inbox.done(FOLDER, each.name, {"ok": True}, disk)

    holder = Waiting(work)
    assert inbox.await_answer(FOLDER, name, 5, holder.sleep, holder.clock, disk) == {"ok": True}
    assert disk.list(f"{FOLDER}/inbox") == []


def test_a_request_nobody_took_in_is_withdrawn(disk: MemoryDisk) -> None:
    name = inbox.hand_over(FOLDER, {"n": 1}, ids(), disk)
    waiting = Waiting()
    with pytest.raises(NotAnswered) as caught:
        inbox.await_answer(FOLDER, name, 5, waiting.sleep, waiting.clock, disk)
    assert caught.value.taken is False
    assert 5 <= waiting.now < 5.2
    assert inbox.take_in(FOLDER, disk) == []


def test_a_request_that_was_taken_in_is_not_called_undone(disk: MemoryDisk) -> None:
    name = inbox.hand_over(FOLDER, {"n": 1}, ids(), disk)
    waiting = Waiting(lambda: inbox.take_in(FOLDER, disk))
    with pytest.raises(NotAnswered) as caught:
        inbox.await_answer(FOLDER, name, 1, waiting.sleep, waiting.clock, disk)
    assert caught.value.taken is True


def test_what_a_dead_holder_took_in_is_taken_in_again_unless_it_was_answered(disk: MemoryDisk) -> None:
    new = ids()
    first, second = (inbox.hand_over(FOLDER, {"n": n}, new, disk) for n in range(2))
    inbox.take_in(FOLDER, disk)
    assert [each.name for each in inbox.take_in(FOLDER, disk)] == [first, second]
    # The holder dies after writing the answer and before removing the request.
    disk.fault = lambda call: no_remove(call.name)
    with pytest.raises(OSError, match="simulated"):
        inbox.done(FOLDER, first, {"did": 0}, disk)
    disk.fault = None
    assert [each.name for each in inbox.take_in(FOLDER, disk)] == [second]
    assert inbox.answer_to(FOLDER, first, disk) == {"did": 0}


def no_remove(name: str) -> None:
    if name == "remove":
        raise OSError("simulated: gone")


def test_a_file_that_is_no_request_is_set_aside(disk: MemoryDisk) -> None:
    good = inbox.hand_over(FOLDER, {"n": 1}, ids(), disk)
    files = disk.snapshot(f"{FOLDER}/inbox")
    bad = {
        "00000001-bad.request": b"{",
        "00000000-list.request": b"[]",
        "x.request": b"{}",
        "00000001-a.tmp": b"",
        "note": b"",
    }
    disk.restore(f"{FOLDER}/inbox", {**files, **bad})
    assert [each.name for each in inbox.take_in(FOLDER, disk)] == [good]
    names = disk.list(f"{FOLDER}/inbox")
    assert "00000001-bad.damaged" in names
    assert "00000000-list.damaged" in names
    assert [each.name for each in inbox.take_in(FOLDER, disk)] == [good]


def test_a_crash_while_handing_over_leaves_a_whole_request_or_none(disk: MemoryDisk) -> None:
    moments: list[MemoryDisk] = []
    disk.after = lambda call: moments.append(disk.clone())
    name = inbox.hand_over(FOLDER, {"text": "一句话"}, ids(), disk)
    kept = 0
    for moment in moments:
        every = Every()
        while every.another():
            after = moment.clone()
            after.crash(every)
            found = inbox.take_in(FOLDER, after)
            assert found in ([], [Request(name, {"text": "一句话"})])
            kept += bool(found)
    disk.crash(Every())
    assert inbox.take_in(FOLDER, disk) == [Request(name, {"text": "一句话"})]
    assert kept


def test_a_request_that_cannot_be_written_fails_and_is_not_taken_in(disk: MemoryDisk) -> None:
    for call in range(1, 9):
        disk.fault = fail_at([disk.calls + call], no_space)
        with pytest.raises(OSError, match="no space"):
            inbox.hand_over(FOLDER, {"n": 1}, ids(), disk)
        disk.fault = None
        assert inbox.take_in(FOLDER, disk) == []


def test_sweeping_clears_what_nobody_waits_for(disk: MemoryDisk) -> None:
    new = ids()
    answered, open_one = (inbox.hand_over(FOLDER, {"n": n}, new, disk) for n in range(2))
    inbox.take_in(FOLDER, disk)
    inbox.done(FOLDER, answered, {"did": 0}, disk)
    asker = Holder(1, "h", "", "app")
    inbox.request_takeover(FOLDER, asker, disk)
    disk.append(f"{FOLDER}/inbox/00000009-x.request.tmp")
    inbox.sweep(FOLDER, disk)
    assert disk.list(f"{FOLDER}/inbox") == [f"{answered}.late", f"{open_one}.taken"]
    # A command that was just about to read its answer still finds it.
    assert inbox.answer_to(FOLDER, answered, disk) == {"did": 0}
    inbox.done(FOLDER, open_one, {"did": 1}, disk)
    inbox.sweep(FOLDER, disk)
    inbox.sweep(FOLDER, disk)
    assert disk.list(f"{FOLDER}/inbox") == []


def test_taking_over(disk: MemoryDisk) -> None:
    asker = Holder(42, "办公室", "2026-09-20T09:00", "app")
    inbox.request_takeover(FOLDER, asker, disk)
    assert inbox.takeover_requested(FOLDER, disk) == asker
    assert inbox.take_in(FOLDER, disk) == []
    inbox.refuse_takeover(FOLDER, disk)
    assert inbox.takeover_requested(FOLDER, disk) is None
    assert inbox.takeover_refused(FOLDER, disk)
    inbox.request_takeover(FOLDER, asker, disk)
    assert not inbox.takeover_refused(FOLDER, disk)
    inbox.withdraw_takeover(FOLDER, disk)
    assert inbox.takeover_requested(FOLDER, disk) is None
    disk.restore(f"{FOLDER}/inbox", {inbox.TAKEOVER: b"?"})
    assert inbox.takeover_requested(FOLDER, disk) is None


def test_real_processes_hand_over_at_once_and_each_gets_its_own_answers(tmp_path: Path) -> None:
    command = [sys.executable, "-c", COMMAND, str(tmp_path)]
    processes = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(3)]
    done: list[dict[str, Any]] = []
    try:
        while len(done) < 15 and any(process.poll() is None for process in processes):
            for name, payload in inbox.take_in(str(tmp_path)):
                assert payload["text"] == "第一行\n" * 100
                done.append(payload)
                inbox.done(str(tmp_path), name, {"did": payload["n"]})
        assert [process.wait(60) for process in processes] == [0, 0, 0]
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert sorted(each["n"] for each in done) == sorted([0, 1, 2, 3, 4] * 3)
    assert list((tmp_path / "inbox").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_requests_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        name = inbox.hand_over(str(tmp_path), {"n": 1}, ids())
    finally:
        os.umask(before)
    folder = tmp_path / "inbox"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / f"{name}.request").stat().st_mode) == 0o600

"""One process holds the folder, others learn who, and nobody is locked out by a dead one."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sync.cache.lock import LOCK, FolderHeld, FolderLock, Holder, holder_of

HOLDER = """
import sys
from sync.cache.lock import FolderLock

lock = FolderLock(sys.argv[1], "app", started="2026-09-20T09:00")
lock.acquire()
print("held", flush=True)
sys.stdin.read()
lock.release()
print("released", flush=True)
sys.stdin.close()
"""


def start_holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_held_folder_is_refused_at_once_with_the_name_of_its_holder(tmp_path: Path) -> None:
    lock = FolderLock(str(tmp_path), "command")
    with start_holder(tmp_path) as process:
        with pytest.raises(FolderHeld) as caught:
            lock.acquire()
        assert not lock.held
        holder = caught.value.holder
        assert holder is not None
        assert (holder.pid, holder.kind, holder.started) == (process.pid, "app", "2026-09-20T09:00")
        assert holder.host
        assert str(process.pid) in str(caught.value)
        process.communicate("")
    lock.acquire()
    assert holder_of(str(tmp_path)) == lock.holder
    lock.release()


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    with start_holder(tmp_path) as process:
        process.kill()
        process.communicate()
    with FolderLock(str(tmp_path), "app") as lock:
        assert lock.held


def test_two_locks_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    first, second = FolderLock(str(tmp_path), "app"), FolderLock(str(tmp_path), "command")
    first.acquire()
    first.acquire()
    with pytest.raises(FolderHeld) as caught:
        second.acquire()
    assert caught.value.holder == first.holder
    first.release()
    second.acquire()
    assert second.held
    assert not first.held
    second.release()
    second.release()


def test_a_lock_taken_in_one_thread_is_released_in_another(tmp_path: Path) -> None:
    lock = FolderLock(str(tmp_path), "app")
    thread = threading.Thread(target=lock.acquire)
    thread.start()
    thread.join()
    assert lock.held
    lock.release()
    FolderLock(str(tmp_path), "app").acquire()


def test_what_an_earlier_holder_wrote_is_no_part_of_what_the_next_one_says(tmp_path: Path) -> None:
    with FolderLock(str(tmp_path), "app", started="2026-09-20T09:00:00 " + "x" * 500):
        pass
    with FolderLock(str(tmp_path), "command") as lock:
        assert holder_of(str(tmp_path)) == Holder(os.getpid(), lock.holder.host, "", "command")


def test_a_lock_file_without_a_readable_holder_still_locks(tmp_path: Path) -> None:
    assert holder_of(str(tmp_path)) is None
    for content in (b"", b"\xff\xff\xff", b' {"pid":"x"}\n'):
        (tmp_path / LOCK).write_bytes(content)
        assert holder_of(str(tmp_path)) is None
    with FolderLock(str(tmp_path), "app"):
        path = tmp_path / LOCK
        path.write_bytes(b"\0garbage")
        with pytest.raises(FolderHeld, match="another process") as caught:
            FolderLock(str(tmp_path), "app").acquire()
        assert caught.value.holder is None


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_the_lock_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with FolderLock(str(tmp_path), "app"):
            assert stat.S_IMODE((tmp_path / LOCK).stat().st_mode) == 0o600
    finally:
        os.umask(before)

"""The real disk: file modes, and the same behaviour as the simulated one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sync.cache.disk import OsDisk
from sync.cache.storage import JournalStorage
from tests.sim.disk import MemoryDisk


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_files_and_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        folder = tmp_path / "above" / "cache"
        storage = JournalStorage(str(folder))
        storage.commit([("note", "n", {})])
        storage.compact_step(0.0, lambda: 0.0)
        storage.compact_step(0.0, lambda: 0.0)
        for path in (tmp_path / "above", folder):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
        assert modes == dict.fromkeys(("snap-1", "wal-1", "wal-2", "snap-2.tmp"), 0o600)
        storage.close()
        wal = folder / "wal-2"
        wal.write_bytes(wal.read_bytes() + b"torn")
        JournalStorage(str(folder)).close()
        assert stat.S_IMODE((folder / "wal-2.damaged").stat().st_mode) == 0o600
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_folder_open_to_others_is_narrowed(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    JournalStorage(str(folder)).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_two_commands_that_start_at_once_both_find_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "above" / "cache"
    real = os.mkdir

    def second(path: str, mode: int = 0o777) -> None:
        """Somebody else is always a moment earlier."""
        real(path, mode)
        real(path, mode)

    monkeypatch.setattr("os.mkdir", second)
    OsDisk().make_folder(str(folder))
    assert folder.is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        OsDisk().make_folder(str(tmp_path / "file"))


def test_the_real_disk_does_what_the_simulated_one_does(tmp_path: Path) -> None:
    memory = MemoryDisk()
    memory.make_folder("/d")
    disk = OsDisk()
    folder = str(tmp_path / "d")
    disk.make_folder(folder)
    for each, at in ((memory, "/d"), (disk, folder)):
        file = each.append(f"{at}/a")
        file.write(b"one")
        file.write(b"two")
        file.sync()
        file.truncate(4)
        file.write(b"!")
        file.close()
        more = each.append(f"{at}/a")
        more.write(b"more")
        more.close()
        each.append(f"{at}/b").close()
        assert each.read(f"{at}/a") == b"onet!more"
        assert each.size(f"{at}/a") == 9
        assert each.list(at) == ["a", "b"]
        each.rename(f"{at}/a", f"{at}/b")
        each.sync_folder(at)
        assert each.list(at) == ["b"]
        assert each.read(f"{at}/b") == b"onet!more"
        assert each.exists(f"{at}/b")
        assert each.exists(at)
        each.remove(f"{at}/b")
        assert not each.exists(f"{at}/b")
        for call in (each.read, each.size, each.remove, lambda path, each=each: each.rename(path, path)):
            with pytest.raises(FileNotFoundError):
                call(f"{at}/b")
        with pytest.raises(FileNotFoundError):
            each.list(f"{at}/none")
        with pytest.raises(FileNotFoundError):
            each.append(f"{at}/none/x")


def test_a_session_on_the_real_disk_opens_again(tmp_path: Path) -> None:
    folder = str(tmp_path / "cache")
    storage = JournalStorage(folder)
    storage.commit([("note", "n1", {"body": "学习"}), ("note", 2, {"body": "二"})])
    storage.compact_now()
    storage.commit([("note", "n1", None)])
    storage.purge()
    storage.close()
    again = JournalStorage(folder)
    assert dict(again.table("note").items()) == {2: {"body": "二"}}
    again.close()

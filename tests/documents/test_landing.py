"""A file stands under its name whole, or not at all; what stood there stays unless somebody said otherwise."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from sync.problems import InTheWay
from tui.documents.landing import Existing, Landing, made_folder
from tui.i18n import t


def put(path: Path, data: bytes, existing: Existing = "refuse") -> Path | None:
    """Write a file as an export does."""
    with Landing(path.parent) as landing:
        landing.write(data)
        return landing.land(path, existing)


def names(folder: Path) -> list[str]:
    """All that lies in a folder, hidden files too."""
    return sorted(each.name for each in folder.iterdir())


def failing(code: int) -> Callable[..., NoReturn]:
    """A call of the system that says so."""

    def fail(*_: Any, **__: Any) -> NoReturn:
        raise OSError(code, os.strerror(code))

    return fail


def test_a_file_is_written_whole_with_the_rights_the_account_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        assert put(tmp_path / "台账.xlsx", b"inside") == tmp_path / "台账.xlsx"
    finally:
        os.umask(before)
    assert (tmp_path / "台账.xlsx").read_bytes() == b"inside"
    assert stat.S_IMODE((tmp_path / "台账.xlsx").stat().st_mode) == 0o640
    assert names(tmp_path) == ["台账.xlsx"]


@pytest.mark.parametrize("links", [True, False], ids=["with links", "without links"])
@pytest.mark.parametrize(
    ("existing", "path", "there"),
    [
        ("replace", "台账.xlsx", {"台账.xlsx": b"new"}),
        ("keep_both", "台账（2）.xlsx", {"台账.xlsx": b"old", "台账（2）.xlsx": b"new"}),
        ("skip", None, {"台账.xlsx": b"old"}),
        ("refuse", None, {"台账.xlsx": b"old"}),
    ],
)
def test_what_is_there_is_treated_as_was_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    links: bool,
    existing: Existing,
    path: str | None,
    there: dict[str, bytes],
) -> None:
    (tmp_path / "台账.xlsx").write_bytes(b"old")
    if not links:
        monkeypatch.setattr(os, "link", failing(errno.EPERM))
    if existing == "refuse":
        with pytest.raises(InTheWay) as refused:
            put(tmp_path / "台账.xlsx", b"new")
        assert refused.value.reason == "export_exists"
    else:
        put_at = put(tmp_path / "台账.xlsx", b"new", existing)
        assert put_at == (tmp_path / path if path else None)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == there


def test_a_third_of_the_same_name_is_numbered_on(tmp_path: Path) -> None:
    for _ in range(3):
        put(tmp_path / "心得.docx", b"x", "keep_both")
    assert names(tmp_path) == ["心得.docx", "心得（2）.docx", "心得（3）.docx"]


@pytest.mark.parametrize(
    ("call", "code", "reason"),
    [
        ("fsync", errno.ENOSPC, "export_no_space"),
        ("fsync", errno.EDQUOT, "export_no_space"),
        ("fsync", errno.EIO, "export_failed"),
        ("link", errno.ENOSPC, "export_no_space"),
        ("open", errno.EACCES, "export_no_permission"),
        ("open", errno.EROFS, "export_no_permission"),
        ("open", errno.ENOTDIR, "export_not_a_folder"),
    ],
)
def test_a_disk_that_fails_leaves_nothing_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, reason: str
) -> None:
    (tmp_path / "台账.xlsx").write_bytes(b"old")
    with monkeypatch.context() as faults:
        faults.setattr(os, call, failing(code))
        with pytest.raises(InTheWay) as refused:
            put(tmp_path / "总结.docx", b"new")
    assert refused.value.reason == reason
    assert str(tmp_path) in t(f"error.way.{reason}", **refused.value.params)
    assert t(f"error.way.{reason}.remedy")
    assert names(tmp_path) == ["台账.xlsx"]


def test_a_disk_that_fills_up_while_replacing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "台账.xlsx").write_bytes(b"old")
    with monkeypatch.context() as faults:
        faults.setattr(os, "fsync", failing(errno.ENOSPC))
        with pytest.raises(InTheWay):
            put(tmp_path / "台账.xlsx", b"new", "replace")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"台账.xlsx": b"old"}


def test_whoever_leaves_early_leaves_nothing_behind(tmp_path: Path) -> None:
    with Landing(tmp_path) as landing:
        landing.write(b"half")
        assert len(names(tmp_path)) == 1
    assert names(tmp_path) == []


def test_a_folder_is_made_and_one_that_cannot_be_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert made_folder(Path("~/文档/导出")) == tmp_path / "文档" / "导出"
    assert (tmp_path / "文档" / "导出").is_dir()
    (tmp_path / "file").write_text("x")
    long = Path(tmp_path, *["长" * 60] * 40)
    for folder, reason in (
        (tmp_path / "file", "export_not_a_folder"),
        (tmp_path / "file" / "inner", "export_not_a_folder"),
        (Path("~nobody-of-this-name/x"), "export_not_a_folder"),
        (long, "export_too_long"),
    ):
        with pytest.raises(InTheWay) as refused:
            made_folder(folder)
        assert refused.value.reason == reason

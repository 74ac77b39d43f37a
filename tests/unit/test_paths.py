"""Paths as they are typed, dragged in and completed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.paths import completed, typed_path


@pytest.mark.parametrize(
    "written",
    ["{0}/清单 2011.csv", "'{0}/清单 2011.csv' ", '"{0}/清单 2011.csv"', "{0}/清单\\ 2011.csv", "file://{0}/%E6%B8%85%E5%8D%95%202011.csv"],
)  # fmt: skip
def test_a_file_dragged_in_is_the_file(tmp_path: Path, written: str) -> None:
    path = tmp_path / "清单 2011.csv"
    path.touch()
    assert typed_path(written.format(tmp_path), windows=False) == path


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert typed_path("~/a.csv", windows=False) == tmp_path / "a.csv"


def test_backslashes_of_windows_stay() -> None:
    assert str(typed_path("C:\\表\\a.csv", windows=True)) == "C:\\表\\a.csv"


def test_a_path_is_completed_as_far_as_it_is_clear(tmp_path: Path) -> None:
    for name in ("花名册.xlsx", "花名册 旧.xlsx", ".隐藏"):
        (tmp_path / name).touch()
    (tmp_path / "图书").mkdir()
    assert completed(f"{tmp_path}/花") == (f"{tmp_path}/花名册", ["花名册 旧.xlsx", "花名册.xlsx"])
    assert completed(f"{tmp_path}/图") == (f"{tmp_path}/图书/", ["图书/"])
    assert completed(f"{tmp_path}/无") == (f"{tmp_path}/无", [])
    assert completed(f"{tmp_path}/无此/a") == (f"{tmp_path}/无此/a", [])
    assert ".隐藏" not in completed(f"{tmp_path}/")[1]

"""What is written when the app stops answering, and that nothing is left where it did not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tui import standstill
from tui.standstill import NAME, Standstill


def test_a_standstill_is_written_with_places_and_without_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standstill, "PATIENCE", 0.1)
    watch = Standstill(tmp_path)
    secret = "只有自己看的话"
    watch.alive(0.0)
    for _ in range(100):
        if (tmp_path / NAME).stat().st_size:
            break
        time.sleep(0.05)
    watch.over()
    written = (tmp_path / NAME).read_text("utf-8")
    assert "test_a_standstill_is_written" in written
    assert secret not in written
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


def test_signs_of_life_put_it_off_and_nothing_stays_where_nothing_happened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standstill, "PATIENCE", 0.5)
    watch = Standstill(tmp_path)
    for beat in range(8):
        watch.alive(beat * standstill.BEAT)
        time.sleep(0.1)
    assert (tmp_path / NAME).stat().st_size == 0
    watch.over()
    assert not (tmp_path / NAME).exists()
    watch.over()


def test_a_folder_that_takes_no_file_is_no_reason_to_stop(tmp_path: Path) -> None:
    watch = Standstill(tmp_path / "gone")
    watch.alive(0.0)
    watch.over()

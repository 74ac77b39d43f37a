"""What the shell is told after the app was left."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.stage import joined
from tui import i18n
from tui.parting import parting_words


def test_it_says_what_is_kept_what_is_unfinished_and_what_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with joined(tmp_path, "clerk") as place:
        assert parting_words(place) == "心得：已全部存在本机。"
        # Two fields of one text are one place where somebody goes on.
        for field in ("title", "body"):
            place.unsaved.keep("n1", field, None, "写到一半", kind="note", new=True)
        place.unsaved.keep("n2", "body", None, " ", kind="note", new=True)
        place.desk.create("note", {"title": "不上传"})
        assert "写了一半的 1 处下次打开接着写" in parting_words(place)
        assert "待传" not in parting_words(place), "a private note goes nowhere"
        place.desk.create("session", {"form": "exchange"})
        assert parting_words(place).endswith("；待传 1 条，下次联网打开时送出。")
        with i18n.speaking("en"):
            assert "1 unfinished text waits" in parting_words(place)
        monkeypatch.setattr(place.repository.storage, "_stopped", OSError("full"))
        assert "已全部" not in parting_words(place)

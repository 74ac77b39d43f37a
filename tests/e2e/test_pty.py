"""The real program in a pty: what a key costs, a window that becomes too small, a terminal whose locale says nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sync.workplace import open_workplace

if sys.platform == "win32":
    pytest.skip("there is no pty", allow_module_level=True)

from bench.keys import DOWN, F4, PAGE_DOWN, Typist, fill

CURSOR = 1024
"""Bytes of a step of the cursor in a list (issue 8: about 1 KB)."""


def test_a_key_costs_little_and_a_small_window_loses_nothing(tmp_path: Path) -> None:
    fill(tmp_path, notes=100)
    with Typist(tmp_path) as app:
        app.until("F1")
        app.quiet(0.3)
        app.write("5")
        app.until("私人笔记")
        app.quiet(0.5)
        steps = [len(app.press(DOWN)[0]) for _ in range(4)]
        app.press(DOWN * 18)
        steps += [len(app.press(DOWN)[0]) for _ in range(4)]
        assert 0 < max(steps) < CURSOR, f"the cursor inside the list and at its edge: {steps}"
        assert len(app.press(PAGE_DOWN)[0]) < 4 * CURSOR
        assert app.quiet(0.8) == b"", "left alone, nothing blinks and nothing is painted"
        app.write(F4)
        app.until("内容")
        app.quiet(0.5)
        letters = [len(app.press("记")[0]) for _ in range(3)]
        assert 0 < max(letters) < CURSOR, letters

        app.resize(60, 20)
        said = app.until("^Q").decode()
        assert "60 列 20 行" in said
        assert "72 列 20 行" in said
        assert app.press("看不见的字", patience=0.5)[0] == b""
        app.resize(80, 24)
        app.until("F1")
        app.write("字")
        app.until("字")
        app.resize(60, 20)
        app.until("^Q")
        app.write("\x11")
        assert app.ended(), "it can be left"
    with open_workplace(tmp_path) as place:
        kept = [each.text for each in place.unsaved.all()]
    assert any("记记记字" in text for text in kept), kept
    assert not any("看不见" in text for text in kept), kept


def test_a_terminal_that_draws_wide_is_asked_once_and_what_was_typed_meanwhile_is_heard(tmp_path: Path) -> None:
    fill(tmp_path, notes=1)
    with Typist(tmp_path) as app:
        app.until("\x1b[K")
        app.write("\x1b[1;3R" * 4 + "5" + "\x1b[1;3R" * 3)
        shown = app.until("私人笔记（1）").decode()
        assert "心得 | 测试支部" in shown
    with Typist(tmp_path, LANG="C", LC_ALL="C") as app:
        shown = app.until("F1").decode()
        assert "\x1b[6n" not in shown, "the answer is remembered"
        assert "心得 | 测试支部" in shown, "the C locale says nothing of Chinese"
        assert not set(shown) & set("·●…─✓→▇▔"), shown

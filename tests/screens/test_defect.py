"""What nobody foresaw ends the app with one sentence, and with nothing on the terminal of what people wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.stage import alone
from tui.app import XindeApp
from tui.screens.home import HomePage


def test_a_defect_prints_no_values_and_is_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(self: HomePage) -> None:
        words = "私下写的话"
        raise ValueError(words)

    monkeypatch.setattr(HomePage, "fill", broken)
    with alone(tmp_path) as place:
        app = XindeApp(place)
        app.run(headless=True)
        app.stop_writing()
    assert isinstance(app.defect, ValueError)
    said = "".join(capfd.readouterr())
    assert "私下写的话" not in said
    assert "Traceback" not in said

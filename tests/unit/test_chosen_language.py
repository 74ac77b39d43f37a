"""The language chosen in the app is spoken at the next start, by commands too; a variable still wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.device import Device
from tui.chosen_language import FILE, choose, wanted


@pytest.mark.parametrize(
    ("chosen", "environ", "expected"),
    [
        (None, {"LANG": "en_US.UTF-8"}, "en"),
        ("zh", {"LANG": "en_US.UTF-8"}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        ("en", {"XINDE_LANGUAGE": "zh"}, "zh"),
        ("zh", {"XINDE_LANGUAGE": "en"}, "en"),
        ("zh", {"XINDE_LANGUAGE": "fr", "LANG": "en_US.UTF-8"}, "zh"),
        ("fr", {"LANG": "en_US.UTF-8"}, "en"),
        ("", {}, "zh"),
    ],
)
def test_a_variable_then_the_choice_then_the_locale(
    tmp_path: Path, chosen: str | None, environ: dict[str, str], expected: str
) -> None:
    if chosen is not None:
        choose(tmp_path, chosen)
    assert wanted(tmp_path, environ) == expected


def test_whatever_lies_there_under_that_name_is_no_choice(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\x00" * 4000)
    assert wanted(tmp_path, {"LANG": "en"}) == "en"
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).mkdir()
    assert wanted(tmp_path, {"LANG": "en"}) == "en"


def test_the_choice_is_readable_by_its_owner_alone_and_spoken_by_commands(tmp_path: Path) -> None:
    choose(tmp_path, "en")
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert "Last copy" in Device(tmp_path).ok("status")

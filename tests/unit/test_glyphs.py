"""Which signs are drawn: by what the locale says of the terminal, and by what a person says."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tui.terminal import FINE, PLAIN, Glyphs, glyphs


@pytest.mark.parametrize(
    ("environ", "style"),
    [
        ({"LANG": "C"}, PLAIN),
        ({"LANG": "POSIX"}, PLAIN),
        ({"LANG": "zh_CN.GB18030"}, PLAIN),
        ({"LANG": "zh_CN"}, PLAIN),
        ({"LANG": "zh_CN.UTF-8"}, FINE),
        ({"LANG": "de_DE.utf8@euro"}, FINE),
        ({"LANG": "C", "LC_CTYPE": "zh_CN.UTF-8"}, FINE),
        ({"LANG": "zh_CN.UTF-8", "LC_CTYPE": "C"}, PLAIN),
        ({"LANG": "zh_CN.UTF-8", "LC_CTYPE": "zh_CN.UTF-8", "LC_ALL": "C"}, PLAIN),
        ({"LANG": "C", "XINDE_GLYPHS": "unicode"}, FINE),
        ({"LANG": "zh_CN.UTF-8", "XINDE_GLYPHS": "ASCII"}, PLAIN),
        ({"LANG": "zh_CN.UTF-8", "XINDE_GLYPHS": "no such"}, FINE),
        ({}, FINE),
    ],
)
def test_the_locale_decides_and_a_wish_goes_first(environ: dict[str, str], style: Glyphs) -> None:
    assert glyphs(environ, "utf-8", coerced=False) is style


def test_without_a_locale_the_encoding_of_the_output_decides() -> None:
    assert glyphs({}, "gbk", coerced=False) is PLAIN


@pytest.mark.skipif(sys.platform == "win32", reason="there is no C locale")
@pytest.mark.parametrize("said", [{"LANG": "C"}, {"LC_ALL": "C"}])
def test_pythons_own_change_of_the_c_locale_is_seen_through(said: dict[str, str]) -> None:
    environ = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_CTYPE")}
    code = "from tui.terminal import glyphs; print(glyphs().name)"
    shown = subprocess.run(
        [sys.executable, "-c", code], env={**environ, **said}, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "plain"

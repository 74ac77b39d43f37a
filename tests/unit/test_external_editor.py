"""A text goes to the person's editor in a file nobody else can read, and comes back; the file is gone afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui import external_editor

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the editors of these tests are shell scripts")


def script(folder: Path, body: str) -> list[str]:
    """An editor that does this with its file, $1."""
    made = folder / "editor"
    made.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    made.chmod(0o755)
    return [str(made)]


def test_the_text_comes_back_changed_and_the_file_was_private_and_is_gone(tmp_path: Path) -> None:
    words = script(tmp_path, f'stat -c "%a %n" "$1" "$(dirname "$1")" > {tmp_path}/seen; echo "第二行" >> "$1"')
    came = external_editor.edit("第一行\n", words)
    assert (came.code, came.text) == (0, "第一行\n第二行\n")
    (mode, file), (folder_mode, folder) = (line.split() for line in (tmp_path / "seen").read_text().splitlines())
    assert (mode, folder_mode) == ("600", "700")
    assert not Path(file).exists()
    assert not Path(folder).exists()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("printf '新\\n'", "新"),
        ("printf '\\357\\273\\277新\\r\\n二'", "新\n二"),
        ("printf '\\326\\320\\316\\304'", "中文"),
        ("printf ''", ""),
    ],
)
def test_encodings_and_line_ends_of_other_editors(tmp_path: Path, written: str, read: str) -> None:
    came = external_editor.edit("旧", script(tmp_path, f'{written} > "$1"'))
    assert came.text == read


def test_what_goes_wrong_loses_nothing(tmp_path: Path) -> None:
    assert external_editor.edit("文字", script(tmp_path, "exit 3")) == external_editor.Returned(3, "文字")
    assert external_editor.edit("文字", script(tmp_path, 'rm "$1"')) == external_editor.Returned(0, "文字")
    assert external_editor.edit("文字", [str(tmp_path / "nowhere")]) == external_editor.Returned(None, "文字")


def test_visual_comes_before_editor_and_what_is_no_program_is_passed_over(tmp_path: Path) -> None:
    [mine] = script(tmp_path, "true")
    path = os.environ["PATH"]
    assert external_editor.command({"PATH": path}) is None
    assert external_editor.command({"PATH": path, "EDITOR": f"{mine} -w"}) == [mine, "-w"]
    assert external_editor.command({"PATH": path, "VISUAL": "no-such-editor", "EDITOR": mine}) == [mine]
    assert external_editor.command({"PATH": path, "VISUAL": f"{mine} 'half", "EDITOR": ""}) is None

"""The person's own keys: what is good is taken, what is not is told with its line and the nearest thing that would be."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from tui import i18n
from tui.command import key_name, twins
from tui.command_table import COMMANDS
from tui.key_names import canonical, is_letter, reserved
from tui.keymap import LARGEST, Problem, checked, read_keymap
from tui.keymap_file import keymap_path
from tui.keymap_words import example, problem_text


def told(text: str) -> list[tuple[int | None, str, str]]:
    """Line, what is wrong, what would be good."""
    return [(each.line, each.code, each.nearest) for each in checked(text).problems]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('"app.note" = "f4,ctrl+y"', {"app.note": "f4,ctrl+y"}),
        ('app.note = " F4 , Ctrl-Y "', {"app.note": "f4,ctrl+y"}),
        ('[app]\nnote = ["F4", "^Y"]', {"app.note": "f4,ctrl+y"}),
        ('"app.note" = "Ｆ４，ctrl+y"', {"app.note": "f4,ctrl+y"}),
        ('"app.sync" = "f7"\n"app.trash" = "f5"', {"app.sync": "f7", "app.trash": "f5"}),
        ('"records.new" = "ctrl+n,F16,N"', {"records.new": "ctrl+n,f16,N"}),
        ('"year.next" = ">"', {}),
        ('"year.next" = "`"', {"year.next": "grave_accent"}),
        ('"conflicts.retry_all" = "ctrl+g,g,f16"', {"conflicts.retry_all": "ctrl+g,g,f16"}),
        ('"roll_call.present" = "1,f16"', {"roll_call.present": "1,f16"}),
        ("\ufeff# nothing but a word\n", {}),
        ("", {}),
    ],
)
def test_a_line_is_taken_however_it_is_written(text: str, keys: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert read_keymap(path).keys == keys


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('"app.nota" = "f4"', [(1, "unknown_id", "app.note")]),
        ('"no such" = "f4"', [(1, "unknown_id", "")]),
        ('\n\n"records.new" = "cntrl+n"', [(3, "unknown_key", "ctrl+n")]),
        ('"records.new" = "f25"', [(1, "unknown_key", "f11")]),
        ('"records.new" = "ctrl+ctrl+n"', [(1, "unknown_key", "f11")]),
        ('"app.sync" = "ctrl+h"', [(1, "reserved", "ctrl+x")]),
        ('"app.sync" = "f5,alt+s"', [(1, "reserved", "ctrl+s")]),
        ('"app.sync" = "ctrl+c"', [(1, "reserved", "ctrl+e")]),
        ('"app.sync" = "ctrl+space"', [(1, "reserved", "ctrl+e")]),
        ('"app.sync" = "enter"', [(1, "needed", "f11")]),
        ('"form.save" = "a,f11"', [(1, "text", "f3")]),
        ('"app.lock" = "f12,L"', [(1, "text", "f11")]),
        ('"app.find" = "ctrl+k,left_square_bracket"', [(1, "text", "f11")]),
        ('"note.save" = "ctrl+k"', [(1, "text", "ctrl+b")]),
        ('"records.new" = "n"', [(1, "letters", "ctrl+n")]),
        ('"records.new" = ""', [(1, "no_key", "ctrl+n,n")]),
        ('"records.new" = 4', [(1, "not_text", "")]),
        ('"records.new" = "f11"\nrecords.new = "f16"', [(2, "twice", "")]),
        ('"records.new" = "f11"\n"records.new" = "f16"', [(2, "twice", "")]),
        ('"records.new" = f11', [(1, "syntax", "")]),
        ('"records.new" = "f11', [(1, "syntax", "")]),
        ("\x00", [(1, "syntax", "")]),
    ],
)
def test_a_line_that_is_not_good_is_told_and_not_taken(text: str, problems: list[tuple[int, str, str]]) -> None:
    found = checked(text)
    assert [(each.line, each.code) for each in found.problems] == [each[:2] for each in problems]
    for problem, (_, _, nearest) in zip(found.problems, problems, strict=True):
        assert bool(problem.nearest) == bool(nearest), problem
        if nearest and problem.code not in ("unknown_id", "no_key"):
            again = checked(f'"{problem.id}" = "{problem.nearest}"')
            assert again.problems == (), "what is proposed would be good"
        elif nearest:
            assert problem.nearest == nearest
    assert found.keys == ({"records.new": "f11"} if problems[0][1] == "twice" else {})


def test_a_clash_is_told_of_the_later_line_and_nothing_else_is_given_up() -> None:
    found = checked('"records.new" = "f11"\n"records.edit" = "f11"\n"records.open" = "enter,f16"\n"app.sync" = "f2"')
    assert found.keys == {"records.new": "f11", "records.open": "enter,f16"}
    assert [(each.line, each.code, each.id, each.key) for each in found.problems] == [
        (2, "clash", "records.edit", "f11"),
        (4, "clash", "app.sync", "f2"),
    ]
    assert found.problems[0].other == "records.new"


def test_keys_may_change_places_and_what_only_one_half_of_it_gives_up_clashes() -> None:
    assert checked('"records.new" = "f2"\n"records.edit" = "ctrl+n"').problems == ()
    half = checked('"records.new" = "f2"\n"records.edit" = "ctrl+h"')
    assert {(each.line, each.code) for each in half.problems} == {(1, "clash"), (2, "reserved")}
    assert half.keys == {}


def test_the_full_width_twin_of_a_sign_clashes_too_and_so_does_what_terminals_send_for_shift() -> None:
    assert told('"year.hours" = ["，", "f16"]')[0][:2] == (1, "clash"), "the full-width comma is the comma"
    assert told('"conflicts.keep" = "shift+f3"')[0][:2] == (1, "clash")
    assert "middle_dot" in twins(checked('"year.next" = "`"').keys["year.next"])
    assert twins("shift+f9") == "shift+f9,f21"


def test_in_a_dialog_only_what_works_above_it_is_in_the_way() -> None:
    assert checked('"confirm.yes" = "enter,f5"').problems == (), "sync does not work above a dialog"
    assert told('"confirm.yes" = "enter,f12"')[0][:2] == (1, "clash"), "the lock does"
    assert told('"confirm.yes" = "enter,f1"')[0][:2] == (1, "clash"), "and help"


@pytest.mark.parametrize("language", i18n.available())
def test_every_problem_is_a_sentence_with_its_line_and_what_would_do(language: str) -> None:
    i18n.set_language(language)
    found = checked(
        '"app.nota" = "f4"\n"records.new" = "f25"\n"app.sync" = "alt+s"\n"app.undo" = "ctrl+i"\n"app.lock" = "f2"\n"app.quit" = "q"\nx'
    )
    said = [problem_text(each) for each in found.problems]
    assert [line for line, text in enumerate(said, 1) if str(line) not in text] == []
    assert "app.note" in said[0]
    assert "Tab" in said[3]
    assert found.problems[4].other in said[4]
    for other in ("unreadable", "too_large", "not_utf8"):
        assert problem_text(Problem(None, other, other="x"))


def test_the_example_has_every_command_changes_nothing_and_is_good_when_it_counts() -> None:
    lines = list(example())
    untouched = checked("\n".join(lines))
    assert (untouched.keys, untouched.problems) == ({}, ())
    live = [line.removeprefix("# ") for line in lines if line.startswith('# "')]
    found = checked("\n".join(live))
    assert found.problems == ()
    assert found.keys == {command.id: command.keys for commands in COMMANDS.values() for command in commands}


def test_every_key_of_the_table_is_one_a_person_can_write() -> None:
    for commands in COMMANDS.values():
        for key in (key for command in commands for key in command.keys.split(",")):
            assert canonical(key) == key
            if "+" not in key and not is_letter(key):
                assert canonical(key_name(key)) == key
            # What copies in text fields copies on pages too, and nothing else may have that key.
            assert reserved(key) == ("copy" if key == "ctrl+c" else None)


def test_a_file_that_cannot_be_read_is_a_problem_and_no_error(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    assert read_keymap(path).problems == ()
    path.write_bytes("# 中文".encode("gb18030"))
    assert [each.code for each in read_keymap(path).problems] == ["not_utf8"]
    path.write_bytes(b"#" * (LARGEST + 1))
    assert [each.code for each in read_keymap(path).problems] == ["too_large"]
    assert [each.code for each in read_keymap(tmp_path).problems] == ["unreadable"], "a folder of that name"
    if sys.platform != "win32" and os.geteuid() != 0:
        path.chmod(0)
        assert [each.code for each in read_keymap(path).problems] == ["unreadable"]


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "a = " + "{a=" * 3000,
        "a = " + "1" * 5000,
        "a." * 5000 + "a = 1",
        "什么\n" * 60000,
        "".join(f'"app.x{n}" = "f4"\n' for n in range(9000)),
        " " * 250000 + "\n1",
    ],
    ids=["lists", "tables", "number", "name", "lines", "ids", "blanks"],
)
def test_whatever_lies_there_the_start_goes_on_soon(text: str, tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text(text, "utf-8")
    begun = time.monotonic()
    found = read_keymap(path)
    assert found.problems
    assert found.keys == {}
    assert time.monotonic() - begun < 4, "one at a time it takes minutes"


def test_the_keymap_is_in_the_named_home_or_in_the_systems_place(tmp_path: Path) -> None:
    assert keymap_path({"XINDE_HOME": str(tmp_path)}) == tmp_path / "keymap.toml"
    assert keymap_path({}).parent.name == "xinde"

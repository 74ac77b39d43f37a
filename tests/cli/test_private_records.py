"""Drafts and notes without any server: made, found, changed, deleted, restored, and carried to another device."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.cli.device import Device


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path / "home")


def test_a_note_is_made_shown_edited_deleted_and_restored(device: Device) -> None:
    rid = device.ok("new", "note", "title=会上", "body=第一句。", "tags=甲,乙")
    assert device.json("show", rid)["fields"]["tags"] == ["乙", "甲"]
    assert device.json("edit", rid, "body=第二句。", "tags+=丙", "tags-=甲")["fields"]["tags"] == ["丙", "乙"]
    assert [each["id"] for each in device.json("list", "note")] == [rid]
    assert device.json("delete", rid)["deleted"] is True
    assert device.json("list", "note") == []
    assert [each["id"] for each in device.json("list", "note", "--deleted")] == [rid]
    assert device.json("restore", rid)["fields"]["body"] == "第二句。"


def test_a_record_has_the_shape_the_issue_gives(device: Device) -> None:
    made = device.json("new", "note", "title=会上")
    assert set(made) >= {"id", "kind", "state", "fields", "scope", "pending", "deleted", "updated"}
    assert made["kind"] == "note"
    assert made["state"] is None
    assert made["fields"]["title"] == "会上"
    assert made["fields"]["body"] is None, "what is not known is null, not missing"
    assert made["fields"]["tags"] == [], "and a set without elements is an empty one"
    assert made["pending"] is False, "a private record waits for nobody"


def test_long_text_comes_from_a_file_or_from_standard_input(device: Device, tmp_path: Path) -> None:
    text = "第一段，有逗号。\n\n第二段：“引号”。"
    (tmp_path / "text.txt").write_text(text + "\n", "utf-8")
    first = device.ok("new", "note", f"body=@{tmp_path / 'text.txt'}")
    second = device.ok("new", "note", "body=-", typed=text.encode() + b"\r\n")
    marked = device.ok("new", "note", "body=@@名字")
    bodies = [device.json("show", rid)["fields"]["body"] for rid in (first, second, marked)]
    assert bodies == [text, text, "@名字"]


def test_records_are_found_by_their_values_and_by_what_is_not_known(device: Device) -> None:
    one = device.ok("new", "note", "title=甲", "tags=会,书")
    two = device.ok("new", "note", "body=无题的")

    def found(*where: str) -> list[str]:
        words = [word for each in where for word in ("--where", each)]
        return [each["id"] for each in device.json("list", "note", *words)]

    assert found("title=甲") == [one]
    assert found("title=") == [two]
    assert found("tags=书") == [one]
    assert found("tags=") == [two]
    assert found("title=甲", "tags=没有") == []


def test_the_beginning_of_an_id_will_do_where_it_is_enough(device: Device) -> None:
    rid = device.ok("new", "note", "title=甲")
    assert device.json("show", rid[:13])["id"] == rid
    assert device.refused(1, "show", rid[:5])["code"] == "not_found"
    other = device.ok("new", "note", "title=乙")
    shared = next(n for n in range(len(rid)) if rid[n] != other[n])
    assert device.refused(2, "show", rid[: max(6, shared)])["code"] == "several_match"


def test_people_read_aligned_lines_without_anything_a_terminal_would_obey(device: Device) -> None:
    device.ok("new", "note", "title=短", "at=2026-03-05 09:00")
    device.ok("new", "note", "title=一个长一些的标题", "at=2026-03-05 10:00", "body=甲\n乙\t丙")
    lines = device.ok("list", "note").splitlines()
    at = [line.index("2026-03-05") for line in lines[1:]]
    widths = [sum(2 if c > "⺀" else 1 for c in line[:n]) for line, n in zip(lines[1:], at, strict=True)]
    assert len(set(widths)) == 1
    shown = device.ok("show", device.json("list", "note", "--where", "title=一个长一些的标题")[0]["id"])
    assert "  甲\n  乙 丙" in shown
    assert "\x1b" not in device.run("show", "\x1b[31mxxxxxx").err


def test_what_is_written_down_is_the_persons_own_files_only(device: Device) -> None:
    device.ok("new", "note", "body=私话")
    assert stat.S_IMODE(device.home.stat().st_mode) == 0o700
    for path in device.home.rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_looking_at_a_folder_makes_none(device: Device) -> None:
    device.ok("status")
    assert device.json("list", "note") == []
    assert device.json("conflicts") == []
    assert device.json("parked") == []
    assert not device.home.exists()


def test_status_says_how_things_stand_without_a_server(device: Device) -> None:
    device.ok("new", "note", "body=甲")
    device.ok("new", "reflection", "title=乙")
    found = device.json("status")
    assert found["private"] == {"reflections": 1, "notes": 1, "unsaved": 0, "last_export": None}
    assert (found["member"], found["server"], found["signed_in"], found["waiting"]) == (None, None, False, 0)
    assert "草稿 1，笔记 1" in device.ok("status")


def test_shared_records_need_a_branch_first(device: Device) -> None:
    assert device.refused(1, "new", "session", "form=exchange")["code"] == "not_joined"
    assert (
        device.refused(1, "submit", device.ok("new", "reflection", "title=甲", "body=乙"), "--yes")["code"]
        == "join_first"
    )


def test_syncing_needs_a_sign_in(device: Device) -> None:
    assert device.refused(4, "sync")["code"] == "not_signed_in"
    assert device.refused(4, "logout")["code"] == "not_signed_in"


# the sealed copy


def test_a_sealed_copy_goes_to_another_device(device: Device, tmp_path: Path) -> None:
    rid = device.ok("new", "note", "title=甲", "body=心里话")
    device.environ["XINDE_PASSPHRASE"] = "一句八个字的口令"
    other = Device(tmp_path / "other", XINDE_PASSPHRASE="一句八个字的口令")
    file = tmp_path / "copy.sealed"
    assert device.json("private", "export", str(file))["records"] == 1
    assert "心里话".encode() not in file.read_bytes()
    assert device.json("status")["private"]["last_export"] is not None
    assert other.json("private", "import", str(file)) == {"added": 1, "second_copies": 0, "unsaved": 0, "same": 0}
    assert other.json("show", rid)["fields"]["body"] == "心里话"
    assert other.json("private", "import", str(file))["same"] == 1


def test_a_sealed_copy_replaces_no_file_and_opens_for_no_other_passphrase(device: Device, tmp_path: Path) -> None:
    device.environ["XINDE_PASSPHRASE"] = "一句八个字的口令"
    file = tmp_path / "copy.sealed"
    file.write_text("别的")
    assert device.refused(1, "private", "export", str(file))["code"] == "file_exists"
    assert file.read_text() == "别的"
    device.ok("private", "export", str(file), "--force")
    device.environ["XINDE_PASSPHRASE"] = "另一句"
    assert device.refused(1, "private", "import", str(file))["code"] == "wrong_passphrase"
    file.write_bytes(file.read_bytes()[:-1])
    assert device.refused(1, "private", "import", str(file))["code"] == "damaged"
    assert device.refused(1, "private", "import", str(tmp_path / "missing"))["code"] == "file"


def test_without_a_terminal_the_passphrase_comes_from_the_environment(device: Device, tmp_path: Path) -> None:
    said = device.refused(2, "private", "export", str(tmp_path / "copy"))
    assert "XINDE_PASSPHRASE" in said["message"]
    device.environ["XINDE_PASSPHRASE"] = "七个字的口令呀"
    assert device.refused(1, "private", "export", str(tmp_path / "copy"))["code"] == "short_passphrase"
    assert not (tmp_path / "copy").exists()
    device.environ["XINDE_PASSPHRASE"] = ""
    assert device.refused(2, "private", "export", str(tmp_path / "copy"))["code"] == "empty_passphrase"

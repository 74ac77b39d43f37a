"""Whatever is typed: one message that names the field and the remedy, an exit code, nothing changed, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.cli.device import Device


@pytest.fixture
def device(tmp_path: Path) -> Device:
    """A branch of this device alone, with every right."""
    with open_workplace(tmp_path / "home") as place:
        place.start_alone("测试支部")
    return Device(tmp_path / "home")


@pytest.mark.parametrize(
    ("words", "code", "field"),
    [
        (["new", "sesion", "form=exchange"], "unknown_kind", None),
        (["list", "sesion"], "unknown_kind", None),
        (["new", "session", "form=exchange", "plase=三楼"], "unknown_field", "plase"),
        (["list", "session", "--where", "plase=三楼"], "unknown_field", "plase"),
        (["new", "session", "form=party"], "unknown_choice", "form"),
        (["new", "session", "place=三楼"], "needed_at_creation", "form"),
        (["new", "session", "form=exchange", "start=2026-02-30 09:00"], "no_such_day", "start"),
        (["new", "session", "form=exchange", "start=明天"], "no_hour", "start"),
        (["new", "document", "title=甲", "doc_kind=notice", "issued_on=2026-13-01"], "no_such_day", "issued_on"),
        (["new", "task", "number=1", "topic=甲", "month_from=十三月"], "not_a_month", "month_from"),
        (["new", "session", "form=exchange", "year=今年"], "not_a_number", "year"),
        (["new", "session", "form=exchange", "year=99999999999999999"], "not_a_number", "year"),
        (["new", "session", "form=exchange", "roll_call_done=也许"], "not_yes_or_no", "roll_call_done"),
        (["new", "session", "form=exchange", "title=" + "长" * 121], "too_long", "title"),
        (["new", "note", "body=" + "长" * 22_000], "text_too_long", "body"),
        (["new", "note", "body=甲\0乙"], "control_character", "body"),
        (["new", "note", "body=甲\x1b[31m乙"], "control_character", "body"),
        (["new", "note", "body=\udce4\udcbd"], "control_character", "body"),
        (["new", "note", "body=付款\u202e元001"], "control_character", "body"),
        (["new", "note", "title=甲\u2066乙"], "control_character", "title"),
        (["new", "session", "form=exchange", "host=没有这个人"], "not_an_id", "host"),
        (["new", "session", "form=exchange", "place+=三楼"], "only_for_sets", "place"),
        (["new", "session", "form=exchange", "三楼"], "not_given", None),
        (["new", "session", "form=exchange", "state=approved"], "not_the_first_state", "state"),
    ],
    ids=lambda value: None if isinstance(value, list) else str(value),
)
def test_a_value_that_cannot_be_is_refused_by_name(
    device: Device, words: list[str], code: str, field: str | None
) -> None:
    said = device.refused(2, *words)
    assert said["code"] == code
    assert said.get("field") == field
    assert said["message"]
    if field:
        assert field in said["message"]
    assert device.json("list", "session") == []
    assert device.json("list", "note") == []
    plain = device.run(*words)
    assert plain.code == 2
    assert plain.out == ""
    assert plain.err.strip()


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["new"],
        ["show"],
        ["edit", "0198c0de"],
        ["list", "note", "--werhe", "title=x"],
        ["resolve", "0198c0de"],
        ["state", "0198c0de", "running", "--for", "x", "--basis", "rumour"],
        ["parked", "x", "--retry", "--discard"],
        ["parked", "--retry"],
        ["parked", "x"],
        ["load", "everything"],
        ["private", "publish", "x"],
        ["join"],
    ],
    ids=" ".join,
)
def test_a_command_line_that_cannot_be_understood_is_wrong_usage(device: Device, words: list[str]) -> None:
    ran = device.run(*words)
    assert ran.code == 2, ran
    assert ran.out == ""
    assert any("一" <= c <= "鿿" for c in ran.err), "in the reader's language"
    assert "message" in device.refused(2, *words)


def test_english_readers_get_english(device: Device) -> None:
    device.environ["LANG"] = "en_US.UTF-8"
    for words in (["nonsense"], ["new"], ["new", "sesion"], ["show", "0198c0de-0000"], ["list", "note", "--what"]):
        said = device.run(*words).err
        assert said
        assert not any("一" <= c <= "鿿" for c in said), said


def test_a_state_that_cannot_follow_names_those_that_can(device: Device) -> None:
    rid = device.ok("new", "session", "form=exchange")
    said = device.refused(1, "state", rid, "approved")
    assert said["field"] == "state"
    assert "running" in said["message"]
    assert device.refused(2, "state", rid, "dreamt")["code"] == "unknown_choice"
    assert device.json("show", rid)["state"] == "planned"


def test_a_transition_names_what_it_needs_and_takes_it_from_reason(device: Device) -> None:
    rid = device.ok("new", "session", "form=exchange")
    said = device.refused(1, "state", rid, "cancelled")
    assert (said["code"], said["field"]) == ("needed_first", "reason")
    assert device.json("state", rid, "cancelled", "--reason", "停电")["fields"]["reason"] == "停电"


def test_what_is_needed_before_submission_is_named(device: Device) -> None:
    rid = device.ok("new", "session", "form=exchange")
    device.ok("state", rid, "进行中")
    device.ok("state", rid, "writing")
    message = device.refused(1, "state", rid, "submitted")["message"]
    assert all(name in message for name in ("title", "start", "end", "place", "host"))


def test_states_have_no_place_in_kinds_without_them(device: Device) -> None:
    rid = device.ok("new", "note", "body=甲")
    assert device.refused(2, "state", rid, "done")["field"] == "state"


def test_a_decision_for_another_needs_a_basis_and_a_person(device: Device) -> None:
    rid = device.ok("new", "document", "title=办法", "doc_kind=regulation")
    assert device.refused(1, "state", rid, "in_force", "--for", "某人")["code"] == "basis_and_member"
    assert device.refused(2, "state", rid, "in_force", "--for", "某人", "--basis", "paper")["field"] == "for"


def test_a_fixed_field_stays(device: Device) -> None:
    rid = device.ok("new", "session", "form=exchange")
    assert device.refused(2, "edit", rid, "form=lecture")["code"] == "fixed_at_creation"


def test_a_record_that_is_not_there(device: Device) -> None:
    for words in (["show", "0198c0de-9999"], ["edit", "0198c0de-9999", "title=x"], ["delete", "0198c0de-9999"]):
        assert device.refused(1, *words)["code"] == "not_found"
    assert device.refused(1, "resolve", "0198c0de-9999", "--keep", "mine")["code"] == "not_found"
    assert device.refused(1, "parked", "0198c0de-9999", "--discard")["code"] == "not_found"
    said = device.refused(1, "new", "minute", "session=0198c0de-9999", "entry=note", "text=甲")
    assert (said["code"], said["field"]) == ("parent_unknown", "session")


def test_a_file_that_cannot_be_read(device: Device, tmp_path: Path) -> None:
    assert "missing.txt" in device.refused(1, "new", "note", f"body=@{tmp_path / 'missing.txt'}")["message"]
    (tmp_path / "gbk.txt").write_bytes("中文".encode("gbk"))
    assert device.refused(2, "new", "note", f"body=@{tmp_path / 'gbk.txt'}")["code"] == "not_utf8"


def test_a_damaged_cache_is_named_and_left_as_it_is(device: Device) -> None:
    for number in range(3):
        device.ok("new", "note", f"body=第{number}条")
    wal = next((device.home / "cache").glob("wal-*"))
    whole = wal.read_bytes()
    wal.write_bytes(whole.replace("第1条".encode(), "第x条".encode()))
    broken = {path: path.read_bytes() for path in (device.home / "cache").iterdir()}
    for words in (["list", "note"], ["new", "note", "body=x"], ["status"]):
        said = device.refused(1, *words)
        assert said["code"] == "cache_damaged"
        assert wal.name in said["message"]
    assert {path: path.read_bytes() for path in (device.home / "cache").iterdir() if path in broken} == broken
    wal.write_bytes(whole)
    assert len(device.json("list", "note")) == 3


def test_an_invite_that_is_none_says_how_one_looks(device: Device, tmp_path: Path) -> None:
    fresh = Device(tmp_path / "fresh")
    assert fresh.refused(1, "join", "xinde1-abc", "--login", "zhang")["code"] == "mistyped"
    assert fresh.refused(1, "join", "https://example.org", "--login", "zhang")["code"] == "not_an_invite"
    assert fresh.refused(1, "join", "xinde9-abc-def", "--login", "zhang")["code"] == "newer"
    assert not fresh.home.exists()


def test_a_branch_of_this_device_alone_never_joins(device: Device) -> None:
    assert device.refused(1, "login", "http://127.0.0.1:9", "--login", "zhang")["code"] == "alone_never_joins"
    assert device.refused(1, "sync")["code"] == "alone"


def test_a_server_that_is_not_there_or_not_safe(tmp_path: Path) -> None:
    fresh = Device(tmp_path / "fresh")
    assert fresh.refused(3, "login", "http://127.0.0.1:9", "--login", "zhang")["code"] == "unreachable"
    assert fresh.refused(1, "login", "http://192.0.2.7", "--login", "zhang")["code"] == "plain_http"
    for none in ("ftp://example.org", "http://127.0.0.1:99999", "http://127.0.0.1:port", "http://[::1", "http://"):
        assert fresh.refused(1, "login", none, "--login", "zhang")["code"] == "no_address", none
    fresh.environ["XINDE_PASSWORD"] = ""
    assert fresh.refused(2, "login", "http://127.0.0.1:9", "--login", "zhang")["code"] == "empty_password"


def test_a_defect_is_one_sentence_and_a_note_of_where_it_was(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    device.ok("new", "note", "body=心里话")

    def broken(*_: object) -> None:
        raise RuntimeError("心里话")

    monkeypatch.setattr("tui.commandline.status._found", broken)
    ran = device.run("status", "--json")
    assert ran.code == 1
    assert json.loads(ran.err)["error"]["code"] == "unexpected"
    note = (device.home / "last-error.txt").read_text("utf-8")
    assert "心里话" not in note + ran.err
    assert "RuntimeError" in note
    assert "tui/cli.py" in note.replace("\\", "/")
    assert "last-error.txt" in device.run("status").err

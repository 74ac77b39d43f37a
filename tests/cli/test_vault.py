"""The vault without a screen: two data folders of one member on a real server, and what the server holds and hears."""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from sync.loop import Link, SyncLoop
from sync.transport import Transport
from sync.workplace import open_workplace, read_token
from tests.cli.branch import Branch
from tests.cli.device import Device
from tests.e2e.traces import files, mentions
from tests.e2e.wiretap import Wiretap

PASSPHRASE = "紫藤花架下的口令"
OTHER = "换过以后的长口令"


@pytest.fixture
def first(li: Device) -> Device:
    """The device of 李四, with the vault begun."""
    li.environ["XINDE_PASSPHRASE"] = PASSPHRASE
    begun = li.json("vault", "on")
    assert begun["begun"] is True
    li.environ["XINDE_RECOVERY_CODE"] = begun["recovery_code"]
    return li


@pytest.fixture
def second(branch: Branch, first: Device, tmp_path: Path) -> Device:
    """Another device of 李四, signed in."""
    return branch.another(tmp_path / "second", "li")


def test_each_device_sees_the_others_drafts(first: Device, second: Device) -> None:
    note = first.ok("new", "note", "title=会上", "body=一号机的笔记。", "tags=甲,乙")
    assert first.json("sync")["vault"]["sent"] == 1
    assert second.json("vault", "status")["state"] == "elsewhere"
    assert second.json("list", "note") == []
    second.environ["XINDE_PASSPHRASE"] = PASSPHRASE
    assert second.json("vault", "on") == {"state": "on", "begun": False, "recovery_code": None}
    assert second.json("sync")["vault"]["received"] == 1
    assert second.json("show", note)["fields"] == first.json("show", note)["fields"]
    draft = second.ok("new", "reflection", "title=读后", "body=二号机的草稿。")
    second.ok("edit", note, "body=一号机的笔记。二号机又写。")
    second.ok("sync")
    first.ok("sync")
    assert first.json("show", draft)["fields"]["body"] == "二号机的草稿。"
    assert first.json("show", note)["fields"]["body"] == "一号机的笔记。二号机又写。"
    first.ok("delete", draft)
    first.ok("sync")
    second.ok("sync")
    assert second.json("list", "reflection") == []
    found = second.json("vault", "status")
    assert (found["state"], found["sealed"], found["only_here"], found["not_genuine"]) == ("on", 1, 0, 0)
    assert "加密保管" in second.ok("vault", "status")
    assert second.json("status")["vault"]["state"] == "on"


def test_a_wrong_passphrase_says_so_and_changes_nothing(first: Device, second: Device) -> None:
    note = second.ok("new", "note", "body=二号机自己的。")
    second.environ["XINDE_PASSPHRASE"] = PASSPHRASE + "？"
    said = second.refused(1, "vault", "on")
    assert said["code"] == "wrong_passphrase"
    assert "口令不对" in said["message"]
    assert not (second.home / "vault.key").exists()
    assert second.json("vault", "status")["state"] == "elsewhere"
    second.environ["XINDE_NEW_PASSPHRASE"] = OTHER
    assert second.refused(1, "vault", "passphrase")["code"] == "wrong_passphrase"
    second.environ["XINDE_PASSPHRASE"] = PASSPHRASE
    second.ok("vault", "on")
    assert second.json("show", note)["fields"]["body"] == "二号机自己的。"


def test_the_passphrase_is_changed_and_a_forgotten_one_replaced(first: Device, second: Device) -> None:
    first.ok("new", "note", "body=甲")
    first.ok("sync")
    first.environ["XINDE_NEW_PASSPHRASE"] = OTHER
    assert first.json("vault", "passphrase") == {"changed": True, "recovery_code": None}
    second.environ["XINDE_PASSPHRASE"] = PASSPHRASE
    assert second.refused(1, "vault", "on")["code"] == "wrong_passphrase"
    second.environ |= {"XINDE_NEW_PASSPHRASE": PASSPHRASE, "XINDE_RECOVERY_CODE": "2345-" * 7}
    assert second.refused(2, "vault", "recover")["code"] == "bad_code"
    second.environ["XINDE_RECOVERY_CODE"] = first.environ["XINDE_RECOVERY_CODE"].lower()
    renewed = second.json("vault", "recover", "--new-code")["recovery_code"]
    assert renewed not in (None, first.environ["XINDE_RECOVERY_CODE"])
    second.ok("sync")
    assert [each["fields"]["body"] for each in second.json("list", "note")] == ["甲"]
    assert first.refused(1, "vault", "recover")["code"] == "wrong_code"
    first.ok("sync")
    assert first.json("vault", "status")["state"] == "on", "who is open goes on without the new passphrase"


def test_with_neither_passphrase_nor_code_one_begins_anew(first: Device, second: Device) -> None:
    second.environ["XINDE_PASSPHRASE"] = PASSPHRASE
    second.ok("vault", "on")
    first.ok("new", "note", "body=都有的")
    for each in (first, second):
        each.ok("sync")
    second.ok("new", "note", "body=只在二号机")
    first.environ["XINDE_PASSPHRASE"] = OTHER
    assert first.refused(2, "vault", "on", "--new")["code"] == "needs_yes"
    first.ok("vault", "on", "--new", "--yes")
    first.ok("sync")
    ran = second.run("sync")
    assert ran.code == 1
    assert "重新开始" in ran.err
    assert second.json("vault", "status")["state"] == "replaced"
    assert len(second.json("list", "note")) == 2
    second.environ["XINDE_PASSPHRASE"] = OTHER
    second.ok("vault", "on")
    for each in (second, first):
        each.ok("sync")
    for each in (first, second):
        assert sorted(note["fields"]["body"] for note in each.json("list", "note")) == ["只在二号机", "都有的"]


def test_off_removes_the_key_and_nothing_else(first: Device) -> None:
    first.ok("new", "note", "body=甲")
    first.ok("sync")
    path = first.home / "vault.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert first.json("vault", "off") == {"state": "off", "was_on": True}
    assert not path.exists()
    assert first.json("vault", "off")["was_on"] is False
    assert first.json("sync")["vault"] is None
    assert len(first.json("list", "note")) == 1


def test_the_server_and_a_sign_in_are_needed(branch: Branch, li: Device, tmp_path: Path) -> None:
    li.environ["XINDE_PASSPHRASE"] = PASSPHRASE
    alone = Device(tmp_path / "alone", XINDE_PASSPHRASE=PASSPHRASE)
    assert alone.refused(4, "vault", "on")["code"] == "not_signed_in"
    assert alone.json("vault", "status")["state"] == "no_account"
    assert not alone.home.exists()
    li.environ["XINDE_NEW_PASSPHRASE"] = OTHER
    assert li.refused(1, "vault", "passphrase")["code"] == "no_vault"
    li.environ["XINDE_PASSPHRASE"] = "短"
    assert li.refused(2, "vault", "on")["code"] == "short_passphrase"
    branch.stop()
    li.environ["XINDE_PASSPHRASE"] = PASSPHRASE
    assert li.refused(3, "vault", "on")["code"] == "unreachable"
    assert not (li.home / "vault.key").exists()


def test_without_a_server_the_vault_waits(branch: Branch, first: Device, second: Device) -> None:
    branch.stop()
    note = first.ok("new", "note", "body=断网时写的")
    assert first.run("sync").code == 3
    assert first.json("vault", "status")["only_here"] == 1
    branch.start()
    first.ok("sync")
    second.environ["XINDE_PASSPHRASE"] = PASSPHRASE
    second.ok("vault", "on")
    second.ok("sync")
    assert second.json("show", note)["fields"]["body"] == "断网时写的"


def test_the_apps_own_loop_carries_a_draft_without_being_asked(first: Device, second: Device) -> None:
    second.environ["XINDE_PASSPHRASE"] = PASSPHRASE
    second.ok("vault", "on")
    with open_workplace(first.home, "app") as place:

        def connect() -> Transport | None:
            return Transport(place.identity.server or "", read_token(first.home), client_name="app/0 schema=1")

        loop = SyncLoop(place, connect, Random(1))
        loop.start()
        try:
            _until(lambda: loop.status.link is Link.SYNCED)
            note = place.desk.create("note", {"body": "写完就走"})
            _until(lambda: place.vault.holds(note))
            second.ok("sync")
            second.ok("edit", note, "body=写完就走，那边又写")
            second.ok("sync")
            _until(lambda: place.desk.record(note).get("body") == "写完就走，那边又写")
        finally:
            loop.stop()


def _until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("never became true")


# what leaves


CANARIES = ("金丝雀的私人题目", "金丝雀的私人正文", "金丝雀改过的正文", "金丝雀标签", "金丝雀已删的话")


@pytest.fixture
def line() -> Iterator[Wiretap]:
    with Wiretap() as tapped:
        yield tapped


@pytest.fixture
def tapped(tmp_path: Path, line: Wiretap) -> Iterator[Branch]:
    """A branch whose devices are listened to."""
    with Branch(tmp_path / "tapped", address=line.address) as serving:
        line.relay_to(serving.port)
        yield serving


def test_nothing_of_it_is_in_what_the_server_holds_or_hears(tmp_path: Path, tapped: Branch, line: Wiretap) -> None:
    one = tapped.device(tmp_path / "one", tapped.invite("张三"), "zhangsan")
    boss = tapped.device(tmp_path / "boss", tapped.first_invite, "boss", "书记")
    two = tapped.another(tmp_path / "two", "zhangsan")
    title, body, changed, tag, gone = CANARIES
    for each in (one, two):
        each.environ["XINDE_PASSPHRASE"] = PASSPHRASE
    code = one.json("vault", "on")["recovery_code"]
    two.ok("vault", "on")
    note = one.ok("new", "note", f"title={title}", f"body={body}。", f"tags={tag}")
    other = one.ok("new", "reflection", f"title={title}", f"body={gone}。")
    one.ok("sync")
    two.ok("sync")
    two.ok("edit", note, f"body={changed}。")
    two.ok("delete", other)
    one.ok("edit", note, f"body={title}，{tag}。")
    for each in (two, one, two, boss):
        each.ok("sync")
    assert len(one.json("list", "note")) == 2, "both sides of the conflict are kept"
    assert boss.json("list", "note") == []
    key = json.loads((one.home / "vault.key").read_text())["key"]
    held = [*files(tapped.data), tapped.log.read_bytes(), *line.everything()]
    assert mentions(held, "张三"), "what is shared is there"
    for canary in (*CANARIES, PASSPHRASE, code, code.replace("-", ""), key, note, other, "knowledge_point"):
        assert not mentions(held, canary), canary
    log = tapped.log.read_text()
    assert '"route":"vault_push"' in log

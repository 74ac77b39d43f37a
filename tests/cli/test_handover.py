"""While the app is open a command hands its work over: the same answer, the same record, exit 5 when nobody takes it in."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from sync.cache.inbox import done, take_in
from sync.loop import SyncLoop
from sync.transport import Transport
from sync.undo import undo
from sync.workplace import CACHE, Workplace, open_workplace, read_token
from tests.cli.branch import Branch, me
from tests.cli.device import Device
from tui.commandline import handover
from tui.commandline.handover import take_in_requests


@contextmanager
def app(device: Device, *, syncing: bool = False) -> Iterator[Workplace]:
    """Whatever holds the folder and takes requests in, as the app does."""
    over = threading.Event()
    with open_workplace(device.home, "app") as place:

        def connect() -> Transport | None:
            server, token = place.identity.at, read_token(device.home)
            return Transport(server, token, client_name="test") if server and token else None

        loop = SyncLoop(place, connect, Random(1)) if syncing else None
        if loop is not None:
            loop.start()

        def look() -> None:
            while not over.wait(0.02):
                take_in_requests(place, device.home, loop)

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield place
        finally:
            over.set()
            thread.join()
            if loop is not None:
                loop.stop()


@pytest.fixture
def device(tmp_path: Path) -> Device:
    """A branch of this device alone."""
    with open_workplace(tmp_path / "home") as place:
        place.start_alone("测试支部")
    return Device(tmp_path / "home")


def test_what_a_command_changes_is_changed_by_the_app_that_holds_the_folder(device: Device) -> None:
    with app(device) as place:
        session = device.ok("new", "session", "form=exchange", "title=交流")
        assert place.desk.record(session).get("title") == "交流"
        device.ok("edit", session, "place=三楼", "also+=lecture")
        device.ok("state", session, "cancelled", "--reason", "停电")
        view = place.desk.record(session)
        assert (view.get("place"), view.get("also"), view.state) == ("三楼", ["lecture"], "cancelled")
        assert device.json("delete", session)["deleted"] is True
        assert place.desk.record(session).deleted
        device.ok("restore", session)
        undo(place.desk)
        assert place.desk.record(session).deleted, "undo in the app reaches what the command did"
    assert device.json("list", "session", "--deleted")[0]["id"] == session


def test_the_answer_is_the_same_with_and_without_the_app(device: Device) -> None:
    mistakes = [
        ["new", "session", "form=party"],
        ["new", "sesion"],
        ["edit", "0198c0de-9999", "title=x"],
        ["new", "minute", "session=0198c0de-9999", "entry=note", "text=甲"],
        ["resolve", "0198c0de-9999", "--keep", "mine"],
    ]
    alone = [device.run(*words, "--json") for words in mistakes]
    with app(device):
        together = [device.run(*words, "--json") for words in mistakes]
    assert together == alone


def test_reading_waits_for_nobody(device: Device) -> None:
    with open_workplace(device.home, "app") as place:
        rid = place.desk.create("note", {"body": "写在程序里"})
        assert device.json("show", rid)["fields"]["body"] == "写在程序里"
        assert [each["id"] for each in device.json("list", "note")] == [rid]
        assert device.json("status")["private"]["notes"] == 1
        assert device.json("conflicts") == device.json("parked") == []


def test_a_holder_that_does_not_answer_costs_exit_5_and_nothing_else(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover.carry_out, "__kwdefaults__", {"patience": 0.3})
    with open_workplace(device.home, "app") as place:
        assert device.refused(5, "new", "note", "body=甲")["code"] == "not_answered"
        take_in_requests(place, device.home, None)
        assert place.repository.count("note") == 0, "what nobody took in was withdrawn"


def test_a_holder_that_takes_in_and_falls_silent_says_that_it_may_be_done(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover.carry_out, "__kwdefaults__", {"patience": 1.0})
    with open_workplace(device.home, "app"):
        taken: list[object] = []
        over = threading.Event()

        def swallow() -> None:
            while not over.wait(0.02):
                taken.extend(take_in(str(device.home / CACHE)))

        thread = threading.Thread(target=swallow)
        thread.start()
        try:
            assert device.refused(5, "new", "note", "body=甲")["code"] == "not_answered_taken"
        finally:
            over.set()
            thread.join()
        assert taken


def test_a_request_that_is_taken_in_twice_makes_one_record(device: Device) -> None:
    with open_workplace(device.home, "app") as place:
        cache = str(device.home / CACHE)
        started = device.start("new", "note", "body=一次")
        while not (first := take_in(cache)):
            time.sleep(0.02)
        handover.answer_request(place, first[0].payload)
        again = take_in(cache)  # as after a holder that died between saving and answering
        done(cache, again[0].name, handover.answer_request(place, again[0].payload))
        out, err = started.communicate(timeout=30)
        assert (started.returncode, err) == (0, "")
        assert [view.id for view in place.repository.find("note")] == [out.strip()]


def test_a_command_whose_holder_goes_away_does_its_work_itself(device: Device) -> None:
    with open_workplace(device.home, "app"):
        started = device.start("new", "note", "body=等到了")
        while not list((device.home / CACHE / "inbox").glob("*.request")):
            time.sleep(0.02)
    out, err = started.communicate(timeout=30)
    assert (started.returncode, err) == (0, "")
    assert device.json("show", out.strip())["fields"]["body"] == "等到了"


def test_many_commands_at_once_all_arrive(device: Device) -> None:
    started = [device.start("new", "note", f"body=第{number}条") for number in range(6)]
    assert [each.wait(60) for each in started] == [0] * 6
    for each in started:
        each.communicate()
    assert device.json("status")["private"]["notes"] == 6


def test_a_request_of_another_version_is_refused_politely(device: Device) -> None:
    with open_workplace(device.home, "app") as place:
        answer = handover.answer_request(place, {"version": 99, "command": "new", "values": {}})
        assert (answer["exit"], answer["error"]["code"]) == (1, "app_too_old")
        assert handover.answer_request(place, {"version": 1, "command": "dance"})["error"]["code"] == "app_too_old"


def test_a_defect_met_by_a_command_does_not_end_the_app(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.commandline import writing

    def broken(*_: object) -> dict[str, object]:
        raise RuntimeError("心里话")

    monkeypatch.setitem(writing.ACTS, "delete", broken)
    with app(device) as place:
        rid = device.ok("new", "note", "body=甲")
        assert device.refused(1, "delete", rid)["code"] == "unexpected"
        assert "RuntimeError" in (device.home / "last-error.txt").read_text("utf-8")
        device.ok("edit", rid, "body=乙")
        assert place.desk.record(rid).get("body") == "乙"


# with a server


def test_a_sync_is_made_by_the_app(branch: Branch, zhang: Device) -> None:
    rid = zhang.ok("new", "document", "title=办法", "doc_kind=regulation")
    with app(zhang, syncing=True) as place:
        assert zhang.json("sync")["waiting"] == 0
        assert not place.desk.record(rid).pending
        second = zhang.ok("new", "document", "title=第二份", "doc_kind=notice")
        zhang.ok("sync")
        assert not place.desk.record(second).pending
        branch.stop()
        assert zhang.refused(3, "sync")["code"] == "unreachable"
        branch.start()
        zhang.ok("sync")


def test_signing_in_and_out_reaches_the_open_app(branch: Branch, zhang: Device) -> None:
    with app(zhang, syncing=True):
        zhang.ok("logout")
        assert zhang.refused(4, "sync")["code"] == "not_signed_in"
        zhang.ok("login", branch.address, "--login", "zhang")
        zhang.ok("sync")


def test_joining_while_the_app_is_open_keeps_its_notes(branch: Branch, tmp_path: Path) -> None:
    fresh = Device(tmp_path / "fresh")
    rid = fresh.ok("new", "note", "body=加入以前写的")
    with app(fresh, syncing=True) as place:
        fresh.ok("join", branch.invite("王五"), "--login", "wang")
        fresh.ok("sync")
        assert place.identity.member == me(fresh)
        assert place.desk.record(rid).scope == f"u:{me(fresh)}"
        assert place.repository.count("member") == 3


def test_submitting_hands_over_exactly_what_was_shown(zhang: Device) -> None:
    draft = zhang.ok("new", "reflection", "title=心得", "body=正文")
    with app(zhang) as place:
        made = zhang.json("submit", draft, "--yes")
        assert place.desk.record(made["id"]).get("body") == "正文"
        assert place.desk.record(draft).get("submission") == made["id"]

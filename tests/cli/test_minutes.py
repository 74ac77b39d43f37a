"""`xinde minutes`, and signatures between devices: entered for another, void by a return, given again."""

from __future__ import annotations

from pathlib import Path

from sync.amending import amend, late
from sync.cache.shadow import Identity
from sync.on_behalf import OnBehalf
from sync.sign_off import sign, signers
from sync.signatures import digest_here
from sync.workplace import open_workplace
from tests.cli.branch import Branch, me
from tests.cli.device import Device
from tests.screens.stage import BRANCH, ME


def test_the_minutes_are_printed_and_what_is_no_session_is_refused(tmp_path: Path) -> None:
    device = Device(tmp_path / "home")
    with open_workplace(device.home) as place:
        place.start_alone("测试支部")
        person = place.desk.create("member", {"name": "张三"})
        rid = place.desk.create("session", {"form": "exchange", "title": "交流", "host": person})
        fields = {"session": rid, "at": "2026-03-05T09:30", "pos": "a", "entry": "resolution"}
        place.desk.create("minute", {**fields, "text": "第一段。\n第二段。"})
    printed = device.ok("minutes", rid).split("\n")
    assert printed[:4] == ["会议记录", "形式：交流讨论", "主题：交流", "时间：待补 至 待补"]
    at = printed.index("决议")
    assert printed[at + 1 : at + 3] == ["1. 09:30：第一段。", "    第二段。"]
    told = device.json("minutes", rid[:20])
    assert (told["id"], told["lines"]) == (rid, printed)
    assert device.refused(1, "minutes", person)["code"] == "not_a_session"
    assert device.refused(1, "minutes", "0198c0de-ffff")["code"] == "not_found"


def test_signatures_travel_are_void_after_a_return_and_can_be_given_again(tmp_path: Path) -> None:
    with Branch(tmp_path) as branch:
        chief = branch.device(tmp_path / "chief", branch.first_invite, "wangwu", "王五")
        clerk = branch.device(tmp_path / "clerk", branch.invite("张三", "clerk"), "zhangsan")
        host, recorder = me(chief), me(clerk)
        fields = [f"host={host}", f"recorders={recorder}", "title=交流", "place=三楼", "start=2026-03-05T09:00"]
        rid = clerk.json("new", "session", "form=exchange", *fields, "end=2026-03-05T10:00")["id"]
        clerk.ok("new", "minute", f"session={rid}", "at=2026-03-05T09:10", "pos=a", "entry=quote", "text=原话")
        for state in ("running", "writing", "submitted"):
            clerk.ok("state", rid, state)

        def both_sign() -> None:
            assert "原话" in clerk.ok("sign", rid, "--yes"), "what is signed is shown"
            clerk.ok("sign", rid, "--yes", "--for", "王五", "--basis", "paper", "--reference", "签字页")

        def standing(device: Device) -> list[bool]:
            with open_workplace(device.home) as place:
                return [each.current for each in signers(place.desk, place.desk.record(rid))]

        both_sign()
        clerk.ok("sync")
        chief.ok("sync")
        assert standing(clerk) == standing(chief) == [True, True], "the digest is the same on both devices"
        with open_workplace(chief.home) as place:
            assert place.desk.facts.signed(rid)
            [signed, _] = signers(place.desk, place.desk.record(rid))
            assert signed.entered is not None
            assert (signed.entered.by, signed.entered.basis, signed.entered.reference) == (recorder, "paper", "签字页")
        assert "王五（书面，代录：张三） 已签" in chief.ok("minutes", rid)
        chief.ok("state", rid, "returned", "--reason", "人数不对")
        assert standing(chief) == [False, False], "void here before the server has heard of it"
        chief.ok("sync")
        clerk.ok("sync")
        assert standing(clerk) == standing(chief) == [False, False]
        clerk.ok("state", rid, "writing")
        both_sign()
        clerk.ok("sync")
        chief.ok("sync")
        assert standing(clerk) == standing(chief) == [True, True]
        assert clerk.json("parked") == chief.json("parked") == []
        refused = clerk.refused(
            1, "new", "minute", f"session={rid}", "at=2026-03-05T09:11", "pos=b", "entry=quote", "text=晚了"
        )
        assert refused["code"] == "signed"


def test_an_entry_that_meets_signed_minutes_is_parked_and_goes_in_as_an_amendment(tmp_path: Path) -> None:
    with Branch(tmp_path) as branch:
        chief = branch.device(tmp_path / "chief", branch.first_invite, "wangwu", "王五")
        clerk = branch.device(tmp_path / "clerk", branch.invite("张三", "clerk"), "zhangsan")
        host, recorder = me(chief), me(clerk)
        fields = [f"host={host}", f"recorders={recorder}", "title=交流", "place=三楼", "start=2026-03-05T09:00"]
        rid = clerk.json("new", "session", "form=exchange", *fields, "end=2026-03-05T10:00")["id"]
        clerk.ok("sync")
        second = branch.another(tmp_path / "second", "zhangsan")
        entry = second.json(
            "new", "minute", f"session={rid}", "at=2026-03-05T09:10", "pos=a", "entry=quote", "text=离线"
        )
        with open_workplace(clerk.home) as place:
            seen = digest_here(place.repository, place.desk.record(rid))
            sign(place.desk, rid, seen, recorder, "recorder")
            sign(place.desk, rid, seen, host, "host", on_behalf=OnBehalf(host, "paper"))
        clerk.ok("sync")
        assert second.run("sync").code == 1, "something was not accepted"
        [parked] = second.json("parked")
        assert parked["code"] == "signed"
        with open_workplace(second.home) as place:
            items = place.queue.parked()
            proposals = [(each, "原话：离线") for item in items for each in late(place.desk, item)]
            assert [(each.session, each.target) for each, _ in proposals] == [(rid, rid)]
            amend(place.desk, items, proposals, "签字后才到")
        second.ok("sync")
        chief.ok("sync")
        assert second.json("parked") == []
        assert [each["fields"]["text"] for each in chief.json("list", "amendment")] == ["原话：离线"]
        assert "对“整份记录”：原话：离线（理由：签字后才到；张三，" in chief.ok("minutes", rid)
        assert entry["id"] not in [each["id"] for each in chief.json("list", "minute")]


def test_a_signature_of_what_has_changed_is_given_again(tmp_path: Path) -> None:
    with Branch(tmp_path) as branch:
        chief = branch.device(tmp_path / "chief", branch.first_invite, "wangwu", "王五")
        clerk = branch.device(tmp_path / "clerk", branch.invite("张三", "clerk"), "zhangsan")
        chief.ok("sync")
        fields = ["form=exchange", "title=交流", f"host={me(chief)}", f"recorders={me(chief)},{me(clerk)}"]
        rid = clerk.ok("new", "session", *fields)
        entry = clerk.ok("new", "minute", f"session={rid}", "at=2026-03-05T09:10", "pos=a", "entry=quote", "text=原话")
        clerk.ok("sync")
        chief.ok("sync")
        chief.ok("new", "minute", f"session={rid}", "at=2026-03-05T09:20", "pos=b", "entry=quote", "text=又一句")
        chief.ok("sync")
        clerk.ok("sign", rid, "--yes")
        assert clerk.run("sync").code == 1, "something was not accepted"
        [item] = clerk.json("parked")
        assert (item["code"], "digest" in item["text"]) == ("changed_since", False)
        assert clerk.refused(1, "parked", item["id"], "--retry")["code"] == "sign_again"
        assert len(clerk.json("parked")) == 1
        clerk.ok("sign", rid, "--yes")
        assert clerk.json("parked") == [], "signing again settles it"
        # A slip mended after signing goes out after the signature, and is signed again.
        clerk.ok("edit", entry, "text=原话一句")
        clerk.ok("sign", rid, "--yes")
        clerk.ok("sync")
        assert clerk.json("parked") == []
        chief.ok("sync")
        with open_workplace(chief.home) as place:
            [mine] = [each for each in signers(place.desk, place.desk.record(rid)) if each.member == me(clerk)]
            assert mine.current


def test_an_edit_after_an_unsent_signature_does_not_move_before_it(tmp_path: Path) -> None:
    device = Device(tmp_path / "home")
    with open_workplace(device.home) as place:
        identity = Identity(BRANCH, "支部", ME, "王五", "a:1", "w", "http://127.0.0.1:9")
        place.repository.commit([place.shadow.identity_change(identity), place.shadow.progress_change(device="d:1")])
        rid = place.desk.create("session", {"form": "exchange", "title": "交流", "host": ME, "recorders": [ME]})
        fields = {"session": rid, "at": "2026-03-05T09:30", "pos": "a", "entry": "quote", "text": "一"}
        entry = place.desk.create("minute", fields)
        place.desk.edit(entry, {"text": ("一", "二")})
        assert [each.op.type for each in place.queue.waiting()] == ["session", "minute"], "joined"
        sign(place.desk, rid, digest_here(place.repository, place.desk.record(rid)), ME, "host")
        place.desk.edit(entry, {"text": ("二", "三")})
        assert [each.op.type for each in place.queue.waiting()] == ["session", "minute", "signature", "minute"]

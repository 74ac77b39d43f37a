"""What is private stays private, whatever anybody asks for: a canary in each place, and every caller at every route (I4, T7)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from server_stub.invites import Grant, issue
from sync.wire import Op
from tests.e2e.traces import mentions
from tests.server.everybody import CALLERS, NOBODY, STRANGER, VAULT, Everybody, Known
from tests.server.people import ON_SQLITE, Branch
from tests.server.web import DEVICE, PASSWORD
from tests.whole import everything

COMMITTEE = ("secretary", "clerk", "leader", "committee")
OF_PLAIN = ("plain", "secretary", "clerk", "leader", "head")
"""Who reads what is about `plain`: the person, and who is in charge (PROTOCOL.md section 1)."""

DRAFT, NOTE = "琥珀色的草稿心事", "紫藤架下的私人笔记"
SENT = "信天翁般的错误请求"
CANARIES: dict[str, tuple[str, ...]] = {
    "请假缘由里的白鹭": OF_PLAIN,
    "体会正文里的蓝鲸": OF_PLAIN,
    "已删请假里的雪豹": OF_PLAIN,
    "评语里的丹顶鹤": OF_PLAIN,
    "个人小结里的朱鹮": OF_PLAIN,
    "科室意见里的云雀": OF_PLAIN,
    "冲突里的海东青": OF_PLAIN,
    "评定意见里的金丝猴": COMMITTEE,
    "支委会记录里的麋鹿": COMMITTEE,
    "别人的体会里的天鹅": ("other", "secretary", "clerk"),
    "保险箱里的穿山甲": ("plain",),
}
"""Words that stand in one place each -> who may read that place."""


# All of it takes 20 s; what is told does not depend on the database.
pytestmark = [] if "XINDE_SOAK" in os.environ else [ON_SQLITE]


@dataclass
class Heard:
    """Everything callers were told."""

    by: dict[str, list[bytes]] = field(default_factory=dict)

    def take(self, who: str, answers: Iterator[httpx.Response]) -> int:
        """Keep bodies as they are when opened, and headers; returns how many."""
        kept = self.by.setdefault(who, [])
        count = 0
        for answer in answers:
            assert answer.status_code < 500, (who, answer.request.url, answer.content)
            kept += [answer.content, b"\n".join(name + b": " + value for name, value in answer.headers.raw)]
            count += 1
        return count


@pytest.fixture
def world(branch: Branch) -> Iterator[tuple[Everybody, Known]]:
    """Everybody at a branch in which each canary stands in its place."""
    made = Everybody(branch)
    yield made, _placed(made)
    made.close()


def _placed(world: Everybody) -> Known:
    branch, known = world.branch, Known()
    words = {name.partition("里的")[0]: name for name in CANARIES}
    mine, plain = branch.scope("r", "plain"), branch.members["plain"]

    def made(who: str, op: Op) -> Any:
        record = branch.made(who, op)
        known.records[op.rec] = (op.type, op.scope)
        return record

    leave = {"session": branch.session, "member": plain, "leave_kind": "personal", "reason": words["请假缘由"]}
    made("plain", branch.new("leave_request", leave, scope=mine))
    submitted = branch.submission("plain", words["体会正文"])
    made("plain", submitted)
    remark = branch.put("submission", submitted.rec, {"remark": [None, words["评语"]]}, mine)
    assert branch.one("head", remark).out == "applied"
    away = {**leave, "session": branch.committee_session, "reason": words["已删请假"]}
    gone = made("plain", branch.new("leave_request", away, scope=mine))
    assert branch.one("plain", branch.delete(gone)).out == "applied"
    own = branch.new("assessment", {"member": plain, "year": 2026, "self_text": words["个人小结"]}, scope=mine)
    made("plain", own)
    said = branch.put("assessment", own.rec, {"section_remark": [None, words["科室意见"]]}, mine)
    assert branch.one("head", said).out == "applied"
    clash = branch.put("submission", submitted.rec, {"remark": ["从来没有的话。", words["冲突"]]}, mine)
    [conflict] = branch.one("clerk", clash).conflicts
    known.records[conflict] = ("conflict", mine)
    known.conflicts.append(conflict)
    marks = {"member": plain, "year": 2026, "remark": words["评定意见"]}
    made("secretary", branch.new("appraisal", marks, scope=branch.scope("c")))
    made("clerk", branch.minute(words["支委会记录"], session=branch.committee_session, scope=branch.scope("c")))
    made("other", branch.submission("other", words["别人的体会"]))
    _vault(world, known, words["保险箱"])
    world._numbers = {who: door.last_n for who, door in branch.at.items()}
    return known


def _vault(world: Everybody, known: Known, words: str) -> None:
    ring = {"base": 0, "vault": VAULT, "ring": "ring"}
    assert world.call("plain", "PUT", "/v1/vault", ring).status_code == 200
    known.items.append("a" * 32)
    # What a device sends is ciphertext; here it is words, so that they would be seen if another got them.
    item = {"id": "a" * 32, "base": 0, "on": None, "sealed": [words.encode()]}
    body = {"vault": VAULT, "epoch": world.epoch, "items": [item]}
    assert world.call("plain", "POST", "/v1/vault/push", body).json()["results"][0]["out"] == "stored"


def _joined(heard: Heard, who: str) -> list[bytes]:
    """As few large pieces as there are kinds of them: each is searched in many forms."""
    return [b"\n".join(heard.by[who])]


def test_no_canary_is_told_to_anybody_who_may_not_read_it(world: tuple[Everybody, Known]) -> None:
    everybody, known = world
    heard = Heard()
    for who in CALLERS:
        assert heard.take(who, everybody.reading(who, known)) > 30
    # Reading first, by all, since what is written next may settle what was open.
    for who in (*(each for each in CALLERS if each not in OF_PLAIN), *OF_PLAIN):
        assert heard.take(who, everybody.writing(who, known)) > 10
        heard.take(who, everybody.reading(who, known))
    for canary, entitled in CANARIES.items():
        told = [who for who in CALLERS if mentions(_joined(heard, who), canary)]
        assert told == [who for who in CALLERS if who in entitled], canary
    assert not [canary for canary in CANARIES if mentions([everybody.lines.getvalue().encode()], canary)]


def test_what_is_sent_in_a_wrong_form_is_told_to_nobody_not_even_its_sender(world: tuple[Everybody, Known]) -> None:
    everybody, _ = world
    heard = Heard()
    for who in ("plain", "secretary", STRANGER, NOBODY):
        assert heard.take(who, everybody.malformed(who, SENT)) > 100
        assert not mentions(_joined(heard, who), SENT), who
    log = everybody.lines.getvalue()
    assert not mentions([log.encode()], SENT)
    assert SENT.encode().hex() not in log
    for hidden in (*everybody.tokens.values(), *(door.device for door in everybody.doors.values())):
        assert hidden not in log


def test_drafts_and_notes_are_taken_in_by_no_route_and_no_scope(world: tuple[Everybody, Known]) -> None:
    everybody, _ = world
    branch, heard = everybody.branch, Heard()
    plain = branch.members["plain"]
    for scope in (f"u:{plain}", f"u:{branch.id}:{plain}", branch.scope("r", "plain"), branch.scope("b"), "", "u:"):
        for kind, words in (("reflection", DRAFT), ("note", NOTE)):
            ops = []
            for k in ("new", "put", "restore", "del", "resolve"):
                changes = {"title": [None, words], "body": [None, words]} if k in ("new", "put", "resolve") else {}
                rid = branch.store.ids.record()
                ops.append({**everybody._op(k, kind, rid, scope, ch=changes), "dig": "0" * 32, "conflict": rid})
            answer = everybody.push("plain", ops)
            assert {each["out"] for each in answer.json()["results"]} == {"rejected"}
            heard.take("plain", iter([answer]))
    for who in CALLERS:
        heard.take(who, everybody.reading(who, Known()))
    for words in (DRAFT, NOTE):
        assert not any(mentions(_joined(heard, who), words) for who in CALLERS)
        assert not mentions([everything(branch.store), everybody.lines.getvalue().encode()], words)


def test_ids_of_others_answer_as_unknown_on_every_route(world: tuple[Everybody, Known]) -> None:
    everybody, known = world
    branch = everybody.branch
    unknown_id, scope = branch.store.ids.record(), branch.scope("r", "plain")

    def told(answer: httpx.Response) -> Any:
        document = answer.json()
        # What names the request, or the edit, is all that may differ.
        for each in [document, *document.get("results", ())]:
            for name in ("request_id", "id", "n", "last_n", "epoch", "time"):
                each.pop(name, None)
        return answer.status_code, document

    private = [rid for rid, (_, where) in known.records.items() if where != branch.scope("b")]
    for who in ("host", STRANGER):
        for rid in private:
            kind, where = known.records[rid]
            for path in ("/v1/records/{}/history", "/v1/records/{}/history?before=5"):
                here, nowhere = (everybody.call(who, "GET", path.format(each)) for each in (rid, unknown_id))
                assert told(here) == told(nowhere), (who, kind, path)
            # A new record at a place that is taken is refused for the place's kind of id.
            shapes = [
                each for each in everybody._at(rid, kind, where, known) if (each["k"], each["type"]) != ("new", kind)
            ]
            at = [[_renamed(shape, rid, each, branch) for shape in shapes] for each in (rid, unknown_id)]
            here, nowhere = (everybody.push(who, ops) for ops in at)
            for shape, one, two in zip(shapes, told(here)[1]["results"], told(nowhere)[1]["results"], strict=True):
                assert one == two, (who, kind, shape)
        for scope_name in {where for _, where in known.records.values()} - {branch.scope("b")}:
            asked = [f"/v1/trash?scope={each}" for each in (scope_name, f"{scope}x")]
            here, nowhere = (everybody.call(who, "GET", each) for each in asked)
            assert told(here) == told(nowhere)
        empty = everybody.call(who, "GET", "/v1/vault").json()
        assert (empty["rev"], empty["ring"]) == (0, None)
        for path, body in (("pull", {"after": 0}), ("push", {"items": []})):
            for vault in (VAULT, "1" * 32):
                asked_body = {"vault": vault, "epoch": everybody.epoch, **body}
                answer = everybody.call(who, "POST", f"/v1/vault/{path}", asked_body)
                assert (answer.status_code, answer.json()["code"]) == (404, "no_vault")


def _renamed(shape: dict[str, Any], old: str, new: str, branch: Branch) -> dict[str, Any]:
    """The same edit at another id, as an edit of its own."""

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: put(each) for name, each in value.items()}
        if isinstance(value, list):
            return [put(each) for each in value]
        return new if value == old else value

    made: dict[str, Any] = put(shape)
    fresh = {"id": branch.store.ids.op()}
    return {**made, **fresh, "rec": branch.store.ids.record() if shape["k"] == "new" else made["rec"]}


def test_a_device_of_somebody_else_is_good_for_nothing(world: tuple[Everybody, Known]) -> None:
    everybody, _ = world
    branch = everybody.branch
    theirs = everybody.doors["plain"].device
    for who in ("host", STRANGER):
        for path, body in (("pull", {"cursors": {}}), ("push", {"ops": []})):
            answer = everybody.call(
                who, "POST", f"/v1/sync/{path}", {"device": theirs, "epoch": everybody.epoch, **body}
            )
            assert (answer.status_code, answer.json()["code"]) == (403, "device_not_yours")
        # To name it as one's old one changes nothing about it, and answers as a device nobody has.
        for old in (theirs, "d:nobodys"):
            answer = everybody.call(who, "POST", "/v1/devices", {"old": old})
            assert set(answer.json()) == {"device", "epoch"}
    assert everybody.pulls("plain").status_code == 200
    grant = Grant(member=branch.direct.write_by_shell("member", {"name": "新人"}))
    code = branch.store.write(lambda connection: issue(connection, branch.store, branch.id, grant))
    named = {"login": "xinren", "password": PASSWORD, "device": DEVICE}
    assert everybody.call(NOBODY, "POST", "/v1/join", {"code": code, **named}).status_code == 200
    resumed = everybody.call(NOBODY, "POST", "/v1/auth/login", {**named, "resume": theirs})
    assert resumed.json()["device"] != theirs
    with branch.store.read() as connection:
        found = connection.exec_driver_sql(f"SELECT superseded_by FROM device WHERE id = '{theirs}'").scalar()
    assert found is None

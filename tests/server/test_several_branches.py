"""Two branches in one database: no route shows one of them to the other, and no edit reaches across."""

from __future__ import annotations

from typing import Any

import pytest

from server_stub.branches import FOUNDING
from server_stub.invites import issue
from server_stub.shell import create_branch
from sync.canonical import digest
from tests.server.web import DEVICE, PASSWORD, Web

CANARY = "只属于第二支部的话"


@pytest.fixture
def both(web: Web) -> Web:
    """`xiao` and `secretary` of the first branch, and `stranger`, secretary of the second, in which something was written."""
    store = web.branch.store
    other = create_branch(store, "第二支部")
    code = store.write(lambda connection: issue(connection, store, other, FOUNDING))
    body = {"code": code, "login": "stranger", "password": PASSWORD, "device": DEVICE, "name": "外人"}
    answer = web.client.post("/v1/join", json=body).json()
    web.tokens["stranger"], web.devices["stranger"] = answer["token"], answer["device"]
    web.branch.members["stranger"] = answer["branches"][0]["member"]
    return web


def other_of(web: Web) -> str:
    """The id of the second branch."""
    found = web.pull(who="stranger").json()["scopes"]
    return str(next(scope for scope in found if scope.startswith("b:")).removeprefix("b:"))


def written(web: Web) -> tuple[str, str]:
    """A session of the second branch with the canary in it, and one that was deleted; their ids."""
    branch = web.branch
    scope = f"b:{other_of(web)}"
    fields = {"form": "exchange", "title": CANARY}
    made = [branch.new("session", fields, scope=scope) for _ in range(2)]
    gone = branch.op("del", "session", made[1].rec, scope, dig=digest({**fields, "state": "planned"}))
    results = web.push([*made, gone], "stranger").json()["results"]
    assert [each["out"] for each in results] == ["applied"] * 3
    return made[0].rec, made[1].rec


def test_nothing_of_one_is_in_any_answer_to_the_other(both: Web) -> None:
    rid, gone = written(both)
    foreign = f"b:{other_of(both)}"
    answers: list[Any] = [
        both.pull(),
        both.pull({foreign: 1}),
        both.client.get("/v1/sync/heads", headers=both.headers()),
        both.client.get(f"/v1/records/{rid}/history", headers=both.headers()),
        both.client.get(f"/v1/records/{gone}/history", headers=both.headers()),
        both.client.get("/v1/trash", headers=both.headers()),
        both.client.get(f"/v1/trash?scope={foreign}", headers=both.headers()),
        both.client.get("/v1/vault", headers=both.headers()),
        both.client.get("/v1/meta", headers=both.headers()),
    ]
    unknown = both.client.get("/v1/records/0198c0de-0000-7000-8000-000000000001/history", headers=both.headers())
    for answer in answers:
        assert CANARY not in answer.text
        assert other_of(both) not in answer.text
    for answer in answers[3:5]:
        told, same = answer.json(), unknown.json()
        assert {**told, "request_id": ""} == {**same, "request_id": ""}, "as if there were no such record"
    assert CANARY in both.pull(who="stranger").text


def test_the_heads_of_one_do_not_move_with_the_other(both: Web) -> None:
    etag = both.client.get("/v1/sync/heads", headers=both.headers()).headers["etag"]
    written(both)
    again = both.client.get("/v1/sync/heads", headers={**both.headers(), "If-None-Match": etag})
    assert again.status_code == 304


def test_no_edit_reaches_across(both: Web) -> None:
    """Not of a secretary either, who may do all of it in the own branch."""
    rid, gone = written(both)
    both.joined("xiao")
    appointed = {"member": both.branch.members["xiao"], "role": "secretary", "from": "2020-01-01"}
    both.branch.direct.write_by_shell("appointment", appointed)
    branch, foreign = both.branch, f"b:{other_of(both)}"
    stranger = branch.members["stranger"]
    edits = [
        branch.put("session", rid, {"title": [CANARY, "改了"]}, foreign),
        branch.put("session", rid, {"title": [CANARY, "改了"]}),
        branch.op("del", "session", rid, foreign, dig="0" * 32),
        branch.op("restore", "session", gone, foreign),
        branch.new("session", {"form": "exchange", "title": "放进去"}, scope=foreign),
        branch.minute("写进去", session=rid, scope=foreign),
        branch.minute("写进去", session=rid),
        branch.new("appointment", {"member": stranger, "role": "clerk", "from": "2020-01-01"}, scope=foreign),
        branch.submission("xiao", by="stranger"),
    ]
    results = both.push(edits).json()["results"]
    assert {each["out"] for each in results} == {"rejected"}, results
    assert CANARY not in str(results)
    before = both.pull(who="stranger").json()
    titles = [each["f"]["title"] for each in before["changes"] if each["type"] == "session" and each["del"] is None]
    assert titles == [CANARY]


def test_a_device_of_one_is_no_device_of_the_other(both: Web) -> None:
    both.joined("xiao")
    epoch = both.branch.at["plain"].epoch
    for path, more in (("push", {"ops": []}), ("pull", {"cursors": {}})):
        body = {"device": both.devices["stranger"], "epoch": epoch, **more}
        assert both.post(f"/v1/sync/{path}", body).json()["code"] == "device_not_yours"
    made = both.post("/v1/devices", {"old": both.devices["stranger"]}).json()["device"]
    assert made != both.devices["stranger"]
    assert both.pull(who="stranger").status_code == 200, "a stranger's device is not superseded"


def test_appointments_of_one_give_no_right_in_the_other(both: Web) -> None:
    """Somebody who is secretary there is nobody here."""
    written(both)
    section = both.branch.new("section", {"name": "新科室"}, n=4)
    settings = both.branch.put("settings", both.branch.id, {"branch_name": ["示例支部", "改名"]}, n=5)
    results = both.push([section, settings], "stranger").json()["results"]
    assert [(each["out"], each["code"]) for each in results] == [
        ("rejected", "wrong_scope"),
        ("rejected", "no_such_record"),
    ]

"""Every edit is carried out once, whatever becomes of requests and device ids (PROTOCOL.md sections 6 and 9)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from server_stub import tables
from server_stub.problems import ProtocolProblem
from server_stub.push import PushService
from sync.wire import PushAnswer, PushRequest
from tests.server.people import Branch


def request(branch: Branch, who: str, first: int, texts: list[str]) -> PushRequest:
    """Minute entries numbered from `first`, as one request that can be sent again."""
    ops = [branch.minute(text) for text in texts]
    for place, op in enumerate(ops):
        op.n = first + place
    return PushRequest(device=branch.at[who].device, epoch=branch.at[who].epoch, ops=ops)


def send(branch: Branch, who: str, body: PushRequest) -> PushAnswer:
    """Push a request as it is."""
    return PushService(branch.store, branch.clock).push(branch.at[who].account, body)


def minutes(branch: Branch) -> list[str]:
    """Texts of all minute entries there are."""
    return sorted(r["f"]["text"] for r in branch.seen("plain").values() if r["type"] == "minute")


def refused(branch: Branch, who: str, body: PushRequest) -> ProtocolProblem:
    """The problem a request meets."""
    with pytest.raises(ProtocolProblem) as problem:
        send(branch, who, body)
    return problem.value


def test_repeated_request_gets_the_stored_outcomes(branch: Branch) -> None:
    body = request(branch, "recorder", 1, ["一", "二"])
    first = send(branch, "recorder", body)
    again = send(branch, "recorder", body)
    assert again == first
    assert [each.out for each in again.results] == ["applied", "applied"]
    assert [record["rev"] for record in again.records] == [1, 1]
    assert minutes(branch) == ["一", "二"]


def test_request_that_arrives_again_late_changes_nothing(branch: Branch) -> None:
    first, second = request(branch, "recorder", 1, ["一", "二"]), request(branch, "recorder", 3, ["三"])
    send(branch, "recorder", first)
    send(branch, "recorder", second)
    late = send(branch, "recorder", first)
    assert late.last_n == 3
    assert minutes(branch) == ["一", "三", "二"]


def test_request_that_overlaps_carries_out_only_what_is_new(branch: Branch) -> None:
    body = request(branch, "recorder", 1, ["一", "二", "三"])
    send(branch, "recorder", PushRequest(device=body.device, epoch=body.epoch, ops=body.ops[:2]))
    answer = send(branch, "recorder", body)
    assert answer.last_n == 3
    assert minutes(branch) == ["一", "三", "二"]


def test_same_edits_under_a_new_device_id_are_not_carried_out_again(branch: Branch) -> None:
    door = branch.at["recorder"]
    answer = door.push([branch.minute("一"), branch.minute("二")])
    task = branch.op("put", "task", branch.task, ch={"progress": [None, "一半"]})
    door.push([branch.minute("三"), task])
    rejected = door.push([branch.op("put", "task", branch.task, ch={"number": [1, 2]})]).results[0]
    assert rejected.out == "rejected"
    body = request(branch, "recorder", 1, ["x"])
    op = body.ops[0]
    op.n = door.last_n + 1
    before = send(branch, "recorder", PushRequest(device=door.device, epoch=door.epoch, ops=[op]))
    door.new_device()
    op.n = 1
    body = PushRequest(device=door.device, epoch=door.epoch, ops=[op])
    after = send(branch, "recorder", body)
    assert (after.results[0].id, after.results[0].out, after.results[0].n) == (op.id, "applied", 1)
    assert after.records == before.records
    assert send(branch, "recorder", body) == after
    assert len(minutes(branch)) == 4
    assert answer.last_n == 2


def test_edit_twice_in_one_request_is_carried_out_once(branch: Branch) -> None:
    body = request(branch, "recorder", 1, ["一"])
    twice = branch.minute("二", rid=body.ops[0].rec)
    twice.id, twice.n = body.ops[0].id, 2
    answer = send(branch, "recorder", PushRequest(device=body.device, epoch=body.epoch, ops=[*body.ops, twice]))
    assert [each.out for each in answer.results] == ["applied", "applied"]
    assert minutes(branch) == ["一"]


def test_missing_number_is_a_gap_and_nothing_is_kept(branch: Branch) -> None:
    body = request(branch, "recorder", 1, ["一", "二"])
    body.ops[1].n = 3
    problem = refused(branch, "recorder", body)
    assert (problem.status, problem.code, problem.detail, problem.retry) == (409, "gap", {"expect": 2}, "resync")
    assert minutes(branch) == []
    assert refused(branch, "recorder", request(branch, "recorder", 2, ["二"])).detail == {"expect": 1}


def test_number_used_by_another_edit_is_a_fork_and_nothing_is_kept(branch: Branch) -> None:
    send(branch, "recorder", request(branch, "recorder", 1, ["一"]))
    problem = refused(branch, "recorder", request(branch, "recorder", 1, ["甲", "乙"]))
    assert (problem.status, problem.code) == (409, "device_forked")
    assert minutes(branch) == ["一"]


def test_number_of_an_edit_known_from_another_device_is_a_fork(branch: Branch) -> None:
    door = branch.at["recorder"]
    first = request(branch, "recorder", 1, ["一", "二"])
    send(branch, "recorder", first)
    other = branch.direct.account(branch.members["recorder"])
    swapped = PushRequest(device=other.device, epoch=other.epoch, ops=first.ops)
    send(branch, "recorder", swapped)
    first.ops[0].n, first.ops[1].n = 2, 1
    problem = refused(branch, "recorder", PushRequest(device=door.device, epoch=door.epoch, ops=first.ops[::-1]))
    assert problem.code == "device_forked"


def test_unknown_superseded_and_foreign_devices(branch: Branch) -> None:
    body = request(branch, "recorder", 1, ["一"])
    body.device = "d:nobody"
    assert refused(branch, "recorder", body).code == "device_unknown"
    body.device = ""
    assert refused(branch, "recorder", body).code == "device_unknown"
    body.device = branch.at["plain"].device
    problem = refused(branch, "recorder", body)
    assert (problem.status, problem.code) == (403, "device_not_yours")
    old = branch.at["recorder"].device
    branch.at["recorder"].new_device()
    body.device = old
    assert refused(branch, "recorder", body).code == "device_forked"
    assert minutes(branch) == []


def test_a_device_of_another_account_is_never_superseded(branch: Branch) -> None:
    door = branch.at["recorder"]
    door.device = branch.at["plain"].device
    door.new_device()
    assert branch.push("plain", branch.submission("plain")).results[0].out == "applied"


def test_another_epoch_is_told_before_anything_else(branch: Branch) -> None:
    body = request(branch, "recorder", 1, ["一"])
    branch.store.write(
        lambda connection: connection.execute(
            update(tables.meta).where(tables.meta.c.key == "epoch").values(value="restored")
        )
    )
    problem = refused(branch, "recorder", body)
    assert (problem.status, problem.code, problem.retry) == (409, "epoch_mismatch", "resync")
    branch.at["plain"].epoch = "restored"
    assert "第一次交流" in {r["f"].get("title") for r in branch.seen("plain").values()}


def test_edit_of_another_account_is_not_answered(branch: Branch) -> None:
    body = request(branch, "recorder", 1, ["一"])
    send(branch, "recorder", body)
    stolen = PushRequest(device=branch.at["host"].device, epoch=body.epoch, ops=body.ops)
    problem = refused(branch, "host", stolen)
    assert (problem.status, problem.code) == (403, "op_not_yours")


def test_outcomes_history_and_numbers_fall_together_with_a_failed_commit(branch: Branch) -> None:
    class Stop(Exception):
        pass

    def work(connection: object) -> None:
        service._push(connection, door.account, body)  # type: ignore[arg-type]
        raise Stop

    door = branch.at["recorder"]
    service = PushService(branch.store, branch.clock)
    body = request(branch, "recorder", 1, ["一"])
    with pytest.raises(Stop):
        branch.store.write(work)
    with branch.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.opres)) == 0
    assert minutes(branch) == []
    assert send(branch, "recorder", body).results[0].out == "applied"


def test_number_zero_or_strange_ids_are_no_request(branch: Branch) -> None:
    for name, value in (("n", 0), ("n", 2**53), ("id", ""), ("id", "o" * 41), ("rec", "a b"), ("conflict", "王")):
        body = request(branch, "recorder", 1, ["一"])
        setattr(body.ops[0], name, value)
        problem = refused(branch, "recorder", body)
        assert (problem.status, problem.code, problem.detail["field"]) == (422, "bad_request_shape", name)


def test_too_many_edits_are_split_by_the_client(branch: Branch) -> None:
    body = request(branch, "recorder", 1, [str(n) for n in range(501)])
    problem = refused(branch, "recorder", body)
    assert (problem.status, problem.code, problem.retry) == (413, "too_many_ops", "split")
    body.ops.pop()
    assert {each.out for each in send(branch, "recorder", body).results} == {"applied"}


def test_an_empty_push_is_answered(branch: Branch) -> None:
    answer = branch.push("plain")
    assert (answer.results, answer.records, answer.last_n, answer.cut) == ([], [], 0, False)

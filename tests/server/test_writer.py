"""Pushes that wait together share one commit, and no more than that."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from server_stub.problems import ProtocolProblem
from server_stub.push import PushService
from server_stub.writer import MOST_WAITING, TOGETHER, Writer
from sync.wire import PushAnswer, PushRequest
from tests.server.people import Branch


def test_each_push_of_one_commit_is_answered_as_if_alone(branch: Branch) -> None:
    service = PushService(branch.store, branch.clock)
    door, other = branch.at["recorder"], branch.at["host"]
    good, more, gap = branch.minute("一"), branch.minute("二"), branch.minute("三")
    good.n, more.n, gap.n = 1, 2, 9
    late = branch.minute("四")
    late.n = 1
    requests = [
        (door.account, PushRequest(device=door.device, epoch=door.epoch, ops=[good])),
        (other.account, PushRequest(device=other.device, epoch=other.epoch, ops=[late, gap])),
        (door.account, PushRequest(device=door.device, epoch=door.epoch, ops=[more])),
        (door.account, PushRequest(device=door.device, epoch="another", ops=[more])),
        (other.account, PushRequest(device=other.device, epoch=other.epoch, ops=[late])),
    ]
    answers = service.push_all(requests)
    codes = [each.code if isinstance(each, ProtocolProblem) else each.last_n for each in answers]
    assert codes == [1, "gap", 2, "epoch_mismatch", 1]
    assert isinstance(answers[2], PushAnswer)
    assert {r["f"]["text"] for r in branch.seen("plain").values() if r["type"] == "minute"} == {"一", "二", "四"}


def test_jobs_that_wait_are_done_together_in_their_order() -> None:
    batches: list[list[int]] = []
    first = threading.Event()

    def work(jobs: Sequence[int]) -> list[int | Exception]:
        batches.append(list(jobs))
        first.wait(10)
        return [job * 2 for job in jobs]

    async def run() -> list[int]:
        writer: Writer[int, int] = Writer(work)
        tasks = [asyncio.create_task(writer.do(n)) for n in range(40)]
        await asyncio.sleep(0)
        first.set()
        results = await asyncio.gather(*tasks)
        assert await writer.run(lambda: "else") == "else"
        writer.close()
        return list(results)

    assert asyncio.run(run()) == [n * 2 for n in range(40)]
    assert [n for batch in batches for n in batch] == list(range(40))
    assert max(map(len, batches)) == TOGETHER


def test_a_job_that_fails_takes_no_other_with_it() -> None:
    gate = threading.Event()

    def work(jobs: Sequence[int]) -> list[int | Exception]:
        gate.wait(10)
        if 3 in jobs:
            raise ZeroDivisionError
        return [ProtocolProblem(409, "gap") if job == 4 else job for job in jobs]

    async def run() -> list[int | BaseException]:
        writer: Writer[int, int] = Writer(work)
        tasks = [asyncio.create_task(writer.do(n)) for n in range(6)]
        await asyncio.sleep(0)
        gate.set()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        writer.close()
        return found

    found = asyncio.run(run())
    assert [each for each in found if isinstance(each, int)] == [0, 1, 2, 5]
    assert isinstance(found[3], ZeroDivisionError)
    assert isinstance(found[4], ProtocolProblem)


def test_too_many_waiting_jobs_are_refused_and_those_given_up_are_harmless() -> None:
    gate = threading.Event()

    def work(jobs: Sequence[int]) -> list[int | Exception]:
        gate.wait(10)
        return list(jobs)

    async def run() -> None:
        writer: Writer[int, int] = Writer(work)
        tasks = [asyncio.create_task(writer.do(n)) for n in range(MOST_WAITING + TOGETHER + 5)]
        await asyncio.sleep(0)
        with pytest.raises(ProtocolProblem, match="busy"):
            await writer.do(-1)
        tasks[2].cancel()
        gate.set()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(found[2], asyncio.CancelledError)
        assert sum(1 for each in found if isinstance(each, int)) >= MOST_WAITING - 1
        writer.close()

    asyncio.run(run())

"""Pushes as they come over HTTP: whose they are, what they say, carried out under one commit, answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from starlette.responses import Response

from server_stub.accounts import Caller
from server_stub.bodies import Body, answer
from server_stub.identity import Account
from server_stub.problems import ProtocolProblem
from server_stub.push import PushService
from sync.wire import PushAnswer, PushRequest


class Pushed(NamedTuple):
    """A push as it came: the token, the body, and the encodings its client understands."""

    token: str
    body: Body
    accepts: str


Taken = tuple[str | None, Response]
"""The branch in which a push changed something, and its answer."""


class Intake:
    """Takes pushes in, in the writer's thread; `caller` says whose token it is."""

    def __init__(self, caller: Callable[[str], Caller], pushes: PushService) -> None:
        self._caller = caller
        self._pushes = pushes

    def take(self, jobs: Sequence[Pushed]) -> list[Taken | Exception]:
        """For each push its answer, and the branch in which it changed something; or the problem it met."""
        results: list[Taken | Exception] = []
        asked: list[tuple[Account, PushRequest]] = []
        places: list[int] = []
        for place, job in enumerate(jobs):
            try:
                asked.append((self._caller(job.token).account, job.body.decoded(PushRequest)))
                places.append(place)
                results.append(AssertionError("not answered"))
            except ProtocolProblem as problem:
                results.append(problem)
        for place, (account, _), done in zip(places, asked, self._carried_out(asked), strict=True):
            if isinstance(done, ProtocolProblem):
                results[place] = done
                continue
            changed = any(each.out in ("applied", "merged", "conflict") for each in done.results)
            results[place] = (account.branch if changed else None, answer(done, jobs[place].accepts))
        return results

    def _carried_out(self, asked: Sequence[tuple[Account, PushRequest]]) -> Sequence[PushAnswer | ProtocolProblem]:
        if len(asked) != 1:
            return self._pushes.push_together(asked) if asked else []
        try:
            return [self._pushes.push(*asked[0])]
        except ProtocolProblem as problem:
            return [problem]

"""The wire between devices and the office: it loses, repeats, delays and cuts, and it reads everything that passes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import msgspec

from server_stub.bodies import decode
from server_stub.identity import Account
from server_stub.problems import ProtocolProblem
from sync.engine import Call
from sync.wire import NewDevice, Op, Problem, PullAnswer, PullRequest, PushAnswer, PushRequest, Result
from tests.sim.device import Device, Flight
from tests.sim.office import Office, ServerCrash, To, problem_bytes, problem_of
from tests.sim.oracle import Oracle, check, sides
from tests.sim.words import tokens_in

_decode_push = msgspec.json.Decoder(PushAnswer).decode
_decode_pull = msgspec.json.Decoder(PullAnswer).decode
_decode_device = msgspec.json.Decoder(NewDevice).decode
_decode_result = msgspec.json.Decoder(Result).decode

INJECTED = {
    "busy": Problem(status=503, code="busy", title="", retry="later"),
    "slow_down": Problem(status=429, code="slow_down", title="", retry="later"),
    "token_expired": Problem(status=401, code="token_expired", title="", retry="reauth"),
    "body_too_large": Problem(status=413, code="body_too_large", title="", retry="split"),
}
"""Refusals that a gateway or the server's limits give, whatever the request."""


@dataclass(frozen=True)
class Weather:
    """How bad the network is, as probabilities per request, and whether the server's limits are tiny."""

    lost_request: float = 0.0
    lost_answer: float = 0.0
    server_crash: float = 0.0
    late_again: float = 0.0
    stale: float = 0.0
    refused: float = 0.0
    superseded: float = 0.0
    tiny: float = 0.0


CALM = Weather()


class Network:
    """Carries the calls of devices to the office."""

    def __init__(self, office: Office, oracle: Oracle, weather: Weather, counts: Counter[str]) -> None:
        self._office = office
        self._oracle = oracle
        self.weather = weather
        self._counts = counts
        self._late: list[tuple[Account, To, bytes]] = []

    def send(self, device: Device, call: Call, rng: Random) -> Flight:
        """Make a request; what becomes of it the device learns by the flight."""
        flight = self._send(device, call, rng)
        heads = dict(self._office.rows("SELECT name, head FROM scope"))
        return replace(flight, age=self._office.age, heads=heads)

    def _send(self, device: Device, call: Call, rng: Random) -> Flight:
        weather = self.weather
        body, ops = self._written(device, call, rng)
        if rng.random() < weather.refused:
            code = rng.choice(sorted(INJECTED))
            if code != "body_too_large" or (call.to == "push" and (len(ops) > 1 or rng.random() < 0.2)):
                self._counts[f"refused {code}"] += 1
                return Flight(call, problem=INJECTED[code])
        if rng.random() < weather.superseded:
            self._counts["device superseded"] += 1
            self._office.supersede(device.account, device.place.shadow.progress.device or "")
        if rng.random() < weather.late_again:
            self._late.append((device.account, call.to, body))
        if rng.random() < weather.lost_request:
            self._counts["requests lost"] += 1
            return Flight(call)
        expected = _expected(self._office, device, ops)
        crash_at = rng.randrange(24) if rng.random() < weather.server_crash else None
        try:
            data = self._serve(device.account, call.to, body, ops, crash_at)
        except ServerCrash:
            self._counts["server crashes"] += 1
            return Flight(call)
        except ProtocolProblem as problem:
            return self._refused(device, call, problem)
        if rng.random() < weather.lost_answer:
            self._counts["answers lost"] += 1
            return Flight(call)
        return self._flight(device, call, data, ops, expected, rng)

    def deliver_late(self, rng: Random) -> None:
        """A request that was made long ago arrives, again or for the first time; nobody waits for its answer."""
        if not self._late:
            return
        account, to, body = self._late.pop(rng.randrange(len(self._late)))
        if to == "devices":
            # It would supersede the id the device uses by now; the device then asks again.
            self._counts["device superseded"] += 1
        ops = msgspec.json.decode(body, type=PushRequest).ops if to == "push" else []
        self._counts["late requests"] += 1
        try:
            self._serve(account, to, body, ops, None)
        except ProtocolProblem:
            self._counts["late requests refused"] += 1

    def send_garbage(self, device: Device, rng: Random) -> None:
        """I13: whatever a broken or hostile peer sends is refused as a problem, and changes nothing."""
        progress = device.place.shadow.progress
        whole = msgspec.json.encode(PushRequest(device=progress.device or "", epoch=progress.epoch or "", ops=[]))
        strange = {"device": "d:of another", "epoch": "of another", "ops": [{"n": -1}], "x": {"y": [[]] * 9}}
        body = rng.choice(
            [
                whole[: rng.randrange(len(whole))],
                whole.replace(b'"ops":[]', b'"ops":[],"ops":[]'),
                whole.replace(b'"epoch":', b'"epoch":1,"x":'),
                b"[" * 2000 + b"]" * 2000,
                bytes(rng.randrange(256) for _ in range(40)),
                json.dumps(strange).encode(),
            ]
        )
        before = self._office.everything()
        try:
            self._office.pushes.push(device.account, decode(body, PushRequest))
        except ProtocolProblem as problem:
            check(400 <= problem.status < 500, "I13", f"{body[:60]!r}: {problem.status}")
        else:
            check(False, "I13", f"{body[:60]!r} was taken")
        check(before == self._office.everything(), "I13", f"{body[:60]!r} changed something")

    def forget_late(self) -> None:
        """Nothing is under way any more."""
        self._late.clear()

    # within

    def _written(self, device: Device, call: Call, rng: Random) -> tuple[bytes, Sequence[Op]]:
        request = call.body
        if isinstance(request, PullRequest) and rng.random() < self.weather.tiny:
            self._counts["tiny pages"] += 1
            request = msgspec.structs.replace(request, limit=rng.randrange(1, 6))
        ops = request.ops if isinstance(request, PushRequest) else []
        for op in ops:
            again = op.id in device.acked and not device.replaying
            check(not again, "I6", f"{device.name} sends {op.id} again, whose outcome it knows")
        body = msgspec.json.encode(request)
        self._oracle.may_travel_up(device.account.member, body)
        return body, ops

    def _serve(self, account: Account, to: To, body: bytes, ops: Sequence[Op], crash_at: int | None) -> bytes:
        """Have a request served, and follow what the server has done with it, crash or no crash."""
        before = self._outcomes(ops)
        try:
            data = self._office.serve(account, to, body, crash_at)
        except ProtocolProblem as problem:
            self._oracle.may_be_shown(account, problem_bytes(problem))
            raise
        except ServerCrash:
            self._oracle.is_atomic()
            raise
        finally:
            done = {key: each for key, each in self._outcomes(ops).items() if key not in before}
            fresh = [op for op in ops if op.id in done]
            self._count_outcomes(done)
            self._oracle.executed(account.member, fresh, [done[op.id] for op in fresh])
        self._oracle.may_be_shown(account, data)
        return data

    def _outcomes(self, ops: Sequence[Op]) -> dict[str, Result]:
        if not ops:
            return {}
        marks = ",".join("?" * len(ops))
        rows = self._office.rows(f"SELECT op_id, result FROM opres WHERE op_id IN ({marks})", *(op.id for op in ops))
        return {key: _decode_result(result) for key, result in rows}

    def _count_outcomes(self, done: dict[str, Result]) -> None:
        for result in done.values():
            self._counts[f"ops {result.out}"] += 1
            if result.out == "rejected":
                self._counts[f"rejected {result.code} {result.reason}"] += 1

    def _refused(self, device: Device, call: Call, problem: ProtocolProblem) -> Flight:
        used = device.place.shadow.progress.device
        superseded = self._office.rows("SELECT 1 FROM device WHERE id = ? AND superseded_by IS NOT NULL", used)
        # A device may ask for a new id and never get the answer; all else needs a folder or a server that went back.
        known = {"device_forked"} if superseded else set()
        known |= {"device_forked", "gap"} if device.forked or self._office.age else set()
        known |= {"epoch_mismatch", "cursor_ahead", "device_unknown"} if self._office.age else set()
        check(problem.code in known, "I7", f"{device.name} met {problem.code}: {problem.detail}")
        self._counts[f"refused {problem.code}"] += 1
        return Flight(call, problem=problem_of(problem_bytes(problem)))

    def _flight(
        self, device: Device, call: Call, data: bytes, ops: Sequence[Op], expected: dict[str, Any], rng: Random
    ) -> Flight:
        answer: PushAnswer | PullAnswer | NewDevice
        if call.to == "devices":
            return Flight(call, _decode_device(data))
        if call.to == "pull":
            answer = _decode_pull(data)
        else:
            answer = _decode_push(data)
            if len(answer.records) > 1 and rng.random() < self.weather.tiny:
                self._counts["push answers cut"] += 1
                answer.records = answer.records[: rng.randrange(len(answer.records))]
                answer.cut = True
        if rng.random() < self.weather.stale:
            device.stale.append((call, answer))
        flight = Flight(call, answer)
        # While everything goes again the view is the old one, and says nothing of what the server makes of it.
        if isinstance(answer, PushAnswer) and not device.replaying:
            outs = {result.id: result.out for result in answer.results}
            rejected = {op.rec for op in ops if outs[op.id] == "rejected"}
            flight = replace(
                flight,
                visible=self._visible(device, ops, outs),
                expected={rid: each for rid, each in expected.items() if rid not in rejected},
            )
        return flight

    def _visible(self, device: Device, ops: Sequence[Op], outs: Mapping[str, str]) -> dict[str, set[str]]:
        """What of an accepted push the server holds now, and so the author must go on seeing."""
        found: dict[str, set[str]] = {}
        for op in ops:
            if outs[op.id] in ("applied", "merged"):
                added = set().union(*(new - old for old, new in map(sides, op.ch.values())))
                found.setdefault(op.rec, set()).update(added)
        for rid, tokens in found.items():
            rows = self._office.rows("SELECT f, scope FROM rec WHERE id = ? AND del IS NULL", rid)
            readable = bool(rows) and self._oracle.readers.reads(device.account.member, rows[0][1])
            tokens &= tokens_in(json.loads(rows[0][0])) if readable else set()
        return found


def _expected(office: Office, device: Device, ops: Sequence[Op]) -> dict[str, Any]:
    """I12: records whose view the answer must agree with: nothing else waits for them, and nobody was there since."""
    repository = device.place.repository
    sent = {op.id for op in ops}
    found: dict[str, Any] = {}
    for rid in {op.rec: None for op in ops}:
        held = repository.document("shadow", rid)
        rows = office.rows("SELECT rev, del, f FROM rec WHERE id = ?", rid)
        known = (held["rev"], held["del"] is not None, held.get("f")) if held else (0, False, None)
        there = (rows[0][0], rows[0][1] is not None, json.loads(rows[0][2] or "null")) if rows else (0, False, None)
        view = repository.get(rid)
        if known == there and not known[1] and view is not None and all(op.id in sent for op in repository.ops_of(rid)):
            found[rid] = None if view.deleted else dict(view.fields)
    return found

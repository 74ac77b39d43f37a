"""A device's sync in single steps, so that anything may happen between a request and its answer."""

from __future__ import annotations

from random import Random

from sync.engine import Round
from sync.wire import PushAnswer
from tests.sim.device import Device, Flight
from tests.sim.network import Network
from tests.sim.oracle import check, sides
from tests.sim.words import tokens_in

MOST_CALLS = 400
"""I6: a round that makes more requests than this does not end."""


def ask(device: Device, network: Network, rng: Random) -> bool:
    """Make the next request of the round, or begin one; False when the round is over."""
    engine = device.place.engine
    if not device.in_round:
        engine.begin()
        device.in_round = True
    if device.stale and rng.random() < 0.5:
        old, answer = device.stale.pop(0)
        engine.answered(old, answer)
    call = engine.next_call()
    if call is None:
        device.in_round = False
        return False
    device.flight = network.send(device, call, rng)
    return True


def take(device: Device) -> None:
    """What became of the request under way reaches the device."""
    flight, device.flight = device.flight, None
    if flight is None:
        return
    engine = device.place.engine
    kept = device.archived_tokens() if device.oracle.office.age else set()
    device.taking = flight
    try:
        if flight.answer is not None:
            engine.answered(flight.call, flight.answer)
        elif flight.problem is not None:
            engine.refused(flight.call, flight.problem)
        else:
            engine.unreachable(flight.call)
    finally:
        device.taking = None
    if kept and engine.round.lost_scopes:
        # Words of a scope that is nobody's business here any more are not kept for a restore (section 12).
        device.oracle.forgets(kept - device.archived_tokens())
    if isinstance(flight.answer, PushAnswer):
        _learned(device, flight, flight.answer)


def whole_round(device: Device, network: Network, rng: Random) -> Round:
    """Finish the round under way, or make a whole one."""
    for _ in range(MOST_CALLS):
        take(device)
        if not ask(device, network, rng):
            return device.place.engine.round
    check(False, "I6", f"{device.name}: a round of {MOST_CALLS} requests has not ended")
    raise AssertionError


def give_up_round(device: Device) -> None:
    """The disk refused in the middle of a round: what was under way is as good as lost."""
    device.flight = None
    device.taking = None
    device.in_round = False


def _learned(device: Device, flight: Flight, answer: PushAnswer) -> None:
    repository = device.place.repository
    for result in answer.results:
        device.acked.add(result.id)
        if flight.age == device.oracle.office.age:
            device.oracle.answered[result.id] = result.out
    arrived = {record["id"]: record for record in answer.records}
    for rid, fields in flight.expected.items():
        if rid in arrived:
            made = None if arrived[rid]["del"] is not None else arrived[rid]["f"]
            check(made == fields, "I12", f"{device.name} showed {fields} of {rid}, the server made {made}")
    # The answer may have told that the server has gone back: until all has gone again the view is that of before.
    for rid, tokens in () if device.replaying else flight.visible.items():
        if answer.cut and rid not in arrived:
            # What became of the record comes with the next pull; what was shown before stays until then.
            continue
        view = repository.get(rid)
        shown = tokens_in(dict(view.fields)) if view is not None else set()
        taken_away: set[str] = set()
        for op in repository.ops_of(rid):
            if op.k == "del":
                taken_away = tokens
            taken_away = taken_away.union(*(old - new for old, new in map(sides, op.ch.values())))
        lost = tokens - shown - taken_away
        check(not lost, "I9", f"{sorted(lost)} of {rid} were accepted and are not shown on {device.name}")

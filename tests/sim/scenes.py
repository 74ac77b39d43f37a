"""Turns of events that a run seldom comes to by chance, each of several steps by several devices (PROTOCOL.md T4)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from tests.sim.device import Device
from tests.sim.rounds import whole_round
from tests.sim.words import tokens_of_bytes

if TYPE_CHECKING:
    from tests.sim.simulation import Simulation

SHARE = 0.006
"""Of the steps in which somebody would work, the share in which one of these happens instead."""
MOST_DEVICES = 9
READS_COMMITTEE = ("clerk", "writer", "member")
"""Whose role lets them read the committee's records."""

Scene = Callable[["Simulation", Device, Random], str | None]


def one_text_on_two_copies(sim: Simulation, device: Device, rng: Random) -> str | None:
    """Section 17, lesson 8: the folder is copied with an edit that waits, and both go on in the same text."""
    if not sim.folders_return or len(sim.devices) >= MOST_DEVICES or device.stopped:
        return None
    hands = sim.hands(device, rng)
    place = hands.pick_text()
    if place is None:
        return None
    hands.rewrite(*place)
    twin = sim.copy(device)
    for each in (device, twin):
        sim.hands(each, rng).rewrite(*place)
    for each in rng.sample((device, twin), 2):
        whole_round(each, sim.network, rng)
    return "one text on two copies"


def role_taken_while_writing(sim: Simulation, _device: Device, rng: Random) -> str | None:
    """Section 12: an edit that takes away words of somebody else waits when its author loses the right to read them."""
    secretary, name = sim.device_of("secretary"), rng.choice(READS_COMMITTEE)
    device = sim.device_of(name)
    if device is None or secretary is None or device.stopped or secretary.stopped:
        return None
    mine, theirs = sim.hands(device, rng), sim.hands(secretary, rng)
    if not theirs.holds(name):
        return None
    session = theirs.committee_session()
    whole_round(secretary, sim.network, rng)
    whole_round(device, sim.network, rng)
    if device.place.repository.get(session) is None:
        return None
    mine.replace_clause(session, "summary")
    theirs.set_role(name, held=False)
    whole_round(secretary, sim.network, rng)
    whole_round(device, sim.network, rng)
    return "role taken while writing"


def role_given_after_the_backup(sim: Simulation, _device: Device, rng: Random) -> str | None:
    """Section 9: what was written by a role that the restored server does not know yet is refused when it goes again."""
    secretary, device = sim.device_of("secretary"), sim.device_of("writer")
    if not sim.server_returns or device is None or secretary is None or device.stopped or secretary.stopped:
        return None
    theirs = sim.hands(secretary, rng)
    if theirs.holds("writer"):
        theirs.set_role("writer", held=False)
        whole_round(secretary, sim.network, rng)
    sim.office.back_up()
    theirs.set_role("writer", held=True)
    whole_round(secretary, sim.network, rng)
    whole_round(device, sim.network, rng)
    sim.hands(device, rng).committee_session()
    whole_round(device, sim.network, rng)
    sim.restore_server(rng, newest=True)
    whole_round(device, sim.network, rng)
    return "role given after the backup"


def years_later(sim: Simulation, device: Device, rng: Random) -> str | None:
    """Section 11: what was deleted two years ago is erased, and every device goes on."""
    if device.stopped:
        return None
    sim.hands(device, rng).delete()
    whole_round(device, sim.network, rng)
    sim.world.wait(2 * 365 * 86400)
    before = tokens_of_bytes(sim.office.everything())
    sim.office.collect()
    sim.oracle.forgets(before)
    return "erased after two years"


SCENES: dict[Scene, float] = {
    one_text_on_two_copies: 4,
    role_taken_while_writing: 3,
    role_given_after_the_backup: 4,
    years_later: 1,
}
"""By weight."""


def play(sim: Simulation, device: Device, rng: Random) -> None:
    """Let one of them happen; some are not possible in a run, or not now."""
    scene = rng.choices(tuple(SCENES), tuple(SCENES.values()))[0]
    told = scene(sim, device, rng)
    if told is not None:
        sim.counts[told] += 1

"""One run: a branch, its devices, and steps that are each decided by the seed and their own number alone."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

from sync.cache.errors import CacheError
from sync.problems import EditRefused
from sync.records.fields import FieldProblem
from sync.records.kind import Registry, UnknownKind
from sync.records.registry import KINDS
from tests.sim import scenes
from tests.sim.checks import check_all
from tests.sim.clocks import World
from tests.sim.device import Device
from tests.sim.disk import PowerCut
from tests.sim.hands import Hands
from tests.sim.network import CALM, Network, Weather
from tests.sim.office import PEOPLE, Office
from tests.sim.oracle import Oracle, Violation, check
from tests.sim.rounds import ask, give_up_round, take, whole_round
from tests.sim.words import tokens_of_bytes

QUIET_ROUNDS = 2
"""K of I1: rounds of every device after which all is one, when nothing disturbs any more."""
AFTER_RESTORE = 3
"""More of them when the server has gone back in time: a device can bring back only what hangs on what another one has."""

WORK: dict[Callable[[Hands], None], float] = {
    Hands.open_editor: 11,
    Hands.save: 14,
    Hands.type: 4,
    Hands.recover: 1.5,
    Hands.set_at_once: 3,
    Hands.open_session: 1.5,
    Hands.record_meeting: 1.2,
    Hands.plan_task: 1.2,
    Hands.take_minute: 4,
    Hands.call_roll: 4,
    Hands.say_oneself: 1,
    Hands.add_row: 2,
    Hands.comment: 3,
    Hands.write_privately: 2.5,
    Hands.submit: 2,
    Hands.change_state: 4.5,
    Hands.take_plan_on: 1.5,
    Hands.study: 1,
    Hands.decide_study: 1,
    Hands.delete: 3,
    Hands.restore: 2,
    Hands.undo: 3.5,
    Hands.resolve: 5,
    Hands.settle_parked: 3,
}
"""What somebody at a device does, by weight."""

EVENTS: dict[str, float] = {
    "ask": 7,
    "take": 6,
    "round": 8,
    "role": 2,
    "kill": 0.8,
    "power cut": 1.2,
    "compact": 0.8,
    "clock jump": 0.4,
    "server restart": 0.4,
    "late request": 3,
    "back up": 0.5,
    "put back": 0.25,
    "copy": 0.06,
    "server backup": 1.0,
    "server back in time": 0.7,
    "two years": 0.03,
    "collect": 0.1,
    "malformed": 0.5,
}
"""What else happens, by weight; work has the rest of 100."""

EARLIER = Registry()
EARLIER._kinds = {spec.name: spec for spec in KINDS if spec.name not in ("comment", "action")}
"""The kinds of an earlier version, which some devices still have."""


@dataclass
class Trace:
    """What a run did: counts of everything, one line a step that changed or tried something, and how it failed."""

    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    failure: Violation | None = None
    where: str = ""


class Simulation:
    """A run of one seed."""

    def __init__(self, seed: int) -> None:
        self.trace = Trace(seed)
        self.counts = self.trace.counts
        rng = Random(f"{seed}/branch")
        self.world = World()
        self.office = Office(self.world, Random(f"{seed}/office"))
        self.oracle = Oracle(self.office, self.world)
        self.network = Network(self.office, self.oracle, CALM, self.counts)
        self.devices: list[Device] = []
        self._seed = seed
        self._step = 0
        self._written = 0
        branch = self.office.branch
        for person in PEOPLE[: rng.choice((3, 4, 5, 5))]:
            for device_id in branch.devices[person]:
                name = f"{person}{1 + sum(each.account == branch.accounts[person] for each in self.devices)}"
                device = Device(
                    name,
                    branch.accounts[person],
                    device_id,
                    branch.id,
                    self.oracle,
                    self.world,
                    Random(f"{seed}/{name}"),
                    registry=EARLIER if rng.random() < 0.1 else KINDS,
                )
                whole_round(device, self.network, rng)
                self.devices.append(device)
        self.calm = rng.random() < 0.15
        if not self.calm:
            self.network.weather = _weather(rng)
        self.disk_trouble = 0.0 if self.calm or rng.random() < 0.4 else 0.04
        self.folders_return = not self.calm and rng.random() < 0.35
        self.server_returns = not self.calm and rng.random() < 0.35

    def run(self, steps: Iterable[int]) -> Trace:
        """Do the steps of these numbers, let everything settle, and check; a failure stands in the trace."""
        try:
            for number in steps:
                self._step, self._written = number, 0
                self._do_step(Random(f"{self._seed}/{number}"))
                self.counts["steps"] += 1
            self._settle()
            check_all(self.office, self.oracle, self.devices)
        except Violation as violation:
            self._fail(violation)
        except Exception as error:  # noqa: BLE001 - whatever the product raises here is what the run looks for
            self._fail(Violation("no error", f"{type(error).__name__}: {error}"))
            self.trace.where = "".join(traceback.format_exception(error))
        return self.trace

    def _fail(self, violation: Violation) -> None:
        self.trace.failure = violation
        self.trace.where = "".join(traceback.format_exception(violation))

    def _token(self) -> str:
        self._written += 1
        return f"k{self._step}{self._written}"

    # steps

    def _do_step(self, rng: Random) -> None:
        self.world.wait(rng.randrange(1, 1200))
        device = rng.choice(self.devices)
        if device.stopped and rng.random() < 0.5:
            device.resume()
        event = rng.choices(("work", *EVENTS), (100 - sum(EVENTS.values()), *EVENTS.values()))[0]
        trouble = rng.choice(("cut", "cut", "eio", "full")) if rng.random() < self.disk_trouble else None
        try:
            with device.trouble(rng, trouble):
                self._happen(event, device, rng)
        except PowerCut:
            self._log(f"{device.name}: power cut in the middle of it")
            self.counts["power cuts within a call"] += 1
            device.power_cut(rng, within=True)
        except CacheError as error:
            self._log(f"{device.name}: {error}")
            self.counts["disk errors"] += 1
            give_up_round(device)
            device.stopped = True
        except (EditRefused, FieldProblem, UnknownKind) as refused:
            self._log(f"{device.name}: refused here: {type(refused).__name__} {refused}")
            self.counts["refused at the desk"] += 1

    def _happen(self, event: str, device: Device, rng: Random) -> None:
        if event == "work":
            apart = Random(f"{self._seed}/{self._step}/scene")
            if not self.calm and apart.random() < scenes.SHARE:
                self._log(f"{device.name}: a scene")
                scenes.play(self, device, apart)
            else:
                self._work(device, rng)
            return
        if self.calm and event not in ("ask", "take", "round", "role", "compact"):
            return
        if event in ("put back", "copy", "back up") and not self.folders_return:
            return
        if event in ("server backup", "server back in time") and not self.server_returns:
            return
        if event not in ("late request", "back up", "server backup", "malformed"):
            self._log(f"{device.name}: {event}")
        match event:
            case "ask":
                if device.flight is None:
                    ask(device, self.network, rng)
            case "take":
                take(device)
            case "round":
                whole_round(device, self.network, rng)
            case "role":
                self._change_role(rng)
            case "kill":
                device.kill()
            case "power cut":
                device.power_cut(rng)
            case "compact":
                device.place.repository.storage.compact_now()
            case "clock jump":
                device.clock.set_to(rng.choice((1970, 2026, 2026, 2099)))
            case "server restart":
                self.office.start()
                self.oracle.is_atomic()
            case "late request":
                self.network.deliver_late(rng)
            case "server backup":
                self.office.back_up()
            case "server back in time":
                self.restore_server(rng)
            case "two years":
                self.world.wait(2 * 365 * 86400)
            case "malformed":
                self.network.send_garbage(device, rng)
            case "collect":
                before = tokens_of_bytes(self.office.everything())
                self.office.collect()
                self.oracle.forgets(before)
            case _:
                self._move_folders(event, device)
        if event not in ("ask", "take", "round"):
            self.counts[event] += 1

    def _work(self, device: Device, rng: Random) -> None:
        act = rng.choices(tuple(WORK), tuple(WORK.values()))[0]
        self._log(f"{device.name}: {act.__name__}")
        self.counts["actions"] += 1
        act(self.hands(device, rng))

    def _change_role(self, rng: Random) -> None:
        device = next(each for each in self.devices if each.name == "secretary1")
        self.hands(device, rng).change_role()
        if rng.random() < 0.7 and not device.stopped:
            whole_round(device, self.network, rng)

    def _move_folders(self, event: str, device: Device) -> None:
        if event == "back up":
            device.back_up()
        elif event == "put back" and device.backup is not None:
            device.put_back()
        elif event == "copy" and len(self.devices) < scenes.MOST_DEVICES:
            self.copy(device)

    def hands(self, device: Device, rng: Random) -> Hands:
        """Somebody at this device."""
        return Hands(device, self.oracle, self.world, self.office.branch, self._token, rng)

    def device_of(self, name: str) -> Device | None:
        """The first device of this person, if the branch of this run has the person."""
        return next((each for each in self.devices if each.name == f"{name}1"), None)

    def copy(self, device: Device) -> Device:
        """The device's data folder on one more computer."""
        name = f"{device.name}+{len(self.devices)}"
        self.devices.append(device.copied(name, Random(f"{self._seed}/{name}")))
        return self.devices[-1]

    def restore_server(self, rng: Random, *, newest: bool = False) -> None:
        """The server goes back in time, to one of its copies or to the newest."""
        way = self.office.put_back(rng, newest=newest)
        if way is None:
            return
        self.counts[way] += 1
        self._log(f"the server is {way}")
        elsewhere = set[str]().union(*(each.own_tokens() | each.archived_tokens() for each in self.devices))
        self.oracle.goes_back(elsewhere)

    # the end

    def _settle(self) -> None:
        """Nothing disturbs any more: every device makes K rounds, and then one in which there is nothing to do."""
        rng = Random(0)
        self.network.weather = CALM
        self.network.forget_late()
        for device in self.devices:
            device.resume()
            if device.in_round:
                whole_round(device, self.network, rng)
        for _ in range(QUIET_ROUNDS + AFTER_RESTORE * bool(self.office.age)):
            for device in self.devices:
                done = whole_round(device, self.network, rng)
                check(done.fault is None, "I6", f"{device.name}: {done.fault} {done.problem} in a quiet round")
        for device in self.devices:
            done = whole_round(device, self.network, rng)
            idle = not done.pushed and not done.pulled and not done.lost_scopes
            check(idle, "I1", f"{device.name} has not settled: {done}")

    def _log(self, line: str) -> None:
        self.trace.lines.append(f"{self._step:4} {line}")


def _weather(rng: Random) -> Weather:
    def often(most: float) -> float:
        return rng.choice((0.0, most / 3, most))

    return Weather(
        lost_request=often(0.15),
        lost_answer=often(0.15),
        server_crash=often(0.12),
        late_again=often(0.15),
        stale=often(0.15),
        refused=often(0.08),
        superseded=often(0.02),
        tiny=often(0.6),
    )

"""The one module that starts a server beside the app: the demo, a fictional branch on this machine alone."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from types import FrameType
from typing import Any

from server_stub import schema
from server_stub.direct import Direct, Session
from server_stub.people import invite_one, start_branch
from server_stub.store import Store
from sync.loop import run_round
from sync.records.ids import Ids
from sync.records.registry import KINDS
from sync.transport import Transport
from sync.workplace import Workplace, open_workplace
from tui.samples import demo_year
from tui.samples.filling import Filling, runs
from tui.samples.step import Step
from tui.signing import join
from tui.start import client_name

BRANCH = "示例县政府办公室支部"
LOGIN = "clerk"
BATCH = 200
"""Edits a push carries while the branch is being filled."""

Progress = Callable[[int, int], None]


class DemoFailed(Exception):
    """A step of the sample was refused: the sample and the rules disagree, which is a defect."""

    def __init__(self, step: Step, why: str) -> None:
        super().__init__(f"{step.at} {step.actor} {step.do} {step.kind} {step.key}: {why}")


class StepClock:
    """The time of the step that is being carried out, so that the sample's history reads as it happened."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    def go_to(self, at: str) -> None:
        """Move to the local time of a step; never back."""
        self.moment = max(self.moment, dt.datetime.fromisoformat(at).astimezone())

    def now(self) -> dt.datetime:
        """The step's moment in UTC."""
        return self.moment.astimezone(dt.UTC)

    def today(self) -> str:
        """The step's local date."""
        return self.moment.astimezone().date().isoformat()


@dataclass(frozen=True, slots=True)
class Demo:
    """A filled branch: the invite of the study clerk, and who that is."""

    data: Path
    invite: str
    filling: Filling


def fill(data: Path, address: str, today: dt.date, progress: Progress | None = None) -> Demo:
    """Make the sample branch in a new folder, each step pushed by the member who would have made it."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    steps = demo_year.steps(today)
    clock = StepClock(dt.datetime.fromisoformat(steps[0].at).astimezone())
    store = Store.open(f"sqlite:///{data / 'branch.db'}", clock)
    try:
        schema.upgrade(store)
        (data / "branch.db").chmod(0o600)
        start_branch(store, BRANCH, address)
        direct = Direct(store)
        ids = Ids(lambda: int(clock.moment.timestamp() * 1000), Random(2011))
        filling = Filling(KINDS, direct.branch, ids, _offset(today))
        _carry_out(direct, clock, filling, steps, progress or (lambda done, all_of_them: None))
        clock.moment = dt.datetime.now().astimezone()
        name = str(filling.made[demo_year.CLERK].fields["name"])
        return Demo(data, invite_one(store, name, None, None), filling)
    finally:
        store.close()


def _carry_out(direct: Direct, clock: StepClock, filling: Filling, steps: list[Step], progress: Progress) -> None:
    people: dict[str, Session] = {}
    done = 0
    for run in runs(steps, BATCH):
        actor = run[0].actor
        clock.go_to(run[-1].at)
        if actor is None:
            for step in run:
                rid = direct.write_by_shell(step.kind, filling.resolved(step.fields))
                filling.created(step, rid)
        else:
            if actor not in people:
                people[actor] = direct.account(filling.rid(actor))
            answer = people[actor].push([filling.op(step) for step in run])
            for step, result in zip(run, answer.results, strict=True):
                if result.out in ("rejected", "conflict"):
                    raise DemoFailed(step, f"{result.out} {result.code} {result.field} {result.reason}")
        done += len(run)
        progress(done, len(steps))


def _offset(day: dt.date) -> str:
    written = dt.datetime.combine(day, dt.time(12)).astimezone().strftime("%z")
    return f"{written[:3]}:{written[3:]}"


@contextmanager
def serving(data: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server process on a free port of this machine; ended by its pid."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "server_stub.admin", "serve",
            "--data", str(data), "--port", "0", "--rate", "login=1000,sync=100000", "--json",
        ],
        stdout=subprocess.PIPE,
        stderr=(data / "server.log").open("ab"),
        text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        first = process.stdout.readline() if process.stdout else ""
        if not first:
            raise OSError((data / "server.log").read_text("utf-8", "replace")[-400:])
        yield json.loads(first)["address"], process
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def sit_down(demo: Demo, home: Path, address: str, today: dt.date) -> str:
    """Join as the study clerk in a folder of its own, sync, and write the clerk's own drafts and notes; returns the login."""
    from sync.invite import decode, encode

    meant = decode(demo.invite)
    invite = encode(type(meant)(address, meant.code, meant.fingerprint))
    with open_workplace(home) as place:
        answer = join(place, home, invite, LOGIN, f"{SystemRandom().getrandbits(96):024x}")
        with Transport(address, answer.token, client_name=client_name()) as transport:
            last = run_round(place.engine, transport)
        if last.fault is not None:
            raise OSError(f"the first sync failed: {last.fault.value}")
        _private(place, demo.filling, today)
    return answer.login


def _private(place: Workplace, filling: Filling, today: dt.date) -> None:
    for step in demo_year.private_steps(today):
        rid = place.desk.create(step.kind, filling.resolved(step.fields))
        filling.created(step, rid)


def demo(*, with_app: bool, keep: bool, say: Callable[[str], None], progress: Progress) -> int:
    """Fill, serve and open the demo; without the app serve until a signal. Returns the exit code."""
    today = dt.datetime.now().astimezone().date()
    root = Path(tempfile.mkdtemp(prefix="xinde-demo-"))
    try:
        data, home = root / "server", root / "home"
        made = fill(data, "http://127.0.0.1:8765", today, progress)
        with serving(data) as (address, process):
            login = sit_down(made, home, address, today)
            if with_app:
                from tui.app import run

                return run(home)
            member = made.filling.rid(demo_year.CLERK)
            said = {"home": str(home), "address": address, "login": login, "member": member}
            say(json.dumps(said, ensure_ascii=False))
            _until_signal(process)
            return 0
    finally:
        if keep:
            say(str(root))
        else:
            shutil.rmtree(root, ignore_errors=True)


class _Ended(Exception):
    """A signal came."""


def _until_signal(process: subprocess.Popen[Any]) -> None:
    def hear(number: int, frame: FrameType | None) -> None:
        raise _Ended

    before = {number: signal.signal(number, hear) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        process.wait()
    except _Ended:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

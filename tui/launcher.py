"""The one module that starts a server beside the app: the demo, a fictional branch on this machine alone."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom

import msgspec

from server_stub import schema
from server_stub.branches import start_branch
from server_stub.direct import Direct, Session
from server_stub.people import invite_one
from server_stub.store import Store
from sync.invite import Invite, Server, decode
from sync.loop import run_round
from sync.records.ids import Ids
from sync.records.registry import KINDS
from sync.transport import Transport
from sync.wire import DeviceInfo, Op, Result
from sync.workplace import Workplace, open_workplace, write_token
from tui import __version__
from tui.beginning import Beginning
from tui.commandline.connecting import client_name
from tui.samples import demo_year
from tui.samples.filling import Filling, runs
from tui.samples.step import Step
from tui.stopping import Ended, Stopping

LOGIN = "clerk"
BATCH = 200
"""Edits a push carries while the branch is being filled."""

TOGETHER = 40
"""Pushes under one commit meanwhile: on a busy disk a commit takes longer than all else of a push."""

STOP_SECONDS = 10
"""How long the server may take to end after a signal."""

Progress = Callable[[int, int], None]
"""Is told how many steps are done, of how many."""


class DemoFailed(Exception):
    """A step of the sample was refused, or the server did not start: a defect, since nothing here depends on a person."""


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


class Demo(msgspec.Struct, frozen=True):
    """A filled branch: the study clerk's invite, and what was made under which key."""

    invite: Invite
    filling: Filling

    @property
    def clerk(self) -> str:
        """The member id of the study clerk."""
        return self.filling.rid(demo_year.CLERK)


def fill(data: Path, address: str, today: dt.date, progress: Progress) -> Demo:
    """Make the sample branch in a new folder, each step pushed by the member who would have made it; raises DemoFailed."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / "branch.db").touch(0o600)
    steps = demo_year.steps(today)
    clock = StepClock(dt.datetime.fromisoformat(steps[0].at).astimezone())
    store = Store.open(f"sqlite:///{data / 'branch.db'}", clock)
    try:
        schema.upgrade(store)
        _never_wait_for_the_disk(store)
        start_branch(store, demo_year.BRANCH, address)
        direct = Direct(store)
        ids = Ids(lambda: int(clock.moment.timestamp() * 1000), SystemRandom())
        filling = Filling(KINDS, direct.branch, ids, clock.moment.isoformat()[-6:])
        _carry_out(direct, clock, filling, steps, progress)
        clock.moment = dt.datetime.now().astimezone()
        # Nobody has signed in yet, and nobody could join as a member who has an account.
        direct.dismiss()
        name = str(filling.made[demo_year.CLERK].fields["name"])
        return Demo(decode(invite_one(store, name, None, None)), filling)
    finally:
        store.close()


def _never_wait_for_the_disk(store: Store) -> None:
    """Half of the filling would be waiting for syncs; after a power cut nobody opens a half-made sample again."""
    # One thread, and a pool that gives the connection last returned: all of the filling goes over this one.
    connection = store.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA synchronous = OFF")
    finally:
        connection.close()


def _carry_out(direct: Direct, clock: StepClock, filling: Filling, steps: list[Step], progress: Progress) -> None:
    people: dict[str, Session] = {}
    done = 0

    def pushes(batch: list[list[Step]]) -> Iterator[tuple[Session, list[Op]]]:
        for run in batch:
            clock.go_to(run[-1].at)
            yield people[str(run[0].actor)], [filling.op(step) for step in run]

    for batch in _batches(runs(steps, BATCH)):
        actor = batch[0][0].actor
        if actor is None:
            clock.go_to(batch[0][-1].at)
            for step in batch[0]:
                filling.created(step, direct.write_by_shell(step.kind, filling.resolved(step.fields)))
        else:
            if actor not in people:
                people[actor] = direct.account(filling.rid(actor))
            for run, answer in zip(batch, direct.push_all(pushes(batch)), strict=True):
                _check(run, answer.results)
        done += sum(len(run) for run in batch)
        progress(done, len(steps))


def _batches(told: Iterable[list[Step]]) -> Iterator[list[list[Step]]]:
    """Runs that are pushed under one commit; the shell's own stand alone, and whoever has no account yet begins a batch."""
    batch: list[list[Step]] = []
    known: set[str | None] = {None}
    for run in told:
        actor = run[0].actor
        if batch and (actor is None or actor not in known or batch[0][0].actor is None or len(batch) == TOGETHER):
            yield batch
            batch = []
        known.add(actor)
        batch.append(run)
    if batch:
        yield batch


def _check(run: list[Step], results: list[Result]) -> None:
    for step, result in zip(run, results, strict=True):
        if result.out in ("rejected", "conflict"):
            why = f"{result.out} {result.code} {result.field} {result.reason}"
            raise DemoFailed(f"{step.at} {step.actor} {step.do} {step.kind} {step.key}: {why}")


@contextmanager
def serving(data: Path, stopping: Stopping) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server process on a free port of this machine; ended by its pid. Raises DemoFailed when it does not start."""
    words = ["serve", "--data", str(data), "--port", "0", "--rate", "login=1000,sync=100000", "--json"]
    with (data / "server.log").open("ab") as log:
        process = stopping.started(
            lambda: subprocess.Popen(
                [sys.executable, "-m", "server_stub.admin", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                # Ctrl+C in the terminal is for the app; the server ends after it.
                start_new_session=True,
            )
        )
    assert process.stdout is not None
    with process.stdout:
        try:
            first = process.stdout.readline()
            if not first:
                raise DemoFailed("the server did not start: " + (data / "server.log").read_text("utf-8")[-400:])
            yield json.loads(first)["address"], process
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            stopping.forget(process)


def sit_down(demo: Demo, home: Path, address: str, today: dt.date) -> None:
    """Join as the study clerk in a folder of its own, sync, and write the clerk's own drafts and notes."""
    with open_workplace(home) as place:
        device = DeviceInfo(name="demo", kind=sys.platform, ver=__version__)
        server = Server(address)
        with Transport(server, None, client_name=client_name()) as transport:
            answer = transport.join(demo.invite.code, LOGIN, f"{SystemRandom().getrandbits(96):024x}", device)
        place.signed_in(answer, server)
        write_token(home, answer.token)
        with Transport(server, answer.token, client_name=client_name()) as transport:
            last = run_round(place.engine, transport)
        if last.fault is not None:
            raise DemoFailed(f"the first sync failed: {last.fault.value}")
        _write_privately(place, demo.filling, demo_year.private_steps(today))


def _write_privately(place: Workplace, filling: Filling, steps: list[Step]) -> None:
    for step in steps:
        filling.created(step, place.desk.create(step.kind, filling.resolved(step.fields)))


def demo(
    *,
    with_app: bool,
    keep: bool,
    say: Callable[[str], None],
    note: Callable[[Path], None],
    progress: Progress,
    tell: Callable[[str], object],
) -> int:
    """Fill, serve and open the demo; without the app, `say` where it is as JSON and serve until a signal.

    What was made is removed at the end, or with `keep` told to `note`; `tell` hears the words of parting. Returns the exit code: that of a program ended by a
    signal when one came before the demo was ready. A second signal ends everything at once. Raises DemoFailed.
    """
    today = dt.datetime.now().astimezone().date()
    stopping = Stopping()

    def between(done: int, of: int) -> None:
        stopping.check()
        progress(done, of)

    with stopping.heard():
        root = Path(tempfile.mkdtemp(prefix="xinde-demo-"))
        stopping.folder = None if keep else root
        try:
            data, home = root / "server", root / "home"
            made = fill(data, "http://127.0.0.1:8765", today, between)
            with serving(data, stopping) as (address, process):
                stopping.check()
                sit_down(made, home, address, today)
                stopping.check()
                if with_app:
                    with Beginning() as begun:
                        from tui.app import run

                        look = begun.ready()
                    return run(home, stopping.clear_away, look, tell)
                say(json.dumps({"home": str(home), "address": address, "login": LOGIN, "member": made.clerk}))
                if not stopping.wait(process):
                    raise DemoFailed("the server ended by itself: " + (data / "server.log").read_text("utf-8")[-400:])
                return 0
        except Ended:
            return 128 + (stopping.number or 0)
        finally:
            if keep:
                note(root)
            else:
                shutil.rmtree(root)

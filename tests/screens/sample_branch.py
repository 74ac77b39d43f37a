"""The demo's branch on the device of its study clerk, filled once for all workers on one fixed day and copied for whoever opens it.

Clock and chance are passed in, and the shared copy is asked in this process, so that ids, times and all that is shown are the
same in every run, at whatever hour. What waits in page 6 was made by a second device of the clerk's, as it is in an office.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import cast

import pytest
from filelock import FileLock

from server_stub import store
from server_stub.direct import Direct
from server_stub.identity import Account
from server_stub.store import Store
from sync.cache.shadow import Identity
from sync.cache.view import View
from sync.clock import SystemClock
from sync.engine import Call
from sync.loop import Link, SyncLoop, run_round
from sync.transport import Transport
from sync.wire import History, PullAnswer, PullRequest, PushAnswer, PushRequest, Trash
from sync.workplace import Workplace, open_workplace
from tests.sample_years import NOON, TODAY, in_the_zone
from tests.screens.stage import no_notice
from tui import launcher
from tui.inquiry import Connect
from tui.samples import demo_year
from tui.samples.filling import Made

ADDRESS = "http://127.0.0.1:8765"
SECONDS = 300
"""How long a worker waits while another one fills the branch."""


class Noon(SystemClock):
    """A clock that stands at noon of the fixed day, eight hours east."""

    def now(self) -> dt.datetime:
        """The moment."""
        return NOON

    def today(self) -> str:
        """The day at the office, as the server asks for it."""
        return TODAY.isoformat()


class Door:
    """The shared copy, asked without HTTP by one account; stands for a connection."""

    def __init__(self, direct: Direct, account: Account) -> None:
        self._direct = direct
        self._account = account

    def carry(self, call: Call) -> PushAnswer | PullAnswer:
        """See Transport; a new device id is never needed here."""
        if isinstance(call.body, PushRequest):
            return self._direct.pushes.push(self._account, call.body)
        assert isinstance(call.body, PullRequest)
        return self._direct.pulls.pull(self._account, call.body)

    def history(self, rid: str, before: int | None = None) -> History:
        """See Transport."""
        return self._direct.pulls.history(self._account, rid, before)

    def trash(self, before: str | None = None) -> Trash:
        """See Transport."""
        return self._direct.trash.trash(self._account, before=before)

    def __enter__(self) -> Door:
        return self

    def __exit__(self, *rest: object) -> None:
        return None

    @property
    def connect(self) -> Connect:
        """What the app calls."""
        return lambda: cast(Transport, self)


class StillLoop(SyncLoop):
    """A sync that was just done, and is not done again."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place, lambda: None, Random(1))
        self._link = Link.SYNCED

    def start(self) -> None:
        """Nothing runs."""


@dataclass(frozen=True, slots=True)
class SampleBranch:
    """A filled branch: the clerk's data folder, the shared copy, and which record was made under which key."""

    folder: Path

    @property
    def home(self) -> Path:
        """The clerk's data folder."""
        return self.folder / "home"

    @property
    def server(self) -> Path:
        """The folder of the shared copy."""
        return self.folder / "server"

    def copied(self, to: Path) -> SampleBranch:
        """A copy that may be changed."""
        shutil.copytree(self.folder, to)
        return SampleBranch(to)

    @contextmanager
    def opened(self) -> Iterator[tuple[Workplace, StillLoop, Door]]:
        """The clerk's device at noon, its sync just done, and the door to the shared copy."""
        with _shared(self.server) as direct, open_workplace(self.home, "app", clock=Noon(), random=Random(4)) as place:
            identity = place.identity
            account = Account(str(identity.account), direct.branch, str(identity.member))
            yield place, StillLoop(place), Door(direct, account)


@contextmanager
def _shared(folder: Path) -> Iterator[Direct]:
    opened = Store.open(f"sqlite:///{folder / 'branch.db'}", Noon(), Random(2))
    try:
        yield Direct(opened)
    finally:
        opened.close()


def sample_branch(root: Path) -> SampleBranch:
    """The branch below a folder all workers share, filled by whoever comes first."""
    folder = root / "sample-branch"
    with FileLock(root / "sample-branch.lock", timeout=SECONDS):
        if not folder.exists():
            unfinished = root / "sample-branch.part"
            shutil.rmtree(unfinished, ignore_errors=True)
            with in_the_zone():
                _fill(SampleBranch(unfinished))
            unfinished.rename(folder)
    return SampleBranch(folder)


def _fill(branch: SampleBranch) -> None:
    with pytest.MonkeyPatch.context() as patch:
        chance = Random(2026)
        patch.setattr(launcher, "SystemRandom", lambda: chance)
        patch.setattr(store, "SystemRandom", lambda: chance)
        made = launcher.fill(branch.server, ADDRESS, TODAY, lambda done, of: None)
    with _shared(branch.server) as direct, ExitStack() as stack:
        clerk, secretary = (
            _sit_down(stack, direct, folder, made.filling.made[key])
            for folder, key in ((branch.home, demo_year.CLERK), (branch.folder / "secretary", demo_year.SECRETARY))
        )
        clerk.sync()
        secretary.sync()
        launcher._write_privately(clerk.place, made.filling, demo_year.private_steps(TODAY))
        around_today(clerk, secretary)
        no_notice(clerk.place)
    shutil.rmtree(branch.folder / "secretary")


class Seat:
    """A device of a member, with the door to the shared copy."""

    def __init__(self, place: Workplace, door: Door) -> None:
        self.place = place
        self._door = door

    def sync(self) -> None:
        """Push and pull."""
        assert run_round(self.place.engine, cast(Transport, self._door)).fault is None


def _sit_down(stack: ExitStack, direct: Direct, folder: Path, who: Made) -> Seat:
    session = direct.account(who.rid)
    place = stack.enter_context(open_workplace(folder, clock=Noon(), random=Random(folder.name)))
    name, account = str(who.fields["name"]), session.account.id
    identity = Identity(direct.branch, demo_year.BRANCH, who.rid, name, account, launcher.LOGIN, ADDRESS)
    progress = place.shadow.progress_change(device=session.device, epoch=session.epoch)
    place.repository.commit([place.shadow.identity_change(identity), progress])
    return Seat(place, Door(direct, session.account))


def around_today(clerk: Seat, secretary: Seat) -> None:
    """What a sample of agreeing people lacks: leave, a vote, an amendment, a conflict, a refused edit, something deleted."""
    desk, other = clerk.place.desk, secretary.place.desk
    coming, _, _, ended = _sessions(clerk.place, "planned")[:4]
    (held,) = (view for view in _sessions(clerk.place, "writing") if desk.member in view.get("recorders"))
    old = _sessions(clerk.place, "approved")[-1]
    there = {"session": held.id, "eligible": 29, "present": 27, "in_favour": 24, "against": 1, "abstain": 2}
    desk.create("vote", {**there, "matter": "通知一律先写办理时限"})
    desk.create(
        "vote", {**there, "matter": "评选本季度好通知", "in_favour": 14, "against": 9, "abstain": 4, "secret": True}
    )
    why = "记录时漏了一句，本人核对录音后补上"
    text = "补记：下一次起，材料提前三天发到各科室。"
    desk.create("amendment", {"session": old.id, "target": "minutes", "reason": why, "text": text})
    asked = {"session": coming.id, "leave_kind": "training"}
    own = desk.create("leave_request", {**asked, "member": desk.member, "reason": "市委党校学习班报到"})
    other.create("leave_request", {**asked, "leave_kind": "sick", "member": other.member, "reason": "复查"})
    clerk.sync()
    secretary.sync()
    clerk.sync()
    # The same place and the same sentence, written by two who had not seen each other's.
    summary = "先讲接访的三句话，再分组练习。"
    other.edit(coming.id, {"place": ("三楼会议室", "政务中心二楼"), "summary": (None, summary)})
    other.delete(ended.id)
    other.change_state(own, "granted")
    secretary.sync()
    desk.edit(
        coming.id, {"place": ("三楼会议室", "一楼接待室"), "summary": (None, "先看两段来电录音，再讲接访的三句话。")}
    )
    desk.edit(ended.id, {"place": (ended.get("place"), "三楼会议室")})
    desk.change_state(own, "withdrawn")
    desk.delete(desk.create("note", {"title": "买茶叶", "body": "会议室的茶叶快没有了。"}))
    clerk.sync()


def _sessions(place: Workplace, state: str) -> list[View]:
    found = (view for view in place.repository.find("session") if view.state == state)
    return sorted(found, key=lambda view: str(view.get("start")))

"""kill -9 of the server during 200 pushes: no acknowledged edit is lost, none is doubled."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path

from sync.loop import run_round
from sync.transport import Transport
from sync.workplace import open_workplace, read_token
from tests.e2e.branch import Branch

PUSHES = int(os.environ.get("XINDE_TEST_PUSHES", "200"))


def test_every_acknowledged_edit_is_there_once(tmp_path: Path) -> None:
    chance = random.Random(7)
    branch = Branch(tmp_path)
    branch.start()
    stop = threading.Event()
    try:
        device = branch.device(tmp_path / "home", branch.first_invite, "clerk", "王五")
        killer = threading.Thread(target=_kill_now_and_then, args=(branch, chance, stop))
        killer.start()
        token = read_token(tmp_path / "home")
        acknowledged: set[str] = set()
        with (
            open_workplace(tmp_path / "home") as place,
            Transport(branch.address, token, client_name="test", timeout=5.0) as transport,
        ):
            for number in range(PUSHES):
                place.desk.create("section", {"name": f"科室{number:03}"})
                last = run_round(place.engine, transport)
                if last.fault is None and len(place.queue) == 0:
                    acknowledged |= {str(view.get("name")) for view in place.repository.find("section")}
            stop.set()
            killer.join()
            for _ in range(20):
                if run_round(place.engine, transport).fault is None and len(place.queue) == 0:
                    break
                time.sleep(0.2)
            assert len(place.queue) == 0
        second = branch.device(tmp_path / "second", branch.invite("李四", "clerk"), "lisi")
        names = [each["fields"]["name"] for each in second.json("list", "section")]
        assert acknowledged <= set(names), "nothing that was acknowledged is missing"
        assert sorted(names) == [f"科室{number:03}" for number in range(PUSHES)], "nothing is missing or doubled"
        assert device.json("status")["parked"] == 0
    finally:
        stop.set()
        branch.stop()


def _kill_now_and_then(branch: Branch, chance: random.Random, stop: threading.Event) -> None:
    """The server dies without warning and comes back, again and again, until told to stop; then it stays up."""
    while not stop.wait(0.3 + chance.random()):
        branch.stop(signal.SIGKILL)
        branch.start()

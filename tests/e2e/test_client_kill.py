"""kill -9 of a device at work, again and again: what it had told is on the branch record, once, and nothing is doubled."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.branch import Branch

KILLS = 200 if "XINDE_SOAK" in os.environ else 8
"""How often it is killed: `make soak` does it 200 times."""

LONGEST = 0.5
"""Seconds it may work before it is killed, from its first word on."""

AT_WORK = """
import sys
from pathlib import Path
from sync.loop import run_round
from sync.transport import Transport
from sync.workplace import open_workplace, read_token

home, address, session, begin = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
with open_workplace(home) as place, Transport(address, read_token(home), client_name="test", timeout=5.0) as line:
    print("begun", flush=True)
    number = begin
    while True:
        number += 1
        fields = {"session": session, "at": "2026-03-05T09:00", "entry": "discussion", "pos": "a"}
        place.desk.create("minute", {**fields, "text": f"第{number:05}条。"})
        print(number, flush=True)
        summary = place.desk.record(session).get("summary")
        place.desk.set(session, {"summary": f"{summary}第{number:05}句。"})
        print(-number, flush=True)
        if number % 3 == 0:
            run_round(place.engine, line)
"""


def killed_at_work(home: Path, address: str, session: str, begin: int, chance: random.Random) -> list[int]:
    """What a device told before it was killed: n for an entry, -n for a sentence that was saved."""
    process = subprocess.Popen(
        [sys.executable, "-c", AT_WORK, str(home), address, session, str(begin)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n", "the folder is writable again"
    time.sleep(chance.random() * LONGEST)
    process.kill()
    rest, _ = process.communicate()
    return [int(line) for line in rest.splitlines()]


@pytest.mark.timeout(3600)
def test_what_a_killed_device_had_told_is_there_once(tmp_path: Path) -> None:
    chance = random.Random(7)
    with Branch(tmp_path) as branch:
        device = branch.device(tmp_path / "one", branch.first_invite, "zhang", "张三")
        other = branch.device(tmp_path / "two", branch.invite("李四", "clerk"), "li")
        session = device.ok("new", "session", "form=exchange", "title=交流", "recorders=me", "summary=开头。")
        device.ok("sync")
        told: list[int] = []
        for _ in range(KILLS):
            last = max((abs(number) for number in told), default=0)
            # Numbers leave a gap at each kill, for what was saved and not told any more.
            told += killed_at_work(device.home, branch.address, session, last + 10, chance)
        device.ok("sync")
        other.ok("sync")
        texts = [each["fields"]["text"] for each in other.json("list", "minute")]
        summary = other.json("show", session)["fields"]["summary"]
        assert len(texts) == len(set(texts)), "no entry is doubled"
        assert {f"第{number:05}条。" for number in told if number > 0} <= set(texts)
        for number in (-number for number in told if number < 0):
            assert summary.count(f"第{number:05}句。") == 1
        assert len(told) > KILLS
        for each in (device, other):
            assert each.json("parked") == each.json("conflicts") == []

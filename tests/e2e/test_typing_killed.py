"""Ten numbered keys a second, killed at a random moment: at most the last second is missing, and the next start is writable."""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from sync.workplace import Workplace, open_workplace
from tests.e2e.terminal import NEEDS_TMUX, Terminal, surroundings
from tui.minutes import ordered

SECONDS = 60.0 if "XINDE_SOAK" in os.environ else 6.0
"""How long to type."""

PER_SECOND = 10

pytestmark = NEEDS_TMUX


def _typed(folder: Path) -> list[int]:
    """The numbers that are on the disk, in entries and half typed, and a proof that the folder takes edits again."""
    with open_workplace(folder) as place:
        entered = [str(view.get("text")) for rid in _sessions(place) for view in ordered(place, rid)]
        text = "".join([*entered, *(each.text for each in place.unsaved.all())])
        place.desk.create("note", {"body": "之后还能写。"})
    return [int(number) for number in re.findall(r"(\d+)。", text)]


def _sessions(place: Workplace) -> list[str]:
    return [view.id for view in place.repository.find("session")]


def _type_until(terminal: Terminal, seconds: float, enter_every: int = 0) -> int:
    """Write 1。2。3。 … ten keys a second without a pause, and perhaps Enter after so many numbers.

    Returns how many numbers had been sent a second before the end.
    """
    sent: list[tuple[float, int]] = []
    begun = time.monotonic()
    keys = 0
    number = 0
    while (now := time.monotonic()) - begun < seconds:
        due = begun + keys / PER_SECOND
        if now < due:
            time.sleep(due - now)
        number += 1
        word = f"{number}。"
        terminal.write(word)
        if enter_every and number % enter_every == 0:
            terminal.enter()
        keys += len(word)
        sent.append((time.monotonic(), number))
    end = time.monotonic()
    return max((number for at, number in sent if at <= end - 1.0), default=0)


@pytest.mark.parametrize("where", ["a note", "the minutes"])
@pytest.mark.parametrize("how", ["kill", "hang-up"])
def test_at_most_the_last_second_is_missing(tmp_path: Path, how: str, where: str) -> None:
    chance = random.Random(os.environ.get("XINDE_TEST_SEED", how + where))
    environ = surroundings(tmp_path / "home")
    folder = Path(environ["XINDE_HOME"])
    meeting = where == "the minutes"
    if meeting:
        with open_workplace(folder) as place:
            place.start_alone("测试支部")
            place.desk.create("session", {"form": "exchange", "title": "交流"})
    with Terminal([sys.executable, "-m", "tui.cli"], {**environ, "PYTHONPATH": str(Path.cwd())}, tmp_path) as terminal:
        terminal.wait("涉密内容不得写入本程序")
        terminal.keys("Enter")
        terminal.wait_gone("涉密内容")
        if meeting:
            terminal.keys("3", "Enter")
            terminal.wait("概况")
            terminal.keys("F3", "F3", "F3", "F3")
            terminal.wait("写一条记录")
        else:
            terminal.keys("F4")
            terminal.wait("内容")
        safe = _type_until(terminal, SECONDS * (0.5 + chance.random() / 2), enter_every=7 if meeting else 0)
        if how == "kill":
            os.kill(terminal.pid, signal.SIGKILL)
        else:
            terminal.hang_up()
        _gone(terminal.pid)
    found = _typed(folder)
    assert found == list(range(1, len(found) + 1)), "no number is missing in the middle, none is doubled"
    assert len(found) >= safe, f"{safe} numbers were typed more than a second before the end, {len(found)} are there"


def _gone(pid: int) -> None:
    """Wait until the process let everything go; a second is what a dropped line gets."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if _has_ended(pid):
            return
        time.sleep(0.05)
    raise AssertionError("the program is still there")


def _has_ended(pid: int) -> bool:
    """True for a zombie none of whose threads is still in a call to the disk: only then its locks are free."""
    process = Path(f"/proc/{pid}")
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        return state == "Z" and len(list((process / "task").iterdir())) == 1
    except FileNotFoundError:
        return True

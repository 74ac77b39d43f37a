"""kill -9 of the server during 200 pushes: no acknowledged edit is lost, none is doubled."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from sync.loop import run_round
from sync.transport import Transport
from sync.workplace import open_workplace, read_token
from tests.cli.branch import Branch

KILLS = 200 if "XINDE_SOAK" in os.environ else 9
"""How often the server is killed: `make soak` does it 200 times."""

EVERY = 6 if "XINDE_SOAK" in os.environ else 13
"""A kill falls into one push of so many."""

PUSHES = KILLS * EVERY + 5

A_PUSH = 0.03
"""Seconds within which a push meets its end: before the request, in the middle of it, or after its answer."""


class Killer:
    """Kills the server without warning at a random moment of a push, and serves it again."""

    def __init__(self, branch: Branch, seed: int) -> None:
        self.kills = 0
        self._branch = branch
        self._chance = random.Random(seed)
        self._thread: threading.Thread | None = None

    def strike(self) -> None:
        """Kill it in a moment."""
        self._thread = threading.Thread(target=self._work, args=(self._chance.random() * A_PUSH,))
        self._thread.start()

    def _work(self, delay: float) -> None:
        time.sleep(delay)
        self._branch.stop(signal.SIGKILL)
        self.kills += 1
        self._branch.start()

    def settle(self) -> None:
        """Wait until it serves again."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [7])
def test_every_acknowledged_edit_is_there_once(tmp_path: Path, seed: int) -> None:
    names = [f"科室{number:04}" for number in range(PUSHES)]
    sentences = [f"第{number:04}句写在这里。" for number in range(PUSHES)]
    acknowledged: set[str] = set()
    with Branch(tmp_path) as branch:
        first = branch.device(tmp_path / "first", branch.first_invite, "clerk", "王五")
        second = branch.device(tmp_path / "second", branch.invite("李四", "clerk"), "lisi")
        with (
            open_workplace(first.home) as place,
            Transport(branch.address, read_token(first.home), client_name="test", timeout=5.0) as transport,
        ):
            document = place.desk.create("document", {"title": "办法", "doc_kind": "regulation", "body": "开头。\n"})
            killer = Killer(branch, seed)
            made: dict[str, str] = {}
            for number, (name, sentence) in enumerate(zip(names, sentences, strict=True)):
                made[place.desk.create("section", {"name": name})] = name
                place.desk.set(document, {"body": f"{place.desk.record(document).get('body')}{sentence}\n"})
                if number % EVERY == EVERY - 1:
                    killer.strike()
                while True:
                    last = run_round(place.engine, transport)
                    acknowledged |= {made[rid] for rid in made if not place.desk.record(rid).pending}
                    if last.fault is None and len(place.queue) == 0:
                        break
                    time.sleep(0.02)
                killer.settle()
            assert killer.kills == KILLS, "the server really died in between"
            assert acknowledged == set(names)
            assert place.shadow.progress.healed == 0, "no checksum ever disagreed"
        second.ok("sync")
        assert sorted(each["fields"]["name"] for each in second.json("list", "section")) == names, (
            "none lost, none doubled"
        )
        body = second.json("show", document)["fields"]["body"]
        assert body == "开头。\n" + "".join(f"{sentence}\n" for sentence in sentences)
        assert second.json("conflicts") == []
        history = second.json("why", document, "body")["edits"]
        added = [edit["after"].removeprefix(edit["before"] or "") for edit in reversed(history)]
        assert "".join(added) == body, "each edit stands in the history once"

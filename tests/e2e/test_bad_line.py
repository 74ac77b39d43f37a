"""Real devices and a real server over a line that loses, doubles, delays and cuts: nothing is lost, nothing stands twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sync.loop import run_round
from sync.transport import Transport
from sync.workplace import Workplace, open_workplace, read_token
from tests.cli.branch import Branch, me
from tests.e2e.bad_line import FAULTS, BadLine

EDITS = 300 if "XINDE_SOAK" in os.environ else 20
"""Edits of each of two devices."""


def rounds(place: Workplace, line: Transport, most: int) -> bool:
    """Sync until a round reaches its end; False when none of `most` did."""
    return any(run_round(place.engine, line).fault is None for _ in range(most))


@pytest.mark.parametrize("seed", [1, 2])
def test_two_devices_on_a_bad_line(tmp_path: Path, seed: int) -> None:
    with Branch(tmp_path) as branch:
        one = branch.device(tmp_path / "one", branch.first_invite, "zhang", "张三")
        two = branch.device(tmp_path / "two", branch.invite("李四", "clerk"), "li")
        session = one.ok("new", "session", "form=exchange", "title=交流", f"recorders={me(one)}", "summary=开头。")
        one.ok("sync")
        two.ok("sync")
        with BadLine(branch.port, seed) as line:
            places = [open_workplace(each.home) for each in (one, two)]
            lines = [
                Transport(line.address, read_token(each.home), client_name="test", timeout=5.0) for each in (one, two)
            ]
            try:
                for number in range(EDITS):
                    for name, place, wire in zip("甲乙", places, lines, strict=True):
                        text = f"{name}第{number:03}条。"
                        fields = {"session": session, "at": "2026-03-05T09:00", "entry": "discussion", "pos": "a"}
                        place.desk.create("minute", {**fields, "text": text})
                        summary = place.desk.record(session).get("summary")
                        place.desk.set(session, {"summary": f"{summary}{text}"})
                        rounds(place, wire, 2)
                line.often = 0.0
                for _ in range(2):
                    assert all(rounds(place, wire, 3) for place, wire in zip(places, lines, strict=True))
                for place in places:
                    assert len(place.queue) == 0
                    assert place.queue.parked() == []
                    assert place.shadow.progress.healed == 0, "no checksum ever disagreed"
                    assert place.shadow.progress.replay is None
            finally:
                for wire, place in zip(lines, places, strict=True):
                    wire.close()
                    place.close()
            assert {fault for fault in FAULTS if line.counts[fault]} == set(FAULTS)
        wanted = sorted(f"{name}第{number:03}条。" for name in "甲乙" for number in range(EDITS))
        for device in (one, two):
            assert sorted(each["fields"]["text"] for each in device.json("list", "minute")) == wanted
            summary = device.json("show", session)["fields"]["summary"]
            conflicts = " ".join(each["mine"] for each in device.json("conflicts"))
            for text in wanted:
                assert summary.count(text) <= 1, "nothing stands twice"
                assert text in summary or text in conflicts, "nothing is gone"

"""The real `xinde-server serve`: a whole round over sockets, kill -9 while edits come in, and a graceful end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec
import pytest

from sync.invite import decode
from sync.records.ids import Ids
from sync.wire import Op

PUSHES = 40
KILLS = 2
DEVICE = {"name": "x", "kind": "x", "ver": "x"}


def command(*arguments: str) -> list[str]:
    """The command line of `xinde-server`."""
    return [sys.executable, "-m", "server_stub.admin", *arguments]


@contextmanager
def serving(data: Path, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server process and its address; killed at the end if it still runs."""
    with log.open("ab") as errors:
        line = command("serve", "--data", str(data), "--port", "0", "--json", "--rate", "login=1000,sync=100000")
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=errors)
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())["address"]
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


class Device:
    """A device that pushes minute entries one by one and sends again what was not answered."""

    def __init__(self, address: str, joined: dict[str, Any]) -> None:
        self.address = address
        self.joined = joined
        self.ids = Ids(lambda: 1_772_000_000_000, Random(7))
        self.scope = f"b:{joined['branches'][0]['id']}"
        self.session = self.ids.record()
        self.queue = [self._op(1, "session", self.session, {"form": "lecture", "host": self.member})]
        self.queue += [self._op(n, "minute", self.ids.record(), self._row(n)) for n in range(2, PUSHES + 2)]
        self.acked: dict[str, str] = {}
        self.epoch = self.call("pull", {"epoch": None, "cursors": {}})["epoch"]

    @property
    def member(self) -> str:
        """Whose device it is."""
        return str(self.joined["branches"][0]["member"])

    def _row(self, n: int) -> dict[str, Any]:
        return {"session": self.session, "at": "2026-03-01T09:00", "entry": "note", "pos": "a", "text": f"第{n}条"}

    def _op(self, n: int, kind: str, rec: str, fields: dict[str, Any]) -> Op:
        changes: dict[str, Any] = {name: [None, value] for name, value in fields.items()}
        at = "2026-03-01T09:00:00+08:00"
        return Op(n=n, id=self.ids.op(), k="new", type=kind, rec=rec, scope=self.scope, v=1, at=at, ch=changes)

    def call(self, what: str, body: dict[str, Any]) -> Any:
        """One sync call."""
        headers = {"Authorization": f"Bearer {self.joined['token']}", "Content-Type": "application/json"}
        content = msgspec.json.encode({"device": self.joined["device"], **body})
        url = f"{self.address}/v1/sync/{what}"
        answer = httpx.post(url, content=content, headers=headers, timeout=30, trust_env=False)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def push(self) -> bool:
        """Push everything not acknowledged, two at a time; False when the server went away."""
        try:
            while waiting := [op for op in self.queue if op.id not in self.acked]:
                answer = self.call("push", {"epoch": self.epoch, "ops": waiting[:2]})
                self.acked.update({result["id"]: result["out"] for result in answer["results"]})
        except httpx.TransportError:
            return False
        return True


def test_killed_at_any_moment_no_acknowledged_edit_is_lost_and_none_doubled(tmp_path: Path) -> None:
    data, log, rng = tmp_path / "data", tmp_path / "log", Random(3)
    made = subprocess.run(
        command("init", "--data", str(data), "--branch", "支部", "--json"), capture_output=True, check=True
    )
    invite = decode(json.loads(made.stdout)["invite"])
    with serving(data, log) as (process, address):
        body = {"code": invite.code, "login": "wang", "password": "password", "device": DEVICE, "name": "王"}
        joined = httpx.post(f"{address}/v1/join", json=body, trust_env=False).json()
        device = Device(address, joined)
        _push_until_killed(device, process, rng)
    for _ in range(KILLS - 1):
        with serving(data, log) as (process, address):
            device.address = address
            held = {r["id"] for r in _records(device)}
            assert {op.rec for op in device.queue if op.id in device.acked} <= held
            _push_until_killed(device, process, rng)
    with serving(data, log) as (process, address):
        device.address = address
        assert device.push()
        assert set(device.acked.values()) == {"applied"}
        rows = [r for r in _records(device) if r["type"] == "minute"]
        assert sorted(r["f"]["text"] for r in rows) == sorted(f"第{n}条" for n in range(2, PUSHES + 2))
        assert {r["rev"] for r in rows} == {1}
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    written = log.read_text()
    assert "Traceback" not in written
    assert joined["token"] not in written
    assert "条" not in written


def _push_until_killed(device: Device, process: subprocess.Popen[bytes], rng: Random) -> None:
    """Push while the server is killed at some moment; the device may have finished before."""
    killer = threading.Timer(rng.uniform(0.02, 0.25), process.kill)
    killer.start()
    device.push()
    killer.join()
    process.wait()


def _records(device: Device) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = device.call("pull", {"epoch": device.epoch, "cursors": {}})["changes"]
    return found


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_while_somebody_waits(tmp_path: Path, sent: signal.Signals) -> None:
    data, log = tmp_path / "data", tmp_path / "log"
    made = subprocess.run(
        command("init", "--data", str(data), "--branch", "支部", "--json"), capture_output=True, check=True
    )
    invite = decode(json.loads(made.stdout)["invite"])
    with serving(data, log) as (process, address):
        body = {"code": invite.code, "login": "wang", "password": "password", "device": DEVICE, "name": "王"}
        joined = httpx.post(f"{address}/v1/join", json=body, trust_env=False).json()
        headers = {"Authorization": f"Bearer {joined['token']}"}
        etag = httpx.get(f"{address}/v1/sync/heads", headers=headers, trust_env=False).json()["etag"]
        headers["If-None-Match"] = etag
        found: list[int] = []

        def poll() -> None:
            url = f"{address}/v1/sync/heads?wait=25"
            found.append(httpx.get(url, headers=headers, timeout=30, trust_env=False).status_code)

        waiting = threading.Thread(target=poll)
        waiting.start()
        waiting.join(1)
        process.send_signal(sent)
        assert process.wait(20) == 0
        waiting.join()
    assert found == [304]
    last = [json.loads(line)["event"] for line in log.read_text().splitlines()]
    assert (last[0], last[-1]) == ("started", "stopped")

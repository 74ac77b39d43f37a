"""Pushes a second of ten edits each, on SQLite, every commit durable: the service alone, and over HTTP with one process.

Run: python -m bench.server [pushes]. The bar is 300 a second on 2 cores (DESIGN.md); the client of the HTTP part needs one.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import msgspec

from server_stub import schema
from server_stub.clock import SystemClock
from server_stub.direct import Direct, Session
from server_stub.store import Store
from sync.invite import decode
from sync.wire import Op

OPS = 10
DEVICES = 8
AT = "2026-03-01T09:00:00+08:00"
TEXT = "会议学习了文件精神，讨论了本季度工作安排，明确了责任科室和完成时限。" * 3


class Work:
    """Edits of one branch: half of them new minute entries, half changes of entries made before."""

    def __init__(self, store: Store, scope: str, session: str) -> None:
        self._ids = store.ids
        self._scope = scope
        self._session = session
        self._rows: list[str] = []
        self._turn = 0

    def batch(self) -> list[Op]:
        """Ten edits."""
        self._turn += 1
        made = [self._ids.record() for _ in range(OPS if not self._rows else OPS // 2)]
        ops = [self._new(rid) for rid in made]
        ops += [self._put(rid) for rid in self._rows[: OPS - len(ops)]]
        self._rows = made
        return ops

    def _op(self, k: Any, rid: str, changes: dict[str, Any]) -> Op:
        return Op(id=self._ids.op(), k=k, type="minute", rec=rid, scope=self._scope, v=1, at=AT, ch=changes)

    def _new(self, rid: str) -> Op:
        fields = {"session": self._session, "at": "2026-03-01T09:00", "entry": "note", "pos": "a", "text": TEXT}
        return self._op("new", rid, {name: [None, value] for name, value in fields.items()})

    def _put(self, rid: str) -> Op:
        return self._op("put", rid, {"text": [TEXT, TEXT + "补充一句。"]})


def open_branch(data: Path) -> Direct:
    """The branch of a data folder."""
    store = Store.open(f"sqlite:///{data}/branch.db", SystemClock())
    schema.upgrade(store)
    return Direct(store)


def commits(folder: Path, count: int = 200) -> float:
    """Milliseconds of one append of 40 KB and its fsync on this disk: no durable commit can be faster."""
    path = folder / "append"
    handle = os.open(path, os.O_CREAT | os.O_WRONLY)
    begun = time.perf_counter()
    for _ in range(count):
        os.write(handle, b"x" * 40_960)
        os.fsync(handle)
    spent = time.perf_counter() - begun
    os.close(handle)
    path.unlink()
    return spent * 1000 / count


def in_process(direct: Direct, door: Session, session: str, pushes: int) -> tuple[float, float]:
    """Pushes a second through the service alone, and CPU milliseconds each."""
    work = Work(direct.store, f"b:{direct.branch}", session)
    batches = [work.batch() for _ in range(pushes)]
    door.push(batches.pop(0))
    begun, spent = time.perf_counter(), time.process_time()
    for batch in batches:
        results = door.push(batch).results
        if {result.out for result in results} != {"applied"}:
            raise SystemExit(f"not applied: {results}")
    count = len(batches)
    return count / (time.perf_counter() - begun), (time.process_time() - spent) * 1000 / count


def cpu_ms(process: int) -> float:
    """CPU milliseconds a process has used so far; 0 where there is no /proc."""
    path = Path(f"/proc/{process}/stat")
    if not path.exists():
        return 0.0
    words = path.read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def over_http(data: Path, branch: str, session: str, store: Store, invite: str, pushes: int) -> tuple[float, float]:
    """Pushes a second of eight devices on one serving process, and its CPU milliseconds each."""
    rates = "login=1000,sync=1000000"
    line = [sys.executable, "-m", "server_stub.admin", "serve", "--data", str(data), "--port", "0", "--json"]
    server = subprocess.Popen([*line, "--rate", rates], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert server.stdout is not None
        host = json.loads(server.stdout.readline())["address"].removeprefix("http://")
        joined = call(http.client.HTTPConnection(host), "/v1/join", None, encoded_join(decode(invite).code))
        each = max(1, pushes // DEVICES)
        threads = []
        for _ in range(DEVICES):
            connection = http.client.HTTPConnection(host)
            signed_in = call(connection, "/v1/auth/login", None, encoded_login())
            pull = {"device": signed_in["device"], "epoch": None, "cursors": {}, "limit": 1}
            epoch = call(connection, "/v1/sync/pull", signed_in["token"], msgspec.json.encode(pull))["epoch"]
            work = Work(store, f"b:{branch}", session)
            bodies = [numbered(work.batch(), signed_in["device"], epoch, turn * OPS) for turn in range(each)]
            threads.append(threading.Thread(target=send, args=(connection, signed_in["token"], bodies)))
        assert joined["token"]
        begun, spent = time.perf_counter(), cpu_ms(server.pid)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        count = DEVICES * each
        return count / (time.perf_counter() - begun), (cpu_ms(server.pid) - spent) / count
    finally:
        server.terminate()
        server.communicate()


def numbered(ops: list[Op], device: str, epoch: str, before: int) -> bytes:
    """The body of a push."""
    for place, op in enumerate(ops, 1):
        op.n = before + place
    return msgspec.json.encode({"device": device, "epoch": epoch, "ops": ops})


def encoded_join(code: str) -> bytes:
    """The body of a join."""
    device = {"name": "bench", "kind": "bench", "ver": "0"}
    return msgspec.json.encode({"code": code, "login": "bench", "password": "password", "device": device, "name": "王"})


def encoded_login() -> bytes:
    """The body of a sign-in."""
    device = {"name": "bench", "kind": "bench", "ver": "0"}
    return msgspec.json.encode({"login": "bench", "password": "password", "device": device})


def call(connection: http.client.HTTPConnection, path: str, token: str | None, body: bytes) -> Any:
    """One request."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status} {content.decode()}")
    return json.loads(content)


def send(connection: http.client.HTTPConnection, token: str, bodies: list[bytes]) -> None:
    """Push one body after the other."""
    for body in bodies:
        call(connection, "/v1/sync/push", token, body)


def main() -> None:
    """Measure and print."""
    pushes = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        made = [sys.executable, "-m", "server_stub.admin", "init", "--data", str(data), "--branch", "支部", "--json"]
        invite = json.loads(subprocess.run(made, capture_output=True, check=True).stdout)["invite"]
        direct = open_branch(data)
        clerk = direct.write_by_shell("member", {"name": "学习秘书"})
        direct.write_by_shell("appointment", {"member": clerk, "role": "clerk", "from": "2020-01-01"})
        session = direct.write_by_shell("session", {"form": "lecture", "title": "党课"})
        floor = commits(data)
        alone, cpu = in_process(direct, direct.account(clerk), session, pushes)
        served, served_cpu = over_http(data, direct.branch, session, direct.store, invite, pushes)
        direct.store.close()
    print(f"one durable append of 40 KB       {floor:8.2f} ms")
    print(f"service alone, 10 edits a push    {alone:8.0f} pushes/s, {cpu:.2f} ms of CPU each")
    print(f"over HTTP, {DEVICES} devices, one process {served:8.0f} pushes/s, {served_cpu:.2f} ms of CPU each")


if __name__ == "__main__":
    main()

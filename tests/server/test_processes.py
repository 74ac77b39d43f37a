"""Several processes of `xinde-server serve` on one PostgreSQL: they wake each other's devices, and one may die."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from server_stub import schema, tables
from server_stub.app import make_app
from server_stub.branches import start_branch
from server_stub.clock import SystemClock
from server_stub.people import invite_one
from server_stub.store import Store
from sync.invite import decode
from sync.records.ids import Ids
from sync.wire import Op
from tests.postgres import cluster
from tests.server.people import FakeClock
from tests.server.test_at_once import at_once, check_whole
from tests.server.test_process import DEVICE, Device, command
from tests.server.web import Client

OFTEN = "login=1000,sync=100000"
EDITS = 20


@pytest.fixture
def url() -> Iterator[str]:
    """A new database."""
    name, url = cluster().fresh()
    yield url
    cluster().drop(name)


@contextmanager
def serving(url: str, log: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server process and its address; ended if it still runs."""
    line = command("serve", "--port", "0", "--json", "--rate", OFTEN, *options)
    with log.open("ab") as errors:
        environment = {**os.environ, "XINDE_DATABASE": url}
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=errors, env=environment)
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())["address"]
        finally:
            process.terminate()
            try:
                process.wait(20)
            finally:
                process.kill()
                process.communicate()


def begun(url: str) -> str:
    """The code of the first invite of a branch made there."""
    store = Store.open(url, SystemClock())
    schema.upgrade(store)
    invite = start_branch(store, "支部", "http://127.0.0.1:1")
    store.close()
    return decode(invite).code


def joined(address: str, code: str) -> dict[str, Any]:
    """What joining answers."""
    body = {"code": code, "login": "wang", "password": "password", "device": DEVICE, "name": "王"}
    answer: dict[str, Any] = httpx.post(f"{address}/v1/join", json=body, timeout=60, trust_env=False).json()
    return answer


def another(address: str) -> dict[str, Any]:
    """What signing in with another device answers."""
    body = {"login": "wang", "password": "password", "device": DEVICE}
    answer: dict[str, Any] = httpx.post(f"{address}/v1/auth/login", json=body, timeout=60, trust_env=False).json()
    return answer


class Poll:
    """A long poll that is under way."""

    def __init__(self, address: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        heads = f"{address}/v1/sync/heads"
        self._etag = httpx.get(heads, headers=headers, timeout=30, trust_env=False).json()["etag"]
        self.status = 0
        self.seconds = 0.0

        def ask() -> None:
            since = time.monotonic()
            known = {**headers, "If-None-Match": self._etag}
            self.status = httpx.get(f"{heads}?wait=25", headers=known, timeout=40, trust_env=False).status_code
            self.seconds = time.monotonic() - since

        self._thread = threading.Thread(target=ask)
        self._thread.start()
        # It is waiting by then: the answer to a request of that moment takes milliseconds.
        self._thread.join(0.7)
        assert self._thread.is_alive()

    def woken(self) -> bool:
        """Whether it was answered long before its time."""
        self._thread.join(30)
        return self.status == 200 and self.seconds < 15


def test_two_servers_of_one_database_take_edits_at_once_and_wake_each_others_devices(url: str, tmp_path: Path) -> None:
    code = begun(url)
    with ExitStack() as stack:
        (_, one), (_, two) = (stack.enter_context(serving(url, tmp_path / "log")) for _ in range(2))
        first = Device(one, joined(one, code))
        first.queue = first.queue[:EDITS]
        second = Device(two, another(two))
        second.queue = [op for op in second.queue if op.type == "minute"]
        for n, op in enumerate(second.queue, 1):
            op.n, op.id, op.rec = (
                n,
                f"{op.id[:-4]}beef",
                Ids(lambda: 1_772_000_000_001, __import__("random").Random(n)).record(),
            )
        poll = Poll(two, second.joined["token"])
        assert at_once([first.push, second.push]) == [True, True]
        assert poll.woken()
        assert set(first.acked.values()) == {"applied"}
        # The session they belong to is on its way from the other device.
        assert set(second.acked.values()) <= {"applied", "rejected"}
        # An operator's command is a process of its own, as this one is.
        poll = Poll(one, first.joined["token"])
        store = Store.open(url, SystemClock())
        invite_one(store, "新来的", None, None)
        assert poll.woken()
        # Whoever listens has lost the line, and hears again what is rung after that.
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as other:
            lost = other.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%' OR query = 'SELECT 1'"
            ).fetchall()
        assert len(lost) >= 2
        poll = Poll(two, second.joined["token"])
        op = _minute(first, 1 + len(first.queue))
        first.queue.append(op)
        assert first.push()
        assert poll.woken()
    check_whole(store)
    store.close()
    assert "Traceback" not in (tmp_path / "log").read_text()


def _minute(device: Device, n: int) -> Op:
    return device._op(n, "minute", device.ids.record(), device._row(n))


def test_a_process_that_dies_is_begun_again_and_a_signal_ends_all(url: str, tmp_path: Path) -> None:
    code, log = begun(url), tmp_path / "log"
    with serving(url, log, "--processes", "2") as (parent, address):
        device = Device(address, joined(address, code))
        before = _until_two(parent.pid)
        # A process is there before it serves: one that is killed until then has nothing to say of itself.
        _until_started(log, 2)
        os.kill(before[0], signal.SIGKILL)
        for _ in range(20):
            if device.push():
                break
        assert set(device.acked.values()) == {"applied"}
        assert len(device.acked) == len(device.queue)
        after = _until_two(parent.pid)
        assert before[0] not in after
        assert before[1] in after
        _until_started(log, 3)
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(20) == 0
        assert not any(Path(f"/proc/{each}").exists() for each in after)
    store = Store.open(url, FakeClock())
    check_whole(store)
    store.close()
    events = [json.loads(line)["event"] for line in log.read_text().splitlines()]
    assert events.count("died") == 1
    assert events.count("started") == 3
    assert events.count("stopped") == 2


def test_processes_end_with_a_parent_that_was_killed(url: str, tmp_path: Path) -> None:
    begun(url)
    with serving(url, tmp_path / "log", "--processes", "2") as (parent, _):
        children = _until_two(parent.pid)
        parent.kill()
        parent.wait(20)
        for _ in range(200):
            if not any(Path(f"/proc/{each}").exists() for each in children):
                return
            time.sleep(0.05)
        pytest.fail("they go on")


def _until_started(log: Path, count: int) -> None:
    """Wait until so many processes have told their log that they serve."""
    for _ in range(1200):
        if log.read_text().count('"started"') == count:
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def _until_two(parent: int) -> list[int]:
    """The ids of the two processes that serve, once both do."""
    for _ in range(400):
        found = [int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
        serving = [each for each in found if b"spawn_main" in _line_of(each)]
        if len(serving) == 2:
            return serving
        time.sleep(0.05)
    raise AssertionError("there are not two processes")


def _line_of(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def test_a_data_folder_has_one_process(tmp_path: Path) -> None:
    data = tmp_path / "data"
    line = command("serve", "--data", str(data), "--processes", "2")
    refused = subprocess.run(line, capture_output=True, check=False, text=True)
    assert refused.returncode == 1
    assert "written by one process" in refused.stderr


def test_while_the_database_is_away_everybody_is_told_to_come_later() -> None:
    clock = FakeClock()
    store = Store.open("postgresql+psycopg://nobody:nothing@127.0.0.1:1/nothing", clock)
    app, api = make_app(store, clock)
    client = Client(app)
    try:
        for answer in (
            client.get("/healthz"),
            client.get("/v1/meta"),
            client.post("/v1/sync/push", json={}, headers={"Authorization": "Bearer x"}),
            client.post("/v1/auth/login", json={"login": "wang", "password": "password", "device": DEVICE}),
        ):
            told = answer.json()
            assert (answer.status_code, told["code"]) == (503, "maintenance")
            assert "Retry-After" in answer.headers
    finally:
        client.close()
        api.close()
        store.close()


def test_migrations_make_the_tables_the_code_uses(url: str) -> None:
    stores = [Store.open(url, FakeClock()) for _ in range(3)]
    # Processes that begin at one moment: one of them makes the tables, the others wait for it.
    at_once([partial(schema.upgrade, store) for store in stores])
    with stores[0].engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    with stores[0].read() as connection, stores[1].read() as other:
        assert stores[0].epoch(connection) == stores[1].epoch(other)
    for store in stores:
        store.close()

"""A branch on a real server process, and devices that have joined it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, ClassVar

import pytest

from server_stub.admin import main
from tests.cli.device import Device
from tests.cli.serving import Serving

SERVER = [sys.executable, "-m", "server_stub.admin"]
NO_LIMITS = ("--rate", "login=10000,sync=1000000")


class Branch:
    """`xinde-server` on a data folder below `folder`; in a `with` block it serves, and its end ends it.

    Server and admin commands run in this process where `OWN_PROCESS` is False, which saves a second a test.
    """

    OWN_PROCESS: ClassVar[bool] = False

    def __init__(
        self,
        folder: Path,
        name: str = "测试支部",
        *,
        copy_of: Branch | None = None,
        address: str | None = None,
        scheme: str = "http",
    ) -> None:
        """`address` is where devices are sent, when that is not the server itself; with https it has a certificate."""
        self.folder = folder
        self.data = folder / "server"
        self.log = folder / "server.log"
        self.port: int = copy_of.port if copy_of is not None else free_port()
        self.own_address: str = copy_of.own_address if copy_of is not None else f"{scheme}://127.0.0.1:{self.port}"
        self.address = address or self.own_address
        self._process: subprocess.Popen[str] | None = None
        self._log: IO[str] | None = None
        self._thread: Serving | None = None
        self.first_invite: str = (
            copy_of.first_invite
            if copy_of is not None
            else self.admin("init", "--branch", name, "--address", self.address)["invite"]
        )

    def copied(self, folder: Path) -> Branch:
        """The same branch with its devices in another folder; this one must not serve."""
        assert self._process is None
        assert self._thread is None
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Branch(folder, copy_of=self)

    def admin(self, command: str, *words: str) -> Any:
        """Run an admin command, of one word or two, and read its JSON."""
        if not self.OWN_PROCESS:
            out = io.StringIO()
            with contextlib.redirect_stdout(out), pytest.raises(SystemExit) as ended:
                main([*command.split(), "--data", str(self.data), *words, "--json"])
            assert ended.value.code == 0, (command, words)
            return json.loads(out.getvalue())
        ran = subprocess.run(
            [*SERVER, *command.split(), "--data", str(self.data), *words, "--json"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    def invite(self, member: str | None = None, role: str | None = None) -> str:
        """A new invite, for a member by name, with a role."""
        words = [*(["--member", member] if member else []), *(["--role", role] if role else [])]
        found: str = self.admin("invite", *words)["invite"]
        return found

    def start(self) -> None:
        """Serve, at the same address each time; returns when it listens."""
        if not self.OWN_PROCESS:
            self._thread = Serving(self.data, self.port, self.log, NO_LIMITS[1])
            return
        self._log = self.log.open("a", encoding="utf-8")
        self._process = subprocess.Popen(
            [*SERVER, "serve", "--data", str(self.data), "--port", str(self.port), *NO_LIMITS, "--json"],
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=dict(os.environ),
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        assert said, self.log.read_text("utf-8")
        assert json.loads(said)["address"] == self.own_address

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the server process, politely or not."""
        if self._thread is not None:
            assert number == signal.SIGTERM, "only a process can be killed"
            self._thread.stop()
            self._thread = None
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(30)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None
        if self._log is not None:
            self._log.close()
            self._log = None

    def device(self, home: Path, invite: str, login: str, name: str | None = None) -> Device:
        """A data folder that has joined with an invite and synced once."""
        device = Device(home)
        named = ["--name", name] if name is not None else []
        device.ok("join", invite, "--login", login, *named)
        device.ok("sync")
        return device

    def another(self, home: Path, login: str) -> Device:
        """A second device of an account, synced once."""
        found = Device(home)
        found.ok("login", self.address, "--login", login)
        found.ok("sync")
        return found

    def __enter__(self) -> Branch:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def free_port() -> int:
    """A port nobody listens on, below those the system gives to clients: one of them must not take it while we restart."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue


def me(device: Device) -> str:
    """The member id of whoever is signed in on a device."""
    found: str = device.json("status")["member"]["id"]
    return found


def shared(device: Device, *kinds: str) -> dict[str, Mapping[str, Any]]:
    """The shared records a device has, by id, without what differs by device."""
    found: dict[str, Mapping[str, Any]] = {}
    for kind in kinds:
        for record in device.json("list", kind):
            found[record["id"]] = {name: record[name] for name in ("kind", "state", "fields", "scope", "updated")}
    return found

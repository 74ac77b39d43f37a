"""A branch on a real server process, and devices that have joined it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from tests.cli.device import PASSWORD, Device

SERVER = [sys.executable, "-m", "server_stub.admin"]


class Branch:
    """`xinde-server` on a data folder; in a `with` block it serves, and its end ends it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.data = folder / "server"
        self.log = folder / "server.log"
        self.address = f"http://127.0.0.1:{port}"
        self.first_invite = ""
        self._folder = folder
        self._port = port
        self._process: subprocess.Popen[str] | None = None
        self._log: IO[str] | None = None

    @classmethod
    def found(cls, folder: Path, name: str = "测试支部") -> Branch:
        """A new branch on a free port."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            branch = cls(folder, free.getsockname()[1])
        branch.first_invite = branch.admin("init", "--branch", name, "--address", branch.address)["invite"]
        return branch

    def copied(self, folder: Path) -> Branch:
        """The same branch with its devices in another folder; this one must not serve."""
        assert self._process is None
        shutil.copytree(self._folder, folder, dirs_exist_ok=True)
        copy = Branch(folder, self._port)
        copy.first_invite = self.first_invite
        return copy

    def admin(self, command: str, *words: str) -> Any:
        """Run an admin command and read its JSON."""
        ran = subprocess.run(
            [*SERVER, command, "--data", str(self.data), *words, "--json"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    def start(self) -> None:
        """Serve, at the same address each time; returns when it answers."""
        self._log = self.log.open("a", encoding="utf-8")
        words = ["--port", str(self._port), "--json"]
        self._process = subprocess.Popen(
            [*SERVER, "serve", "--data", str(self.data), *words],
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=dict(os.environ),
        )
        assert self._process.stdout is not None
        assert json.loads(self._process.stdout.readline())["address"] == self.address

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the server process, politely or not."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(30)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None
        if self._log is not None:
            self._log.close()
            self._log = None

    def invite(self, *words: str) -> str:
        """A new invite."""
        found: str = self.admin("invite", *words)["invite"]
        return found

    def device(self, login: str, invite: str, name: str | None = None, **environ: str) -> Device:
        """A device that has joined with an invite and synced once."""
        device = Device(self._folder / login, **environ)
        named = ["--name", name] if name is not None else []
        device.ok("join", invite, "--login", login, *named)
        device.ok("sync")
        return device

    def member(self, login: str) -> Device:
        """The device that has joined under this login."""
        return Device(self._folder / login)

    def another(self, device: Device, login: str) -> Device:
        """A second device of the same account, synced once."""
        found = Device(self._folder / f"{device.home.name}-2")
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


__all__ = ["PASSWORD", "Branch", "me", "shared"]

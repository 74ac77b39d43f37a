"""A branch with a real server process on loopback, and devices that join it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.cli.device import Device

NO_LIMITS = ("--rate", "login=1000,sync=100000")


class Branch:
    """Server data, and the process that serves it; ended by its pid."""

    def __init__(self, folder: Path, name: str = "测试支部") -> None:
        self.folder = folder
        self.data = folder / "server"
        self.log = folder / "server.log"
        self._process: subprocess.Popen[str] | None = None
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        answer = self.admin("init", "--data", str(self.data), "--branch", name, "--address", self.address)
        self.first_invite: str = answer["invite"]

    def admin(self, *words: str) -> Any:
        """Run `xinde-server` and read its JSON."""
        done = subprocess.run(
            [sys.executable, "-m", "server_stub.admin", *words, "--json"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def invite(self, member: str, role: str | None = None) -> str:
        """An invite for a member, with a role if named."""
        words = ["invite", "--data", str(self.data), "--member", member, *(["--role", role] if role else [])]
        invite: str = self.admin(*words)["invite"]
        return invite

    def start(self) -> None:
        """Serve until stopped; returns when the server answers."""
        with self.log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable, "-m", "server_stub.admin", "serve",
                    "--data", str(self.data), "--host", "127.0.0.1", "--port", str(self.port), *NO_LIMITS,
                ],
                stdout=log, stderr=log, text=True,
            )  # fmt: skip
        import httpx

        for _ in range(200):
            try:
                if httpx.get(f"{self.address}/healthz", trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer:\n" + self.log.read_text("utf-8"))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server by its pid."""
        if self._process is not None:
            os.kill(self._process.pid, how)
            self._process.wait(20)
            self._process = None

    def device(self, home: Path, invite: str, login: str, name: str | None = None) -> Device:
        """A data folder that joined the branch and synced once."""
        device = Device(home)
        device.ok("join", invite, "--login", login, *(["--name", name] if name else []))
        device.ok("sync")
        return device

    def __enter__(self) -> Branch:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

"""A real PostgreSQL for tests: a cluster of this process on a free loopback port, made when first asked for."""

from __future__ import annotations

import atexit
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import psycopg
import pytest

OWNER = "postgres"
"""PostgreSQL does not run as root; Debian's package makes this account."""


class Cluster:
    """A running PostgreSQL; ended by its process id when this process ends."""

    def __init__(self, programs: Path, *, durable: bool = False) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="xinde-pg-"))
        self._as = OWNER if os.geteuid() == 0 else None
        self._password = secrets.token_hex(8)
        data, word = self._folder / "data", self._folder / "word"
        word.write_text(self._password, "ascii")
        if self._as is not None:
            for each in (self._folder, word):
                shutil.chown(each, self._as, self._as)
        made = [str(programs / "initdb"), "--pgdata", str(data), "--no-sync", "--auth", "scram-sha-256"]
        made += ["--username", OWNER, "--pwfile", str(word), "--encoding", "UTF8", "--locale", "C"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, user=self._as, cwd=self._folder)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        # Nothing of this outlives the tests: not waiting for the disk is most of their time. Benchmarks do wait.
        kept = "on" if durable else "off"
        options = {"fsync": kept, "synchronous_commit": kept, "full_page_writes": kept, "max_connections": "200"}
        options |= {"port": str(self.port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        line = [str(programs / "postgres"), "-D", str(data)]
        line += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(line, stdout=log, stderr=log, user=self._as, cwd=self._folder)
        atexit.register(self._end)
        self._wait()

    def url(self, database: str = OWNER) -> str:
        """The address of a database of this cluster, as `--database` takes it."""
        return f"postgresql+psycopg://{OWNER}:{self._password}@127.0.0.1:{self.port}/{database}"

    @property
    def process(self) -> int:
        """The process id of the server."""
        return self._process.pid

    def fresh(self, template: str = "template1") -> tuple[str, str]:
        """Name and URL of a new database, empty or a copy of another to which nobody is connected."""
        name = f"x{secrets.token_hex(6)}"
        with self._connected() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name, self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        with self._connected() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _connected(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.url().replace("+psycopg", ""), autocommit=True)

    def _wait(self) -> None:
        for _ in range(600):
            try:
                with self._connected():
                    return
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self._folder / "log").read_text()
                time.sleep(0.05)
        raise AssertionError("PostgreSQL did not start within 30 s")

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


@cache
def cluster(*, durable: bool = False) -> Cluster:
    """The cluster of this process; skips the test where PostgreSQL is not installed, and fails it in CI.

    A `durable` one has its commits on the disk before it answers, as an office's has.
    """
    programs = _programs()
    reason = "PostgreSQL is not installed (Debian: postgresql)"
    if programs is None or (os.geteuid() == 0 and not _owner_exists()):
        assert not os.environ.get("CI"), reason
        pytest.skip(reason)
    return Cluster(programs, durable=durable)


def _programs() -> Path | None:
    """The folder of initdb and postgres: Debian keeps them out of the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql")
    places = [each / "bin" for each in versions.iterdir()] if versions.is_dir() else []
    able = sorted((each for each in places if (each / "initdb").is_file()), key=lambda each: int(each.parent.name))
    return able[-1] if able else None


def _owner_exists() -> bool:
    try:
        pwd.getpwnam(OWNER)
    except KeyError:
        return False
    return True

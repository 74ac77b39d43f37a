"""Sync beside taskwarrior with taskd: first push and pull of the same texts as tasks, one change, nothing new.

Both are Debian's packages. taskd speaks TLS only, so it has a certificate made here, for loopback. Neither it nor taskwarrior syncs what
it writes to the disk, and we do: that is to their advantage. `task import` is its own bulk call.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from bench import rival
from bench.aside import Failed
from bench.asked import Asked
from bench.findings import Findings, Rival
from bench.machine import disk_folder
from bench.office import entered, entry, office, two_seats
from bench.spread import spread

TITLE = ("Sync beside taskwarrior", "同步，与 taskwarrior 比")


def measure(asked: Asked, found: Findings) -> None:
    """Theirs and ours with the same texts."""
    task, taskd = rival.apt_program("task", "taskwarrior"), rival.apt_program("taskd", "taskd")
    size, rounds = asked.of(2_000, 100), asked.of(7, 2)
    with disk_folder() as folder, office(people=8) as place:
        rng = Random(1)
        texts = [entry(place.holders[0], n, rng) for n in range(size)]
        with two_seats(folder, place) as (mine, other):
            entered(mine, texts)
            ours = {
                "first push": [_timed(mine.sync)],
                "first pull": [_timed(other.sync)],
            }
            entries = mine.place.repository.linked("minute", "session", mine.holder.session)
            ours |= {"one change sent": [], "one change received": [], "nothing new": []}
            for turn in range(rounds):
                mine.place.desk.set(entries[turn].id, {"text": f"第{turn}次修改。{entries[turn].get('text')}"[:700]})
                ours["one change sent"].append(_timed(mine.sync))
                ours["one change received"].append(_timed(other.sync))
                ours["nothing new"].append(_timed(other.sync))
        theirs = _tasks(task, taskd, folder, texts, rounds)
    chinese = {
        "first push": "第一次上传",
        "first pull": "第一次下载",
        "one change sent": "上传一处修改",
        "one change received": "下载一处修改",
        "nothing new": "没有新内容",
    }
    for what, times in ours.items():
        name = (f"{what}, {size} texts of 690 characters", f"{chinese[what]}，{size} 条")
        found.row(name, spread(times), "s", Rival("taskwarrior with taskd, not durable", spread(theirs[what])))


def _tasks(task: str, taskd: str, folder: Path, texts: list[dict[str, str]], rounds: int) -> dict[str, list[float]]:
    with _serving(taskd, folder / "taskd") as (port, key, certificates):
        homes = [_client(folder / name, port, key, certificates) for name in ("task-first", "task-second")]

        def run(home: Path, *words: str, given: str | None = None) -> float:
            """Seconds that a command takes."""
            begun = time.perf_counter()
            line = [task, f"rc:{home / 'taskrc'}", f"rc.data.location:{home / 'data'}", *words]
            ran = subprocess.run(line, input=given, capture_output=True, text=True, timeout=600, check=False)
            if ran.returncode != 0:
                raise Failed(f"task {words}: {(ran.stderr or ran.stdout).strip()[-600:]}")
            return time.perf_counter() - begun

        made = [
            {
                "uuid": str(uuid.UUID(int=n + 1)),
                "description": each["text"].replace("\n", " "),
                "status": "pending",
                "entry": "20260301T010000Z",
            }
            for n, each in enumerate(texts)
        ]
        run(homes[0], "rc.verbose:nothing", "import", "-", given=json.dumps(made, ensure_ascii=False))
        quiet = ("rc.verbose:sync", "rc.confirmation:no", "rc.gc:off")
        found = {
            "first push": [run(homes[0], *quiet, "sync", "initialize")],
            "first pull": [run(homes[1], *quiet, "sync")],
        }
        found |= {"one change sent": [], "one change received": [], "nothing new": []}
        for turn in range(rounds):
            run(homes[0], *quiet, str(uuid.UUID(int=turn + 1)), "modify", f"第{turn}次修改")
            found["one change sent"].append(run(homes[0], *quiet, "sync"))
            found["one change received"].append(run(homes[1], *quiet, "sync"))
            found["nothing new"].append(run(homes[1], *quiet, "sync"))
        count = subprocess.run(
            [task, f"rc:{homes[1] / 'taskrc'}", f"rc.data.location:{homes[1] / 'data'}", "rc.verbose:nothing", "count"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        if count != str(len(texts)):
            raise Failed(f"taskwarrior has {count} of {len(texts)} tasks on the second device")
    return found


def _client(home: Path, port: int, key: str, certificates: Path) -> Path:
    (home / "data").mkdir(parents=True)
    lines = {
        "taskd.server": f"127.0.0.1:{port}",
        "taskd.credentials": f"bench/bench/{key}",
        "taskd.certificate": certificates / "client.cert.pem",
        "taskd.key": certificates / "client.key.pem",
        "taskd.ca": certificates / "ca.cert.pem",
        "taskd.trust": "ignore hostname",
    }
    (home / "taskrc").write_text("".join(f"{name}={value}\n" for name, value in lines.items()), "utf-8")
    return home


@contextmanager
def _serving(taskd: str, data: Path) -> Iterator[tuple[int, str, Path]]:
    """A taskd on loopback: its port, the key of its one user, and its certificates."""
    data.mkdir()
    _certificates(data)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])

    def say(*words: str) -> str:
        ran = subprocess.run(
            [taskd, words[0], "--data", str(data), *words[1:]], capture_output=True, text=True, check=False
        )
        if ran.returncode != 0:
            raise Failed(f"taskd {words}: {(ran.stderr or ran.stdout).strip()[-600:]}")
        return ran.stdout

    say("init")
    settings = {
        "server": f"127.0.0.1:{port}",
        "server.cert": data / "server.cert.pem",
        "server.key": data / "server.key.pem",
        "server.crl": data / "server.crl.pem",
        "client.cert": data / "client.cert.pem",
        "client.key": data / "client.key.pem",
        "ca.cert": data / "ca.cert.pem",
        "log": data / "taskd.log",
        "request.limit": 0,
    }
    for name, value in settings.items():
        say("config", "--force", name, str(value))
    say("add", "org", "bench")
    key = next(line.split()[-1] for line in say("add", "user", "bench", "bench").splitlines() if "key" in line.lower())
    with subprocess.Popen(
        [taskd, "server", "--data", str(data)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait(port)
            yield port, key, data
        finally:
            process.terminate()
            process.wait(10)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.05)
    raise Failed("taskd did not start")


def _certificates(folder: Path) -> None:
    """An authority of this run, a server and a client it vouches for, and an empty list of revoked ones."""
    import datetime as dt

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    now = dt.datetime.now(dt.UTC)

    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    def keep(name: str, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.TraditionalOpenSSL
        (folder / f"{name}.key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
        (folder / f"{name}.cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def made(
        name: str, key: rsa.RSAPrivateKey, issuer: str, signer: rsa.RSAPrivateKey, *, authority: bool
    ) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .sign(signer, hashes.SHA256())
        )

    root = rsa.generate_private_key(65537, 2048)
    keep("ca", root, made("bench authority", root, "bench authority", root, authority=True))
    for name in ("server", "client"):
        key = rsa.generate_private_key(65537, 2048)
        keep(
            name, key, made("127.0.0.1" if name == "server" else "bench", key, "bench authority", root, authority=False)
        )
    revoked = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(named("bench authority"))
        .last_update(now - dt.timedelta(days=1))
        .next_update(now + dt.timedelta(days=30))
        .sign(root, hashes.SHA256())
    )
    (folder / "server.crl.pem").write_bytes(revoked.public_bytes(serialization.Encoding.PEM))


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun

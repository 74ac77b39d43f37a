"""A server with a certificate of its own: joined by the invite's fingerprint, refused under another one, followed where it moves."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server_stub.certificate import Certificate, make
from server_stub.clock import SystemClock
from sync.invite import Server, decode, decode_card, encode_card, in_groups
from sync.reaching import CertificateChanged, Unreachable
from sync.transport import Transport
from sync.workplace import read_token
from tests.cli.branch import Branch, free_port, me
from tests.cli.device import PASSWORD, Device
from tests.cli.test_handover import app


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    """A branch that has a certificate, with the device of its secretary and one of 李四, not serving."""
    branch = Branch(tmp_path_factory.mktemp("founded"), scheme="https")
    with branch:
        branch.device(branch.folder / "zhang", branch.first_invite, "zhang", "张三")
        branch.device(branch.folder / "li", branch.invite("李四"), "li")
    return branch


class Imposter:
    """Listens where the server was, with a certificate of its own; `heard` is what it could decipher."""

    def __init__(self, port: int, *, drips: bool = False) -> None:
        self.drips = drips
        self.certificate: Certificate = make("127.0.0.1", SystemClock().now())
        self.heard = bytearray()
        self.callers = 0
        self._listening = socket.create_server(("127.0.0.1", port))
        self._context = self.certificate.context()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            self.callers += 1
            with caller, contextlib.suppress(OSError):
                caller.settimeout(5)
                with self._context.wrap_socket(caller, server_side=True) as line:
                    while more := line.recv(4096):
                        self.heard += more
                        while self.drips:
                            line.send(b"H")
                            time.sleep(0.05)

    def close(self) -> None:
        """Hang up."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)
        assert not self._thread.is_alive()


@contextmanager
def imposter(port: int, *, drips: bool = False) -> Iterator[Imposter]:
    """Somebody else at this port, who with `drips` answers byte by byte and never ends."""
    other = Imposter(port, drips=drips)
    try:
        yield other
    finally:
        other.close()


def card_of(branch: Branch) -> str:
    """The address card."""
    card: str = branch.admin("address")["card"]
    return card


def test_another_certificate_is_refused_nothing_is_sent_and_nothing_lost(founded: Branch, tmp_path: Path) -> None:
    with founded.copied(tmp_path / "branch") as branch:
        zhang, li = Device(branch.folder / "zhang"), Device(branch.folder / "li")
        known = decode_card(card_of(branch)).fingerprint
        assert known is not None
        invite = branch.invite("王五")
        assert decode(invite).fingerprint == known
        plan = zhang.ok("new", "plan", "year=2026", "title=计划")
        branch.stop()
        with imposter(branch.port) as other:
            refused = zhang.refused(3, "sync")
            assert refused["code"] == "certificate_changed"
            for each in (known, other.certificate.fingerprint):
                assert in_groups(each, 16) in refused["message"]
            assert "没有送出" in refused["message"]
            # A sign-in and an invite are worth as much as a password.
            card = card_of(branch)
            assert li.refused(3, "login", card, "--login", "li")["code"] == "certificate_changed"
            assert li.refused(3, "login", branch.address, "--login", "li")["code"] == "certificate_changed"
            fresh = Device(tmp_path / "fresh")
            assert fresh.refused(3, "join", invite, "--login", "wangwu")["code"] == "certificate_changed"
            # What a signed-in folder asks carries its token.
            assert zhang.refused(3, "why", me(zhang), "name")["code"] == "certificate_changed"
            vault = Device(zhang.home, XINDE_PASSPHRASE="correct horse battery")
            assert vault.refused(3, "vault", "on")["code"] == "certificate_changed"
            assert "证书变了" in zhang.run("history", me(zhang)).err
            assert "certificate_changed" in zhang.run("logout", "--json").err
            assert other.callers == 8
            assert bytes(other.heard) == b"", "not a byte of a request"
            status = zhang.json("status")
            assert (status["other_certificate"], status["certificate"]) == (other.certificate.fingerprint, known)
            assert (status["waiting"], status["last_sync"] is None) == (1, False)
            said = zhang.ok("status")
            assert in_groups(other.certificate.fingerprint, 16) in said
        branch.start()
        zhang.ok("login", branch.address, "--login", "zhang")
        assert zhang.json("sync")["waiting"] == 0
        assert zhang.json("status")["other_certificate"] is None
        assert in_groups(known, 16) in zhang.ok("status")
        assert zhang.json("show", plan)["pending"] is False
        li.ok("sync")
        assert [each["id"] for each in li.json("list", "plan")] == [plan]
        fresh.ok("join", invite, "--login", "wangwu")


def test_the_check_stands_before_the_first_byte(founded: Branch) -> None:
    """Also where the connection is used by itself, with a token at hand."""
    port = free_port()
    with imposter(port) as other:
        server = Server(f"https://127.0.0.1:{port}", "0" * 64)
        with Transport(server, "a token", client_name="test") as line, pytest.raises(CertificateChanged) as changed:
            line.heads(None)
        assert (changed.value.known, changed.value.found) == ("0" * 64, other.certificate.fingerprint)
        right = Server(server.address, other.certificate.fingerprint)
        with Transport(right, "a token", client_name="test", timeout=0.2) as line, contextlib.suppress(Exception):
            line.meta()
        assert other.callers == 2
    assert b"GET /v1/meta" in other.heard, "with its own certificate it would have heard"
    assert b"heads" not in other.heard


def test_a_request_is_over_in_time_on_an_encrypted_line_too() -> None:
    port = free_port()
    with imposter(port, drips=True) as other:
        server = Server(f"https://127.0.0.1:{port}", other.certificate.fingerprint)
        begun = time.monotonic()
        with Transport(server, None, client_name="test", seconds=0.5) as line, pytest.raises(Unreachable):
            line.meta()
        # Far above what it takes: without an end of its own it would go on for ever.
        assert time.monotonic() - begun < 20


def test_a_second_device_signs_in_with_the_card_and_without_it_is_told_to_ask(founded: Branch, tmp_path: Path) -> None:
    with founded.copied(tmp_path / "branch") as branch:
        second = Device(tmp_path / "second")
        refused = second.refused(3, "login", branch.address, "--login", "zhang")
        assert refused["code"] == "not_vouched_for"
        assert "地址卡" in refused["message"]
        card = card_of(branch)
        refused = second.refused(1, "join", card, "--login", "zhang")
        assert refused["code"] == "address_card"
        second.ok("login", card.upper(), "--login", "zhang")
        assert second.json("status")["certificate"] == decode_card(card).fingerprint
        assert second.json("sync")["fault"] is None
        # Its address alone is enough from now on.
        second.ok("login", branch.address, "--login", "zhang")
        assert second.json("status")["certificate"] == decode_card(card).fingerprint


def test_a_new_certificate_is_taken_from_the_card_and_the_queue_goes_on(founded: Branch, tmp_path: Path) -> None:
    with founded.copied(tmp_path / "branch") as branch:
        zhang = Device(branch.folder / "zhang")
        plan = zhang.ok("new", "plan", "year=2026", "title=计划")
        token = read_token(zhang.home)
        branch.stop()
        card = branch.admin("certificate renew")["card"]
        branch.start()
        assert zhang.refused(3, "sync")["code"] == "certificate_changed"
        old = encode_card(Server(branch.address, "0" * 64))
        assert zhang.refused(3, "move", old)["code"] == "certificate_changed"
        zhang.ok("move", card)
        status = zhang.json("status")
        assert (status["certificate"], status["other_certificate"]) == (decode_card(card).fingerprint, None)
        assert (status["signed_in"], status["waiting"], read_token(zhang.home)) == (True, 1, token)
        assert zhang.json("sync")["waiting"] == 0
        assert zhang.json("show", plan)["pending"] is False


def test_an_app_that_is_open_says_why_and_follows(founded: Branch, tmp_path: Path) -> None:
    with founded.copied(tmp_path / "branch") as branch:
        zhang = Device(branch.folder / "zhang")
        branch.stop()
        card = branch.admin("certificate renew")["card"]
        branch.start()
        with app(zhang, syncing=True) as place:
            zhang.ok("new", "plan", "year=2026", "title=计划")
            assert zhang.refused(3, "sync")["code"] == "certificate_changed"
            assert place.other_certificate == decode_card(card).fingerprint
            zhang.ok("move", card)
            assert zhang.json("sync")["waiting"] == 0
            assert (place.identity.at, place.other_certificate) == (decode_card(card), None)


def test_restored_elsewhere_devices_follow_with_nothing_lost(founded: Branch, tmp_path: Path) -> None:
    with founded.copied(tmp_path / "branch") as branch:
        zhang, li = Device(branch.folder / "zhang"), Device(branch.folder / "li")
        zhang.ok("new", "plan", "year=2026", "title=备份以前")
        zhang.ok("sync")
        branch.admin("backup", str(tmp_path / "copy"))
        zhang.ok("new", "plan", "year=2027", "title=备份以后")
        zhang.ok("sync")
        zhang.ok("new", "plan", "year=2028", "title=还没有送出")
        before = card_of(branch)
    elsewhere = Branch(tmp_path / "elsewhere", scheme="https")
    shutil.rmtree(elsewhere.data)
    elsewhere.data.mkdir(0o700)
    elsewhere.admin("restore", str(tmp_path / "copy"))
    assert card_of(elsewhere) == before
    card = elsewhere.admin("address", elsewhere.own_address)["card"]
    assert decode_card(card).fingerprint == decode_card(before).fingerprint
    with elsewhere:
        for device in (zhang, li):
            assert device.refused(3, "sync")["code"] == "unreachable"
            device.ok("move", card)
            device.ok("sync")
        li.ok("sync")
        titles = {each["fields"]["title"] for each in li.json("list", "plan")}
        assert titles == {"备份以前", "备份以后", "还没有送出"}
        assert zhang.json("status")["waiting"] == 0


def test_another_branch_is_not_followed(founded: Branch, tmp_path: Path) -> None:
    other = Branch(tmp_path / "other", "另一个支部", scheme="https")
    with founded.copied(tmp_path / "branch") as branch, other:
        zhang = Device(branch.folder / "zhang")
        before = zhang.json("status")
        assert zhang.refused(4, "move", card_of(other))["code"] == "token_invalid"
        assert zhang.json("status") == before
        assert Device(tmp_path / "nobody").refused(4, "move", card_of(other))["code"] == "not_signed_in"
        zhang.ok("sync")


def test_a_branch_that_began_without_a_certificate_gets_one(tmp_path: Path) -> None:
    branch = Branch(tmp_path / "branch")
    with branch:
        zhang = branch.device(tmp_path / "zhang", branch.first_invite, "zhang", "张三")
        assert zhang.json("status")["certificate"] is None
    card = branch.admin("address", branch.address.replace("http:", "https:"))["card"]
    with branch:
        assert zhang.refused(3, "sync")["code"] == "unreachable"
        zhang.ok("move", card)
        zhang.ok("new", "plan", "year=2026", "title=计划")
        assert zhang.json("sync")["waiting"] == 0


def test_only_tls_of_our_time_is_spoken(founded: Branch, tmp_path: Path) -> None:
    with founded.copied(tmp_path / "branch") as branch:
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", branch.port)) as line, old.wrap_socket(line) as spoken:
            assert spoken.version() in ("TLSv1.2", "TLSv1.3")
        with socket.create_connection(("127.0.0.1", branch.port)) as line:
            line.sendall(f"POST /v1/auth/login HTTP/1.1\r\n\r\n{PASSWORD}".encode())
            line.settimeout(10)
            assert not line.recv(4096).startswith(b"HTTP"), "nothing is answered in the clear"

"""How a server is reached: the certificate it makes or is given, what invites and cards say of it, what is refused and why."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from server_stub.address import certificate_of, told
from server_stub.certificate import Certificate, make
from server_stub.clock import SystemClock
from server_stub.problems import Refused
from server_stub.protection import Protection, parse_proxies, protect
from sync.invite import decode, decode_card, in_groups
from tests.server.test_admin import Shell

OFFICE = "https://10.1.2.3:8765"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell with an empty place for a data folder."""
    return Shell(tmp_path / "数据", capsys)


def files(folder: Path, certificate: Certificate, name: str = "office") -> tuple[str, str, str, str]:
    """Options that name a certificate as an office has it: two files."""
    chain, key = folder / f"{name}.crt", folder / f"{name}.key"
    chain.write_text(certificate.chain, "ascii")
    key.write_text(certificate.key, "ascii")
    return "--tls-cert", str(chain), "--tls-key", str(key)


def held(shell: Shell) -> Certificate:
    """The certificate in the database."""
    store = shell.store()
    try:
        with store.read() as connection:
            found = certificate_of(connection)
    finally:
        store.close()
    assert found is not None
    return found


def served(shell: Shell, host: str = "127.0.0.1", **how: object) -> Protection:
    """What `serve` would serve with."""
    store = shell.store()
    try:
        return protect(store, host, **how)  # type: ignore[arg-type]
    finally:
        store.close()


def own(host: str = "xinde.office") -> Certificate:
    """A certificate made elsewhere."""
    return make(host, SystemClock().now())


def test_an_https_address_gets_a_certificate_that_every_invite_names(shell: Shell) -> None:
    first = decode(shell.init(address=OFFICE))
    der = ssl.PEM_cert_to_DER_cert(held(shell).chain)
    assert first.fingerprint == hashlib.sha256(der).hexdigest()
    read = x509.load_der_x509_certificate(der)
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["10.1.2.3"]
    assert (read.not_valid_after_utc - read.not_valid_before_utc).days > 19 * 365
    key = read.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    assert decode(shell.invite("--member", "李四")).server == first.server
    roster = shell.folder.parent / "people.csv"
    roster.write_text("王五,秘书科\n", "utf-8")
    (invited,) = shell.ok("invite", "--data", str(shell.folder), "--roster", str(roster))["invites"]
    assert decode(invited["invite"]).server == first.server
    assert {stat.S_IMODE(each.stat().st_mode) for each in shell.folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("written", "address", "pinned"),
    [
        ("10.1.2.3:9000", "https://10.1.2.3:9000", True),
        ("10.1.2.3", "https://10.1.2.3:8765", True),
        ("xinde.office", "https://xinde.office:8765", True),
        ("学习.office", "https://学习.office:8765", True),
        ("[fd00::1]", "https://[fd00::1]:8765", True),
        ("https://127.0.0.1:1", "https://127.0.0.1:1", True),
        ("127.0.0.1:1", "http://127.0.0.1:1", False),
        ("localhost", "http://localhost:8765", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:1", False),
    ],
)
def test_an_address_beyond_this_machine_is_https(shell: Shell, written: str, address: str, pinned: bool) -> None:
    invite = decode(shell.init(address=written))
    assert (invite.address, invite.fingerprint is not None) == (address, pinned)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--address", "http://10.0.0.1:1"], "--insecure"),
        (["--address", "http://127.0.0.1:1", "--behind-proxy"], "https://"),
        (["--address", OFFICE, "--tls-cert", "x"], "go together"),
        (["--address", OFFICE, "--tls-cert", "missing", "--tls-key", "missing"], "Cannot read"),
        (["--address", f"https://{'a' * 80}.office"], "host name"),
        (["--address", "https://:8765"], "not an http"),
    ],
)
def test_what_is_refused_makes_nothing(shell: Shell, words: list[str], why: str) -> None:
    assert why in shell.refused("init", "--data", str(shell.folder), "--branch", "支部", *words)
    assert not shell.folder.exists()


def test_the_offices_own_certificate_is_kept_and_pinned_in_the_same_way(shell: Shell, tmp_path: Path) -> None:
    given, authority = own(), own("authority")
    words = files(tmp_path, Certificate(given.chain + authority.chain, given.key))
    data = ("--data", str(shell.folder), "--branch", "支部", "--address", OFFICE)
    invite = decode(shell.ok("init", *data, *words)["invite"])
    assert invite.fingerprint == given.fingerprint
    assert held(shell).chain == given.chain + authority.chain
    assert served(shell).tls is not None


def test_a_key_of_another_or_a_locked_one_is_refused(shell: Shell, tmp_path: Path) -> None:
    given = own()
    data = ("init", "--data", str(shell.folder), "--branch", "支部", "--address", OFFICE)
    others = files(tmp_path, Certificate(given.chain, own().key))
    assert "cannot be used together" in shell.refused(*data, *others)
    key = serialization.load_pem_private_key(given.key.encode(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"x")
    ).decode()
    assert "passphrase" in shell.refused(*data, *files(tmp_path, Certificate(given.chain, locked)))
    assert "together" in shell.refused(*data, *files(tmp_path, Certificate("no certificate", given.key)))
    assert not shell.folder.exists()


def test_behind_a_proxy_invites_name_no_certificate(shell: Shell) -> None:
    data = ("--data", str(shell.folder), "--branch", "支部", "--address", "https://xinde.office")
    invite = decode(shell.ok("init", *data, "--behind-proxy")["invite"])
    assert invite.server.fingerprint is None
    assert "share one limit" in (served(shell).warning or "")
    assert served(shell, proxies=("127.0.0.1",)) == Protection(proxies=("127.0.0.1",))
    assert "--insecure" in _why(shell, "0.0.0.0", proxies=("10.0.0.9",))
    moved = shell.ok("address", "--data", str(shell.folder), "https://new.office")
    assert moved["fingerprint"] is None, "the proxy goes on to have the certificate"


def _why(shell: Shell, host: str = "127.0.0.1", **how: object) -> str:
    with pytest.raises(Refused) as refused:
        served(shell, host, **how)
    return str(refused.value)


def test_serve_refuses_what_devices_would(shell: Shell) -> None:
    shell.init(address=OFFICE)
    mine, other = held(shell), own()
    assert served(shell, "0.0.0.0").tls is not None
    assert served(shell, given=mine).tls is not None
    why = _why(shell, given=other)
    assert in_groups(mine.fingerprint, 16) in why
    assert in_groups(other.fingerprint, 16) in why
    assert "proxy" in _why(shell, given=mine, proxies=("127.0.0.1",))
    # A proxy that has the same certificate and key is known as well.
    behind = served(shell, proxies=("127.0.0.1",))
    assert behind.tls is None
    assert in_groups(mine.fingerprint, 16) in (behind.warning or "")


def test_serve_says_why_it_does_not_begin(shell: Shell, tmp_path: Path) -> None:
    shell.init(address=OFFICE)
    before = {each.name for each in shell.folder.iterdir()} | {"serve.lock"}
    serve = ("serve", "--data", str(shell.folder), "--port", "0")
    assert "devices would refuse it" in shell.refused(*serve, *files(tmp_path, own()))
    assert "go together" in shell.refused(*serve, "--tls-cert", "x")
    code, _, err = shell.run(*serve, "--forwarded-allow-ips", "*")
    assert code == 2
    assert "no list of addresses" in err
    assert {each.name for each in shell.folder.iterdir()} <= before, "no key stays behind as a file"


def test_plain_http_beyond_this_machine_needs_a_word(shell: Shell) -> None:
    shell.init()
    assert served(shell) == Protection()
    assert "--insecure" in _why(shell, "0.0.0.0")
    assert served(shell, "0.0.0.0", insecure=True) == Protection()
    assert served(shell, "0.0.0.0", given=own()).tls is not None


def test_the_card_says_where_and_how_to_compare(shell: Shell) -> None:
    invite = decode(shell.init(address=OFFICE))
    data = ("--data", str(shell.folder))
    assert invite.fingerprint is not None
    code, out, err = shell.run("address", *data)
    assert (code, err) == (0, "")
    card, address, groups = out.splitlines()
    assert decode_card(card) == invite.server
    assert address == OFFICE
    assert groups.removeprefix("SHA-256 ").replace(" ", "") == invite.fingerprint
    shown = shell.ok("certificate", "show", *data)
    assert (shown["fingerprint"], shown["hosts"]) == (invite.fingerprint, ["10.1.2.3"])
    assert "PRIVATE" not in shell.run("certificate", "show", *data)[1]


def test_another_address_keeps_the_certificate(shell: Shell) -> None:
    before = decode(shell.init(address=OFFICE)).fingerprint
    data = ("--data", str(shell.folder))
    moved = shell.ok("address", *data, "10.9.9.9")
    assert (moved["address"], moved["fingerprint"]) == ("https://10.9.9.9:8765", before)
    assert decode(shell.invite()).server == decode_card(moved["card"])
    assert "certificate drop" in shell.refused("address", *data, "http://127.0.0.1:1")
    assert "certificate drop" in shell.refused("address", *data, "https://x", "--behind-proxy")


def test_a_branch_that_began_on_one_machine_gets_a_certificate_with_its_address(shell: Shell) -> None:
    assert decode(shell.init()).fingerprint is None
    data = ("--data", str(shell.folder))
    assert "not encrypted" in shell.refused("certificate", "renew", *data)
    assert "no certificate" in shell.refused("certificate", "show", *data)
    assert "--insecure" in shell.refused("address", *data, "http://10.0.0.1")
    assert shell.ok("address", *data, OFFICE)["fingerprint"] == held(shell).fingerprint


def test_a_certificate_is_renewed_exchanged_and_dropped_with_a_word_to_everybody(shell: Shell, tmp_path: Path) -> None:
    first = decode(shell.init(address=OFFICE)).fingerprint
    data = ("--data", str(shell.folder), "--json")
    code, out, err = shell.run("certificate", "renew", *data)
    assert code == 0
    assert "new card" in err
    renewed = json.loads(out)
    assert renewed["fingerprint"] == held(shell).fingerprint != first
    given = own()
    _, out, err = shell.run("certificate", "use", *data, *files(tmp_path, given))
    assert decode_card(json.loads(out)["card"]).fingerprint == given.fingerprint
    _, out, err = shell.run("certificate", "drop", *data)
    assert decode_card(json.loads(out)["card"]).fingerprint is None
    assert decode(shell.invite()).fingerprint is None
    # A key that is no longer used must not stay behind.
    with sqlite3.connect(f"{shell.folder}/branch.db") as connection:
        assert connection.execute("SELECT count(*) FROM meta WHERE key LIKE 'tls%'").fetchone() == (0,)
    connection.close()


def test_a_backup_carries_the_certificate(shell: Shell, tmp_path: Path) -> None:
    before = decode(shell.init(address=OFFICE)).server
    shell.ok("backup", "--data", str(shell.folder), str(tmp_path / "copy"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shell.ok("restore", "--data", str(elsewhere), str(tmp_path / "copy"))
    shell.folder = elsewhere
    assert decode(shell.invite()).server == before
    assert served(shell, "0.0.0.0").tls is not None


@pytest.mark.parametrize("written", ["*", "0.0.0.0/0", "::/0", "proxy.office", "", ",", "10.0.0.300"])
def test_only_addresses_are_believed_as_proxies(written: str) -> None:
    with pytest.raises(ValueError):
        parse_proxies(written)
    assert parse_proxies("127.0.0.1, 10.0.0.0/24") == ("127.0.0.1", "10.0.0.0/24")


def test_a_server_that_has_its_certificate_does_not_load_what_makes_them() -> None:
    program = "import server_stub.serving, server_stub.people, server_stub.protection, sys; print('cryptography' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_where_clients_are_sent_is_one_place(shell: Shell) -> None:
    """Written twice, the address is the last one."""
    shell.init(address=OFFICE)
    shell.ok("address", "--data", str(shell.folder), "https://b.office")
    shell.ok("address", "--data", str(shell.folder), "https://c.office")
    store = shell.store()
    try:
        with store.read() as connection:
            assert told(connection).address == "https://c.office"
    finally:
        store.close()

"""The key ring: closed to whoever has neither passphrase nor code, and refused when a single bit of it is another one."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.vault.keys import (
    CHEAPEST,
    DEAREST,
    Cost,
    VaultProblem,
    changed,
    is_genuine,
    new_ring,
    open_by_code,
    open_by_passphrase,
    parse,
    wrap,
    written,
)
from sync.vault.recovery_code import SIGNS, as_key, new_code

ACCOUNT = "a:1"
PASSPHRASE = "一句不短的口令"
COUNTED = iter(range(1 << 30))


def random(count: int) -> bytes:
    """Bytes that never come again."""
    return (next(COUNTED).to_bytes(8, "big") * (count // 8 + 1))[:count]


CODE = new_code(random)
RING, KEY = new_ring(ACCOUNT, PASSPHRASE, CODE, random, 1, CHEAPEST)
TEXT = written(RING)


def reason(text: str, passphrase: str = PASSPHRASE, account: str = ACCOUNT) -> str:
    with pytest.raises(VaultProblem) as refused:
        open_by_passphrase(parse(text), account, passphrase)
    return refused.value.reason


def test_passphrase_and_code_open_the_ring() -> None:
    assert open_by_passphrase(parse(TEXT), ACCOUNT, PASSPHRASE) == KEY
    assert open_by_code(parse(TEXT), ACCOUNT, CODE) == KEY
    assert len(KEY) == 32
    assert KEY.hex() not in TEXT


def test_a_wrong_passphrase_is_told_from_a_damaged_ring() -> None:
    assert reason(TEXT, PASSPHRASE + "。") == "wrong_passphrase"
    with pytest.raises(VaultProblem) as refused:
        open_by_code(parse(TEXT), ACCOUNT, new_code(random))
    assert refused.value.reason == "wrong_code"


def test_a_ring_opens_for_its_account_only() -> None:
    assert reason(TEXT, account="a:2") == "damaged"


@given(st.integers(0, len(TEXT.encode()) * 8 - 1))
def test_every_flipped_bit_is_refused(bit: int) -> None:
    flipped = bytearray(TEXT.encode())
    flipped[bit // 8] ^= 1 << bit % 8
    text = flipped.decode("latin-1")
    with pytest.raises(VaultProblem):
        open_by_passphrase(parse(text), ACCOUNT, PASSPHRASE)
    with pytest.raises(VaultProblem):
        open_by_code(parse(text), ACCOUNT, CODE)


def test_what_costs_too_much_is_refused_before_it_is_computed() -> None:
    for memory, passes in ((DEAREST.memory + 1, 1), (1024, DEAREST.passes + 1), (8, 1), (1024, 0)):
        costly = msgspec.structs.replace(RING.passphrase, m=memory, t=passes)
        with pytest.raises(VaultProblem) as refused:
            parse(written(msgspec.structs.replace(RING, passphrase=costly)))
        assert refused.value.reason == "too_costly"


def test_the_standard_cost_is_64_mib_and_three_passes() -> None:
    assert Cost() == Cost(64 * 1024, 3)
    ring, key = new_ring(ACCOUNT, PASSPHRASE, CODE, random, 1, Cost())
    assert open_by_passphrase(ring, ACCOUNT, PASSPHRASE) == key


def test_another_passphrase_leaves_key_and_code_as_they_are() -> None:
    other = changed(RING, ACCOUNT, KEY, 2, wrap(ACCOUNT, RING.vault, KEY, "另一句长口令吧", random, CHEAPEST))
    assert open_by_passphrase(other, ACCOUNT, "另一句长口令吧") == open_by_code(other, ACCOUNT, CODE) == KEY
    assert reason(written(other), PASSPHRASE) == "wrong_passphrase"
    assert is_genuine(other, ACCOUNT, KEY)


def test_an_old_ring_under_a_new_revision_and_mixed_rings_are_refused() -> None:
    other = changed(RING, ACCOUNT, KEY, 2, wrap(ACCOUNT, RING.vault, KEY, "另一句长口令吧", random, CHEAPEST))
    assert reason(written(msgspec.structs.replace(RING, rev=3))) == "damaged"
    assert reason(written(msgspec.structs.replace(other, passphrase=RING.passphrase))) == "damaged"
    foreign, _ = new_ring(ACCOUNT, PASSPHRASE, CODE, random, 1, CHEAPEST)
    assert reason(written(msgspec.structs.replace(RING, passphrase=foreign.passphrase))) == "damaged"
    assert reason(written(msgspec.structs.replace(RING, vault=foreign.vault))) == "damaged"


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(VaultProblem) as refused:
        new_ring(ACCOUNT, "短", CODE, random, 1, CHEAPEST)
    assert refused.value.reason == "short_passphrase"


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(VaultProblem):
        parse(content.decode("latin-1"))


# the recovery code


@given(st.binary(min_size=17, max_size=17))
def test_a_code_is_read_however_it_is_typed(bits: bytes) -> None:
    code = new_code(lambda _: bits)
    assert [len(group) for group in code.split("-")] == [4] * 7
    key = as_key(code)
    assert key is not None
    assert as_key(code.lower().replace("-", " ")) == key
    assert as_key(code.replace("1", "l").replace("0", "O").replace("-", "")) == key
    assert as_key("".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in code)) == key


@given(st.binary(min_size=17, max_size=17), st.integers(0, 27), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(bits: bytes, at: int, sign: str) -> None:
    code = new_code(lambda _: bits).replace("-", "")
    wrong = code[:at] + sign + code[at + 1 :]
    assert (as_key(wrong) is None) == (wrong != code)


@given(st.binary(min_size=17, max_size=17), st.integers(0, 24))
def test_two_signs_exchanged_are_noticed(bits: bytes, at: int) -> None:
    code = new_code(lambda _: bits).replace("-", "")
    wrong = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert (as_key(wrong) is None) == (wrong != code)


def test_what_is_no_code_is_none() -> None:
    for written_ in ("", "-", CODE[:-1], CODE + "0", "ＵＵＵＵ" * 7, "口令" * 14):
        assert as_key(written_) is None

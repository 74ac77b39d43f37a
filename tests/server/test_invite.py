"""The invite string, as people copy it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.invite import Invite, InviteUnreadable, Server, decode, decode_card, encode, encode_card, new_code

ADDRESS = "http://127.0.0.1:8765"
WRITTEN = encode(Invite(ADDRESS, new_code(123456789)))

codes = st.integers(0, 2**80 - 1).map(new_code)
addresses = st.sampled_from(
    [ADDRESS, "https://xinde.example.org", "http://[::1]:1", "https://学习.example/支部", "http://h"]
)
prints = st.none() | st.binary(min_size=32, max_size=32).map(bytes.hex)
servers = st.builds(
    lambda address, fingerprint: Server(address, fingerprint if address.startswith("https:") else None),
    addresses,
    prints,
)


def copies(written: str) -> list[str]:
    """What comes of it on its way to a person."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in written)
    return [written, written.upper(), f" {written[:20]}\r\n{written[20:]} ", wide]


@given(server=servers, code=codes)
def test_an_invite_survives_capitals_spaces_and_full_width(server: Server, code: str) -> None:
    invite = Invite(server.address, code, server.fingerprint)
    written = encode(invite)
    assert not any(letter.isspace() for letter in written)
    for copy in copies(written):
        assert decode(copy) == invite
        assert decode_card(copy) == server


@given(server=servers)
def test_an_address_card_survives_as_well_and_lets_nobody_in(server: Server) -> None:
    for copy in copies(encode_card(server)):
        assert decode_card(copy) == server
        with pytest.raises(InviteUnreadable) as unreadable:
            decode(copy)
        assert unreadable.value.reason == "address_card"


@given(place=st.integers(0, len(WRITTEN) - 1), letter=st.sampled_from("abcdefghijklmnopqrstuvwxyz234567-"))
def test_a_typing_error_is_told_from_a_wrong_invite(place: int, letter: str) -> None:
    typed = WRITTEN[:place] + letter + WRITTEN[place + 1 :]
    if typed == WRITTEN:
        assert decode(typed).address == ADDRESS
        return
    with pytest.raises(InviteUnreadable) as unreadable:
        decode(typed)
    assert unreadable.value.reason in ("mistyped", "not_an_invite")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "not_an_invite"),
        ("hello", "not_an_invite"),
        ("http://127.0.0.1:8765", "not_an_invite"),
        ("xinde2-abc-def", "newer"),
        ("xinde1", "mistyped"),
        (WRITTEN[:-1], "mistyped"),
        (WRITTEN + "a", "mistyped"),
        ("x" * 3000, "not_an_invite"),
        ("xinde1-王-aaaaaaaaaaaaaaaa-aaaaaa", "mistyped"),
    ],
)
def test_what_is_no_invite(written: str, reason: str) -> None:
    with pytest.raises(InviteUnreadable) as unreadable:
        decode(written)
    assert unreadable.value.reason == reason


@given(written=st.text(max_size=80))
def test_any_text_is_an_invite_or_unreadable(written: str) -> None:
    with pytest.raises(InviteUnreadable):
        decode(written)


@pytest.mark.parametrize(
    "invite",
    [
        Invite("ftp://x", new_code(1)),
        Invite("127.0.0.1:8765", new_code(1)),
        Invite("http://", new_code(1)),
        Invite("http://h:99999", new_code(1)),
        Invite(ADDRESS, "short"),
        Invite(ADDRESS, new_code(1), "abc"),
        Invite("https://h", new_code(1), "abc"),
        # Nothing could show that certificate.
        Invite(ADDRESS, new_code(1), "ab" * 32),
    ],
)
def test_what_cannot_become_an_invite(invite: Invite) -> None:
    with pytest.raises(ValueError):
        encode(invite)

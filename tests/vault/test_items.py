"""Sealed records: every value at its own place and revision only, and nothing to be learnt from outside."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.vault.items import PAD, Content, NotGenuine, Sealer
from sync.vault.wire import digest_of

KEY = bytes(range(32))
SEALER = Sealer("a:1", "v1", KEY, os.urandom)
NOTE = Content(type="note", v=1, f={"title": "会上", "body": "心里话", "tags": ["甲", "乙"]}, updated={"at": "2026"})
ITEM = SEALER.item_id("n1")
SEALED = SEALER.seal("n1", 3, NOTE, ["aa", "bb"])
OTHER = SEALER.seal("n2", 3, NOTE, [])


def refused(item: str, rev: int, sealed: list[bytes], sealer: Sealer = SEALER) -> None:
    with pytest.raises(NotGenuine):
        sealer.open(item, rev, sealed)


def test_a_sealed_record_opens_as_it_was() -> None:
    opened = SEALER.open(ITEM, 3, SEALED)
    assert (opened.rid, opened.content, opened.chain) == ("n1", NOTE, ["aa", "bb"])


def test_a_tombstone_has_no_fields() -> None:
    gone = Content(type="note", v=1, f={}, gone=True)
    sealed = SEALER.seal("n1", 4, gone, [])
    assert len(sealed) == 1
    assert SEALER.open(ITEM, 4, sealed).content == gone


@given(st.data())
def test_every_flipped_bit_is_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(SEALED) - 1))
    bit = data.draw(st.integers(0, len(SEALED[place]) * 8 - 1))
    value = bytearray(SEALED[place])
    value[bit // 8] ^= 1 << bit % 8
    refused(ITEM, 3, [*SEALED[:place], bytes(value), *SEALED[place + 1 :]])


def test_values_do_not_fit_elsewhere() -> None:
    head, body, tags, title = SEALED
    refused(ITEM, 3, [head, title, tags, body])  # fields exchanged
    refused(ITEM, 3, [body, head, tags, title])
    refused(ITEM, 3, [head, OTHER[1], tags, title])  # a field of another record
    refused(ITEM, 3, OTHER)
    refused(SEALER.item_id("n2"), 3, SEALED)  # the whole record elsewhere
    refused(ITEM, 2, SEALED)  # under an older revision
    refused(ITEM, 4, SEALED)
    older = SEALER.seal("n1", 2, NOTE, [])
    refused(ITEM, 3, [head, older[1], tags, title])  # a field of an older revision


def test_cut_and_doubled_items_are_refused() -> None:
    for sealed in ([], SEALED[:1], SEALED[:-1], [*SEALED, SEALED[-1]], SEALED[1:], [b"", *SEALED[1:]]):
        refused(ITEM, 3, sealed)
    refused(ITEM, 3, [SEALED[0][:20], *SEALED[1:]])


def test_another_account_vault_or_key_opens_nothing() -> None:
    for sealer in (Sealer("a:2", "v1", KEY, os.urandom), Sealer("a:1", "v2", KEY, os.urandom)):
        refused(ITEM, 3, SEALED, sealer)
    refused(ITEM, 3, SEALED, Sealer("a:1", "v1", bytes(32), os.urandom))


@given(st.text(max_size=200))
def test_length_shows_in_steps_only(text: str) -> None:
    sealed = SEALER.seal("n1", 1, Content(type="note", v=1, f={"body": text}), [])
    assert (len(sealed[1]) - 12 - 16) % PAD == 0
    assert SEALER.open(ITEM, 1, sealed).content.f == {"body": text}


def test_what_the_server_keeps_names_neither_record_nor_field() -> None:
    seen = ITEM.encode() + b"".join(SEALED)
    for word in ("n1", "note", "title", "body", "会上", "心里话"):
        assert word.encode() not in seen


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert not set(SEALER.seal("n1", 3, NOTE, [])) & set(SEALED)
    assert digest_of(SEALED) != digest_of(SEALED[:-1])
    assert len(digest_of(SEALED)) == 32

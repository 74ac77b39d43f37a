"""Garbage: what lives is set aside when a walk grows long, and walked through again when nobody presses a key."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from tui import garbage
from tui.garbage import BETWEEN, QUIET, Garbage


class Page:
    """Something that holds itself, as a page and its widgets do."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def kept() -> Iterator[Garbage]:
    gc.collect()
    one = Garbage()
    one.begin()
    yield one
    one.end()
    gc.unfreeze()


def given_up() -> weakref.ref[Page]:
    return weakref.ref(Page())


def test_what_was_set_aside_and_given_up_is_found_when_nobody_presses_a_key(kept: Garbage) -> None:
    page = Page()
    kept.set_aside()
    seen = weakref.ref(page)
    del page
    gc.collect()
    assert seen() is not None, "set aside, it is not walked through"
    assert not kept.look(1000.0, 1000.0 - QUIET + 1), "somebody is there"
    assert kept.look(1000.0, 1000.0 - QUIET)
    assert seen() is None
    kept.set_aside()
    assert not kept.look(1000.0 + BETWEEN - 1, 0.0), "not so soon again"
    assert kept.look(1000.0 + BETWEEN, 0.0)
    assert not kept.look(9000.0, 0.0), "nothing was set aside since"


def test_what_is_new_is_found_at_once_as_ever(kept: Garbage) -> None:
    kept.set_aside()
    seen = given_up()
    gc.collect()
    assert seen() is None


def test_a_long_walk_is_the_last_through_what_it_found(kept: Garbage, monkeypatch: pytest.MonkeyPatch) -> None:
    before = gc.get_freeze_count()
    held = [Page() for _ in range(50)]
    monkeypatch.setattr(garbage, "LONG", float("inf"))
    gc.collect()
    assert gc.get_freeze_count() == before
    monkeypatch.setattr(garbage, "LONG", 0.0)
    gc.collect(1)
    assert gc.get_freeze_count() == before, "walks through what is young are short"
    gc.collect()
    assert gc.get_freeze_count() >= before + len(held)


def test_at_the_end_all_is_as_it_was(kept: Garbage) -> None:
    kept.begin()
    assert gc.callbacks.count(kept._heard) == 1, "begun twice is begun once"
    kept.end()
    assert kept._heard not in gc.callbacks
    gc.unfreeze()
    kept.set_aside()
    assert gc.get_freeze_count() == 0, "nothing is set aside any more"
    kept.end()

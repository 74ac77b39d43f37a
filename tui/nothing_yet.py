"""What an empty list says besides its own words: in a folder of no branch, how one begins."""

from __future__ import annotations

from sync.cache.shadow import Identity
from sync.workplace import Workplace
from tui.i18n import t


def is_nowhere(place: Workplace) -> bool:
    """True for a data folder that belongs to no branch, neither one of a server nor one of its own."""
    return place.identity == Identity()


def nothing_yet(place: Workplace, words: str, *, shared: bool = True) -> str:
    """The words of an empty list; where records come from a branch (`shared`) and there is none, also how one begins."""
    return f"{words}\n{t('empty.no_branch')}" if words and shared and is_nowhere(place) else words

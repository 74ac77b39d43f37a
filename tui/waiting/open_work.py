"""未完成事项 on Home: what this person owes, the oldest first, past periods last, and how much more there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sync.workplace import Workplace
from tui.i18n import t
from tui.waiting.item import Group, Item
from tui.year.open_item import OpenItem

SHOWN = 8
"""So many are listed; the rest are a line that leads to their page."""

MORE = "page:open_items"
"""What that line leads to."""


def open_work(
    place: Workplace, items: Iterable[OpenItem], elsewhere: Collection[str], *, projecting: bool = False
) -> Group:
    """The group; what is listed for this person `elsewhere` (ids of records) is not listed twice, and counted as `above`."""
    items = tuple(items)
    if not items:
        # Before anything is counted, as in the first frame.
        return Group("open", (), 0, 0)
    # The words cost 10 ms to import.
    from tui.gap_words import is_mine, is_private

    mine = [item for item in items if is_mine(place, item) and not (projecting and is_private(item))]
    seen = [item for item in mine if not _is_there(item, elsewhere)]
    above = len(mine) - len(seen)
    # A month without its session is over and can no more be mended: what can be stands before it.
    seen = [*(item for item in seen if not _is_past(item)), *filter(_is_past, seen)]
    lines = [_line(place, item) for item in seen[:SHOWN]]
    if len(seen) > SHOWN:
        lines.append(Item(MORE, t("home.open_more", n=len(seen) - SHOWN)))
    return Group("open", tuple(lines), len(seen), above)


def _is_past(item: OpenItem) -> bool:
    """True for sessions that a period lacks which is over."""
    return item.code == "frequency" and item.late


def _is_there(item: OpenItem, elsewhere: Collection[str]) -> bool:
    """True where another line leads to the same; of lines that lead to a page only one's own words are one thing."""
    return item.target in elsewhere and (not item.target.startswith("page:") or item.code == "own_words")


def _line(place: Workplace, item: OpenItem) -> Item:
    from tui.gap_words import gap_words, is_private

    words = gap_words(place, item)
    when = item.until.isoformat() if item.until else ""
    return Item(item.target, t("home.open_late", words=words) if item.late else words, when, is_private(item), item)

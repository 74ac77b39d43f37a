"""What met another edit or was refused, for Home: it is settled on a page of its own, so only its first lines stand there."""

from __future__ import annotations

from collections.abc import Iterator

from sync.resolving import OpenConflict, open_conflicts
from sync.workplace import Workplace
from tui.dispute_rows import by_whom, cause, parked_title
from tui.i18n import t
from tui.labels import conflict_field, kind_label, title_of
from tui.moments import day
from tui.projecting import is_private, scope_is_private
from tui.waiting.item import Item

PAGE = "page:conflicts"

FEW = 3
"""Lines of each; more are said in one."""


def to_settle(place: Workplace) -> Iterator[Item]:
    """Open conflicts, then refused edits, the oldest first."""
    yield from _few([_conflict(place, item) for item in open_conflicts(place.desk)], "home.more_conflicts")
    yield from _few(list(_refused(place)), "home.more_parked")


def _conflict(place: Workplace, item: OpenConflict) -> Item:
    spec = place.repository.registry.get(item.kind or "")
    title = title_of(place, item.parent) if item.parent else t("value.not_here")
    name = conflict_field(spec, item.field) if spec else item.field
    words = t("home.conflict", title=title, field=name, who=by_whom(place, item))
    return Item(PAGE, words, day(place, item.at), private=is_private(item.parent))


def _refused(place: Workplace) -> Iterator[Item]:
    for parked in place.queue.parked():
        spec = place.repository.registry.get(parked.first.type)
        kind = kind_label(spec) if spec else parked.first.type
        words = t("home.parked", kind=kind, title=parked_title(place, parked), cause=cause(parked.code)).rstrip()
        yield Item(PAGE, words, day(place, parked.at), scope_is_private(parked.first.scope))


def _few(items: list[Item], more: str) -> Iterator[Item]:
    """The first of them, and how many there are behind these."""
    yield from items[:FEW]
    if len(items) > FEW:
        yield Item(PAGE, t(more, n=len(items) - FEW))

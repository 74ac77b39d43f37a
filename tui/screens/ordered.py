"""What lists have that can be ordered: one key picks the column, the same column again turns the order round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.i18n import t
from tui.list_order import Order, columns_to_order_by, in_order
from tui.screens.pick import Choice, PickDialog

if TYPE_CHECKING:
    from tui.screens.records import RecordsPage


def order_of(page: RecordsPage) -> Order | None:
    """The order chosen for this list, in this session of the app; None for its own."""
    order = page.xinde.orders.get(_list(page))
    return order if order is not None and order.column in columns(page) else None


def _list(page: RecordsPage) -> str:
    return f"{page.SCOPE} {page.kind}"


def columns(page: RecordsPage) -> list[str]:
    """Columns the list may be ordered by."""
    return columns_to_order_by(page.xinde.place.repository.registry[page.kind], page.column_names())


def ordered(page: RecordsPage, rows: list[tuple[str, list[str]]]) -> Sequence[tuple[str, Sequence[str]]]:
    """The rows of a list in the order chosen."""
    order = order_of(page)
    if order is None:
        return rows
    return in_order(page.xinde.place, rows, list(page.column_names()).index(order.column), order)


def headings(page: RecordsPage) -> list[str]:
    """Its headings, the one it is ordered by with a sign."""
    found, order = page.headings(), order_of(page)
    if order is not None:
        at = list(page.column_names()).index(order.column)
        found[at] += order.sign(page.xinde.glyphs)
    return found


def pick_order(page: RecordsPage) -> None:
    """Pick the column; the one it is ordered by turns the order round."""
    now = order_of(page)
    labels = dict(zip(page.column_names(), page.headings(), strict=True))
    choices = [Choice("", t("order.own"))]
    for name in columns(page):
        chosen = now is not None and now.column == name
        detail = f"{now.sign(page.xinde.glyphs)} {t('order.again')}" if now is not None and chosen else ""
        choices.append(Choice(name, labels[name] or name, detail))

    def picked(answer: list[str] | None) -> None:
        if not answer:
            return
        if answer[0]:
            turned = now is not None and now.column == answer[0] and not now.down
            page.xinde.orders[_list(page)] = Order(answer[0], turned)
        else:
            page.xinde.orders.pop(_list(page), None)
        page.refresh_all()

    page.app.push_screen(PickDialog(t("order.title"), choices, chosen=[now.column if now else ""]), picked)

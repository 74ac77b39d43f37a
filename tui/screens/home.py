"""Home: first what waits for me, then what I owe, then what is coming, not yet synced, in conflict, recommended, latest."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui import app_commands
from tui.cells import cut
from tui.commands import bindings
from tui.decisions import Decided, is_decidable, why_not
from tui.i18n import t
from tui.page import Page
from tui.terminal import printable
from tui.waiting import Group, Item, groups
from tui.widgets.ways import Ways

PATIENCE = 0.3
"""Seconds after a change until what is open is counted again, so that several changes in a row are one count."""


class HomePage(Page):
    """The first page; it is always there below the others. Lines that wait for a decision can be marked and decided together."""

    SCOPE: ClassVar[str] = "home"
    BINDINGS = bindings("home")
    title_id = "home.title"

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str | None, str]] = []
        self._items: dict[str, Item] = {}
        self._marked: dict[str, None] = {}
        self._counting = False

    def body(self) -> Iterable[Widget]:
        """One list with headings, and below it where else one can go."""
        yield OptionList(id="home", markup=False)
        yield Ways()

    def on_mount(self) -> None:
        """The list has the focus."""
        self.query_one(OptionList).focus()

    # what is shown

    def refresh_all(self) -> None:
        """The line of pages too: it says its words only when it is painted, and the language may change above this page."""
        super().refresh_all()
        if self.is_mounted:
            self.query_one(Ways).refresh()

    def fill(self) -> None:
        """Show what waits now, if that differs; the cursor stays on its line, wherever that went, and where it was on the screen."""
        work = self.xinde.open_work
        found = groups(self.xinde.place, work.items or (), projecting=self.xinde.projecting)
        self._items = {}
        there = {item.target for item in found[0].items}
        self._marked = {rid: None for rid in self._marked if rid in there and is_decidable(self.xinde.place, rid)}
        options = [option for group in found for option in self._options(group)]
        self._show(options)
        if not work.fresh:
            self._count_later()

    def _show(self, options: list[Option]) -> None:
        shown = [(option.id, str(option.prompt)) for option in options]
        if shown == self._shown:
            return
        listed = self.query_one(OptionList)
        kept, before, at = self._current(), listed.highlighted or 0, listed.scroll_offset
        self._shown = shown
        listed.clear_options()
        listed.add_options(options)
        ids = [option.id for option in options]
        if kept is not None and kept in ids:
            listed.highlighted = now = ids.index(kept)
            # A list that stands at its top stays there; further down what came above must not move the line away.
            listed.scroll_to(at.x, at.y + now - before if at.y else 0, animate=False, force=True)
            if not at.y:
                listed.scroll_to_highlight()
        else:
            listed.highlighted = next((i for i, option in enumerate(options) if not option.disabled), None)

    def _count_later(self) -> None:
        """Count what is open off the key path: after the first frame, later once nothing has changed for a moment."""
        if not self._counting:
            self._counting = True
            self.set_timer(PATIENCE if self.xinde.open_work.items is not None else 0.01, self._count_now)

    def _count_now(self) -> None:
        self.run_worker(self._count(), group="counting")

    async def _count(self) -> None:
        try:
            await asyncio.to_thread(self.xinde.open_work.count)
        finally:
            self._counting = False
        # While the app is being closed the list goes before its page.
        if self.still_open and self.query("#home"):
            self.fill()

    @property
    def at_hand(self) -> str | None:
        """The record a line is about; most lines name one."""
        item = self._item
        return item.target if item is not None else None

    @property
    def _item(self) -> Item | None:
        return self._items.get(self._current() or "")

    def _current(self) -> str | None:
        listed = self.query_one(OptionList)
        if listed.highlighted is None or listed.highlighted >= listed.option_count:
            return None
        return listed.get_option_at_index(listed.highlighted).id

    def _options(self, group: Group) -> list[Option]:
        words = group.heading(len(self._marked) if group.name == "waiting" else 0)
        options = [Option(Content.styled(words, "bold"), disabled=True)]
        if not group.items:
            options += [Option(Content.styled("  " + line, "dim"), disabled=True) for line in self._nothing()]
        seen: Counter[str] = Counter()
        for item in group.items:
            # Of lines about one thing the first stays the first, whatever comes above it.
            key = f"{group.name}|{seen[item.target]}|{item.target}"
            options.append(
                Option(self._line(item, marked=group.name == "waiting" and item.target in self._marked), id=key)
            )
            self._items[key] = item
            seen[item.target] += 1
        return options

    def _nothing(self) -> list[str]:
        """An empty Home says what to do first."""
        place = self.xinde.place
        if place.identity.server is None and not place.identity.alone:
            return t("home.first_alone").split("\n")
        return t("home.nothing").split("\n")

    def _line(self, item: Item, *, marked: bool) -> Content:
        mark = Content(f"{self.xinde.glyphs.mark} ") if marked else Content("  ")
        when = Content.styled(f"{item.when:<10}  ", "dim")
        room = max(10, (self.size.width or 80) - 17)
        return mark + when + Content(cut(printable(item.text), room, self.xinde.glyphs.more))

    # commands

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """What can be decided differs from line to line."""
        event.stop()
        self.refresh_keys()

    def why_not(self, command: str) -> str | None:
        """Only what waits for a decision can be marked."""
        item = self._item
        if command == "decide":
            return None if self._marked or item is not None else t("records.no_row")
        if command in ("mark", "mark_alike"):
            return None if item is not None and self._markable(item) else t("home.not_markable")
        return None

    def _markable(self, item: Item) -> bool:
        waits = (self._current() or "").startswith("waiting|")
        return waits and is_decidable(self.xinde.place, item.target)

    def do_mark(self) -> None:
        """Mark the line, or take its mark away; the cursor goes to the next one."""
        item = self._item
        if item is None:
            return
        if item.target in self._marked:
            del self._marked[item.target]
        else:
            self._marked[item.target] = None
        self.fill()
        self.query_one(OptionList).action_cursor_down()

    def do_mark_alike(self) -> None:
        """Mark all lines of the kind of this one about which this person can decide; all of them marked: take the marks away."""
        item, place = self._item, self.xinde.place
        view = place.repository.get(item.target) if item is not None else None
        if view is None:
            return
        lines = [key.split("|", 2)[2] for key in self._items if key.startswith("waiting|")]
        found = (place.repository.get(rid) for rid in dict.fromkeys(lines) if is_decidable(place, rid))
        alike = [v.id for v in found if v is not None and v.kind == view.kind and why_not(place, v.id, "agree") is None]
        if set(alike) <= self._marked.keys():
            self._marked = {rid: None for rid in self._marked if rid not in alike}
        else:
            self._marked.update(dict.fromkeys(alike))
        self.fill()

    def do_decide(self) -> None:
        """One decision about all marked lines, else about this one; what needs more than a decision is opened."""
        item = self._item
        chosen = list(self._marked)
        if not chosen and item is not None and self._markable(item):
            chosen = [item.target]
        if chosen:
            from tui.decide_flow import decide_about

            decide_about(self, chosen, self._decided)
        else:
            self.do_open()

    def _decided(self, found: Decided) -> None:
        self._marked = {rid: None for rid in self._marked if rid not in found.done}
        if self.is_mounted:
            self.fill()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter opens what the line is about."""
        event.stop()
        self.do_open()

    def do_find(self) -> None:
        """What filters a list elsewhere finds everything here."""
        app_commands.do_find(self.xinde)

    def do_open_items(self) -> None:
        """Everything that is open in the branch."""
        from tui.screens.open_items import OpenItemsPage

        self.app.push_screen(OpenItemsPage())

    def do_open(self) -> None:
        """Open the line under the cursor."""
        item = self._item
        if item is not None:
            # Forms and the lists that lines lead to cost 150 ms to import, so they load with the first that is opened.
            from tui.following import follow

            follow(self, item)

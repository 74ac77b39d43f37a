"""Home: first what waits for me, then what is due, not yet synced, conflicts, latest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui import app_commands
from tui.assessment_steps import ALL
from tui.cells import cut
from tui.commands import bindings
from tui.i18n import t
from tui.opening import open_record, open_typed
from tui.page import Page
from tui.screens.assessments import AssessmentsPage
from tui.terminal import printable
from tui.waiting import Group, Item, groups


class HomePage(Page):
    """The first page; it is always there below the others."""

    SCOPE: ClassVar[str] = "home"
    BINDINGS = bindings("home")
    title_id = "home.title"

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str | None, str]] = []

    def body(self) -> Iterable[Widget]:
        """One list with headings."""
        yield OptionList(id="home", markup=False)

    def on_mount(self) -> None:
        """The list has the focus."""
        self.query_one(OptionList).focus()

    def fill(self) -> None:
        """Show what waits now, if that differs; the cursor stays on its line, wherever that went, and the list where it was."""
        listed = self.query_one(OptionList)
        kept, at = self._current(), listed.scroll_offset
        options: list[Option] = []
        for group in groups(self.xinde.place, projecting=self.xinde.projecting):
            options += self._options(group)
        shown = [(option.id, str(option.prompt)) for option in options]
        if shown == self._shown:
            return
        self._shown = shown
        listed.clear_options()
        listed.add_options(options)
        ids = [option.id for option in options]
        if kept is not None and kept in ids:
            listed.highlighted = ids.index(kept)
            listed.scroll_to(at.x, at.y, animate=False, force=True)
        else:
            listed.highlighted = next((i for i, option in enumerate(options) if not option.disabled), None)

    @property
    def at_hand(self) -> str | None:
        """The record a line is about; most lines name one."""
        current = self._current()
        return current.split("|", 2)[2] if current else None

    def _current(self) -> str | None:
        listed = self.query_one(OptionList)
        if listed.highlighted is None or listed.highlighted >= listed.option_count:
            return None
        return listed.get_option_at_index(listed.highlighted).id

    def _options(self, group: Group) -> list[Option]:
        heading = Content.styled(t(f"home.{group.name}", n=len(group.items)), "bold")
        options = [Option(heading, disabled=True)]
        if not group.items:
            options += [Option(Content.styled("  " + line, "dim"), disabled=True) for line in self._nothing()]
        seen: Counter[str] = Counter()
        for item in group.items:
            # Of lines about one thing the first stays the first, whatever comes above it.
            options.append(Option(self._line(item), id=f"{group.name}|{seen[item.target]}|{item.target}"))
            seen[item.target] += 1
        return options

    def _nothing(self) -> list[str]:
        """An empty Home says what to do first."""
        place = self.xinde.place
        if place.identity.server is None and not place.identity.alone:
            return t("home.first_alone").split("\n")
        return t("home.nothing").split("\n")

    def _line(self, item: Item) -> Content:
        when = Content.styled(f"  {item.when:<10}  ", "dim")
        room = max(10, (self.size.width or 80) - 16)
        return when + Content(cut(printable(item.text), room, self.xinde.glyphs.more))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter opens what the line is about."""
        event.stop()
        self.do_open()

    def do_open(self) -> None:
        """Open the line under the cursor."""
        current = self._current()
        if current is None:
            return
        target = current.split("|", 2)[2]
        if target.startswith("typing:"):
            _, kind, rid = target.split(":", 2)
            open_typed(self, kind, rid)
        elif target == ALL:
            self.app.push_screen(AssessmentsPage())
        elif target == "page:conflicts":
            app_commands.do_conflicts(self.xinde)
        elif target == "page:private":
            self.xinde.say(t("home.private_how"))
        elif target == "page:vault":
            app_commands.do_vault(self.xinde)
        elif target == "page:sync":
            app_commands.do_sync(self.xinde)
        else:
            open_record(self, target)

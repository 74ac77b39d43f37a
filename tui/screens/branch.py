"""The branch: people, sections, roles, who is away, governing documents, settings."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from sync.cache.repository import Changed
from tui.commands import bindings
from tui.i18n import t
from tui.labels import kind_label, role_label
from tui.opening import open_form
from tui.page import Page
from tui.screens.documents import DocumentsPage
from tui.screens.form import FormPage
from tui.screens.people import PeoplePage
from tui.screens.records import RecordsPage

KINDS = ("member", "section", "membership", "appointment", "away", "document", "settings")


class BranchPage(Page):
    """A list of lists."""

    SCOPE = "branch"
    BINDINGS = bindings("branch")
    title_id = "branch.title"

    def body(self) -> Iterable[Widget]:
        """One line a kind."""
        yield OptionList(id="kinds", markup=False)

    def on_mount(self) -> None:
        """The list has the focus."""
        self.query_one(OptionList).focus()

    def records_changed(self, changed: Changed) -> None:
        """The counts may differ."""
        if changed.kinds & set(KINDS):
            self.fill()

    def fill(self) -> None:
        """Kinds with how many there are."""
        listed = self.query_one(OptionList)
        at = listed.highlighted or 0
        repository = self.xinde.place.repository
        listed.clear_options()
        names = {kind: kind_label(repository.registry[kind]) for kind in KINDS}
        width = max(map(cell_len, names.values()))
        clerk = role_label("clerk", self.xinde.place)
        for kind, name in names.items():
            count = "" if kind == "settings" else str(repository.count(kind))
            line = f"  {set_cell_size(name, width)}  {count:>4}  "
            listed.add_option(
                Option(Content(line) + Content.styled(t(f"branch.about.{kind}", clerk=clerk), "dim"), id=kind)
            )
        listed.highlighted = at

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter opens the list."""
        event.stop()
        self.do_open()

    def do_open(self) -> None:
        """Open the list under the cursor; the settings are one record."""
        listed = self.query_one(OptionList)
        if listed.highlighted is None:
            return
        kind = listed.get_option_at_index(listed.highlighted).id or ""
        if kind == "settings":
            found = self.xinde.place.repository.find("settings")
            # The rules have a page of their own, which shows what a change does before it counts.
            fields = self.xinde.place.repository.registry["settings"].fields
            names = [name for name in fields if name not in ("rule_pack", "rules_changed")]
            if found:
                open_form(self, found[0], names)
            else:
                self.app.push_screen(FormPage("settings", None, only=names))
        elif kind == "member":
            self.app.push_screen(PeoplePage())
        else:
            self.app.push_screen(DocumentsPage() if kind == "document" else RecordsPage(kind))

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

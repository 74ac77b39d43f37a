"""Pick one thing, or several, from a list by typing part of it, its initials, or with the arrows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.commands import bindings
from tui.i18n import t
from tui.page import Dialog
from tui.pinyin import matches
from tui.terminal import printable
from tui.widgets.lines import Line

PAGE = 200


class Choice(msgspec.Struct, frozen=True):
    """One thing to pick: `why_not` keeps it visible and says why it cannot be picked.

    `called` is what people call it otherwise, words apart by blanks; it is found by them and they are not shown.
    """

    id: str
    text: str
    detail: str = ""
    pinyin: str | None = None
    why_not: str | None = None
    called: str = ""


class PickDialog(Dialog[list[str] | None]):
    """Answers the ids picked, or None on Esc. With `several`, Enter marks and Ctrl+S is done; `private`: not for a room.

    With `stops`, Esc answers None with several too: what is marked is the beginning of something, and not kept.
    `written` stands in the filter from the start.
    `leads_on` hears of what was written and Enter where no choice fits; where it answers True the dialog closes as on Esc.
    """

    SCOPE = "pick"
    BINDINGS = bindings("pick")

    def __init__(
        self,
        title: str,
        choices: Iterable[Choice],
        *,
        chosen: Sequence[str] = (),
        several: bool = False,
        private: bool = False,
        stops: bool = False,
        leads_on: Callable[[str], bool] | None = None,
        written: str = "",
    ) -> None:
        super().__init__()
        self._written = written
        self._private = private
        self._leads_on = leads_on
        self._title = title
        self._choices = list(choices)
        self._chosen = list(chosen)
        self._several = several
        self._keeps = several and not stops
        self._filled_for = ""

    def compose(self) -> ComposeResult:
        """Title, filter, list, what to press."""
        with Vertical(id="dialog"):
            yield Static(Content(printable(self._title)), id="dialog-title")
            yield Line(self._written, placeholder=t("pick.filter"), id="pick-filter", select_on_focus=False)
            yield OptionList(id="pick-list", markup=False)
            keys = "pick.keys_several" if self._keeps else "pick.keys_stops" if self._several else "pick.keys"
            yield Static(Content(t(keys)), id="dialog-keys")

    def holds_private(self) -> bool:
        """Private where its choices are, also above a page that everybody may see."""
        return self._private or super().holds_private()

    def on_mount(self) -> None:
        """The filter has the focus: typing filters, arrows move in the list."""
        self._fill()
        self.query_one("#pick-filter", Input).focus()

    def found(self, written: str) -> list[Choice]:
        """The choices that what was written fits, in the order of the list."""
        return [c for c in self._choices if matches(written, f"{c.text} {c.detail} {c.called}".rstrip(), c.pinyin)]

    def _fill(self, keep: str | None = None) -> None:
        written = self.query_one("#pick-filter", Input).value
        self._filled_for = written
        listed = self.query_one(OptionList)
        found = self.found(written) if written.strip() else self._choices
        listed.clear_options()
        listed.add_options(Option(self._line(choice), id=choice.id) for choice in found[:PAGE])
        wanted = keep or (self._chosen[0] if self._chosen and not self._several else None)
        if not found:
            listed.add_option(Option(Content(f"  {t('pick.none')}"), disabled=True))
        ids = [choice.id for choice in found[:PAGE]]
        if ids:
            listed.highlighted = ids.index(wanted) if wanted in ids else 0

    def _line(self, choice: Choice) -> Content:
        mark = f"{self.xinde.glyphs.mark} " if choice.id in self._chosen else "  "
        line = Content(mark + printable(choice.text))
        if choice.detail:
            line += Content.styled("  " + printable(choice.detail), "dim")
        if choice.why_not:
            line += Content.styled(t("help.why_not", why=printable(choice.why_not)), "dim")
        return line

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what matches."""
        event.stop()
        self._fill()

    def on_key(self, event: events.Key) -> None:
        """Arrows move in the list while the filter keeps the focus."""
        listed = self.query_one(OptionList)
        if self.focused is listed:
            return
        match event.key:
            case "down":
                listed.action_cursor_down()
            case "up":
                listed.action_cursor_up()
            case "pagedown":
                listed.action_page_down()  # type: ignore[no-untyped-call]
            case "pageup":
                listed.action_page_up()  # type: ignore[no-untyped-call]
            case _:
                return
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter picks what is highlighted."""
        event.stop()
        if event.value != self._filled_for:
            # Enter came right behind the letters: what they find is picked, not what was shown before them.
            self._fill()
        listed = self.query_one(OptionList)
        if listed.highlighted is not None:
            self._take(listed.get_option_at_index(listed.highlighted).id)
        elif event.value.strip() and not (self._leads_on is not None and self._leads_on(event.value)):
            self.xinde.say(t("pick.no_such", written=event.value.strip()), warning=True)
        elif event.value.strip():
            self.do_cancel()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter in the list picks too."""
        event.stop()
        self._take(event.option.id)

    def _take(self, picked: str | None) -> None:
        choice = next((each for each in self._choices if each.id == picked), None)
        if choice is None:
            return
        if choice.why_not:
            self.xinde.say(choice.why_not, warning=True)
        elif not self._several:
            self.dismiss([choice.id])
        else:
            if choice.id in self._chosen:
                self._chosen.remove(choice.id)
            else:
                self._chosen.append(choice.id)
            written = self.query_one("#pick-filter", Input)
            with written.prevent(Input.Changed):
                written.value = ""
            self._fill(keep=choice.id)

    def do_done(self) -> None:
        """Answer what is marked."""
        if self._several:
            self.dismiss(list(self._chosen))
        else:
            listed = self.query_one(OptionList)
            if listed.highlighted is not None:
                self._take(listed.get_option_at_index(listed.highlighted).id)

    def do_cancel(self) -> None:
        """Pick nothing; with several, what was marked stays marked, unless it stops all."""
        self.dismiss(list(self._chosen) if self._keeps else None)

"""The first start, and later by its key: what this is, the ways to begin, what does not belong here, the keys to know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sync.cache.shadow import Identity
from tui.cells import cut
from tui.commands import bindings
from tui.i18n import t
from tui.key_named import key_named
from tui.labels import role_label
from tui.page import Page
from tui.screens.ask import AskDialog
from tui.screens.notice import remember
from tui.screens.sign_in import SignInPage

WAYS = ("alone", "join", "demo", "branch")
KEYS = ("help", "open", "back", "save", "note", "language")
"""The keys to know, in the order they are told."""

TRY_DEMO = 64
"""The app's answer when it was left for the sample branch; it is opened again afterwards."""

BESIDE = 10
"""Cells of a line of the ways that hold no words: margins, a scroll bar, the room between name and words."""

LONGEST_NAME = 80
"""Characters of a branch's name (kinds.toml)."""


class WelcomePage(Page):
    """Stands above Home at the first start; choosing how to begin, or Esc, says that it was read."""

    SCOPE: ClassVar[str] = "welcome"
    BINDINGS = bindings("welcome")
    title_id = "welcome.title"

    def body(self) -> Iterable[Widget]:
        """What this is, the ways, then what must never be written here, and keys."""
        yield VerticalScroll(
            Static(id="welcome-what", markup=False),
            OptionList(id="welcome-ways", markup=False),
            Static(id="welcome-rest", markup=False),
            id="welcome",
            can_focus=False,
        )

    def on_mount(self) -> None:
        """The ways have the focus, and what this is stays in sight above them."""
        self.query_one(OptionList).focus(scroll_visible=False)

    def fill(self) -> None:
        """Everything in the language of now."""
        self.query_one("#welcome-what", Static).update(Content(t("welcome.what")))
        listed = self.query_one(OptionList)
        at = listed.highlighted or 0
        listed.clear_options()
        listed.add_options(Option(self._line(way), id=way) for way in WAYS)
        listed.highlighted = at
        self.query_one("#welcome-rest", Static).update(self._rest())

    def _line(self, way: str) -> Content:
        reason = self._why_not(way)
        clerk = role_label("clerk", self.xinde.place)
        words = reason or t(f"welcome.way.{way}.how", clerk=clerk)
        widest = max(cell_len(t(f"welcome.way.{each}")) for each in WAYS)
        name = set_cell_size(t(f"welcome.way.{way}"), widest)
        line = Content.styled(f"  {name}", "bold" if reason is None else "dim")
        room = max(20, (self.size.width or 80) - BESIDE - line.cell_length)
        return line + Content.styled(f"  {cut(words, room, self.xinde.glyphs.more)}", "dim")

    def _rest(self) -> Content:
        way = WAYS[self.query_one(OptionList).highlighted or 0]
        reason = self._why_not(way)
        more = reason or t(f"welcome.way.{way}.more", clerk=role_label("clerk", self.xinde.place))
        lines = [more, "", t("help.classified"), t("notice.private"), ""]
        lines += [f"{_key(name):<7} {t(f'welcome.key.{name}')}" for name in KEYS]
        return Content("\n".join(lines))

    def _why_not(self, way: str) -> str | None:
        """Why this is no way to begin, in this folder; None where it is one."""
        place = self.xinde.place
        identity = place.identity
        if way == "demo" or identity == Identity():
            private = way == "branch" and place.repository.documents("private")
            return t("welcome.has_private") if private else None
        if way == "join" and identity.alone:
            return t("sign_in.alone")
        if way in ("join", "branch"):
            return t("welcome.is_in", branch=identity.branch_name)
        return None

    # commands

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """What the way under the cursor means stands below."""
        event.stop()
        self.query_one("#welcome-rest", Static).update(self._rest())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter goes that way."""
        event.stop()
        self.run_worker(self.action_command("welcome.go"))

    async def do_go(self) -> None:
        """Begin in the way under the cursor."""
        way = WAYS[self.query_one(OptionList).highlighted or 0]
        reason = self._why_not(way)
        if reason is not None:
            self.xinde.say(reason, warning=True)
        elif way == "join":
            self.app.push_screen(SignInPage(), self._joined)
        elif way == "branch":
            self.app.push_screen(
                AskDialog(t("welcome.way.branch"), t("welcome.branch_name"), needed=True, limit=LONGEST_NAME),
                self._named,
            )
        elif way == "demo":
            self.xinde.leave(TRY_DEMO)
        else:
            await self.do_close()

    def _joined(self, _: None) -> None:
        if self.xinde.place.identity.account is not None:
            self.run_worker(self.do_close())

    async def _named(self, name: str | None) -> None:
        if name:
            place = self.xinde.place

            def begin() -> bool:
                place.start_alone(name)
                return True

            if await self.act(begin):
                self.xinde.say(t("welcome.branch_made", branch=name))
                await self.do_close()

    async def do_close(self) -> None:
        """It was read."""
        await remember(self)
        self.dismiss(None)


def _key(name: str) -> str:
    """The key of what is told, as the person has it; Enter and Esc are the same for everybody."""
    commands = {"help": "app.help", "note": "app.note", "language": "app.language", "save": "form.save"}
    return key_named(f"^{commands[name]}") if name in commands else {"open": "Enter", "back": "Esc"}[name]

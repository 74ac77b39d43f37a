"""The vault: begin it, open it on this device, change the passphrase, use the recovery code, leave it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

import msgspec
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from sync.vault.book import Place
from sync.vault.keyfile import write_key
from tui.commands import bindings
from tui.i18n import t
from tui.page import Page
from tui.screens.confirm import ConfirmDialog
from tui.vault_forms import COMES_NEXT, FORMS, LINES, asked, carry_out, lacking, look
from tui.vault_state import told, troubles
from tui.widgets.lines import Line
from tui.widgets.said import Said, Words


class VaultPage(Page):
    """How the vault stands, and one small form at a time."""

    SCOPE = "vault"
    HOLDS_TEXT = True
    BINDINGS = bindings("vault")
    title_id = "vault.title"

    def __init__(self) -> None:
        super().__init__()
        self._doing: str | None = None
        self._busy = False
        self._code: str | None = None
        self._leave_asked = False

    # what is shown

    def holds_private(self) -> bool:
        """The code that opens the vault stands here once."""
        return True

    def body(self) -> Iterable[Widget]:
        """Words, all lines of which some are shown, and what happened."""
        rows = [
            Horizontal(
                Said(asked(name), classes="form-label"),
                Line(id=f"vault-{name}", password=name != "code"),
                id=f"row-{name}",
                classes="form-row",
            )
            for name in LINES
        ]
        yield VerticalScroll(Static(id="vault-words", classes="empty"), *rows, id="vault-body", can_focus=True)
        yield Said(id="form-line")

    @property
    def form(self) -> str:
        """What the form is for; chosen by a key, else what comes next as the vault stands."""
        if self._code is not None:
            return ""
        if self._doing is not None:
            return self._doing
        return COMES_NEXT.get(self._state, "")

    @property
    def _state(self) -> str:
        return str(told(self.xinde.place)["state"])

    def on_mount(self) -> None:
        """Ask the server whether there is a vault; meanwhile show what is known."""
        self._focus_first()
        if self._state not in ("no_account", "on"):
            self.run_worker(self._look())

    def fill(self) -> None:
        """Words and lines as they are now; what is typed stays."""
        found = told(self.xinde.place)
        form = self.form
        if self._code is not None:
            words = [t("vault.code_is"), "", f"    {self._code}", "", t("vault.code_once")]
        else:
            words = [t(f"vault.state.{found['state']}"), *troubles(found)]
            if found["state"] == "on" and not form:
                words += [t("vault.counts", sealed=found["sealed"], here=found["only_here"]), "", t("vault.honest")]
            if form:
                words += ["", t(f"vault.how.{form}")]
        self.query_one("#vault-words", Static).update(Content("\n".join(words)))
        for name in LINES:
            self.query_one(f"#row-{name}").display = name in FORMS[form]

    def _focus_first(self) -> None:
        names = FORMS[self.form]
        self.query_one(f"#vault-{names[0]}" if names else "#vault-body").focus()

    def line(self, words: Words | None) -> None:
        """What happened."""
        self.query_one("#form-line", Said).say(words)

    def _show(self, doing: str | None) -> None:
        self._doing = doing
        for each in self.query(Input):
            each.value = ""
        self.line(None)
        self.refresh_all()
        self._focus_first()

    async def _look(self) -> None:
        try:
            await asyncio.to_thread(look, self.xinde.place)
        except self.xinde.known:
            if self.still_open:
                self.line(lambda: t("vault.not_asked"))
            return
        if self.still_open and not any(each.value for each in self.query(Input)):
            self.fill()
            self._focus_first()

    # commands

    def why_not(self, command: str) -> str | None:
        """Most need an account, some a vault."""
        state = self._state
        # Whoever is alone has a lock all the same.
        if state == "no_account" and command not in ("back", "new_lock"):
            return t("vault.state.no_account")
        if command == "go" and not self.form:
            return t("vault.nothing_to_do")
        if command == "change" and state != "on":
            return t("vault.open_first")
        if command in ("recover", "anew") and state == "none":
            return t("vault.state.none")
        if command == "off" and state not in ("on", "replaced"):
            return t("vault.open_first")
        return None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next line; in the last one it does what the form is for."""
        event.stop()
        names = FORMS[self.form]
        at = names.index((event.input.id or "").removeprefix("vault-"))
        if at + 1 < len(names):
            self.query_one(f"#vault-{names[at + 1]}").focus()
        else:
            self.do_go()

    def _written(self) -> dict[str, str]:
        return {name: self.query_one(f"#vault-{name}", Input).value for name in LINES}

    def do_go(self) -> None:
        """Do what the form is for, in a thread."""
        form, written = self.form, self._written()
        if self._busy or not form:
            return
        if (lacks := lacking(form, written)) is not None:
            self.line(lacks)
            return
        self._busy = True
        self.line(lambda: t("vault.busy"))
        self.run_worker(self._carry_out(form, written))

    async def _carry_out(self, form: str, written: Mapping[str, str]) -> None:
        try:
            self._code = await asyncio.to_thread(carry_out, self.xinde.place, form, written)
        except (*self.xinde.known, OSError) as error:
            self.line(None)
            self.xinde.say_error(error)
            return
        finally:
            self._busy = False
        self._show(None)
        self.line(lambda: t(f"vault.done.{form}"))
        if self.xinde.loop is not None:
            self.xinde.loop.sync_now()

    def do_change(self) -> None:
        """Ask for the present and the new passphrase."""
        self._show("change")

    def do_recover(self) -> None:
        """Ask for the recovery code and a new passphrase."""
        self._show("recover")

    def do_anew(self) -> None:
        """Begin anew from what is here, after asking."""

        def answered(yes: bool | None) -> None:
            if yes:
                self._show("anew")

        self.app.push_screen(ConfirmDialog(t("vault.anew_title"), t("vault.anew_text")), answered)

    def do_off(self) -> None:
        """Forget the key here, after asking."""
        folder = self.xinde.place.vault.folder

        def answered(yes: bool | None) -> None:
            if yes and folder is not None:
                write_key(folder, None)
                self._show(None)
                self.line(lambda: t("vault.done.off"))

        self.app.push_screen(ConfirmDialog(t("vault.off_title"), t("vault.off_text")), answered)

    def do_new_lock(self) -> None:
        """Forget the passphrase of the screen's lock, so that F12 asks for another one."""
        folder = self.xinde.place.vault.folder
        if folder is not None:
            from sync.screen_lock import drop_lock

            drop_lock(folder)
            self.line(lambda: t("vault.done.new_lock"))

    async def do_back(self) -> None:
        """Leave; a recovery code on the screen is left on purpose only, and what the server did has been read by now."""
        if self._code is not None and not self._leave_asked:
            self._leave_asked = True
            self.line(lambda: t("vault.code_written"))
        elif self._doing is not None:
            self._show(None)
        else:
            book = self.xinde.place.vault
            if book.place.went_back:
                await self.act(lambda: book.repository.commit([book.place_change(_read(book.place))]))
            self.dismiss(None)


def _read(place: Place) -> Place:
    return msgspec.structs.replace(place, went_back=0)

"""Join a branch, sign in again, follow it to another address, change the password or set it anew; what was written stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from sync.invite import Server
from sync.loop import Link
from sync.workplace import Workplace
from tui import signing
from tui.commands import bindings
from tui.i18n import t
from tui.page import Page
from tui.screens.reset_notice import ResetNotice
from tui.server_named import server_named
from tui.signing import Entered
from tui.widgets.lines import Line
from tui.widgets.said import Said, Words

FORMS: dict[str, tuple[str, ...]] = {
    "join": ("invite", "login", "name", "password", "again"),
    "again": ("server", "password"),
    "change": ("old", "new", "again"),
    "reset": ("code", "new", "again"),
}
"""What is asked for, by what is to be done."""

LINES = ("invite", "code", "server", "login", "name", "old", "password", "new", "again")
SECRET = frozenset({"old", "password", "new", "again"})


class SignInPage(Page):
    """An invite, a login and a password the first time; then the password, a new address card, a new password, or a reset code."""

    SCOPE = "sign_in"
    HOLDS_TEXT = True
    BINDINGS = bindings("sign_in")
    title_id = "sign_in.title"

    def __init__(self) -> None:
        super().__init__()
        self._busy = False
        self._chosen: str | None = None

    # what is shown

    def heading(self) -> str:
        """What the form is for."""
        return t(self.title_id) if self.form == "join" else t(f"sign_in.title.{self.form}")

    @property
    def form(self) -> str:
        """What the form is for; chosen by a key, else what comes next as the sign-in stands."""
        if self.xinde.place.identity.account is None:
            return "join"
        return self._chosen or ("change" if self._is_in_touch() else "again")

    def _is_in_touch(self) -> bool:
        """True while the server takes this sign-in: else one comes here to sign in, or to say where the branch is now."""
        status = self.xinde.sync_status
        return status is not None and status.link in (Link.SYNCED, Link.SYNCING)

    def body(self) -> Iterable[Widget]:
        """All lines, of which those of the form are shown, and what happens below."""
        rows = [
            Horizontal(
                Static(id=f"label-{name}", classes="form-label"),
                Line(id=f"sign-{name}", password=name in SECRET),
                id=f"row-{name}",
                classes="form-row",
            )
            for name in LINES
        ]
        yield VerticalScroll(Static(id="how", classes="empty"), *rows, can_focus=False)
        yield Said(id="form-line")

    def on_mount(self) -> None:
        """The cursor is in the first line."""
        # Chosen once: what is typed must not go into another form when the sync thread learns something.
        self._chosen = self.form
        if self.xinde.place.identity.alone:
            self.line(lambda: t("sign_in.alone"))
        self._show_lines()
        self._first().focus()

    def fill(self) -> None:
        """The questions, in the language of now."""
        identity = self.xinde.place.identity
        words = t(f"sign_in.how.{self.form}", login=identity.login, server=identity.server or "")
        self.query_one("#how", Static).update(Content(words))
        for name in LINES:
            self.query_one(f"#label-{name}", Static).update(Content(t(f"sign_in.{name}")))
        self._show_lines()

    def _show_lines(self) -> None:
        for name in LINES:
            self.query_one(f"#row-{name}").display = name in FORMS[self.form]

    def _first(self) -> Input:
        """The first line that has to be written: where the branch is now, when what answers there is not it."""
        status = self.xinde.sync_status
        elsewhere = status is not None and status.link is Link.CERTIFICATE
        names = [name for name in FORMS[self.form] if elsewhere or name != "server"]
        return self.query_one(f"#sign-{names[0]}", Input)

    def line(self, words: Words | None) -> None:
        """What happened."""
        self.query_one("#form-line", Said).say(words)

    # commands

    def offers(self, command: str) -> bool:
        """Other forms only where there is an account, and not the one that is shown."""
        if command in FORMS:
            return self.form not in ("join", command)
        return True

    def _choose(self, form: str) -> None:
        if self._busy:
            return
        self._chosen = form
        for each in self.query(Input):
            each.value = ""
        self.line(None)
        self.refresh_all()
        self._first().focus()

    def do_change(self) -> None:
        """Ask for the present and another password."""
        self._choose("change")

    def do_reset(self) -> None:
        """Ask for the code of a reset and another password."""
        self._choose("reset")

    def do_again(self) -> None:
        """Ask for the password."""
        self._choose("again")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next line; in the last one it signs in."""
        event.stop()
        names = FORMS[self.form]
        at = names.index((event.input.id or "").removeprefix("sign-"))
        if at + 1 < len(names):
            self.query_one(f"#sign-{names[at + 1]}").focus()
        else:
            self.do_go()

    def _written(self, name: str) -> str:
        return self.query_one(f"#sign-{name}", Input).value

    def do_go(self) -> None:
        """Do what the form is for, in a thread; the screen stays alive."""
        place, folder, form = self.xinde.place, self.xinde.folder, self.form
        if self._busy or folder is None:
            return
        if form == "again":
            self._again(place, folder, self._written("server").strip(), self._written("password"))
            return
        word, again = self._written("password" if form == "join" else "new"), self._written("again")
        invite, login, name = self._written("invite"), self._written("login").strip(), self._written("name").strip()
        if form == "join" and invite.strip() and login and word and not signing.is_invite(invite):
            self._start(lambda: signing.sign_in(place, folder, server_named(invite), login, word))
            return
        if word != again:
            self.line(lambda: t("sign_in.differ"))
            return
        if any(not self._written(each).strip() for each in FORMS[form] if each != "name"):
            self.line(lambda: t("sign_in.needed" if form == "join" else "sign_in.needed_all"))
            return
        old, code = self._written("old"), self._written("code")
        match form:
            case "join":
                self._start(lambda: signing.join(place, folder, invite, login, word, name or None))
            case "reset":
                self._start(lambda: signing.join(place, folder, code, place.identity.login, word))
            case _:
                self._start(lambda: signing.change_password(place, folder, old, word), t("sign_in.changed"))

    def _again(self, place: Workplace, folder: Path, written: str, password: str) -> None:
        """Sign in as before, at the branch's new address where one is written; with that alone the sign-in stays as it is."""
        identity = place.identity

        def server() -> Server:
            return server_named(written, identity.at) if written else identity.at or Server("")

        if written and not password:
            self._start(lambda: signing.move(place, folder, server()))
        else:
            self._start(lambda: signing.sign_in(place, folder, server(), identity.login, password))

    def _start(self, do: Callable[[], Entered | None], said: str = "") -> None:
        self._busy = True
        self.line(lambda: t("sign_in.busy"))
        self.run_worker(self._carry_out(do, said))

    async def _carry_out(self, do: Callable[[], Entered | None], said: str) -> None:
        try:
            entered = await asyncio.to_thread(do)
        except (*self.xinde.known, ValueError) as error:
            self._busy = False
            self.line(None)
            self.xinde.say_error(error)
            return
        if entered is None:
            self.xinde.say(said or t("cli.moved", server=self.xinde.place.identity.server or ""))
        else:
            branch = entered.answer.branches[0]
            self.xinde.say(t("sign_in.done", branch=branch.name, who=branch.member_name))
        self.xinde.forget_sign_in()
        self.dismiss(None)
        if entered is not None and entered.reset_at is not None:
            self.xinde.push_screen(ResetNotice(entered.reset_at))

    def do_back(self) -> None:
        """Go back; nothing was sent."""
        self.dismiss(None)

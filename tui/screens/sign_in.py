"""Join a branch with an invite, sign in again, or follow the branch to another address; what was written before stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from sync.invite import Server
from sync.wire import SignedIn
from sync.workplace import Workplace
from tui.commands import bindings
from tui.i18n import t
from tui.page import Page
from tui.server_named import server_named
from tui.signing import is_invite, join, move, sign_in
from tui.widgets.lines import Line


class SignInPage(Page):
    """An invite, a login and a password the first time; the password, or a new address card, when this folder has an account."""

    SCOPE = "sign_in"
    HOLDS_TEXT = True
    BINDINGS = bindings("sign_in")
    title_id = "sign_in.title"

    def __init__(self) -> None:
        super().__init__()
        self._busy = False
        self._names: list[str] = []
        """The lines of this page; the folder becomes an account's while it is still open."""

    def body(self) -> Iterable[Widget]:
        """One line a question, and what happens below."""
        known = self.xinde.place.identity.account is not None
        self._names = ["server", "password"] if known else ["invite", "login", "name", "password", "again"]
        rows = [
            Horizontal(
                Static(id=f"label-{name}", classes="form-label"),
                Line(id=f"sign-{name}", password=name in ("password", "again")),
                classes="form-row",
            )
            for name in self._names
        ]
        yield VerticalScroll(Static(id="how", classes="empty"), *rows, can_focus=False)
        yield Static(Content(""), id="form-line")

    def on_mount(self) -> None:
        """The cursor is in the first line that has to be written."""
        if self.xinde.place.identity.alone:
            self.line(t("sign_in.alone"))
        self.query_one("#sign-invite" if "invite" in self._names else "#sign-password", Input).focus()

    def fill(self) -> None:
        """The questions, in the language of now."""
        identity = self.xinde.place.identity
        again = t("sign_in.again_as", login=identity.login, server=identity.server or "")
        self.query_one("#how", Static).update(Content(again if identity.account else t("sign_in.how")))
        for name in self._names:
            self.query_one(f"#label-{name}", Static).update(Content(t(f"sign_in.{name}")))

    def line(self, text: str) -> None:
        """What happened."""
        self.query_one("#form-line", Static).update(Content(text))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next line; in the last one it signs in."""
        event.stop()
        lines = list(self.query(Input))
        at = lines.index(event.input)
        if at + 1 < len(lines):
            lines[at + 1].focus()
        else:
            self.do_go()

    def _written(self, name: str) -> str:
        return self.query_one(f"#sign-{name}", Input).value

    def do_go(self) -> None:
        """Join, or sign in, in a thread; the screen stays alive."""
        place, folder = self.xinde.place, self.xinde.folder
        if self._busy or folder is None:
            return
        password = self._written("password")
        identity = place.identity
        if identity.account is not None:
            self._again(place, folder, self._written("server").strip(), password)
            return
        invite, login, name = self._written("invite"), self._written("login").strip(), self._written("name").strip()
        if invite.strip() and login and password and not is_invite(invite):
            self._start(lambda: sign_in(place, folder, server_named(invite), login, password))
            return
        if password != self._written("again"):
            self.line(t("sign_in.differ"))
            return
        if not invite.strip() or not login or not password:
            self.line(t("sign_in.needed"))
            return
        self._start(lambda: join(place, folder, invite, login, password, name or None))

    def _again(self, place: Workplace, folder: Path, written: str, password: str) -> None:
        """Sign in as before, at the branch's new address where one is written; with that alone the sign-in stays as it is."""
        identity = place.identity

        def server() -> Server:
            return server_named(written, identity.at) if written else identity.at or Server("")

        if written and not password:
            self._start(lambda: move(place, folder, server()))
        else:
            self._start(lambda: sign_in(place, folder, server(), identity.login, password))

    def _start(self, do: Callable[[], SignedIn | None]) -> None:
        self._busy = True
        self.line(t("sign_in.busy"))
        self.run_worker(self._carry_out(do))

    async def _carry_out(self, do: Callable[[], SignedIn | None]) -> None:
        try:
            answer = await asyncio.to_thread(do)
        except (*self.xinde.known, ValueError) as error:
            self._busy = False
            self.line("")
            self.xinde.say_error(error)
            return
        if answer is None:
            self.xinde.say(t("cli.moved", server=self.xinde.place.identity.server or ""))
        else:
            self.xinde.say(t("sign_in.done", branch=answer.branches[0].name, who=answer.branches[0].member_name))
        self.xinde.forget_sign_in()
        self.dismiss(None)

    def do_back(self) -> None:
        """Go back; nothing was sent."""
        self.dismiss(None)

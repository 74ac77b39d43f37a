"""Join a branch with an invite, or sign in again; what was written before stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from sync.wire import SignedIn
from tui.commands import bindings
from tui.i18n import t
from tui.page import Page
from tui.signing import join, sign_in
from tui.widgets.lines import Line


class SignInPage(Page):
    """An invite, a login and a password the first time; only the password when this folder has an account."""

    SCOPE = "sign_in"
    HOLDS_TEXT = True
    BINDINGS = bindings("sign_in")
    title_id = "sign_in.title"

    def __init__(self) -> None:
        super().__init__()
        self._busy = False

    def _names(self) -> list[str]:
        known = self.xinde.place.identity.account is not None
        return ["password"] if known else ["invite", "login", "name", "password", "again"]

    def body(self) -> Iterable[Widget]:
        """One line a question, and what happens below."""
        rows = [
            Horizontal(
                Static(id=f"label-{name}", classes="form-label"),
                Line(id=f"sign-{name}", password=name in ("password", "again")),
                classes="form-row",
            )
            for name in self._names()
        ]
        yield VerticalScroll(Static(id="how", classes="empty"), *rows, can_focus=False)
        yield Static(Content(""), id="form-line")

    def on_mount(self) -> None:
        """The cursor is in the first line."""
        if self.xinde.place.identity.alone:
            self.line(t("sign_in.alone"))
        self.query(Input).first().focus()

    def fill(self) -> None:
        """The questions, in the language of now."""
        identity = self.xinde.place.identity
        again = t("sign_in.again_as", login=identity.login, server=identity.server or "")
        self.query_one("#how", Static).update(Content(again if identity.account else t("sign_in.how")))
        for name in self._names():
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
            server, login = identity.server or "", identity.login
            self._start(lambda: sign_in(place, folder, server, login, password))
            return
        invite, login, name = self._written("invite"), self._written("login").strip(), self._written("name").strip()
        if password != self._written("again"):
            self.line(t("sign_in.differ"))
            return
        if not invite.strip() or not login or not password:
            self.line(t("sign_in.needed"))
            return
        self._start(lambda: join(place, folder, invite, login, password, name or None))

    def _start(self, do: Callable[[], SignedIn]) -> None:
        self._busy = True
        self.line(t("sign_in.busy"))
        self.run_worker(self._carry_out(do))

    async def _carry_out(self, do: Callable[[], SignedIn]) -> None:
        try:
            answer = await asyncio.to_thread(do)
        except (*self.xinde.known, ValueError) as error:
            self._busy = False
            self.line("")
            self.xinde.say_error(error)
            return
        self.xinde.say(t("sign_in.done", branch=answer.branches[0].name, who=answer.branches[0].member_name))
        self.xinde.forget_sign_in()
        self.dismiss(None)

    def do_back(self) -> None:
        """Go back; nothing was sent."""
        self.dismiss(None)

"""记录稿: the minutes as text, and what is done with them after the meeting: sign, submit, approve, correct, file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from sync.reaching import ServerRefused, Unreachable
from sync.secret_file import write_secret
from sync.sign_off import is_closed, signers
from tui import signing_flow
from tui.amending import amend, why_not_amend
from tui.assembling import as_text, assembled
from tui.clipboard import send
from tui.commands import bindings
from tui.completion import late_words, revisions_of, saved_in, verdict
from tui.flows import change_state
from tui.handing_out import file_of
from tui.i18n import t
from tui.inquiry import ask
from tui.labels import field_label, listed
from tui.rights import why_not_write
from tui.screens.form import FormPage
from tui.screens.session_panes.cautious import Cautious
from tui.session_record import signer_words
from tui.terminal import printable
from tui.year.late_entry import Saved


class RecordPage(Cautious):
    """The record pane."""

    SCOPE = "record"
    BINDINGS = bindings("record")
    PANE = "record"

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid
        self._saved: Saved | None = None

    def body(self) -> Iterable[Widget]:
        """One scrollable text below the line of panes."""
        yield from super().body()
        yield VerticalScroll(Static(id="text"), id="record", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it; when it was completed only the server may know."""
        self.query_one("#record").focus()
        session, place = self.session, self.xinde.place
        if session is None or place.identity.alone or place.identity.server is None:
            return
        late = verdict(place, session)
        if late.verdict in ("unknown", "late") or late.server is not None:
            self.run_worker(self._ask_history())

    async def _ask_history(self) -> None:
        """The first entry into submitted may be another device's; without network the verdict stays what it is here."""
        rid = self.rid
        try:
            past = await ask(self.xinde.connect, lambda transport: revisions_of(transport, rid))
        except (Unreachable, ServerRefused):
            return
        self._saved = saved_in(self.xinde.place, past)
        if self.still_open:
            self.fill()

    @property
    def saved(self) -> Saved | None:
        """What the server's history says of the completion."""
        return self._saved

    def records_changed(self, changed: Changed) -> None:
        """Signatures, entries and amendments of others change text and keys."""
        super().records_changed(changed)
        self.refresh_keys()

    def fill(self) -> None:
        """What there is to know about the record, then the record."""
        session = self.session
        if session is None:
            self.query_one("#text", Static).update(Content(t("session.gone")))
            return
        lines = [*self._standing(session), Content("")]
        for line in assembled(self.xinde.place, session, self._saved):
            style = "bold" if line.heading else ""
            lines += [Content.styled(printable(each), style) for each in line.text.split("\n")]
        self.query_one("#text", Static).update(Content("\n").join(lines))

    def _standing(self, session: View) -> list[Content]:
        place = self.xinde.place
        spec = place.repository.registry["session"]
        found = signers(place.desk, session)
        words = listed(f"{t(f'who.{each.role}')} {signer_words(place, each)}" for each in found)
        lines = [self._about(t("record.signatures"), words or t("record.nobody_signs"))]
        if is_closed(place.desk, session):
            lines.append(Content.styled(t("record.closed"), "dim"))
            if not any(each.current for each in found):
                lines.append(Content.styled(t("record.closed_changed"), "bold"))
        lines.append(self._about(t("late.title"), late_words(verdict(place, session, self._saved))))
        missing = spec.missing(session.fields)
        if missing:
            names = listed(field_label(spec, name) for name in missing)
            lines.append(Content.styled(t("session.missing", fields=names), "dim"))
        return [*lines, *self.caution_lines()]

    def _about(self, label: str, words: str) -> Content:
        return Content.styled(f"{label}{t('error.colon')}", "bold") + Content(printable(words))

    # commands

    def why_not(self, command: str) -> str | None:
        """What this person may do is a matter of roles, of the state, and of who has signed."""
        if command in ("next", "previous", "back"):
            return None
        if command == "cautions":
            return self.why_not_cautions()
        session, place = self.session, self.xinde.place
        if session is None:
            return t("session.gone")
        match command:
            case "sign":
                return signing_flow.why_not_sign(place, session)
            case "for_another":
                return signing_flow.why_not_for_another(place, session)
            case "state":
                last = not place.repository.registry["session"].next_states(session.state)
                return t("state.last") if last else None
            case "amend":
                return why_not_amend(place, session)
            case "paper":
                return why_not_write(place, session, "paper")
        return None

    def do_sign(self) -> None:
        """Sign what is shown, after seeing it."""
        signing_flow.sign_myself(self, self.rid)

    def do_for_another(self) -> None:
        """Enter a signature, an approval or a return that was given on paper or by word."""
        signing_flow.enter_for_another(self, self.rid)

    def do_state(self) -> None:
        """Submit, approve, return; what a submission still needs is asked for first."""
        session, place = self.session, self.xinde.place
        if session is None:
            return
        spec = place.repository.registry["session"]
        missing = spec.missing(session.fields) if "submitted" in spec.next_states(session.state) else []
        if missing and why_not_write(place, session, missing[0]) is None:
            self.app.push_screen(FormPage("session", self.rid, only=missing), lambda _: change_state(self, self.rid))
            self.xinde.say(t("record.fill_first"))
        else:
            change_state(self, self.rid)

    def do_amend(self) -> None:
        """Correct what is signed."""
        amend(self, self.rid)

    def do_paper(self) -> None:
        """Where the paper is kept, and how long."""
        self.app.push_screen(FormPage("session", self.rid, only=["paper", "retention"]))

    def plain_text(self) -> str:
        """The record alone: what is copied, and read in a pager."""
        session = self.session
        return as_text(assembled(self.xinde.place, session, self._saved)) if session is not None else ""

    async def do_copy(self) -> None:
        """The text for the clipboard, and as a file, since many terminals have no clipboard to give it to."""
        session, folder = self.session, self.xinde.folder
        if session is None:
            return
        text = self.plain_text()
        if folder is None:
            self.xinde.copy_to_clipboard(text)
            return
        send(self.xinde, text)
        path = file_of(folder, "minutes", session)
        try:
            await asyncio.to_thread(write_secret, path, text)
        except OSError as error:
            self.xinde.say_error(error)
        else:
            self.xinde.say(t("record.copied_to", path=str(path)))

    def do_back(self) -> None:
        """Leave the session."""
        self.dismiss(None)

"""A session at a glance: when, where, who, what is still 待补, and its state; the other panes are one key away."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from tui import leave, makeups, roll
from tui.choices import doubt_words
from tui.commands import bindings
from tui.completion import late_words, verdict
from tui.decisions import needs_adoption
from tui.discussing import pick_discussed, plans_discussed, why_not_discuss
from tui.flows import change_state, delete
from tui.i18n import t
from tui.labels import field_label, listed, member_name, state_label, title_of, value_text
from tui.recommending import recommend, why_not_recommend
from tui.rights import why_not_delete, why_not_edit, why_not_new, why_not_write
from tui.screens.form import FormPage
from tui.screens.leave import LeavePage
from tui.screens.meeting_notice import MeetingNoticePage
from tui.screens.session_panes.cautious import Cautious
from tui.terminal import printable
from tui.year.attendance import Counts
from tui.year.quorum import Quorum

ALWAYS = ("form", "title", "start", "end", "place", "host", "recorders")
"""Facts shown even while they are not known."""

WHERE_KNOWN = (
    "task",
    "audience",
    "observers",
    "guests",
    "also",
    "year",
    "summary",
    "remark",
    "reason",
    "paper",
    "retention",
)
"""Facts shown where there are any."""


class SessionPage(Cautious):
    """The overview pane."""

    SCOPE = "session"
    BINDINGS = bindings("session")
    PANE = "overview"

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid

    def body(self) -> Iterable[Widget]:
        """One scrollable text below the line of panes."""
        yield from super().body()
        yield VerticalScroll(Static(id="facts"), id="overview", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#overview").focus()

    def fill(self) -> None:
        """Write the facts anew."""
        session = self.session
        lines = self._lines(session) if session else [Content(t("session.gone"))]
        self.query_one("#facts", Static).update(Content("\n").join(lines))

    def _lines(self, session: View) -> list[Content]:
        place = self.xinde.place
        spec = place.repository.registry["session"]
        lines = [self._line(field_label(spec, "state"), state_label(spec, session.state))]
        for name in ALWAYS:
            words = value_text(place, spec, name, session.get(name))
            lines.append(self._line(field_label(spec, name), words or t("value.unknown")))
        if adopted := self._adopted(session):
            lines.append(self._line(t("session.adopter"), adopted))
        for name in WHERE_KNOWN:
            words = value_text(place, spec, name, session.get(name))
            lines += [self._line(field_label(spec, name), words)] if words else []
        discussed = plans_discussed(place, self.rid)
        lines += (
            [self._line(t("session.plans"), listed(title_of(place, each) for each in discussed))] if discussed else []
        )
        if doubt := doubt_words(place, session):
            lines.append(Content.styled(doubt, "dim"))
        lines.append(self._line(t("pane.roll_call"), roll_words(roll.counts(place, session))))
        if not self.xinde.projecting and (amounts := leave.amounts(place, session.id)):
            asked = place.repository.registry["leave_request"]
            words = "  ".join(f"{state_label(asked, state)} {n}" for state, n in amounts.items())
            lines.append(self._line(t("leave.overview"), words))
        granted = [] if self.xinde.projecting else leave.not_marked(place, session)
        if granted and self._keeps_the_roll(granted[0]):
            msgid = "leave.counted_present" if session.get("roll_call_done") else "leave.to_mark"
            lines.append(Content.styled(t(msgid, n=len(granted)), "dim"))
        found = roll.quorum_of(place, session)
        lines += [self._line(t("pane.votes"), quorum_words(found))] if found.entitled or found.unknown else []
        owed = makeups.session_lines(place, self.rid)
        lines += [self._line(t("session.makeup"), "\n".join(owed))] if owed else []
        lines.append(self._line(t("late.title"), late_words(verdict(place, session))))
        missing = spec.missing(session.fields)
        if missing:
            words = t("list.comma").join(field_label(spec, name) for name in missing)
            lines += [Content(""), Content.styled(t("session.missing", fields=words), "dim")]
        lines += self.caution_lines()
        lines.append(Content.styled(t("session.how"), "dim"))
        return lines

    def _line(self, label: str, words: str) -> Content:
        return Content.styled(f"{label}{t('error.colon')}", "bold") + Content(
            "\n  ".join(map(printable, words.split("\n")))
        )

    def _keeps_the_roll(self, granted: View) -> bool:
        fields = {"session": self.rid, "member": granted.get("member")}
        return why_not_new(self.xinde.place, "attendance", fields) is None

    def _adopted(self, session: View) -> str:
        """Who made an unplanned session the branch's, or that nobody has yet; nothing of a session that needs no such step."""
        place = self.xinde.place
        if session.get("adopted_by"):
            return member_name(place, session.get("adopted_by"))
        author = session.created.get("by") or place.desk.member
        return t("session.not_adopted", who=member_name(place, author)) if needs_adoption(place, session) else ""

    # commands

    def why_not(self, command: str) -> str | None:
        """What this person may do is a matter of roles and of the state."""
        if command in ("next", "previous", "back"):
            return None
        if command == "cautions":
            return self.why_not_cautions()
        session, place = self.session, self.xinde.place
        if session is None:
            return t("session.gone")
        if command == "state" and not place.repository.registry["session"].next_states(session.state):
            return t("state.last")
        if command == "edit":
            return why_not_edit(place, session)
        if command == "delete":
            return why_not_delete(place, session)
        if command == "recommend":
            return why_not_recommend(place, session.id)
        if command == "plan":
            return why_not_discuss(place)
        if command == "adopt":
            if session.get("adopted_by"):
                return t("session.adopted", who=member_name(place, session.get("adopted_by")))
            return why_not_write(place, session, "adopted_by") if place.desk.member else t("session.no_adoption")
        return None

    def do_edit(self) -> None:
        """The form of the session."""
        self.app.push_screen(FormPage("session", self.rid))

    def do_state(self) -> None:
        """The next state."""
        change_state(self, self.rid)

    def do_adopt(self) -> None:
        """Say that this session is the branch's."""
        desk = self.xinde.place.desk

        async def carry_out() -> None:
            if await self.act(lambda: desk.set(self.rid, {"adopted_by": desk.member})):
                self.xinde.say(t("session.adopted_now"))

        self.run_worker(carry_out())

    def do_notice(self) -> None:
        """The notice to copy."""
        self.app.push_screen(MeetingNoticePage(self.rid))

    def do_leave(self) -> None:
        """Leave of this session: ask, decide."""
        self.app.push_screen(LeavePage(self.rid))

    def do_recommend(self) -> None:
        """Recommend it to everybody, with one sentence why."""
        recommend(self, self.rid)

    def do_plan(self) -> None:
        """Which plan was discussed here."""
        if self.session is not None:
            pick_discussed(self, self.session)

    def do_delete(self) -> None:
        """Delete it; undo is one key away."""
        delete(self, self.rid)

    def do_back(self) -> None:
        """Leave the session."""
        self.dismiss(None)


def roll_words(counts: Counts) -> str:
    """The figures of a roll call in words; what is zero is left out, except those who are expected and present."""
    if not any((counts.expected, counts.observer, counts.exempt)):
        return t("roll_call.none")
    words = [t("roll_call.count_expected", n=counts.expected), t("roll_call.count_present", n=counts.present)]
    rest = ("late", "left_early", "leave", "absent", "observer", "exempt", "unmarked")
    words += [t(f"roll_call.count_{name}", n=getattr(counts, name)) for name in rest if getattr(counts, name)]
    return "  ".join(words)


def quorum_words(found: Quorum) -> str:
    """Entitled, present of them, and whether that is enough."""
    verdict = t(f"quorum.{found.verdict}", needed=found.needed) if found.judged else ""
    if found.unknown:
        verdict += t("quorum.standing_unknown", n=found.unknown)
    # While nobody's standing is known, none and none would be a claim.
    known = found.entitled or not found.unknown
    entitled, present = (n if known else t("value.unknown") for n in (found.entitled, found.present))
    return "  ".join(filter(None, (t("quorum.entitled", n=entitled), t("quorum.present", n=present), verdict)))

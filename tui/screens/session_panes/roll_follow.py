"""What follows a mark: time and reason, the make-up of whoever missed the session, and its verification."""

from __future__ import annotations

from sync.cache.view import View
from tui import makeups
from tui.choices import records as choices_of
from tui.i18n import t
from tui.labels import member_name
from tui.rights import why_not_write
from tui.screens.pick import PickDialog
from tui.screens.session_panes.roll_detail import RollDetailPage
from tui.screens.session_panes.roll_marks import RollMarks
from tui.year.punctuality import TIME_OF


class RollFollow(RollMarks):
    """Commands about what a mark still needs."""

    def why_not_follow(self, command: str, row: View | None) -> str | None:
        """Why a time, a reason, a make-up or its verification cannot be entered now, or None."""
        place = self.xinde.place
        if command == "makeup":
            row = row if place.desk.member is None else makeups.own_row(place, self.rid)
            if row is None:
                return t("makeup.not_on_roll")
        if row is None:
            return t("records.no_row")
        if command == "detail":
            return why_not_write(place, row, "remark")
        owed = makeups.of_row(place, row)
        if owed is None and not makeups.possible(place, row):
            return t("makeup.not_owed", who=member_name(place, row.get("member")))
        if command == "makeup":
            return why_not_write(place, row, "makeup")
        if owed is not None and owed.step == "verified":
            return t("makeup.verified_by", who=member_name(place, row.get("makeup_verified")))
        return why_not_write(place, row, "makeup_verified")

    def do_detail(self) -> None:
        """The time or the reason of the person under the cursor, the cursor in what the mark asks for."""
        row = self.row
        if row is not None:
            first = TIME_OF.get(str(row.get("status")), "remark")
            times = list(TIME_OF.values()) if first != "remark" or row.get("arrived") or row.get("left") else []
            self.app.push_screen(RollDetailPage(row.id, only=[*times, "remark"], focus=first))

    def do_makeup(self) -> None:
        """What I made up, and when; on a device alone, what the person under the cursor did."""
        place = self.xinde.place
        row = self.row if place.desk.member is None else makeups.own_row(place, self.rid)
        if row is not None:
            self.app.push_screen(RollDetailPage(row.id, only=["makeup", "makeup_on"], focus="makeup"))

    def do_verify(self) -> None:
        """Say that the person has made it up; on a device alone it is asked who verified it."""
        row, place = self.row, self.xinde.place
        if row is None:
            return
        rid = row.id
        if place.desk.member is not None:
            self._verify(rid, place.desk.member)
            return

        def picked(answer: list[str] | None) -> None:
            if answer:
                self._verify(rid, answer[0])

        self.app.push_screen(PickDialog(t("makeup.who_verified"), choices_of(place, "member")), picked)

    def _verify(self, rid: str, member: str) -> None:
        place = self.xinde.place

        async def carry_out() -> None:
            if await self.act(lambda: place.desk.set(rid, {"makeup_verified": member})):
                row = place.desk.record(rid)
                known = row.get("makeup") or row.get("makeup_on")
                msgid = "makeup.verified_now" if known else "makeup.verified_unknown"
                self.xinde.say(t(msgid, who=member_name(place, row.get("member"))))

        self.run_worker(carry_out())

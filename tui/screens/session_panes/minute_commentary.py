"""One key turns commentary in the log into a formal comment with a grade."""

from __future__ import annotations

from sync.cache.view import View
from tui import commentary
from tui.i18n import t
from tui.labels import choice_label, member_name, state_label
from tui.rights import why_not_new
from tui.screens.pick import Choice, PickDialog
from tui.screens.session_panes.minute_asides import MinuteAsides


class MinuteCommentary(MinuteAsides):
    """What it is about is asked only where there is a choice, a grade only of those who may give one."""

    def why_not_comment(self) -> str | None:
        """Why no formal comment can be made of the entry at hand, or None."""
        entry, place = self.entry, self.xinde.place
        if self.xinde.projecting:
            return t("projecting.covered")
        if entry is None:
            return t("minutes.no_entry")
        if entry.get("entry") != "commentary" or not entry.get("about"):
            return t("commentary.needs_about")
        me = place.desk.member
        if me is None:
            return t("commentary.alone")
        if entry.get("about") == me:
            return t("commentary.oneself")
        if any(view.get("author") == me for view in commentary.formal(place, entry)):
            return t("commentary.done_before")
        return why_not_new(place, "comment", {"target": entry.id, "author": me, "text": "…"})

    def do_comment(self) -> None:
        """Pick what the comment is on, then the grade; one action makes both."""
        entry, place = self.entry, self.xinde.place
        if entry is None:
            return
        member, text = str(entry.get("about")), str(entry.get("text"))
        spec = place.repository.registry["submission"]
        here = Choice(entry.id, t("commentary.on_entry"))
        choices: list[Choice] = []
        for view in commentary.submissions_of(place, member, text):
            if here not in choices and not commentary.names(text, view):
                choices.append(here)
            fields = {"target": view.id, "author": place.desk.member, "text": "…"}
            words = t("commentary.on_submission", title=str(view.get("title")))
            detail = f"{state_label(spec, view.state)} {commentary.day(place, view)}"
            choices.append(Choice(view.id, words, detail, why_not=why_not_new(place, "comment", fields)))
        if here not in choices:
            choices.append(here)
        if len(choices) == 1:
            self._ask_grade(entry, entry.id)
            return

        def picked(answer: list[str] | None) -> None:
            if answer:
                self._ask_grade(entry, answer[0])

        title = t("commentary.target_title", who=member_name(place, member))
        self.app.push_screen(PickDialog(title, choices, private=True), picked)

    def _ask_grade(self, entry: View, target: str) -> None:
        place = self.xinde.place
        if commentary.why_no_grade(place, target, str(entry.get("about"))) is not None:
            self.run_worker(self._make_formal(entry, target, None))
            return
        spec = place.repository.registry["grade"]
        grades = [Choice(value, choice_label(spec, "grade", value)) for value, _ in spec.fields["grade"].choices]
        before = commentary.grade_by(place, target, place.desk.member)
        chosen = [str(before.get("grade"))] if before is not None else []

        def picked(answer: list[str] | None) -> None:
            if answer is not None:
                self.run_worker(self._make_formal(entry, target, answer[0] or None))

        title = t("commentary.grade_title", who=member_name(place, entry.get("about")))
        choices = [*grades, Choice("", t("commentary.no_grade"))]
        self.app.push_screen(PickDialog(title, choices, chosen=chosen, private=True), picked)

    async def _make_formal(self, entry: View, target: str, grade: str | None) -> None:
        place = self.xinde.place
        if await self.act(lambda: commentary.make_formal(place, entry, target, grade)):
            self.xinde.say(t("commentary.done", who=member_name(place, entry.get("about"))))

    def formal_words(self, entry: View) -> str:
        """Who made a formal comment of this entry; empty while nobody did, and before a room."""
        place = self.xinde.place
        if self.xinde.projecting:
            return ""
        people = dict.fromkeys(member_name(place, view.get("author")) for view in commentary.formal(place, entry))
        return t("commentary.formal", who=t("list.comma").join(people)) if people else ""

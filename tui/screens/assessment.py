"""The assessment of one person's year: evidence that opens, own words, the section's remark, the appraisal, what was told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual.content import Content

from sync.cache.view import View
from tui import assessment_steps as taking
from tui import assessment_words as words
from tui.assessment_flow import confirm_hand_in, confirm_tell
from tui.commands import bindings
from tui.flows import make_transition
from tui.i18n import t
from tui.labels import member_name, state_label
from tui.moments import day, made
from tui.projecting import is_private
from tui.screens.assessment_form import AssessmentFormPage
from tui.screens.content import ContentPage
from tui.screens.form import FormPage
from tui.screens.reckoned import Reckoned
from tui.screens.rows import RowsPage
from tui.terminal import printable
from tui.year.study_part import StudyPart, study_part
from tui.year.study_year import StudyYear
from tui.years import reads

COMMITTEE = ("appraise", "final", "tell")
"""Commands about grades: whoever does not read what the committee prepares is not even told of them."""


def part_of(year: StudyYear, member: str) -> StudyPart | None:
    """The study part of a person; None for whom nobody knows."""
    view = year.source.get(member)
    return study_part(year, view) if view is not None and not view.deleted else None


class AssessmentPage(Reckoned, RowsPage):
    """A line a figure, then a line a step; Enter opens each."""

    SCOPE = "assessment"
    BINDINGS = bindings("assessment")
    answer: StudyPart | None

    def __init__(self, member: str, year: int | None = None) -> None:
        super().__init__()
        self.member = member
        self._year = year
        # One and the same object, under which the answer is kept.
        self._question = partial(part_of, member=member)

    @property
    def year(self) -> int:
        """The year shown, by default the one that is being assessed."""
        if self._year is None:
            self._year = taking.default_year(self.xinde.place)
        return self._year

    @year.setter
    def year(self, year: int | None) -> None:
        self._year = year

    def question(self) -> Callable[[StudyYear], StudyPart | None]:
        """The person's study part."""
        return self._question

    def heading(self) -> str:
        """Whose, and of which year."""
        name = member_name(self.xinde.place, self.member)
        return f"{t('assessments.title', year=self.year)} {self.xinde.glyphs.dot} {name}"

    def holds_private(self) -> bool:
        """The person's, of those in charge, and the committee's."""
        return True

    # rows

    def widths(self) -> list[tuple[str, int]]:
        """What it is, how much or how far, by which rules."""
        return [("name", -22), ("value", 1), ("rules", -12)]

    def headings(self) -> list[str]:
        """In the order of the columns."""
        return [t("figure.name"), t("figure.value"), t("figure.rules")]

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """The evidence, then the steps."""
        part, place = self.answer, self.xinde.place
        if part is None:
            return []
        rows: list[tuple[str, Sequence[str]]] = [
            (f"figure:{each.figure}:{n}", [each.label, each.words, each.rules])
            for n, each in enumerate(words.evidence_lines(part))
        ]
        rows.append(("own", [t("assessments.own_words"), words.own_words(place, part), ""]))
        rows.append(("remark", [t("assessments.section_remark"), words.remark_words(part), ""]))
        if self.offers("appraise"):
            rows.append(("appraisal", [t("assessments.grade"), words.grade_words(place, part), ""]))
        if not part.results:
            rows.append(("result", [t("assessments.result"), words.result_words(place, part), ""]))
        for view in part.results:
            told = t("assessment.result_of", n=view.get("number"))
            rows.append((f"result:{view.id}", [told, f"{words.grade(place, view)} {day(place, made(view))}", ""]))
        return rows

    def below(self) -> list[Content]:
        """The beginning of the text under the cursor."""
        part = self.answer
        if part is None or self.key not in ("own", "remark"):
            return []
        name = "self_text" if self.key == "own" else "section_remark"
        text = str(part.assessment.get(name) or "").strip() if part.assessment is not None else ""
        return [Content(printable(line)) for line in text.split("\n")[:2]] if text else []

    def empty_text(self) -> str:
        """That it is being counted."""
        if self.answer is None:
            return t("year.counting") if self.waiting else ""
        return ""

    # commands

    def offers(self, command: str) -> bool:
        """Nothing about grades for whoever does not read what the committee prepares."""
        return command not in COMMITTEE or reads(self.xinde.place, "c")

    def why_not(self, command: str) -> str | None:
        """Roles, and how far the steps before are."""
        place, part = self.xinde.place, self.answer
        if command in ("back", "previous", "next"):
            return None
        if part is None:
            return t("year.counting")
        asked = {
            "own": taking.why_not_own,
            "hand_in": taking.why_not_hand_in,
            "remark": taking.why_not_remark,
            "appraise": taking.why_not_appraise,
            "final": taking.why_not_final,
            "tell": taking.why_not_tell,
        }
        if command in asked:
            return asked[command](place, part)
        return t("records.no_row") if command == "open" and not self.key else None

    async def do_open(self) -> None:
        """A figure with its records; a text to write or, where one may not, to read."""
        part, (kind, _, name) = self.answer, self.key.partition(":")
        if part is None:
            return
        match kind:
            case "figure":
                self._open_figure(name.partition(":")[0])
            case "own" | "remark":
                self._write_or_read(kind, part.assessment)
            case "appraisal":
                self._write_or_read("appraise", part.appraisal)
            case _ if name:
                await self._read_result(name)

    def _open_figure(self, name: str) -> None:
        from tui.screens.figure import FigurePage

        who, dot = member_name(self.xinde.place, self.member), self.xinde.glyphs.dot
        question = self._question
        self.app.push_screen(
            FigurePage(
                lambda: f"{who} {dot} {words.label(name)}",
                question,
                lambda part: part.evidence.figure(name) if part is not None else None,
                self.year,
                private=True,
            )
        )

    def _write_or_read(self, command: str, view: View | None) -> None:
        reason = self.why_not(command)
        if reason is None:
            getattr(self, f"do_{command}")()
        elif view is not None and is_private(view):
            spec = self.xinde.place.repository.registry[view.kind]
            self.app.push_screen(ContentPage(spec, view.fields, partial(state_label, spec, view.state)))
        else:
            self.xinde.say(reason, warning=True)

    async def _read_result(self, rid: str) -> None:
        place = self.xinde.place
        view = place.desk.record(rid)
        if view.get("member") == place.desk.member:
            await self.act(lambda: taking.mark_read(place, rid))
        note = partial(t, "assessment.result_of", n=view.get("number"))
        self.app.push_screen(ContentPage(place.repository.registry[view.kind], view.fields, note))

    def _form(self, kind: str, view: View | None, only: Sequence[str]) -> None:
        preset = {"member": self.member, "year": self.year}
        self.app.push_screen(FormPage(kind, view.id if view is not None else None, preset, only=only))

    def do_own(self) -> None:
        """Write the own words."""
        if self.answer is not None:
            self._form("assessment", self.answer.assessment, ["self_text"])

    def do_hand_in(self) -> None:
        """Hand them in, after they were shown."""
        if self.answer is not None and self.answer.assessment is not None:
            confirm_hand_in(self, self.answer.assessment)

    def do_remark(self) -> None:
        """Write the section's remark."""
        if self.answer is not None:
            self._form("assessment", self.answer.assessment, ["section_remark"])

    def do_appraise(self) -> None:
        """Grade and remark, for the committee alone."""
        if self.answer is not None:
            self._form("appraisal", self.answer.appraisal, ["grade", "remark"])

    def do_final(self) -> None:
        """Final, or in preparation again."""
        view = self.answer.appraisal if self.answer is not None else None
        if view is not None:
            make_transition(self, view, "preparing" if view.state == "final" else "final")

    async def do_tell(self) -> None:
        """Tell the person, after exactly that was shown."""
        if self.answer is not None:
            await confirm_tell(self, self.answer)

    def do_form(self) -> None:
        """学习情况考核表 as text."""
        self.app.push_screen(AssessmentFormPage(self.member, self.year, self._question))

    def do_previous(self) -> None:
        """The year before."""
        self.go_to_year(self.year - 1)

    def do_next(self) -> None:
        """The year after."""
        self.go_to_year(self.year + 1)

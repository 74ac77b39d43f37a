"""学习情况考核表 as text: what goes into the form of the work assessment, as far as this device may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui import assessment_words
from tui.commands import bindings
from tui.i18n import t
from tui.labels import member_name
from tui.page import Page
from tui.screens.reckoned import Reckoned
from tui.terminal import printable
from tui.year.study_part import StudyPart
from tui.year.study_year import StudyYear


class OneText(Page):
    """A page that is one text to scroll in."""

    def paragraphs(self) -> list[Content]:
        """The text."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        """One scrollable text."""
        yield VerticalScroll(Static(id="text"), id="content", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#content").focus()

    def fill(self) -> None:
        """Write the text anew."""
        self.query_one("#text", Static).update(Content("\n").join(self.paragraphs()))


class AssessmentFormPage(Reckoned, OneText):
    """One person's form of a year."""

    SCOPE = "assessment_form"
    BINDINGS = bindings("assessment_form")
    answer: StudyPart | None

    def __init__(self, member: str, year: int, question: Callable[[StudyYear], Any]) -> None:
        super().__init__()
        self.member = member
        self.year = year
        self._question = question

    def question(self) -> Callable[[StudyYear], Any]:
        """That of the page it was opened from."""
        return self._question

    def heading(self) -> str:
        """Whose, and of which year."""
        return f"{t('part.title', year=self.year)} {self.xinde.glyphs.dot} {member_name(self.xinde.place, self.member)}"

    def holds_private(self) -> bool:
        """The person's, of those in charge, and the committee's."""
        return True

    def paragraphs(self) -> list[Content]:
        """The form, headings in bold."""
        if self.answer is None:
            return [Content(t("year.counting"))] if self.waiting else []
        lines = assessment_words.form(self.xinde.place, self.answer)
        return [Content.styled(printable(each.text), "bold" if each.heading else "") for each in lines]

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

"""The librarian's desk: a code, Enter, a name, Enter is a loan. A scanner is a keyboard, so that all may come at once.

Nothing is done by an Enter that was meant for something else: what is offered waits in the line, not in a dialog,
and the next code typed drops it.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Static

from sync.cache.view import View
from sync.typing_keys import asked
from tui import lending
from tui.choices import records as choices_of
from tui.desk_words import all_out, book_choices, found_words, loan_choices, titles
from tui.i18n import t
from tui.labels import listed, member_name, title_of
from tui.rights import why_not_new
from tui.screens.ask import AskDialog, Asked
from tui.screens.pick import PickDialog
from tui.screens.records import RecordsPage
from tui.terminal import printable
from tui.widgets.desk_line import DeskLine

GROUND = 60
"""Characters of the ground on which a rule is set aside; it stands in the remark of the loan with what it is for."""


class LendingDesk(RecordsPage):
    """What the desk's line does."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self._books: list[str] = []
        """What the code in hand means, while the borrower is asked for."""
        self._offered: list[str] = []
        """Loans whose return is offered; Enter alone takes it."""
        self._found: list[str] = []
        """What was out of the books in hand when they were found."""
        self._against: tuple[str, str, str] | None = None
        """Book, borrower and words of a loan the rules forbid, for whoever sets them aside."""
        self._dropped = ""
        """What was not done, to be said with what comes next."""
        self._scanned = ""
        """A code that closed a list of choices."""
        self._told: tuple[str, str | None] | None = None
        """The loan whose state the last words say: they go when it is another."""

    @property
    def desk_line(self) -> DeskLine:
        """The line."""
        return self.query_one("#desk", DeskLine)

    def why_not_desk(self) -> str | None:
        """Why this person lends nothing, or None."""
        return why_not_new(self.xinde.place, "loan", {"book": "", "member": self.xinde.place.desk.member or ""})

    def prompt(self) -> None:
        """Say in the empty line what it waits for."""
        away = self.is_mounted and self.focused is not self.desk_line
        state = "borrower" if self._books else "return" if self._offered else "away" if away else "code"
        self.desk_line.placeholder = t(f"desk.hint_{state}")

    def tell(self, words: str) -> None:
        """What came of the last line, below the list, and before it what was dropped for it."""
        dropped, self._dropped, self._told = self._dropped, "", None
        self.query_one("#desk-said", Static).update(printable(dropped + words))

    def start_over(self) -> None:
        """The next line is a code."""
        self._books, self._offered, self._against = [], [], None
        self.prompt()

    def fill(self) -> None:
        """What the line waits for may be there no longer: a book came back meanwhile, from another page or another device."""
        super().fill()
        books = [book for book in self._views(self._books) if not book.deleted]
        if self._books:
            out = all_out(self.xinde.place, books)
            if set(out) - set(self._found):
                # Lent elsewhere meanwhile: an Enter that was meant for something else must not return it.
                self.start_over()
                self.tell(t("desk.lent_meanwhile", titles=self._titles(books)))
            elif len(books) == len(self._books) and out != self._found:
                self._found, self._offered = out, [loan for loan in self._offered if loan in out]
                self.tell(found_words(self.xinde.place, books))
        elif self._offered and any(loan.state != "out" for loan in self._views(self._offered)):
            self.start_over()
            self.tell("")
        elif self._told is not None:
            loan, state = self._told
            if not any(view.state == state and not view.deleted for view in self._views([loan])):
                self.tell("")

    # a line

    async def on_desk_line_entered(self, message: DeskLine.Entered) -> None:
        """A code, a borrower, or Enter alone for what is offered; lines are handled one after the other."""
        message.stop()
        self._against = None
        if not message.text:
            await self._enter_alone()
        elif self._books:
            await self._take_borrower(message.text)
        else:
            self._take_code(message.text)
        if self.is_mounted:
            self.prompt()
            self.refresh_keys()

    async def _enter_alone(self) -> None:
        offered = self._offered
        if len(offered) == 1:
            self.start_over()
            await self._give_back(offered[0])
        elif offered:
            self._pick_return(offered)
        elif self._books:
            self.tell(t("desk.borrower_first", titles=self._titles(self._views(self._books))))

    def _take_code(self, written: str) -> None:
        self._offered = []
        place = self.xinde.place
        books = lending.find_books(place, written)
        if not books:
            self.tell(t("desk.no_book", code=written))
            return
        self._books = [book.id for book in books]
        self._found = self._offered = all_out(place, books)
        self.tell(found_words(place, books))

    async def _take_borrower(self, written: str) -> None:
        people, books = lending.find_people(self.xinde.place, written), self._views(self._books)
        if not people:
            if lending.is_code(self.xinde.place, written):
                # The book before was laid aside: somebody scans on.
                self._books = []
                self._take_code(written)
            else:
                self.tell(t("desk.nobody", written=written, titles=self._titles(books)))
            return
        self.start_over()
        if len(books) == 1 and len(people) == 1:
            await self._lend(books[0], people[0])
        elif len(books) > 1:
            self._pick_book(books, people)
        else:
            self._pick_person(books[0], people)

    # picks: never a guess

    def _pick_book(self, books: Sequence[View], people: Sequence[View]) -> None:
        place = self.xinde.place

        def picked(answer: list[str] | None) -> None:
            if not answer:
                self._not_done(t("desk.not_lent", titles=self._titles(books)))
            elif len(people) == 1:
                self.run_worker(self._lend(place.desk.record(answer[0]), people[0]))
            else:
                self._pick_person(place.desk.record(answer[0]), people)

        choices = book_choices(place, books)
        self.app.push_screen(PickDialog(t("desk.which_book"), choices, leads_on=self._scans_on), picked)

    def _pick_person(self, book: View, people: Sequence[View]) -> None:
        place = self.xinde.place

        def picked(answer: list[str] | None) -> None:
            if answer:
                self.run_worker(self._lend(book, place.desk.record(answer[0])))
            else:
                self._not_done(t("desk.not_lent", titles=self._titles([book])))

        wanted = {member.id for member in people}
        choices = [choice for choice in choices_of(place, "member") if choice.id in wanted]
        title = t("desk.which_person", title=title_of(place, book))
        self.app.push_screen(PickDialog(title, choices, leads_on=self._scans_on), picked)

    def _pick_return(self, loans: Sequence[str]) -> None:
        place = self.xinde.place

        def picked(answer: list[str] | None) -> None:
            self.start_over()
            if answer:
                self.run_worker(self._give_back(answer[0]))
            else:
                self._not_done(t("desk.not_returned"))

        choices = loan_choices(place, self._views(loans))
        self.app.push_screen(PickDialog(t("desk.which_loan"), choices, leads_on=self._scans_on), picked)

    def _scans_on(self, written: str) -> bool:
        """A code scanned into a list of choices is the next book: it closes the list and goes to the line."""
        if lending.is_code(self.xinde.place, written):
            self._scanned = written
        return bool(self._scanned)

    def _not_done(self, words: str) -> None:
        """Nothing was picked: say so, and go on with what was scanned meanwhile."""
        scanned, self._scanned = self._scanned, ""
        if not scanned:
            self.tell(words)
            return
        self._dropped = words
        self._take_code(scanned)
        self.prompt()
        self.refresh_keys()

    # what is done

    async def _lend(self, book: View, member: View) -> None:
        place = self.xinde.place
        found = lending.against(place, book, member.id)
        codes = [each.code for each in found]
        who, title = member_name(place, member.id), title_of(place, book)
        if "has_it" in codes:
            own = [loan for loan in lending.shelf(place, book).out if loan.get("member") == member.id]
            self._offered = [loan.id for loan in own]
            self.tell(t("desk.has_it", who=who, title=title, due=lending.due_words(place, own[0])))
        elif hard := [each for each in found if not each.overridable]:
            words = listed(lending.obstacle_words(place, each) for each in hard)
            self.tell(t("desk.refused", title=title, who=who, why=words))
        elif found:
            words = listed(lending.obstacle_words(place, each) for each in found)
            self._against = (book.id, member.id, words)
            self.tell(t("desk.refused", title=title, who=who, why=words) + t("desk.override_hint"))
        else:
            await self._make_loan(book, member, None)
        self.prompt()
        self.refresh_keys()

    async def _make_loan(self, book: View, member: View, remark: str | None) -> bool:
        place = self.xinde.place
        made = await self.act(lambda: lending.lend(place, book.id, member.id, remark))
        if made is not None and self.is_mounted:
            self.tell(lending.lent_words(place, made) + t("desk.undo"))
            self._told = (made.id, made.state)
        return made is not None

    async def _give_back(self, loan: str) -> None:
        place = self.xinde.place
        done = await self.act(lambda: lending.give_back(place, loan))
        if done is not None and self.is_mounted:
            back = place.desk.record(loan)
            self.tell(lending.back_words(place, back) + t("desk.undo" if place.identity.alone else "desk.undo_soon"))
            self._told = (loan, back.state)

    def do_override(self) -> None:
        """Lend although a rule forbids it, on a ground that stands in the loan."""
        if self._against is None:
            return
        place, (book, member, words) = self.xinde.place, self._against
        there = Asked(book, "loan", place.desk.record(book).scope, asked("remark"))

        def answered(ground: str | None) -> None:
            if ground:
                self.run_worker(carry_out(ground))

        async def carry_out(ground: str) -> None:
            remark = t("desk.override_remark", ground=ground)
            if await self._make_loan(place.desk.record(book), place.desk.record(member), remark):
                self.start_over()
                await self.act(lambda: place.unsaved.forget(book, there.field))

        title = t("desk.override_title", title=title_of(place, place.desk.record(book)), who=member_name(place, member))
        label = f"{words} {t('desk.override_label')}"
        self.app.push_screen(AskDialog(title, label, needed=True, limit=GROUND, about=there), answered)

    def _views(self, ids: Sequence[str]) -> list[View]:
        return [view for rid in ids if (view := self.xinde.place.repository.get(rid)) is not None]

    def _titles(self, books: Sequence[View]) -> str:
        return titles(self.xinde.place, books)

"""From a file to records and back: what is asked on the way, what runs off the screen's thread, and what is said of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast, get_args

from sync.problems import InTheWay
from sync.workplace import Workplace
from tui.documents.incoming import taking
from tui.documents.incoming.files import grids_of, judge, template
from tui.documents.incoming.grids import Grid, Unreadable
from tui.documents.incoming.judging import Judgement, Progress, What
from tui.export_folder import kept_folder, usual_folder
from tui.i18n import t
from tui.import_words import counts, unreadable_words
from tui.labels import record_name
from tui.rights import why_not_new
from tui.screens.confirm import ConfirmDialog
from tui.screens.lines_page import LinesPage
from tui.screens.path import PathDialog
from tui.screens.pick import Choice, PickDialog
from tui.screens.working import WorkingDialog

if TYPE_CHECKING:
    from tui.app import XindeApp
    from tui.screens.importing import ImportPage

Answered: TypeAlias = Callable[[str | None], None]

WHATS: tuple[What, ...] = get_args(What)

MADE = {"roster": ("member", "name"), "books": ("book", "title"), "sessions": ("session", "title")}
"""What -> the kind an import of it makes most of, and the field that names one."""


def open_import(app: XindeApp, what: What | None = None) -> None:
    """The page of imports, unless one is open."""
    from tui.screens.importing import ImportPage

    if not isinstance(app.screen, ImportPage):
        app.push_screen(ImportPage(what))


def why_not_import(place: Workplace, what: What) -> str | None:
    """Why this person may take in nothing of the sort, or None."""
    if place.identity.branch is None and not place.identity.alone:
        return t("import.not_joined")
    kind, field = MADE[what]
    return why_not_new(place, kind, {field: "…"})


# what is asked


def ask_what(page: ImportPage) -> None:
    """What the file holds, then which file."""
    place = page.xinde.place

    def picked(answer: list[str] | None) -> None:
        if answer:
            page.what, page.file, page.clock = cast(What, answer[0]), None, None
            page.show_judgement(None)
            ask_file(page)

    choices = [
        Choice(each, t(f"import.what.{each}"), t(f"import.about.{each}"), why_not=why_not_import(place, each))
        for each in WHATS
    ]
    page.app.push_screen(PickDialog(t("import.pick"), choices, chosen=[page.what or "roster"]), picked)


def ask_file(page: ImportPage) -> None:
    """Which file; it is read and judged at once."""

    def answered(path: Path | None) -> None:
        if path is not None:
            page.clock = None
            _read(page, path)

    title = t("import.file", what=t(f"import.what.{page.what}"))
    page.app.push_screen(PathDialog(title, f"import_path_{page.what}"), answered)


def _read(page: ImportPage, path: Path) -> None:
    place, what = page.xinde.place, cast(What, page.what)

    def work(progress: Progress) -> tuple[list[Grid], Judgement]:
        progress(0, 1)
        grids = grids_of(path)
        return grids, judge(place, what, grids, None, progress)

    def done(answer: tuple[list[Grid], Judgement] | Exception | None) -> None:
        if isinstance(answer, Unreadable):
            # On the page, where it stays until it is read: what to do with a file takes more than a moment.
            page.show_judgement(None, unreadable_words(answer))
        elif isinstance(answer, Exception):
            page.xinde.say_error(answer)
        elif answer is None:
            page.xinde.say(t("import.stopped"), warning=True)
        else:
            page.file, (page.grids, judgement) = path, answer
            _show(page, judgement, ask=True)

    dialog = WorkingDialog(t("import.reading", file=path.name), work, expected=(Unreadable, OSError))
    page.app.push_screen(dialog, done)


def judge_again(page: ImportPage) -> None:
    """The same file once more: with another time, or after records changed."""
    place, what, grids, clock = page.xinde.place, cast(What, page.what), page.grids, page.clock

    def work(progress: Progress) -> Judgement:
        return judge(place, what, grids, clock, progress)

    def done(answer: Judgement | Exception | None) -> None:
        if isinstance(answer, Judgement):
            _show(page, answer, ask=False)

    page.app.push_screen(WorkingDialog(t("import.judging"), work), done)


def _show(page: ImportPage, judgement: Judgement, *, ask: bool) -> None:
    page.show_judgement(judgement)
    untimed = any(row.reason is not None and row.reason.code == "without_time" for row in judgement.rows)
    if ask and untimed and page.clock is None:
        page.do_clock()


# what is done


def take_in(page: ImportPage) -> None:
    """Ask once, with the numbers; then do what was shown, or nothing where it would be something else by now."""
    judgement, file = page.judgement, page.file
    if judgement is None or file is None:
        return
    shown = taking.Shown(judgement.what, page.grids, page.clock, file.name, judgement.digest)
    place = page.xinde.place

    def done(answer: int | Exception | None) -> None:
        if isinstance(answer, InTheWay) and answer.reason == "import_changed":
            page.xinde.say(t("import.changed"), warning=True)
            judge_again(page)
        elif isinstance(answer, Exception):
            page.xinde.say_error(answer)
        elif answer is None:
            page.xinde.say(t("import.stopped"), warning=True)
        else:
            page.show_judgement(None, t("import.done", n=answer, file=file.name))

    def answered(yes: bool | None) -> None:
        if yes:
            title = t("import.taking", file=file.name)
            known = page.xinde.known
            page.app.push_screen(
                WorkingDialog(
                    title,
                    lambda progress: taking.take_in_shown(place, shown, progress),
                    expected=known,
                    writes=True,
                ),
                done,
            )

    text = t("import.sure_text", counts=counts(judgement))
    amount = judgement.count("new") + judgement.count("changed")
    page.app.push_screen(ConfirmDialog(t("import.sure", n=amount), text, yes=t("import.sure_yes")), answered)


def last_words(place: Workplace) -> str:
    """What the last import was, while it can be taken back."""
    kept = taking.last(place.desk)
    if kept is None:
        return ""
    return t("import.last", file=kept["file"], what=t(f"import.what.{kept['what']}"), n=taking.amount(kept))


def why_not_undo(place: Workplace) -> str | None:
    """Why there is nothing to take back, or None."""
    return None if taking.last(place.desk) is not None else t("error.way.no_import")


def ask_to_take_back(page: ImportPage) -> None:
    """Take the last import back, after saying which it was."""

    def answered(yes: bool | None) -> None:
        if yes:
            take_back(page.xinde)

    words = last_words(page.xinde.place)
    page.app.push_screen(ConfirmDialog(t("import.back_title"), words, yes=t("import.back_yes")), answered)


def take_back(app: XindeApp) -> None:
    """Take the last import back, with a bar; what was left, and why, is shown."""
    from tui.screens.importing import ImportPage

    place = app.place

    def done(answer: taking.TakenBack | Exception | None) -> None:
        if isinstance(answer, Exception):
            app.say_error(answer)
        elif answer is None:
            app.say(t("import.stopped"), warning=True)
        else:
            said = t("cli.import.undone", deleted=answer.deleted, put_back=answer.put_back)
            app.say(said)
            page = app.screen
            if isinstance(page, ImportPage) and page.judgement is None:
                page.show_judgement(None, said)
            if answer.left:
                left = answer.left
                app.push_screen(LinesPage(lambda: t("import.left_title", n=len(left)), lambda: left_words(place, left)))

    dialog = WorkingDialog(
        t("import.taking_back"),
        lambda progress: taking.take_back(place.desk, progress),
        expected=app.known,
        writes=True,
    )
    app.push_screen(dialog, done)


def left_words(place: Workplace, left: tuple[tuple[str, str], ...]) -> list[str]:
    """What a step back left where it was, and why, a line each."""
    return [t(f"import.left.{code}", title=record_name(place, rid)) for rid, code in left]


def write_template(page: ImportPage) -> None:
    """Write an empty list to fill in, where the person says."""
    what = cast(What, page.what)

    async def write(path: Path) -> None:
        try:
            await asyncio.to_thread(_write, what, path)
        except OSError as error:
            page.xinde.say_error(error)
        else:
            page.xinde.say(t("cli.import.template", path=str(path)))

    def answered(path: Path | None) -> None:
        if path is not None:
            page.run_worker(write(path))

    folder = Path(kept_folder(page.xinde.place) or usual_folder())
    proposed = str(folder / f"{t(f'import.what.{what}')}.xlsx")
    title = t("import.template_to", what=t(f"import.what.{what}"))
    page.app.push_screen(PathDialog(title, f"template_path_{what}", proposed=proposed, new=True), answered)


def _write(what: What, path: Path) -> None:
    """A file that is there is never written over; raises OSError."""
    from tui.documents.rendering import render

    content = render(template(what))
    with path.open("xb") as file:
        file.write(content)

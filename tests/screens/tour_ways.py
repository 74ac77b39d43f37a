"""How one gets to the screens of the tour: by keys, or with a record of the sample."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.screen import Screen

from sync.cache.view import View
from tests.screens.stage import Stage
from tui import import_flow
from tui.documents.exporting import Manner
from tui.documents.incoming.judging import Progress
from tui.documents.kinds import DOCUMENTS
from tui.flows import change_state
from tui.i18n import t
from tui.page import Commanded
from tui.rule_choice import choice_of
from tui.screens.assessment import AssessmentPage
from tui.screens.figure import FigurePage
from tui.screens.find import FindPage
from tui.screens.lock import LockPage
from tui.screens.pick import Choice
from tui.screens.reading_evidence import EvidencePage
from tui.screens.rule_change import RuleChangePage
from tui.screens.session_panes.part import open_pane
from tui.year.adapting import with_pack
from tui.year.overview import overview
from tui.year.report import report

Way = Callable[[Stage], Awaitable[None]]

HELD = "通知怎样写得让人一看就懂"
"""A session that was held two days ago and is being written up by the clerk."""

COMING = "接访与来电礼仪"
KEYMAP = 'app.nothing = "f9"\napp.history = "f1"\nroom.desk = "ctrl+ü"\n'
"""A keymap in which nothing can be used."""

PASTED = "各位同志：今天會(huì)议的三 项内容,见附件\u200b。"


@dataclass(frozen=True, slots=True)
class Stop:
    """One screen: its name, which class it is, and the way there from Home."""

    name: str
    screen: type[Screen[Any]]
    open: Way


def keys(*pressed: str) -> Way:
    """The way by keys alone."""

    async def go(on: Stage) -> None:
        await on.pilot.press(*pressed)

    return go


def page(made: Callable[[Stage], Screen[Any]]) -> Way:
    """The way by the page itself."""

    async def go(on: Stage) -> None:
        await on.app.push_screen(made(on))

    return go


def then(way: Way, *pressed: str) -> Way:
    """Another way, then keys."""

    async def go(on: Stage) -> None:
        await way(on)
        await on.settle()
        await on.pilot.press(*pressed)

    return go


def pane(name: str, title: str = HELD) -> Way:
    """A session at one of its panes."""

    async def go(on: Stage) -> None:
        open_pane(on.app, session(on, title).id, name)

    return go


def one(on: Stage, kind: str, **fields: Any) -> View:
    """The first record of the sample whose fields are these; None stands for anything that is there."""
    for view in on.app.place.repository.find(kind):
        if all(
            view.get(name) is not None if value is None else view.get(name) == value for name, value in fields.items()
        ):
            return view
    raise LookupError(f"{kind} {fields}")


def session(on: Stage, title: str = HELD) -> View:
    """The session of that title."""
    return one(on, "session", title=title)


def here(on: Stage) -> Commanded[Any]:
    """The screen that is open."""
    screen = on.app.screen
    assert isinstance(screen, Commanded)
    return screen


def of_session(on: Stage, kind: str, title: str = HELD) -> View:
    """The first record of a kind that belongs to a session."""
    return on.app.place.repository.linked(kind, "session", session(on, title).id)[0]


def plan(on: Stage) -> str:
    """The plan of this year."""
    return one(on, "plan", year=2026).id


def person(on: Stage, name: str = "周庆丰") -> str:
    """A member by name."""
    return one(on, "member", name=name).id


def hold(progress: Progress) -> None:
    """Work that stands at three of ten until it is stopped."""
    while True:
        progress(3, 10)
        time.sleep(0.02)


def write(manner: Manner) -> list[Any]:
    """An export that stands at three of ten until it is stopped."""
    while True:
        manner.step(3, 10, DOCUMENTS["hours"].label)
        while not manner.stopped():
            time.sleep(0.02)


def dialog_of_states() -> Way:
    """Pick a state."""

    async def go(on: Stage) -> None:
        await pane("overview")(on)
        await on.settle()
        change_state(here(on), session(on).id)

    return go


def assessed(on: Stage) -> AssessmentPage:
    """The assessment of somebody last year."""
    return AssessmentPage(person(on, "李建明"), 2025)


def assessment_form() -> Way:
    """The form of it."""

    async def go(on: Stage) -> None:
        await on.app.push_screen(assessed(on))
        await on.until(lambda: getattr(here(on), "answer", None) is not None)
        await here(on).action_command("assessment.form")

    return go


def figure(on: Stage) -> FigurePage:
    """What the branch's rate of attendance rests on."""
    return FigurePage(lambda: t("year.rate"), report, lambda answer: overview(answer).get("rate"), 2026)


def locked(on: Stage) -> LockPage:
    """The page of a screen that was locked."""
    on.app.locked = True
    return LockPage(Path())


def found(words: str) -> Way:
    """The search, with words in it, everything looked through."""

    async def go(on: Stage) -> None:
        await on.pilot.press("ctrl+k")
        page = on.app.screen
        assert isinstance(page, FindPage)
        await on.type(words)
        await on.until(lambda: on.app.finder.ready and page._found is not None and page._found.written == words)
        await on.until(lambda: page._found is not None and page._found.unread is None)

    return go


async def draft(on: Stage) -> None:
    """A draft, its characters counted: that is done once the typing has paused."""
    await on.pilot.press("4", "enter")
    await on.until(lambda: any(words in on.text() for words in ("不含标题", "without the title")))


def rule_change(on: Stage) -> RuleChangePage:
    """The change to another pack."""
    seen = choice_of(on.app.place)
    return RuleChangePage(seen, with_pack(seen, "example-2011"))


def loan_person(on: Stage) -> Screen[Any]:
    """Whose reading is open."""
    return EvidencePage(2026, person(on), 1)


def several(on: Stage) -> list[Choice]:
    """People to mark."""
    return [Choice(view.id, str(view.get("name"))) for view in on.app.place.repository.find("member")]


def left(on: Stage) -> list[str]:
    """What a step back left."""
    return import_flow.left_words(on.app.place, ((session(on).id, "changed"),))

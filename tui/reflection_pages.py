"""The lists of reflections, one key apart: drafts, submissions, published, recommended, what was said about me."""

from __future__ import annotations

from typing import Any

from tui.page import Page


def turn(page: Page, by: int) -> None:
    """Show the next list (`by` 1) or the one before (-1)."""
    from tui.screens.commentary import CommentaryPage
    from tui.screens.published import PublishedPage
    from tui.screens.recommended import RecommendedPage
    from tui.screens.reflections import ReflectionsPage
    from tui.screens.submissions import SubmissionsPage

    lists: list[type[Any]] = [ReflectionsPage, SubmissionsPage, PublishedPage, RecommendedPage, CommentaryPage]
    page.app.switch_screen(lists[(lists.index(type(page)) + by) % len(lists)]())

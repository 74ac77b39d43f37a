"""What the style sheet of the app gives a node is what Textual's own would give it, on every kind of page, after anything that changes it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

from tests.screens.sample_branch import SampleBranch
from tests.screens.stage import Stage, alone, play
from tests.screens.tour import LARGE, SMALL, STOPS, guide, resized, tour
from tui.app import XindeApp
from tui.looks import OURS
from tui.screens.form import FormPage

SOME = STOPS[::11]


def nodes(app: XindeApp) -> Iterator[DOMNode]:
    """The app, all screens that are open, and all that is on them."""
    yield app
    for screen in app.screen_stack:
        for node in screen.walk_children(with_self=True):
            yield node
            # A bar that has just come wears nothing until its list is dressed again, with Textual's style sheet too.
            if isinstance(node, Widget) and node.show_vertical_scrollbar and node.vertical_scrollbar.styles.base._rules:
                yield node.vertical_scrollbar


def worn(node: DOMNode) -> dict[str, Any]:
    """All that a node wears, its parts too."""
    parts = {name: dict(styles.base._rules) for name, styles in node._component_styles.items()}
    return {"": dict(node.styles.base._rules), **parts}


def told(node: DOMNode) -> tuple[bool, ...]:
    """What Textual's focus and order ask a node."""
    return node._has_hover_style, node._has_focus_within, node._has_order_style, node._has_odd_or_even


def faults(app: XindeApp) -> list[str]:
    """What differs from what Textual's own style sheet gives."""
    plain = Stylesheet(variables=app.stylesheet._variables)
    plain.source = dict(app.stylesheet.source)
    plain.parse()
    found = []
    for node in nodes(app):
        ours = worn(node), told(node)
        plain.apply(node)
        if (worn(node), told(node)) != ours:
            found.append(f"{node!r}: {ours}, not {worn(node), told(node)}")
    return found


def test_every_node_wears_what_textual_would_give_it(branch: SampleBranch) -> None:
    async def act() -> None:
        async with guide(branch, "zh", SMALL) as on:
            async for stop in tour(on, SOME):
                await seen(on, stop.name)

    async def seen(on: Stage, name: str) -> None:
        assert faults(on.app) == [], name
        await on.pilot.press("tab")
        assert faults(on.app) == [], f"{name}, the cursor elsewhere"
        await resized(on, LARGE)
        assert faults(on.app) == [], f"{name}, larger"
        await resized(on, SMALL)
        for widget in on.app.screen.walk_children(Widget):
            widget.disabled = not widget.disabled
            widget.toggle_class("-covered")
        await on.pilot.pause(0)
        assert faults(on.app) == [], f"{name}, disabled"

    asyncio.run(act())


def test_with_other_colours_every_node_wears_others(branch: SampleBranch) -> None:
    async def act() -> None:
        async with guide(branch, "zh", SMALL) as on:
            await on.pilot.press("2", "enter")
            seen = []
            for theme in OURS:
                on.app.theme = theme.name
                await on.settle()
                assert faults(on.app) == [], theme.name
                seen.append(str([worn(node) for node in nodes(on.app)]))
            assert len(set(seen)) == len(OURS)

    asyncio.run(act())


def test_the_name_of_the_field_with_the_cursor_stands_out(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            def standing_out() -> set[str | None]:
                return {label.id for label in on.app.screen.query(".form-label") if label.styles.text_style.bold}

            await on.app.push_screen(FormPage("document"))
            await on.settle()
            seen = []
            for _ in range(3):
                assert on.app.focused is not None
                assert standing_out() == {f"label-{str(on.app.focused.id).removeprefix('field-')}"}
                seen.append(standing_out())
                await on.keys("tab")
            assert len({str(each) for each in seen}) == 3

        play(place, act)

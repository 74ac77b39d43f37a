"""Every theme can be read, and without colours nothing is lost: what has the focus shows it by attributes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.color import Color

from tests.screens.stage import Stage, alone, drawn, play
from tui.beginning import Look
from tui.looks import contrast
from tui.terminal import FINE

THEMES = {"dark": 4.5, "light": 4.5, "contrast": 7.0}


def texts(on: Stage) -> Iterator[tuple[int, Segment]]:
    """What can be read on the screen, with its row; under a dialog the page is not for reading."""
    boxes = list(on.app.screen.query("#dialog"))
    region = boxes[0].region if boxes else on.app.screen.region
    for y, strip in enumerate(drawn(on.app)):
        if region.y <= y < region.bottom:
            for segment in strip.crop(region.x, region.right):
                # Scroll bars and frames are no text.
                if segment.text.strip(" ▁▂▃▄▅▆▇█┌─┐│└┘+-|") and segment.style is not None:
                    yield y, segment


def colours(style: Style, system: ColorSystem | None = None) -> tuple[Color, Color]:
    """The two colours of a text as they arrive at the eye, on a terminal of so many colours."""
    found = []
    for colour, foreground in ((style.color, True), (style.bgcolor, False)):
        assert colour is not None
        assert not colour.is_default
        if system is not None:
            colour = colour.downgrade(system)
        found.append(
            Color.from_rich_color(RichColor.from_triplet(colour.get_truecolor(DEFAULT_TERMINAL_THEME, foreground)))
        )
    first, second = found
    return (second, first) if style.reverse else (first, second)


def unreadable(on: Stage, least: float) -> list[str]:
    """Texts whose contrast is too low, with all colours and with 256 of them."""
    return [
        f"{segment.text.strip()!r} {segment.style} {system and system.name} {ratio:.1f}"
        for _, segment in texts(on)
        for system in (None, ColorSystem.EIGHT_BIT)
        if (ratio := contrast(*colours(segment.style or Style(), system))) < least
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_can_be_read(tmp_path: Path, theme: str) -> None:
    with alone(tmp_path) as place:
        for number in range(3):
            place.desk.create("note", {"at": f"2026-03-0{number + 1}T09:00", "body": "要点\n第二行"})

        async def act(on: Stage) -> None:
            on.app.wear(Look(FINE, theme))
            await on.settle()
            scenes = [[], ["5"], ["f1"], ["escape", "ctrl+p"], ["escape", "enter"], ["escape", "3", "ctrl+n"]]
            scenes += [["ctrl+s"], ["ctrl+s"]]
            for keys in scenes:
                await on.keys(*keys)
                assert not (found := unreadable(on, THEMES[theme])), "\n".join([*found, on.text()])
            await on.keys("escape", "5")
            rows = {y: segment.style for y, segment in texts(on) if "要点" in segment.text and segment.style}
            assert len(rows) == 3
            sixteen = [colours(style, ColorSystem.STANDARD) for style in rows.values()]
            assert len({str(pair) for pair in sixteen}) == 2, "with 16 colours the cursor row is another one still"
            assert all(contrast(*pair) >= 4.5 for pair in sixteen), [(contrast(*pair), pair) for pair in sixteen]

        play(place, act)


@pytest.mark.parametrize("no_color", [True, False])
def test_without_colours_the_focus_shows(tmp_path: Path, no_color: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    with alone(tmp_path) as place:
        for number in range(3):
            place.desk.create("note", {"at": f"2026-03-0{number + 1}T09:00", "body": "要点"})

        async def act(on: Stage) -> None:
            on.app.wear(Look(FINE, "light" if no_color else "terminal"))
            await on.settle()
            await on.keys("5")
            rows = [
                bool(segment.style and segment.style.reverse)
                for _, segment in texts(on)
                if segment.text.startswith(" 要点")
            ]
            assert rows == [True, False, False], on.text()
            await on.keys("ctrl+p")
            underlined = [segment.text.strip() for _, segment in texts(on) if segment.style and segment.style.underline]
            assert [text for text in underlined if text in ("打开", "新建", "摘取")] == ["打开"], underlined
            await on.keys("escape", "f4")
            before = on.app.focused
            await on.keys("tab")
            assert on.app.focused is not before
            focused = on.app.focused
            assert focused is not None
            lines = drawn(on.app)[focused.region.y : focused.region.bottom]
            assert any(segment.style and segment.style.reverse for line in lines for segment in line), on.text()
            for _, segment in texts(on):
                style = segment.style or Style()
                assert style.color is None or style.color.is_default, segment
                assert style.bgcolor is None or style.bgcolor.is_default, segment

        play(place, act)

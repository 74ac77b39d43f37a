"""What is written to the terminal makes it show the picture, whatever it showed before; and a step costs little."""

from __future__ import annotations

import random

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate
from textual.strip import Strip

from tests.model_terminal import ModelTerminal
from tui.frame import Frame
from tui.painting import pieces

WIDTH, HEIGHT = 24, 12
STYLES = [Style(), Style(bold=True, color="red"), Style(reverse=True, bgcolor="blue")]


def fitted(text: str) -> str:
    kept = ""
    for sign in text:
        if cell_len(kept + sign) <= WIDTH // 2:
            kept += sign
    return kept + " " * (WIDTH // 2 - cell_len(kept))


SIGNS = [*"ab 记忆（。·…é", "\u0f40\u0f72"]
Line = list[Segment]


def line(chance: random.Random) -> Line:
    """A row of two texts."""
    texts = ("".join(chance.choices(SIGNS, k=chance.randrange(9))) for _ in range(2))
    return [Segment(fitted(text), chance.choice(STYLES)) for text in texts]


def next_picture(before: list[Line], chance: random.Random) -> list[Line]:
    """Another picture: quite another one, the one before with a row changed, or moved by a few rows."""
    if not before or chance.random() < 0.2:
        return [line(chance) for _ in range(HEIGHT)]
    by = chance.randrange(-4, 5)
    moved = before[by:] if by > 0 else before[: HEIGHT + by]
    came = [line(chance) for _ in range(abs(by))]
    picture = [*moved, *came] if by > 0 else [*came, *moved]
    picture[chance.randrange(HEIGHT)] = line(chance)
    return picture


@pytest.mark.parametrize("seed", range(8))
def test_the_terminal_shows_what_was_drawn(seed: int) -> None:
    chance = random.Random(seed)
    frame, screen = Frame(WIDTH, HEIGHT), ModelTerminal(WIDTH, HEIGHT)
    shown: list[Line] = []
    for _ in range(30):
        shown = next_picture(shown, chance)
        drawn = [(y, 0, each) for y, each in enumerate(shown)]
        screen.hear(frame.change(drawn, ColorSystem.STANDARD))
        assert screen.text() == ["".join(part.text for part in each) for each in shown]
        anew = ModelTerminal(WIDTH, HEIGHT)
        anew.hear(Frame(WIDTH, HEIGHT).change(drawn, ColorSystem.STANDARD))
        assert screen.rows == anew.rows
        assert frame.change(drawn, ColorSystem.STANDARD) == ""


def rows(first: int, at: int) -> list[tuple[int, int, list[Segment]]]:
    """A list from a row on, the cursor on one of them."""
    texts = [fitted(f"第{first + y}条") + " " * (WIDTH // 2) for y in range(HEIGHT)]
    return [(y, 0, [Segment(text, STYLES[2 * (y == at)])]) for y, text in enumerate(texts)]


def test_a_step_writes_two_rows_and_a_list_that_scrolls_is_moved() -> None:
    frame, screen = Frame(WIDTH, HEIGHT), ModelTerminal(WIDTH, HEIGHT)
    screen.hear(frame.change(rows(0, 10), ColorSystem.STANDARD))
    step = frame.change(rows(0, 11), ColorSystem.STANDARD)
    assert step.count("\x1b[11;") == step.count("\x1b[12;") == 1
    frame, screen = Frame(WIDTH, HEIGHT), ModelTerminal(WIDTH, HEIGHT)
    screen.hear(frame.change(rows(0, 11), ColorSystem.STANDARD))
    scrolled = frame.change(rows(1, 11), ColorSystem.STANDARD)
    screen.hear(scrolled)
    assert "\x1b[1M" in scrolled
    assert "第3条" not in scrolled
    assert [line.strip() for line in screen.text()] == [f"第{n}条" for n in range(1, HEIGHT + 1)]
    back = frame.change(rows(0, 0), ColorSystem.STANDARD)
    screen.hear(back)
    assert "\x1b[1L" in back
    assert screen.text()[0].startswith("第0条")


def test_of_what_a_terminal_may_draw_wider_the_rest_of_the_row_stays_in_its_columns() -> None:
    written = Frame(WIDTH, 1).change([(0, 0, [Segment("“a”", Style()), Segment("after", Style(bold=True))])], None)
    assert "“a”\x1b[1;4H" in written


def test_what_is_out_of_sight_is_not_written() -> None:
    assert Frame(4, 1).change([(5, 0, [Segment("x")]), (0, 4, [Segment("x")])], None) == ""


def test_a_wide_sign_at_the_end_of_what_was_drawn_stays_whole() -> None:
    strip = Strip([Segment("一" * (WIDTH // 2))])
    frame = Frame(WIDTH, 1)
    frame.change([(0, 0, strip)], ColorSystem.STANDARD)
    # A dialog that ended in the midst of a sign has gone.
    update = ChopsUpdate([{0: strip}], [(0, 4, 15)], [[WIDTH]])
    assert frame.change(pieces(update), ColorSystem.STANDARD) == ""

"""Lines that hang under the place where their sentence began."""

from __future__ import annotations

from textual.content import Content

from tui.widgets.hanging import Hanging


def test_what_does_not_fit_hangs_under_its_sentence() -> None:
    lines = Hanging([(Content("F9  Decide  One decision about all marked lines"), 12), (Content("short"), 12)])
    assert lines.at(32).plain.split("\n") == [
        "F9  Decide  One decision about ",
        "            all marked lines",
        "short",
    ]
    assert lines.get_height({}, 32) == 3
    assert lines.at(60).plain.count("\n") == 1


def test_half_of_a_narrow_screen_is_left_to_the_sentence() -> None:
    (_, *rest) = Hanging([(Content("F9 D        批办      对标记的各行作一个决定"), 22)]).at(24).plain.split("\n")
    assert rest
    assert all(line.startswith(" " * 12) and not line.startswith(" " * 13) for line in rest)

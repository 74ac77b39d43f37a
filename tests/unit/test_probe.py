"""A terminal is asked how wide it draws; whatever it answers, or does not, nothing typed is lost and nothing is left behind."""

from __future__ import annotations

import os
import pty
import re
import termios
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tui import appearance
from tui.appearance import Appearance, Widths
from tui.beginning import Beginning, signs
from tui.probe import CHINESE, QUESTION, SIGNS, Question, can_ask, terminal_name
from tui.terminal import FINE, PLAIN

ASKED = re.compile("\r(.)\x1b\\[6n")


class Terminal:
    """The other end of a pty: draws signs so wide, and answers where its cursor stands; `typed` comes between two answers."""

    def __init__(self, width: Callable[[str], int] | None, typed: bytes = b"") -> None:
        self.master, self.slave = pty.openpty()
        self.seen = ""
        self._width = width
        self._typed = typed
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        while len(self.seen) < len(QUESTION):
            self.seen += os.read(self.master, 4096).decode()
        answers = [f"\x1b[24;{self._width(sign) + 1}R".encode() for sign in ASKED.findall(self.seen) if self._width]
        answers[3:3] = [self._typed]
        os.write(self.master, b"".join(answers))

    def close(self) -> None:
        self._thread.join(5)
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminals() -> Iterator[Callable[..., Terminal]]:
    made: list[Terminal] = []

    def make(width: Callable[[str], int] | None, typed: bytes = b"") -> Terminal:
        made.append(Terminal(width, typed))
        return made[-1]

    yield make
    for each in made:
        each.close()


def asked(terminal: Terminal, patience: float = 5.0) -> tuple[Widths, bytes]:
    before = termios.tcgetattr(terminal.slave)
    with Question(terminal.slave, terminal.slave) as question:
        found = question.answer(patience)
        now = termios.tcgetattr(terminal.slave)[3]
        assert not now & termios.ECHO, "answers must not be drawn"
    assert termios.tcgetattr(terminal.slave) == before
    return found, question.typed


@pytest.mark.parametrize(
    ("width", "found"),
    [
        (lambda sign: 2 if sign == CHINESE else 1, Widths(1, 2)),
        (lambda sign: 2, Widths(2, 2)),
        # A terminal that is not in UTF-8 draws a sign for each byte.
        (lambda sign: len(sign.encode()), Widths(3, 3)),
    ],
)
def test_it_is_known_how_wide_signs_are_drawn(
    terminals: Callable[..., Terminal], width: Callable[[str], int], found: Widths
) -> None:
    terminal = terminals(width, "你b\r".encode())
    assert asked(terminal) == (found, "你b\r".encode()), "what was typed meanwhile is the app's"
    assert list(ASKED.findall(terminal.seen)) == [*SIGNS, CHINESE]
    assert terminal.seen.endswith("\r\x1b[K"), "the line is empty again"


def test_without_an_answer_nothing_is_lost(terminals: Callable[..., Terminal]) -> None:
    assert asked(terminals(None, b"abc"), patience=0.1) == (Widths(), b"abc")


def test_what_is_no_terminal_is_not_asked() -> None:
    reads, writes = os.pipe()
    with Question(reads, writes) as question:
        assert question.answer(0.01) == Widths()
    os.close(writes)
    assert os.read(reads, 10) == b""
    os.close(reads)
    assert not can_ask({"TERM": "xterm"}), "no terminal in a test"
    assert not can_ask({"TERM": "dumb"})


def test_a_terminal_is_known_again_by_what_it_is_and_from_where_it_comes() -> None:
    near = {"TERM": "xterm-256color", "VTE_VERSION": "7000"}
    assert terminal_name(near) == "xterm-256color VTE_VERSION"
    assert terminal_name({**near, "TMUX": "/tmp/x"}) != terminal_name(near)
    assert terminal_name({"TERM": "xterm", "SSH_CONNECTION": "10.1.2.3 5 10.0.0.1 22"}) == "xterm ssh:10.1.2.3"
    assert terminal_name({"TERM": "xterm", "TERM_PROGRAM": "WezTerm"}) == "xterm WezTerm"


@pytest.mark.parametrize(
    ("wanted", "widths", "environ", "style"),
    [
        (Appearance(), Widths(1, 2), {"LANG": "zh_CN.UTF-8"}, FINE),
        (Appearance(), Widths(), {"LANG": "zh_CN.UTF-8"}, FINE),
        (Appearance(), Widths(2, 2), {"LANG": "zh_CN.UTF-8"}, PLAIN),
        (Appearance(), Widths(1, 3), {"LANG": "zh_CN.UTF-8"}, PLAIN),
        (Appearance(), Widths(1, 2), {"LANG": "C"}, PLAIN),
        (Appearance(glyphs="unicode"), Widths(2, 2), {"LANG": "C"}, FINE),
        (Appearance(glyphs="ascii"), Widths(1, 2), {"LANG": "zh_CN.UTF-8"}, PLAIN),
    ],
)
def test_what_was_chosen_goes_before_what_the_terminal_says(
    wanted: Appearance, widths: Widths, environ: dict[str, str], style: object
) -> None:
    assert signs(wanted, widths, environ) is style


def test_what_is_kept_is_read_again_and_nonsense_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "set" / appearance.NAME
    assert appearance.read(path) == Appearance()
    kept = Appearance().with_choice("theme", "light").with_widths("xterm", Widths(2, 2))
    appearance.write(path, kept)
    assert appearance.read(path) == kept
    assert path.stat().st_mode & 0o777 == 0o600
    for nonsense in ("", "[]", '{"theme": 5, "glyphs": "x", "terminals": {"a": {"signs": "1"}, "b": 3}}'):
        path.write_text(nonsense)
        assert appearance.read(path) == Appearance()
    with pytest.raises(ValueError):
        kept.with_choice("theme", "pink")
    for number in range(30):
        kept = kept.with_widths(f"t{number}", Widths(1, 2))
    assert len(kept.terminals) == appearance.MOST
    assert "xterm" not in kept.terminals


def test_the_environment_goes_first_and_a_choice_of_colours_reaches_textual(tmp_path: Path) -> None:
    environ = {"XINDE_HOME": str(tmp_path), "TERM": "xterm", "XINDE_THEME": "light", "LANG": "zh_CN.UTF-8"}
    appearance.write(tmp_path / appearance.NAME, Appearance(theme="dark", colours="16", glyphs="ascii"))
    with Beginning(environ) as begun:
        look = begun.ready()
    assert (look.glyphs, look.theme, look.typed) == (PLAIN, "light", b"")
    assert environ["TEXTUAL_COLOR_SYSTEM"] == "standard"
    environ = {"XINDE_HOME": str(tmp_path), "NO_COLOR": ""}
    appearance.set_colours(Appearance(colours="16"), environ)
    assert "TEXTUAL_COLOR_SYSTEM" not in environ
    appearance.set_colours(Appearance(colours="none"), found := {"TERM": "x"})
    assert found["NO_COLOR"] == "1"


def test_an_answer_that_has_begun_is_waited_for() -> None:
    answers = b"\x1b[24;2R" * len(SIGNS) + b"\x1b[24;3R"
    master, slave = pty.openpty()
    with Question(slave, slave) as question:
        os.write(master, answers[:-4])
        rest = threading.Timer(0.6, os.write, (master, answers[-4:]))
        rest.start()
        found = question.answer(0.4)
        rest.join()
    os.close(master)
    os.close(slave)
    assert (found, question.typed) == (Widths(1, 2), b"")

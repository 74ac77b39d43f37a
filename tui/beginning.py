"""What happens between the command and textual's import: the terminal is prepared, and asked where nobody knows how it draws."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType

import msgspec

from tui import appearance
from tui.appearance import Appearance, Widths
from tui.probe import Question, can_ask, terminal_name
from tui.terminal import FINE, PLAIN, Glyphs, glyphs, prepare


class Look(msgspec.Struct, frozen=True):
    """How the app looks in this terminal, and what was typed before it could hear."""

    glyphs: Glyphs
    theme: str = "dark"
    typed: bytes = b""


def plain_look(environ: MutableMapping[str, str] = os.environ) -> Look:
    """How the app looks where neither person nor terminal was asked."""
    return Look(glyphs(environ))


def signs(wanted: Appearance, widths: Widths, environ: MutableMapping[str, str]) -> Glyphs:
    """The style of signs: what was chosen, else plain where the locale or the terminal's own answer calls for it."""
    if wanted.glyphs != "auto":
        return PLAIN if wanted.glyphs == "ascii" else FINE
    misdrawn = widths.signs > 1 or widths.chinese not in (0, 2)
    return PLAIN if misdrawn else glyphs(environ)


class Beginning:
    """In a `with` block textual is imported; `ready` then says how the app looks."""

    def __init__(self, environ: MutableMapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._path: Path | None = None
        self._kept = Appearance()
        self._question: Question | None = None

    def __enter__(self) -> Beginning:
        prepare(self._environ)
        self._path = appearance.appearance_path(self._environ)
        self._kept = appearance.read(self._path)
        appearance.set_colours(self._kept, self._environ)
        wanted = appearance.in_force(self._kept, self._environ)
        known = terminal_name(self._environ) in self._kept.terminals
        if wanted.glyphs == "auto" and not known and can_ask(self._environ):
            assert sys.__stdin__ is not None
            assert sys.__stdout__ is not None
            self._question = Question(sys.__stdin__.fileno(), sys.__stdout__.fileno())
            self._question.__enter__()
        return self

    def ready(self) -> Look:
        """How the app looks; waits a tenth of a second at most, and only for a terminal that was never asked."""
        name = terminal_name(self._environ)
        widths = self._kept.terminals.get(name, Widths())
        if self._question is not None and self._path is not None:
            widths = self._question.answer()
            keep(self._path, name, widths)
        speak_utf8(widths)
        wanted = appearance.in_force(self._kept, self._environ)
        typed = self._question.typed if self._question is not None else b""
        return Look(signs(wanted, widths, self._environ), wanted.theme, typed)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._question is not None:
            self._question.__exit__(kind, error, trace)


def keep(path: Path, terminal: str, widths: Widths) -> bool:
    """Remember what a terminal answered; False where it cannot be written, and the next start asks again."""
    try:
        appearance.write(path, appearance.read(path).with_widths(terminal, widths))
    except OSError:
        return False
    return True


def speak_utf8(widths: Widths) -> None:
    """Write UTF-8 where the locale names an encoding without Chinese, or the terminal has shown that it understands UTF-8."""
    for stream in (sys.__stdout__, sys.__stderr__):
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
        if stream is None or encoding.replace("-", "") == "utf8":
            continue
        try:
            "中".encode(encoding)
        except (UnicodeEncodeError, LookupError):
            has_chinese = False
        else:
            has_chinese = True
        if (not has_chinese or widths.chinese == 2) and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")

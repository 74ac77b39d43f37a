"""Textual's driver of this system, which also hears what was typed before it began, and leaves the keyboard protocol alone."""

from __future__ import annotations

from textual._xterm_parser import XTermParser
from textual.driver import Driver

KEYBOARD_PROTOCOL = frozenset({"\x1b[>1u", "\x1b[<u"})
"""Textual pushes the first on Windows whatever it is told, and pops with the second what it never pushed, perhaps a shell's."""


def our_driver(base: type[Driver]) -> type[Driver]:
    """The driver on top of one of Textual's."""

    class OurDriver(base):  # type: ignore[misc, valid-type]
        """See the module."""

        def start_application_mode(self) -> None:
            """Begin; what was typed before comes before what is typed from now on."""
            typed, self._app.typed = getattr(self._app, "typed", b""), b""
            if typed:
                parser = XTermParser()
                for text in (typed.decode("utf-8", "replace"), ""):
                    for event in parser.feed(text):
                        self.process_message(event)
            super().start_application_mode()

        def write(self, data: str) -> None:
            """Write, but never a word about the keyboard protocol."""
            if data not in KEYBOARD_PROTOCOL:
                super().write(data)

    return OurDriver

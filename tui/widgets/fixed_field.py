"""A field of a form that this person may not change now: to be read, and a key typed at it is answered with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.i18n import t
from tui.marks import clean
from tui.widgets.edited import TO_THE_NEXT


class FixedField(Static, can_focus=True):
    """Its words, whole; it takes the focus so that a long text can be brought into sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *TO_THE_NEXT,
        Binding("enter", "pass_on(1)", show=False),
        Binding("space,delete,backspace,ctrl+v", "say_why", show=False),
    ]

    class Asked(Message):
        """Somebody tried to write in it."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.field_name = name

    class Passed(Message):
        """The person goes on to the field below (`by` 1) or above (-1)."""

        def __init__(self, field: FixedField, by: int) -> None:
            super().__init__()
            self.field = field
            self.by = by

    def __init__(self, name: str, words: Callable[[Any], str], value: Callable[[], Any]) -> None:
        super().__init__(id=f"field-{name}", classes="form-fixed", markup=False)
        self.field_name = name
        self._words = words
        self._value = value

    def on_mount(self) -> None:
        """Say it at once."""
        self.speak()

    def speak(self) -> None:
        """What the record holds now, in the language of now."""
        self.update(Content(clean(t("form.fixed", value=self._words(self._value())))))

    def on_key(self, event: events.Key) -> None:
        """A key that would write is answered, and goes no further."""
        if event.is_printable:
            event.stop()
            self.action_say_why()

    def on_paste(self, event: events.Paste) -> None:
        """So is what an input method or the clipboard brings."""
        event.stop()
        self.action_say_why()

    def action_say_why(self) -> None:
        """Have the form say why not."""
        self.post_message(self.Asked(self.field_name))

    def action_pass_on(self, by: int) -> None:
        """Arrows and Enter lead on."""
        self.post_message(self.Passed(self, by))

"""One editor for each type of field, all with the same few calls, so that a form derives from its kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from sync.records.fields import Field, parse_value
from tui.due_words import read_due
from tui.i18n import t
from tui.terminal import printable
from tui.widgets.lines import Line, Prose


class Edited(Message):
    """The person changed what an editor holds."""

    def __init__(self, editor: FieldEditor) -> None:
        super().__init__()
        self.editor = editor


class LineEditor(Line):
    """A line: words, numbers, dates, times."""

    def __init__(self, name: str, field: Field, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, id=f"field-{name}", select_on_focus=False)
        self.field_name = name
        self._field = field

    def load(self, value: Any) -> None:
        """Show a value, the cursor behind it, or as far from its beginning as it was in the midst of what stood there."""
        shown = "" if value is None else printable(str(value))
        if self._field.type == "time":
            shown = shown.replace("T", " ")
        if shown == self.value_text:
            return
        inside = self.has_focus and self.cursor_position < len(self.value_text)
        at = self.cursor_position if inside else len(shown)
        with self.prevent(Input.Changed):
            self.value = shown
        self.cursor_position = min(at, len(shown))

    @property
    def value_text(self) -> str:
        """The line as written."""
        return str(self.value)

    def parsed(self) -> Any:
        """The line as a value of the field; raises FieldProblem."""
        return parse_value(self.field_name, self._field, self.value_text)

    def written(self) -> str:
        """The line as written."""
        return self.value_text

    def write(self, text: str) -> None:
        """Show text as the person's own edit."""
        self.value = text

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.post_message(Edited(self))


class DueEditor(LineEditor):
    """A date ahead, written as one says it; leaving the line shows the date that was understood."""

    def __init__(self, name: str, field: Field, today: Callable[[], str]) -> None:
        super().__init__(name, field)
        self._today = today

    def parsed(self) -> Any:
        """The date; raises FieldProblem for what is none."""
        return read_due(self.value_text, self._today()) or super().parsed()

    def on_blur(self) -> None:
        """Show the date."""
        found = read_due(self.value_text, self._today())
        if found is not None and found != self.value_text:
            self.value = found


class ProseEditor(Prose):
    """Prose of several lines; Tab leaves it, so that a form can be walked through."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(id=f"field-{name}", tab_behavior="focus", soft_wrap=True, show_line_numbers=False)
        self.field_name = name
        self._field = field

    def load(self, value: Any) -> None:
        """Show a value, keeping the cursor where it was as far as it goes."""
        shown = value or ""
        if shown == self.text:
            return
        at = self.cursor_location
        with self.prevent(TextArea.Changed):
            self.load_text(shown)
        self.move_cursor(min(at, self.document.end))

    def parsed(self) -> Any:
        """The prose as a value of the field; raises FieldProblem."""
        return parse_value(self.field_name, self._field, self.text)

    def written(self) -> str:
        """The prose as written."""
        return self.text

    def write(self, text: str) -> None:
        """Show text as the person's own edit."""
        self.load_text(text)
        self.post_message(Edited(self))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the form; O(1), the text itself is read by a timer."""
        event.stop()
        self.post_message(Edited(self))


class ChoiceEditor(Widget, can_focus=True):
    """A value picked from a list: states, people, sections, yes and no, sets. Enter opens the list, Delete empties it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,ideographic_space,f2", "pick", show=False),
        Binding("delete,backspace", "empty", show=False),
    ]
    DEFAULT_CSS = """
    ChoiceEditor { height: auto; min-height: 1; padding: 0 1; }
    ChoiceEditor:focus { background: $primary; color: $text; text-style: bold; }
    """

    class Opened(Message):
        """The person wants to pick."""

        def __init__(self, editor: ChoiceEditor) -> None:
            super().__init__()
            self.editor = editor

    def __init__(self, name: str, field: Field, shown: Callable[[Any], str]) -> None:
        super().__init__(id=f"field-{name}")
        self.field_name = name
        self.field = field
        self._shown = shown
        self._value: Any = None

    def load(self, value: Any) -> None:
        """Show a value."""
        self._value = value
        self.refresh(layout=True)

    def choose(self, value: Any) -> None:
        """Take what the person picked."""
        self.load(value)
        self.post_message(Edited(self))

    def parsed(self) -> Any:
        """The value picked."""
        return self._value

    def written(self) -> str:
        """What is picked, for the journal of a record that was never saved."""
        return "" if self._value in (None, []) else json.dumps(self._value, ensure_ascii=False)

    def write(self, text: str) -> None:
        """Show a journaled pick as the person's own edit; words come from a form in which the field was still a line."""
        try:
            value = json.loads(text) if text else None
        except ValueError:
            value = parse_value(self.field_name, self.field, text)
        self.choose(value)

    def action_pick(self) -> None:
        """Open the list."""
        self.post_message(self.Opened(self))

    def action_empty(self) -> None:
        """Empty the field."""
        self.choose([] if self.field.type == "set" else None)

    def on_click(self, event: events.Click) -> None:
        """Keys only; a click merely focuses."""
        self.focus()

    def render(self) -> Content:
        """The value's words, or what to press."""
        words = self._shown(self._value) if self._value not in (None, []) else t("form.pick")
        return Content(printable(words))


FieldEditor: TypeAlias = LineEditor | ProseEditor | ChoiceEditor
"""What a form is made of: each has field_name, load(value), parsed(), written() and write(text)."""

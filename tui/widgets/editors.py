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

from sync.records.fields import Field, FieldProblem, parse_value
from tui.i18n import t
from tui.said_dates import shown_day
from tui.terminal import printable
from tui.widgets.edited import TO_THE_NEXT, Edited, Loaded, Onward
from tui.widgets.lines import Line
from tui.widgets.prose import Prose


class LineEditor(Line):
    """A line: words, numbers, dates, times. Enter, Down and Up go to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = TO_THE_NEXT

    def __init__(self, name: str, field: Field, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, id=f"field-{name}", select_on_focus=False)
        self.field_name = name
        self._field = field
        self.limit = field.limit

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
        self.forget()
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

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter ends the line."""
        event.stop()
        self.action_pass_on(1)

    def action_pass_on(self, by: int) -> None:
        """To the next field."""
        self.post_message(Onward(self, by))


class SaidEditor(LineEditor):
    """A day or a time, written as one says it; leaving the line shows what was understood."""

    def __init__(
        self,
        name: str,
        field: Field,
        understand: Callable[[str], str | None],
        why_not: Callable[[str], FieldProblem | None] = lambda written: None,
    ) -> None:
        super().__init__(name, field)
        self._understand = understand
        self._why_not = why_not
        self.held = ""
        """What was shown of the record: nobody is held up by what somebody else wrote long ago."""

    def load(self, value: Any) -> None:
        """Show a value."""
        super().load(value)
        self.held = self.value_text

    def understood(self) -> str | None:
        """What the words mean, as the line would show it; None where they say nothing or already stand there."""
        found = self._understand(self.value_text) if self.value_text.strip() else None
        shown = found.replace("T", " ") if found is not None else None
        return shown if shown != self.value_text else None

    def said(self) -> str:
        """What was understood, for whoever is writing; empty where there is nothing to say."""
        found = self.understood()
        return t("form.understood", said=shown_day(found)) if found is not None else ""

    def parsed(self) -> Any:
        """The day or time; raises FieldProblem for what is none, or not for this field."""
        if self.value_text != self.held and (problem := self._why_not(self.value_text)) is not None:
            raise problem
        return (self._understand(self.value_text) if self.value_text.strip() else None) or super().parsed()

    def on_blur(self) -> None:
        """Show it."""
        self.settle()

    def settle(self) -> None:
        """Write what was understood in place of the words."""
        shown = self.understood()
        if shown is not None:
            self.value = shown
            self.cursor_position = len(shown)


class ProseEditor(Prose):
    """Prose of several lines; Tab leaves it, and so do the arrows from its first and last row."""

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
        self.post_message(Loaded(self))

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

    def action_cursor_down(self, select: bool = False) -> None:
        """A row down; from the last one to the next field."""
        if select or self._row < self.wrapped_document.height - 1:
            super().action_cursor_down(select)
        else:
            self.post_message(Onward(self, 1))

    def action_cursor_up(self, select: bool = False) -> None:
        """A row up; from the first one to the field before."""
        if select or self._row > 0:
            super().action_cursor_up(select)
        else:
            self.post_message(Onward(self, -1))

    @property
    def _row(self) -> int:
        return self.wrapped_document.location_to_offset(self.cursor_location).y

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the form; O(1), the text itself is read by a timer."""
        event.stop()
        self.post_message(Edited(self))


class ChoiceEditor(Widget, can_focus=True):
    """A value picked from a list: states, people, sections, yes and no, sets. Enter or a letter opens the list, Delete empties it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,ideographic_space,f2", "pick", show=False),
        Binding("delete", "empty", show=False),
        Binding("backspace", "keep", show=False),
        *TO_THE_NEXT,
    ]
    DEFAULT_CSS = """
    ChoiceEditor { height: auto; min-height: 1; padding: 0 1; }
    ChoiceEditor:focus { background: $primary; color: $text; text-style: bold; }
    """

    class Opened(Message):
        """The person wants to pick; `written` is the letter or character pressed for it, the first of the filter."""

        def __init__(self, editor: ChoiceEditor, written: str = "") -> None:
            super().__init__()
            self.editor = editor
            self.written = written

    class Kept(Message):
        """Delete emptied the field (`emptied`), or a key that deletes elsewhere left it as it was."""

        def __init__(self, editor: ChoiceEditor, *, emptied: bool) -> None:
            super().__init__()
            self.editor = editor
            self.emptied = emptied

    def __init__(self, name: str, field: Field, shown: Callable[[Any], str]) -> None:
        super().__init__(id=f"field-{name}")
        self.field_name = name
        self.field = field
        self._shown = shown
        self._value: Any = None
        self._before: list[Any] = []
        """What was picked before, since the value was loaded."""

    def load(self, value: Any) -> None:
        """Show a value."""
        self._before.clear()
        self._show(value)

    def _show(self, value: Any) -> None:
        self._value = value
        self.refresh(layout=True)

    def choose(self, value: Any) -> None:
        """Take what the person picked."""
        self._before.append(self._value)
        self._show(value)
        self.post_message(Edited(self))

    @property
    def can_undo(self) -> bool:
        """True when something was picked here that was not saved."""
        return bool(self._before)

    def action_undo(self) -> None:
        """What was picked before."""
        if self._before:
            self._show(self._before.pop())
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

    def on_key(self, event: events.Key) -> None:
        """A letter, or a character an input method gives, begins to filter the list."""
        if event.character is not None and event.character.isalnum():
            event.stop()
            event.prevent_default()
            self.post_message(self.Opened(self, event.character))

    def action_empty(self) -> None:
        """Empty the field; the page says so."""
        if self._value not in (None, []):
            self.choose([] if self.field.type == "set" else None)
            self.post_message(self.Kept(self, emptied=True))

    def action_keep(self) -> None:
        """What was picked as a whole is not taken away letter by letter."""
        if self._value not in (None, []):
            self.post_message(self.Kept(self, emptied=False))

    def action_pass_on(self, by: int) -> None:
        """To the next field."""
        self.post_message(Onward(self, by))

    def on_click(self, event: events.Click) -> None:
        """Keys only; a click merely focuses."""
        self.focus()

    def render(self) -> Content:
        """The value's words, or what to press."""
        words = self._shown(self._value) if self._value not in (None, []) else t("form.pick")
        return Content(printable(words))


FieldEditor: TypeAlias = LineEditor | ProseEditor | ChoiceEditor
"""What a form is made of: each has field_name, load(value), parsed(), written() and write(text)."""

"""What the editors of a form tell it, and the keys that lead from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType
from textual.message import Message

if TYPE_CHECKING:
    from tui.widgets.editors import FieldEditor, ProseEditor


class Edited(Message):
    """The person changed what an editor holds."""

    def __init__(self, editor: FieldEditor) -> None:
        super().__init__()
        self.editor = editor


class Loaded(Message):
    """An editor shows other prose, which nobody typed here."""

    def __init__(self, editor: ProseEditor) -> None:
        super().__init__()
        self.editor = editor


class Onward(Message):
    """The person goes on to the field below (`by` 1) or above (-1)."""

    def __init__(self, editor: FieldEditor, by: int) -> None:
        super().__init__()
        self.editor = editor
        self.by = by


TO_THE_NEXT: list[BindingType] = [
    Binding("down", "pass_on(1)", show=False),
    Binding("up", "pass_on(-1)", show=False),
]
"""Arrows lead from field to field, as Tab does."""

"""One thing that was looked at."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from tui.i18n import t


class Level(enum.StrEnum):
    """How bad it is."""

    FINE = "fine"
    NOTE = "note"
    """Worth knowing; nothing has to be done."""
    TROUBLE = "trouble"
    """To be mended."""


class Finding(msgspec.Struct, frozen=True):
    """`id` names its words: `doctor.<id>`, for what is not fine also `.why` and `.mend`; `values` stand in all of them."""

    id: str
    level: Level
    values: Mapping[str, object] = msgspec.field(default_factory=dict)

    @property
    def what(self) -> str:
        """What it is."""
        return t(f"doctor.{self.id}", **self.values)

    @property
    def why(self) -> str:
        """Why it matters; nothing where it is fine."""
        return "" if self.level is Level.FINE else t(f"doctor.{self.id}.why", **self.values)

    @property
    def mend(self) -> str:
        """What to do, with the exact command; nothing where it is fine."""
        return "" if self.level is Level.FINE else t(f"doctor.{self.id}.mend", **self.values)


def fine(name: str, **values: object) -> Finding:
    """Something that is as it should be."""
    return Finding(name, Level.FINE, values)


def note(name: str, **values: object) -> Finding:
    """Something worth knowing."""
    return Finding(name, Level.NOTE, values)


def trouble(name: str, **values: object) -> Finding:
    """Something to mend."""
    return Finding(name, Level.TROUBLE, values)

"""How the app looks on this device: signs, colours, theme, and what terminals answered.

Kept beside the keymap, not in the records: another device has another terminal.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

NAME = "appearance.json"

CHOICES: Mapping[str, tuple[str, ...]] = {
    "glyphs": ("auto", "unicode", "ascii"),
    "theme": ("dark", "light", "contrast", "terminal"),
    "colours": ("auto", "full", "256", "16", "none"),
}
"""Setting -> what it may be, its first value where nobody chose."""

SYSTEMS = {"full": "truecolor", "256": "256", "16": "standard"}
"""Colours -> what textual calls them in TEXTUAL_COLOR_SYSTEM."""

MOST = 20
"""Terminals that are remembered; the one asked longest ago is forgotten first."""


class Widths(msgspec.Struct, frozen=True):
    """Cells that signs take in a terminal: the widest of the app's own signs, and a Chinese character; 0: it did not answer."""

    signs: int = 0
    chinese: int = 0


class Appearance(msgspec.Struct, frozen=True):
    """What was chosen, and which terminal answered what."""

    glyphs: str = "auto"
    theme: str = "dark"
    colours: str = "auto"
    terminals: Mapping[str, Widths] = msgspec.field(default_factory=dict)

    def chosen(self, name: str) -> str:
        """What a setting is, by its name."""
        return str(getattr(self, name))

    def with_choice(self, name: str, value: str) -> Appearance:
        """With one setting changed; ValueError for a name or a value there is not."""
        if value not in CHOICES.get(name, ()):
            raise ValueError(f"{name}={value}")
        changed: dict[str, Any] = {name: value}
        return replace(self, **changed)

    def with_widths(self, terminal: str, widths: Widths) -> Appearance:
        """With what a terminal answered."""
        others = [(name, told) for name, told in self.terminals.items() if name != terminal]
        return replace(self, terminals=dict([*others, (terminal, widths)][-MOST:]))


def appearance_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Where it is kept: in XINDE_HOME where that is named, else in the system's place for what a person sets."""
    named = environ.get("XINDE_HOME")
    if named:
        return Path(named).expanduser().absolute() / NAME
    # platformdirs is needed only where nobody said where.
    from platformdirs import user_config_path

    return user_config_path("xinde", appauthor=False) / NAME


def read(path: Path) -> Appearance:
    """What is kept there; what cannot be read or means nothing counts as not chosen."""
    try:
        found: Any = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return Appearance()
    if not isinstance(found, dict):
        return Appearance()
    kept = Appearance()
    for name in CHOICES:
        with contextlib.suppress(ValueError):
            kept = kept.with_choice(name, str(found.get(name)))
    told = found.get("terminals")
    for terminal, widths in (told if isinstance(told, dict) else {}).items():
        if isinstance(widths, dict) and all(isinstance(widths.get(name), int) for name in ("signs", "chinese")):
            kept = kept.with_widths(str(terminal), Widths(widths["signs"], widths["chinese"]))
    return kept


def write(path: Path, appearance: Appearance) -> None:
    """Keep it, in place of what was kept; raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.write_text(json.dumps(msgspec.to_builtins(appearance), ensure_ascii=False, indent=1) + "\n", "utf-8")
    scratch.chmod(0o600)
    scratch.replace(path)


def from_environment(environ: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What the environment says, which goes before what was chosen: setting -> the variable and its value."""
    from tui.terminal import WISHES

    said: dict[str, tuple[str, str]] = {}
    wish = WISHES.get(environ.get("XINDE_GLYPHS", "").lower())
    if wish is not None:
        said["glyphs"] = ("XINDE_GLYPHS", "ascii" if wish.name == "plain" else "unicode")
    if (theme := environ.get("XINDE_THEME", "").lower()) in CHOICES["theme"]:
        said["theme"] = ("XINDE_THEME", theme)
    depths = {system: name for name, system in SYSTEMS.items()}
    if environ.get("NO_COLOR") is not None:
        said["colours"] = ("NO_COLOR", "none")
    elif (depth := environ.get("TEXTUAL_COLOR_SYSTEM", "").lower()) in depths:
        said["colours"] = ("TEXTUAL_COLOR_SYSTEM", depths[depth])
    return said


def in_force(appearance: Appearance, environ: Mapping[str, str]) -> Appearance:
    """What was chosen, with what the environment says in its place."""
    for name, (_, value) in from_environment(environ).items():
        appearance = appearance.with_choice(name, value)
    return appearance


def set_colours(appearance: Appearance, environ: MutableMapping[str, str]) -> None:
    """Tell textual, before it is imported, which colours were chosen; what the environment says stays."""
    if "colours" in from_environment(environ):
        return
    if appearance.colours == "none":
        environ["NO_COLOR"] = "1"
    elif appearance.colours in SYSTEMS:
        environ["TEXTUAL_COLOR_SYSTEM"] = SYSTEMS[appearance.colours]

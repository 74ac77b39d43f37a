"""Themes of the app, and how it looks where colours are the terminal's own or there are none."""

from __future__ import annotations

from textual.app import App
from textual.color import Color
from textual.driver import Driver
from textual.filter import Monochrome, NoColor
from textual.theme import Theme

from tui.beginning import Look, plain_look
from tui.driver import our_driver
from tui.sheet import Sheet
from tui.terminal import Glyphs

PREFIX = "xinde-"

BLACK, WHITE = "#000000", "#ffffff"


def _theme(name: str, *, dark: bool, variables: dict[str, str] | None = None, **colours: str) -> Theme:
    return Theme(PREFIX + name, dark=dark, variables=variables or {}, **colours)  # type: ignore[arg-type]


def _bars(bar: str, behind: str) -> dict[str, str]:
    """Scroll bars; nothing changes under a mouse that is not there."""
    bars = dict.fromkeys(("scrollbar", "scrollbar-hover", "scrollbar-active"), bar)
    grounds = ("background", "background-hover", "background-active", "corner-color")
    return {**bars, **{f"scrollbar-{name}": behind for name in grounds}}


# Colours of the palette of 256, so that a terminal with no more shows the same; with 16 black, white and one more are left.
DARK = _theme(
    "dark",
    dark=True,
    primary="#005faf",
    secondary="#005faf",
    accent="#ffaf5f",
    warning="#ffaf5f",
    error="#ff8787",
    success="#87d787",
    foreground="#e4e4e4",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    variables={
        "text": "auto 95%",
        "text-muted": "#bcbcbc",
        "text-disabled": "#b2b2b2",
        "block-cursor-blurred-background": "#3a3a3a",
        "foreground-muted": "#bcbcbc",
        "primary-background": "#303030",
        **_bars("#8a8a8a", "#262626"),
    },
)

LIGHT = _theme(
    "light",
    dark=False,
    primary="#005faf",
    secondary="#005faf",
    accent="#5f5f00",
    warning="#5f5f00",
    error="#af0000",
    success="#005f00",
    foreground="#121212",
    background="#eeeeee",
    surface="#ffffff",
    panel="#dadada",
    variables={
        "text": "auto 95%",
        "text-muted": "#4e4e4e",
        "text-disabled": "#585858",
        "block-cursor-blurred-background": "#c6c6c6",
        "foreground-muted": "#4e4e4e",
        "primary-background": "#d7d7ff",
        **_bars("#626262", "#dadada"),
    },
)

CONTRAST = _theme(
    "contrast",
    dark=True,
    primary=WHITE,
    secondary=WHITE,
    accent=WHITE,
    warning=WHITE,
    error=WHITE,
    success=WHITE,
    foreground=WHITE,
    background=BLACK,
    surface=BLACK,
    panel=BLACK,
    variables={
        "text": "auto 100%",
        "text-muted": WHITE,
        "text-disabled": WHITE,
        "foreground-muted": WHITE,
        "primary-background": BLACK,
        "panel-lighten-1": WHITE,
        "block-cursor-foreground": BLACK,
        "block-cursor-blurred-background": BLACK,
        "input-cursor-background": WHITE,
        "input-cursor-foreground": BLACK,
        "input-selection-background": "#ffffff 100%",
        "input-selection-foreground": BLACK,
        **_bars(WHITE, BLACK),
    },
)

DEFAULTS = (
    "text-muted",
    "text-disabled",
    "primary-background",
    "border",
    "border-blurred",
    "block-cursor-foreground",
    "block-cursor-background",
    "block-cursor-blurred-foreground",
    "block-cursor-blurred-background",
    "block-hover-background",
    "input-cursor-foreground",
    "input-cursor-background",
    "input-selection-foreground",
    "input-selection-background",
)
"""Colours that Textual would choose; a terminal's own are its two, since of no third one knows whether it can be read on them."""

TERMINAL = Theme(
    PREFIX + "terminal",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    success="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        **dict.fromkeys(DEFAULTS, "ansi_default"),
        # Textual reverses nothing in lists of options.
        "block-cursor-text-style": "bold underline",
        "block-cursor-blurred-text-style": "underline",
        "input-cursor-text-style": "reverse",
        **_bars("ansi_blue", "ansi_default"),
    },
)

OURS = (DARK, LIGHT, CONTRAST, TERMINAL)


class Looks(App[int]):
    """An app with these themes; without colours it says by attributes alone what it says."""

    def __init__(self) -> None:
        super().__init__()
        # Columns from which on there is more room than the screens were drawn for; pages say so of their rows.
        self.HORIZONTAL_BREAKPOINTS = [(120, "-wide")]
        for theme in OURS:
            self.register_theme(theme)
        self.stylesheet = Sheet(variables=self.get_css_variables())
        if self.no_color:
            # Textual would draw shades of grey, on which a terminal's own colours may be unreadable.
            self._filters = [each for each in self._filters if not isinstance(each, Monochrome | NoColor)]
            self._filters.append(NoColor())
        self.glyphs: Glyphs = plain_look().glyphs
        self.typed = b""
        """What was typed before the driver began."""

    def get_driver_class(self) -> type[Driver]:
        """Textual's, in our manner."""
        return our_driver(super().get_driver_class())

    def wear(self, look: Look) -> None:
        """Look like this from now on."""
        self.glyphs, self.typed = look.glyphs, self.typed or look.typed
        self.theme = PREFIX + ("terminal" if self.no_color else look.theme)
        # Before the first rule is read, so that none is read for the theme nobody sees.
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(self.glyphs.name == "plain", "-plain")
        self.set_class(self.no_color, "-no-colour")
        for theme in OURS:
            self.set_class(self.theme == theme.name, theme.name.replace(PREFIX, "-"))


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour.rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

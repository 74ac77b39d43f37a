"""The pictures of the READMEs and of docs/pictures, from what the tour sees: `python -m tests.screens.pictures` after `make shots`.

A README holds screens as text, between a line that names the stop and one that ends it. The pictures in docs/pictures are
drawn in colours, each character at the place of its cell, so that Chinese stands right whatever the reader's fonts.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from rich.cells import get_character_cell_size
from rich.color import Color
from rich.style import Style
from textual.strip import Strip

from tests.screens.shots import FOLDER, ROOT
from tui.key_sheet import READMES

DRAWN = ("home", "find", "roll_call", "minutes", "year_chart")
"""Stops that are drawn."""

PICTURES = ROOT / "docs" / "pictures"

PLACE = re.compile(r"(<!-- picture (\w+): written by make pictures -->\n).*?(<!-- /picture -->)", re.DOTALL)

CELL, LINE, SIZE = 9, 20, 17
"""Pixels of a cell, of a line, and of a letter."""

INK, PAPER = "#e0e0e0", "#121212"
"""Colours of text and ground where a segment names none."""

FONTS = (
    "'Sarasa Mono SC','Noto Sans Mono CJK SC','WenQuanYi Zen Hei Mono','Microsoft YaHei Mono','PingFang SC',monospace"
)


def renewed(readme: str, language: str) -> str:
    """A README with its pictures as the stops look now."""
    return PLACE.sub(lambda found: f"{found[1]}```\n{shot(found[2], language)}\n```\n{found[3]}", readme)


def shot(name: str, language: str) -> str:
    """A stop at 80x24 as it was kept."""
    kept = (FOLDER / language / f"{name}.txt").read_text("utf-8")
    return kept.partition("\n120x40 ")[0].partition("\n")[2].rstrip("\n")


def path(name: str, language: str) -> Path:
    """Where the picture of a stop is."""
    return PICTURES / f"{name}-{language}.svg"


def drawing(strips: list[Strip]) -> str:
    """A screen as SVG."""
    width, height = max(strip.cell_length for strip in strips) * CELL, len(strips) * LINE
    grounds: list[str] = []
    texts: list[str] = []
    for y, strip in enumerate(strips):
        x = 0
        for segment in strip:
            cells = segment.cell_length
            ink, paper, more = _look(segment.style or Style())
            if paper != PAPER:
                box = f'x="{x * CELL}" y="{y * LINE}" width="{cells * CELL}" height="{LINE}"'
                grounds.append(f'<rect {box} fill="{paper}"/>')
            if segment.text.strip():
                places = " ".join(str(place * CELL) for place in _places(segment.text, x))
                words = escape(segment.text, quote=False)
                texts.append(f'<text x="{places}" y="{y * LINE + SIZE - 2}" fill="{ink}"{more}>{words}</text>')
            x += cells
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    style = f'font-family="{FONTS}" font-size="{SIZE}" xml:space="preserve"'
    ground = f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    return "\n".join([f"{head} {style}>", ground, *grounds, *texts, "</svg>", ""])


def _places(text: str, x: int) -> list[int]:
    """The cell each character begins at."""
    found = []
    for character in text:
        found.append(x)
        x += get_character_cell_size(character)
    return found


def _look(style: Style) -> tuple[str, str, str]:
    """Ink, ground, and what else a text looks like."""
    ink, paper = _hex(style.color, INK), _hex(style.bgcolor, PAPER)
    if style.reverse:
        ink, paper = paper, ink
    return ink, paper, ' font-weight="bold"' if style.bold else ""


def _hex(color: Color | None, otherwise: str) -> str:
    return color.get_truecolor().hex if color is not None and not color.is_default else otherwise


def main() -> None:
    """Write the pictures into the READMEs."""
    for language, name in READMES.items():
        file = ROOT / name
        file.write_text(renewed(file.read_text("utf-8"), language), "utf-8")


if __name__ == "__main__":
    main()

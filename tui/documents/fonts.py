"""The faces and measures of an official document (DOMAIN.md section 5)."""

from __future__ import annotations

TITLE, BODY, HEADING, SUBHEADING = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
FOOT = "宋体"

FALLBACKS = {TITLE: "宋体", BODY: "仿宋", SUBHEADING: "楷体", HEADING: "SimHei", FOOT: "SimSun"}
"""What a machine without the face is told to take."""

PAGE = (210.0, 297.0)
"""A4, width and height in mm."""

TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
"""Margins in mm."""

LINES, CHARACTERS = 22, 28
"""Lines a page, characters a line."""

BODY_SIZE, TITLE_SIZE, TABLE_SIZE, FOOT_SIZE = 16.0, 22.0, 14.0, 14.0
"""In points."""

NOTE_SIZE = 12.0
"""Of what the figures rest on, at the end of a document."""

PITCH = 28.95
"""From line to line of body text in points: 22 lines make 636.9 of the page's 637.8."""

TITLE_PITCH = 2 * PITCH
"""The title stands on two lines of the grid."""

TABLE_PITCH = 22.0
"""From line to line of a table of 14 pt."""

SQUEEZE = -0.25
"""Points taken from behind each character: 28 of 16 pt are 5.8 pt wider than the 156 mm between the margins."""

PADDING = 1.0
"""Space at the left and right of a cell in mm."""

POINT = 25.4 / 72
"""One point in mm."""


def table_pitch(size: float) -> float:
    """From line to line of a table of that size, in points, a multiple of a half."""
    return round(TABLE_PITCH * size / TABLE_SIZE * 2) / 2


def text_pitch(size: float) -> float:
    """From line to line of text outside tables, in points: of body text as the page asks, of smaller text half as much again.

    A page of small print then ends some points above its margin: one that ends within a point of it breaks a line earlier in
    LibreOffice than in Word.
    """
    return PITCH if size == BODY_SIZE else 1.5 * size

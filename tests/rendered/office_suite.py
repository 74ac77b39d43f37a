"""LibreOffice turns a document into pages, and poppler says where every word of them stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

POINT = 25.4 / 72
FONTS = Path(__file__).parents[1] / "fixtures" / "documents" / "fonts.conf"

NEEDED = {"soffice": "libreoffice-writer-nogui, libreoffice-calc-nogui", "pdftotext": "poppler-utils"}

PLAYED_BY = {
    "仿宋_GB2312": "BousungEG-Light-GB",
    "楷体_GB2312": "GBZenKai-Medium",
    "黑体": "WenQuanYiZenHei",
    "方正小标宋简体": "WenQuanYiMicroHei",
    "Times New Roman": "LiberationSerif",
}
"""Face -> the name under which a PDF has the free face that stands in for it (fonts.conf)."""


@cache
def missing() -> str | None:
    """What a machine lacks for these tests, or None."""
    for program, packages in NEEDED.items():
        if shutil.which(program) is None:
            return f"{program} is not installed (Debian: {packages})"
    known = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False).stdout
    if "AR PL SungtiL GB" not in known or "WenQuanYi Zen Hei" not in known:
        return "free Chinese faces are not installed (Debian: fonts-arphic-gbsn00lp, -gkai00mp, fonts-wqy-zenhei, -microhei)"
    return None


needs_office = pytest.mark.skipif(missing() is not None, reason=str(missing()))


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page: its edges in mm from the page's left and upper edge."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: width and height in mm, and its words line by line, from above."""

    width: float
    height: float
    lines: tuple[tuple[Word, ...], ...]

    @property
    def texts(self) -> list[str]:
        """The lines as text."""
        return ["".join(word.text for word in line) for line in self.lines]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.texts)


def to_pdf(files: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """Each document as a PDF, all in one run of LibreOffice, which must open every one without repair; name -> path."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    environment = {**os.environ, "FONTCONFIG_FILE": str(FONTS), "HOME": str(folder)}
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *(str(folder / name) for name in files),
        ],
        capture_output=True,
        text=True,
        env=environment,
        timeout=240,
        check=False,
    )
    made = {name: folder / (Path(name).stem + ".pdf") for name in files}
    absent = [name for name, path in made.items() if not path.exists()]
    assert not absent, f"LibreOffice made nothing of {absent}: {done.stdout} {done.stderr}"
    return made


def pages(pdf: Path) -> list[Page]:
    """The pages of a PDF."""
    done = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True)
    # poppler writes control characters of a page as they are, which XML forbids.
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", done.stdout.decode("utf-8"))
    root = ET.fromstring(text)
    space = {"h": "http://www.w3.org/1999/xhtml"}
    found = []
    for page in root.iterfind(".//h:page", space):
        words = [
            Word(
                each.text or "",
                *(float(each.attrib[side]) * POINT for side in ("xMin", "yMin", "xMax", "yMax")),
            )
            for each in page.iterfind("h:word", space)
        ]
        found.append(
            Page(float(page.attrib["width"]) * POINT, float(page.attrib["height"]) * POINT, tuple(_by_line(words)))
        )
    return found


def _by_line(words: Iterable[Word]) -> list[tuple[Word, ...]]:
    """Words whose feet stand on one line belong together."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda each: (each.bottom, each.left)):
        if lines and abs(lines[-1][-1].bottom - word.bottom) < 1.5:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [tuple(sorted(line, key=lambda each: each.left)) for line in lines]


def faces(pdf: Path) -> set[str]:
    """The faces a PDF holds, without the mark of a part of them."""
    done = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True)
    return {line.split()[0].partition("+")[2] or line.split()[0] for line in done.stdout.splitlines()[2:]}

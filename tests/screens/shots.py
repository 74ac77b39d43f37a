"""What the stops of the tour look like: one file a stop, with its text in both sizes and both languages.

`make shots` writes them anew, after which the difference is looked at like any other.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.screens.sample_branch import SampleBranch
from tests.screens.stage import Stage
from tests.screens.tour import LARGE, SMALL, Stop, guide, resized, tour

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(__file__).parent / "shots"
LANGUAGES = ("zh", "en")
WRITE = "SHOTS"
"""An environment variable: `write` keeps what is seen, instead of comparing."""


def path(stop: Stop, language: str) -> Path:
    """The file of a stop in a language."""
    return FOLDER / language / f"{stop.name}.txt"


Drawn = Callable[[Stage, Stop], None]
"""Looks at a stop while it is at 80x24."""


async def seen(branch: SampleBranch, language: str, stops: Sequence[Stop], look: Drawn) -> dict[Path, str]:
    """What these stops look like in a language, as it stands in their files; `look` sees each as well."""
    found: dict[Path, str] = {}
    sizes = [SMALL, LARGE]
    async with guide(branch, language) as on:
        async for stop in tour(on, stops):
            # What is opened in one size is seen in the other too; the next stop is opened in that one.
            texts: dict[tuple[int, int], str] = {}
            for size in sizes:
                texts[size] = await resized(on, size) if texts else on.text()
                if size == SMALL:
                    look(on, stop)
            sizes.reverse()
            found[path(stop, language)] = "".join(_framed(size, texts[size]) for size in (SMALL, LARGE))
    return found


def _framed(size: tuple[int, int], text: str) -> str:
    """A screen below a line that says its size and shows its width."""
    title = f"{size[0]}x{size[1]} "
    return title + "-" * (size[0] - len(title)) + "\n" + text.rstrip("\n") + "\n"


def differences(found: dict[Path, str]) -> str:
    """What is no longer as it was kept, as a diff; with SHOTS=write nothing, and it is kept."""
    if os.environ.get(WRITE) == "write":
        for file, text in found.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return ""
    return "\n".join(line for file, text in found.items() for line in _difference(file, text))


def _difference(file: Path, text: str) -> list[str]:
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    name = str(file.relative_to(ROOT))
    return list(
        difflib.unified_diff(kept.splitlines(), text.splitlines(), f"{name} (kept)", f"{name} (now)", lineterm="")
    )

"""Golden files: what a second reader finds in the documents of both sample years. `python -m tests.documents.golden` writes them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.documents.second_reader import text_of
from tests.sample_years import SampleYear, sample_years

FOLDER = Path(__file__).parents[1] / "fixtures" / "documents"


def golden(year: SampleYear, name: str) -> Path:
    """Where the text of a document is kept."""
    return FOLDER / year.name / f"{name}.txt"


def write(year: SampleYear) -> int:
    """Write the texts of a year, and of nothing else; returns how many there are."""
    folder = FOLDER / year.name
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.txt"):
        old.unlink()
    for name, path in year.paths.items():
        golden(year, name).write_text(text_of(path), encoding="utf-8")
    return len(year.paths)


def main() -> int:
    """Make both years and write all of it."""
    with tempfile.TemporaryDirectory() as root:
        for year in sample_years(Path(root)).values():
            sys.stdout.write(f"{year.name}: {write(year)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Our figures beside those of what people would use instead: python -m bench [QUESTION…] [--quick].

Without a question: all that need nothing but Python and git. `--rivals`: those that need npm or Debian packages, too.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from pathlib import Path
from typing import Any

from bench import report
from bench.aside import Failed
from bench.asked import Asked
from bench.findings import Findings
from bench.office import Unequal
from bench.rival import Missing
from bench.terminal import NeverPainted

QUESTIONS = ("start", "keys", "long_work", "ten_years", "cache", "search", "merge", "sync", "server")
WITH_PACKAGES = ("pouchdb", "yjs", "taskwarrior")
RESULTS = Path(__file__).parent / "results.json"


def answered(name: str, asked: Asked) -> dict[str, Any]:
    """Measure one question; what it needs and does not find is said in its answer."""
    module = importlib.import_module(f"bench.questions.{name}")
    print(f"{name}: {module.TITLE[0]}", flush=True)
    found = Findings(lambda line: print(line, flush=True))
    begun, load = time.perf_counter(), os.getloadavg()[0]
    missing: str | None = None
    failed: str | None = None
    try:
        module.measure(asked, found)
    except Missing as error:
        missing = str(error)
        found.note(f"not measured: {missing}")
    except (Failed, NeverPainted, Unequal) as error:
        # The others are measured all the same; the command ends with 1.
        failed = f"{type(error).__name__}: {error}"
        found.note(f"failed: {failed}")
    seconds = time.perf_counter() - begun
    print(f"  [{seconds:.0f} s; load before {load:.1f}]\n", flush=True)
    return {
        "title": list(module.TITLE),
        "seconds": round(seconds, 1),
        "load_before": round(load, 2),
        "missing": missing,
        "failed": failed,
        **found.plain(),
        "missed": found.missed(),
    }


def main() -> None:
    """Measure, print, and keep."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help=", ".join((*QUESTIONS, *WITH_PACKAGES)))
    parser.add_argument(
        "--quick",
        action="store_true",
        help="small sizes, to see that it works; nothing is kept unless --out says where",
    )
    parser.add_argument("--rivals", action="store_true", help="the questions that need npm or Debian packages")
    parser.add_argument("--out", type=Path, help="where the figures are kept (bench/results.json)")
    asked = parser.parse_args()
    known = (*QUESTIONS, *WITH_PACKAGES)
    if unknown := [each for each in asked.questions if each not in known]:
        parser.error(f"no such question: {', '.join(unknown)}")
    names = asked.questions or (WITH_PACKAGES if asked.rivals else QUESTIONS)
    out: Path | None = asked.out or (None if asked.quick else RESULTS)
    results = report.begun(out, quick=asked.quick)
    begun = time.perf_counter()
    for name in names:
        results["questions"][name] = answered(name, Asked(asked.quick))
        if out is not None:
            report.keep(out, results)
    missed = [line for name in names for line in results["questions"][name]["missed"]]
    print(f"{len(names)} questions in {(time.perf_counter() - begun) / 60:.1f} minutes")
    print("\n".join(["not met:", *missed]) if missed else "every bar is met")
    if out == RESULTS:
        report.write_tables(results)
    sys.exit(any(results["questions"][name]["failed"] for name in names))


if __name__ == "__main__":
    main()

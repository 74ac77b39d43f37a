"""A measurement in a process of its own, so that neither memory nor garbage of another is in its figures.

`python -m bench.aside MODULE:FUNCTION` reads its arguments as JSON from standard input and answers JSON on its last line.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import Any


class Failed(Exception):
    """The process ended without an answer."""


def aside(where: str, *words: Any, python: str = sys.executable, timeout: float = 900) -> Any:
    """What a function answers in a new process; raises Failed with its last words."""
    ran = subprocess.run(
        [python, "-m", "bench.aside", where],
        input=json.dumps(words),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    if ran.returncode != 0 or not ran.stdout.strip():
        raise Failed(f"{where}: {ran.stderr.strip()[-1500:]}")
    return json.loads(ran.stdout.strip().splitlines()[-1])


def main() -> None:
    """Carry out one function."""
    module, _, name = sys.argv[1].partition(":")
    answer = getattr(importlib.import_module(module), name)(*json.loads(sys.stdin.read()))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()

"""Merges by diff-match-patch, in its own environment: lines of JSON [base, mine, theirs] in, [text, every patch applied] out."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any


def main() -> None:
    """Answer every line."""
    # Installed beside this program only in the environment that runs it.
    made: Any = importlib.import_module("diff_match_patch").diff_match_patch()
    for line in sys.stdin:
        base, mine, theirs = json.loads(line)
        # As its documentation merges: the patches of one side, applied to the other's text.
        text, applied = made.patch_apply(made.patch_make(base, mine), theirs)
        print(json.dumps([text, all(applied)]), flush=True)


if __name__ == "__main__":
    main()

"""Patterns that are compiled where they are first needed: 1 to 3 ms each, which no start need wait for."""

from __future__ import annotations

import re
from functools import cache


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled once; `re` itself forgets the oldest of five hundred."""
    return re.compile(pattern)

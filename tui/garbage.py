"""Garbage is looked for among what is new, so that no key waits while the interpreter walks through a branch of ten years.

Python walks through everything that lives whenever a quarter has been added: 50 ms for what has been read of 60 000 records, and no
thread runs meanwhile, in the middle of a word or of an export. Here what was found alive is set aside as soon as a walk grows long, and
the next one goes through what came since. What is set aside and then given up, as a page that was open, is found when nobody has
pressed a key for a while.
"""

from __future__ import annotations

import gc
import time

LONG = 0.006
"""Seconds of a walk from which on what lives is set aside."""

QUIET = 20.0
"""Seconds without a key after which all of it may be walked through: a tenth of a second to a third."""

BETWEEN = 300.0
"""Seconds between two such walks."""


class Garbage:
    """One for the app that runs; `begin` and `end` are its life."""

    def __init__(self) -> None:
        self._walk = 0.0
        self._aside = False
        """True when something was set aside since all was walked through."""
        self._last = float("-inf")

    def begin(self) -> None:
        """What is there from the start stays; from now on the rest is looked through. Twice is once."""
        if self._heard not in gc.callbacks:
            gc.freeze()
            gc.enable()
            gc.callbacks.append(self._heard)

    def end(self) -> None:
        """As Python does it by itself again; what was set aside stays so, since a process that ends need not walk through it."""
        if self._heard in gc.callbacks:
            gc.callbacks.remove(self._heard)

    def set_aside(self) -> None:
        """Before long work: what lives now is not walked through while it goes on."""
        if self._heard in gc.callbacks:
            gc.freeze()
            self._aside = True

    def look(self, now: float, pressed: float) -> bool:
        """Walk through all of it if nobody would notice; `pressed`: when the last key came. True when it did."""
        if not self._aside or now - pressed < QUIET or now - self._last < BETWEEN:
            return False
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._aside, self._last = False, now
        return True

    def _heard(self, phase: str, about: dict[str, int]) -> None:
        now = time.perf_counter()
        if phase == "start":
            self._walk = now
        elif about["generation"] == 2 and now - self._walk > LONG:
            self.set_aside()

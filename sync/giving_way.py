"""Work in a thread beside the screen gives way to the screen.

The interpreter runs one thread at a time, and a thread that computes keeps it for 5 ms while another waits: a frame of 20 ms takes 40
beside it. Resting for a moment every two milliseconds leaves the screen three quarters of the time it asks for, and costs the work a
twentieth where nobody asks.
"""

from __future__ import annotations

import threading
import time

TURN = 0.002
"""Seconds of work between two rests."""

REST = 0.00005
"""Long enough for a thread that waits to wake up."""

_rested = 0.0


def give_way() -> None:
    """Let others go first, if the last time was long ago. For loops that may run beside a screen; never under a lock readers take."""
    global _rested
    if time.perf_counter() - _rested > TURN:
        if threading.current_thread() is not threading.main_thread():
            time.sleep(REST)
        _rested = time.perf_counter()

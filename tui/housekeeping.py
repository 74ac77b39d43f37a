"""What the holder of a data folder does now and then: take in commands' requests, compact the journal, give way when asked."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from sync.cache.errors import CacheError, CompactionFailed
from sync.cache.inbox import takeover_requested
from sync.loop import SyncLoop
from sync.workplace import CACHE, Workplace
from tui.commandline.handover import take_in_requests

SLICE = 0.002
"""Seconds one step of a compaction may hold the interpreter, so that no key waits for it."""

BETWEEN = 0.004
STEPS = 10


class Kept(msgspec.Struct, frozen=True):
    """What a look round found: somebody wants to take over, or the disk accepts changes again."""

    takeover: bool = False
    resumed: bool = False


def keep_house(place: Workplace, folder: Path, loop: SyncLoop | None) -> Kept:
    """One look round, in the writer thread; never raises for a disk that refuses, which the next edit says anyway."""
    storage = place.repository.storage
    resumed = False
    if storage.stopped is not None:
        try:
            storage.resume()
            resumed = True
        except CacheError:
            return Kept()
    try:
        take_in_requests(place, folder, loop)
        wanted = takeover_requested(str(folder / CACHE)) is not None
        for _ in range(STEPS if storage.compaction_due() else 0):
            if storage.compact_step(SLICE, time.monotonic):
                break
            # Back to back, the slices would hold up every commit that waits between them.
            time.sleep(BETWEEN)
    except (OSError, CompactionFailed):
        # The inbox or the spare room is out of reach for now; nothing is lost, and it is tried again in a moment.
        return Kept(resumed=resumed)
    return Kept(wanted, resumed)

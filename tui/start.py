"""Opens the data folder and wires the app to it."""

from __future__ import annotations

import os
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from sync.loop import SyncLoop
from sync.workplace import read_token
from tui.app import XindeApp
from tui.keymap_file import keymap_path
from tui.takeover import open_or_take_over

if TYPE_CHECKING:
    from sync.transport import Transport
    from tui.beginning import Look
    from tui.keymap import Keymap

CLIENT = "app"


def client_name() -> str:
    """What this program calls itself to the server (header X-Client)."""
    from sync.records.kind import SCHEMA
    from tui import __version__

    return f"{CLIENT}/{__version__} schema={SCHEMA}"


def open_app(folder: Path, look: Look | None = None) -> XindeApp:
    """The app on this folder, not yet running; raises FolderHeld, CacheDamaged, CacheNewer."""
    place = open_or_take_over(folder)

    def connect() -> Transport | None:
        # httpx costs 90 ms to import, so it loads in the sync thread.
        from sync.transport import Transport

        server, token = place.identity.at, read_token(folder)
        return Transport(server, token, client_name=client_name()) if server and token else None

    loop = SyncLoop(place, connect, SystemRandom())
    return XindeApp(place, loop, folder, connect, own_keymap(), look)


def own_keymap() -> Keymap | None:
    """The person's own keys; None where there is no such file."""
    path = keymap_path()
    if not os.path.exists(path):
        return None
    # The checks cost 10 ms to import and run, and most people have no keymap.
    from tui.keymap import read_keymap

    return read_keymap(path)

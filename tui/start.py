"""Opens the data folder and wires the app to it."""

from __future__ import annotations

import os
from pathlib import Path
from random import SystemRandom

from sync.loop import SyncLoop
from sync.transport import Transport
from sync.workplace import open_workplace, read_token
from tui import i18n
from tui.app import XindeApp

CLIENT = "app"


def client_name() -> str:
    """What this program calls itself to the server (header X-Client)."""
    from sync.records.kind import SCHEMA
    from tui import __version__

    return f"{CLIENT}/{__version__} schema={SCHEMA}"


def open_app(folder: Path) -> XindeApp:
    """The app on this folder, not yet running; raises FolderHeld, CacheDamaged, CacheNewer."""
    i18n.set_language(i18n.detect(os.environ))
    place = open_workplace(folder, "app")

    def connect() -> Transport | None:
        server, token = place.identity.server, read_token(folder)
        return Transport(server, token, client_name=client_name()) if server and token else None

    loop = SyncLoop(place, connect, SystemRandom())
    return XindeApp(place, loop, folder)

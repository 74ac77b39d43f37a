"""What this machine says of itself at a sign-in, from the screen and the command line alike."""

from __future__ import annotations

import platform

from sync.wire import DeviceInfo
from tui import __version__


def device_info() -> DeviceInfo:
    """Name, system and version; its owner sees them in the list of devices."""
    return DeviceInfo(name=platform.node()[:60] or "-", kind=platform.system().lower() or "-", ver=__version__)

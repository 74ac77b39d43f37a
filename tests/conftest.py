"""Every test runs in a home, locale and zone of its own, and reaches no network but loopback."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tui import i18n
from tui.terminal import prepare

# As in the program, before anything imports textual.
prepare()

HOME_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": ".run",
    "XINDE_HOME": "xinde",
}
"""Variable -> folder below the test's home; made only where a program makes it."""

SETTINGS = {
    # UTF-8 without a language: the app then speaks Chinese, and any machine has this locale.
    "LANG": "C.UTF-8",
    # Eight hours east, as the branch, spelled so that it needs no zone files.
    "TZ": "CST-8",
}

CLEARED = (
    "LC_",
    "XINDE_",
    "TEXTUAL",
    "LANGUAGE",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "LINES",
    "XDG_",
    "PYTHONDONTWRITE",
)
"""Beginnings of the variables a developer's shell may set and a test must not see; proxies are dropped too.

The last would have every process that a test starts compile the program anew, which takes longer than its start otherwise."""


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many workers as cores: a test of a screen sleeps a third of its time, until the app is idle after a key."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(2, cores * 2)


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the test an environment of its own and put the old one back."""
    # Not by monkeypatch: hypothesis refuses function-scoped fixtures it can see, and does not look at autouse ones.
    before = dict(os.environ)
    home = tmp_path_factory.mktemp("home")
    for name in before:
        if name.startswith(CLEARED) or name.lower().endswith("_proxy"):
            del os.environ[name]
    os.environ.update({name: str(home / folder) for name, folder in HOME_FOLDERS.items()})
    os.environ.update(SETTINGS)
    _apply_zone()
    i18n.set_language(i18n.DEFAULT)
    i18n.set_strict(True)
    yield
    i18n.set_strict(False)
    os.environ.clear()
    os.environ.update(before)
    _apply_zone()


def _apply_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Refuse every connection of this process that leaves the machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


def _guarded(call: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, *arguments: Any) -> Any:
        # The address is the last argument of all three calls.
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(arguments[-1][0]):
            raise AssertionError(f"a test tried to reach {arguments[-1]!r}; only loopback is allowed")
        return call(self, *arguments)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def pytest_configure() -> None:
    """A scene makes tens of thousands of objects and drops all of them at its end; looking for garbage on the way takes 5 % of the time."""
    gc.set_threshold(100_000, 20, 50)


LONG_ONES = (
    *("tests/rendered/", "tests/e2e/", "tests/server/", "tests/sim/", "tests/records/"),
    *("tests/screens/test_shots.py", "tests/screens/test_language.py", "tests/cli/test_exactly_as_typed.py"),
)
"""Where single tests take half a minute: begun last, they leave one worker busy while the others have nothing left to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever drives a real terminal is marked `alone`."""
    for item in items:
        module = getattr(item, "module", None)
        if hasattr(module, "Terminal"):
            item.add_marker("alone")
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_ONES))

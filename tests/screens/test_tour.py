"""The tour leaves no screen out."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tests.screens.tour import STOPS
from tui import screens
from tui.page import Commanded

NOT_SEEN: dict[str, str] = {}
"""A screen nobody ever sees -> why it has a scope all the same."""


def test_every_screen_with_commands_of_its_own_is_a_stop() -> None:
    seen = {stop.screen for stop in STOPS}
    missing = [each.__qualname__ for each in _declared() if each not in seen and each.__qualname__ not in NOT_SEEN]
    assert not missing, "these screens are on no stop of tests/screens/tour_stops.py"
    assert len({stop.name for stop in STOPS}) == len(STOPS), "two stops have one name"


def _declared() -> list[type]:
    """Screens that say a scope themselves."""
    for module in pkgutil.walk_packages(screens.__path__, "tui.screens."):
        import_module(module.name)
    found: list[type] = []
    waiting: list[type] = [Commanded]
    while waiting:
        below: list[type] = waiting.pop().__subclasses__()
        waiting += below
        found += [each for each in below if each.__dict__.get("SCOPE") and each.__module__.startswith("tui.")]
    return found

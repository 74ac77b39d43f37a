"""Where a person's own keys are, so that a start without any costs one look."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

NAME = "keymap.toml"


def keymap_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The keymap: in XINDE_HOME where that is named, else in the system's place for what a person sets."""
    named = environ.get("XINDE_HOME")
    if named:
        return Path(named).expanduser().absolute() / NAME
    # platformdirs is needed only where nobody said where.
    from platformdirs import user_config_path

    return user_config_path("xinde", appauthor=False) / NAME

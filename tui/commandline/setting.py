"""`settings`: signs, theme and colours of this device, shown or chosen."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tui import appearance
from tui.appearance import CHOICES, Appearance, appearance_path
from tui.commandline.failing import DONE, Usage
from tui.commandline.output import aligned, say, say_json
from tui.i18n import t


def settings(args: argparse.Namespace, folder: Path) -> int:
    """`settings [NAME=VALUE …]`."""
    path = appearance_path()
    kept = appearance.read(path)
    for given in args.given:
        kept = _with(kept, given)
    if args.given:
        appearance.write(path, kept)
    forced = appearance.from_environment(os.environ)
    if args.json:
        now = appearance.in_force(kept, os.environ)
        say_json({name: {"chosen": kept.chosen(name), "in_force": now.chosen(name)} for name in CHOICES})
        return DONE
    say(*aligned([(name, kept.chosen(name), t(f"settings.{name}.{kept.chosen(name)}")) for name in CHOICES]))
    say(
        *(t("settings.forced", name=name, variable=variable, value=value) for name, (variable, value) in forced.items())
    )
    return DONE


def _with(kept: Appearance, given: str) -> Appearance:
    name, _, value = given.partition("=")
    try:
        return kept.with_choice(name, value)
    except ValueError:
        known = "; ".join(f"{each}={'|'.join(values)}" for each, values in CHOICES.items())
        raise Usage(t("settings.unknown", given=given, known=known)) from None

"""`private export FILE` and `private import FILE`: a passphrase-sealed copy of what exists on this device only."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import msgspec

from sync.clock import SystemClock, claimed
from sync.problems import InTheWay
from tui.commandline.asking import secret
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import say, say_json
from tui.commandline.reading import read_folder
from tui.i18n import t

VARIABLE = "XINDE_PASSPHRASE"
SHORTEST = 8
"""Characters of a passphrase: the sealed file may lie anywhere, and be tried for years."""


def export(args: argparse.Namespace, folder: Path) -> int:
    """`private export FILE [--force]`."""
    from sync.private_copy import collect
    from sync.sealed import seal, write_sealed

    path = Path(args.file).expanduser()
    if path.exists() and not args.force:
        raise InTheWay("file_exists", path=str(path))
    with read_folder(folder) as place:
        content = collect(place.repository, place.identity, place.clock)
    passphrase = secret(VARIABLE, t("cli.passphrase"), twice=True)
    if len(passphrase) < SHORTEST:
        raise InTheWay("short_passphrase", least=str(SHORTEST))
    try:
        write_sealed(path, seal(content, passphrase, os.urandom), replace=args.force)
    except FileExistsError:
        raise InTheWay("file_exists", path=str(path)) from None
    carry_out(folder, "private_exported", {"at": claimed(SystemClock())})
    counts = {"records": len(content.records), "unsaved": len(content.typing)}
    if args.json:
        say_json({"file": str(path), **counts})
    else:
        say(t("cli.private.exported", path=str(path), **counts))
    return DONE


def import_(args: argparse.Namespace, folder: Path) -> int:
    """`private import FILE`: adds what is missing, and keeps both where the same record differs."""
    from sync.sealed import unseal

    sealed = Path(args.file).expanduser().read_bytes()
    content = unseal(sealed, secret(VARIABLE, t("cli.passphrase")))
    done = carry_out(folder, "private_import", {"content": msgspec.to_builtins(content)})
    if args.json:
        say_json(done)
    else:
        say(t("cli.private.imported", **done))
    return DONE

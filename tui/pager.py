"""Hands a long text to the person's own pager ($PAGER, else less or more) through a pipe: nothing of it comes to the disk."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from tui.external_editor import interrupts_are_the_others

USUAL = (("less",), ("more",))

NO_PAGERS = frozenset({"cat", "tee"})
"""Programs that show nothing one could read in, since the screen comes back as soon as they end."""


class Pager(msgspec.Struct, frozen=True):
    """A command; `instead_of` is what was set and cannot be used, with the reason as the end of a message's id."""

    words: tuple[str, ...]
    instead_of: str = ""
    why: str = ""


def command(environ: Mapping[str, str]) -> Pager | None:
    """The pager of this account, or what is used instead; None where there is none at all."""
    path = environ.get("PATH")
    wished, why = environ.get("PAGER", "").strip(), ""
    if wished:
        try:
            words = tuple(shlex.split(wished))
        except ValueError:
            words, why = (), "unreadable"
        if words and Path(words[0]).name in NO_PAGERS:
            why = "shows_nothing"
        elif words and shutil.which(words[0], path=path):
            return Pager(words)
        else:
            why = why or "not_found"
    for words in USUAL:
        if shutil.which(words[0], path=path):
            return Pager(words, wished if why else "", why)
    return None


def surroundings(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the pager: less reads UTF-8, stays until it is left, and writes no history of searches."""
    return {"LESS": "-iM", "LESSCHARSET": "utf-8", **environ, "LESSHISTFILE": "-"}


def read(text: str, words: Sequence[str], environ: Mapping[str, str] = os.environ) -> int | None:
    """Show a text and wait until it was read: the exit code, or None when the pager could not be started."""
    try:
        with interrupts_are_the_others():
            done = subprocess.run(
                list(words), input=text.encode("utf-8", "replace"), env=surroundings(environ), check=False
            )
    except BrokenPipeError:
        # It was left before it had read everything.
        return 0
    except OSError:
        return None
    return done.returncode

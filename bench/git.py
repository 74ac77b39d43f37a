"""The same records as files in git: a bare repository, clones that push to it and pull from it, every object synced to the disk."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

DURABLE = ("-c", "core.fsync=all", "-c", "core.fsyncMethod=batch")
"""Everything synced, loose objects by git's own bulk way: one flush for many."""

OWN = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
WHO = ("-c", "user.name=bench", "-c", "user.email=bench@localhost", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")


class Refused(Exception):
    """git said no."""


def git(folder: Path, *words: str) -> float:
    """Seconds that a command of git takes; raises Refused with its words."""
    begun = time.perf_counter()
    environ = {**os.environ, **OWN, "HOME": str(folder.parent)}
    ran = subprocess.run(
        ["git", *DURABLE, *WHO, *words], cwd=folder, capture_output=True, text=True, env=environ, check=False
    )
    if ran.returncode != 0:
        raise Refused(ran.stderr.strip()[-500:])
    return time.perf_counter() - begun


def bare(folder: Path) -> Path:
    """A shared repository that syncs what it takes in."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    git(folder, "config", "core.fsync", "all")
    git(folder, "config", "core.fsyncMethod", "batch")
    return folder


def clone(shared: Path, to: Path) -> float:
    """Seconds of a clone."""
    to.parent.mkdir(parents=True, exist_ok=True)
    return git(to.parent, "clone", "--quiet", f"file://{shared}", str(to))


def committed(folder: Path) -> float:
    """Seconds to add and commit everything."""
    return git(folder, "add", "--all") + git(folder, "commit", "--quiet", "-m", "bench")


def pushed(folder: Path) -> float:
    """Seconds to push; whoever was overtaken takes the others' commits first, as often as need be."""
    begun = time.perf_counter()
    for _ in range(200):
        try:
            git(folder, "push", "--quiet", "origin", "HEAD:main")
        except Refused as refused:
            if not any(
                each in str(refused)
                for each in ("fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref")
            ):
                raise
            pulled(folder)
        else:
            return time.perf_counter() - begun
    raise Refused("overtaken two hundred times")


def pulled(folder: Path) -> float:
    """Seconds to take in the others' commits, its own on top."""
    return git(folder, "pull", "--quiet", "--rebase", "origin", "main")

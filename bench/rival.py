"""Other people's programs in throw-away environments, each from a lock with hashes, kept until the lock changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LOCKS = Path(__file__).parent / "rivals"


class Missing(Exception):
    """What a rival needs is not on this machine."""


def scratch() -> Path:
    """Where environments and made branches are kept between runs: XINDE_BENCH_SCRATCH, else this user's cache."""
    from platformdirs import user_cache_path

    named = os.environ.get("XINDE_BENCH_SCRATCH")
    folder = Path(named).absolute() if named else user_cache_path("xinde-bench", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def python_of(name: str) -> Path:
    """The Python of a rival's environment, made by its lock if need be; raises Missing where it cannot be had."""
    lock = LOCKS / f"{name}.lock"

    def install(folder: Path) -> None:
        _run([sys.executable, "-m", "venv", str(folder)])
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)])
        # As a program that is installed: compiled.
        _run([str(folder / "bin" / "python"), "-m", "compileall", "-q", str(folder / "lib")], check=False)

    return _made(name, [lock], install) / "bin" / "python"


def node_folder() -> Path:
    """A folder with the npm packages of `rivals/npm`, and our programs beside them; raises Missing."""
    for program, package in (("node", "nodejs"), ("npm", "npm")):
        if shutil.which(program) is None:
            raise Missing(f"{program} is not here (Debian: apt install {package})")
    source = LOCKS / "npm"
    files = sorted(each for each in source.iterdir() if each.is_file())

    def install(folder: Path) -> None:
        for each in files:
            shutil.copy(each, folder)
        # leveldown ships its binaries; nothing has to run at installation.
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)

    return _made("npm", files, install)


def apt_program(program: str, package: str) -> str:
    """The path of a Debian package's program; raises Missing with the command that brings it."""
    found = shutil.which(program)
    if found is None:
        raise Missing(f"{program} is not here (Debian: apt install {package})")
    return found


def _made(name: str, sources: Sequence[Path], install: object) -> Path:
    """The folder that `install` filled from these sources; one that was not finished is made anew."""
    assert callable(install)
    digest = hashlib.sha256(b"".join(each.read_bytes() for each in sources) + sys.version.encode()).hexdigest()[:12]
    folder = scratch() / f"{name}-{digest}"
    done = folder / ".made"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        install(folder)
        done.touch()
    return folder


def _run(words: Sequence[str], folder: Path | None = None, *, check: bool = True) -> None:
    ran = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if check and ran.returncode != 0:
        raise Missing(f"{Path(words[0]).name} {words[1]} failed: {(ran.stderr or ran.stdout).strip()[-600:]}")

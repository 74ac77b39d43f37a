"""Install Xinde from this folder, without a network: `python3 install.py [FOLDER]`. Needs Python 3.11 or newer, nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
PROGRAMS = ("xinde", "xinde-server")


def is_free(folder: Path) -> bool:
    """True for a folder that may be made anew: not there, empty, or where a Python environment was installed before."""
    if not folder.exists():
        return True
    return folder.is_dir() and ((folder / "pyvenv.cfg").is_file() or not any(folder.iterdir()))


def installed(folder: Path) -> Path:
    """Make an environment in `folder` with what is in the archive and nothing else; returns where its programs are."""
    import venv

    bin_ = folder / ("Scripts" if WINDOWS else "bin")
    python = bin_ / ("python.exe" if WINDOWS else "python")
    # Over an older version too: what a person made lies in another folder. Without pip, since a Debian Python may have none.
    venv.EnvBuilder(clear=True, symlinks=not WINDOWS, with_pip=False).create(folder)
    words = ["install", "--quiet", "--disable-pip-version-check", "--no-cache-dir", "--no-index", "--no-deps"]
    words += ["--find-links", str(HERE / "wheels"), "--require-hashes", "--requirement", str(HERE / "requirements.txt")]
    # A setting or variable of this machine's pip must not lead to a network.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environ |= {"PIP_CONFIG_FILE": os.devnull}
    subprocess.run([str(python), *_pip(), *words], check=True, env=environ)
    return bin_


def _pip() -> list[str]:
    """The pip that runs: the one that came with the archive, else the one that came with Python."""
    came = sorted((HERE / "pip").glob("pip-*.whl"))
    if not came:
        import ensurepip

        came = sorted((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
    return [str(came[-1] / "pip")]


def linked(bin_: Path) -> Path | None:
    """Put the programs where a shell finds them, and say where; None where somebody else's file is in the way, or on Windows."""
    if WINDOWS:
        return None
    place = Path.home() / ".local" / "bin"
    place.mkdir(parents=True, exist_ok=True)
    for name in PROGRAMS:
        link = place / name
        if link.exists() and not link.is_symlink():
            return None
        link.unlink(missing_ok=True)
        link.symlink_to(bin_ / name)
    return place


def main() -> int:
    """Install, and say how to start."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this has the Python they have
        print(f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]}。", file=sys.stderr)
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    base = Path(os.environ.get("LOCALAPPDATA") or Path.home()) if WINDOWS else Path.home() / ".local" / "share"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else base / "xinde-program"
    if not is_free(folder.absolute()):
        # All that lies in it would be deleted.
        print(f"{folder} 里有别的东西，没有动它；请换一个不存在或空的目录。", file=sys.stderr)
        print(
            f"{folder} holds something else and was left alone; name a folder that is empty or not there.",
            file=sys.stderr,
        )
        return 2
    try:
        bin_ = installed(folder.absolute())
    except subprocess.CalledProcessError as error:
        print(f"没有装好（pip 退出码 {error.returncode}），原因见上。", file=sys.stderr)
        print(f"Not installed (pip ended with {error.returncode}); the reason stands above.", file=sys.stderr)
        return 1
    place = linked(bin_)
    start = bin_ / PROGRAMS[0]
    found = place is not None and str(place) in os.environ.get("PATH", "").split(os.pathsep)
    print(f"已装好，启动：{'xinde' if found else start}")
    print(f"Installed. Start it with: {'xinde' if found else start}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

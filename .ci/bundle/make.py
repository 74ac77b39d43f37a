"""Everything a machine without a network needs, in one archive: `python .ci/bundle/make.py dist` (or `make bundle`).

Each wheel is checked against the hash in requirements.lock while it is fetched; the archive names the hash of each file in it,
and its `install` installs nothing else.
"""

from __future__ import annotations

import argparse
import ensurepip
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker, default_environment
from packaging.utils import parse_wheel_filename

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""The versions an archive serves unless others are named."""

SYSTEMS = {
    "win": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    "macosx": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "manylinux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
}
"""Beginning of a platform tag -> what the markers of a lock file ask of that system."""

ENTRY = re.compile(r"(?P<pin>[A-Za-z0-9._-]+==[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*\\?\s*$")


def pinned(lock: str, environment: dict[str, str]) -> Iterator[str]:
    """The entries of a lock file that hold in an environment, each with its hashes and without its marker."""
    taken = False
    for line in lock.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        entry = ENTRY.fullmatch(line)
        if entry is not None:
            marker = entry["marker"]
            taken = marker is None or Marker(marker).evaluate(environment)
            if taken:
                yield f"{entry['pin']} \\"
        elif taken and line.lstrip().startswith("--hash"):
            yield line
        elif not line.lstrip().startswith(("--hash", "#")):
            raise ValueError(f"not a line of a lock file: {line}")


def environment_of(python: str, platforms: list[str]) -> dict[str, str]:
    """What the markers of a lock file are asked for a Python and a platform; this machine's where no platform is named."""
    found = {name: str(value) for name, value in default_environment().items()}
    found |= {"python_version": python, "python_full_version": f"{python}.0"}
    for beginning, values in SYSTEMS.items():
        if platforms and platforms[0].startswith(beginning):
            found |= values | {"platform_machine": machine_of(platforms[0])}
    return found


def machine_of(platform: str) -> str:
    """The processor a platform tag names."""
    if platform.startswith("win"):
        return {"win_amd64": "AMD64", "win_arm64": "ARM64"}.get(platform, "x86")
    return re.sub(r"^(macosx|manylinux)_?\d+_?(\d+_)?", "", platform)


def fetch(wheels: Path, pythons: list[str], platforms: list[str]) -> None:
    """Download the wheels of every Python named, each checked against the lock's hash."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    for python in pythons:
        listed = wheels.parent / f"lock-{python}.txt"
        listed.write_text("\n".join(pinned(lock, environment_of(python, platforms))) + "\n", "utf-8")
        words = [
            "download",
            "--quiet",
            "--require-hashes",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--dest",
            str(wheels),
        ]
        words += [word for platform in platforms for word in ("--platform", platform)]
        pip(*words, "--python-version", python, "--requirement", str(listed))
        listed.unlink()


def build(wheels: Path) -> None:
    """The wheel of the program itself, as it stands here."""
    pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(ROOT))


def pip(*words: str) -> None:
    """Run pip of this environment."""
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *words], check=True)


def required(wheels: Path) -> str:
    """What is installed, each with the hash of its files in the archive."""
    hashes: dict[str, list[str]] = {}
    for wheel in sorted(wheels.glob("*.whl")):
        name, version, _, _ = parse_wheel_filename(wheel.name)
        hashes.setdefault(f"{name}=={version}", []).append(hashlib.sha256(wheel.read_bytes()).hexdigest())
    return "".join(
        f"{pin}{''.join(f' --hash=sha256:{each}' for each in found)}\n" for pin, found in sorted(hashes.items())
    )


def own_pip(folder: Path) -> None:
    """The pip that came with this Python, for machines whose Python came without one (Debian without python3-venv)."""
    places = [Path(ensurepip.__file__).parent / "_bundled", Path("/usr/share/python-wheels")]
    found = [wheel for place in places for wheel in sorted(place.glob("pip-*.whl"))]
    if found:
        folder.mkdir()
        shutil.copy(found[-1], folder)


def bundle(dist: Path, pythons: list[str], platforms: list[str]) -> Path:
    """Write the archive and its checksum into `dist`; returns its path."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    with tempfile.TemporaryDirectory() as scratch:
        name = f"xinde-{version}-{platforms[0] if platforms else 'offline'}"
        top = Path(scratch) / name
        wheels = top / "wheels"
        wheels.mkdir(parents=True)
        fetch(wheels, pythons, platforms)
        build(wheels)
        (top / "requirements.txt").write_text(required(wheels), "utf-8")
        own_pip(top / "pip")
        for each in (
            HERE / "install",
            HERE / "install.py",
            ROOT / "README.md",
            ROOT / "README.zh-CN.md",
            ROOT / "LICENSE",
        ):
            shutil.copy(each, top)
        (top / "install").chmod(0o755)
        dist.mkdir(exist_ok=True)
        archive = dist / f"{name}.tar.gz"
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(top, name)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n", "utf-8")
    return archive


def main() -> None:
    """Make the archive and say where it is and how large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dist", type=Path)
    parser.add_argument("--python", action="append", metavar="3.N", help=f"default: {' '.join(PYTHONS)}")
    parser.add_argument(
        "--platform", action="append", default=[], help="a wheel's platform tag; default: this machine's"
    )
    args = parser.parse_args()
    archive = bundle(args.dist, args.python or list(PYTHONS), args.platform)
    print(f"{archive}  {archive.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

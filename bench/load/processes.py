"""What processes use: CPU, memory and files, from /proc; a server of several processes counts as one."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def family(process: int) -> list[int]:
    """A process and everything it has started."""
    children: dict[int, list[int]] = {}
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and (words := _stat(int(each.name))):
            children.setdefault(int(words[1]), []).append(int(each.name))
    found = [process]
    for parent in found:
        found += children.get(parent, ())
    return found


def cpu_seconds(processes: list[int], *, ended: bool = False) -> float:
    """CPU seconds used so far, in the programs and for them; with `ended` those of processes they had started and that ended."""
    fields = slice(11, 15) if ended else slice(11, 13)
    return sum(sum(int(word) for word in _stat(each)[fields]) for each in processes) / _TICK


def memory_mb(processes: list[int], line: str = "VmRSS") -> float:
    """Memory now, or the most there was (`VmHWM`), each process by itself."""
    return sum(_status(each, line) for each in processes) / 1024


def forget_peak(processes: list[int]) -> None:
    """Let `VmHWM` begin anew."""
    for each in processes:
        Path(f"/proc/{each}/clear_refs").write_text("5", "ascii")


def raise_files() -> int:
    """Let this process open as many files as the system allows; returns how many."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def _stat(process: int) -> list[str]:
    """The words of /proc/PID/stat after the name, or none for a process that is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _status(process: int, line: str) -> int:
    return next((int(each.split()[1]) for each in _status_lines(process) if each.startswith(f"{line}:")), 0)


def _status_lines(process: int) -> Iterator[str]:
    try:
        yield from Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return

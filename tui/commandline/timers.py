"""`timer`: a sync every few minutes without anybody at the keys: by systemd where it runs for this account, else by cron."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from sync.problems import InTheWay
from tui import i18n
from tui.commandline.failing import DONE, REFUSED, Usage
from tui.commandline.output import say, say_json
from tui.commandline.reading import read_folder
from tui.i18n import t

NAME = "xinde-sync"
"""The units' name, and the mark of the line in the crontab."""

EVERY = 15
SHORTEST, LONGEST = 5, 1440
"""Minutes between two syncs."""

PATIENCE = 20
"""Seconds systemctl and crontab may take."""

NO_CRONTAB = ("no crontab", "no such file")
"""What the crontab programs of Debian, Red Hat and busybox say, in any locale, where an account has none."""


class Timer(msgspec.Struct, frozen=True):
    """What is to run, for which folder, how often."""

    command: tuple[str, ...]
    folder: Path
    minutes: int

    @property
    def service(self) -> str:
        """The unit that syncs once. A server out of reach or a folder in use is no failure: the next time will do."""
        words = " ".join(map(_systemd_word, self.command))
        return (
            f"[Unit]\nDescription={t('cli.timer.unit')}\n\n"
            "[Service]\nType=oneshot\n"
            f"Environment={_systemd_word(f'XINDE_HOME={self.folder}')} XINDE_LANGUAGE={i18n.language()}\n"
            f"ExecStart={words}\nSuccessExitStatus=3 5\nTimeoutStartSec=300\nNice=10\n"
        )

    @property
    def timer(self) -> str:
        """The unit that says when; not all devices of an office in one second."""
        return (
            f"[Unit]\nDescription={t('cli.timer.unit')}\n\n"
            f"[Timer]\nOnStartupSec=2min\nOnUnitActiveSec={self.minutes}min\nRandomizedDelaySec=60\n\n"
            "[Install]\nWantedBy=timers.target\n"
        )

    @property
    def crontab_line(self) -> str:
        """The line for cron, which mails whatever is said: the app tells it, so nothing is said here."""
        words = shlex.join(("env", f"XINDE_HOME={self.folder}", *self.command)).replace("%", r"\%")
        when = f"*/{self.minutes} * * * *" if self.minutes < 60 else f"7 */{max(1, self.minutes // 60)} * * *"
        return f"{when} {words} >/dev/null 2>&1 # {NAME}"


def _systemd_word(word: str) -> str:
    """A word as a unit file takes it: quoted, with % and $ meaning themselves."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    plain = plain.replace("$", "$$") if not word.startswith("XINDE_HOME=") else plain
    return f'"{plain}"'


def sync_command() -> tuple[str, ...]:
    """How this program is started for a sync, whatever PATH says."""
    beside = Path(sys.executable).parent / ("xinde.exe" if os.name == "nt" else "xinde")
    program = (str(beside),) if beside.exists() else (sys.executable, "-m", "tui.cli")
    return (*program, "sync", "--quiet")


def units() -> Path:
    """Where the units of this account are."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "systemd" / "user"


def timer(args: argparse.Namespace, folder: Path) -> int:
    """`timer install|remove|status`."""
    acts = {"install": _install, "remove": _remove, "status": _status}
    return acts[args.what](args, folder)


def _install(args: argparse.Namespace, folder: Path) -> int:
    if not SHORTEST <= args.every <= LONGEST:
        raise Usage(t("cli.timer.every", least=SHORTEST, most=LONGEST))
    with read_folder(folder) as place:
        if place.identity.server is None:
            raise InTheWay("not_signed_in")
    wanted = Timer(sync_command(), folder, args.every)
    if args.print:
        say(*wanted.service.splitlines(), "", *wanted.timer.splitlines(), "", wanted.crontab_line)
        return DONE
    if _systemd_runs():
        units().mkdir(parents=True, exist_ok=True)
        for ending, text in (("service", wanted.service), ("timer", wanted.timer)):
            (units() / f"{NAME}.{ending}").write_text(text, "utf-8")
        _systemctl("daemon-reload")
        _systemctl("enable", "--now", f"{NAME}.timer")
        by, where = "systemd", str(units() / f"{NAME}.timer")
    elif shutil.which("crontab"):
        _write_crontab([*_other_lines(), wanted.crontab_line])
        by, where = "cron", "crontab -l"
    else:
        return _by_hand(args, wanted)
    if args.json:
        say_json({"by": by, "where": where, "minutes": args.every})
    else:
        say(t("cli.timer.installed", minutes=args.every, where=where))
    return DONE


def _by_hand(args: argparse.Namespace, wanted: Timer) -> int:
    """Neither is there: what to run, and how often, for whatever runs programs on this machine."""
    if args.json:
        say_json({"by": None, "command": list(wanted.command), "minutes": wanted.minutes})
    else:
        say(t("cli.timer.by_hand", minutes=wanted.minutes), f"  {shlex.join(wanted.command)}")
    return REFUSED


def _remove(args: argparse.Namespace, folder: Path) -> int:
    found = [path for ending in ("timer", "service") if (path := units() / f"{NAME}.{ending}").exists()]
    if found:
        if _systemd_runs():
            _systemctl("disable", "--now", f"{NAME}.timer")
        for path in found:
            path.unlink()
        if _systemd_runs():
            _systemctl("daemon-reload")
    in_crontab = _crontab_line() is not None
    if in_crontab:
        _write_crontab(_other_lines())
    removed = bool(found) or in_crontab
    if args.json:
        say_json({"removed": removed})
    else:
        say(t("cli.timer.removed" if removed else "cli.timer.none"))
    return DONE


def _status(args: argparse.Namespace, folder: Path) -> int:
    """Where the timer stands, whether it runs, and when this folder was last in touch with the branch."""
    with read_folder(folder) as place:
        last = place.shadow.progress.synced_at
    by, where, active = None, None, False
    if (path := units() / f"{NAME}.timer").exists():
        by, where = "systemd", str(path)
        active = (
            _systemd_runs() and _ran("systemctl", "--user", "is-active", "--quiet", f"{NAME}.timer").returncode == 0
        )
    elif (line := _crontab_line()) is not None:
        by, where, active = "cron", line, True
    if args.json:
        say_json({"by": by, "where": where, "active": active, "last_sync": last})
        return DONE
    say(t("cli.timer.none") if by is None else t("cli.timer.at", where=where))
    if by is not None and not active:
        say(t("cli.timer.idle"))
    say(f"{t('cli.status.last_sync')}{t('error.colon')}{last or t('cli.status.never')}")
    return DONE


# systemd and cron


def _ran(*words: str, told: str | None = None) -> subprocess.CompletedProcess[str]:
    # What others wrote into a crontab goes back byte for byte, whatever its encoding.
    how: Any = {"encoding": "utf-8", "errors": "surrogateescape", "timeout": PATIENCE}
    try:
        return subprocess.run(words, input=told, capture_output=True, check=False, **how)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, 1, "", f"{words[0]}: {PATIENCE} s")


def _systemd_runs() -> bool:
    """True where a systemd of this account answers: in a container or over `su` there is none."""
    if shutil.which("systemctl") is None:
        return False
    return _ran("systemctl", "--user", "show-environment").returncode == 0


def _systemctl(*words: str) -> None:
    done = _ran("systemctl", "--user", *words)
    if done.returncode != 0:
        raise InTheWay("timer_refused", cause=done.stderr.strip() or f"systemctl {words[0]}")


def _crontab() -> list[str] | None:
    """The lines of the account's crontab; None where it cannot be read, which is not the same as an empty one."""
    if shutil.which("crontab") is None:
        return []
    done = _ran("crontab", "-l")
    if done.returncode == 0:
        return done.stdout.removesuffix("\n").split("\n") if done.stdout else []
    return [] if any(words in done.stderr.lower() for words in NO_CRONTAB) else None


def _crontab_line() -> str | None:
    return next((line for line in _crontab() or () if line.endswith(f"# {NAME}")), None)


def _other_lines() -> list[str]:
    found = _crontab()
    if found is None:
        # What is written takes the place of all that is there.
        raise InTheWay("timer_refused", cause="crontab -l")
    return [line for line in found if not line.endswith(f"# {NAME}")]


def _write_crontab(lines: list[str]) -> None:
    done = _ran("crontab", "-", told="".join(f"{line}\n" for line in lines))
    if done.returncode != 0:
        raise InTheWay("timer_refused", cause=done.stderr.strip() or "crontab")

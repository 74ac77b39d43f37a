"""Signals are never lost, wherever Python was when they came, and nothing started is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import weakref
from pathlib import Path

import pytest

from tui.stopping import Ended, Stopping

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")


class Dying:
    """Asks its own process to end while it is being collected, where Python discards every exception."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)


class Watched:
    """Something to refer to weakly."""


def test_a_signal_during_a_finaliser_or_a_weak_callback_is_not_lost() -> None:
    stopping = Stopping()
    with stopping.heard():
        stopping.check()
        Dying()
        with pytest.raises(Ended):
            stopping.check()
    again = Stopping()
    with again.heard():
        watched = Watched()
        reference = weakref.ref(watched, lambda _: os.kill(os.getpid(), signal.SIGHUP))
        del watched
        assert reference() is None
        with pytest.raises(Ended):
            again.check()
    assert again.number == signal.SIGHUP


def test_the_old_handlers_are_back_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Stopping().heard():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_waiting_ends_with_the_child_or_with_a_signal() -> None:
    stopping = Stopping()
    with stopping.heard():
        short = stopping.started(lambda: subprocess.Popen([sys.executable, "-c", ""], text=True))
        assert stopping.wait(short) is False
        long = stopping.started(lambda: subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1, text=True))
        os.kill(os.getpid(), signal.SIGTERM)
        assert stopping.wait(long) is True
        stopping.clear_away()
        assert long.wait(30) == -signal.SIGKILL
        assert long.stdin is not None
        long.stdin.close()


PROGRAM = """
    import os, signal, subprocess, sys, tempfile
    from pathlib import Path
    from tui.stopping import Stopping
    stopping = Stopping()
    with stopping.heard():
        stopping.folder = Path(sys.argv[1])
        stopping.folder.mkdir()
        stopping.started(lambda: subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], text=True))
        print("started", flush=True)
        os.kill(os.getpid(), signal.SIGTERM)
        while True:
            try:
                sys.stdin.readline()
                print("still here", flush=True)
            except BaseException:
                print("lost", flush=True)
"""


def test_a_second_signal_ends_everything_at_once_in_a_program_that_listens_to_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    program = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "started\n"
    assert folder.is_dir()
    program.send_signal(signal.SIGTERM)
    # The child has the same standard output, so its end is reached only when both are gone.
    assert program.communicate(timeout=30)[0] == ""
    assert program.returncode == 128 + signal.SIGTERM
    assert not folder.exists()

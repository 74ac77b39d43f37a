"""Hands a text to the person's own editor ($VISUAL, else $EDITOR) and takes it back; nothing of it stays on the disk."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import msgspec

Running: TypeAlias = "subprocess.Popen[bytes]"


class Returned(msgspec.Struct, frozen=True):
    """How an editor ended: its exit code, and the text it left behind; None when it could not even be started."""

    code: int | None
    text: str


def command(environ: Mapping[str, str]) -> list[str] | None:
    """The words of the editor's command, or None where none is set or what is set is no program here."""
    for name in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(environ.get(name, ""))
        except ValueError:
            continue
        if words and shutil.which(words[0], path=environ.get("PATH")):
            return words
    return None


def edit(text: str, words: Sequence[str], started: Callable[[Running], None] = lambda editor: None) -> Returned:
    """Run the editor on a file only this account may read, and wait for its end; the terminal must be free.

    `started` hears of the editor, so that it can be ended with the program.
    """
    try:
        # A folder of its own, since editors put backups and swap files beside the file.
        folder = Path(tempfile.mkdtemp(prefix="xinde-"))
    except OSError:
        return Returned(None, text)
    try:
        file = folder / "text.txt"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(text.encode())
        with interrupts_are_the_others(), subprocess.Popen([*words, str(file)]) as editor:
            started(editor)
            code = editor.wait()
        return Returned(code, _read(file, text))
    except OSError:
        return Returned(None, text)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _read(file: Path, before: str) -> str:
    try:
        raw = file.read_bytes()
    except OSError:
        return before
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Editors of Chinese systems may write the old encoding; what is neither keeps what can be read of it.
        text = raw.decode("gb18030", errors="replace")
    text = text.replace("\r\n", "\n")
    # Most editors end the last line.
    return text.removesuffix("\n") if not before.endswith("\n") else text


@contextmanager
def interrupts_are_the_others() -> Iterator[None]:
    """Ctrl+C goes to every program of the terminal; there it is meant for the other program, and must not end the app."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
